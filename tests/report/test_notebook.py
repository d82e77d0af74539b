"""The notebook of the documentation: sound, without outputs, and it redraws the main chart."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from enacted.tables import Snapshot

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "notebooks" / "shares.ipynb"


@pytest.fixture(scope="module")
def notebook() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return told


def test_it_is_a_notebook_without_outputs(notebook: dict[str, Any]):
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in notebook["cells"]:
        assert cell["cell_type"] in {"code", "markdown"}
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


def test_its_cells_run_and_draw_the_shares(
    notebook: dict[str, Any], snapshot: Snapshot, mined: Path, tmp_path: Path
):
    pytest.importorskip("pandas", reason="pandas is not installed (pip install '.[dev]')")
    names: dict[str, Any] = {}
    shown = [run(cell, mined, names) for cell in notebook["cells"]]
    assert snapshot.path.name in shown
    shares = names["shares"]
    assert set(shares.stance) == {"talk", "plan", "deed"}
    assert shares.groupby(["concept", "period", "method"]).share.sum().round(6).eq(1).all()
    drawn = names["chart"].to_dict()
    assert {"row", "column"} <= set(drawn["facet"])
    names["chart"].save(tmp_path / "figure.svg")
    picture = (tmp_path / "figure.svg").read_text(encoding="utf-8")
    assert picture.count('aria-roledescription="point"') == len(shares)


def run(cell: dict[str, Any], out: Path, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does; the value of its last line, if that is an expression."""
    if cell["cell_type"] != "code":
        return None
    code = "".join(cell["source"])
    if cell["id"] == "open":
        assert code.count('"../../outputs/demo"') == 1
        code = code.replace('"../../outputs/demo"', repr(str(out)))
    body = ast.parse(code).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), cell["id"], "exec"), names)  # noqa: S102
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), cell["id"], "eval"), names)  # noqa: S307
    return None
