"""Files of numpy arrays: the same arrays give the same bytes, and nothing in one is believed."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import numpy as np

from enacted.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray


def array_bytes(arrays: Mapping[str, NDArray[np.generic]]) -> bytes:
    """Content of an ``.npz`` file."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            # Columns lie together: neighbours in a column are alike, which packs better.
            np.lib.format.write_array(buffer, np.asfortranarray(array), allow_pickle=False)
            # numpy.savez would stamp the wall clock into the file.
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, buffer.getvalue())
    return content.getvalue()


def read_arrays(
    path: Path, kinds: Mapping[str, str], limit: int, what: str, way_out: str
) -> tuple[bytes, dict[str, NDArray[np.generic]]]:
    """The bytes of a file of ``array_bytes``, and its arrays.

    Parameters
    ----------
    kinds
        The arrays wanted, and the kind of number in each, as ``dtype.kind`` names it.
    limit
        Bytes it may hold unpacked.
    what, way_out
        What the file is, and what to do where it cannot be used; for messages.

    Raises
    ------
    ModelError
        Where it is missing, too large or damaged.
    """
    try:
        _check_size(path.stat().st_size, path, limit, what)
        content = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            _check_size(size, path, limit, what)
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = {name: file[name] for name in kinds}
    except OSError as error:
        reason = error.strerror or error
        raise ModelError(f"{path}: cannot be read ({reason}); {way_out}") from None
    except ModelError:
        raise
    except Exception as error:  # noqa: BLE001 - a broken archive brings up errors of many kinds
        reason = " ".join(str(error).split())
        raise ModelError(f"{path}: damaged {what} ({reason}); {way_out}") from None
    if any(arrays[name].dtype.kind != kind for name, kind in kinds.items()):
        raise ModelError(f"{path}: damaged {what} (wrong kind of numbers); {way_out}")
    return content, arrays


def _check_size(size: int, path: Path, limit: int, what: str) -> None:
    if size > limit:
        raise ModelError(f"{path}: {size} bytes are too many for a {what}; give a model file")
