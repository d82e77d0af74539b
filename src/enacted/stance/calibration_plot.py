"""A calibration plot as SVG: how often answers were right, by how sure they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enacted.stance.evaluation import Evaluation

_SIDE = 360
_LEFT, _TOP, _RIGHT, _BOTTOM = 58, 46, 20, 96
_COUNTS = 34  # height of the strip that shows how many sentences a bin holds
_INK, _BAR = "#333", "#1f5f8b"


def calibration_plot(found: Evaluation) -> str:
    """A reliability diagram (Niculescu-Mizil and Caruana 2005) of the status.

    Points on the diagonal mean what they say; below it, answers are surer than they should be.
    The strip at the foot shows how many sentences each bin holds.
    """
    width, height = _LEFT + _SIDE + _RIGHT, _TOP + _SIDE + _BOTTOM
    foot = _TOP + _SIDE
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            'font-family="sans-serif" font-size="12" role="img" '
            f'aria-label="Calibration of status, error {found.calibration_error:.3f}">'
        ),
        '<rect width="100%" height="100%" fill="white"/>',
        (
            f'<text x="{_LEFT}" y="20" font-weight="bold">Calibration of status, {found.tier} tier'
            "</text>"
        ),
        (
            f'<text x="{_LEFT}" y="36" fill="{_INK}">{found.sentences:,} sentences of '
            f"{found.documents:,} documents; calibration error {found.calibration_error:.3f}</text>"
        ),
        f'<path d="M{_LEFT} {_TOP}V{foot}H{_LEFT + _SIDE}" fill="none" stroke="{_INK}"/>',
        f'<path d="M{_LEFT} {foot}L{_LEFT + _SIDE} {_TOP}" stroke="#888" stroke-dasharray="4 4"/>',
    ]
    for step in range(0, 11, 2):
        value = step / 10
        parts.append(
            f'<text x="{_across(value)}" y="{foot + 16}" text-anchor="middle">{value:.1f}</text>'
            f'<text x="{_LEFT - 8}" y="{_down(value) + 4}" text-anchor="end">{value:.1f}</text>'
        )
    most = max((entry.sentences for entry in found.bins), default=1)
    strip = foot + _BOTTOM - 12
    for entry in found.bins:
        left, right = _across(entry.low), _across(entry.high)
        tall = round(_COUNTS * entry.sentences / most, 1)
        box = f'x="{left + 1}" y="{round(strip - tall, 1)}" width="{round(right - left - 2, 1)}"'
        parts.append(
            f'<rect {box} height="{tall}" fill="#bbb">'
            f"<title>{entry.sentences:,} sentences</title></rect>"
        )
    places = [(_across(entry.said), _down(entry.right)) for entry in found.bins]
    line = " ".join(f"{x},{y}" for x, y in places)
    parts.append(f'<polyline points="{line}" fill="none" stroke="{_BAR}" stroke-width="1.5"/>')
    for (x, y), entry in zip(places, found.bins, strict=True):
        parts.append(
            f'<circle cx="{x}" cy="{y}" r="4" fill="{_BAR}"><title>said {entry.said:.2f}, right '
            f"{entry.right:.2f}, {entry.sentences:,} sentences</title></circle>"
        )
    parts.append(
        f'<text x="{_LEFT + _SIDE / 2}" y="{foot + 34}" text-anchor="middle">how sure the answer '
        "was; below, how many sentences</text>"
        f'<text transform="translate(16 {_TOP + _SIDE / 2}) rotate(-90)" text-anchor="middle">'
        "how often it was right</text></svg>"
    )
    return "\n".join(parts) + "\n"


def _across(value: float) -> float:
    return round(_LEFT + value * _SIDE, 1)


def _down(value: float) -> float:
    return round(_TOP + (1 - value) * _SIDE, 1)
