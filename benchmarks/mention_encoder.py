"""Trains the adapters that read mentions in the accurate tier, and says what they give.

    python benchmarks/mention_encoder.py CODED.jsonl… --weigh MORE.jsonl --book BOOK --out FILE.onnx

Files are those of ``facet_model.py``, and so is what is learned from them: sentences with ``part``
``kept`` are only measured on. The documents of CODED and MORE are parted into folds. For each fold
an encoder is fine-tuned on the status of the others' sentences, and adapters for it on their
mentions and on all written sentences of ``concept_sentences/``; they read the mentions of the fold.
What they say is weighed with the cues and the linear model of facets on the sentences of MORE, with
cues of BOOK, from before anybody had looked at these: the few weights are all that is fitted there.
Printed is micro-F1 of the facets by cues, with the linear model (the fast tier), and with the
encoder (the accurate tier); F1 of the senses by rules, and by rules and encoder together, with
their log-loss; in square brackets where 95 % of the figures lie when documents are drawn with
replacement. Encoders are read as they are shipped, in 8-bit integers. Then adapters for the encoder
``--encoder`` learn from everything, and with it go into FILE. A fold takes a quarter of an hour on
two cores; with ``--keep`` what is done is found again.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from enacted.concepts import Codebook, Finder, Passage, mentions_apart
from enacted.concepts.facet_training import (
    FOLDS,
    Cases,
    Lesson,
    by_sentence,
    cases_of,
    fit,
    held_out,
    micro_f1,
    weigh,
)
from enacted.evidence import PLACES, stacked
from enacted.stance import fine_tune
from enacted.stance.coded import Coded, facets_of, fold_of, rel_of
from enacted.stance.coded import read_coded as read_with_status
from enacted.stance.editions import editions
from enacted.stance.encoder import Encoder
from enacted.stance.encoder_training import make_ready, packed
from enacted.stance.export import with_reader
from enacted.stance.lines import lines_of, row_of, statement_of
from enacted.stance.mention_training import teach_mentions
from enacted.stance.mention_values import OF_FACETS, VALUES
from enacted.stance.reader import readable
from enacted.stance.reader_training import fit_reader, pairs_of
from enacted.stance.tiers import ENCODER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from enacted.stance.reader import Reader
    from enacted.stance.reader_training import Pair
    from enacted.types import Mention


def read_coded(path: Path) -> list[Coded]:
    """Coded sentences of a file, whether their status is coded or not."""
    rows = [row_of(line) for line in lines_of(path) if line.strip()]
    return [Coded(statement_of(r), str(r["source"]), 0, rel_of(r), facets_of(r)) for r in rows]


def lessons_of(coded: Sequence[Coded]) -> list[Lesson]:
    """The same as the linear model learns from them."""
    said = [(each, each.statement) for each in coded]
    return [
        Lesson(Passage(each.source, s.text, s.before, s.after), each.rel, each.facets)
        for each, s in said
    ]


Weighed = tuple["NDArray[np.float64]", "tuple[NDArray[np.float64], ...]"]
"""Weights, and the logits that they weigh beside the cues."""


class Encoders:
    """Reads mentions of coded sentences by encoders that did not learn from their documents."""

    def __init__(self, encoders: Sequence[Encoder], fold: dict[str, int]) -> None:
        self._encoders = encoders
        self._fold = fold

    def said(
        self, coded: Sequence[Coded], mentions: Sequence[Sequence[Mention]]
    ) -> list[NDArray[np.float64]]:
        """Of each sentence a row a mention, a column a value of ``VALUES``."""
        read: list[NDArray[np.float64]] = []
        for each, own in zip(coded, mentions, strict=True):
            encoder = self._encoders[self._fold.get(each.source, -1)]
            places = [(m.start, m.end) for m in own]
            read += encoder.logits_and_mentions([each.statement], [places])[1] if own else [NONE]
        return read

    def of_cases(
        self, coded: Sequence[Coded], cases: Cases, rows: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """A row a case, a column one of ``COLUMNS``; zeros but for some rows."""
        by_sentence: dict[int, list[int]] = {}
        for row in rows.tolist():
            by_sentence.setdefault(int(cases.sentence[row]), []).append(row)
        said = self.said(
            [coded[place] for place in by_sentence],
            [[cases.mentions[row] for row in own] for own in by_sentence.values()],
        )
        logits = np.zeros(cases.coded.shape)
        for own, values in zip(by_sentence.values(), said, strict=True):
            logits[own] = values[:, OF_FACETS]
        return logits


NONE = np.zeros((0, len(VALUES)))
DRAWS = 1_000


def pairs_by_fold(
    coded: Sequence[Coded], mentions: Sequence[Sequence[Mention]], encoders: Encoders
) -> list[tuple[str, Pair]]:
    """What rules, codes and an encoder say of the sense of concepts, each with its document."""
    own = [[m for m in some if readable(m)] for some in mentions]
    said = encoders.said(coded, own)
    return [
        (each.source, pair)
        for each, some, rows in zip(coded, own, said, strict=True)
        for pair in pairs_of(each, some, rows)
    ]


def score(sources: Sequence[str], found: NDArray[np.bool_], coded: NDArray[np.bool_]) -> str:
    """Micro-F1 over sentences by values, with the interval by documents."""
    documents, number = np.unique(np.array(sources), return_inverse=True)
    counts = np.zeros((len(documents), 2))
    np.add.at(counts[:, 0], number, (found & coded).sum(axis=1))
    np.add.at(counts[:, 1], number, found.sum(axis=1) + coded.sum(axis=1))
    drawn = np.random.default_rng(0).integers(0, len(documents), (DRAWS, len(documents)))
    both, either = counts[drawn].sum(axis=1).T
    low, high = np.quantile(2 * both / np.maximum(1, either), (0.025, 0.975))
    return f"{micro_f1(found, coded):.3f} [{low:.2f}, {high:.2f}]"


def tell_senses(name: str, pairs: Sequence[tuple[str, Pair]], reader: Reader) -> None:
    """Print F1 of the concept's sense and of others, by rules and by both, whichever decides."""
    sources = [source for source, _ in pairs]
    told, chances, coded = np.array(
        [[(p.told, chance(reader, p), p.coded)] for _, p in pairs], dtype=np.float64
    ).transpose(2, 0, 1)
    line = []
    for who, shown in (("rules", told > 0), ("rules and encoder", chances > 0.5)):
        scores = score(sources, shown, coded > 0), score(sources, ~shown, coded == 0)
        line.append(f"{who} {scores[0]}, {scores[1]}")
    loss = -np.log(np.where(coded > 0, chances, 1 - chances)).mean()
    print(f"{name}, sense: {'; '.join(line)}; log-loss {loss:.4f} ({len(coded)})", flush=True)


def chance(reader: Reader, pair: Pair) -> float:
    """Probability of the concept's sense."""
    logit = reader.sense.logit(pair.read, rules=pair.told) + reader.name * pair.named
    return float(1 / (1 + np.exp(-logit)))


def tell_facets(
    name: str,
    coded_by: Sequence[Coded],
    cases: Cases,
    rows: NDArray[np.int64],
    tiers: dict[str, Weighed],
) -> None:
    """Print micro-F1 of each facet by cues and in each tier."""
    for facet, place in PLACES.items():
        asked = np.unique(cases.sentence[rows[cases.asked[rows, place.start]]])
        sources = [coded_by[row].source for row in asked.tolist()]
        coded, told = (
            by_sentence(cases, rows, given.astype(np.float64), facet)
            for given in (cases.coded, cases.told)
        )
        line = [f"cues {score(sources, told > 0, coded > 0)}"]
        for tier, (stack, logits) in tiers.items():
            shown = stacked(stack, cases.told, *logits).astype(np.float64)
            found = by_sentence(cases, rows, shown, facet) > 0
            line.append(f"{tier} {score(sources, found, coded > 0)}")
        print(f"{name}, {facet}: {', '.join(line)} ({int(coded.sum())} codes)", flush=True)


def main() -> None:
    """Train, weigh, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("coded", type=Path, nargs="+")
    parser.add_argument("--weigh", type=Path, required=True)
    parser.add_argument("--book", type=Path, help="codebook of before; else the built-in one")
    parser.add_argument("--measure", type=Path, nargs="*", default=[])
    parser.add_argument("--encoder", type=Path, default=ENCODER)
    parser.add_argument("--folds", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder for what is done")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    content = options.encoder.read_bytes()
    unseen = read_coded(options.weigh)
    taught = [*unseen, *(each for path in options.coded for each in read_coded(path))]
    written = [path for path in options.coded if path.parent.name == "concept_sentences"]
    made_up = {each.source for path in written for each in read_coded(path)}
    names = editions((each.source, each.statement.text) for each in taught)
    sources = {each.source for each in taught}
    fold = {s: fold_of(names[s], folds=options.folds) for s in sources - made_up}
    part = {s: fold_of(names[s], folds=FOLDS) for s in sources - made_up}

    def found(coded: Sequence[Coded], book: Path | None = None) -> list[list[Mention]]:
        finder = Finder(Codebook.read(book))
        return mentions_apart(finder, [lesson.passage for lesson in lessons_of(coded)])

    own = found(taught)

    def kept(name: str, make: Callable[[], bytes]) -> bytes:
        path: Path | None = options.keep / f"{name}.onnx" if options.keep else None
        if path is None or not path.exists():
            made = make()
            if path is None:
                return made
            path.write_bytes(made)
        return path.read_bytes()

    def trunk(without: int) -> bytes:
        """An encoder that learned the status of the sentences of other folds."""
        with_status = [
            each
            for path in (options.weigh, *options.coded)
            if path not in written
            for each in read_with_status(path)
        ]
        ready = make_ready(
            [replace(each, source=names[each.source]) for each in with_status],
            mentions=found(with_status),
            pieces=Encoder.of(content, options.encoder).pieces.pieces,
        )
        folds = np.array([fold_of(source, folds=options.folds) for source in ready.sources])
        others = np.flatnonzero(folds != without)
        weights = fine_tune.fine_tune(
            ready.base,
            [ready.tokens[row] for row in others],
            ready.labels[others],
            marks=[ready.marks[row] for row in others],
            seed=1,
            progress=lambda line: print(f"without fold {without}, status, {line}", flush=True),
        )
        return packed(ready, weights, others)

    def encoder(without: int) -> Encoder:
        """One that reads mentions, from sentences of other folds; of all, where there is none."""
        base = kept(f"trunk{without}", lambda: trunk(without)) if without >= 0 else content
        rows = [row for row, each in enumerate(taught) if fold.get(each.source, -2) != without]
        made = kept(
            f"mentions{without}",
            lambda: teach_mentions(
                base,
                [taught[row] for row in rows],
                [own[row] for row in rows],
                progress=lambda line: print(f"without fold {without}, {line}", flush=True),
            ),
        )
        whole[without] = made
        return Encoder.of(made, options.encoder)

    whole: dict[int, bytes] = {}
    # The last has learned from all folds, and reads what is of none of them.
    encoders = Encoders([encoder(number) for number in (*range(options.folds), -1)], fold)

    def words(cases: Cases, coded: Sequence[Coded]) -> NDArray[np.float64]:
        """What linear models say that did not learn from the documents of the sentences."""
        parts = np.array([part.get(taught[row].source, -1) for row in today.sentence])
        own_parts = np.array([part.get(coded[row].source, -1) for row in cases.sentence])
        logits = np.zeros(cases.coded.shape)
        for number in np.unique(own_parts):
            there = np.flatnonzero(own_parts == number)
            model = fit(today, (parts != number) | (number < 0))
            logits[there] = model.logits([cases.features[row] for row in there])
        return logits

    today = cases_of(lessons_of(taught), own)
    before = found(taught, options.book)
    cases = cases_of(lessons_of(taught), before)
    parts = np.array([part.get(taught[row].source, -1) for row in cases.sentence])
    rows = np.flatnonzero(cases.sentence < len(unseen))
    linear = held_out(cases, parts)
    encoded = encoders.of_cases(taught, cases, rows)
    fast = weigh(cases, rows, linear)
    accurate = weigh(cases, rows, linear, encoded)
    pairs = pairs_by_fold(unseen, before[: len(unseen)], encoders)
    reader = replace(
        fit_reader([pair for _, pair in pairs], [fold[source] for source, _ in pairs]),
        facets={facet: tuple(accurate[:, place.start].tolist()) for facet, place in PLACES.items()},
    )
    print(reader)
    name = options.weigh.name
    tell_senses(name, pairs, reader)
    tiers = {"fast": (fast, (linear,)), "accurate": (accurate, (linear, encoded))}
    tell_facets(name, taught, cases, rows, tiers)
    for path in options.measure:
        coded = [each for each in read_coded(path) if each.source not in made_up]
        mentions = found(coded)
        tell_senses(path.name, pairs_by_fold(coded, mentions, encoders), reader)
        cases = cases_of(lessons_of(coded), mentions)
        rows = np.arange(len(cases.mentions))
        linear, encoded = words(cases, coded), encoders.of_cases(coded, cases, rows)
        tiers = {"fast": (fast, (linear,)), "accurate": (accurate, (linear, encoded))}
        tell_facets(path.name, coded, cases, rows, tiers)
    if options.out:
        options.out.write_bytes(with_reader(whole[-1], reader))


if __name__ == "__main__":
    main()
