"""The shortlist in its final order: the fused score and what is known of each passage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Passage
from qa_service.retrieval.analyser import term_set
from qa_service.retrieval.answer_types import AnswerType, asked, held

TYPE_BONUS = 0.1
"""Cosine that a sentence gains by holding the kind of fact asked for. docs/retrieval.md has the
comparison for this value and the ones below."""

CITY_BONUS = 2.0
"""For a passage about an asked city, before what holds everywhere. In fused units: standard
deviations, added over three channels."""

LAW_PENALTY = 1.0
"""For a law article where a city is asked about, unless the question is about the law."""

LAW_BONUS = 1.0
"""For a law article where the question is about the law."""

LEAD_BONUS = 3.0
"""For an article's first passage, when the question is the article's title: less in proportion
where fewer words of the two agree, and nothing below `TITLE_AGREES`."""

TITLE_AGREES = 0.6
"""Dice's coefficient of the terms of question and title."""

SUMMARY_PENALTY = 1.0
"""For a closing summary: it touches everything and answers little."""

_FLAT = 1e-6
"""Standard deviation of cosines up to which it is rounding."""

_SUMMARY = re.compile(
    r"\W*(?:to sum up|in (?:summary|conclusion|short)|to summarize|总之|综上|总的来说)", re.I
)
_ABOUT_LAW = re.compile(
    r"\b(?:laws?|legal|legally|statut\w*|regulations?|legislation|articles?|by law)\b"
    r"|法律|法规|法定|规定|条例|社会保险法|第.{1,6}条"
)
"""In lower case."""


@dataclass(frozen=True)
class Ranked:
    """One passage of the shortlist."""

    position: int
    """In the shortlist."""
    score: float


def is_about_law(question: str) -> bool:
    """Whether `question` asks for what the law says, rather than what to do."""
    return _ABOUT_LAW.search(question.lower()) is not None


def rank(
    question: str,
    passages: Sequence[Passage],
    fused: Sequence[float],
    deviations: Sequence[float],
    cosines: Sequence[NDArray[np.float32]],
    cities: Sequence[str] = (),
) -> list[Ranked]:
    """The shortlist, best first.

    `fused`, `deviations` and `cosines` are of the passages: their fused score, what a standard
    deviation of the sentence channel is worth in cosine, and the cosine of the question with each
    of their sentences. `cities` are those asked about.
    """
    kinds = asked(question)
    legal = is_about_law(question)
    words = term_set(question)
    out = []
    for position, passage in enumerate(passages):
        score = fused[position]
        # Where all passages are alike, or there is one, a cosine has nothing to be measured by.
        unit = deviations[position] if deviations[position] > _FLAT else 1.0
        score += _gain(passage, cosines[position], kinds) / unit
        if cities and set(passage.cities) & set(cities):
            score += CITY_BONUS
        if passage.kind == "law" and legal:
            score += LAW_BONUS
        elif passage.kind == "law" and cities:
            score -= LAW_PENALTY
        if passage.lead:
            score += LEAD_BONUS * title_agreement(words, passage.title)
        if _SUMMARY.match(passage.text):
            score -= SUMMARY_PENALTY
        out.append(Ranked(position, score))
    return sorted(out, key=lambda r: (-r.score, r.position))


def title_agreement(words: frozenset[str], title: str) -> float:
    """Of a question's terms with a title: 0 up to `TITLE_AGREES`, then rising to 1 for the same
    terms."""
    others = term_set(title)
    if not words or not others:
        return 0.0
    dice = 2 * len(words & others) / (len(words) + len(others))
    return max(0.0, (dice - TITLE_AGREES) / (1 - TITLE_AGREES))


def _gain(passage: Passage, cosines: NDArray[np.float32], kinds: tuple[AnswerType, ...]) -> float:
    """How much higher the best sentence is when those of the asked kind have their bonus."""
    if not kinds or not len(cosines) or len(cosines) != len(passage.sentences):
        return 0.0
    found: list[float] = cosines.tolist()
    held_by = [held(sentence, kinds) for sentence in passage.sentence_texts]
    raised = [cosine + TYPE_BONUS * share for cosine, share in zip(found, held_by, strict=True)]
    return max(raised) - max(found)
