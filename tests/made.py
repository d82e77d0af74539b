"""PDFs made by hand, byte by byte, so that tests need no PDF library to make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def text_pdf(lines: Sequence[str], *, title: str = "", size: float = 11) -> bytes:
    """A one-page A4 document; the first line in large type, each line a paragraph of its own."""
    drawn = []
    y = 780.0
    for number, line in enumerate(lines):
        points = size * 2 if number == 0 else size
        text = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        drawn.append(f"BT /F1 {points} Tf 60 {y} Td ({text}) Tj ET")
        y -= points * 2.4
    content = "\n".join(drawn).encode("cp1252")
    info = f"<< /Title ({title}) >>".encode("cp1252")
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                b"/Resources << /Font << /F1 5 0 R >> >> >>"
            ),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            info,
        ]
    )


def assemble(objects: Sequence[bytes]) -> bytes:
    """A file of numbered objects with its cross-reference table; the last one is the Info."""
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(objects),
        start,
    )
    return bytes(out)


def damaged_pdf() -> bytes:
    """A file that begins like a PDF and holds nothing that any reader can mend."""
    return b"%PDF-1.7\n" + bytes(range(256)) * 8
