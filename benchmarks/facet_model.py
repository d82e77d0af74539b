"""Trains the model that reads facets, and says what it gives on documents that it did not see.

    python benchmarks/facet_model.py CODED.jsonl… --weigh MORE.jsonl --book BOOK --out FILE.npz

Coded sentences are JSON lines with ``source``, ``text``, ``before``, ``after``, ``rel`` and the
facets, as the coding guide has them. How words and cues are weighed against each other is fitted on
those of ``--weigh``, in folds of documents: sentences that are learned from too, and that the cues
of ``--book`` were not made looking at. Cues that were made looking at a sentence are right about it
more often than about others, and would be believed too much. Sentences with ``part`` ``kept`` are
not learned from.

Printed is micro-F1 of cues and of both, over the sentences of ``--weigh``, each read by a model
that saw no sentence of its document; the few weights that add the two are fitted on all of them.
With ``--measure`` the same of other coded sentences, with the cues of today's codebook: where they
are among those that are learned from, in folds of documents, and of ``concept_sentences/`` in folds
of writers. Sentences of the coded set are told apart as in ``concepts.py``: cues were made looking
at ``look``, and mended by what was wrong in ``kept``.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from concepts import part_of  # type: ignore[import-not-found]  # beside this file
from enacted.concepts import Codebook, FacetModel, Finder, Passage, mentions_apart
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
from enacted.evidence import COLUMNS, PLACES, stacked
from enacted.stance.coded import facets_of, fold_of, rel_of
from enacted.stance.editions import editions
from enacted.stance.lines import lines_of, row_of, statement_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


def read_lessons(path: Path, *, all_of_it: bool = True) -> list[Lesson]:
    """Coded sentences of a file; those that are to be kept unlearned only on demand."""
    lessons = []
    for line in lines_of(path):
        if not line.strip():
            continue
        row = row_of(line)
        if all_of_it or row.get("part") != "kept":
            said = statement_of(row)
            passage = Passage(str(row["source"]), said.text, said.before, said.after)
            lessons.append(Lesson(passage, rel_of(row), facets_of(row)))
    return lessons


def parts_of(path: Path) -> dict[str, str]:
    """By source, the part of its file that it belongs to; see ``concepts.py``."""
    rows = [row_of(line) for line in lines_of(path) if line.strip()]
    return {str(row["source"]): part_of(row) for row in rows}


def groups(lessons: list[Lesson], written: set[str]) -> dict[str, str]:
    """By source, what is held out as a whole: its document, or its writer where it is written."""
    names = editions((each.passage.source, each.passage.text) for each in lessons)
    return {s: s.split("/")[0] if s in written else name for s, name in names.items()}


def cases_by(lessons: list[Lesson], book: Path | None) -> Cases:
    """Mentions of coded sentences, as a codebook finds them."""
    finder = Finder(Codebook.read(book))
    return cases_of(lessons, mentions_apart(finder, [lesson.passage for lesson in lessons]))


def tell(
    name: str,
    cases: Cases,
    rows: NDArray[np.int64],
    logits: NDArray[np.float64],
    stack: NDArray[np.float64],
) -> None:
    """Print micro-F1 of each facet, by cues and by both."""
    both = stacked(stack, cases.told, logits)
    line = []
    for facet in PLACES:
        coded, cues, found = (
            by_sentence(cases, rows, given.astype(np.float64), facet) > 0
            for given in (cases.coded, cases.told, both)
        )
        scores = f"cues {micro_f1(cues, coded):.3f}, both {micro_f1(found, coded):.3f}"
        line.append(f"{facet} {scores} ({coded.sum()} codes)")
    print(f"{name}: {'; '.join(line)}", flush=True)


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("coded", type=Path, nargs="*")
    parser.add_argument("--weigh", type=Path, required=True)
    parser.add_argument("--book", type=Path, help="codebook of before; else the built-in one")
    parser.add_argument("--measure", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    files = {path: read_lessons(path) for path in {*options.coded, *options.measure}}
    unseen = read_lessons(options.weigh)
    lessons = unseen + [
        lesson for path in options.coded for lesson in read_lessons(path, all_of_it=False)
    ]
    everything = [*lessons, *(lesson for path in options.measure for lesson in files[path])]
    written = {
        source
        for path in files
        if path.parent.name == "concept_sentences"
        for source in parts_of(path)
    }
    names = groups(everything, written)
    part = np.array([fold_of(names[each.passage.source], folds=FOLDS) for each in lessons])

    def folds(documents: set[str], cases: Cases) -> NDArray[np.int64]:
        inside = np.array([names[lesson.passage.source] in documents for lesson in lessons])
        return np.where(inside, part, -1)[cases.sentence]

    cases = cases_by(lessons, options.book)
    held = held_out(cases, folds({names[each.passage.source] for each in unseen}, cases))
    rows = np.flatnonzero(cases.sentence < len(unseen))
    stack = weigh(cases, rows, held)
    for facet, places in PLACES.items():
        print(f"{facet}: words, cues, constant {stack[:, places.start].tolist()}")
    tell(f"{options.weigh.name}, cues of before", cases, rows, held, stack)
    today = cases_by(lessons, None)
    model = fit(today, np.ones(len(today.features), dtype=np.bool_))
    for path in options.measure:
        own = files[path]
        documents = {names[lesson.passage.source] for lesson in own}
        asked = cases_by(own, None)
        asked_part = np.array([fold_of(names[each.passage.source], folds=FOLDS) for each in own])
        parts = folds(documents, today)
        logits = np.zeros((len(asked.features), len(COLUMNS)))
        for number in range(FOLDS):
            there = np.flatnonzero(asked_part[asked.sentence] == number)
            if there.size:
                without = fit(today, parts != number) if (parts == number).any() else model
                logits[there] = without.logits([asked.features[row] for row in there])
        of_source = parts_of(path)
        part_by_row = [of_source[own[i].passage.source] for i in asked.sentence]
        for name in sorted(set(part_by_row)):
            rows = np.flatnonzero([part == name for part in part_by_row])
            tell(f"{path.name}, {name}", asked, rows, logits, stack)
        if len(set(part_by_row)) > 1:
            tell(path.name, asked, np.arange(len(asked.features)), logits, stack)
    final = FacetModel(model.names, model.weights, model.intercept, model.scale, stack)
    content = final.as_bytes()
    print(
        f"{len(lessons)} sentences, {len(today.features)} mentions, {len(final.names)} features, "
        f"{len(content):,} bytes"
    )
    if options.out:
        options.out.write_bytes(content)


if __name__ == "__main__":
    main()
