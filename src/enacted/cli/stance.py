"""``enacted stance``: train a classifier on codes of one's own, and say how good one is."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from cyclopts import App, Parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from enacted.stance import Tier
    from enacted.stance.coded import Coded
    from enacted.types import Mention

_T = TypeVar("_T")

_SUFFIXES: dict[Tier, str] = {"fast": ".npz", "accurate": ".onnx"}
_FEW = 200
"""Fewer sentences than this are told of."""

stance = App(name="stance", help="Train a classifier of stance, or say how good one is.")


@stance.command
def train(
    coded: Path,
    /,
    *,
    out: Path,
    tier: Literal["fast", "accurate"] = "fast",
    unlabelled: Path | None = None,
    teacher: Path | None = None,
    folds: int = 5,
    seed: int = 1,
    codes: Path | None = None,
) -> int:
    """Train a classifier on coded sentences.

    Coded sentences are JSON lines as `enacted code` reads them, each with `source` (the document),
    `status` and `concrete` besides; with `rel` (the sense of each concept: concept, name or no)
    accurate learns how sure the sense of mentions is, too. Fast takes seconds; accurate takes an
    hour or more, and needs pip install 'enacted[train]'. The same sentences, versions and kind of
    machine give the same model.

    Parameters
    ----------
    coded
        Coded sentences.
    out
        Model file to write: .npz for fast, .onnx for accurate.
    tier
        The classifier to train.
    unlabelled
        Uncoded sentences, JSON lines with `text`, gzipped or not, for words that no coded sentence
        has.
    teacher
        Model file of the accurate tier, whose answers to uncoded sentences fast learns besides.
    folds
        Parts of the documents held out in turn to calibrate the accurate tier; 0 takes the
        calibration of the built-in one, and a fraction of the time.
    seed
        Seed of the accurate tier.
    codes
        Table to write of which sentences were trained on: gzipped CSV, hashes for texts.
    """
    from enacted.cli.console import next_step, stderr
    from enacted.errors import CodesError, UsageError
    from enacted.stance.coded import read_coded, write_codes
    from enacted.stance.editions import by_document
    from enacted.stance.encoder import Encoder
    from enacted.stance.lines import read_unlabelled
    from enacted.stance.model import model_bytes
    from enacted.stance.train import train as train_linear
    from enacted.tables.files import asked_for

    console = stderr()
    if _tier_of(out) != tier:
        raise UsageError(f"{out}: name a file that ends in {_SUFFIXES[tier]} for the tier {tier}")
    entries, _ = by_document(read_coded(coded))
    if len({entry.label for entry in entries}) < 2:
        raise CodesError("holds no two sentences of different codes", path=coded)
    if len(entries) < _FEW:
        console.print(
            f"enacted: {len(entries)} sentences teach little: code some hundreds at least",
            markup=False,
        )
    texts = read_unlabelled(unlabelled) if unlabelled else []
    if teacher is not None and not texts:
        raise UsageError("a teacher needs uncoded sentences: name some with --unlabelled")
    encoder = _named(Encoder.read, teacher) if teacher is not None else None
    # Opened first: it is a pity to train for hours what cannot be written.
    with asked_for(out) as temporary:
        if tier == "fast":
            content = model_bytes(train_linear(entries, unlabelled=texts, teacher=encoder))
        else:
            from enacted.stance.encoder_training import train_encoder

            content = train_encoder(
                entries,
                texts,
                mentions=_mentions(entries),
                folds=folds,
                seed=seed,
                progress=lambda line: console.print(line, markup=False),
            )
        temporary.write_bytes(content)
    if codes is not None:
        write_codes(coded, codes)
    next_step(f"enacted stance evaluate OTHER_CODED.jsonl --model {out}")
    return 0


def _tier_of(path: Path) -> Tier | None:
    """The tier that a model file is of, by the end of its name."""
    return next((t for t, suffix in _SUFFIXES.items() if path.suffix.lower() == suffix), None)


def _named(load: Callable[[Path], _T], path: Path) -> _T:
    """A model file that a person named, so that what is wrong with it is theirs to mend."""
    from enacted.errors import ModelError, UsageError

    try:
        return load(path)
    except ModelError as error:
        raise UsageError(str(error)) from None


def _mentions(entries: Sequence[Coded]) -> list[list[Mention]]:
    """What the built-in codebook finds in coded sentences, where the sense of any is coded."""
    from enacted.concepts import Codebook, Finder, Passage, mentions_apart

    if not any(entry.rel for entry in entries):
        return []
    passages = [
        Passage(e.source, e.statement.text, e.statement.before, e.statement.after) for e in entries
    ]
    return mentions_apart(Finder(Codebook.read()), passages)


@stance.command
def evaluate(
    coded: Path,
    /,
    *,
    tier: Literal["fast", "accurate"] = "accurate",
    model: Path | None = None,
    worst: int = 20,
    plot: Path | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Hold a classifier's answers against coded sentences.

    Prints macro-F1, precision, recall and F1 of every class with intervals over documents, who is
    taken for whom, how far probabilities can be believed, and the worst mistakes. Evaluate on
    documents that the classifier was not trained on: on others the figures are too good.

    Parameters
    ----------
    coded
        Coded sentences, as for `enacted stance train`.
    tier
        The classifier, where no model is named.
    model
        Model file that `enacted stance train` wrote, .npz or .onnx; else the built-in one.
    worst
        Mistakes to show, the surest first.
    plot
        SVG file to write the calibration plot to.
    as_json
        Print the figures as JSON on standard output.
    """
    from enacted.cli.console import next_step, stderr
    from enacted.errors import CodesError, UsageError
    from enacted.stance import load_coder
    from enacted.stance.coded import read_coded
    from enacted.stance.evaluation import evaluate as evaluate_codes
    from enacted.stance.evaluation_markdown import as_markdown

    entries = read_coded(coded)
    if not entries:
        raise CodesError("holds no coded sentence", path=coded)
    if model is None:
        loaded = load_coder(tier)
    elif (own := _tier_of(model)) is None:
        raise UsageError(f"{model}: name a model file that ends in .npz (fast) or .onnx (accurate)")
    else:
        loaded = _named(lambda path: load_coder(own, path), model)
    if loaded.note:
        stderr().print(f"enacted: {loaded.note}", markup=False)
    found = evaluate_codes(
        entries, loaded.coder.code([entry.statement for entry in entries]), worst=worst
    )
    if plot is not None:
        from enacted.stance.calibration_plot import calibration_plot
        from enacted.tables.files import asked_for

        with asked_for(plot) as temporary:
            temporary.write_text(calibration_plot(found), encoding="utf-8")
    shown = (
        json.dumps(asdict(found), ensure_ascii=False, indent=2) if as_json else as_markdown(found)
    )
    sys.stdout.write(shown.rstrip("\n") + "\n")
    next_step(
        "correct shares with hand codes of your own documents: enacted coding sample OUT",
        data=as_json,
    )
    return 0
