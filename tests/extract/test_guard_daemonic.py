"""The guard where processes may have no children of their own kind."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

WORKER = Path(__file__).with_name("misbehaving_worker.py")


def test_works_in_a_daemonic_process(tmp_path):
    (tmp_path / "a.pdf").write_text("say a")
    script = f"""
        import multiprocessing, sys
        from pathlib import Path
        from enacted.extract.guard import Guard
        from enacted.settings import ExtractSettings, GuardSettings

        def work(path):
            with Guard(limits=GuardSettings(), settings=ExtractSettings(),
                       command=[sys.executable, {str(WORKER)!r}]) as guard:
                return guard.extract_one(path).outcome.value

        if __name__ == "__main__":
            with multiprocessing.get_context("fork").Pool(1) as pool:
                print(pool.map(work, [Path({str(tmp_path)!r}, "a.pdf")]))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['ok']"
