"""Words on pages that are only an image, by Tesseract's command line where it is installed."""

from __future__ import annotations

import functools
import itertools
import math
import os
import re
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from enacted.errors import ExtractionError, SettingsError
from enacted.extract.words import PageWords, Word
from enacted.types import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from enacted.settings import ExtractSettings

_SECONDS = 300  # for one page; a dense one takes some 5 s, on a busy machine 30
_PIXELS = 40_000_000  # an A4 page at 600 dpi has 35 million; a larger one is read more coarsely
_CONFIDENCE = 20.0  # per cent; below it stand specks, rules and edges of the scanner's glass
_POINTS = 72.0

# Parts of the type size, between those of Times and of Arial.
_ASCENT, _XHEIGHT, _DESCENT = 0.70, 0.48, 0.21
_TALL, _DEEP = 0.90, 0.22  # what PDFium's boxes take above and below the baseline
_ABOVE = re.compile(r"[bdfhijklt0-9]|[^\W\d_a-z]|[()\[\]{}|/!?&%$£€@\"“”‘’']")
_BELOW = re.compile(r"[gjpqyQ,;()\[\]{}|/@$]")
_CODE = re.compile(r"[A-Za-z]{3}(?:_[A-Za-z]+)*", re.ASCII)
_ALIKE = 0.12  # sizes of lines that differ by less are the same size, measured badly


@dataclass(frozen=True, slots=True)
class Recognised:
    """A word that Tesseract saw: its ink, in points from the top left corner of the page.

    Attributes
    ----------
    line
        Which words stand on one line: Tesseract's numbers of block, paragraph and line.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    line: tuple[int, ...]


@functools.cache
def available() -> str | None:
    """Version of the Tesseract that is installed, or nothing."""
    said = _ask("--version")
    found = re.search(r"tesseract\s+v?(\S+)", said or "")
    return found[1] if found else None


@functools.cache
def languages() -> frozenset[str]:
    """Languages that the installed Tesseract has data for."""
    # The first line is a heading that names the folder.
    return frozenset((_ask("--list-langs") or "").split("\n")[1:]) - {""}


def missing(language: str) -> tuple[str, ...]:
    """Codes in ``language`` (``eng+deu``) that the installed Tesseract has no data for."""
    return tuple(code for code in dict.fromkeys(language.split("+")) if code not in languages())


def how_to_install(codes: Sequence[str] = ()) -> str:
    """What installs Tesseract, or its data for some languages, on this system."""
    if not all(map(_CODE.fullmatch, codes)):
        return "language codes are like eng or chi_sim"
    if shutil.which("apt-get"):
        names = [f"tesseract-ocr-{code.replace('_', '-').lower()}" for code in codes]
        return f"apt install {' '.join(names or ['tesseract-ocr'])}"
    if shutil.which("dnf"):
        names = [f"tesseract-langpack-{code}" for code in codes]
        return f"dnf install {' '.join(names or ['tesseract'])}"
    if shutil.which("brew"):
        return "brew install tesseract-lang" if codes else "brew install tesseract"
    data = " and ".join(f"{code}.traineddata" for code in codes)
    return f"put {data} into Tesseract's folder tessdata" if codes else "install Tesseract"


def check(language: str) -> None:
    """See that Tesseract has the data for ``language`` (``eng+deu``).

    Raises
    ------
    SettingsError
        Where it has not; says what it has, and what would install the rest.
    """
    if absent := missing(language):
        has = ", ".join(sorted(languages())) or "none"
        raise SettingsError(
            f"setting extract.ocr_language: Tesseract has no data for "
            f"{' and '.join(map(repr, absent))} (it has: {has}): {how_to_install(absent)}; "
            "or name another, or set extract.ocr to off"
        )


class Tesseract:
    """Reads the pages of one document: an ``OcrReader`` of :mod:`enacted.extract.reader`.

    Parameters
    ----------
    seconds, cpu_seconds
        Wall time, and CPU time of this process, after which no further page is begun.
    """

    def __init__(self, *, seconds: float, cpu_seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._cpu_end = time.process_time() + cpu_seconds

    def __call__(self, pdfium_page: Any, /, *, dpi: int, language: str) -> list[Recognised]:
        """Words of one page; see :func:`recognise`.

        Raises
        ------
        ExtractionError
            Where Tesseract fails or takes too long, or the time for the document is spent.
        """
        if time.monotonic() > self._end or time.process_time() > self._cpu_end:
            raise ExtractionError(Outcome.TIMEOUT, "no time was left for Tesseract")
        return recognise(pdfium_page, dpi=dpi, language=language)


def reader(
    settings: ExtractSettings, *, seconds: float = math.inf, cpu_seconds: float = math.inf
) -> Tesseract | None:
    """A reader of image-only pages for one document; nothing where there is none or it is off.

    Raises
    ------
    SettingsError
        Where Tesseract has no data for the language asked for.
    """
    if settings.ocr == "off" or available() is None:
        return None
    check(settings.ocr_language)
    return Tesseract(seconds=seconds, cpu_seconds=cpu_seconds)


def recognise(pdfium_page: Any, *, dpi: int, language: str) -> list[Recognised]:
    """Words on a page, in the order in which Tesseract reads them.

    Raises
    ------
    ExtractionError
        Where Tesseract fails or takes too long.
    """
    width, height = pdfium_page.get_size()
    scale = dpi / _POINTS
    pixels = width * height * scale * scale
    if pixels > _PIXELS:
        scale *= (_PIXELS / pixels) ** 0.5
    image = _render(pdfium_page, scale)
    # 1: find the way up first, for pages that were scanned sideways; 3: as they are.
    layout = "1" if "osd" in languages() else "3"
    command = ["tesseract", "-", "-", "-l", language, "--psm", layout]
    command += ["--dpi", str(round(scale * _POINTS)), "tsv"]
    try:
        done = subprocess.run(
            command,
            input=image,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        raise ExtractionError(
            Outcome.TIMEOUT, f"Tesseract did not end within {_SECONDS} seconds"
        ) from None
    except (OSError, subprocess.CalledProcessError) as error:
        raise ExtractionError(Outcome.UNREADABLE, f"Tesseract failed ({error})") from None
    return list(_parse(done.stdout.decode("utf-8", "replace"), scale))


def arrange(words: Sequence[Recognised], *, page: int, width: float, height: float) -> PageWords:
    """Words as the layout wants them: upright, with type sizes, in boxes as tall as the type.

    Tesseract gives the ink of each word, so that "ease" stands lower than "Large". Sizes and
    baselines follow from the letters a word is made of, and are evened out within a line.
    """
    turn = _turn(words)
    upright = [_turned(word, turn, width, height) for word in words]
    if turn in {90, 270}:
        width, height = height, width
    sizes = _sizes(upright)
    found = []
    for word in upright:
        size = sizes[word.line]
        # Punctuation floats: a dash says nothing of the baseline, so its middle stands in.
        if any(map(str.isalnum, word.text)):
            baseline = word.bottom - (_DESCENT * size if _BELOW.search(word.text) else 0)
        else:
            baseline = (word.top + word.bottom) / 2 + _XHEIGHT / 2 * size
        top, bottom = baseline - _TALL * size, baseline + _DEEP * size
        found.append(Word(word.text, word.x0, top, word.x1, bottom, size, 0, mark=False))
    # No characters are counted: the file has none.
    return PageWords(page, width, height, found, [], turn=turn)


def _turn(words: Sequence[Recognised]) -> int:
    """Degrees, clockwise, to turn a page by so that its lines run from left to right."""
    votes = dict.fromkeys((0, 90, 180, 270), 0)
    for one, other in itertools.pairwise(words):
        if one.line == other.line:
            across = one.x0 + one.x1 - other.x0 - other.x1
            down = one.top + one.bottom - other.top - other.bottom
            if abs(across) >= abs(down):
                votes[180 if across > 0 else 0] += 1
            else:  # text that runs down was turned by a quarter, and wants three more
                votes[90 if down > 0 else 270] += 1
    return max(votes, key=lambda turn: (votes[turn], -turn))


def _turned(word: Recognised, turn: int, width: float, height: float) -> Recognised:
    x0, top, x1, bottom = word.x0, word.top, word.x1, word.bottom
    match turn:
        case 90:
            x0, top, x1, bottom = height - bottom, x0, height - top, x1
        case 180:
            x0, top, x1, bottom = width - x1, height - bottom, width - x0, height - top
        case 270:
            x0, top, x1, bottom = top, width - x1, bottom, width - x0
    return replace(word, x0=x0, top=top, x1=x1, bottom=bottom)


def _sizes(words: Sequence[Recognised]) -> dict[tuple[int, ...], float]:
    """Type size of each line; lines close to the page's commonest size have that."""
    seen: dict[tuple[int, ...], list[float]] = {}
    for word in words:
        sizes = seen.setdefault(word.line, [])
        if any(map(str.isalnum, word.text)):
            high = _ASCENT if _ABOVE.search(word.text) else _XHEIGHT
            low = _DESCENT if _BELOW.search(word.text) else 0
            sizes += [(word.bottom - word.top) / (high + low)] * len(word.text)
    lines = {line: statistics.median(sizes) if sizes else 0.0 for line, sizes in seen.items()}
    letters = [size for sizes in seen.values() for size in sizes]
    body = statistics.median(letters) if letters else 10.0
    return {
        line: round(2 * (body if abs(size - body) < _ALIKE * body or not size else size)) / 2
        for line, size in lines.items()
    }


def _render(pdfium_page: Any, scale: float) -> bytes:
    """The page in shades of grey, as a PGM image: no library needed to write it."""
    bitmap = pdfium_page.render(scale=scale, grayscale=True)
    try:
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        view = memoryview(bitmap.buffer)
        rows = (
            [view]
            if stride == width
            else [view[start : start + width] for start in range(0, stride * height, stride)]
        )
        return b"".join([b"P5 %d %d 255\n" % (width, height), *rows])
    finally:
        bitmap.close()


def _parse(table: str, scale: float) -> Iterator[Recognised]:
    for row in table.split("\n"):
        fields = row.split("\t")
        if len(fields) != 12 or fields[0] != "5":  # 5 is a word; above it page, block, line
            continue
        text = fields[11].strip()
        if not text or float(fields[10]) < _CONFIDENCE:
            continue
        left, top, width, height = (int(number) / scale for number in fields[6:10])
        line = tuple(map(int, fields[2:5]))
        yield Recognised(text, left, top, left + width, top + height, line)


def _ask(option: str) -> str | None:
    """What ``tesseract OPTION`` prints, or nothing where it is not installed."""
    if shutil.which("tesseract") is None:
        return None
    try:
        done = subprocess.run(
            ["tesseract", option], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout or done.stderr  # version 3 speaks on standard error
