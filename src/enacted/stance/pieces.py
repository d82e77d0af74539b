"""Which word pieces a small encoder keeps; used in training only."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from enacted.stance.wordpiece import MARKS, WordPieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SIZE = 9_600
_WHOLE = 1_000_000
_LAST_LATIN = "\u024f"
_KEPT = frozenset("–—‘’“”•…£€")


def choose_pieces(texts: Iterable[str], vocabulary: Sequence[str], size: int = SIZE) -> list[str]:
    """The pieces that texts use most, and every Latin letter, digit and common mark.

    With the single letters kept, a word whose pieces are cut falls into smaller ones and no
    word of a Latin script is unknown.

    Parameters
    ----------
    vocabulary
        Pieces of the base model in the order of its rows; the order is kept.
    """
    marked = [*MARKS, *(piece for piece in vocabulary if piece not in MARKS)]
    whole = WordPieces(marked)
    counts: Counter[int] = Counter()
    for text in texts:
        counts.update(whole.ids(text, _WHOLE))
    kept = {piece for piece in marked if _single(piece)} | set(MARKS)
    ranked = sorted(range(len(marked)), key=lambda row: (-counts[row], row))
    for row in ranked:
        if len(kept) >= size or not counts[row]:
            break
        kept.add(marked[row])
    return [piece for piece in marked if piece in kept]


def _single(piece: str) -> bool:
    letter = piece.removeprefix("##")
    return len(letter) == 1 and (letter <= _LAST_LATIN or letter in _KEPT)
