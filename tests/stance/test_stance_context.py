from __future__ import annotations

import pytest

from enacted.stance import Statement
from enacted.stance.context import family, joined, section_cues
from enacted.stance.grammar import read


@pytest.mark.parametrize(
    ("doc_type", "expected"),
    [
        ("Health strategy progress report", "progress"),
        ("explanatory memorandum", "other"),
        ("Service provision review", "report"),
        ("supervision guidance", "guidance"),
        ("business plan evaluation", "evaluation"),
        ("self assessment", "progress"),
        ("action-plan", "plan"),
    ],
)
def test_a_kind_of_document_is_told_by_whole_words(doc_type: str, expected: str) -> None:
    assert family(doc_type) == expected


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("Our vision", ["section:values"]),
        ("Service provision", []),
        ("Commissioning intentions", []),
        ("Abandoned vehicles", []),
        ("Planning permission > Recommendations", ["section:recommendations"]),
    ],
)
def test_a_section_is_told_by_whole_words(section: str, expected: list[str]) -> None:
    assert section_cues(section) == expected


def test_a_reported_list_is_read_as_what_was_said() -> None:
    item = Statement("staff should listen more", lead_in="Respondents said that:")
    whole = joined(item, read(item.text))
    assert whole is not None
    assert whole.subject == ("answerer",)
    own = Statement("Staff should listen more.", lead_in="The following was agreed:")
    assert joined(own, read(own.text)) is None
