"""How it was done, how good it is, what the figures cannot say, and how to cite them."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from enacted.coding import evaluate
from enacted.concepts import Codebook
from enacted.errors import EnactedError
from enacted.report.figures import number

if TYPE_CHECKING:
    from enacted.tables import Snapshot

SHIPPED = {
    "accurate": (("status", ".757"), ("stance", ".763"), ("deed", ".727"), ("plan", ".680")),
    "fast": (("status", ".693"), ("stance", ".692"), ("deed", ".630"), ("plan", ".588")),
}
"""F1 on coded sentences of unseen documents, as docs/method.md has it; macro for the first two."""


def method(snapshot: Snapshot, concepts: list[str]) -> dict[str, Any]:
    """What the page says of method, versions, codebook, accuracy and citation."""
    run = snapshot.runs.to_pylist()[0]
    settings = json.loads(run["settings"])
    documents = snapshot.documents
    tiers = Counter(t for t in snapshot.sentences["tier"].to_pylist() if t)
    sample = snapshot.codes.filter(pc.is_valid(snapshot.codes["inclusion"])).num_rows
    return {
        "run": run,
        "snapshot": snapshot.path.name,
        "versions": sorted(json.loads(run["versions"]).items()),
        "enacted": json.loads(run["versions"]).get("enacted", ""),
        "settings": _settings(settings),
        "tiers": sorted(tiers.items(), key=lambda item: (-item[1], item[0])),
        "confidence": f"{100 * settings.get('trends', {}).get('confidence', 0.95):g}",
        "draws": number(settings.get("trends", {}).get("draws", 0)),
        "engines": sorted(
            {e for row in documents["engine"].to_pylist() for e in row.split("+") if e}
        ),
        "shipped": [(tier, SHIPPED[tier]) for tier in SHIPPED if tier in tiers],
        "hand": _hand(snapshot),
        "sample": sample,
        "codebook": _codebook(run, settings),
        "terms": _terms(snapshot, concepts),
        "year": run["finished"][:4],
        "date": run["finished"][:10],
        "key": f"enacted{run['finished'][:4]}{snapshot.path.name[:6]}",
    }


def _settings(settings: dict[str, Any]) -> list[tuple[str, str]]:
    """Settings that decide tables, as ``group.name`` with the value."""
    return [
        (f"{group}.{name}", json.dumps(value, ensure_ascii=False))
        for group, values in sorted(settings.items())
        if group not in {"run", "guard"}
        for name, value in sorted(values.items())
    ]


def _hand(snapshot: Snapshot) -> dict[str, Any] | None:
    """Agreement of the machine with the hand codes of this corpus, where there are any."""
    if not snapshot.codes.num_rows:
        return None
    found = evaluate(snapshot.codes, snapshot.sentences)
    if not found.compared:
        return None
    return {
        "coded": found.coded,
        "compared": found.compared,
        "weighted": found.weighted,
        "rows": [
            ("status, macro-F1", str(found.status.macro_f1)),
            ("status, agreement beyond chance (kappa)", str(found.status.kappa)),
            ("stance, macro-F1", str(found.stance.macro_f1)),
            ("stance, agreement beyond chance (kappa)", str(found.stance.kappa)),
            *((f"{each.name}, F1", str(each.f1)) for each in found.stance.classes),
            ("concrete, F1", str(found.concrete.f1)),
        ],
    }


def _codebook(run: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """What is known of the codebook: its digest, and its text where it is the built-in one."""
    without = tuple(settings.get("concepts", {}).get("without", ()))
    try:
        built_in = Codebook.read(None, without=without)
    except EnactedError:
        built_in = None
    known = built_in is not None and built_in.digest == run["codebook"]
    return {"digest": run["codebook"], "built_in": known, "without": without}


def _terms(snapshot: Snapshot, concepts: list[str]) -> list[dict[str, Any]]:
    """Terms found of each concept, most frequent first, with the senses they have."""
    rows = zip(
        *(snapshot.mentions[name].to_pylist() for name in ("concept", "term", "sense")),
        strict=True,
    )
    counts = Counter(rows)
    terms = sorted({(concept, term) for concept, term, _ in counts})
    found = [
        {
            "concept": concept,
            "term": term,
            "counts": [counts[concept, term, sense] for sense in ("concept", "name", "other")],
        }
        for concept, term in terms
    ]
    found.sort(key=lambda row: (concepts.index(row["concept"]), -sum(row["counts"]), row["term"]))
    return found
