"""What docs/security.md promises; each promise names its test, here or in the rooms."""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

import enacted
from enacted.cli import invoke
from enacted.coding.sheet_reader import read_sheet
from enacted.concepts import Codebook
from enacted.corpus import scan
from enacted.errors import CodebookError, CodesError, ManifestError, UsageError
from enacted.pipeline import find_files, plan, run
from enacted.settings import read_settings
from enacted.tables.formulas import as_text, from_text
from tests.made import text_pdf

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "flows").glob("*.py")])
SETTINGS = read_settings(run={"workers": 1}, topics={"enabled": False}, stance={"tier": "fast"})

FORMULAS = ("=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1")
MARKUP = "<script>alert(1)</script> [x](javascript:alert(1)) |"


def test_every_promise_has_its_test():
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page)
    assert len(named) > 12
    for file, name in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^\s*def {name}\(", text, re.MULTILINE), f"{file}::{name}"


# No code runs from what is read.

FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
NETWORK_MODULES = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "ftplib"}
FORBIDDEN_CALLS = {
    "eval",
    "exec",
    "compile",
    "os.system",
    "os.popen",
    "yaml.load",
    "yaml.full_load",
}


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_source_unpickles_evaluates_or_calls_the_network(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not imported(tree) & (FORBIDDEN_MODULES | NETWORK_MODULES)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func) not in FORBIDDEN_CALLS, f"line {node.lineno}"
            assert not any(
                k.arg == "shell" or (k.arg == "allow_pickle" and ast.unparse(k.value) != "False")
                for k in node.keywords
            ), f"line {node.lineno}"


TAGS = ("!!python/object/apply:os.system ['touch ran']", "!!python/name:os.system ''", "!x y")


@pytest.mark.parametrize("value", TAGS)
def test_yaml_makes_no_objects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.chdir(tmp_path)
    book = tmp_path / "book.yaml"
    book.write_text(f"concepts:\n  - name: {value}\n", encoding="utf-8")
    with pytest.raises(CodebookError):
        Codebook.read(book)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.pdf").write_bytes(b"x")
    manifest = corpus / "manifest.yaml"
    manifest.write_text(f"- file: a.pdf\n  title: {value}\n", encoding="utf-8")
    with suppress(ManifestError):
        (file,) = scan(corpus).files  # a tag is passed over: the value is text
        assert isinstance(file.metadata.title, str)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["book.yaml", "corpus"]


def test_yaml_cannot_grow(tmp_path: Path):
    laughs = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    book = tmp_path / "book.yaml"
    book.write_text(laughs, encoding="utf-8")
    with pytest.raises(CodebookError):
        Codebook.read(book)
    (tmp_path / "manifest.yaml").write_text(f"documents: &x\n- file: a\n{laughs}", encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(b"x")
    with pytest.raises(ManifestError):
        scan(tmp_path)


# No path leads out of the corpus folder.


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A file beside the corpus that must not be read."""
    path = tmp_path / "private.pdf"
    path.write_bytes(text_pdf(["Private", "Equality matters to nobody."]))
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.pdf").write_bytes(text_pdf(["A", "Equality matters to us."]))
    return path


def test_links_do_not_lead_out(outside: Path, tmp_path: Path):
    corpus = tmp_path / "corpus"
    (corpus / "b.pdf").symlink_to(outside)
    (corpus / "c.pdf").symlink_to(Path("..") / outside.name)
    (corpus / "sub").symlink_to(tmp_path)
    found = scan(corpus)
    assert [file.path for file in found.files] == ["a.pdf"]
    assert len(found.notes) == 3
    assert [path.name for path in find_files([corpus])] == ["a.pdf"]


@pytest.mark.parametrize(
    "name",
    [
        "../private.pdf",
        "sub/../../private.pdf",
        "/etc/passwd",
        "\\\\host\\share\\x.pdf",
        "C:\\x.pdf",
    ],
)
def test_a_manifest_names_no_file_outside(outside: Path, tmp_path: Path, name: str):
    assert outside.is_file()
    (tmp_path / "corpus" / "manifest.csv").write_text(f'file\n"{name}"\n', encoding="utf-8")
    with pytest.raises(ManifestError, match=r"absolute path|leaves the corpus folder"):
        scan(tmp_path / "corpus")


def test_a_manifest_cannot_name_a_link_that_leads_out(outside: Path, tmp_path: Path):
    corpus = tmp_path / "corpus"
    (corpus / "b.dat").symlink_to(outside)
    (corpus / "manifest.csv").write_text("file\nb.dat\n", encoding="utf-8")
    outcomes = {file.path: file.outcome for file in scan(corpus).files}
    assert outcomes["b.dat"] is not None
    assert outcomes["b.dat"].value == "missing"


def test_manifest_and_codes_are_no_links_that_lead_out(outside: Path, tmp_path: Path):
    corpus = tmp_path / "corpus"
    (corpus / "manifest.csv").symlink_to(outside)
    with pytest.raises(ManifestError, match="leads out of the corpus folder"):
        scan(corpus)
    (corpus / "manifest.csv").unlink()
    (corpus / "codes.jsonl").symlink_to(outside)
    with pytest.raises(CodesError, match="leads out of the corpus folder"):
        plan(corpus, out=tmp_path / "out", settings=SETTINGS)


# No bomb through spreadsheets.


def workbook(path: Path, sheet: bytes) -> Path:
    """An XLSX file of one sheet."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="codes" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def bombs() -> dict[str, bytes]:
    head = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "&%c;&%c;&%c;&%c;">' % (98 + i, *[97 + i] * 4) for i in range(20)
    )
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>'
    file = b'<!DOCTYPE x [<!ENTITY u SYSTEM "file:///etc/passwd">]>'
    return {
        "archive": head + b" " * (80 * 2**20),
        "entities": laughs + b"]>" + head + row % b"&u;",
        "file": file + head + row % b"&u;",
    }


@pytest.mark.parametrize("kind", ["archive", "entities", "file"])
def test_a_spreadsheet_cannot_explode(tmp_path: Path, kind: str):
    import pyarrow as pa

    from enacted.coding.sample import SAMPLE

    path = workbook(tmp_path / "codes.xlsx", bombs()[kind])
    assert path.stat().st_size < 200_000
    with pytest.raises(CodesError) as told:
        read_sheet(path, pa.Table.from_pylist([], schema=SAMPLE))
    assert "root:" not in str(told.value)


# Nothing that is exported runs or marks up.


@pytest.mark.parametrize("value", FORMULAS)
def test_a_cell_is_never_a_formula(value: str):
    assert as_text(value) == f"'{value}"
    assert from_text(as_text(value)) == value
    assert from_text("'tis") == "'tis"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The target of a run over documents whose names and manifest are full of traps."""
    home = tmp_path_factory.mktemp("hostile")
    corpus = home / "corpus"
    corpus.mkdir()
    rows = [["file", "title", "publisher", "year"]]
    for number, formula in enumerate(FORMULAS[:4]):
        name = f"{formula[0]}a{number}\x1b[2J.pdf"
        text = f"{formula} equality matters to {number} of us."
        (corpus / name).write_bytes(text_pdf([f"Plan {number}", text]))
        rows.append([name, f"{formula} {MARKUP}", f"{formula} {MARKUP}", "2014"])
    (corpus / "\x1b[31m<script>alert(1) broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    with (corpus / "manifest.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    run(corpus, out=home / "out", settings=SETTINGS)
    return home


def cells(text: str) -> list[str]:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) > 2
    return [cell for row in rows for cell in row]


def is_formula(cell: str) -> bool:
    return cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not re.fullmatch(
        r"-?\d+(\.\d+)?(e-\d+)?", cell
    )


def test_exported_csv_holds_no_formula(
    hostile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = str(hostile / "out")
    assert invoke(["kwic", out, "--concept", "equality", "--format", "csv"]) == 0
    assert not [cell for cell in cells(capsys.readouterr().out) if is_formula(cell)]
    assert invoke(["trends", out, "--by", "publisher", "--format", "csv"]) == 0
    assert not [cell for cell in cells(capsys.readouterr().out) if is_formula(cell)]
    copy = shutil.copytree(out, tmp_path / "out")
    assert invoke(["coding", "sample", str(copy), "--n", "4"]) == 0
    sheet, *_ = (copy / "coding").glob("*.csv")
    assert not [c for c in cells(sheet.read_text("utf-8-sig")) if is_formula(c)]
    book, *_ = (copy / "coding").glob("*.xlsx")
    with zipfile.ZipFile(book) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name), name


def test_an_exported_codebook_holds_no_formula(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    from enacted.concepts.dictionaries import two_columns
    from enacted.concepts.dictionaries.entries import Entry

    text = two_columns.write([Entry(1, ("=concept",), "@term"), Entry(2, ("c",), "-t")])
    assert not [cell for cell in cells(text) if is_formula(cell)]
    back = two_columns.read(text, tmp_path / "x.csv").entries
    assert [(e.category, e.pattern) for e in back] == [(("=concept",), "@term"), (("c",), "-t")]
    assert capsys.readouterr().out == ""


def test_nothing_is_marked_up(hostile: Path, capsys: pytest.CaptureFixture[str]):
    from enacted.trends import as_markdown
    from enacted.trends.markdown import escape

    out = str(hostile / "out")
    assert invoke(["report", out]) == 0
    page = Path(capsys.readouterr().out.strip()).read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "<script>" not in as_markdown(enacted.load(out).trends)
    shown = escape(MARKUP)
    assert not re.search(r"(?<!\\)[<>\[\]|]", shown)


def test_nothing_is_printed_that_a_terminal_obeys(hostile: Path, capfd: pytest.CaptureFixture[str]):
    corpus, out = str(hostile / "corpus"), str(hostile / "out")
    options = ["--no-topics", "--tier", "fast"]
    assert invoke(["plan", corpus, "--out", str(hostile / "new"), *options]) == 0
    assert invoke(["run", corpus, "--out", out, *options]) == 1
    assert invoke(["kwic", out, "--format", "text"]) == 0
    shown = capfd.readouterr()
    assert "\x1b" not in shown.out + shown.err
    assert "broken.pdf" in shown.out


# No network.

OFFLINE = """
import sys
def hook(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.sendmsg"):
        sys.stderr.write(f"NETWORK {event} {arguments}\\n")
        raise OSError("no network here")
sys.addaudithook(hook)
from enacted.cli import invoke
for line in sys.argv[1:]:
    code = invoke(line.split("|"))
    assert code in (0, 1), (line, code)
"""


def test_no_command_uses_the_network(hostile: Path, tmp_path: Path):
    corpus, out = str(hostile / "corpus"), str(tmp_path / "out")
    lines = [
        f"plan|{corpus}|--out|{out}",
        f"run|{corpus}|--out|{out}|--workers|1|--log|json",
        f"trends|{out}",
        f"kwic|{out}",
        f"report|{out}",
        f"clean|{out}",
        "codebook|show",
        "doctor",
    ]
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, *lines], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "NETWORK" not in done.stderr
    events = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert {"phase", "batch", "document"} <= {event["event"] for event in events}


def test_errors_of_a_run_are_json_lines_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        invoke(["run", str(tmp_path / "none"), "--out", str(tmp_path / "out"), "--log", "json"])
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert (told["event"], told["level"]) == ("error", "error")
    assert "no such folder" in told["message"]
    assert issubclass(ManifestError, UsageError)
    assert not os.path.lexists(tmp_path / "out")
