"""What a page needs to stand alone: scripts, data and a policy that lets nothing else run."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from importlib.resources import files
from typing import Any

_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"} | {
    # Ends of lines within a string in older script languages.
    code: f"\\u{code:04x}"
    for code in (0x2028, 0x2029)
}


def as_json(values: Any) -> str:
    """Values as JSON that may stand in a ``<script>``: it holds no ``<``, ``>`` or ``&``."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # Half of a surrogate pair, as damaged files hold, cannot be written as UTF-8.
    return text.translate(_ESCAPES).encode("utf-8", "replace").decode("utf-8")


@functools.cache
def vega() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, from vl-convert-python."""
    import vl_convert

    # Without a snippet: all three libraries under their names (the stub asks for one).
    script: str = vl_convert.javascript_bundle()  # type: ignore[call-arg]
    return _for_html(script)


def resource(name: str) -> str:
    """A file that lies beside the templates."""
    return files("enacted.report").joinpath("templates", name).read_text(encoding="utf-8")


def policy(*scripts: str) -> str:
    """Content security policy of a page: these scripts run, nothing else, and nothing is fetched.

    A script that gets into the page by a mistake has another hash, and is refused.
    """
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'"
        for s in scripts
    )
    hashes = hashes or "'none'"
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _for_html(script: str) -> str:
    """A script that does not end its element before its end."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
