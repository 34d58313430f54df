"""What the pipeline knows about a gold question, and what it would do with and without
confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from qa_service.domain import Answer, Language, Question, Reason
from qa_service.errors import BadQuestion
from qa_service.evaluation.asks import Asks
from qa_service.evaluation.gold import GoldQuestion
from qa_service.evaluation.run import Progress


@dataclass(frozen=True)
class Outcome:
    answered: bool
    reason: Reason | None = None


@dataclass(frozen=True)
class Observation:
    """A gold question put to the pipeline twice: once with every confidence high enough, once with
    none. Whatever the model and its threshold, the pipeline does one of the two."""

    collection: int
    """Number of the collection that the question is about, from 0."""
    gold: GoldQuestion
    lang: Language
    """That the pipeline read it in, by which it chooses the model."""
    evidence: Mapping[str, float]
    confident: Outcome
    doubtful: Outcome

    @property
    def depends(self) -> bool:
        """Whether the confidence decides. It doesn't where a rule does: a law article named by
        number, a city without articles, another country, a city asked back for."""
        return self.confident.answered != self.doubtful.answered

    @property
    def teaches(self) -> bool:
        """Whether the question is one to fit on. Of an ambiguous one the evidence rightly says that
        there are answers."""
        return self.depends and self.gold.reason != "ambiguous_city"

    def answered(self, confident: bool) -> bool:
        return (self.confident if confident else self.doubtful).answered


def observe(
    collection: int,
    gold: Sequence[GoldQuestion],
    confident: Asks,
    doubtful: Asks,
    progress: Progress | None = None,
) -> list[Observation]:
    """`confident` and `doubtful` are one pipeline with a threshold that every confidence reaches
    and one that none does. A question that isn't accepted is left out."""
    found = []
    for question in (progress or iter)(gold):
        try:
            sure, unsure = (a.ask(Question(question.question)) for a in (confident, doubtful))
        except BadQuestion:
            continue
        found.append(
            Observation(
                collection=collection,
                gold=question,
                lang=sure.lang,
                evidence=sure.evidence,
                confident=_outcome(sure),
                doubtful=_outcome(unsure),
            )
        )
    return found


def _outcome(answer: Answer) -> Outcome:
    return Outcome(answer.status == "answered", answer.reason)


def languages(observations: Sequence[Observation]) -> list[Language]:
    """Of the questions, in a fixed order."""
    return [lang for lang in get_args(Language) if any(o.lang == lang for o in observations)]
