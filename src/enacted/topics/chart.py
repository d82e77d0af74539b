"""A chart of the numbers of topics that were tried, as SVG."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_PANELS = (
    ("coherence", "Coherence, NPMI: high"),
    ("c_v", "Coherence, C_v: high"),
    ("exclusivity", "Exclusivity: high"),
    ("held_out", "Held-out log likelihood a word: high"),
    ("residual", "Residual dispersion: low, down to 1"),
    ("stability", "Stability, other documents: high"),
)
_WIDTH, _HEIGHT = 300, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 16, 34, 34
# Room between the axes and the outermost points.
_INSET = 14


def chart(rows: Sequence[dict[str, Any]]) -> str:
    """Six panels over the number of topics; the number recommended is marked.

    Parameters
    ----------
    rows
        Rows of the table ``topic_grid``, one at least.
    """
    size = f"0 0 {3 * _WIDTH} {2 * _HEIGHT + 56}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" font-family="sans-serif"',
        'font-size="11" role="img" aria-label="Diagnostics by number of topics">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for number, (name, title) in enumerate(_PANELS):
        x, y = _WIDTH * (number % 3), _HEIGHT * (number // 3)
        parts.append(f'<g transform="translate({x} {y})">{_panel(rows, name, title)}</g>')
    chosen = next(row["k"] for row in rows if row["chosen"])
    scores = ", ".join(f"{row['k']}: {_number(row['score'])}" for row in rows)
    lines = [
        (
            f"Across: number of topics. Filled: the recommended one, {chosen}. What is good stands "
            "in the titles; scales are drawn out and do not begin at 0."
        ),
        (
            "Recommended is the highest mean of these without C_v, each scaled to 0–1 over the "
            f"numbers tried. {scores}."
        ),
    ]
    for line, text in enumerate(lines):
        parts.append(f'<text x="{_LEFT}" y="{2 * _HEIGHT + 18 + 18 * line}">{text}</text>')
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def _panel(rows: Sequence[dict[str, Any]], name: str, title: str) -> str:
    values = [float(row[name]) for row in rows]
    low, high = min(values), max(values)
    pad = (high - low) * 0.1 or 0.05
    low, high = low - pad, high + pad
    numbers = [int(row["k"]) for row in rows]
    most, least = max(numbers), min(numbers)

    def across(k: int) -> float:
        room = _WIDTH - _LEFT - _RIGHT - 2 * _INSET
        return _LEFT + _INSET + (k - least) / max(1, most - least) * room

    def down(value: float) -> float:
        return _TOP + (high - value) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)

    bottom = _HEIGHT - _BOTTOM
    parts = [
        f'<text x="{_LEFT}" y="20" font-weight="bold">{escape(title)}</text>',
        f'<path d="M{_LEFT} {_TOP}V{bottom}H{_WIDTH - _RIGHT}" fill="none" stroke="#888"/>',
    ]
    parts.extend(
        f'<text x="{_LEFT - 6}" y="{down(value) + 4:.1f}" text-anchor="end">{_number(value)}</text>'
        for value in (min(values), max(values))
    )
    points = " ".join(f"{across(row['k']):.1f},{down(row[name]):.1f}" for row in rows)
    parts.append(f'<polyline points="{points}" fill="none" stroke="#1f5f8b" stroke-width="1.5"/>')
    for row in rows:
        fill = "#1f5f8b" if row["chosen"] else "white"
        place = f'cx="{across(row["k"]):.1f}" cy="{down(row[name]):.1f}"'
        parts.append(f'<circle {place} r="4" fill="{fill}" stroke="#1f5f8b"/>')
        parts.append(
            f'<text x="{across(row["k"]):.1f}" y="{bottom + 15}" '
            f'text-anchor="middle">{row["k"]}</text>'
        )
    return "".join(parts)


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
