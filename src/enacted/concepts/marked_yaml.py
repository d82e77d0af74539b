"""YAML in, plain values and the line of each of them out; nothing that a file can do harm with."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any

import yaml

from enacted.errors import CodebookError

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 1_000_000
"""Size of a codebook file at the most; the built-in one has some 30,000 bytes."""

_PLAIN = "tag:yaml.org,2002:"

_REMEDIES = (
    ("anchors", "text that begins with * or & stands in quotes"),
    ("'\\t'", "indent with blanks, not with tabs"),
    ("mapping values", "text with a colon and a blank in it stands in quotes"),
    ("start any token", "text that begins so stands in quotes"),
    ("quoted scalar", "a quote is opened here and not closed"),
    ("flow", "close what a bracket opens; text with brackets, braces or ? in it stands in quotes"),
    (
        "block end",
        "entries of one list stand in one column; text with quotes in it in other quotes",
    ),
    ("single document", "take the line --- away: a file is one"),
)
"""What to do about what the YAML reader says, by what it says."""

Place = tuple[str | int, ...]
"""Keys and list positions that lead to a value."""


class _Loader(yaml.SafeLoader):
    """Refuses anchors and aliases: with them a small file can stand for a huge one."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.composer.ComposerError(
                None, None, "anchors (&) and aliases (*) are not read", event.start_mark
            )
        return super().compose_node(parent, index)


def read_text(path: Path, *, encoding: str = "utf-8-sig", remedy: str = "save it as UTF-8") -> str:
    """Text of a file; ``remedy`` is what to do where it is not so encoded.

    Raises
    ------
    CodebookError
        For a file that cannot be read, is too large or is not so encoded.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        raise CodebookError("is a folder: name a file in it", path=path) from None
    except (OSError, ValueError) as error:  # the latter for a name that no file can have
        why = getattr(error, "strerror", None) or error
        raise CodebookError(f"cannot be read ({why})", path=path) from None
    if len(raw) > MAX_BYTES:
        raise CodebookError(f"larger than {MAX_BYTES:,} bytes, more than a codebook has", path=path)
    if encoding.startswith("utf-8") and raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CodebookError(f"is UTF-16; {remedy}", path=path, line=1)
    if b"\0" in raw and not encoding.startswith("utf-16"):
        line = raw.count(b"\n", 0, raw.index(b"\0")) + 1
        raise CodebookError("is not a text file", path=path, line=line)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        name = encoding.removesuffix("-sig").upper()
        raise CodebookError(f"not {name}; {remedy}", path=path, line=line) from None


def read_marked(path: Path) -> tuple[Any, dict[Place, int]]:
    """Values of a YAML file, and the line (from 1) of each by its place; see `parse_marked`.

    Raises
    ------
    CodebookError
        For a file that cannot be read, is too large, not UTF-8 or not YAML, or names a key twice.
    """
    return parse_marked(read_text(path), path)


def parse_marked(text: str, path: Path) -> tuple[Any, dict[Place, int]]:
    """Values of a YAML text, and the line (from 1) of each by its place.

    Every scalar comes as the string that is written, so that ``no`` or ``2010`` can be a term; an
    empty one as ``None``.

    Parameters
    ----------
    path
        Where the text comes from, to be named in errors.

    Raises
    ------
    CodebookError
        For text that is not YAML, or names a key twice.
    """
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
        lines: dict[Place, int] = {}
        value = None if node is None else _value(node, (), lines, path)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise CodebookError("holds a control character", path=path, line=line) from None
    except yaml.MarkedYAMLError as error:
        raise _in_words(error, path) from None
    except RecursionError:
        raise CodebookError("nested too deeply", path=path) from None
    return value, lines


def _in_words(error: yaml.MarkedYAMLError, path: Path) -> CodebookError:
    """What the YAML reader says, with a remedy and the line where it is to be looked for."""
    said = " ".join(", ".join(part for part in (error.context, error.problem) if part).split())
    remedy = next((f"; {remedy}" for sign, remedy in _REMEDIES if sign in said), "")
    mark = error.problem_mark or error.context_mark
    if "end of stream" in said or "stream end" in said:
        mark = error.context_mark or mark  # what is not closed began there
    line = mark.line + 1 if mark else None
    return CodebookError(f"not YAML that we read: {said}{remedy}", path=path, line=line)


def _value(node: yaml.Node, place: Place, lines: dict[Place, int], path: Path) -> Any:
    lines[place] = node.start_mark.line + 1
    if not node.tag.startswith(_PLAIN) or node.tag.startswith(f"{_PLAIN}python"):
        raise CodebookError(
            "tags (!) are not read; text that begins with ! stands in quotes",
            path=path,
            line=lines[place],
        )
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key, child in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise CodebookError("a key must be a word", path=path, line=line)
            if key.value in mapping:
                raise CodebookError(f"key {key.value!r} stands twice", path=path, line=line)
            mapping[key.value] = _value(child, (*place, key.value), lines, path)
            lines[(*place, key.value)] = line
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*place, i), lines, path) for i, child in enumerate(node.value)]
    return None if node.tag.endswith(":null") else node.value
