"""The one settings class.

Values come, first found, from arguments, from environment variables (``ENACTED_RUN__WORKERS=4``)
and from the defaults below. Nothing is read at import. A group holds what one step reads, so that
a change redoes that step and what follows from it, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from enacted.errors import SettingsError


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def digest(self) -> str:
        """SHA-256 of the values, as 16 hex digits: part of the key of what a step wrote."""
        values = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(values.encode()).hexdigest()[:16]


class ExtractSettings(_Group):
    """What decides the text that is read from a PDF."""

    tables: Literal["auto", "off"] = Field(
        default="auto", description="Read tables as tables; off reads them as text."
    )
    ocr: Literal["auto", "off"] = Field(
        default="auto", description="Read image-only pages with Tesseract where it is installed."
    )
    ocr_language: str = Field(default="eng", description="Tesseract language codes, joined by +.")
    ocr_dpi: int = Field(default=200, ge=72, le=600, description="OCR resolution, dots an inch.")
    max_pages: int = Field(default=5_000, ge=1, description="Pages read of one document, at most.")


class GuardSettings(_Group):
    """Limits on the worker processes that read PDFs; they decide no text."""

    cpu_seconds: int = Field(default=120, ge=1, description="CPU seconds for one document.")
    wall_seconds: int = Field(default=900, ge=1, description="Wall seconds for one document.")
    memory_mb: int = Field(default=2_000, ge=200, description="Address space of a worker, in MiB.")


BLANK_PIPELINE = "blank"
"""Setting of sentences by our own rules, without a pipeline that is installed."""


class LanguageSettings(_Group):
    """What decides the sentences."""

    pipeline: str = Field(
        default="blank",
        description="blank, or the name of an installed spaCy pipeline (en_core_web_sm).",
    )


class ConceptSettings(_Group):
    """What decides the mentions."""

    codebook: Path | None = Field(
        default=None, description="Codebook file; without, the built-in one."
    )
    without: tuple[str, ...] = Field(
        default=(),
        description="Concepts, or terms as concept/term, that are left out of the codebook; "
        "`*` stands for any characters. In the environment a JSON list.",
    )
    reader: Literal["both", "rules"] = Field(
        default="both",
        description="Who reads mentions: rules and what coded sentences teach, both, where "
        "the concept has codes (facets by a model of the words around the mention, in the "
        "accurate tier by the encoder too, which says how sure the sense is); or the codebook's "
        "rules alone.",
    )


class StanceSettings(_Group):
    """What decides the stance of a sentence."""

    tier: Literal["fast", "accurate"] = Field(
        default="accurate",
        description="Classifier of sentences with a mention and of table rows; fast does others.",
    )
    code: Literal["mentions", "all"] = Field(
        default="mentions", description="Code sentences with a mention, or all body sentences."
    )


class TopicSettings(_Group):
    """What decides the topics."""

    k: int = Field(
        default=0,
        ge=0,
        le=500,
        description="Topics; 0 keeps those of the fitted model, or takes the number for a first "
        "model from the size of the corpus.",
    )
    passes: int = Field(default=3, ge=1, description="Passes of the model over the passages.")
    prior: float = Field(
        default=0.03,
        ge=0,
        le=100,
        description="Weight of the factorisation as a prior, in times of the corpus's words: more "
        "makes topics more coherent and shares less faithful.",
    )
    seed: int = Field(default=1, description="Seed of the topic model.")
    seeded: bool = Field(
        default=False, description="Whether each concept opens a topic, beside the free ones."
    )
    numbers: bool = Field(default=False, description="Whether numbers are terms.")
    names: bool = Field(
        default=True, description="Whether words that nearly always are capitalised are terms."
    )
    refits: int = Field(
        default=20, ge=0, le=1_000, description="Refits for the intervals by year; 0 gives none."
    )
    confidence: float = Field(default=0.95, gt=0.5, lt=1, description="Confidence of intervals.")
    adjust: tuple[Literal["publisher", "country", "doc_type", "series"], ...] = Field(
        default=(),
        description="What shares by year are adjusted for. In the environment a JSON list.",
    )
    refit: bool = Field(
        default=False, description="Whether to fit anew where there is a fitted model."
    )
    enabled: bool = Field(default=True, description="Whether a run fits topics.")


class TrendSettings(_Group):
    """What decides the trends."""

    periods: str = Field(
        default="1",
        description="Years a period has, or the first year of each, as 2000,2008,2014.",
    )
    by: tuple[str, ...] = Field(
        default=(),
        description="Columns of documents whose values are groups besides all; several crossed "
        "as doc_type,country. In the environment a JSON list.",
    )
    pooled: bool = Field(
        default=False,
        description="Whether corrected shares of periods that borrow strength from each other "
        "stand beside those that do not.",
    )
    draws: int = Field(default=1_000, ge=0, description="Bootstrap draws for the intervals.")
    seed: int = Field(default=1, description="Seed of the bootstrap.")
    confidence: float = Field(default=0.95, gt=0.5, lt=1, description="Confidence of intervals.")


def _cores() -> int:
    """Cores this process may use; not every system tells which of the machine's those are."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


class RunSettings(_Group):
    """How a run is carried out; decides no table."""

    workers: int = Field(
        default_factory=_cores,
        ge=1,
        description="Processes at work at once; the cores of the machine by default.",
    )
    batch: int = Field(default=25, ge=1, le=1_000, description="Documents a batch at the most.")
    store: str = Field(
        default="",
        description="Where the work a document is kept: a folder, or `s3://BUCKET/PREFIX`; "
        "without, `store` in the run target.",
    )


class Settings(BaseSettings):
    """Everything a user can set, in groups by the step that reads it."""

    model_config = SettingsConfigDict(
        env_prefix="ENACTED_", env_nested_delimiter="__", frozen=True, extra="ignore"
    )

    extract: ExtractSettings = ExtractSettings()
    guard: GuardSettings = GuardSettings()
    language: LanguageSettings = LanguageSettings()
    concepts: ConceptSettings = ConceptSettings()
    stance: StanceSettings = StanceSettings()
    topics: TopicSettings = TopicSettings()
    trends: TrendSettings = TrendSettings()
    run: RunSettings = RunSettings()


def read_settings(**overrides: object) -> Settings:
    """Settings from the environment, with ``overrides`` (group → dict of values) on top.

    Raises
    ------
    SettingsError
        Where a value is of the wrong kind; names it.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"setting {name}: {first['msg']} (got {first['input']!r})") from None


def reference() -> str:
    """Every setting with default and meaning, in Markdown; `docs/settings.md` is made from it."""
    lines = [
        "# Settings",
        "",
        "A setting comes from a command's option where there is one, else from the environment,",
        "else it has its default. In the environment, a setting is named `ENACTED_GROUP__NAME`:",
        "`ENACTED_RUN__WORKERS=4`. Settings of `guard` and `run` decide how a run is carried out;",
        "all others decide tables, and changing one redoes the steps that read it.",
        "",
        "This page is made from the code (`python -m enacted.settings`).",
    ]
    for group, field in Settings.model_fields.items():
        model = field.annotation
        assert isinstance(model, type)  # noqa: S101 - every field is a group
        assert issubclass(model, _Group)  # noqa: S101
        lines += ["", f"## {group}", "", str(model.__doc__), ""]
        lines += ["| setting | default | meaning |", "|---|---|---|"]
        for name, value in model.model_fields.items():
            default = "cores" if value.default_factory else value.default
            shown = "none" if default in (None, ()) else str(default).lower()
            lines.append(
                f"| `ENACTED_{group.upper()}__{name.upper()}` | {shown} | {value.description} |"
            )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
