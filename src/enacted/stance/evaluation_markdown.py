"""An evaluation as Markdown, for a reader who knows none of its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enacted.types import Status

if TYPE_CHECKING:
    from enacted.stance.evaluation import Evaluation, Score

_BAR = 40
_TEXT = 300


def as_markdown(found: Evaluation) -> str:
    """Tables of figures, confusions and calibration, and the worst mistakes."""
    drawn = (
        "In brackets: the middle 95 % of each figure when documents are drawn anew."
        if found.documents > 1
        else "One document says nothing of others, so there are no intervals."
    )
    lines = [
        (
            f"{found.sentences:,} coded sentences of {found.documents:,} documents, coded by the "
            f"{found.tier} tier. {drawn}"
        ),
    ]
    if found.trained_on:
        lines += [
            "",
            (
                f"**{found.trained_on:,} of the sentences are among those that the built-in models "
                "were trained on: for these models the figures are too good.**"
            ),
        ]
    lines += [
        "",
        f"Macro-F1: status {_shown(found.status)}, stance {_shown(found.stance)}.",
        "",
        "| class | codes | answers | precision | recall | F1 |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {c.name} | {c.codes:,} | {c.answers:,} | {_shown(c.precision)} | {_shown(c.recall)} "
        f"| {_shown(c.f1)} |"
        for c in found.classes
    ]
    names = [status.value for status in Status]
    lines += [
        "",
        "Codes in the rows, answers in the columns:",
        "",
        "| | " + " | ".join(names) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    lines += [
        f"| {name} | " + " | ".join(map(str, row)) + " |"
        for name, row in zip(names, found.confusion, strict=True)
    ]
    return "\n".join([*lines, "", *_calibration(found), "", *_mistakes(found)]) + "\n"


def _calibration(found: Evaluation) -> list[str]:
    lines = [
        (
            f"Calibration error of status: {found.calibration_error:.3f}. Bars: how many were "
            "right; the mark: how many should have been."
        ),
        "",
        "```",
    ]
    for entry in found.bins:
        bar = list(("#" * round(entry.right * _BAR)).ljust(_BAR))
        bar[min(_BAR - 1, max(0, round(entry.said * _BAR) - 1))] = "|"
        lines.append(
            f"{entry.low:.1f}–{entry.high:.1f} {''.join(bar)} said {entry.said:.2f}, "
            f"right {entry.right:.2f}, {entry.sentences:,} sentences"
        )
    return [*lines, "```"]


def _mistakes(found: Evaluation) -> list[str]:
    if not found.mistakes:
        return ["No mistakes."]
    lines = ["The surest mistakes:", ""]
    for entry in found.mistakes:
        text = " ".join(entry.text.split())
        text = text if len(text) <= _TEXT else text[:_TEXT] + "…"
        lines.append(
            f"- coded {entry.code}, answered {entry.answer} ({entry.probability:.2f}): {text} "
            f"[{entry.source}; {', '.join(entry.cues[:4]) or 'no cues'}]"
        )
    return lines


def _shown(score: Score) -> str:
    if score.low is None or score.high is None:
        return _figure(score.value)
    return f"{_figure(score.value)} ({_figure(score.low)}–{_figure(score.high)})"


def _figure(value: float) -> str:
    return f"{value:.3f}".removeprefix("0") if value < 1 else "1.000"
