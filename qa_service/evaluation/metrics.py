"""What is measured on each question. Every measure is a number from 0 to 1."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qa_service.domain import Answer, Passage
from qa_service.errors import NotFound
from qa_service.evaluation.gold import GoldQuestion
from qa_service.evaluation.ranking import measure_rankings
from qa_service.evaluation.relevance import Judged, covers, same_source
from qa_service.text import letters

SourceText = Callable[[str], str]
"""The text of a source, by its path; raises NotFound."""


@dataclass(frozen=True)
class Metric:
    name: str
    better: Literal["higher", "lower"]
    meaning: str
    percent: bool = True
    """Whether it is a share, shown in per cent."""

    def show(self, value: float) -> str:
        return f"{value:.1%}" if self.percent else f"{value:.3f}"

    def show_change(self, change: float) -> str:
        """With its sign, in percentage points where it is a share."""
        return f"{change * 100:+.1f}" if self.percent else f"{change:+.3f}"


METRICS: Mapping[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("hit@1", "higher", "answerable questions whose need the first passage meets"),
        Metric("hit@3", "higher", "… the first 3 passages meet"),
        Metric("hit@5", "higher", "… the first 5 passages meet"),
        Metric("hit@10", "higher", "… the first 10 passages meet"),
        Metric("mrr@10", "higher", "1 / rank of the first relevant passage", percent=False),
        Metric("ndcg@10", "higher", "gain of passages that find something new", percent=False),
        Metric("recall@10", "higher", "share of the gold items found in the first 10 passages"),
        Metric(
            "wrong-city@1",
            "lower",
            "first passage is about other cities only, of questions whose city is known",
        ),
        Metric("coverage", "higher", "answered, of answerable questions"),
        Metric(
            "right@1", "higher", "answered with a relevant passage first, of answerable questions"
        ),
        Metric("precision", "higher", "relevant passage first, of all answered questions"),
        Metric("false-answer", "lower", "answered, of unanswerable questions"),
        Metric("reason", "higher", "right reason given, of unanswerable questions not answered"),
        Metric(
            "law-precision@1",
            "higher",
            "first law article among the first 5 passages is one that the gold names, where it "
            "names any",
        ),
        Metric("law-recall@5", "higher", "law articles of the gold among the first 5 passages"),
        Metric(
            "law-linked@5", "higher", "… or linked as legal basis from one of the first 5 passages"
        ),
        Metric("extract", "higher", "extract holds a gold quote or half of it, of answered ones"),
        Metric("verbatim", "higher", "returned passages and extracts that stand in their source"),
    )
}


def measure_answers(
    questions: Sequence[GoldQuestion],
    answers: Sequence[Answer | None],
    judged: Sequence[Judged],
    source_text: SourceText | None = None,
) -> list[dict[str, float]]:
    """By question, the metrics that apply to it. None stands for a question that wasn't accepted.

    Ranking is measured on every answerable question, abstained ones too, since an abstention may
    hold passages. nDCG's ideal ranking has one passage for every item: those that a returned
    passage is the first to find, and one for each item not found. So a passage that repeats what
    stands above it neither gains nor costs, and a passage that holds three items is not punished
    for being one.
    """
    ranking = _measure_ranking(questions, judged)
    rows = []
    for question, answer, judgement in zip(questions, answers, judged, strict=True):
        values = ranking.get(question.id, {})
        passages = [hit.passage for hit in answer.hits] if answer is not None else []
        values |= _city(question, passages)
        values |= _decision(question, answer, judgement)
        values |= _law(question, passages)
        if answer is not None:
            values |= _extract(question, answer)
            values |= _verbatim(answer, passages, source_text)
        rows.append({name: values[name] for name in METRICS if name in values})
    return rows


def _measure_ranking(
    questions: Sequence[GoldQuestion], judged: Sequence[Judged]
) -> dict[str, dict[str, float]]:
    qrels: dict[str, dict[str, int]] = {}
    rankings: dict[str, list[str]] = {}
    for question, judgement in zip(questions, judged, strict=True):
        if question.answerable:
            qrels[question.id], rankings[question.id] = _qrels(judgement)
    values = measure_rankings(qrels, rankings, ("mrr@10", "ndcg@10"))
    for question, judgement in zip(questions, judged, strict=True):
        if question.answerable:
            for k in (1, 3, 5, 10):
                met = judgement.met is not None and judgement.met <= k
                values[question.id][f"hit@{k}"] = float(met)
            values[question.id]["recall@10"] = judgement.found(10) / judgement.items
    return values


def _qrels(judged: Judged) -> tuple[dict[str, int], list[str]]:
    ranking = [f"rank {rank}" for rank in range(1, len(judged.finds) + 1)]
    seen: frozenset[int] = frozenset()
    qrels: dict[str, int] = {}
    for document, found in zip(ranking, judged.finds, strict=True):
        if found - seen:
            qrels[document] = 1
        seen |= found
    return qrels | {f"item {item}": 1 for item in range(judged.items) if item not in seen}, ranking


def other_city(cities: Sequence[str], passage: Passage) -> bool:
    """Whether `passage` is about cities, and none of `cities`."""
    # By their letters: Xi'an and Xian are one.
    return bool(passage.cities) and not set(map(letters, cities)) & set(
        map(letters, passage.cities)
    )


def _city(question: GoldQuestion, passages: Sequence[Passage]) -> dict[str, float]:
    if not question.cities:
        return {}
    return {"wrong-city@1": float(bool(passages) and other_city(question.cities, passages[0]))}


def _decision(question: GoldQuestion, answer: Answer | None, judged: Judged) -> dict[str, float]:
    answered = answer is not None and answer.status == "answered"
    values: dict[str, float] = {}
    if answered:
        values["precision"] = float(judged.first == 1)
    if question.answerable:
        values["coverage"] = float(answered)
        values["right@1"] = float(answered and judged.first == 1)
    else:
        values["false-answer"] = float(answered)
        if not answered and question.reason is not None:
            given = answer.reason if answer is not None else None
            values["reason"] = float(given == question.reason)
    return values


def _law(question: GoldQuestion, passages: Sequence[Passage]) -> dict[str, float]:
    """Only where the gold names law articles: elsewhere it doesn't say which would be wrong.

    An article links every law article that it quotes, so links count for recall, apart, and never
    against precision.
    """
    if not question.law:
        return {}
    wanted = set(question.law)
    returned = [passage.law for passage in passages[:5] if passage.law is not None]
    linked = {key for passage in passages[:5] for key in passage.laws}
    values = {
        "law-recall@5": len(wanted & set(returned)) / len(wanted),
        "law-linked@5": len(wanted & (set(returned) | linked)) / len(wanted),
    }
    if returned:
        values["law-precision@1"] = float(returned[0] in wanted)
    return values


def _extract(question: GoldQuestion, answer: Answer) -> dict[str, float]:
    if not question.answerable or answer.status != "answered":
        return {}
    passage = next(
        (
            hit.passage
            for hit in answer.hits
            if answer.extract is not None and hit.passage.id == answer.extract.passage_id
        ),
        None,
    )
    if passage is None or answer.extract is None:
        return {"extract": 0.0}
    text = answer.extract.text
    if not question.relevant:
        return {"extract": float(passage.law in question.law)}
    return {
        "extract": float(
            any(
                covers(text, relevant.quote)
                for relevant in question.relevant
                if passage.law in question.law or same_source(relevant.source, passage.source)
            )
        )
    }


def _verbatim(
    answer: Answer, passages: Sequence[Passage], source_text: SourceText | None
) -> dict[str, float]:
    """Passages are compared with their sources only when these can be had."""
    checks = []
    if answer.extract is not None:
        extract = answer.extract
        texts = [passage.text for passage in passages if passage.id == extract.passage_id]
        checks.append(bool(texts) and texts[0][extract.start : extract.end] == extract.text)
    if source_text is not None:
        checks += [_stands_in_source(passage, source_text) for passage in passages]
    return {"verbatim": sum(checks) / len(checks)} if checks else {}


def _stands_in_source(passage: Passage, source_text: SourceText) -> bool:
    try:
        return source_text(passage.source)[passage.start : passage.end] == passage.text
    except NotFound:
        return False
