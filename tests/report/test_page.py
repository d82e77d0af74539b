from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, cast

import pytest

from enacted.report import report
from tests.report.conftest import LONG, TURNED

if TYPE_CHECKING:
    from pathlib import Path

    from enacted.tables import Snapshot


class Tags(HTMLParser):
    """Collects tags, attributes, text, and what stands in scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.style = tag == "style"
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        elif self.cdata_elem is None:
            self.text += data

    def data(self, name: str) -> dict[str, Any]:
        (found,) = (text for attributes, text in self.scripts if attributes.get("id") == name)
        return cast(dict[str, Any], json.loads(found))


@pytest.fixture(scope="module")
def parsed(page: Path) -> Tags:
    tags = Tags()
    tags.feed(page.read_text(encoding="utf-8"))
    return tags


def test_the_page_says_what_was_read_and_what_was_not(parsed: Tags):
    text = re.sub(r"\s+", " ", parsed.text)
    assert "3 of 4 documents gave text" in text
    assert "How reading ended: ok 3, damaged 1." in text
    assert "broken.pdf" in text
    assert "counted by the machine, not corrected" in text


def test_nothing_in_a_text_becomes_markup(parsed: Tags):
    assert parsed.tags.count("script") == 4  # two of data, two that run
    assert "img" not in parsed.tags
    assert not any(name.startswith("on") for name, _ in parsed.attributes)
    assert "</script><script>window.harmed = 2" in parsed.text  # as text, in a table
    evidence = parsed.data("evidence")
    assert any("<script>window.harmed" in text for text in evidence["sentences"]["text"])
    assert any(TURNED in text for text in evidence["sentences"]["text"])


def test_only_the_scripts_of_the_page_may_run(parsed: Tags):
    (policy,) = (value for _, value in parsed.attributes if value and "default-src" in value)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    allowed = re.findall(r"'(sha256-[^']+)'", policy)
    running = [text for attributes, text in parsed.scripts if "type" not in attributes]
    hashes = [f"sha256-{b64encode(hashlib.sha256(t.encode()).digest()).decode()}" for t in running]
    assert hashes == allowed
    assert "unsafe-inline" not in policy.split("style-src")[0]
    assert "unsafe-eval" not in policy


def test_the_page_fetches_nothing(parsed: Tags):
    assert not {"link", "iframe", "object", "embed", "img"} & set(parsed.tags)
    links = [v for n, v in parsed.attributes if n in {"src", "href"}]
    assert links
    assert all(link is not None and link.startswith("#") for link in links)


def test_every_link_and_label_leads_somewhere(parsed: Tags):
    ids = [value for name, value in parsed.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    for name, value in parsed.attributes:
        if name in {"for", "aria-labelledby"} or (name == "href" and value):
            assert value is not None
            assert value.removeprefix("#") in ids, value


def test_every_chart_has_a_name_a_table_and_its_data(parsed: Tags):
    figures = parsed.data("figures")
    charts = [value for name, value in parsed.attributes if name == "data-figure"]
    assert set(charts) == set(figures)
    assert len(charts) >= 5
    assert parsed.tags.count("figure") == len(charts)
    assert parsed.tags.count("table") >= len(charts)
    named = [v for n, v in parsed.attributes if n == "aria-label" and v and v.startswith("Chart: ")]
    assert len(named) == len(charts)
    for figure in figures.values():
        assert figure["rows"]
        assert all(len(row) == len(figure["columns"]) for row in figure["rows"])
        assert "data" not in json.dumps(figure["spec"]).replace("datum", "")
    saves = [value for name, value in parsed.attributes if name == "data-save"]
    assert saves == ["svg", "png", "csv"] * len(charts)


def test_the_evidence_can_be_put_together_again(parsed: Tags, hostile: Snapshot):
    evidence = parsed.data("evidence")
    mentions, sentences = evidence["mentions"], evidence["sentences"]
    words = evidence["words"]
    assert len(mentions["sentence"]) == hostile.mentions.num_rows
    ids = evidence["documents"]["id"]
    wanted = {(r["doc_id"], r["mention"]): r for r in hostile.mentions.to_pylist()}
    texts = {(r["doc_id"], r["sentence"]): r for r in hostile.sentences.to_pylist()}
    for at, place in enumerate(mentions["sentence"]):
        doc_id = ids[sentences["document"][place]]
        row = wanted.pop((doc_id, mentions["mention"][at]))
        sentence = texts[doc_id, row["sentence"]]
        assert words[mentions["concept"][at]] == row["concept"]
        assert words[sentences["stance"][place]] == (sentence["stance"] or "")
        assert sentences["text"][place] == sentence["text"][:3000]
        assert (mentions["start"][at], mentions["end"][at]) == (row["start"], row["end"])
        told = {words[w] for w in mentions["facets"][at] or []}
        assert {f"modes: {mode}" for mode in row["modes"]} <= told
    assert not wanted


def test_long_texts_are_cut(page: Path):
    assert LONG not in page.read_text(encoding="utf-8")


def test_the_same_snapshot_gives_the_same_bytes(page: Path, hostile: Snapshot, tmp_path: Path):
    assert report(hostile, to=tmp_path / "again.html").read_bytes() == page.read_bytes()


def test_a_corpus_without_any_mention_has_a_page(snapshot: Snapshot, tmp_path: Path, monkeypatch):
    for name in ("mentions", "trends", "facet_trends", "topics", "topic_years", "codes"):
        monkeypatch.setitem(snapshot._tables, name, snapshot.table(name).slice(0, 0))
    text = report(snapshot, to=tmp_path / "empty.html").read_text(encoding="utf-8")
    assert "No concept was looked for." in text
