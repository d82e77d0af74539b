"""Accuracy, calibration and speed of the stance classifiers against simple rivals.

``python benchmarks/stance.py --gold CODED.jsonl [--unlabelled MORE.jsonl.gz]``. Every sentence is
coded by a model that saw no sentence of its document, nor of a copy or edition of it: folds of
documents, the same for all rivals. Word vectors are learned, and what is taught is taught, without
the documents of the fold. What is fitted on held-out answers (temperature, blend) is fitted
without the fold it is used on.

The accurate tier needs the ``train`` dependencies and, on two quiet cores, a quarter of an hour a
fold and seed; the encoders are measured as the small files that would be shipped. With ``--keep``
they are kept in a folder, and a run that is broken off, or asked for more seeds, goes on from there
as long as what is learned and the code that learns it are the same.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import f1_score
from threadpoolctl import threadpool_limits

import enacted.stance
from enacted.concepts import Codebook, Finder, Passage, mentions_apart
from enacted.stance import Coder, Statement, load_coder
from enacted.stance.blend import blended
from enacted.stance.coded import fold_of, read_coded
from enacted.stance.editions import by_document
from enacted.stance.evaluation import TO_CONCRETE, TO_STANCE, TO_STATUS, calibration
from enacted.stance.lines import read_unlabelled
from enacted.stance.model import CLASSES, LinearModel
from enacted.stance.reader_training import fit_reader, micro_f1
from enacted.stance.train import (
    DEFAULT,
    Uncoded,
    held_out,
    prepare,
    temperature,
)
from enacted.stance.verdicts import verdicts
from enacted.types import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from enacted.stance.coded import Coded
    from enacted.stance.encoder_training import Fold, Ready
    from enacted.stance.reader_training import Pair
    from enacted.stance.train import Prepared, Recipe

    Rival = Callable[[int], NDArray[np.float64]]
    """Held-out probabilities of every sentence for a split into folds."""

STATUSES = tuple(Status)
FOLDS = 5
COLUMNS = ("status", "stance", "deed", "plan", "concrete", "ECE")


def answers(probabilities: NDArray[np.float64]) -> NDArray[np.int64]:
    """Answer a row, as place in ``CLASSES``."""
    return np.array([found.column for found in verdicts(probabilities)])


def figures(probabilities: NDArray[np.float64], labels: NDArray[np.int64]) -> list[float]:
    """Status and stance macro-F1, F1 of deed and plan, F1 of concrete, calibration error."""
    said = answers(probabilities)
    each = f1_score(TO_STANCE[labels], TO_STANCE[said], average=None, labels=range(5))
    by_status = np.zeros((len(labels), len(STATUSES)))
    np.add.at(by_status.T, TO_STATUS, probabilities.T)
    right = TO_STATUS[said] == TO_STATUS[labels]
    return [
        f1_score(TO_STATUS[labels], TO_STATUS[said], average="macro"),
        float(np.mean(each)),
        each[2],
        each[1],
        f1_score(TO_CONCRETE[labels], TO_CONCRETE[said]),
        calibration(by_status.max(axis=1), right)[0],
    ]


def cooled(
    logits: NDArray[np.float64], labels: NDArray[np.int64], place: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Probabilities, each fold with the temperature of the others."""
    scaled = logits.copy()
    for fold in np.unique(place):
        others = place != fold
        scaled[~others] /= temperature(logits[others], labels[others])
    return LinearModel.probabilities(scaled)


def together(
    encoder: NDArray[np.float64],
    linear: NDArray[np.float64],
    labels: NDArray[np.int64],
    place: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Probabilities of both tiers together, each fold with the blend of the others."""
    from enacted.stance.encoder_training import fit_blend

    logits = np.zeros_like(encoder)
    for fold in np.unique(place):
        others = place != fold
        blend = fit_blend(encoder[others], linear[others], labels[others])
        logits[~others] = blended(blend, encoder[~others], linear[~others])
    return LinearModel.probabilities(logits)


def rows_of(path: Path) -> list[dict[str, str]]:
    """Uncoded sentences with their sources, without repeats."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows: dict[str, dict[str, str]] = {}
        for row in map(json.loads, file):
            rows.setdefault(row["text"], row)
    return list(rows.values())


def confusions(labels: NDArray[np.int64], said: NDArray[np.int64]) -> None:
    """Print who is taken for whom, rows the codes, columns the answers."""
    print("\n" + " " * 12 + "".join(f"{status.value:>12}" for status in STATUSES))
    for place, status in enumerate(STATUSES):
        row = TO_STATUS[said][TO_STATUS[labels] == place]
        counts = np.bincount(row, minlength=len(STATUSES))
        print(f"{status.value:12}" + "".join(f"{count:12d}" for count in counts))


def speed(coder: Coder, statements: list[Statement]) -> float:
    """Sentences a second of CPU time on one core, best of five."""
    best = 0.0
    for _ in range(5):
        start = time.process_time()
        coder.code(statements)
        best = max(best, len(statements) / (time.process_time() - start))
    return best


def in_a_row(statements: list[Statement]) -> list[Statement]:
    """Statements as one text: each has those beside it for neighbours, as in a document."""
    texts = ["", *(statement.text for statement in statements), ""]
    return [
        replace(statement, before=texts[place], after=texts[place + 2])
        for place, statement in enumerate(statements)
    ]


def fast_rivals(coded: list[Coded], prepared: Prepared, uncoded: Uncoded) -> dict[str, Rival]:
    """The linear model, and what remains of it when parts are taken away."""
    labels = prepared.labels
    untyped = [replace(e, statement=replace(e.statement, doc_type="")) for e in coded]
    alone = [replace(e, statement=replace(e.statement, before="", after="")) for e in coded]

    def by(recipe: Recipe, ready: Prepared = prepared) -> Rival:
        return lambda split: cooled(
            held_out(ready, recipe, uncoded, seed=split), labels, folds_of(coded, split)
        )

    shares = np.bincount(labels, minlength=len(CLASSES)) / len(labels)
    return {
        "majority": lambda _: np.tile(shares, (len(labels), 1)),
        "n-grams alone": by(replace(DEFAULT, cues=False, vectors=False)),
        "cues alone": by(replace(DEFAULT, ngrams=False, vectors=False)),
        "cues and n-grams": by(replace(DEFAULT, vectors=False)),
        "fast, not taught": by(DEFAULT),
        "fast, no document type": by(DEFAULT, prepare(untyped)),
        "fast, no neighbours": by(DEFAULT, prepare(alone)),
    }


def accurate_rivals(
    coded: list[Coded],
    uncoded: Uncoded,
    prepared: Prepared,
    measured: int,
    keep: Path | None,
) -> dict[str, Rival]:
    """The encoder alone; the linear model as taught by it; both together."""
    from enacted.stance.encoder_training import fold_encoders, held_out_tiers, make_ready

    passages = [
        Passage(e.source, e.statement.text, e.statement.before, e.statement.after) for e in coded
    ]
    ready = make_ready(coded, uncoded.statements, mentions_apart(Finder(Codebook.read()), passages))
    labels = ready.labels
    state = state_of(ready)

    @cache
    def held(split: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        def path(fold: int) -> Path:
            return Path(keep or "") / f"encoder-{split}-{fold}-{state}.onnx"

        def kept(fold: int) -> bytes | None:
            return path(fold).read_bytes() if keep and path(fold).exists() else None

        def made() -> Iterator[Fold]:
            folds = fold_encoders(ready, split=split, seed=split + 1, kept=kept, progress=tell)
            for fold in folds:
                if keep:
                    keep.mkdir(parents=True, exist_ok=True)
                    whole = path(int(folds_of(coded, split)[fold.rows[0]]))
                    whole.with_suffix(".part").write_bytes(fold.content)
                    whole.with_suffix(".part").replace(whole)
                yield fold

        both = held_out_tiers(ready, made(), prepared, uncoded)
        if split == 0:
            read_mentions(both.pairs, folds_of(coded, split), measured)
        return both.encoder, both.linear

    return {
        "encoder alone": lambda s: cooled(held(s)[0], labels, folds_of(coded, s)),
        "fast, taught (shipped)": lambda s: cooled(held(s)[1], labels, folds_of(coded, s)),
        "accurate (shipped)": lambda s: together(*held(s), labels, folds_of(coded, s)),
    }


ENCODER_CODE = ("export", "fine_tune", "network", "pieces", "tokens", "wordpiece")
"""Modules that make an encoder; others read, code, and train the linear model."""


def state_of(ready: Ready) -> str:
    """Digest of all that an encoder is made from: what is learned, and the code that learns it."""
    digest = hashlib.sha256(repr((ready.pieces, ready.tokens, ready.sources)).encode())
    digest.update(ready.labels.tobytes())
    for marks in (marks for some in ready.marks for marks in some):
        digest.update(repr(marks.places).encode() + marks.values.tobytes() + marks.coded.tobytes())
    for name in ENCODER_CODE:
        digest.update(Path(enacted.stance.__path__[0], f"{name}.py").read_bytes())
    return digest.hexdigest()[:16]


def read_mentions(pairs: list[tuple[int, Pair]], folds: NDArray[np.int64], measured: int) -> None:
    """Print how the sense of mentions is read, in sentences below ``measured`` and in those above.

    The weights are fitted without the fold they are used on. Rules were made looking at those
    below, so only the others measure them; the encoder has seen neither.
    """
    readers = {
        fold: fit_reader(
            [pair for row, pair in pairs if folds[row] != fold],
            [int(folds[row]) for row, _ in pairs if folds[row] != fold],
        )
        for fold in range(FOLDS)
    }
    for name, low, high in (("measured", 0, measured), ("more", measured, len(folds))):
        own = [(pair, readers[folds[row]]) for row, pair in pairs if low <= row < high]
        if not own:
            continue
        for who in ("rules", "rules and encoder"):
            said = np.array([pair.told if who == "rules" else pair.answer(r) for pair, r in own])
            coded = np.array([pair.coded for pair, _ in own])
            line = [
                f"concept {micro_f1(said, coded):.3f}",
                f"not concept {micro_f1(~said, ~coded):.3f}",
            ]
            print(f"{name}, {len(own)} mentions, {who}: {', '.join(line)}", flush=True)


def folds_of(coded: list[Coded], split: int) -> NDArray[np.int64]:
    """Fold of each sentence in a split."""
    return np.array([fold_of(entry.source, folds=FOLDS, seed=split) for entry in coded])


def tell(line: str) -> None:
    """Say how far training is."""
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--unlabelled", type=Path)
    parser.add_argument("--more", type=Path, help="coded sentences to learn from, not measured")
    parser.add_argument("--tier", choices=("fast", "accurate", "both"), default="both")
    parser.add_argument("--seeds", type=int, default=3, help="splits into folds, averaged")
    parser.add_argument("--keep", type=Path, help="folder to keep the encoders of the folds in")
    arguments = parser.parse_args()
    gold = read_coded(arguments.gold)
    # Those of a document that is measured, in whatever edition, are left out together with it.
    rows = rows_of(arguments.unlabelled) if arguments.unlabelled else []
    others = [(row["source"], row[part]) for row in rows for part in ("text", "before", "after")]
    more = read_coded(arguments.more) if arguments.more else []
    coded, names = by_document(gold + more, others)
    gold = coded[: len(gold)]
    with threadpool_limits(1):
        statements = read_unlabelled(arguments.unlabelled) if rows else []
        uncoded = Uncoded(statements, [names[row["source"]] for row in rows])
        prepared = prepare(coded)
        rivals: dict[str, Rival] = {}
        if arguments.tier != "accurate":
            rivals |= fast_rivals(coded, prepared, uncoded)
        if arguments.tier != "fast":
            rivals |= accurate_rivals(coded, uncoded, prepared, len(gold), arguments.keep)
        labels = prepared.labels[: len(gold)]
        documents = len({entry.source for entry in gold})
        print(
            f"{len(gold)} sentences, {documents} documents, {arguments.seeds} splits: mean (span)"
        )
        print(" " * 24 + "".join(f"{name:>14}" for name in COLUMNS))
        for name, rival in rivals.items():
            chances = [rival(split)[: len(gold)] for split in range(arguments.seeds)]
            found = np.array([figures(chance, labels) for chance in chances])
            spans = found.max(axis=0) - found.min(axis=0)
            cells = zip(found.mean(axis=0), spans, strict=True)
            print(f"{name:24}" + "".join(f"{m:7.3f} ({s:.3f})" for m, s in cells), flush=True)
            if "shipped" in name:
                confusions(labels, answers(chances[0]))
    statements = [entry.statement for entry in gold]
    for tier in ("fast", "accurate"):
        if arguments.tier in (tier, "both"):
            coder = load_coder(tier).coder
            some = statements if tier == "fast" else statements[:400]
            print(f"{coder.tier}: {speed(coder, in_a_row(some)):.0f} sentences a second, in a row;")
            print(f"{speed(coder, some):.0f} with neighbours of their own each")


if __name__ == "__main__":
    main()
