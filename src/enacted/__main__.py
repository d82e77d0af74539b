"""``python -m enacted``: the command line."""

from __future__ import annotations

from enacted.cli import main

if __name__ == "__main__":
    main()
