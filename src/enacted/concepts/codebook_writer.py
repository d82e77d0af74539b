"""Codebook files written: whole or not at all, and never over another without leave."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from enacted.errors import CodebookError
from enacted.tables.parquet import temporary_name

if TYPE_CHECKING:
    from pathlib import Path


def write_template(path: Path, *, force: bool = False) -> None:
    """Write a codebook to begin with, that works as it stands.

    Raises
    ------
    CodebookError
        Where the file is there (unless ``force``) or cannot be written.
    """
    text = resources.files(__package__).joinpath("template.yaml").read_text("utf-8")
    write_text(path, text, force=force)


def write_text(path: Path, text: str, *, force: bool) -> None:
    """Write a file as UTF-8.

    Raises
    ------
    CodebookError
        Where it is there (unless ``force``) or cannot be written.
    """
    if path.exists() and not force:
        raise CodebookError("is there already; --force writes over it", path=path)
    temporary = temporary_name(path)
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(path)
    except OSError as error:
        raise CodebookError(f"cannot be written ({error.strerror})", path=path) from None
    finally:
        temporary.unlink(missing_ok=True)
