"""What keeps a run from writing ends in one clear line, and the older snapshot stays whole."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

import enacted
from enacted.cli import invoke
from enacted.pipeline import run
from enacted.settings import read_settings
from enacted.tables import TABLES
from enacted.tables.lock import holder
from tests.made import text_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPTIONS = ["--no-topics", "--tier", "fast", "--workers", "1"]
SETTINGS = read_settings(
    run={"workers": 1}, topics={"enabled": False}, stance={"tier": "fast", "code": "mentions"}
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A target with a snapshot of one document, and a second document not yet in it."""
    home = tmp_path_factory.mktemp("published")
    (home / "corpus").mkdir()
    (home / "corpus" / "a.pdf").write_bytes(text_pdf(["A", "Equality matters to all of us."]))
    run(home / "corpus", out=home / "out", settings=SETTINGS)
    (home / "corpus" / "b.pdf").write_bytes(text_pdf(["B", "We will act on equality."]))
    return home


@pytest.fixture
def home(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "home")


def run_limited(home: Path, limit: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process that first carries out ``limit``."""
    code = f"import os, resource, sys; {limit}\nfrom enacted.cli import main; main()"
    arguments = ["run", str(home / "corpus"), "--out", str(home / "out"), *OPTIONS]
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )


def check_whole(out: Path, documents: int) -> None:
    snapshot = enacted.load(out)
    for name in TABLES:
        snapshot.table(name)
    assert snapshot.documents.num_rows == documents
    assert [p.name for p in (out / "snapshots").iterdir()] == [snapshot.path.name]
    assert not list(out.rglob("*.tmp"))


def test_a_limit_on_the_size_of_files(home: Path):
    before = enacted.load(home / "out").path
    done = run_limited(home, "resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))")
    assert done.returncode == 2, done.stderr
    line = done.stderr.strip().splitlines()[-1]
    assert f"{home / 'out'}: a file would be larger than is allowed here" in line
    assert "Traceback" not in done.stderr
    assert enacted.load(home / "out").path == before
    check_whole(home / "out", 1)
    assert run(home / "corpus", out=home / "out", settings=SETTINGS).documents == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB, where this process may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk(home: Path, small_disk: Path, capsys: pytest.CaptureFixture[str]):
    out = shutil.copytree(home / "out", small_disk / "out")
    with suppress(OSError):
        (small_disk / "other").write_bytes(bytes(4 * 2**20))
    arguments = ["run", str(home / "corpus"), "--out", str(out), *OPTIONS]
    assert invoke(arguments) == 2
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert f"{out}: the disk is full: free some space, for one with `enacted clean`" in line
    assert "(No space left on device)" in line
    check_whole(out, 1)
    assert invoke(["clean", str(out)]) == 0  # needs no space of its own
    (small_disk / "other").unlink()
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    assert invoke(arguments) == 0
    assert enacted.load(out).documents.num_rows == 2


def test_a_disk_that_can_only_be_read(
    home: Path, small_disk: Path, capsys: pytest.CaptureFixture[str]
):
    out = shutil.copytree(home / "out", small_disk / "out")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert invoke(["run", str(home / "corpus"), "--out", str(out), *OPTIONS]) == 2
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert f"{out}: cannot be written (Read-only file system): choose another --out" in line
    assert enacted.load(out).documents.num_rows == 1
    assert invoke(["plan", str(home / "corpus"), "--out", str(out)]) == 0  # it writes nothing


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_without_permission(home: Path, capsys: pytest.CaptureFixture[str]):
    (home / "out" / "snapshots").chmod(0o500)
    assert invoke(["run", str(home / "corpus"), "--out", str(home / "out"), *OPTIONS]) == 2
    assert "check its permissions" in capsys.readouterr().err
    (home / "out" / "snapshots").chmod(0o700)
    check_whole(home / "out", 1)


def test_two_runs_at_once(home: Path, capsys: pytest.CaptureFixture[str]):
    code = (
        "import sys, time; from pathlib import Path; from enacted.tables.lock import locked\n"
        "with locked(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code, str(home / "out")], stdout=subprocess.PIPE, text=True
    )
    arguments = ["run", str(home / "corpus"), "--out", str(home / "out"), *OPTIONS]
    try:
        assert owner.stdout is not None
        assert owner.stdout.readline().strip() == "held"
        assert holder(home / "out").startswith(f"process {owner.pid} on ")
        assert invoke(arguments) == 2
        line = capsys.readouterr().err.strip().splitlines()[-1]
        assert f"another run is writing here (process {owner.pid} on " in line
        assert ", since 20" in line
        assert "wait for it, or choose another --out" in line
    finally:
        owner.kill()
        owner.communicate()
    assert holder(home / "out") == ""
    assert invoke(arguments) == 0  # a dead owner's lock is taken over


@pytest.mark.parametrize("text", ["", "[]", '{"pid": "x"}', '{"pid": 1, "host": 2}', "\x00"])
def test_a_doctored_lock_is_no_hindrance(home: Path, text: str):
    (home / "out" / "lock").write_text(text)
    assert holder(home / "out") == ""
    assert run(home / "corpus", out=home / "out", settings=SETTINGS).documents == 2
