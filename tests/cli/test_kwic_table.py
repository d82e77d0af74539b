from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from enacted.cli.kwic_table import KwicTable

ROW = {
    "year": 2012, "page": 7, "stance": "deed", "title": "Plan of the North",
    "left": "In the end all of us did ", "keyword": "co-design", "right": " it with them.",
}  # fmt: skip


def printed(cells: int, width: int | None = None, **row: Any) -> list[str]:
    stream = io.StringIO()
    table = KwicTable(Console(file=stream, width=cells), width)
    table.print_head()
    table.print_rows([{**ROW, **row}])
    return stream.getvalue().splitlines()


def test_columns_in_a_terminal_wide_enough():
    head, line = printed(100)
    assert head.split() == ["year", "page", "stance", "document"]
    assert line.startswith("2012     7  deed ")
    assert "all of us did  co-design it with them." in line
    assert line[head.index("document") :] == "Plan of t…"


def test_a_narrow_terminal_has_year_and_page_on_a_line_of_their_own():
    for cells in (60, 40, 25):
        place, line = printed(cells)
        assert place.startswith("2012  p. 7  deed  Plan ")
        assert "co-design" in line
        assert place.endswith("…") == (cells < 40)


def test_of_more_context_than_fits_the_nearest_words_stay():
    wide = printed(80, 500, left="far " * 100 + "near ")
    assert wide == printed(80, None, left="far " * 100 + "near ")
    assert "near  co-design" in wide[1]
    assert "did" in printed(80, 3)[1]
    assert "us" not in printed(80, 3)[1]


TEXT = st.text(alphabet="ab é日本\u0301\u202e\x1b\n’😀", max_size=60)


@pytest.mark.parametrize("cells", [1, 5, 20, 71, 72, 80, 120])
@given(left=TEXT, keyword=TEXT, right=TEXT, title=TEXT)
def test_no_line_is_wider_than_the_terminal(
    cells: int, left: str, keyword: str, right: str, title: str
):
    lines = printed(cells, left=left, keyword=keyword, right=right, title=title)
    assert len(lines) == 2
    assert max(map(cell_len, lines)) <= cells
    assert not set("".join(lines)) & set("\x1b\u202e")


@given(left=TEXT, right=TEXT)
def test_keywords_stand_below_each_other(left: str, right: str):
    _, line = printed(90, left=left, right=right)
    assert cell_len(line[: line.index("co-design")]) == cell_len(
        printed(90)[1].split("co-design", maxsplit=1)[0]
    )
