"""Two snapshots side by side: two corpora, or one before and after a change of codebook."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from enacted.report.figures import number, short, with_interval
from enacted.tables import Snapshot, load

if TYPE_CHECKING:
    from pathlib import Path

STANCES = ("talk", "plan", "deed")
SHOWN = 200
"""Changed mentions listed at the most."""

CODED = ("sense", "negated", "modes", "level", "reasons", "equality", "exclusion", "org_level")
"""Columns of mentions that are compared where a mention is in both, besides the stance."""

_LENGTH = 300

Table = tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]
"""Title, names of columns, rows."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two snapshots say, side by side.

    Attributes
    ----------
    first, second
        Names of the snapshots.
    same_codebook
        Whether both were mined with one codebook.
    tables
        Title, names of columns and rows of each table.
    changed
        Mentions that are in one alone, or coded otherwise; of documents that are in both.
    """

    first: str
    second: str
    same_codebook: bool
    tables: tuple[Table, ...]
    changed: int

    def as_markdown(self) -> str:
        """The tables as Markdown."""
        lines = [f"# {self.title()}", "", self.note()]
        for title, head, rows in self.tables:
            lines += ["", f"## {title}", ""]
            if not rows:
                lines.append("None.")
                continue
            lines.append(_line(head))
            lines.append("|" + "---|" * len(head))
            lines += [_line(row) for row in rows]
        return "\n".join(lines) + "\n"

    def as_html(self) -> str:
        """The tables as one HTML page that needs nothing else."""
        from enacted.report.bundle import policy, resource
        from enacted.report.page import environment

        template = environment().get_template("comparison.html.jinja")
        return template.render(comparison=self, style=resource("report.css"), policy=policy())

    def title(self) -> str:
        """What the comparison is called."""
        return f"{self.first} (A) beside {self.second} (B)"

    def note(self) -> str:
        """What is the same and what is not."""
        codebook = "one codebook" if self.same_codebook else "different codebooks"
        return (
            f"Mined with {codebook}. Shares are parts of talk, plan and deed together, over all "
            "years, with intervals; differences are B less A, in points, and no test."
        )


def compare(first: Snapshot, second: Snapshot) -> Comparison:
    """Compare counts, shares and mentions of two snapshots.

    Mentions are compared in documents that are in both, by document, sentence, concept and place.

    Raises
    ------
    OutputError
        Where a table is missing or damaged.
    """
    for snapshot in (first, second):
        snapshot.require_current()
    shared = sorted(set(_ids(first)) & set(_ids(second)))
    changes = _changes(_mentions(first, shared), _mentions(second, shared))
    kinds = Counter((change["concept"], change["kind"]) for change in changes)
    summary = tuple((concept, kind, number(n)) for (concept, kind), n in sorted(kinds.items()))
    shown = tuple(
        (
            change["kind"],
            change["concept"],
            change["surface"],
            change["detail"],
            change["place"],
            change["text"],
        )
        for change in changes[:SHOWN]
    )
    listed = f"Changed mentions{f', the first {SHOWN}' if len(changes) > SHOWN else ''}"
    runs = first.runs.to_pylist()[0], second.runs.to_pylist()[0]
    return Comparison(
        first=_named(first),
        second=_named(second),
        same_codebook=runs[0]["codebook"] == runs[1]["codebook"],
        tables=(
            ("What was read", ("", "A", "B"), _read(first, second, shared)),
            (
                "Mentions",
                ("concept", "A", "B", "A per 10,000", "B per 10,000"),
                _counts(first, second),
            ),
            (
                "Shares",
                ("concept", "stance", "method", "A", "B", "difference"),
                _shares(first, second),
            ),
            ("Changes of mentions", ("concept", "what", "mentions"), summary),
            (listed, ("what", "concept", "words", "how", "place", "sentence"), shown),
        ),
        changed=len(changes),
    )


def _named(snapshot: Snapshot) -> str:
    """Name of the run target, where there is one, and of the snapshot."""
    name, of = snapshot.path.name, snapshot.path.resolve().parent
    return f"{of.parent.name}, {name}" if of.name == "snapshots" else name


def _ids(snapshot: Snapshot) -> list[str]:
    ids: list[str] = snapshot.documents["doc_id"].to_pylist()
    return [doc_id for doc_id in ids if doc_id]


def _read(first: Snapshot, second: Snapshot, shared: list[str]) -> tuple[tuple[str, ...], ...]:
    whole = [
        (
            len(_ids(snapshot)),
            len(set(_ids(snapshot)) - set(shared)),
            sum(snapshot.documents["pages"].to_pylist()),
            sum(snapshot.documents["words"].to_pylist()),
            snapshot.sentences.num_rows,
            snapshot.mentions.num_rows,
        )
        for snapshot in (first, second)
    ]
    names = ("documents", "only here", "pages", "words", "sentences", "mentions in any sense")
    return tuple((name, number(a), number(b)) for name, a, b in zip(names, *whole, strict=True))


def _whole(snapshot: Snapshot) -> dict[tuple[str, str], dict[str, Any]]:
    """Rows of trends over all years and groups, by concept and method."""
    return {
        (row["concept"], row["method"]): row
        for row in snapshot.trends.to_pylist()
        if row["grouping"] == "all" and row["period"] == "all"
    }


def _counts(first: Snapshot, second: Snapshot) -> tuple[tuple[str, ...], ...]:
    a, b = _whole(first), _whole(second)
    concepts = sorted({concept for concept, _ in [*a, *b]})
    found = []
    for concept in concepts:
        rows = a.get((concept, "counted"), {}), b.get((concept, "counted"), {})
        counts = (number(row.get("mentions")) for row in rows)
        rates = (number(row.get("per_10k_words"), 2) for row in rows)
        found.append((concept, *counts, *rates))
    return tuple(found)


def _shares(first: Snapshot, second: Snapshot) -> tuple[tuple[str, ...], ...]:
    a, b = _whole(first), _whole(second)
    found = []
    for key in sorted({*a, *b}, key=lambda k: (k[0], k[1] != "counted")):
        rows = a.get(key, {}), b.get(key, {})
        for stance in STANCES:
            a_share, b_share = (row.get(f"{stance}_share") for row in rows)
            texts = (
                with_interval(
                    row.get(f"{stance}_share"), row.get(f"{stance}_low"), row.get(f"{stance}_high")
                )
                for row in rows
            )
            difference = (
                "–" if a_share is None or b_share is None else _points(100 * (b_share - a_share))
            )
            found.append((key[0], stance, key[1], *texts, difference))
    return tuple(found)


def _points(value: float) -> str:
    return f"{value:+.0f}" if round(value) else "0"


def _mentions(snapshot: Snapshot, doc_ids: list[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Mentions of documents by what stays the same when a codebook changes."""
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = pa.array(doc_ids, pa.string())
    mentions = snapshot.mentions.filter(pc.is_in(snapshot.mentions["doc_id"], ids))
    sentences = snapshot.sentences.filter(pc.is_in(snapshot.sentences["doc_id"], ids))
    wanted = set(zip(mentions["doc_id"].to_pylist(), mentions["sentence"].to_pylist(), strict=True))
    known = {
        (row["doc_id"], row["sentence"]): row
        for row in sentences.select(["doc_id", "sentence", "page", "text", "stance"]).to_pylist()
        if (row["doc_id"], row["sentence"]) in wanted
    }
    titles = dict(
        zip(
            snapshot.documents["doc_id"].to_pylist(),
            snapshot.documents["path"].to_pylist(),
            strict=True,
        )
    )
    return {
        # A mention carried from a lead-in has no words; its term tells it from another.
        (
            row["doc_id"],
            row["sentence"],
            row["concept"],
            row["start"],
            row["end"],
            "" if row["end"] else row["term"],
        ): {
            **row,
            **known[row["doc_id"], row["sentence"]],
            "path": titles[row["doc_id"]],
        }
        for row in mentions.to_pylist()
        if (row["doc_id"], row["sentence"]) in known
    }


def _changes(
    first: dict[tuple[Any, ...], dict[str, Any]], second: dict[tuple[Any, ...], dict[str, Any]]
) -> list[dict[str, str]]:
    found = []
    for key in sorted({*first, *second}):
        a, b = first.get(key), second.get(key)
        row = b or a
        if row is None:
            continue
        if a is None or b is None:
            kind, detail = ("only in B" if a is None else "only in A"), _sense(row)
        else:
            detail = "; ".join(
                f"{name}: {_told(a[name])} → {_told(b[name])}"
                for name in ("stance", *CODED)
                if a[name] != b[name]
            )
            if not detail:
                continue
            kind = "coded otherwise"
        found.append(
            {
                "kind": kind,
                "concept": row["concept"],
                "surface": row["surface"] or "(carried from the lead-in)",
                "detail": detail,
                "place": f"{row['path']}, p. {row['page']}",
                "text": short(row["text"], _LENGTH),
            }
        )
    return found


def _sense(row: dict[str, Any]) -> str:
    return f"sense {row['sense']}, {row['stance'] or 'not coded'}"


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return str(value) if value not in ("", None) else "none"


def _line(cells: tuple[str, ...]) -> str:
    # Text of a document must not end a cell or a line, or begin markup of its own.
    return "| " + " | ".join(" ".join(_plain(cell).split()) for cell in cells) + " |"


def _plain(text: str) -> str:
    for character in "\\|`*_<>[]":
        text = text.replace(character, f"\\{character}")
    return text


def opened(path: Path) -> Snapshot:
    """The newest snapshot of a run target, or the one that the folder itself is.

    Raises
    ------
    OutputError
        Where it is neither.
    """
    if (path / "datapackage.json").is_file():
        return Snapshot(path)
    return load(path)
