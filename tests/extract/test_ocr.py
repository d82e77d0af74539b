from __future__ import annotations

import collections
import io
import os
import re
import stat
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen import canvas

from enacted.errors import ExtractionError, SettingsError
from enacted.extract import ocr
from enacted.extract.guard import Guard
from enacted.settings import ExtractSettings, GuardSettings
from enacted.types import Outcome

SCANS = Path(__file__).resolve().parents[2] / "../shared/scans"
tesseract = pytest.mark.skipif(not ocr.available(), reason="Tesseract is not installed")


@pytest.fixture(autouse=True)
def nothing_remembered():
    yield
    ocr.available.cache_clear()
    ocr.languages.cache_clear()


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Puts a shell script in the place of Tesseract."""

    def fake(script):
        program = tmp_path / "tesseract"
        program.write_text("#!/bin/sh\n" + script)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        ocr.available.cache_clear()
        ocr.languages.cache_clear()

    return fake


def page_of(*lines: str, size: tuple[int, int] = (612, 792), rotation: int = 0) -> Any:
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=size)
    sheet.setFont("Times-Roman", 14)
    for number, line in enumerate(lines):
        sheet.drawString(72, size[1] - 100 - 40 * number, line)
    sheet.save()
    document = pdfium.PdfDocument(buffer.getvalue())
    page = document[0]
    page.set_rotation(rotation)
    return page


@tesseract
def test_words_and_where_they_stand():
    page = page_of("Residents designed", "the new service.")
    words = ocr.recognise(page, dpi=200, language="eng")
    assert [word.text for word in words] == ["Residents", "designed", "the", "new", "service."]
    first, last = words[0], words[-1]
    # The first baseline stands 100 points below the top, 72 from the left, in 14 point type.
    assert first.x0 == pytest.approx(72, abs=2)
    assert first.bottom == pytest.approx(100, abs=2)
    assert first.top == pytest.approx(90, abs=2)
    assert last.bottom == pytest.approx(140, abs=2)
    assert last.x0 > words[3].x1


@tesseract
def test_the_resolution_moves_no_word():
    page = page_of("Residents designed the new service.")
    coarse = ocr.recognise(page, dpi=150, language="eng")
    fine = ocr.recognise(page, dpi=300, language="eng")
    assert [word.text for word in coarse] == [word.text for word in fine]
    for one, other in zip(coarse, fine, strict=True):
        assert one.x0 == pytest.approx(other.x0, abs=1.5)
        assert one.bottom == pytest.approx(other.bottom, abs=1.5)


@tesseract
def test_an_empty_page_has_no_words():
    assert ocr.recognise(page_of(), dpi=100, language="eng") == []


def test_a_huge_page_is_rendered_within_bounds(fake, tmp_path):
    fake('head -c 20 | tr " " "\\n" | head -3 > "$0.size"')
    page = page_of(size=(14_400, 14_400))
    assert ocr.recognise(page, dpi=600, language="eng") == []
    magic, width, height = (
        (Path(os.environ["PATH"].split(":")[0]) / "tesseract.size").read_text().split()
    )
    assert magic == "P5"
    assert 0.9 * ocr._PIXELS < int(width) * int(height) < 1.01 * ocr._PIXELS


def test_absent(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr.available.cache_clear()
    assert ocr.available() is None
    assert ocr.reader(ExtractSettings()) is None


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("echo 'tesseract 5.3.0'; echo ' leptonica-1.82.0'", "5.3.0"),
        ("echo 'tesseract v5.4.0.20240606'", "5.4.0.20240606"),
        ("echo 'tesseract 3.04.01' >&2", "3.04.01"),
        ("echo something else", None),
        ("exit 1", None),
    ],
)
def test_version(fake, said, version):
    fake(said)
    assert ocr.available() == version


def test_off_is_off():
    assert ocr.reader(ExtractSettings(ocr="off")) is None


def test_a_language_without_data_is_named_with_the_way_out(fake):
    fake("echo 'tesseract 5.3.0'; echo cym; echo eng")
    ocr.check("eng+cym")
    with pytest.raises(SettingsError, match=r"no data for 'deu' \(it has: cym, eng\): "):
        ocr.reader(ExtractSettings(ocr_language="eng+deu"))
    with pytest.raises(SettingsError, match=r"for 'deu' and 'fra' .* or set extract.ocr to off"):
        ocr.check("deu+fra+deu+eng")
    for nonsense in ("--psm", "eng+", "e n"):
        with pytest.raises(SettingsError, match="language codes are like eng or chi_sim"):
            ocr.check(nonsense)


@pytest.mark.parametrize(
    ("manager", "program", "data"),
    [
        (
            "apt-get",
            "apt install tesseract-ocr",
            "apt install tesseract-ocr-deu tesseract-ocr-chi-sim",
        ),
        (
            "dnf",
            "dnf install tesseract",
            "dnf install tesseract-langpack-deu tesseract-langpack-chi_sim",
        ),
        ("brew", "brew install tesseract", "brew install tesseract-lang"),
        (
            "none",
            "install Tesseract",
            "put deu.traineddata and chi_sim.traineddata into Tesseract's folder tessdata",
        ),
    ],
)
def test_how_to_install_by_system(monkeypatch, manager, program, data):
    monkeypatch.setattr(
        "enacted.extract.ocr.shutil.which", lambda name: name if name == manager else None
    )
    assert ocr.how_to_install() == program
    assert ocr.how_to_install(("deu", "chi_sim")) == data


HEAD = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
)


def test_what_is_no_word_is_left_out(fake, tmp_path):
    rows = [
        HEAD,
        "1\t1\t0\t0\t0\t0\t0\t0\t1700\t2200\t-1\t",
        "4\t1\t1\t1\t1\t0\t24\t0\t433\t14\t-1\t",
        "5\t1\t1\t1\t1\t1\t24\t0\t433\t14\t95.0\t ",  # an edge of the scanner's glass
        "5\t1\t1\t1\t1\t2\t100\t200\t50\t20\t96.5\tword",
        "5\t1\t1\t1\t1\t3\t160\t200\t5\t20\t4.0\t|",
        "5\t1\t1\t1\t1\t4\t170\t200\t30\t20\t70\tna\u00efve",
    ]
    (tmp_path / "rows").write_text("\n".join(rows))
    fake('cat > /dev/null; cat "$0/../rows" 2>/dev/null || cat "$(dirname "$0")/rows"')
    words = ocr.recognise(page_of(), dpi=72, language="eng")
    assert [(word.text, word.x0, word.top, word.x1, word.bottom) for word in words] == [
        ("word", 100, 200, 150, 220),
        ("na\u00efve", 170, 200, 200, 220),
    ]


def test_a_failure_says_so(fake):
    fake("cat > /dev/null; exit 1")
    with pytest.raises(ExtractionError, match="Tesseract failed") as caught:
        ocr.recognise(page_of(), dpi=72, language="eng")
    assert caught.value.outcome is Outcome.UNREADABLE


def test_time_is_limited(fake, monkeypatch):
    fake('case "$1" in --*) echo eng;; *) exec sleep 60;; esac')
    monkeypatch.setattr(ocr, "_SECONDS", 0.2)
    with pytest.raises(ExtractionError, match="did not end within") as caught:
        ocr.recognise(page_of(), dpi=72, language="eng")
    assert caught.value.outcome is Outcome.TIMEOUT


@tesseract
@pytest.mark.parametrize("pieces", [1, 3])
def test_a_scanned_document_is_read_in_the_guarded_process(pieces):
    lines = ["Residents designed the new service", "together with staff."]
    picture = page_of(*lines).render(scale=200 / 72, grayscale=True).to_pil()
    width, height = picture.size
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=(612, 792))
    for piece in range(pieces):  # scanners cut pages into strips
        strip = picture.crop((0, height * piece // pieces, width, height * (piece + 1) // pieces))
        sheet.drawInlineImage(strip, 0, 792 * (pieces - piece - 1) / pieces, 612, 792 / pieces)
    sheet.save()
    found = {}
    for choice in ("auto", "off"):
        with Guard(limits=GuardSettings(), settings=ExtractSettings(ocr=choice)) as guard:
            found[choice] = guard.extract_one(buffer.getvalue())
    assert found["auto"].outcome is Outcome.OK
    assert (found["auto"].engine, found["auto"].ocr_pages) == ("tesseract", 1)
    assert found["off"].ocr_pages == 0
    assert " ".join(block.text for block in found["auto"].blocks) == " ".join(lines)
    assert found["off"].outcome is Outcome.NO_TEXT
    assert "only an image" in found["off"].detail


@tesseract
def test_a_language_without_data_is_an_error_of_the_guard():
    with (
        pytest.raises(SettingsError, match="no data for 'tlh'"),
        Guard(limits=GuardSettings(), settings=ExtractSettings(ocr_language="tlh")) as guard,
    ):
        guard.extract_one(b"x")


def tokens(text: str) -> collections.Counter[str]:
    return collections.Counter(re.findall(r"\w+", text.lower()))


@tesseract
@pytest.mark.shared
def test_scans_are_read_well():
    if not SCANS.exists():
        pytest.skip("the measuring material is not beside the checkout")
    scan = sorted(SCANS.glob("*.pdf"))[1]
    truth = tokens(scan.with_name(scan.stem.rpartition("_")[0] + "_truth.txt").read_text())
    document = pdfium.PdfDocument(scan)
    words = ocr.recognise(document[1], dpi=200, language="eng")
    found = tokens(" ".join(word.text for word in words))
    assert found.total() > 300  # a full page
    assert (found & truth).total() >= 0.98 * found.total()


@tesseract
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_scanned_the_wrong_way_is_turned(rotation):
    if "osd" not in ocr.languages():
        pytest.skip("Tesseract has no data to find the way up")
    lines = [
        "Residents designed the new service together with staff,",
        "and the council has agreed to pay for it until March 2015.",
        "Every year a panel of citizens reviews how it is going,",
        "and its findings are published and debated in public.",
        "Those who use the service most have the most to say,",
        "so they hold half of the seats on the panel at least.",
    ]
    page = page_of(*lines, rotation=rotation)
    width, height = page.get_size()
    found = ocr.arrange(
        ocr.recognise(page, dpi=200, language="eng"), page=3, width=width, height=height
    )
    assert (found.width, found.height) == (612, 792)
    # A page that shows its text turned clockwise has to be turned on until it is upright.
    assert found.turn == (360 - rotation) % 360
    assert " ".join(word.text for word in found.words) == " ".join(lines)
    first = found.words[0]
    assert first.x0 == pytest.approx(72, abs=2)
    assert first.top < 100 < first.bottom
    sizes = {word.size for word in found.words}
    assert len(sizes) == 1
    assert sizes.pop() == pytest.approx(14, abs=1)


def seen(
    text: str, x0: float, top: float, x1: float, bottom: float, line: int = 1
) -> ocr.Recognised:
    return ocr.Recognised(text, x0, top, x1, bottom, (1, 1, line))


def test_words_of_a_line_stand_on_one_baseline_in_one_size():
    # Times, 10 points, on a baseline at 100: each word as tall as its ink.
    words = [
        seen("Nearly", 10, 93, 40, 102.1),
        seen("once", 45, 95.2, 65, 100),
        seen("–", 70, 97, 75, 98),
        seen("we", 80, 95.2, 95, 100),
        seen("paid", 100, 93, 120, 102.1),
    ]
    found = ocr.arrange(words, page=1, width=200, height=200)
    assert [word.text for word in found.words] == ["Nearly", "once", "–", "we", "paid"]
    assert {word.size for word in found.words} == {10.0}
    for word in found.words:
        assert word.top == pytest.approx(91, abs=0.5)
        assert word.bottom == pytest.approx(102.2, abs=0.5)


def test_sizes_that_hardly_differ_are_one_size_and_others_are_kept():
    words = [
        seen("Heading", 10, 20, 90, 36.4, line=1),  # 18 points
        *(seen(f"text{n}", 10, 50 + 20 * n, 40, 57.2 + 20 * n, line=2 + n) for n in range(5)),
        seen("bottom", 10, 170, 40, 176.6, line=9),
    ]
    sizes = [word.size for word in ocr.arrange(words, page=1, width=200, height=200).words]
    assert sizes == [18.0, 10.5, 10.5, 10.5, 10.5, 10.5, 10.5]


def test_nothing_recognised_is_an_empty_page():
    found = ocr.arrange([], page=4, width=200, height=300)
    assert (found.page, found.width, found.height, found.turn) == (4, 200, 300, 0)
    assert found.words == []


def test_when_the_time_for_a_document_is_spent_no_further_page_is_begun(fake):
    fake("echo 'tesseract 5.3.0'; echo eng")
    limits: dict[str, float]
    for limits in ({"seconds": 0.0}, {"cpu_seconds": 0.0}):
        reader = ocr.reader(ExtractSettings(), **limits)
        assert reader is not None
        with pytest.raises(ExtractionError, match="no time was left") as caught:
            reader(page_of(), dpi=72, language="eng")
        assert caught.value.outcome is Outcome.TIMEOUT
    reader = ocr.reader(ExtractSettings())
    assert reader is not None
    assert reader(page_of(), dpi=72, language="eng") == []
