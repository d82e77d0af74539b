"""A mined corpus whose texts mean harm, and its page, made once for all tests of this folder."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

import enacted
from enacted.pipeline import run
from enacted.report import report
from enacted.settings import read_settings
from enacted.tables.parquet import write_table
from tests.made import damaged_pdf, text_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from enacted.tables import Snapshot

SCRIPT = "<script>window.harmed = 1</script>"
CLOSING = "</script><script>window.harmed = 2</script><!--"
IMAGE = "<img src=x onerror='window.harmed = 3'>"
FORMULA = '=HYPERLINK("http://example.org","open")'
TURNED = "\u202etxet denrut\u202c \u2067\u05d0\u2069"
LONG = "x" * 10_000


@pytest.fixture(scope="session")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run target of three readable documents and a damaged one; the corpus lies beside it."""
    folder = tmp_path_factory.mktemp("mined")
    corpus = folder / "corpus"
    corpus.mkdir()
    plans = {
        "plan.pdf": [
            "Equality Action Plan",
            "We believe that equality is at the heart of everything we do.",
            "We will offer every carer a personal budget by April 2014.",
            "In 2011 forty carers co-designed the new dementia pathway in Northfield.",
        ],
        "report.pdf": [
            "Annual Report",
            "The council has introduced direct payments for 312 people since April 2013.",
            "Co-production remains important to us and to our partners.",
        ],
        "evil.pdf": ["Evil", f"{SCRIPT} We will give 40 carers a personal budget by May 2014."],
    }
    for name, lines in plans.items():
        (corpus / name).write_bytes(text_pdf(lines))
    (corpus / "broken.pdf").write_bytes(damaged_pdf())
    quoted = FORMULA.replace('"', '""')
    (corpus / "manifest.csv").write_text(
        "file,title,year,publisher,doc_type,series\n"
        "plan.pdf,Equality plan,2012,Northfield Council,plan,s\n"
        f'report.pdf,{TURNED},2014,"{quoted}",report,s\n'
        f'evil.pdf,"{IMAGE}",2013,{CLOSING},{SCRIPT},s\n',
        encoding="utf-8",
    )
    run(corpus, out=folder / "out", settings=read_settings(run={"workers": 1}))
    return folder / "out"


@pytest.fixture(scope="session")
def snapshot(mined: Path) -> Snapshot:
    return enacted.load(mined)


@pytest.fixture(scope="session")
def hostile(mined: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The same with sentences that no PDF made here could hold."""
    out = tmp_path_factory.mktemp("hostile") / "out"
    shutil.copytree(mined, out)
    found = enacted.load(out)
    sentences = found.sentences
    texts = sentences["text"].to_pylist()
    for at, text in enumerate(texts):
        texts[at] = f"{text} {SCRIPT}{CLOSING}{IMAGE} {TURNED} \u2028 𝒳 {LONG if at == 1 else ''}"
    texts[0] = f"{FORMULA} {texts[0]}"
    place = sentences.schema.get_field_index("text")
    changed = sentences.set_column(place, sentences.schema.field(place), pa.array(texts))
    found.file("sentences").unlink()  # else the table of the first, to which it is no link
    write_table(found.file("sentences"), changed)
    return enacted.load(out)


@pytest.fixture(scope="session")
def page(hostile: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report(hostile, to=tmp_path_factory.mktemp("page") / "report.html")
