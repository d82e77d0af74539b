"""Enacted: talk, plan and deed in policy documents, and how they move over the years.

>>> import enacted
>>> snapshot = enacted.load("outputs/demo")          # doctest: +SKIP
>>> snapshot.trends.to_pandas()                      # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

    from enacted.tables import Snapshot

__version__ = "0.1.0"

__all__ = ["__version__", "load"]


def load(out: str | os.PathLike[str]) -> Snapshot:
    """Open the newest snapshot of a run target; its attributes are the tables.

    Raises
    ------
    enacted.errors.OutputError
        Where ``out`` is no run target or holds no snapshot.
    """
    # Imported here, so that `import enacted` costs nothing until a table is wanted.
    from enacted.tables import load as load_snapshot

    return load_snapshot(out)
