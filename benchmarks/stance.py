"""Accuracy, calibration and speed of the stance classifier against simple rivals.

``python benchmarks/stance.py --gold CODED.jsonl [--unlabelled MORE.jsonl.gz]``. Every sentence is
coded by a model that saw no sentence of its document: five folds of documents, the same for all
rivals. Word vectors are learned without the documents of the coded file where their names agree.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import f1_score
from threadpoolctl import threadpool_limits

from enacted.stance import Classifier, Statement
from enacted.stance.coded import read_coded
from enacted.stance.model import CLASSES, LinearModel
from enacted.stance.train import DEFAULT, held_out, prepare, temperature, vectors_of
from enacted.types import Status, stance_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from enacted.stance.coded import Coded

STATUSES = tuple(Status)
STANCES = ("talk", "plan", "deed", "finding", "none")
LABEL_STATUS = np.array([STATUSES.index(status) for status, _ in CLASSES])
LABEL_CONCRETE = np.array([concrete for _, concrete in CLASSES])
LABEL_STANCE = np.array([STANCES.index(stance_of(s, concrete=c).value) for s, c in CLASSES])


def answers(probabilities: NDArray[np.float64]) -> NDArray[np.int64]:
    """Answer a row: the likeliest status, then the likelier concreteness within it."""
    by_status = np.zeros((len(probabilities), len(STATUSES)))
    np.add.at(by_status.T, LABEL_STATUS, probabilities.T)
    within = LABEL_STATUS[None, :] == by_status.argmax(axis=1)[:, None]
    best: NDArray[np.int64] = np.where(within, probabilities, -1).argmax(axis=1)
    return best


def calibration_error(probabilities: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Expected calibration error of the status, ten bins of equal width (Guo et al. 2017)."""
    by_status = np.zeros((len(probabilities), len(STATUSES)))
    np.add.at(by_status.T, LABEL_STATUS, probabilities.T)
    said, right = by_status.max(axis=1), by_status.argmax(axis=1) == LABEL_STATUS[labels]
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        inside = (said > low) & (said <= low + 0.1)
        if inside.any():
            error += inside.mean() * abs(said[inside].mean() - right[inside].mean())
    return float(error)


def figures(probabilities: NDArray[np.float64], labels: NDArray[np.int64]) -> list[float]:
    """Status and stance macro-F1, F1 of deed and plan, F1 of concrete, calibration error."""
    said = answers(probabilities)
    truth, stances = LABEL_STANCE[labels], LABEL_STANCE[said]
    each = f1_score(truth, stances, average=None, labels=range(5), zero_division=0)
    return [
        f1_score(LABEL_STATUS[labels], LABEL_STATUS[said], average="macro", zero_division=0),
        float(np.mean(each)),
        each[2],
        each[1],
        f1_score(LABEL_CONCRETE[labels], LABEL_CONCRETE[said], zero_division=0),
        calibration_error(probabilities, labels),
    ]


def uncoded(path: Path, coded: list[Coded]) -> list[str]:
    """Distinct uncoded sentences of documents that no coded sentence is from."""
    names = {Path(entry.source).name for entry in coded}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = map(json.loads, file)
        return list(dict.fromkeys(r["text"] for r in rows if Path(r["source"]).name not in names))


def confusions(labels: NDArray[np.int64], said: NDArray[np.int64]) -> None:
    """Print who is taken for whom, rows the codes, columns the answers."""
    print("\n" + " " * 12 + "".join(f"{status.value:>12}" for status in STATUSES))
    for place, status in enumerate(STATUSES):
        row = LABEL_STATUS[said][LABEL_STATUS[labels] == place]
        counts = np.bincount(row, minlength=len(STATUSES))
        print(f"{status.value:12}" + "".join(f"{count:12d}" for count in counts))


def speed(classifier: Classifier, statements: list[Statement]) -> float:
    """Sentences a second of CPU time on one core, best of five."""
    best = 0.0
    for _ in range(5):
        start = time.process_time()
        classifier.code(statements)
        best = max(best, len(statements) / (time.process_time() - start))
    return best


def in_a_row(statements: list[Statement]) -> list[Statement]:
    """Statements as one text: each has those beside it for neighbours, as in a document."""
    texts = ["", *(statement.text for statement in statements), ""]
    return [
        replace(statement, before=texts[place], after=texts[place + 2])
        for place, statement in enumerate(statements)
    ]


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--unlabelled", type=Path)
    parser.add_argument("--seeds", type=int, default=3, help="splits into folds, averaged")
    arguments = parser.parse_args()
    coded = read_coded(arguments.gold)
    labels = np.array([entry.label for entry in coded])
    untyped = [replace(e, statement=replace(e.statement, doc_type="")) for e in coded]
    alone = [replace(e, statement=replace(e.statement, before="", after="")) for e in coded]
    with threadpool_limits(1):
        texts = uncoded(arguments.unlabelled, coded) if arguments.unlabelled else []
        vectors = vectors_of(texts) if texts else None
        prepared = prepare(coded)

        def by(recipe: object, ready: object = prepared) -> Callable[[int], NDArray[np.float64]]:
            return lambda seed: held_out(ready, recipe, vectors, seed=seed)  # type: ignore[arg-type]

        shares = np.log(np.bincount(labels, minlength=len(CLASSES)) / len(labels))
        rivals: dict[str, Callable[[int], NDArray[np.float64]]] = {
            "majority": lambda _: np.tile(shares, (len(labels), 1)),
            "n-grams alone": by(replace(DEFAULT, cues=False, vectors=False)),
            "cues alone": by(replace(DEFAULT, ngrams=False, vectors=False)),
            "cues and n-grams": by(replace(DEFAULT, vectors=False)),
            "all (shipped)": by(DEFAULT),
            "all, no document type": by(DEFAULT, prepare(untyped)),
            "all, no neighbours": by(DEFAULT, prepare(alone)),
        }
        documents = len({entry.source for entry in coded})
        print(f"{len(coded)} sentences, {documents} documents, {arguments.seeds} splits")
        print(f"{'':24}{'status':>8}{'stance':>8}{'deed':>8}{'plan':>8}{'concrete':>9}{'ECE':>8}")
        for name, rival in rivals.items():
            found = []
            for seed in range(arguments.seeds):
                logits = rival(seed)
                chances = LinearModel.probabilities(logits / temperature(logits, labels))
                found.append(figures(chances, labels))
            mean = np.mean(found, axis=0)
            print(
                f"{name:24}"
                + "".join(f"{v:8.3f}" for v in mean[:4])
                + f"{mean[4]:9.3f}{mean[5]:8.3f}"
            )
            if name.startswith("all (shipped)"):
                table = answers(chances)
    confusions(labels, table)
    classifier = Classifier.load()
    statements = [entry.statement for entry in coded]
    print(
        f"\n{speed(classifier, in_a_row(statements)):.0f} sentences a second on one core, in a row"
    )
    print(f"{speed(classifier, statements):.0f} with neighbours of their own each")


if __name__ == "__main__":
    main()
