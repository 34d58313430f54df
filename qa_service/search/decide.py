"""Answer, or say why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa_service.domain import Passage, Reason
from qa_service.search.scope import Scoped

CANDIDATE_MARGIN = 4.0
"""In fused units: a city whose best passage is so far below the best one is still a candidate."""

CLOSE = 2.0
"""Passages this near to the best one answer as well as it does."""

TIED = 1.0
"""A national passage this near to the best one, about a single city, is taken before it."""

OFF_TOPIC = -3.0
"""Topic odds from which a question is out of scope, whatever city it names."""


@dataclass(frozen=True)
class Decision:
    reason: Reason | None
    """None: answered."""
    candidates: tuple[str, ...] = ()
    """Cities to choose from."""
    national_first: bool = False
    """Whether what holds everywhere goes before what holds in some city."""


@dataclass(frozen=True)
class Case:
    """What is decided on. `passages` and `scores` are the ranked shortlist, best first."""

    scoped: Scoped
    passages: Sequence[Passage]
    scores: Sequence[float]
    confident: bool
    """Whether the calibrated probability reaches its threshold."""
    odds: float
    on_topic: bool
    """Whether the question is about social security at all."""
    abroad: bool
    about_law: bool
    """Whether it is the law that is asked about."""
    law_found: bool
    """Whether a law article that the question names is in the corpus."""


def decide(case: Case) -> Decision:
    """The first rule that applies."""
    scope = case.scoped.scope
    if scope.laws:
        return Decision(None if case.law_found else "low_confidence")
    if case.abroad or (case.odds < OFF_TOPIC and not case.confident):
        return Decision("out_of_scope")
    if scope.method != "none" and not scope.covered:
        return Decision("no_city_article")
    if not case.passages:
        return Decision("low_confidence")
    if not case.confident:
        if not case.on_topic or case.odds < 0:
            return Decision("out_of_scope")
        return Decision("low_confidence" if scope.method == "none" else "no_city_article")
    if scope.method == "none" and not case.about_law and _depends_on_city(case):
        return Decision("ambiguous_city", _cities_within(case, CANDIDATE_MARGIN))
    return Decision(None, national_first=scope.method == "none")


def _depends_on_city(case: Case) -> bool:
    """Whether the best passages are about cities: several within a small margin, or one with
    nothing national as near."""
    cities = _cities_within(case, CLOSE)
    if len(cities) > 1:
        return True
    national = any(
        not passage.cities
        for passage, score in zip(case.passages, case.scores, strict=True)
        if score >= case.scores[0] - TIED
    )
    return bool(cities) and not national


def _cities_within(case: Case, margin: float) -> tuple[str, ...]:
    near = (
        passage
        for passage, score in zip(case.passages, case.scores, strict=True)
        if score >= case.scores[0] - margin
    )
    return tuple(dict.fromkeys(city for passage in near for city in passage.cities))
