"""Codebook files written: whole or not at all, and never over another without leave."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import resources
from typing import TYPE_CHECKING

from enacted.errors import CodebookError
from enacted.tables.files import temporary_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def write_template(path: Path, *, full: bool = False, force: bool = False) -> None:
    """Write a codebook to begin with, that works as it stands.

    Parameters
    ----------
    full
        Write the built-in codebook itself instead, to be changed at will.

    Raises
    ------
    CodebookError
        Where the file is there (unless ``force``) or cannot be written.
    """
    name = "codebook.yaml" if full else "template.yaml"
    write_text(path, resources.files(__package__).joinpath(name).read_text("utf-8"), force=force)


def write_text(path: Path, text: str, *, force: bool) -> None:
    """Write a file as UTF-8.

    Raises
    ------
    CodebookError
        Where it is there (unless ``force``) or cannot be written.
    """
    with writing(path, force=force) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def writing(path: Path, *, force: bool) -> Iterator[Path]:
    """A name to write under; what stands there in the end gets the name ``path``.

    Raises
    ------
    CodebookError
        Where ``path`` is there (unless ``force``) or cannot be written.
    """
    if path.exists() and not force:
        raise CodebookError("is there already; --force writes over it", path=path)
    temporary = temporary_name(path)
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise CodebookError(f"cannot be written ({error.strerror})", path=path) from None
    finally:
        temporary.unlink(missing_ok=True)
