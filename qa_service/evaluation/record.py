"""What an evaluation found: one row per question, and the means over them. Kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from qa_service.domain import PassageKind, Reason, Stage, Status
from qa_service.errors import GoldError
from qa_service.evaluation.gold import GoldQuestion

CauseStage = Literal["index", Stage, "rank", "decision", "refused", "unknown"]


@dataclass(frozen=True)
class Estimate:
    """A mean over questions with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float
    n: int
    """Questions that the measure applies to."""


@dataclass(frozen=True)
class Cause:
    """Where in the pipeline a right answer was lost.

    Beside the pipeline's own stages: index (no passage holds it), rank (returned, but lower),
    decision (abstained or answered wrongly), refused (the question was not accepted), unknown.
    """

    stage: CauseStage
    detail: str

    def __str__(self) -> str:
        return f"{self.stage}: {self.detail}"


@dataclass(frozen=True)
class Ranked:
    """A returned passage."""

    passage_id: str
    kind: PassageKind
    source: str
    cities: tuple[str, ...]
    law: str | None
    score: float
    finds: tuple[int, ...]
    """Numbers of the gold items it holds; empty for a passage that isn't relevant."""
    text: str
    """Its beginning, white space folded."""


@dataclass(frozen=True)
class Row:
    """One gold question and what became of it."""

    gold: GoldQuestion
    status: Status
    reason: Reason | None
    scope: tuple[str, ...]
    """Cities that the question was taken to ask about."""
    confidence: float | None
    evidence: Mapping[str, float]
    extract: str | None
    ranked: tuple[Ranked, ...]
    items: int
    """Gold items to find."""
    first: int | None
    """Rank of the first relevant passage, from 1."""
    met: int | None
    """The rank by which the question's need is met, from 1."""
    milliseconds: float
    values: Mapping[str, float] = field(default_factory=dict)
    """By metric; one that doesn't apply to the question is absent."""
    cause: Cause | None = None
    """None when nothing went wrong."""
    ruled_out: bool = False
    """Whether a rule refused the question, whatever the confidence."""

    @property
    def right(self) -> bool:
        """Whether a reader is served by the first passage."""
        return self.first == 1

    @property
    def miss(self) -> str | None:
        """What went wrong, in a few words; the gravest first."""
        gold = self.gold
        if not gold.answerable:
            if self.status == "answered":
                return "answered, should abstain"
            if gold.reason is not None and self.reason != gold.reason:
                how = "refused" if self.reason is None else f"abstained as {self.reason}"
                return f"{how}, should be {gold.reason}"
        if self.values.get("wrong-city@1"):
            return "another city first"
        if gold.answerable:
            if self.status == "abstained":
                how = "refused" if self.reason is None else f"abstained ({self.reason})"
                return f"{how}, should answer"
            if self.met is None:
                return "not found" if self.first is None else "only a part found"
            if not self.right:
                return f"found at rank {self.first}"
        return None


@dataclass(frozen=True)
class Evaluation:
    gold: str
    """The gold file's name."""
    index_version: str
    top_k: int
    seconds: float
    """For asking the questions, one after another; following the misses is not in it."""
    config: Mapping[str, Any]
    metrics: Mapping[str, Estimate]
    """Over all questions, by metric."""
    categories: Mapping[str, Mapping[str, Estimate]]
    """By category, then by metric."""
    rows: tuple[Row, ...]

    @property
    def misses(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.miss is not None)

    def to_json(self) -> str:
        return TypeAdapter(Evaluation).dump_json(self, indent=1).decode()

    @staticmethod
    def from_json(text: str) -> Evaluation:
        """Raises GoldError when `text` is no evaluation of this version of the project."""
        try:
            return TypeAdapter(Evaluation).validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(step) for step in first["loc"])
            raise GoldError(
                f"not a saved evaluation: {first['msg']} at {place or 'its beginning'}; "
                "write it again with qa evaluate --json"
            ) from error


def read_evaluation(path: Path) -> Evaluation:
    """Raises GoldError."""
    try:
        return Evaluation.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path} can't be read: {error}") from error
    except GoldError as error:
        raise GoldError(f"{path}: {error}") from error
