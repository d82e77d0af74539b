"""The fine-tuned encoder as it is run: one ONNX file, read by onnxruntime.

The vocabulary, the version and the numbers that calibrate stand in the file's metadata. Sentences
go through one by one: nothing is padded, and what one gets never depends on what stands beside it.
"""

from __future__ import annotations

import hashlib
import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from enacted.errors import ModelError
from enacted.stance.blend import Blend
from enacted.stance.mention_values import VALUES
from enacted.stance.model import CLASSES, way_out
from enacted.stance.reader import Reader
from enacted.stance.tokens import LONGEST, place_of, tokens_of
from enacted.stance.wordpiece import WordPieces

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from enacted.stance.records import Statement

VERSION = 2
"""Version of the file and of what is fed to it; a file of another version is refused."""

MAX_BYTES = 64_000_000

_SEAL_HEAD = b"\x72\x4a\x0a\x06sha256\x12\x40"
_SEAL = len(_SEAL_HEAD) + 64


def seal(content: bytes) -> bytes:
    """A model file with the SHA-256 of all that stands before it as the last entry of its metadata.

    ONNX files are protocol buffers, which may be joined end to end: readers see one entry more.
    """
    return content + _SEAL_HEAD + hashlib.sha256(content).hexdigest().encode()


class Encoder:
    """Logits of sentences from the encoder.

    Use ``Encoder.read``; a model is loaded once and used for many sentences.
    """

    def __init__(
        self, session: Any, pieces: WordPieces, blend: Blend, reader: Reader | None, digest: str
    ) -> None:
        self._session = session
        self.pieces = pieces
        self.blend = blend
        self.reader = reader
        self.digest = digest

    @classmethod
    def read(cls, path: Path) -> Encoder:
        """Read a model file.

        Raises
        ------
        ModelError
            Where the file is missing, too large, damaged or of another version, or where
            onnxruntime is not installed.
        """
        try:
            if path.stat().st_size > MAX_BYTES:
                raise ModelError(f"{path}: too large for a stance encoder; give a model file")
            content = path.read_bytes()
        except OSError as error:
            reason = error.strerror or error
            raise ModelError(f"{path}: cannot be read ({reason}); {way_out(path)}") from None
        return cls.of(content, path)

    @classmethod
    def of(cls, content: bytes, path: Path) -> Encoder:
        """A model from the content of a file; the path is for messages.

        Raises
        ------
        ModelError
            As ``read`` does.
        """
        _check_seal(content, path)
        session = _session(content, path)
        pieces, blend, reader = _described(session, path)
        return cls(session, pieces, blend, reader, hashlib.sha256(content).hexdigest()[:16])

    def logits(self, statements: Sequence[Statement]) -> NDArray[np.float64]:
        """One row a statement, one column a class; not calibrated."""
        return self.logits_and_mentions(statements, [()] * len(statements))[0]

    def logits_and_mentions(
        self, statements: Sequence[Statement], places: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[NDArray[np.float64], list[NDArray[np.float64]]]:
        """Logits of the statements, and of what is read of mentions in them.

        Parameters
        ----------
        places
            Where the mentions of each statement stand in its text, in characters, half-open.

        Returns
        -------
        tuple
            One row a statement, one column a class; and for each statement one row a mention, one
            column a value of ``mention_values.VALUES``. Neither is calibrated. An encoder that was
            not trained on mentions gives no rows.
        """
        out = np.zeros((len(statements), len(CLASSES)))
        read = []
        wanted = ["logits"] if self.reader is None else ["logits", "mentions"]
        for row, (statement, own) in enumerate(zip(statements, places, strict=True)):
            ids, segments = tokens_of(statement, self.pieces)
            feed: dict[str, NDArray[Any]] = {
                "ids": np.array(ids, dtype=np.int64),
                "segments": np.array(segments, dtype=np.int64),
            }
            if self.reader is not None:
                feed["spans"] = self._parts(statement.text, own, len(ids))
            out[row], *mentions = self._session.run(wanted, feed)
            read.append(np.asarray(mentions[0] if mentions else np.zeros((0, len(VALUES))), float))
        return out, read

    def _parts(
        self, text: str, places: Sequence[tuple[int, int]], length: int
    ) -> NDArray[np.float32]:
        parts = np.zeros((len(places), length), dtype=np.float32)
        for part, (start, end) in zip(parts, places, strict=True):
            first, last = place_of(text, start, end, self.pieces)
            part[first:last] = 1 / (last - first)
        return parts


def _check_seal(content: bytes, path: Path) -> None:
    body, end = content[:-_SEAL], content[-_SEAL:]
    if not end.startswith(_SEAL_HEAD):
        raise ModelError(f"{path}: no stance encoder, or cut short; {way_out(path)}")
    if end[len(_SEAL_HEAD) :] != hashlib.sha256(body).hexdigest().encode():
        raise ModelError(f"{path}: damaged stance encoder (checksum); {way_out(path)}")


def _session(content: bytes, path: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        reason = " ".join(str(error).split())
        raise ModelError(
            f"onnxruntime cannot be loaded ({reason}); pip install onnxruntime"
        ) from None
    options = onnxruntime.SessionOptions()
    # One thread: sums come out in one order, and workers of a run do not fight for cores.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 - the library raises errors of many kinds
        reason = " ".join(str(error).split())[:200]
        raise ModelError(f"{path}: damaged stance encoder ({reason}); {way_out(path)}") from None


def _described(session: Any, path: Path) -> tuple[WordPieces, Blend, Reader | None]:
    """Vocabulary, calibration and the reader of mentions from a file's metadata."""
    described = session.get_modelmeta().custom_metadata_map
    version = described.get("enacted_stance_version", "")
    if version != str(VERSION):
        raise ModelError(
            f"{path}: stance encoder of version {version or 'unknown'}, this enacted reads"
            f" {VERSION}; {way_out(path)}"
        )
    try:
        pieces = WordPieces(described["pieces"].split("\n"))
        numbers = json.loads(described["blend"])
        blend = Blend(float(numbers["encoder"]), float(numbers["linear"]))
        fits = math.isfinite(blend.encoder) and math.isfinite(blend.linear)
        fits &= int(described["longest"]) >= LONGEST and int(described["rows"]) == len(pieces)
        reader = Reader.of_json(described["reader"]) if "reader" in described else None
        taken, given = (["ids", "segments"], ["logits"])
        if reader is not None:
            taken, given = (["ids", "segments", "spans"], ["logits", "mentions"])
        fits &= sorted(entry.name for entry in session.get_inputs()) == taken
        fits &= [entry.name for entry in session.get_outputs()] == given
    except (KeyError, ValueError, TypeError, AttributeError):
        fits = False
    if not fits:
        raise ModelError(f"{path}: damaged stance encoder (description); {way_out(path)}")
    return pieces, blend, reader
