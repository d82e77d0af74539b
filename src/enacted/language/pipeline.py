"""spaCy pipelines that set sentences: a blank one with our rules, or one that is installed."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from enacted.errors import SettingsError
from enacted.language.boundaries import boundaries, bounded
from enacted.settings import BLANK_PIPELINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.language import Language

_SETTERS = ("parser", "senter", "sentencizer")
_NOT_NEEDED = ("ner", "tagger", "morphologizer", "attribute_ruler", "lemmatizer", "textcat")
_LEXEMES = 100_000  # words that a vocabulary takes on before it is renewed
_RUNS = re.compile(r"\S+|\s+")


class SentenceTokenizer:
    """Tokens parted by white space and by the ends of sentences, which our rules set.

    Sentences need no finer tokens, and spaCy's own tokeniser takes several times as long as the
    rules. White space that is more than a space between two tokens is a token.
    """

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab
        self._most = len(vocab) + _LEXEMES

    def __call__(self, text: str) -> Doc:
        """The text as a Doc with sentence starts, by :mod:`enacted.language.boundaries`."""
        if len(self._vocab) > self._most:
            # Memory stays flat over a corpus, and most words need no new entry in a document.
            self._vocab = Vocab(strings=[])
            self._most = _LEXEMES
        words: list[str] = []
        spaces: list[bool] = []
        starts: list[int] = []
        at = 0
        for start, end in boundaries(text):
            gap = text[at:start]
            if gap == " " and words:
                spaces[-1] = True
            elif gap:
                words.append(gap)
                spaces.append(False)
                starts.append(-1)
            own = text[start:end].split(" ")
            if "" in own:
                own = _RUNS.findall(text[start:end])
                spaces += [False] * len(own)
            else:
                spaces += [True] * (len(own) - 1)
                spaces.append(False)
            words += own
            starts.append(1)
            starts += [-1] * (len(own) - 1)
            at = end
        if at < len(text):
            words.append(text[at:])
            spaces.append(False)
            starts.append(-1)
        doc = Doc(self._vocab, words=words, spaces=spaces)
        # Faster than to name the starts when the Doc is made; it takes signed numbers as unsigned.
        flags: Any = np.array(starts, dtype=np.int64).view(np.uint64)
        doc.from_array(["SENT_START"], flags)
        return doc


def blank_pipeline() -> Language:
    """Blank English spaCy pipeline whose sentences are set by our rules."""
    nlp = spacy.blank("en")
    nlp.tokenizer = SentenceTokenizer(nlp.vocab)
    return nlp


def load_pipeline(name: str) -> Language:
    """The blank pipeline, or an installed one with only those parts that make sentences.

    Raises
    ------
    SettingsError
        Where it is not installed, cannot be loaded, or sets no sentences.
    """
    if name == BLANK_PIPELINE:
        return blank_pipeline()
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
    # A memory zone frees what a document adds to the vocabulary. A blank pipeline renews its own
    # vocabulary, and costs less without the machinery of pipes.
    zone = nlp.memory_zone() if nlp.pipe_names else contextlib.nullcontext()
    with zone:
        docs = nlp.pipe(texts, batch_size=256) if nlp.pipe_names else map(nlp.make_doc, texts)
        return [
            [
                span
                for sent in (doc.sents if len(doc) else ())
                for span in bounded(text, sent.start_char, sent.end_char)
            ]
            for text, doc in zip(texts, docs, strict=True)
        ]
