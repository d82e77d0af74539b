"""Dictionaries of other tools: quanteda (YAML), LIWC (.dic) and tables of two columns (CSV)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import yaml

from enacted.concepts.codebook_reader import CodebookReader
from enacted.concepts.codebook_writer import writing
from enacted.concepts.dictionaries import liwc, quanteda, two_columns
from enacted.concepts.dictionaries.conversion import to_entries, to_values
from enacted.concepts.marked_yaml import read_text
from enacted.concepts.terms import FormError
from enacted.errors import CodebookError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from enacted.concepts.codebook import Codebook
    from enacted.concepts.dictionaries.entries import LeftOut, Noted

Format = Literal["quanteda", "liwc", "csv"]

FORMATS: tuple[Format, ...] = get_args(Format)

_READERS = {"quanteda": quanteda.read, "liwc": liwc.read, "csv": two_columns.read}
_WRITERS = {"quanteda": quanteda.write, "liwc": liwc.write, "csv": two_columns.write}
_ENDINGS: dict[str, Format] = {
    ".yml": "quanteda",
    ".yaml": "quanteda",
    ".dic": "liwc",
    ".csv": "csv",
    ".tsv": "csv",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made, what of the dictionary a codebook cannot say, and what was doubtful."""

    codebook: Codebook
    left_out: tuple[LeftOut, ...]
    noted: tuple[Noted, ...] = ()


def import_dictionary(
    source: Path,
    *,
    to: Path,
    format_: Format | None = None,
    only: Sequence[str] = (),
    encoding: str = "utf-8-sig",
    force: bool = False,
) -> Imported:
    """Make a codebook of a dictionary.

    Parameters
    ----------
    to
        Codebook file to write.
    format_
        Without it, what the ending of the source says.
    only
        Outermost categories to take, in any casing, with ``*`` for any characters; all where empty.
    force
        Write over a file that is there.

    Raises
    ------
    CodebookError
        For a source that is no such dictionary or holds nothing that a codebook can say, and for a
        target that is there or cannot be written.
    """
    format_ = format_ or _ENDINGS.get(source.suffix.lower())
    if format_ is None:
        raise CodebookError(
            f"what dictionary is it? Give its format: {', '.join(FORMATS)}", path=source
        )
    text = read_text(source, encoding=encoding, remedy="name its encoding, as in --encoding cp1252")
    dictionary = _READERS[format_](text, source)
    try:
        values, left_out = to_values(dictionary.entries, only=only)
    except (FormError, UsageError) as error:
        raise CodebookError(str(error), path=source) from None
    left = tuple(sorted((*dictionary.left_out, *left_out), key=lambda part: part.line))
    if not values["concepts"]:
        why = f": line {left[0].line}: {left[0].message}" if left else ""
        raise CodebookError(f"holds nothing that a codebook can say{why}", path=source)
    name = "".join(c if c.isprintable() else "_" for c in source.name)
    head = f"# Imported from {name} ({format_}). Say in `because` why each term is there.\n"
    text = head + yaml.safe_dump(
        values, allow_unicode=True, sort_keys=False, default_flow_style=None, width=100
    )
    with writing(to, force=force) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        try:
            # It goes through the same checks as any other before it stands anywhere.
            book = CodebookReader(temporary).codebook()
        except CodebookError as error:
            raise CodebookError(f"gives no codebook: {error.message}", path=source) from None
    return Imported(book, left, dictionary.noted)


def export_codebook(book: Codebook, *, format_: Format) -> str:
    """The terms of a codebook as a dictionary, each in all its written forms.

    Cues of senses and facets, reasons and sources have no place in any of the formats; in CSV
    neither have the names of the terms.
    """
    return _WRITERS[format_](to_entries(book))


__all__ = ["FORMATS", "Format", "Imported", "export_codebook", "import_dictionary"]
