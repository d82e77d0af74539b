"""Draw the pictures of the documentation, all of them from the demo corpus.

    make pictures                                  # or
    python corpora/demo/draw_pictures.py [--to docs/pictures]

Mines the demo in a temporary folder, codes a sample with the codes of its authors as the tutorial
does, writes the report, and takes pictures of it with headless Chromium, which must be installed.
Pictures have 128 colours, which is plenty for them, and so few bytes.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # so that it runs as a script

from corpora.demo.fill_sheet import fill  # noqa: E402

from enacted.pipeline import draw_sheets, import_sheets, run  # noqa: E402
from enacted.pipeline.files import draw_file  # noqa: E402
from enacted.report import report, view  # noqa: E402
from enacted.settings import read_settings  # noqa: E402
from enacted.tables import load  # noqa: E402
from tests.report.browser import Browser  # noqa: E402

DEMO = ROOT / "corpora" / "demo"
PLAN = "pellmoor-fair-for-all-equality-plan-2012-2016.pdf"
PLACE = "pellmoor-fair-for-all-annual-report-2018-19.pdf"
PERIODS = "2006,2015"


def main() -> None:
    """Draw all pictures."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the documentation.")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "pictures")
    to = parser.parse_args().to
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        run(DEMO, out=out, settings=read_settings(trends={"periods": PERIODS}))
        drawn = draw_sheets(out, n=210, coders=1)
        sheet = next(file for file in drawn.files if file.suffix == ".csv")
        fill(sheet)
        import_sheets(out, [sheet])
        page = report(load(out), to=Path(folder) / "report.html")
        _of_report(page, to)
        _place(out, to / "place.png")
    settings = read_settings()
    picture = draw_file(DEMO / PLAN, page=3, settings=settings, password=None, pages=None,
                        standard_input=io.BytesIO()).picture  # fmt: skip
    _write(Image.open(io.BytesIO(picture or b"")), to / "blocks.png", width=560)
    for path in sorted(to.glob("*.png")):
        sys.stdout.write(f"{path}: {path.stat().st_size / 1000:,.0f} kB\n")


def _of_report(page: Path, to: Path) -> None:
    with Browser() as browser:
        browser.open(page, width=1000)
        browser.ready()
        shots = {
            "report.png": "header, #main > section:first-child",
            "equality.png": "#shares-equality .chart svg",
            "evidence.png": "#evidence-section > h2, #search, #results > li:nth-child(2)",
        }
        browser.evaluate(
            """(() => {
                const form = document.getElementById('search');
                for (const [name, seen] of [['concept', 'equality'], ['stance', 'deed']]) {
                    const field = form.elements[name];
                    field.value = [...field.options].find(each => each.text === seen).value;
                }
                form.dispatchEvent(new Event('submit', { cancelable: true }));
                document.querySelector('#results details').open = true;
            })()"""
        )
        browser.wait("document.querySelector('#results dl') !== null")
        for name, selected in shots.items():
            browser.screenshot(to / name, of=selected, margin=12)
            _write(Image.open(to / name), to / name)


def _place(out: Path, to: Path) -> None:
    """The first deed of equality in a document, on its page."""
    rows = load(out).query(
        f"""SELECT doc_id || ':' || mention AS name FROM evidence
            WHERE path = '{PLACE}' AND concept = 'equality' AND stance = 'deed'
              AND sense = 'concept' ORDER BY mention"""  # noqa: S608 - our own name
    )
    drawn = view(load(out), rows["name"][0].as_py(), corpus=DEMO)
    _write(Image.open(io.BytesIO(drawn)), to, width=560)


def _write(picture: Image.Image, to: Path, *, width: int | None = None) -> None:
    picture = picture.convert("RGB")
    if width is not None:
        height = round(picture.height * width / picture.width)
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    picture.quantize(128, dither=Image.Dither.NONE).save(to, optimize=True)


if __name__ == "__main__":
    main()
