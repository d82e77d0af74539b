from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

import pytest

from enacted.extract.guard import Guard
from enacted.extract.wire import channel_pair, from_message, pack, unpack
from enacted.settings import ExtractSettings, GuardSettings
from enacted.types import Outcome

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc or at Linux limits")
REAL = ("-P", "-m", "enacted.extract.worker")


class Talk:
    """A worker spoken to without a guard."""

    def __init__(self, *command: str) -> None:
        self.channel, theirs = channel_pair()
        self.process = subprocess.Popen(
            [sys.executable, *command, *map(str, theirs)],
            pass_fds=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        for descriptor in theirs:
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.channel.close()
        self.said = self.process.communicate(timeout=30)[0]

    def tell(self, **message: object) -> None:
        self.channel.send(pack(message), timeout=30)

    def hear(self) -> dict[str, Any]:
        return unpack(self.channel.receive(timeout=60))

    def set_up(self) -> dict[str, Any]:
        settings = ExtractSettings().model_dump(mode="json") | {"ocr": "off"}
        self.tell(settings=settings, password=None, memory_mb=1000)
        return self.hear()

    def ask(self, path: str | None) -> None:
        self.tell(
            path=path, pages=None, engine="auto", plain=False, cpu_seconds=30, wall_seconds=60
        )


def test_the_protocol():
    with Talk(*REAL) as worker:
        ready = worker.set_up()
        assert ready["ready"] is True
        assert ready["peak"] > 2**20
        worker.ask(None)
        worker.channel.send(b"not a PDF")
        assert worker.hear() == {"begun": True}
        answer = worker.hear()
        assert from_message(answer["done"]).outcome is Outcome.NOT_PDF
        assert 2**20 < answer["rss"] < 500 * 2**20
        worker.ask("/nowhere/at/all.pdf")
        assert worker.hear() == {"begun": True}
        assert from_message(worker.hear()["done"]).outcome is Outcome.MISSING
    assert worker.said == b""


def test_it_ends_when_the_guard_is_gone():
    with Talk(*REAL) as worker:
        worker.set_up()
    assert worker.process.returncode is not None  # communicate() would have timed out


def test_it_ends_when_the_guard_is_gone_before_the_start():
    with Talk(*REAL) as worker:
        pass
    assert worker.process.returncode is not None


@linux
def test_limits_are_set():
    script = (
        "import resource as r, sys\n"
        "from enacted.extract.wire import Channel\n"
        "from enacted.extract.worker import serve\n"
        "from enacted.types import Extraction, Outcome\n"
        "def read(source, **kw):\n"
        "    names = ('AS', 'CPU', 'CORE', 'FSIZE')\n"
        "    soft = [r.getrlimit(getattr(r, 'RLIMIT_' + name))[0] for name in names]\n"
        "    return Extraction(Outcome.OK, detail=' '.join(map(str, soft)))\n"
        "serve(Channel(*map(int, sys.argv[1:])), prepare=lambda *a: read)\n"
    )
    with Talk("-c", script) as worker:
        worker.set_up()
        worker.ask("x")
        worker.hear()
        memory, cpu, core, written = worker.hear()["done"]["detail"].split()
    assert int(memory) == 1000 * 2**20
    assert 30 <= int(cpu) <= 40
    assert core == "0"
    assert int(written) == 2**20


@pytest.mark.parametrize("heavy", ["pydantic", "spacy", "pdfplumber", "pandas", "pyarrow"])
def test_the_start_imports_nothing_heavy(heavy):
    script = (
        "import sys, types\n"
        "from enacted.extract.worker import _prepare\n"
        "_prepare(types.SimpleNamespace(ocr='off', tables='auto'), None)\n"
        f"sys.exit({heavy!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_reader_that_cannot_be_imported_is_reported():
    script = (
        "import sys\n"
        "from enacted.extract.wire import Channel\n"
        "from enacted.extract.worker import serve\n"
        "def prepare(settings, password): raise ImportError('no libpdfium')\n"
        "serve(Channel(*map(int, sys.argv[1:])), prepare=prepare)\n"
    )
    with Talk("-c", script) as worker:
        assert worker.set_up() == {"broken": "ImportError: no libpdfium"}


def test_a_folder_of_the_user_hides_no_module(tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit('hidden')")
    (tmp_path / "enacted").mkdir()
    (tmp_path / "enacted" / "__init__.py").write_text("raise SystemExit('hidden')")
    monkeypatch.chdir(tmp_path)
    with Guard(limits=GuardSettings(), settings=ExtractSettings(ocr="off")) as guard:
        assert guard.extract_one(b"x").outcome is Outcome.NOT_PDF


@linux
def test_the_environment_is_small(monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "sesame")
    with Guard(limits=GuardSettings(), settings=ExtractSettings(ocr="off")) as guard:
        guard.extract_one(b"x")
        assert guard._reader is not None
        environment = Path(f"/proc/{guard._reader._process.pid}/environ").read_bytes()
    assert b"OMP_THREAD_LIMIT=1" in environment
    assert b"sesame" not in environment


def test_nonsense_on_the_pipe_ends_it():
    with Talk(*REAL) as worker:
        worker.set_up()
        worker.channel.send(b"nonsense")
        with pytest.raises(EOFError):
            worker.channel.receive(timeout=30)
    assert worker.process.returncode != 0
