from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from enacted.errors import EnactedError, SettingsError
from enacted.extract import process
from enacted.extract.guard import Guard
from enacted.settings import ExtractSettings, GuardSettings
from enacted.types import Extraction, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKER = Path(__file__).with_name("misbehaving_worker.py")


def misbehaving(
    *,
    wall: int = 30,
    cpu: int = 20,
    memory: int = 300,
    password: str | None = None,
    language: str = "eng",
) -> Guard:
    return Guard(
        limits=GuardSettings(wall_seconds=wall, cpu_seconds=cpu, memory_mb=memory),
        settings=ExtractSettings(ocr_language=language, ocr_dpi=150),
        password=password,
        command=[sys.executable, str(WORKER)],
    )


@pytest.fixture
def write(tmp_path):
    def write(*orders):
        paths = []
        for number, order in enumerate(orders):
            path = tmp_path / f"{number:02}.pdf"
            path.write_text(order.replace("TMP", str(tmp_path)))
            paths.append(path)
        return paths

    return write


def text(extraction: Extraction) -> str:
    assert extraction.outcome is Outcome.OK, extraction
    return extraction.blocks[0].text.partition(" pages=")[0]


def gone(pid: int, *, seconds: int = 10) -> bool:
    """Whether a process ends within some seconds (a zombie has ended)."""
    for _ in range(seconds * 20):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
            os.kill(pid, 0)
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


def test_results_come_in_order(write):
    with misbehaving() as guard:
        results = list(guard.extract(write(*(f"say {n}" for n in range(12)))))
    assert [text(result) for result in results] == [str(n) for n in range(12)]
    assert len({result.pages for result in results}) == 1  # all from one process


def test_no_documents_give_no_results():
    with misbehaving() as guard:
        assert list(guard.extract([])) == []


def test_works_one_document_ahead_and_no_more(write):
    paths = write("say a", "say b", "say c", "say d")
    taken = []

    def taking() -> Iterator[Path]:
        for path in paths:
            taken.append(path)
            yield path

    with misbehaving() as guard:
        results = guard.extract(taking())
        assert text(next(results)) == "a"
        assert taken == paths[:2]
        assert text(next(results)) == "b"
        assert taken == paths[:3]
        results.close()


def test_settings_password_pages_and_bytes_arrive(write):
    with misbehaving(password="pässword") as guard:
        result = guard.extract_one(write("say it")[0], pages=range(2, 5))
        assert result.blocks[0].text == "it pages=[2, 3, 4] password=pässword dpi=150"
        assert text(guard.extract_one(b"say bytes")) == "bytes"


def test_the_password_stands_in_no_process_listing(write, tmp_path):
    [path] = write("pid TMP/pid")
    with misbehaving(password="sesame", wall=1) as guard:
        guard.extract_one(path)
        pid = (tmp_path / "pid").read_text()
        assert guard.extract_one(b"say x").pages != int(pid)
        worker = f"/proc/{guard.extract_one(b'say x').pages}"
        listed = Path(f"{worker}/cmdline").read_bytes() + Path(f"{worker}/environ").read_bytes()
    assert b"misbehaving" in listed
    assert b"sesame" not in listed


@pytest.mark.parametrize(
    ("order", "outcome", "reason"),
    [
        ("crash", Outcome.CRASHED, "the reader crashed (SIGABRT) on this file"),
        ("segfault", Outcome.CRASHED, "the reader crashed (SIGSEGV) on this file"),
        ("exit", Outcome.CRASHED, "the reader crashed (exit status 3) on this file"),
        ("raise x", Outcome.CRASHED, "the reader failed (KeyError: 'x') on this file"),
        ("nonsense", Outcome.CRASHED, "the reader failed (AttributeError"),
        ("swell", Outcome.OUT_OF_MEMORY, "the reader ran out of its 300 MiB of memory on this"),
        ("killed", Outcome.OUT_OF_MEMORY, "the reader was killed from outside, most likely"),
        ("garbage 00000003616263", Outcome.CRASHED, "gave an answer that makes no sense"),
        ("garbage ffffffff", Outcome.CRASHED, "gave an answer that makes no sense"),
        ("garbage 00000002" + b"[]".hex(), Outcome.CRASHED, "gave an answer that makes no sense"),
        ("garbage 00000002" + b"{}".hex(), Outcome.CRASHED, "gave an answer that makes no sense"),
    ],
)
def test_a_bad_document_costs_no_sibling(write, order, outcome, reason):
    with misbehaving() as guard:
        before, bad, after = guard.extract(write("say before", order, "say after"))
    assert (text(before), text(after)) == ("before", "after")
    assert (bad.outcome, bad.limited, after.limited) == (outcome, True, False)
    assert reason in bad.detail
    assert "; so did PDFium alone; so did pdfplumber" in bad.detail
    assert bad.blocks == ()


def test_cpu_time_runs_out(write):
    with misbehaving(cpu=2) as guard:
        bad, after = guard.extract(write("spin", "say after"))
    assert bad.outcome is Outcome.TIMEOUT
    assert bad.detail == (
        "the reader ran out of its 2 CPU seconds on this file; PDFium alone ran out of its 1 CPU "
        "seconds; pdfplumber ran out of its 1 CPU seconds"
    )
    assert text(after) == "after"


def test_cpu_time_is_counted_by_document(write):
    # Three documents that together use more than one may.
    busy = "import time; t = time.process_time()\nwhile time.process_time() < t + 0.8: pass"
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from misbehaving_worker import *\n"
        f"def slow(source, **kw):\n    exec({busy!r})\n    return said('x', 'auto', os.getpid())\n"
        "serve(Channel(int(sys.argv[2]), int(sys.argv[3])), prepare=lambda *a: slow)"
    )
    with Guard(
        limits=GuardSettings(cpu_seconds=1),
        settings=ExtractSettings(),
        command=[sys.executable, "-c", script, str(WORKER.parent)],
    ) as guard:
        results = list(guard.extract(write("", "", "")))
    assert [result.outcome for result in results] == [Outcome.OK] * 3
    assert len({result.pages for result in results}) == 1


def test_wall_time_runs_out(write):
    with misbehaving(wall=1) as guard:
        bad, after = guard.extract(write("hang", "say after"))
    assert bad.outcome is Outcome.TIMEOUT
    assert "did not end within 1 seconds" in bad.detail
    assert text(after) == "after"


def test_a_caller_that_takes_its_time_costs_no_document(write):
    # The second answer, larger than a pipe holds, stands ready while the caller is busy.
    with misbehaving(wall=1) as guard:
        results = guard.extract(write("say a", "large 3", "say c"))
        assert text(next(results)) == "a"
        time.sleep(1.5)
        assert len(next(results).blocks[0].text) == 3 * 2**20
        assert text(next(results)) == "c"


def test_an_abort_for_lack_of_memory_is_told_from_a_crash(write):
    # Linux counts what these tests hold as if the reader had held it, so the limit is well above.
    with misbehaving(memory=2_000) as guard:
        before, bad, after = guard.extract(write("say before", "swell-c", "say after"))
    assert (text(before), text(after)) == ("before", "after")
    assert bad.outcome is Outcome.OUT_OF_MEMORY
    assert "the reader ran out of its 2,000 MiB of memory" in bad.detail


@pytest.mark.parametrize("order", ["crash", "exit", "raise x", "swell", "hang", "nonsense"])
@pytest.mark.parametrize(("obedient", "engine"), [("auto", "pdfium"), ("pdfium", "pdfplumber")])
def test_the_other_engines_are_tried(write, order, obedient, engine):
    with misbehaving(wall=2) as guard:
        rescued, after = guard.extract(write(f"{obedient}: {order}", "say after"))
    assert (rescued.outcome, rescued.limited) == (Outcome.PARTIAL, True)
    assert rescued.blocks[0].text.startswith("rescued")
    assert rescued.engine == engine
    assert rescued.detail.startswith("read without tables and OCR: with them, the reader ")
    assert text(after) == "after"
    assert after.engine == "pdfium+pdfplumber"


@pytest.mark.parametrize(
    ("second", "outcome"),
    [("no_text", Outcome.CRASHED), ("encrypted", Outcome.ENCRYPTED), ("damaged", Outcome.DAMAGED)],
)
def test_what_the_other_engine_says_counts_where_it_knows_more(write, tmp_path, second, outcome):
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from misbehaving_worker import *\n"
        "def one(source, *, engine, **_):\n"
        "    if engine == 'auto': os.abort()\n"
        f"    return Extraction(Outcome({second!r}), detail='so it is')\n"
        "serve(Channel(int(sys.argv[2]), int(sys.argv[3])), prepare=lambda *a: one)"
    )
    with Guard(
        limits=GuardSettings(),
        settings=ExtractSettings(),
        command=[sys.executable, "-c", script, str(WORKER.parent)],
    ) as guard:
        result = guard.extract_one(b"")
    assert result.outcome is outcome
    assert result.detail == (
        "the reader crashed (SIGABRT) on this file; PDFium alone: so it is; pdfplumber: so it is"
    )


def test_a_process_killed_from_outside_is_asked_again_with_the_same_engine(write, tmp_path):
    with misbehaving() as guard:
        result = guard.extract_one(write("killed-once TMP/mark")[0])
    assert result.outcome is Outcome.OK
    assert result.engine == "pdfium+pdfplumber"


def test_a_process_that_dies_between_documents_costs_nothing(write):
    paths = write("say a", "say b", "say c")
    with misbehaving() as guard:
        for path, name in zip(paths, "abc", strict=True):
            result = guard.extract_one(path)
            assert text(result) == name
            assert result.engine == "pdfium+pdfplumber"
            os.kill(result.pages, signal.SIGKILL)
            if name == "b":
                assert gone(result.pages)


def test_noise_of_libraries_does_no_harm(write):
    with misbehaving() as guard:
        results = list(guard.extract(write("print", "say after", "print")))
    assert [result.outcome for result in results] == [Outcome.OK] * 3


def test_a_text_beyond_all_bounds_is_refused(write):
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from enacted.extract import worker\n"
        "from misbehaving_worker import *\n"
        "worker.MAX_FRAME = 2**20\n"
        "serve(Channel(int(sys.argv[2]), int(sys.argv[3])), prepare=prepare)"
    )
    with Guard(
        limits=GuardSettings(),
        settings=ExtractSettings(),
        command=[sys.executable, "-c", script, str(WORKER.parent)],
    ) as guard:
        huge, after = guard.extract(write("large 2", "say after"))
    assert huge.outcome is Outcome.OUT_OF_MEMORY
    assert "its text, with the place of every line, is over 1 MiB long" in huge.detail
    assert text(after) == "after"


def test_a_swollen_process_is_replaced(write):
    with misbehaving(memory=300) as guard:
        first, second, third = guard.extract(write("hold 20", "hold 90", "say c"))
    assert first.pages == second.pages != third.pages


def test_a_process_is_replaced_after_many_documents(write, monkeypatch):
    monkeypatch.setattr(process, "_DOCUMENTS", 2)
    with misbehaving() as guard:
        pids = [result.pages for result in guard.extract(write(*["say x"] * 5))]
    assert pids[0] == pids[1] != pids[2] == pids[3] != pids[4]


def test_nothing_is_left_behind(write, tmp_path):
    [path] = write("child TMP/pid")
    with misbehaving(wall=1) as guard:
        worker = guard.extract_one(b"say x").pages
        assert guard.extract_one(path).outcome is Outcome.TIMEOUT
        child = int((tmp_path / "pid").read_text())
        assert gone(child)
        assert gone(worker)
        last = guard.extract_one(b"say x").pages
    assert gone(last)


def test_an_iterator_left_in_the_middle_leaves_nothing_behind(write, tmp_path):
    with misbehaving() as guard:
        results = guard.extract(write("say a", "pid TMP/pid", "say c"))
        worker = next(results).pages
        results.close()
        assert gone(worker)
        assert text(guard.extract_one(b"say next")) == "next"  # and no stale answer


def test_one_reading_at_a_time(write):
    with misbehaving() as guard:
        results = guard.extract(write("say a", "say b"))
        next(results)
        with pytest.raises(RuntimeError, match="still reading"):
            guard.extract_one(b"say c")
        assert text(next(results)) == "b"
        results.close()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_with_its_parent(tmp_path, end):
    (tmp_path / "a.pdf").write_text(f"pid {tmp_path}/pid")
    script = f"""
        import signal, sys
        from pathlib import Path
        from enacted.extract.guard import Guard
        from enacted.settings import ExtractSettings, GuardSettings
        # Whoever started the tests in the background had SIGINT ignored, and so would we.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with Guard(limits=GuardSettings(), settings=ExtractSettings(),
                   command=[sys.executable, {str(WORKER)!r}]) as guard:
            list(guard.extract([Path({str(tmp_path)!r}, "a.pdf")]))
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stderr=subprocess.DEVNULL
    )
    pid = tmp_path / "pid"
    for _ in range(400):
        if pid.exists() and pid.read_text():
            break
        time.sleep(0.05)
    parent.send_signal(end)
    parent.wait(60)
    assert gone(int(pid.read_text()))


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["/no/such/python"], "cannot be started: /no/such/python: No such file"),
        ([sys.executable, "-c", "raise ImportError('no libpdfium')"], "ImportError: no libpdfium"),
        ([sys.executable, "-c", "pass"], "it said nothing"),
    ],
)
def test_a_process_that_cannot_start_is_one_clear_error(write, command, message):
    guard = Guard(limits=GuardSettings(), settings=ExtractSettings(), command=command)
    with pytest.raises(EnactedError, match=message) as caught, guard:
        list(guard.extract(write("say a", "say b")))
    assert "\n" not in str(caught.value)


def test_a_setting_that_the_reader_refuses_is_an_error(write):
    with (
        pytest.raises(SettingsError, match=r"^no data for tlh$"),
        misbehaving(language="tlh") as guard,
    ):
        list(guard.extract(write("say a")))


def test_paths_may_be_relative_and_oddly_named(write, tmp_path, monkeypatch):
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9 \xc3\xa9.pdf")
    Path(odd).write_text("say odd")
    with misbehaving() as guard:
        monkeypatch.chdir(tmp_path)
        assert text(guard.extract_one(Path(Path(odd).name))) == "odd"
