"""Training of what reads mentions in a file of the accurate tier, beside what says the status.

The encoder that was fine-tuned on status stays as it is; adapters (Hu et al. 2022), a twentieth of
its size, make of it another that only reads mentions. So it can learn from sentences that have no
status coded, and what is said of status does not change.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from enacted.errors import CodesError
from enacted.stance import fine_tune
from enacted.stance.encoder import Encoder
from enacted.stance.encoder_training import BUILT_IN_READER, marks_of
from enacted.stance.export import weights_of, with_mentions
from enacted.stance.reader import readable
from enacted.stance.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from enacted.stance.coded import Coded
    from enacted.stance.fine_tune import Tuning
    from enacted.stance.reader import Reader
    from enacted.types import Mention


def teach_mentions(
    content: bytes,
    coded: Sequence[Coded],
    mentions: Sequence[Sequence[Mention]],
    tuning: Tuning = fine_tune.OF_MENTIONS,
    *,
    reader: Reader = BUILT_IN_READER,
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> bytes:
    """Content of a model file with adapters that learned to read mentions from coded ones.

    Parameters
    ----------
    content
        Of a file of the accurate tier: it stays as it is in all but how it reads mentions.
    coded, mentions
        Sentences with codes of the sense of mentions or of facets, and what a codebook finds in
        each; a concept in words that it does not know is learned by the whole sentence. Status is
        not looked at.
    reader
        How what is read is weighed.

    Raises
    ------
    CodesError
        Where nothing is coded of any mention.
    ModelError
        Where the file is none, or what training needs is not installed.
    """
    pieces = Encoder.of(content, Path("encoder")).pieces
    every = [
        marks_of(entry, [m for m in own if readable(m)], pieces, in_any_words=True)
        for entry, own in zip(coded, mentions, strict=True)
    ]
    pairs = [(entry.statement, marks) for entry, marks in zip(coded, every, strict=True) if marks]
    if not pairs:
        raise CodesError("no mention in these sentences is coded: give senses in 'rel'")
    tokens = [tokens_of(statement, pieces) for statement, _ in pairs]
    weights = fine_tune.fine_tune(
        weights_of(content),
        tokens,
        np.zeros(len(tokens), dtype=np.int64),
        tuning,
        marks=[marks for _, marks in pairs],
        seed=seed,
        progress=progress,
    )
    return with_mentions(content, weights, reader)
