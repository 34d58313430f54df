"""Answer, or say why not: every rule, and their order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import passage

from qa_service.domain import LawKey, Passage, Reason, Scope
from qa_service.search.decide import (
    CANDIDATE_MARGIN,
    CLOSE,
    OFF_TOPIC,
    TIED,
    Case,
    Decision,
    decide,
    is_ruled_out,
)
from qa_service.search.scope import Scoped

JINAN = passage("In Jinan it takes five days.", cities=("Jinan",))
SHANGHAI = passage("In Shanghai it takes six days.", cities=("Shanghai",))
DALIAN = passage("In Dalian it takes seven days.", cities=("Dalian",))
NATIONAL = passage("It takes fifteen days everywhere.")
LAW = passage("It shall take fifteen days.", kind="law", law=LawKey("Social Insurance Law", 58))

NOWHERE = Scope()
COVERED = Scope(("Jinan",), ("Shandong",), "Jinan", "question", covered=True)
UNCOVERED = Scope(("Harbin",), (), "Harbin", "parameter", covered=False, uncovered=("Harbin",))
BY_NUMBER = Scope(laws=(LawKey("Social Insurance Law", 58),))


def case(
    scope: Scope,
    *,
    passages: tuple[Passage, ...] = (JINAN,),
    scores: tuple[float, ...] = (9.0,),
    told: tuple[bool, ...] | None = None,
    speaks: tuple[bool, ...] | None = None,
    missing: bool = False,
    confident: bool = True,
    odds: float = 5.0,
    on_topic: bool = True,
    abroad: bool = False,
    about_law: bool = False,
    law_found: bool = False,
    vague: bool = False,
    alike: tuple[str, ...] = (),
    between: tuple[str, ...] = (),
) -> Case:
    return Case(
        Scoped(scope, "how long?", "how long?", vague=vague, alike=alike, between=between),
        passages,
        scores,
        (False,) * len(passages) if told is None else told,
        (True,) * len(passages) if speaks is None else speaks,
        missing=missing,
        confident=confident,
        odds=odds,
        on_topic=on_topic,
        abroad=abroad,
        about_law=about_law,
        law_found=law_found,
    )


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        # 1. A law article named by number is there or not; nothing else counts.
        (case(BY_NUMBER, law_found=True, confident=False, odds=-9.0), None),
        (case(replace(UNCOVERED, laws=BY_NUMBER.laws), law_found=True, abroad=True), None),
        (case(BY_NUMBER, law_found=False), "low_confidence"),
        (case(Scope(unquoted=(73,))), "low_confidence"),
        (case(replace(BY_NUMBER, unquoted=(73,)), law_found=True), None),
        # Nothing to look for.
        (case(COVERED, vague=True, odds=-9.0, confident=False), "low_confidence"),
        (case(COVERED, vague=True), "low_confidence"),
        (case(UNCOVERED, vague=True), "no_city_article"),
        (case(NOWHERE, vague=True, odds=-9.0, confident=False), "low_confidence"),
        # 2. Another country, or far off the subject.
        (case(COVERED, abroad=True), "out_of_scope"),
        (case(UNCOVERED, abroad=True), "out_of_scope"),
        (case(UNCOVERED, confident=False, odds=OFF_TOPIC - 0.1), "out_of_scope"),
        (case(COVERED, confident=True, odds=OFF_TOPIC - 0.1), None),
        # 3. No article about the place asked about.
        (case(UNCOVERED), "no_city_article"),
        (case(UNCOVERED, passages=(NATIONAL,)), "no_city_article"),
        (case(UNCOVERED, confident=False, odds=OFF_TOPIC), "no_city_article"),
        # 4. Nothing was found.
        (case(COVERED, passages=(), scores=()), "low_confidence"),
        (case(NOWHERE, passages=(), scores=(), confident=False), "low_confidence"),
        # 5. What was found doesn't answer: off the subject, or not in this city's articles.
        (case(COVERED, confident=False, odds=-0.1), "out_of_scope"),
        (case(NOWHERE, confident=False, odds=-0.1), "out_of_scope"),
        (case(COVERED, confident=False, odds=-0.1, between=("Jinan", "Dalian")), "no_city_article"),
        (case(COVERED, confident=False, on_topic=False), "no_city_article"),
        (case(NOWHERE, confident=False, on_topic=False), "out_of_scope"),
        (case(UNCOVERED, confident=False, on_topic=False), "no_city_article"),
        (case(COVERED, confident=False, odds=0.0), "no_city_article"),
        (case(COVERED, passages=(LAW,), confident=False, odds=-0.1), "out_of_scope"),
        (case(NOWHERE, confident=False, odds=0.0), "low_confidence"),
        # 6. The fact that is asked for stands nowhere, not even in the law that is asked about.
        (case(COVERED, missing=True), "no_city_article"),
        (case(COVERED, missing=True, confident=False, odds=-0.1), "out_of_scope"),
        (case(COVERED, missing=True, about_law=True), None),
        (case(NOWHERE, missing=True, passages=(NATIONAL,)), None),
        # Which of the cities of that name?
        (case(COVERED, alike=("Jinan", "Shanghai")), "ambiguous_city"),
        (case(COVERED, alike=("Jinan", "Shanghai"), confident=False), "no_city_article"),
        # 7. The answer depends on a city that isn't named; unless the law is asked about.
        (case(NOWHERE), "ambiguous_city"),
        (case(NOWHERE, about_law=True), None),
        (case(NOWHERE, passages=(NATIONAL,)), None),
        (case(COVERED), None),
        (case(COVERED, passages=(JINAN, SHANGHAI), scores=(9.0, 9.0)), None),
    ],
)
def test_the_first_rule_that_applies(given: Case, reason: Reason | None) -> None:
    assert decide(given).reason == reason


@pytest.mark.parametrize(
    ("passages", "scores", "ambiguous"),
    [
        # One city, with or without something national as near.
        ((JINAN, NATIONAL), (9.0, 9.0 - TIED), False),
        ((JINAN, NATIONAL), (9.0, 9.0 - TIED - 0.1), True),
        ((JINAN, JINAN), (9.0, 9.0), True),
        # Several cities close to the best, whatever is national.
        ((NATIONAL, JINAN, SHANGHAI), (9.0, 9.0 - CLOSE, 9.0 - CLOSE), True),
        ((NATIONAL, JINAN, SHANGHAI), (9.0, 9.0 - CLOSE, 9.0 - CLOSE - 0.1), False),
        ((NATIONAL, JINAN), (9.0, 8.9), False),
        ((NATIONAL, JINAN, SHANGHAI), (9.0, 6.0, 6.0), False),
    ],
)
def test_whether_the_answer_depends_on_the_city(
    passages: tuple[Passage, ...], scores: tuple[float, ...], ambiguous: bool
) -> None:
    decision = decide(case(NOWHERE, passages=passages, scores=scores))
    assert decision.reason == ("ambiguous_city" if ambiguous else None)
    assert decision.national_first is not ambiguous


@pytest.mark.parametrize(
    ("told", "distance", "ambiguous"),
    [
        # The law leaves the amount open, and a city's article names one.
        ((False, True), 3.9, True),
        ((False, True), CANDIDATE_MARGIN + 0.1, False),
        ((True, True), 3.9, False),
        ((False, False), 3.9, False),
    ],
)
def test_an_amount_that_the_law_leaves_to_the_cities(
    told: tuple[bool, bool], distance: float, ambiguous: bool
) -> None:
    given = case(NOWHERE, passages=(NATIONAL, JINAN), scores=(9.0, 9.0 - distance), told=told)
    expected = Decision("ambiguous_city", ("Jinan",))
    assert decide(given) == (expected if ambiguous else Decision(None, national_first=True))


def test_the_cities_to_choose_from() -> None:
    both = passage("In both it takes long.", cities=("Jinan", "Wuhu"))
    shown = (SHANGHAI, NATIONAL, both, JINAN, DALIAN)
    scores = (9.0, 9.0, 8.0, 9.0 - CANDIDATE_MARGIN, 9.0 - CANDIDATE_MARGIN - 0.1)
    assert decide(case(NOWHERE, passages=shown, scores=scores)) == Decision(
        "ambiguous_city", ("Shanghai", "Jinan", "Wuhu")
    )


@pytest.mark.parametrize(
    ("speaks", "expected"),
    [
        ((True, True, True), ("Jinan", "Shanghai", "Dalian")),
        ((False, True, False), ("Shanghai",)),
        ((False, False, False), ("Jinan", "Shanghai", "Dalian")),
    ],
)
def test_the_cities_that_speak_of_what_is_asked(
    speaks: tuple[bool, ...], expected: tuple[str, ...]
) -> None:
    shown = (JINAN, SHANGHAI, DALIAN)
    given = case(NOWHERE, passages=shown, scores=(9.0, 8.0, 7.0), speaks=speaks)
    assert decide(given) == Decision("ambiguous_city", expected)


@pytest.mark.parametrize(
    ("given", "ruled_out"),
    [
        (case(COVERED), False),
        (case(COVERED, confident=False), False),
        (case(COVERED, confident=False, odds=OFF_TOPIC - 1), False),
        (case(COVERED, missing=True), True),
        (case(COVERED, confident=False, missing=True), True),
        (case(UNCOVERED, confident=False), True),
        (case(NOWHERE, confident=False), True),
        (case(NOWHERE, confident=False, passages=(NATIONAL,)), False),
        (case(NOWHERE, confident=False, abroad=True), True),
    ],
)
def test_what_a_rule_refuses_however_confident(given: Case, ruled_out: bool) -> None:
    assert is_ruled_out(given, decide(given)) == ruled_out


def test_national_passages_go_first_only_where_no_place_is_named() -> None:
    assert decide(case(NOWHERE, passages=(NATIONAL,))) == Decision(None, national_first=True)
    assert decide(case(COVERED, passages=(NATIONAL,))) == Decision(None)
