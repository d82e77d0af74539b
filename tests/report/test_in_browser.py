"""The page in headless Chromium, opened from disk with the network off."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.report.browser import CHROMIUM, Browser

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"
)

FOUND = "document.querySelectorAll('#results > li').length"


@pytest.fixture(scope="module")
def browser(page: Path) -> Iterator[Browser]:
    with Browser() as opened:
        opened.open(page)
        opened.ready()
        yield opened


def ask(browser: Browser, name: str, value: str) -> str:
    """Fill a field of the search by what is seen of it; what the page then says was found."""
    browser.evaluate(
        f"""(() => {{
            const form = document.getElementById('search');
            form.reset();
            const field = form.elements[{name!r}];
            const option = [...(field.options ?? [])].find(o => o.text.includes({value!r}));
            field.value = option ? option.value : {value!r};
            form.dispatchEvent(new Event('submit', {{ cancelable: true }}));
        }})()"""
    )
    told: str = browser.evaluate("document.getElementById('status').textContent")
    return told


def test_nothing_is_said_on_the_console_and_nothing_harmful_ran(browser: Browser):
    assert browser.console == []
    assert browser.evaluate("window.harmed === undefined")


def test_every_chart_has_marks(browser: Browser):
    counts = browser.evaluate(
        """[...document.querySelectorAll('.chart')]
            .map(c => c.querySelectorAll('svg path, svg text').length)"""
    )
    assert len(counts) >= 5
    assert min(counts) > 3


@pytest.mark.parametrize(
    ("name", "value", "holds"),
    [
        ("words", "dementia PATHWAY", "dementia pathway"),
        ("concept", "coproduction", "o-"),
        ("stance", "deed", "deed"),
        ("facet", "modes: design", "co-designed"),
        ("publisher", "=HYPERLINK", ", 2014, p. 1"),
        ("type", "plan", "Equality plan"),
        ("document", "2012 Equality plan", "Equality plan"),
        ("from", "2014", "2014"),
        ("to", "2012", "2012"),
    ],
)
def test_filters(browser: Browser, name: str, value: str, holds: str):
    told = ask(browser, name, value)
    assert " mentions; page 1 of 1" in told
    items = browser.evaluate(
        "[...document.querySelectorAll('#results > li')].map(e => e.textContent)"
    )
    everything = browser.evaluate(
        "JSON.parse(document.getElementById('evidence').textContent).mentions.mention.length"
    )
    assert 0 < len(items) < everything
    assert all(holds in item for item in items)


def test_a_search_that_finds_nothing_says_so(browser: Browser):
    assert ask(browser, "words", "zebra").startswith("No mention fits")
    assert browser.evaluate(FOUND) == 0


def test_a_mention_is_marked_where_it_stands_and_shows_its_context(browser: Browser):
    ask(browser, "words", "dementia")
    assert browser.evaluate("document.querySelector('#results mark').textContent") == "co-designed"
    browser.evaluate("document.querySelector('#results details').open = true")
    browser.wait("document.querySelector('#results dl') !== null")
    text = browser.evaluate("document.querySelector('#results dl').textContent")
    assert "personal budget by April 2014" in text  # the sentence before
    assert "enacted view OUT " in text


def test_downloads_are_safe_for_a_spreadsheet(browser: Browser):
    ask(browser, "publisher", "=HYPERLINK")
    browser.evaluate(
        """(() => {
            window.saved = null;
            URL.createObjectURL = (blob) => {
                blob.text().then(text => { window.saved = text; });
                return 'blob:none';
            };
            HTMLAnchorElement.prototype.click = function () {};
            document.getElementById('save-found').click();
        })()"""
    )
    browser.wait("window.saved !== null")
    saved = browser.evaluate("window.saved")
    assert saved.startswith("mention,concept,term,")
    assert """"'=HYPERLINK(""http""" in saved
    browser.evaluate("window.saved = null; document.querySelector('[data-save=svg]').click()")
    browser.wait("window.saved !== null")
    assert browser.evaluate("window.saved").startswith("<svg")
    browser.evaluate("window.saved = null; document.querySelector('[data-save=csv]').click()")
    browser.wait("window.saved !== null")
    assert browser.evaluate("window.saved").startswith("year,doc_type,documents\r\n")


@pytest.mark.parametrize(("width", "dark"), [(390, False), (390, True), (1280, True)])
def test_it_fits_a_phone_and_goes_dark(browser: Browser, page: Path, width: int, dark: bool):
    browser.open(page, width=width, dark=dark)
    browser.ready()
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    paper = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper != "rgb(255, 255, 255)") == dark
    assert browser.console == []


def test_all_that_can_be_used_can_be_reached_with_the_keyboard_and_has_a_name(browser: Browser):
    unnamed = browser.evaluate(
        """[...document.querySelectorAll('button, a[href], input, select, summary, [tabindex]')]
            .filter(e => e.tabIndex < 0
                || !(e.textContent.trim() || e.ariaLabel || e.labels?.length))
            .map(e => e.outerHTML.slice(0, 100))"""
    )
    assert unnamed == []


AXE = os.environ.get("AXE_CORE", "")


@pytest.mark.skipif(
    not Path(AXE).is_file(),
    reason="AXE_CORE names no axe.min.js (AXE_CORE=$(.ci/axe) fetches it)",
)
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(browser: Browser, page: Path, dark: bool):
    browser.open(page, dark=dark)
    browser.ready()
    browser.evaluate(f"{Path(AXE).read_text(encoding='utf-8')};0")
    browser.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    found = browser.evaluate(
        "axe.run().then(r => r.violations.map(v => [v.id, v.impact, v.nodes[0].html]))"
    )
    assert [each for each in found if each[1] in {"serious", "critical"}] == []
