"""Ask the gold questions, judge the answers, sum up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from qa_service.domain import Answer, Hit, Passage, Question
from qa_service.errors import BadQuestion
from qa_service.evaluation.asks import Asks
from qa_service.evaluation.causes import find_cause
from qa_service.evaluation.estimate import estimates
from qa_service.evaluation.gold import GoldQuestion
from qa_service.evaluation.metrics import METRICS, SourceText, measure_answers
from qa_service.evaluation.record import Cause, Evaluation, Ranked, Row
from qa_service.evaluation.relevance import Judged, judge
from qa_service.text import squeeze

_TOP_K = 10
"""Passages asked for: measures look at the first 10."""

_SHOWN = 300
"""Characters of a passage kept in a row."""

Progress = Callable[[Sequence[GoldQuestion]], Iterable[GoldQuestion]]
"""Iterates over the questions and shows how far it has come, as rich.progress.track does."""


def evaluate(
    asker: Asks,
    gold: Sequence[GoldQuestion],
    *,
    name: str = "gold",
    config: Mapping[str, Any] | None = None,
    source_text: SourceText | None = None,
    passages: Sequence[Passage] = (),
    progress: Progress | None = None,
) -> Evaluation:
    """Every question is asked as a user would: its text alone, without its gold city.

    With `source_text`, passages are compared with their sources; with `passages`, all of the
    index, every miss is followed to the stage that lost it. `config` is kept as given and must go
    into JSON. A question that the pipeline doesn't accept (BadQuestion) counts as not answered.
    """
    start = time.perf_counter()
    asked = [_ask(asker, question) for question in (progress or iter)(gold)]
    seconds = time.perf_counter() - start
    answers = [answer for answer, _, _ in asked]
    judged = [
        judge(question, [hit.passage for hit in answer.hits] if answer is not None else [])
        for question, answer in zip(gold, answers, strict=True)
    ]
    values = measure_answers(gold, answers, judged, source_text)
    rows = []
    for question, (answer, refusal, milliseconds), judgement, measured in zip(
        gold, asked, judged, values, strict=True
    ):
        row = _row(question, answer, judgement, milliseconds, measured)
        if row.miss is not None:
            row = replace(
                row,
                cause=Cause("refused", refusal)
                if answer is None
                else find_cause(asker, question, answer, judgement, passages),
            )
        rows.append(row)
    return summarise(
        rows,
        name=name,
        index_version=", ".join(
            dict.fromkeys(answer.index_version for answer in answers if answer is not None)
        ),
        top_k=_TOP_K,
        seconds=seconds,
        config=config or {},
    )


def summarise(
    rows: Sequence[Row],
    *,
    name: str,
    index_version: str,
    top_k: int,
    seconds: float,
    config: Mapping[str, Any],
) -> Evaluation:
    """Also joins the rows of several runs, as the folds of a cross-validation."""
    categories = dict.fromkeys(row.gold.category for row in rows)
    return Evaluation(
        gold=name,
        index_version=index_version,
        top_k=top_k,
        seconds=seconds,
        config=config,
        metrics=estimates((row.values for row in rows), METRICS),
        categories={
            category: estimates(
                (row.values for row in rows if row.gold.category == category), METRICS
            )
            for category in categories
        },
        rows=tuple(rows),
    )


def _ask(asker: Asks, gold: GoldQuestion) -> tuple[Answer | None, str, float]:
    start = time.perf_counter()
    answer, refusal = None, ""
    try:
        answer = asker.ask(Question(gold.question, top_k=_TOP_K))
    except BadQuestion as error:
        refusal = str(error)
    return answer, refusal, (time.perf_counter() - start) * 1_000


def _row(
    gold: GoldQuestion,
    answer: Answer | None,
    judged: Judged,
    milliseconds: float,
    values: Mapping[str, float],
) -> Row:
    hits = answer.hits if answer is not None else ()
    return Row(
        gold=gold,
        status="abstained" if answer is None else answer.status,
        reason=None if answer is None else answer.reason,
        scope=() if answer is None else answer.scope.cities,
        confidence=None if answer is None else answer.confidence,
        ruled_out=answer is not None and answer.ruled_out,
        evidence={} if answer is None else dict(answer.evidence),
        extract=None if answer is None or answer.extract is None else answer.extract.text,
        ranked=tuple(_ranked(hit, found) for hit, found in zip(hits, judged.finds, strict=True)),
        items=judged.items,
        first=judged.first,
        met=judged.met,
        milliseconds=milliseconds,
        values=values,
    )


def _ranked(hit: Hit, found: frozenset[int]) -> Ranked:
    passage = hit.passage
    return Ranked(
        passage_id=passage.id,
        kind=passage.kind,
        source=passage.source,
        cities=passage.cities,
        law=None if passage.law is None else str(passage.law),
        score=hit.score,
        finds=tuple(sorted(found)),
        text=squeeze(passage.text)[:_SHOWN],
    )
