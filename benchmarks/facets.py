"""How far the coded sentences carry: intervals, what learning adds, and a second reading.

    python benchmarks/facets.py CODED.jsonl [--splits 3]

CODED.jsonl as for ``concepts.py``, with ``id`` besides. Printed are: where the sense goes wrong;
how well a second reading (``second_reading.csv``, codes without text) agrees with the codes; the
figures of the rules with 95 % intervals (documents drawn with replacement); the same from
regularised logistic regressions that may use the rules' answers, the words around the mention, or
both, by cross-validation in five folds of documents, the threshold set within the training folds,
mean and spread of several splits; and how those grow with the documents that they learn from.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from concepts import FACETS, found, part_of  # type: ignore[import-not-found]  # beside this file
from enacted.concepts import Codebook, Finder
from enacted.types import Mention, Sense

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

VALUES = {
    "modes": ("commission", "design", "deliver", "assess"),
    "level": ("individual", "group", "collective"),
    "equality": ("opportunity", "access", "outcome", "treatment", "difference", "voice"),
    "reasons": ("instrumental", "normative"),
}
FOLDS = 5
SHARES = (0.25, 0.5, 0.75, 1.0)
THRESHOLDS = np.arange(0.04, 0.8, 0.02)
_WORD = re.compile(r"[a-z]+|\d+|[^\w\s]")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "s", "e")


@dataclass(frozen=True, slots=True)
class Cases:
    """What one facet is scored on: sentences in rows, values of the facet in columns."""

    rows: list[dict[str, Any]]
    features: dict[str, list[dict[str, float]]]
    coded: NDArray[np.bool_]
    ruled: NDArray[np.bool_]
    taught: NDArray[np.bool_]
    open: NDArray[np.bool_]

    @property
    def sources(self) -> list[str]:
        """Document of each row."""
        return [r["source"] for r in self.rows]

    def of(self, part: str) -> NDArray[np.bool_]:
        """Rows of a part of the documents."""
        return np.array([part_of(r) == part for r in self.rows], bool)


def values(row: dict[str, Any], facet: str) -> set[str]:
    """Values of ``facet`` that a row is coded with."""
    return {row[facet]} - {""} if facet == "level" else set(row[facet])


def shown(mentions: Iterable[Mention], facet: str) -> set[str]:
    """Values of ``facet`` that mentions have."""
    return {
        v for m in mentions for v in ([m.level] if facet == "level" else getattr(m, facet)) if v
    }


def stem(word: str) -> str:
    """A word without its ending, roughly."""
    for ending in _ENDINGS:
        if len(word) > 4 and word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def words_around(text: str, mention: Mention) -> dict[str, float]:
    """Stems within twelve words of the mention, the nearest with their place."""
    before = [stem(w) for w in _WORD.findall(text[: mention.start].lower())][-12:]
    after = [stem(w) for w in _WORD.findall(text[mention.end :].lower())][:12]
    named = {f"near {w}": 1.0 for w in (*before, *after)}
    for side, near in (("before", before[::-1]), ("after", after)):
        named |= {f"{side} {i} {w}": 0.7 for i, w in enumerate(near[:2])}
        named |= {f"pair {a} {b}": 0.7 for a, b in itertools.pairwise(near)}
    return named | {f"term {mention.term}": 1.0}


def cases(rows: list[dict[str, Any]], mentions: list[list[Mention]], facet: str) -> Cases:
    """Sentences with a mention of a concept that has the facet."""
    own = [
        (r, [m for m in ms if m.concept in FACETS[facet] and m.concept in r["rel"]])
        for r, ms in zip(rows, mentions, strict=True)
    ]
    own = [(r, ms) for r, ms in own if ms]
    told = [[m for m in ms if m.sense is Sense.CONCEPT] for _, ms in own]
    rules = [
        {f"{f} {v}": 3.0 if f == facet else 1.0 for f in VALUES for v in shown(ms, f)}
        for ms in told
    ]
    around: list[dict[str, float]] = []
    for row, ms in own:
        around.append({k: v for m in ms for k, v in words_around(row["text"], m).items()})
    return Cases(
        [r for r, _ in own],
        {
            "rules": rules,
            "words": around,
            "both": [a | b for a, b in zip(rules, around, strict=True)],
        },
        np.array([[v in values(r, facet) for v in VALUES[facet]] for r, _ in own]),
        np.array([[v in shown(ms, facet) for v in VALUES[facet]] for ms in told]),
        np.array([any(r["rel"].get(c) == "concept" for c in FACETS[facet]) for r, _ in own]),
        np.array([bool(ms) for ms in told]),
    )


def micro(answers: NDArray[np.bool_], coded: NDArray[np.bool_]) -> float:
    """F1 over all cells; 0 without any."""
    marked = answers.sum() + coded.sum()
    return float(2 * (answers & coded).sum() / marked) if marked else 0.0


def interval(
    answers: NDArray[np.bool_], coded: NDArray[np.bool_], sources: Sequence[str]
) -> tuple[float, float]:
    """95 % of :func:`micro` with documents drawn with replacement."""
    names, place = np.unique(list(sources), return_inverse=True)
    sums = np.zeros((len(names), 2))
    np.add.at(sums[:, 0], place, 2 * (answers & coded).sum(1))
    np.add.at(sums[:, 1], place, answers.sum(1) + coded.sum(1))
    random = np.random.default_rng(0)
    drawn = sums[random.integers(0, len(names), (4000, len(names)))].sum(1)
    low, high = np.percentile(drawn[:, 0] / np.maximum(drawn[:, 1], 1), [2.5, 97.5])
    return float(low), float(high)


def folds(sources: Sequence[str], count: int, seed: int) -> NDArray[np.int_]:
    """Fold of every row; a document is in one."""
    names = sorted(set(sources))
    np.random.default_rng(seed).shuffle(names)
    place = {name: i % count for i, name in enumerate(names)}
    return np.array([place[s] for s in sources])


def learned(case: Cases, kind: str, seed: int, share: float = 1.0) -> NDArray[np.bool_]:
    """Answers for every row from models that have not seen its document."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    matrix = DictVectorizer().fit_transform(case.features[kind]).tocsr()
    sources = np.array(case.sources)
    answers = np.zeros(case.coded.shape, bool)

    def chances(train: NDArray[np.int_], test: NDArray[np.int_]) -> NDArray[np.float64]:
        found = np.zeros((len(test), case.coded.shape[1]))
        for j in range(case.coded.shape[1]):
            y = case.coded[train, j]
            if 1 < y.sum() < len(y):
                model = LogisticRegression(C=1.0, solver="liblinear", max_iter=300)
                found[:, j] = model.fit(matrix[train], y).predict_proba(matrix[test])[:, 1]
        return found

    fold = folds(case.sources, FOLDS, seed)
    for k in range(FOLDS):
        kept = sorted(set(sources[fold != k]))
        np.random.default_rng((seed, k)).shuffle(kept)
        used = set(kept[: round(len(kept) * share)])
        train = np.flatnonzero((fold != k) & case.taught & np.isin(sources, list(used)))
        test = np.flatnonzero(fold == k)
        if not len(train):
            continue
        inner = folds(list(sources[train]), 4, seed)
        own = np.zeros((len(train), case.coded.shape[1]))
        for i in range(4):
            if (inner != i).any() and (inner == i).any():
                own[inner == i] = chances(train[inner != i], train[inner == i])
        best = max(THRESHOLDS, key=lambda t: (micro(own >= t, case.coded[train]), -t))
        answers[test] = chances(train, test) >= best
    return answers & case.open[:, None]


def figures(facet: str, case: Cases, splits: int) -> None:
    """Print what the rules and what learned deciders reach on a facet."""
    print(f"— {facet}")
    for part in ("look", "kept"):
        rows = case.of(part)
        sources = np.array(case.sources)[rows]
        answers, coded = case.ruled[rows], case.coded[rows]
        low, high = interval(answers, coded, list(sources))
        documents = len(set(sources[np.any(coded, axis=1)]))
        print(
            f"{part}: {coded.sum()} codes in {documents} documents; rules "
            f"{micro(answers, coded):.3f} [{low:.2f}, {high:.2f}]"
        )
    kept = case.of("kept")
    for kind in case.features:
        for share in SHARES if kind == "both" else (1.0,):
            runs = [learned(case, kind, seed, share) for seed in range(splits)]
            scores = [micro(r[kept], case.coded[kept]) for r in runs]
            print(
                f"learned from {kind}, {share:.0%} of the documents: "
                f"kept {np.mean(scores):.3f} ± {np.std(scores):.3f}"
            )


def second_reading(rows: list[dict[str, Any]], mentions: list[list[Mention]]) -> None:
    """Print how far a second reading, the codes and the rules agree."""
    place = {r["id"]: i for i, r in enumerate(rows)}
    with Path(__file__).with_name("second_reading.csv").open(encoding="utf-8", newline="") as file:
        read = [r for r in csv.DictReader(file) if r["id"] in place]
    print(f"— second reading: {Counter(r['concept'] for r in read)}, micro-F1")
    for facet, concepts in (
        ("modes", ("coproduction",)),
        ("level", ("coproduction",)),
        ("reasons", ("coproduction", "equality")),
    ):
        counts: Counter[str] = Counter()
        for row in (r for r in read if r["concept"] in concepts):
            i = place[row["id"]]
            told = (m for m in mentions[i] if m.sense is Sense.CONCEPT)
            sides = {
                "codes": values(rows[i], facet),
                "reading": set(row[facet].split(";")) - {""},
                "rules": shown((m for m in told if m.concept == row["concept"]), facet),
            }
            for a, b in (("codes", "reading"), ("codes", "rules"), ("reading", "rules")):
                counts[f"{a} {b} both"] += len(sides[a] & sides[b])
                counts[f"{a} {b} marked"] += len(sides[a]) + len(sides[b])
        pairs = sorted({name.rpartition(" ")[0] for name in counts})
        scores = {p: 2 * counts[f"{p} both"] / max(1, counts[f"{p} marked"]) for p in pairs}
        print(facet, ", ".join(f"{p.replace(' ', ' and ')} {s:.3f}" for p, s in scores.items()))


def senses(rows: list[dict[str, Any]], mentions: list[list[Mention]]) -> None:
    """Print where the sense goes wrong: by concept, and in statements or in fragments."""
    table: Counter[str] = Counter()
    for row, own in zip(rows, mentions, strict=True):
        for concept, rel in row["rel"].items():
            ours = any(m.concept == concept and m.sense is Sense.CONCEPT for m in own)
            kind = "fragment" if row["status"] == "none" else "statement"
            name = f"{part_of(row)} {kind} {concept}"
            table[f"{name} pairs"] += 1
            if ours != (rel == "concept"):
                table[f"{name} {rel} taken for {'the concept' if ours else 'none'}"] += 1
    print("— sense")
    for name, count in sorted(table.items()):
        print(f"{name}: {count}")


def main() -> None:
    """Read the coded file and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("coded", type=Path)
    parser.add_argument("--splits", type=int, default=3)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.coded.read_text(encoding="utf-8").splitlines()]
    mentions = found(rows, Finder(Codebook.read()))
    senses(rows, mentions)
    second_reading(rows, mentions)
    for facet in VALUES:
        figures(facet, cases(rows, mentions, facet), options.splits)


if __name__ == "__main__":
    main()
