"""Risk and coverage: what a stricter or a laxer threshold on the confidence would give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa_service.evaluation.record import Row


@dataclass(frozen=True)
class RiskPoint:
    """What answering every question of at least this confidence gives. All but the threshold are
    shares from 0 to 1."""

    threshold: float
    coverage: float
    """Answered, of all questions."""
    risk: float
    """Of those answered: without an answer in the gold, or without a relevant passage first."""
    answered: float
    """Answered, of answerable questions; 0 if there are none."""
    false_answers: float
    """Answered, of unanswerable questions; 0 if there are none."""


@dataclass(frozen=True)
class RiskCoverage:
    points: tuple[RiskPoint, ...]
    """From the highest confidence down, one for each distinct confidence."""
    area: float | None
    """Mean risk over the coverage that can be reached (lower is better; Geifman and El-Yaniv 2017
    call it the risk–coverage curve's area); None without points."""
    taken: RiskPoint | None
    """What the run did in fact; its threshold is the lowest confidence answered."""


def risk_coverage(rows: Sequence[Row]) -> RiskCoverage:
    """Questions that a rule refuses are never answered, whatever the threshold."""
    ranked = sorted(
        ((row.confidence, row) for row in rows if row.confidence is not None and not row.ruled_out),
        key=lambda pair: -pair[0],
    )
    points = []
    for index, (confidence, _) in enumerate(ranked):
        last_of_its_kind = index + 1 == len(ranked) or ranked[index + 1][0] != confidence
        if last_of_its_kind:
            points.append(_point(confidence, [row for _, row in ranked[: index + 1]], rows))
    area = None
    if points:
        below = [0.0, *(point.coverage for point in points)]
        area = (
            sum(
                (point.coverage - before) * point.risk
                for point, before in zip(points, below[:-1], strict=True)
            )
            / points[-1].coverage
        )
    answered = [row for row in rows if row.status == "answered"]
    lowest = min((row.confidence for row in answered if row.confidence is not None), default=None)
    taken = None if lowest is None else _point(lowest, answered, rows)
    return RiskCoverage(tuple(points), area, taken)


def _point(threshold: float, answered: Sequence[Row], rows: Sequence[Row]) -> RiskPoint:
    wrong = sum(not (row.gold.answerable and row.right) for row in answered)
    return RiskPoint(
        threshold=threshold,
        coverage=len(answered) / len(rows),
        risk=wrong / len(answered),
        answered=_share(answered, rows, answerable=True),
        false_answers=_share(answered, rows, answerable=False),
    )


def _share(answered: Iterable[Row], rows: Iterable[Row], *, answerable: bool) -> float:
    total = sum(row.gold.answerable == answerable for row in rows)
    return sum(row.gold.answerable == answerable for row in answered) / total if total else 0.0
