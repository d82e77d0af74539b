"""spaCy: our sentence rules as a component of it, and installed pipelines in place of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import spacy
from spacy.language import Language

from enacted.errors import SettingsError
from enacted.language.boundaries import boundaries, bounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

COMPONENT = "enacted_sentences"
"""Name of the component that sets sentence starts on a Doc by our rules."""

_SETTERS = ("parser", "senter", "sentencizer", COMPONENT)
_NOT_NEEDED = ("ner", "tagger", "morphologizer", "attribute_ruler", "lemmatizer", "textcat")


@Language.component(COMPONENT, assigns=["token.is_sent_start", "doc.sents"])
def enacted_sentences(doc: Doc) -> Doc:
    """Set the sentence starts of ``doc`` by the rules of :mod:`enacted.language.boundaries`."""
    starts = {start for start, _ in boundaries(doc.text)}
    for token in doc:
        token.is_sent_start = token.idx in starts
    return doc


def blank_pipeline() -> Language:
    """Blank English spaCy pipeline with our sentence rules, for tokens, spans and matchers."""
    nlp = spacy.blank("en")
    nlp.add_pipe(COMPONENT)
    return nlp


def load_pipeline(name: str) -> Language:
    """Load an installed spaCy pipeline, with only those parts that make sentences.

    Raises
    ------
    SettingsError
        Where it is not installed, cannot be loaded, or sets no sentences.
    """
    try:
        nlp = spacy.load(name, exclude=list(_NOT_NEEDED))
    except OSError:
        raise SettingsError(
            f"setting language.pipeline: spaCy pipeline {name!r} is not installed; "
            f"install it with 'python -m spacy download {name}', or use 'blank'"
        ) from None
    except (ValueError, KeyError, ImportError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise SettingsError(
            f"setting language.pipeline: spaCy pipeline {name!r} cannot be loaded ({reason})"
        ) from None
    if "senter" in nlp.disabled and "parser" not in nlp.pipe_names:
        nlp.enable_pipe("senter")
    if not any(part in nlp.pipe_names for part in _SETTERS):
        raise SettingsError(
            f"setting language.pipeline: spaCy pipeline {name!r} sets no sentences; use one with a "
            "parser or senter, or 'blank'"
        )
    return nlp


def pipeline_boundaries(nlp: Language, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Offsets of the sentences that ``nlp`` finds in each text, without white space around them."""
    found: list[list[tuple[int, int]]] = []
    # A memory zone frees what a document adds to the vocabulary: memory stays flat over a corpus.
    with nlp.memory_zone():
        for doc in nlp.pipe(texts, batch_size=64):
            spans: list[tuple[int, int]] = []
            for sent in doc.sents:
                base = sent.start_char
                spans.extend(
                    (base + a, base + b) for a, b in bounded(doc.text[base : sent.end_char])
                )
            found.append(spans)
    return found
