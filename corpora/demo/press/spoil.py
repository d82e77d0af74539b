"""Makes what the corpus needs of bad pages: a scanned letter and a damaged file."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2 as pdfium
from corpora.demo.press.look import FACES, Look
from corpora.demo.press.markup import Source
from corpora.demo.press.pages import set_document
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    from pathlib import Path

DOTS_PER_INCH = 144
TILT_DEGREES = 0.6
NOISE = 5.0
QUALITY = 34
KEPT_BYTES = 900
SPOILT_BYTES = 24_000


def scan_letters(source: Source, look: Look, folder: Path) -> list[Path]:
    """Print the part between ``scan`` and ``endscan``, scan it and store the image.

    The image is kept beside the sources and is not made anew with each build, because its bytes
    hang on the versions of the libraries that draw and compress it.
    """
    written = []
    items = list(source.items)
    plain = replace(look, faces=FACES["times"], size=12.0, columns=1, cover="none")
    while any(item.kind == "scan" for item in items):
        first = next(n for n, item in enumerate(items) if item.kind == "scan")
        last = next(n for n, item in enumerate(items) if item.kind == "endscan")
        letter = Source("letter", source.meta, tuple(items[first + 1 : last]))
        pdf, _ = set_document(letter, plain, folder)
        path = folder / items[first].text
        path.write_bytes(_scan(pdf))
        written.append(path)
        items = items[last + 1 :]
    return written


def _scan(pdf: bytes) -> bytes:
    """Grey picture of the first page, a little tilted, soft and noisy."""
    document = pdfium.PdfDocument(pdf)
    page = document[0].render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil()
    document.close()
    tilted = page.rotate(TILT_DEGREES, resample=Image.Resampling.BICUBIC, fillcolor=255)
    soft = np.asarray(tilted.filter(ImageFilter.GaussianBlur(0.5)), dtype=np.float64)
    speckle = np.random.default_rng(1).normal(0.0, NOISE, soft.shape)
    grey = np.clip(soft * 0.9 + 18 + speckle, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(grey).save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def damage(pdf: bytes, name: str) -> bytes:
    """Begin as a PDF does and go on with what means nothing, as after a failed download."""
    kept = pdf[:KEPT_BYTES]
    noise = hashlib.shake_256(name.encode()).digest(SPOILT_BYTES)
    return kept + noise
