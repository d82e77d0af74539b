from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

import enacted
from enacted.pipeline import run
from enacted.report import report
from enacted.report.page import _short
from enacted.settings import read_settings
from tests.made import text_pdf

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "<script>alert(1)</script> We will give 40 carers a personal budget by May 2014."


class Tags(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def parsed(small_corpus: Path, tmp_path: Path) -> Tags:
    (small_corpus / "evil.pdf").write_bytes(text_pdf(["Evil", HOSTILE]))
    with (small_corpus / "manifest.csv").open("a", encoding="utf-8") as manifest:
        manifest.write('evil.pdf,"<img src=x onerror=alert(1)>",2013,P,plan,a\n')
    run(small_corpus, out=tmp_path / "out", settings=read_settings(run={"workers": 1}))
    path = report(enacted.load(tmp_path / "out"), to=tmp_path / "r.html")
    tags = Tags()
    tags.feed(path.read_text(encoding="utf-8"))
    return tags


def test_the_page_shows_trends_evidence_and_failures(parsed: Tags):
    assert parsed.tags.count("svg") == 3
    assert "rect" in parsed.tags
    text = re.sub(r"\s+", " ", parsed.text)
    assert "We will offer every carer a personal budget by April 2014." in text
    assert "Equality plan, 2012, p. 1" in text
    assert "broken.pdf" in text
    assert "2 ok" not in text  # three are: two of the small corpus and the hostile one
    assert "3 ok, 1 damaged." in text


def test_hostile_text_is_only_text(parsed: Tags):
    assert "script" not in parsed.tags
    assert "img" not in parsed.tags
    assert "alert(1)" in parsed.text
    assert not any(name.startswith("on") for name, _ in parsed.attributes)


def test_the_page_fetches_nothing(parsed: Tags):
    assert not {"link", "iframe", "object", "embed"} & set(parsed.tags)
    assert not [v for n, v in parsed.attributes if n in {"src", "href"}]


def test_every_chart_has_a_title_and_every_table_headers(parsed: Tags):
    assert parsed.tags.count("title") >= 1 + parsed.tags.count("svg")
    assert ("scope", "col") in parsed.attributes
    assert ("scope", "row") in parsed.attributes
    assert ("lang", "en") in parsed.attributes


@pytest.mark.parametrize(
    ("period", "label"),
    [("2012", "2012"), ("2010-2014", "2010-14"), ("2014-", "2014-"), ("-1999", "-1999")],
)
def test_periods_fit_under_their_bars(period: str, label: str):
    assert _short(period) == label
