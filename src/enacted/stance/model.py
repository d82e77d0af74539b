"""The linear model: weights as plain numbers, probabilities of the classes they give.

Multinomial logistic regression over the pairs of status and concreteness that occur. All sums
are of integers, so that they come out the same on any machine; the exponentials at the end are
rounded before anything is decided on them.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from enacted.errors import ModelError
from enacted.tables.arrays import array_bytes, read_arrays
from enacted.types import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from enacted.stance.features import Features

VERSION = 2
"""Version of the file and of the features; a file of another version is refused."""

CLASSES: tuple[tuple[Status, bool], ...] = (
    (Status.RHETORIC, False),
    (Status.PROPOSAL, False),
    (Status.PROPOSAL, True),
    (Status.COMMITMENT, False),
    (Status.COMMITMENT, True),
    (Status.PRACTICE, False),
    (Status.PRACTICE, True),
    (Status.FINDING, False),
    (Status.NONE, False),
)
"""Status and concreteness of each class, in the order of the columns of the weights."""

VALUE_SCALE = 4096
"""A feature of value 1 as an integer."""

_MAX_UNPACKED = 40_000_000
_ARRAYS: dict[str, str] = {
    "version": "i",
    "cue_names": "u",
    "cue_weights": "i",
    "ngram_names": "u",
    "ngram_idf": "f",
    "ngram_weights": "i",
    "word_names": "u",
    "word_idf": "f",
    "word_weights": "i",
    "intercept": "i",
    "scale": "f",
}
"""Arrays of the file and the kind of number in each."""


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights by feature.

    Attributes
    ----------
    cues, ngrams
        Name of a feature to its row.
    cue_weights, ngram_weights
        One row a feature, one column a class; 16-bit integers in units of ``scale``.
    ngram_idf
        Inverse document frequency of each n-gram; the vector of a sentence has length 1.
    words, word_weights, word_idf
        The same of single words, learned through word vectors, so that words which training never
        saw have weights too; the values of a sentence sum to 1.
    intercept
        One number a class, in units of ``scale``.
    scale
        What a weight of 1 adds to a logit, the temperature of calibration included.
    digest
        First 16 hex digits of the SHA-256 of the file.
    """

    cues: Mapping[str, int]
    cue_weights: NDArray[np.int16]
    ngrams: Mapping[str, int]
    ngram_idf: tuple[float, ...]
    ngram_weights: NDArray[np.int16]
    words: Mapping[str, int]
    word_idf: tuple[float, ...]
    word_weights: NDArray[np.int16]
    intercept: NDArray[np.int64]
    scale: float
    digest: str = ""

    def logits(self, features: Sequence[Features]) -> NDArray[np.float64]:
        """Calibrated logits: one row a sentence, one column a class."""
        total = np.tile(self.intercept * VALUE_SCALE, (len(features), 1))
        found = [_known(self.cues, f.cues) for f in features]
        total += _weigh(found, None, self.cue_weights)
        found = [_known(self.ngrams, (*f.words, *f.phrases)) for f in features]
        values = [[self.ngram_idf[place] for place in places] for places in found]
        lengths = [math.sqrt(math.fsum([v * v for v in own]) or 1.0) for own in values]
        total += _weigh(found, (values, lengths), self.ngram_weights)
        found = [_known(self.words, f.words) for f in features]
        values = [[self.word_idf[place] for place in places] for places in found]
        lengths = [math.fsum(own) or 1.0 for own in values]
        total += _weigh(found, (values, lengths), self.word_weights)
        scaled: NDArray[np.float64] = np.multiply(total, self.scale / VALUE_SCALE, dtype=np.float64)
        return scaled

    def gains(self) -> list[list[int]]:
        """What a cue adds to each class beyond what it adds to all: one list a class, by row."""
        weights = self.cue_weights.astype(np.int64)
        beyond: list[list[int]] = (
            weights * len(CLASSES) - weights.sum(axis=1, keepdims=True)
        ).T.tolist()
        return beyond

    @staticmethod
    def probabilities(logits: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities of the classes, rows summing to 1."""
        shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
        total: NDArray[np.float64] = shifted / shifted.sum(axis=1, keepdims=True)
        return total


def _known(places: Mapping[str, int], names: Iterable[str]) -> list[int]:
    """Rows of the names that the model has."""
    return [place for place in map(places.get, names) if place is not None]


def _weigh(
    rows: list[list[int]],
    values: tuple[list[list[float]], list[float]] | None,
    weights: NDArray[np.int16],
) -> NDArray[np.int64]:
    """Weighted sum of rows of weights for each sentence, in whole numbers.

    Parameters
    ----------
    rows
        Of each sentence.
    values
        What each row counts, and what all of a sentence are divided by; without them all count 1.
    """
    lengths = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    size = int(lengths.sum())
    out = np.zeros((len(rows), weights.shape[1]), dtype=np.int64)
    if not size:
        return out
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=size)
    picked: NDArray[np.int64]
    if values is None:
        picked = weights[flat].astype(np.int64) * VALUE_SCALE
    else:
        each = np.fromiter(chain.from_iterable(values[0]), dtype=np.float64, count=size)
        factors = np.repeat(VALUE_SCALE / np.array(values[1]), lengths)
        scale = np.rint(each * factors).astype(np.int64)
        picked = weights[flat] * scale[:, None]
    filled = lengths > 0
    out[filled] = np.add.reduceat(picked, (np.cumsum(lengths) - lengths)[filled], axis=0)
    return out


def write_model(model: LinearModel, path: Path) -> None:
    """Write a model as ``.npz``: the same model gives the same bytes."""
    from enacted.tables.files import asked_for

    with asked_for(path) as temporary:
        temporary.write_bytes(model_bytes(model))


def model_bytes(model: LinearModel) -> bytes:
    """Content of a model file."""
    arrays: dict[str, NDArray[np.generic]] = {
        "version": np.array([VERSION], dtype=np.int32),
        "cue_names": _encode(model.cues),
        "cue_weights": model.cue_weights,
        "ngram_names": _encode(model.ngrams),
        "ngram_idf": np.array(model.ngram_idf, dtype=np.float32),
        "ngram_weights": model.ngram_weights,
        "word_names": _encode(model.words),
        "word_idf": np.array(model.word_idf, dtype=np.float32),
        "word_weights": model.word_weights,
        "intercept": model.intercept,
        "scale": np.array([model.scale], dtype=np.float64),
    }
    return array_bytes(arrays)


def way_out(path: Path) -> str:
    """What to do about a model file that cannot be used."""
    if path.parent == Path(__file__).parent:
        return "reinstall enacted"
    return "train it again with enacted stance train, or name another"


def read_model(path: Path) -> LinearModel:
    """Read a model file.

    Raises
    ------
    ModelError
        Where the file is missing, too large, damaged or of another version.
    """
    content, arrays = read_arrays(path, _ARRAYS, _MAX_UNPACKED, "stance model", way_out(path))
    return _checked(arrays, path, hashlib.sha256(content).hexdigest()[:16])


def _checked(arrays: dict[str, NDArray[np.generic]], path: Path, digest: str) -> LinearModel:
    version = int(arrays["version"].ravel()[0]) if arrays["version"].size else 0
    if version != VERSION:
        raise ModelError(
            f"{path}: stance model of version {version}, this enacted reads {VERSION}; "
            f"{way_out(path)}"
        )
    names: dict[str, dict[str, int]] = {}
    idf: dict[str, NDArray[np.float64]] = {}
    fits = arrays["intercept"].shape == (len(CLASSES),)
    for kind in ("cue", "ngram", "word"):
        try:
            names[kind] = _decode(arrays[f"{kind}_names"])
        except UnicodeDecodeError:
            raise ModelError(f"{path}: damaged stance model (names); {way_out(path)}") from None
        fits &= arrays[f"{kind}_weights"].shape == (len(names[kind]), len(CLASSES))
        if kind != "cue":
            idf[kind] = arrays[f"{kind}_idf"].astype(np.float64)
            fits &= idf[kind].shape == (len(names[kind]),) and bool((idf[kind] > 0).all())
            fits &= bool(np.isfinite(idf[kind]).all())
    scale = float(arrays["scale"].astype(np.float64).ravel()[0]) if arrays["scale"].size else 0.0
    if not fits or not 0 < scale < 1:
        raise ModelError(f"{path}: damaged stance model (shapes do not fit); {way_out(path)}")
    return LinearModel(
        cues=names["cue"],
        cue_weights=np.ascontiguousarray(arrays["cue_weights"]).astype(np.int16),
        ngrams=names["ngram"],
        ngram_idf=tuple(idf["ngram"].tolist()),
        ngram_weights=np.ascontiguousarray(arrays["ngram_weights"]).astype(np.int16),
        words=names["word"],
        word_idf=tuple(idf["word"].tolist()),
        word_weights=np.ascontiguousarray(arrays["word_weights"]).astype(np.int16),
        intercept=arrays["intercept"].astype(np.int64),
        scale=scale,
        digest=digest,
    )


def _encode(names: Mapping[str, int]) -> NDArray[np.generic]:
    ordered = sorted(names, key=names.__getitem__)
    return np.frombuffer("\n".join(ordered).encode(), dtype=np.uint8)


def _decode(array: NDArray[np.generic]) -> dict[str, int]:
    names = array.tobytes().decode()
    return {name: row for row, name in enumerate(names.split("\n"))} if names else {}
