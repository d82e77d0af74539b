"""``make demo``: run the flow ``mine`` on the demo corpus and show what came out."""

from __future__ import annotations

import sys
from pathlib import Path

from enacted.coding import evaluate
from enacted.tables import load
from enacted.trends import as_markdown
from flows.mine import DEMO_CORPUS, DEMO_OUT, mine


def main() -> None:
    """Run the flow in this process, with a temporary server that it starts for itself."""
    # Threads, not processes: task processes would each start a temporary server of their own.
    snapshot = mine(corpus=DEMO_CORPUS, out=DEMO_OUT, runner="threads")
    published = load(Path(DEMO_OUT))
    agreement = evaluate(published.codes, published.sentences)
    lines = [
        "",
        as_markdown(published.trends),
        "",
        "How well it did, against the stance its authors gave each sentence:",
        "",
        agreement.as_markdown(),
        "",
        f"snapshot: {snapshot}",
        f"next:     .venv/bin/enacted trends {DEMO_OUT}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
