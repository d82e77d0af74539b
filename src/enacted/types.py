"""The records that travel between the floors of the house: frozen, typed, no behaviour to speak of.

Units and conventions, once for all: lengths are PDF points (1/72 inch); boxes have their origin
at the top left corner of the page as a reader sees it (after page rotation); pages count from 1;
blocks, sentences and mentions count from 0 within their document; text offsets are Python string
indices, half-open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """How the reading of one document ended."""

    OK = "ok"
    PARTIAL = "partial"
    NO_TEXT = "no_text"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    NOT_PDF = "not_pdf"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    MISSING = "missing"

    @property
    def has_text(self) -> bool:
        """Whether blocks exist for the document."""
        return self in {Outcome.OK, Outcome.PARTIAL}


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE = "table"
    TABLE_ROW = "table_row"
    FOOTNOTE = "footnote"
    CAPTION = "caption"
    FURNITURE = "furniture"


BODY_KINDS = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.QUOTE, Kind.TABLE_ROW})
"""Kinds whose text is mined: sentences come from these."""


class Status(StrEnum):
    """What a sentence does, as the coding guide defines it."""

    RHETORIC = "rhetoric"
    PROPOSAL = "proposal"
    COMMITMENT = "commitment"
    PRACTICE = "practice"
    FINDING = "finding"
    NONE = "none"


class Stance(StrEnum):
    """Talk, plan or deed; findings and non-statements stand outside the shares."""

    TALK = "talk"
    PLAN = "plan"
    DEED = "deed"
    FINDING = "finding"
    NONE = "none"


def stance_of(status: Status, *, concrete: bool) -> Stance:
    """Stance that a status and its concreteness make.

    Talk is rhetoric, and any proposal, commitment or practice that is not concrete; plan is a
    concrete proposal or commitment; deed is concrete practice (after Brunsson 1989; Bingler,
    Kraus, Leippold and Webersinke 2022 for the vague as cheap talk).

    >>> stance_of(Status.PRACTICE, concrete=True).value
    'deed'
    """
    match status:
        case Status.FINDING:
            return Stance.FINDING
        case Status.NONE:
            return Stance.NONE
        case Status.RHETORIC:
            return Stance.TALK
        case Status.PRACTICE:
            return Stance.DEED if concrete else Stance.TALK
        case _:
            return Stance.PLAN if concrete else Stance.TALK


class Sense(StrEnum):
    """In which sense a mention uses its term."""

    CONCEPT = "concept"
    NAME = "name"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the page's top left corner."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document in reading order.

    Attributes
    ----------
    block
        Position in reading order, from 0.
    level
        Depth of a heading, from 1; nesting of a list item, from 1; 0 elsewhere.
    section
        Headings above the block, outermost first, joined by `` > ``.
    page
        Page on which the block begins.
    boxes
        One box a line, in reading order; a block that crosses columns or pages has boxes on both.
    starts
        Offset in ``text`` at which the line of each box begins; as long as ``boxes``.
    lead_in
        Block that introduces a list item ("We will:"), or -1.
    header
        Names of a table's columns, which may stand on an earlier page; empty where it has none.
    cells
        A table's cells, row by row, as long as ``boxes``; rows are as long as each other.
    """

    block: int
    kind: Kind
    text: str
    page: int
    boxes: tuple[Box, ...] = ()
    starts: tuple[int, ...] = ()
    level: int = 0
    section: str = ""
    lead_in: int = -1
    header: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Properties:
    """What a PDF says of itself.

    Attributes
    ----------
    created, modified
        As they stand in the file (``D:20120315…``), unchecked; empty where absent.
    """

    title: str = ""
    author: str = ""
    created: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What the reading of one document gave.

    Attributes
    ----------
    detail
        Why there is no or only some text, in words a person understands; empty when all went well.
    engine
        ``pdfium``, ``pdfplumber`` or ``tesseract``; several joined by ``+``; empty where none read.
    pages
        Pages in the file, read or not; 0 where the file could not be opened.
    ocr_pages
        Pages whose text was recognised in a picture.
    limited
        Whether a limit on time or memory, or a crash, cost some of the text or all of it, so that
        other limits may give more.
    """

    outcome: Outcome
    blocks: tuple[Block, ...] = ()
    pages: int = 0
    detail: str = ""
    engine: str = ""
    properties: Properties = field(default_factory=Properties)
    limited: bool = False
    ocr_pages: int = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a body block.

    Attributes
    ----------
    sentence
        Position in the document, from 0.
    start, end
        Where ``text`` stands in the text of its block.
    words
        Tokens that hold a letter or a digit.
    language
        ISO 639-1; empty where the document has too little text to tell.
    """

    sentence: int
    block: int
    kind: Kind
    text: str
    start: int
    end: int
    page: int
    boxes: tuple[Box, ...]
    section: str
    lead_in: str
    words: int
    language: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a sentence uses a term of a concept.

    Attributes
    ----------
    mention
        Position in the document, from 0.
    start, end
        Where ``surface`` stands in the text of its sentence.
    term
        The codebook's name of the term.
    carried_from
        Where a list item completes the sentence that introduces the list, the mention of that
        sentence which it shares; the item itself then has no surface, at 0 to 0. Otherwise -1.
    p_concept
        Probability that it stands in the sense of its concept; None where the encoder did not read
        it.
    """

    sentence: int
    mention: int
    concept: str
    term: str
    surface: str
    start: int
    end: int
    sense: Sense
    negated: bool = False
    quoted: bool = False
    modes: tuple[str, ...] = ()
    level: str = ""
    reasons: tuple[str, ...] = ()
    equality: tuple[str, ...] = ()
    exclusion: str = ""
    org_level: str = ""
    contribution: tuple[str, ...] = ()
    drivers: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    tokenism: tuple[str, ...] = ()
    carried_from: int = -1
    p_concept: float | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A publication date with what is known of it.

    Attributes
    ----------
    date
        ISO 8601, cut to its precision: ``2012``, ``2012-03`` or ``2012-03-15``; empty if unknown.
    precision
        ``day``, ``month``, ``year`` or ``none``.
    source
        ``manifest``, ``title_page``, ``front_matter``, ``metadata``, ``file_name`` or ``none``.
    """

    date: str = ""
    precision: str = "none"
    source: str = "none"

    @property
    def year(self) -> int | None:
        """The year, where it is known."""
        return int(self.date[:4]) if self.date else None
