"""The Python of docs/recipes.md, run as it stands on a small snapshot."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.published import example

PAGE = Path(__file__).resolve().parents[1] / "docs" / "recipes.md"


def test_the_recipes_run(tmp_path):
    snapshot = example(tmp_path / "out")
    text = PAGE.read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    assert code.count('"outputs/mine"') == 1
    names: dict[str, Any] = {}
    exec(code.replace('"outputs/mine"', repr(str(tmp_path / "out"))), names)  # noqa: S102
    assert names["counts"].to_dict("index") == {"coproduction": {"deed": 2, "talk": 4}}
    assert names["deeds"].rows() == [
        ("Plan", 2012, 0, "a did it."),
        ("Report", None, 0, "b did it."),
    ]
    assert names["ranked"].to_dict("list") == {
        "title": ["Plan", "Report"],
        "mentions": [3, 3],
        "deeds": [1, 1],
    }
    # What the recipe for R relies on.
    latest = json.loads((tmp_path / "out" / "latest.json").read_text())
    assert (tmp_path / "out" / "snapshots" / latest["snapshot"]) == snapshot.path
