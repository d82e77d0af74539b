"""List markers: bullets, numbers and letters at the head of a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enacted.extract.lines import Line

# Symbol and Wingdings set their bullets in the private use area.
_BULLET = r"[•‣▪▫●○◦■□◆◇▶►▸➢➤➔✓✔✗✘❖❑❒⮚·∙⁃*⚫⬤\ue000-\uf8ff]"
_HEAD = re.compile(
    rf"(?P<bullet>{_BULLET}{{1,2}}(?=\S|\s|$)|(?:[–—-]{{1,2}}|>)(?=\s)|[oο](?=\s+[A-Za-z“‘(]))\s*"
    r"|(?P<label>\((?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})\)|(?:\d{1,2}|[a-zA-Z]|[ivx]{1,5})\)"
    r"|(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})\.)(?=\s+\S)\s*"
)
_ASIDE = re.compile(r"\*\s+\*")  # asterisks that stand for text left out


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands at the head of a list item.

    Attributes
    ----------
    label
        ``•`` for every kind of bullet; else the number or letter as it stands.
    shape
        The label with its number or letter masked: items of one list share it.
    length
        Characters of the line before the text.
    """

    label: str
    shape: str
    length: int

    @property
    def is_bullet(self) -> bool:
        """Whether it says nothing but that an item begins."""
        return self.label == "•"

    @property
    def is_plain(self) -> bool:
        """Whether it may as well be a dash or a letter of a sentence."""
        return self.is_bullet and self.shape[0] in "–—->oο*"

    @property
    def is_first(self) -> bool:
        """Whether a list may begin with it."""
        return self.label.strip("().").lower() in {"1", "a", "i"}


def marker_of(text: str) -> Marker | None:
    """The marker at the head of a line, if there is one.

    >>> marker_of("(b) to publish").label
    '(b)'
    >>> marker_of("Publish") is None
    True
    """
    found = _HEAD.match(text)
    if found is None or _ASIDE.match(text):
        return None
    bullet, label = found["bullet"], found["label"]
    if bullet:
        return Marker("•", bullet, found.end())
    return Marker(label, _shape(label), found.end())


def _shape(label: str) -> str:
    inner = label.strip("().")
    kind = "1" if inner.isdigit() else "a" if inner.islower() else "A"
    return label.replace(inner, kind)


def text_x(line: Line, length: int) -> float:
    """Where the text of an item begins, after a marker of so many characters."""
    at = 0
    for word in line.words:
        if word.mark:
            continue
        if at >= length:
            return word.x0
        at += len(word.text) + 1
    return line.x0 + 1.5 * line.size
