"""Why a question went wrong: the stage at which a right passage was lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from qa_service.domain import Answer, Passage, Rejected, Stage
from qa_service.evaluation.asks import Asks
from qa_service.evaluation.gold import GoldQuestion
from qa_service.evaluation.metrics import other_city
from qa_service.evaluation.record import Cause
from qa_service.evaluation.relevance import Judged, judge

_EXPECTED = 5
"""Right passages asked about; the one that came furthest tells the cause."""


def find_cause(
    asker: Asks,
    gold: GoldQuestion,
    answer: Answer,
    judged: Judged,
    passages: Sequence[Passage],
) -> Cause:
    """`passages` are all of the index; without them a passage that wasn't returned can't be
    followed, since a gold question names no passage ids."""
    if not gold.answerable or (judged.first == 1 and judged.met is not None):
        return Cause("decision", _decision(answer))
    asked = answer.scope.cities
    if gold.cities and not set(asked) & set(gold.cities):
        return Cause("scope", f"taken to ask about {_names(asked)}, not {_names(gold.cities)}")
    if judged.met is not None:
        above = answer.hits[0].passage
        what = "about another city" if other_city(gold.cities, above) and gold.cities else "first"
        return Cause("rank", f"relevant at rank {judged.first}; {above.source} is {what}")
    if not passages:
        return Cause("unknown", "not returned")
    return _follow(asker, gold, answer, judged, passages)


def _decision(answer: Answer) -> str:
    reason = f" as {answer.reason}" if answer.reason else ""
    return f"{answer.status}{reason}, confidence {answer.confidence:.2f}"


def _names(cities: Sequence[str]) -> str:
    return ", ".join(cities) or "no city"


def _follow(
    asker: Asks,
    gold: GoldQuestion,
    answer: Answer,
    judged: Judged,
    passages: Sequence[Passage],
) -> Cause:
    seen: frozenset[int] = frozenset().union(*judged.finds)
    everywhere = judge(gold, passages).finds
    expected = [
        passage.id for passage, found in zip(passages, everywhere, strict=True) if found - seen
    ][:_EXPECTED]
    if not expected:
        what = "the quote" if gold.relevant else "the law article"
        return Cause("index", f"no passage holds {what}")
    lost: list[Rejected] = []
    for passage_id in expected:
        question = replace(answer.question, explain=True, expect=passage_id)
        rejected = asker.ask(question).rejected
        lost += [one for one in rejected if one.passage_id == passage_id]
    if not lost:
        return Cause("unknown", f"nothing was reported of {expected[0]}")
    furthest = max(lost, key=lambda one: get_args(Stage).index(one.stage))
    return Cause(furthest.stage, furthest.detail)
