"""Answer, or say why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    told: Sequence[bool]
    """Of each passage, where no place is named, whether it holds the amount, day or opening hours
    asked for; False where none are asked for."""
    speaks: Sequence[bool]
    """The same: whether it speaks of the branch and the matter that are named."""
    confident: bool
    """Whether the calibrated probability reaches its threshold."""
    missing: bool
    """Whether none of the first passages holds a fact of the kind asked for, or none about the
    asked place speaks of the branch of social security asked about."""
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
    if scope.laws or scope.unquoted:
        return Decision(None if case.law_found else "low_confidence")
    if case.scoped.vague and (not scope.names_place or scope.covered):
        return Decision("low_confidence")
    if case.abroad or (case.odds < OFF_TOPIC and not case.confident):
        return Decision("out_of_scope")
    if scope.names_place and not scope.covered:
        return Decision("no_city_article")
    if not case.passages:
        return Decision("low_confidence")
    if not case.confident:
        # Of a city with articles, theirs may lack the answer to whatever is near the topic.
        # What moves between two of them need not be named.
        if (case.odds < 0 and not case.scoped.between) or not (case.on_topic or scope.names_place):
            return Decision("out_of_scope")
        return Decision("low_confidence" if not scope.names_place else "no_city_article")
    if scope.names_place and case.missing and not case.about_law:
        return Decision("no_city_article")
    if case.scoped.alike:
        return Decision("ambiguous_city", case.scoped.alike)
    if not scope.names_place and not case.about_law and _depends_on_city(case):
        return Decision("ambiguous_city", _candidates(case))
    return Decision(None, national_first=not scope.names_place)


def is_ruled_out(case: Case, decision: Decision) -> bool:
    """Whether a rule refuses an answer, whatever the confidence."""
    if decision.reason is None or case.confident:
        return decision.reason is not None
    return decide(replace(case, confident=True)).reason is not None


def _depends_on_city(case: Case) -> bool:
    """Whether the best passages are about cities: several within a small margin, or one with
    nothing national as near that says as much."""
    cities = _cities_within(case, CLOSE)
    if len(cities) > 1:
        return True
    national = [
        told
        for passage, score, told in zip(case.passages, case.scores, case.told, strict=True)
        if not passage.cities and score >= case.scores[0] - TIED
    ]
    if cities and not national:
        return True
    # An amount or a day that the law leaves open, and a city's article names.
    return bool(_cities_within(case, CANDIDATE_MARGIN, only=case.told)) and not any(national)


def _candidates(case: Case) -> tuple[str, ...]:
    """Cities whose passages are near and speak of what is asked; any near one's where none does."""
    near = _cities_within(case, CANDIDATE_MARGIN)
    return _cities_within(case, CANDIDATE_MARGIN, only=case.speaks) or near


def _cities_within(
    case: Case, margin: float, *, only: Sequence[bool] | None = None
) -> tuple[str, ...]:
    """`only`: which of the passages count, where not all do."""
    near = (
        passage
        for passage, score, counts in zip(
            case.passages, case.scores, only or [True] * len(case.passages), strict=True
        )
        if counts and score >= case.scores[0] - margin
    )
    return tuple(dict.fromkeys(city for passage in near for city in passage.cities))
