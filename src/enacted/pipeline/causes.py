"""Why a step is to be done again: what differs from the run that made the newest snapshot."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from enacted.pipeline.steps import (
    DESCRIBE,
    EXTRACT,
    MENTIONS,
    SENTENCES,
    STANCE,
    VERSIONS,
    encoder_reads,
)
from enacted.tables.parquet import read_columns

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from enacted.pipeline.prepare import Prepared

FOLLOWS = {
    EXTRACT: (EXTRACT,),
    DESCRIBE: (EXTRACT, DESCRIBE),
    SENTENCES: (EXTRACT, SENTENCES),
    MENTIONS: (EXTRACT, SENTENCES, MENTIONS),
    STANCE: (EXTRACT, SENTENCES, MENTIONS, STANCE),
}
"""Each step with those whose output it rests on."""

_READS = {
    EXTRACT: (("extract", "guard"), ("pypdfium2", "pdfplumber", "tesseract")),
    DESCRIBE: ((), ()),
    SENTENCES: (("language",), ("spacy",)),
    # One pass of the encoder reads the mentions and codes the sentences.
    MENTIONS: (("stance",), ("onnxruntime", "model of facets")),
    STANCE: ((), ()),
}
"""Groups of settings and libraries that each step reads, beside those of steps it rests on."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the newest snapshot says of the run that made it.

    Attributes
    ----------
    versions
        Of the program, of libraries by name, and under ``steps`` of the steps by name.
    settings
        Values by group and name.
    """

    versions: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    codebook: str = ""
    model: str = ""
    corpus: str = ""
    finished: str = ""


_COLUMNS = ("versions", "settings", "codebook", "models", "corpus", "finished")


def recorded(snapshot: Path) -> Recorded | None:
    """Read what a snapshot says of its run; None where it cannot be read."""
    try:
        row = read_columns(snapshot / "runs.parquet", _COLUMNS).to_pylist()[0]
        versions, settings = json.loads(row["versions"]), json.loads(row["settings"])
    except (OSError, pa.ArrowException, IndexError, KeyError, TypeError, ValueError):
        return None
    if not isinstance(versions, dict) or not isinstance(settings, dict):
        return None
    return Recorded(
        versions=versions,
        settings=settings,
        codebook=row.get("codebook") or "",
        model=row.get("models") or "",
        corpus=row.get("corpus") or "",
        finished=row.get("finished") or "",
    )


def step_causes(before: Recorded, now: Prepared) -> dict[str, list[str]]:
    """What differs for each step by itself, in words."""
    versions = now.versions()
    settings = now.settings.model_dump(mode="json")
    causes: dict[str, list[str]] = {}
    for step, (groups, libraries) in _READS.items():
        found = [c for group in groups for c in _settings(group, before.settings, settings)]
        old = before.versions.get("steps")
        if isinstance(old, dict) and old.get(step) != VERSIONS[step]:
            found.append(f"step {step} is of version {VERSIONS[step]} ({_told(old.get(step))})")
        found += [c for name in libraries for c in _version(name, before.versions, versions)]
        causes[step] = found
    if before.codebook != now.resources.codebook:
        causes[MENTIONS].append("codebook changed")
    if before.model != now.resources.model:
        reads = encoder_reads(now.settings)
        causes[MENTIONS if reads else STANCE].append("stance model changed")
    return causes


def other_causes(before: Recorded, now: Prepared) -> list[str]:
    """What differs and redoes no step of a document, yet decides tables."""
    versions, settings = now.versions(), now.settings.model_dump(mode="json")
    read = {group for groups, _ in _READS.values() for group in groups}
    libraries = {name for _, names in _READS.values() for name in names}
    found = [
        cause
        for group in settings
        if group not in read | {"run", "concepts"}
        for cause in _settings(group, before.settings, settings)
    ]
    found += [
        cause
        for name in versions
        if name not in libraries | {"steps"}
        for cause in _version(name, before.versions, versions)
    ]
    old = before.versions.get("steps")
    if isinstance(old, dict):
        found += [
            f"step {name} is of version {version} ({_told(old.get(name))})"
            for name, version in VERSIONS.items()
            if name not in _READS and old.get(name) != version
        ]
    return found


def _settings(group: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    before, now = old.get(group), new[group]
    if not isinstance(before, dict):
        return []
    return [
        f"setting {group}.{name} is {value} ({_told(before.get(name))})"
        for name, value in now.items()
        if before.get(name) != value
    ]


def _version(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    if name not in old or old[name] == new[name]:
        return []
    return [f"{name} is {new[name] or 'not there'} ({_told(old[name])})"]


def _told(value: object) -> str:
    return "it was not there" if value is None or value == "" else f"it was {value}"
