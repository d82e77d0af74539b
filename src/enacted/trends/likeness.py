"""What makes two sentences speak of the same thing: their rare terms, names and numbers."""

from __future__ import annotations

import re
from calendar import month_name
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log2
from typing import TYPE_CHECKING

import numpy as np

from enacted.language.words import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_NAME = re.compile(
    r"\b(?:[A-Z][\w’'&-]*[A-Z0-9][\w’'&-]*|[A-Z]{2,}s?)\b"  # an abbreviation, or SHIFTed name
    r"|\b[A-Z][\w’'-]+(?:\s+(?:(?:of|the|and|for|on|to)\s+){0,2}[A-Z][\w’'-]+)*"
    r"|[“\"‘]([^“”\"’]{3,60})[”\"’]",
)
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d+\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PLAIN = re.compile(r"[a-z][a-z'’-]*[a-z]")
_MONTHS = frozenset(name.lower() for name in month_name if name)
_BEGINS = ".:;!?•–—-*·)|"
_SHORTEST = 3
_LONGEST = 5
"""Words of a name at the most: what is longer is a heading in capitals."""

_CONTEXT = 0.5
"""What a term in the heading counts, beside one in the sentence."""

_RARE, _FEW, _MANY = 0.02, 5, 30
"""A term tells of one matter where this share of the sentences has it at the most, or where few
sentences do; where many do it never does."""

_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sentence speaks of.

    Attributes
    ----------
    terms
        Stems of its words but function words, in order, with repeats.
    names
        Its names, abbreviations and numbers, in lower case, sorted.
    context
        Terms of what stands above it, sorted.
    """

    terms: tuple[str, ...]
    names: tuple[str, ...]
    context: tuple[str, ...] = ()

    def under(self, heading: Subject) -> Subject:
        """The same below a heading."""
        return replace(self, context=tuple(sorted(set(heading.terms))))

    def weights(self) -> dict[str, float]:
        """How much it says of each term and name."""
        weights = {term: 1 + log2(count) for term, count in Counter(self.terms).items()}
        for name in self.names:
            # A name is also found by its words; together they are what speaks most for one scheme.
            weights[f"={name}"] = 1.0
        for term in self.context:
            weights[term] = weights.get(term, 0) + _CONTEXT
        return weights


def subject_of(text: str) -> Subject:
    """Terms and names of a sentence.

    >>> subject_of("We will launch a dashboard of 40 FOIA indicators.").names
    ('40', 'foia')
    """
    lowered = text.lower().replace("’", "'")
    terms = tuple(
        stem
        for word in WORD.findall(lowered)
        if (stem := _stem(word.removesuffix("'s"))) and not _YEAR.fullmatch(word)
    )
    return Subject(terms, tuple(sorted(_names(text))))


class Likeness:
    """Compares sentences of a series by cosine over TF-IDF.

    Parameters
    ----------
    subjects
        What is compared; positions in it name sentences from here on.
    """

    def __init__(self, subjects: Sequence[Subject]) -> None:
        from gensim.corpora import Dictionary
        from gensim.models import TfidfModel
        from gensim.similarities import SparseMatrixSimilarity

        weights = [subject.weights() for subject in subjects]
        # Sorted, so that numbers of terms, and with them sums, do not depend on the order found.
        self._dictionary = Dictionary([sorted(each) for each in weights])
        ids = self._dictionary.token2id
        bags = [sorted((ids[term], weight) for term, weight in each.items()) for each in weights]
        self._few = min(_MANY, max(_FEW, int(_RARE * len(subjects))))
        model = TfidfModel(dictionary=self._dictionary, smartirs="ntc")
        self._bags = [model[bag] for bag in bags]
        self._index = SparseMatrixSimilarity(
            self._bags, num_features=len(ids), maintain_sparsity=True
        )

    def of(self, places: Sequence[int]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """For each sentence named, those like it at all, by position, and how like they are."""
        for start in range(0, len(places), _AT_ONCE):
            bags = [self._bags[place] for place in places[start : start + _AT_ONCE]]
            block = self._index[bags].tocsr()
            for row in range(block.shape[0]):
                part = slice(block.indptr[row], block.indptr[row + 1])
                order = np.argsort(block.indices[part])
                yield (
                    block.indices[part][order].astype(np.int64),
                    np.clip(block.data[part][order].astype(np.float64), 0, 1),
                )

    def telling(self, subject: Subject) -> frozenset[str]:
        """Terms and names of a sentence, not of its heading, that few sentences have."""
        said = {*subject.terms, *(f"={name}" for name in subject.names)}
        return frozenset(term for term in said if self._sentences_with(term) <= self._few)

    def shared(self, one: Subject, other: Subject) -> list[str]:
        """Names that two sentences share, the rarest first."""
        both = set(one.names) & set(other.names)
        return sorted(both, key=lambda name: (self._sentences_with(f"={name}"), name))

    def _sentences_with(self, term: str) -> int:
        count: int = self._dictionary.dfs[self._dictionary.token2id[term]]
        return count


def _names(text: str) -> set[str]:
    names = set()
    for match in _NAME.finditer(text):
        name = " ".join((match[1] or match[0]).lower().replace("’", "'").split())
        words = name.count(" ") + 1
        if words > _LONGEST:
            continue
        if words == 1 and match[1] is None and match[0][1:].islower():
            before = text[: match.start()].rstrip(' \t"“(')
            # A capital where a sentence, cell or list item begins says nothing.
            if not before or before[-1] in _BEGINS or not _stem(name) or name in _MONTHS:
                continue
        names.add(name.removesuffix("'s").removeprefix("the "))
    for match in _NUMBER.finditer(text):
        number = match[0].replace(",", "").rstrip(".")
        # Years are dates, and single digits are counts of list items as often as of things.
        if len(number) > 1 and not _YEAR.fullmatch(number):
            names.add(number)
    return names


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    """Stem of a word (Porter 1980), empty for function words and what is no word."""
    from gensim.parsing.porter import PorterStemmer
    from gensim.parsing.preprocessing import STOPWORDS

    if len(word) < _SHORTEST or word in STOPWORDS or not _PLAIN.fullmatch(word):
        return word if len(word) > 1 and word.isdigit() else ""
    stem: str = PorterStemmer().stem(word)
    return stem
