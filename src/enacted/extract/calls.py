"""PDFium's functions under prototypes that take plain integers: half the cost a call.

pypdfium2's own prototypes make an object of every pointer and release the interpreter's lock at
every call; a page takes thousands.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium_c

POINTER, INT = ctypes.c_void_p, ctypes.c_int


def function(name: str, result: Any, *arguments: Any) -> Any:
    """The function of PDFium of that name; pointers go in and come out as integers, or None."""
    address = ctypes.cast(getattr(pdfium_c, name), POINTER).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def handle_of(pointer: Any) -> int:
    """A pointer of pypdfium2 as an integer; 0 for the null pointer."""
    return ctypes.cast(pointer, POINTER).value or 0
