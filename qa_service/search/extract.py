"""The answer inside a passage: its best sentence and the neighbours that belong to it, verbatim."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from qa_service.cities import NOWHERE, Districts
from qa_service.domain import Extract, Passage
from qa_service.retrieval.analyser import question_terms, term_set
from qa_service.retrieval.answer_types import asked, asks_how, facts
from qa_service.retrieval.kept import kept
from qa_service.retrieval.phrasebook import Phrasebook
from qa_service.retrieval.rank import TYPE_BONUS, title_agreement
from qa_service.search.evidence import share
from qa_service.search.inner_headings import group, heading_above, inner_headings
from qa_service.search.lines import (
    announcing,
    of_table,
    only_heads,
    rows,
    told_by_asker,
    told_of_oneself,
)
from qa_service.text import language

WORDS_WEIGHT = 0.2
"""Of the share of the question's words that a sentence holds, beside its cosine. docs/retrieval.md
has the comparison for this value and those below."""

LEAST = 0.8
"""What the score of a sentence beside an answer must be, as a share of the best, to join it."""

LEAST_OF_STEPS = 0.7
"""The same where it is asked what to do, which is told in several sentences."""

NEAR = 0.9
"""The same of one a little further off, which has those between with it: the best sentence may only
say again what is asked."""

FIRST_BONUS = 0.2
"""For the first sentence of an article whose title is the question: less where they agree less."""

DISTRICT_BONUS = 0.2
"""For a sentence that names an asked district, where a kind of fact is asked for: another question
may name it by the way."""

TELLING_PENALTY = 0.15
"""For a sentence in which somebody tells of himself: most are readers who ask or comment."""

_SENTENCES, _LONG = 5, 400
"""Sentences, and characters, that are answer enough: read at a glance."""

_LONG_LAW = 1200
"""Characters of a law article that is asked for: its second sentence may be the point."""

_BARE = re.compile(
    r"\W*(?:yes|no|of course|certainly|sure|不?(?:是|对|可以|能|会|要|用|需要)的?)\W*$",
    re.IGNORECASE,
)
"""A sentence that answers the heading above it, and may say the contrary to another question."""


def best_sentences(
    question: str,
    passage: Passage,
    cosines: NDArray[np.float32],
    shares: Mapping[str, float],
    districts: Districts = NOWHERE,
    *,
    named: bool = False,
) -> tuple[int, ...]:
    """Indices of the best sentence and of neighbours, in reading order; empty without sentences.

    `cosines`: of the question with each sentence of the passage. `shares`: of the
    question's terms, what each has of their idf. `districts`: those that it names. A question, a
    heading or the head of a list is no answer: the sentence behind it is part of it. `named`: the
    passage is a law article that the question names; of that, all sentences from the first that are
    not too long together.
    """
    if not passage.sentences or len(cosines) != len(passage.sentences):
        return ()
    if named:
        end = passage.sentences[0].start + _LONG_LAW
        return tuple(n for n, own in enumerate(passage.sentences) if n == 0 or own.end <= end)
    scores = _scores(question, passage, cosines, shares, districts)
    best = scores.index(max(scores))
    first, last = of_table(passage, best, _LONG)
    last = _completed(passage, first, last)
    if scores[best] > 0:
        least = LEAST_OF_STEPS if asks_how(question) else LEAST
        first, grown = _grown(passage, scores, first, last, least)
        last = _ended(passage, first, last, grown)
        first, _ = of_table(passage, first, _LONG)
    first = _of_group(passage, first, last)
    if (
        first < last
        and _BARE.match(passage.sentence_texts[first])
        and not _is_of(passage, question)
    ):
        first += 1
    return tuple(range(first, last + 1))


def _scores(
    question: str,
    passage: Passage,
    cosines: NDArray[np.float32],
    shares: Mapping[str, float],
    districts: Districts,
) -> list[float]:
    """Of each sentence; 0 of what a reader tells who asks: it has the question's words."""
    kinds = asked(question)
    scores = [
        cosine + WORDS_WEIGHT * share(shares, own) + TYPE_BONUS * held
        for cosine, own, held in zip(
            cosines.tolist(), _words(passage), facts(passage, kinds), strict=True
        )
    ]
    if districts.names and kinds:
        here = map(districts.named_in, passage.sentence_texts)
        scores = [score + DISTRICT_BONUS * own for score, own in zip(scores, here, strict=True)]
    if passage.lead:
        words = frozenset(question_terms(question))
        scores[0] += FIRST_BONUS * title_agreement(words, passage.title)
    for number in told_of_oneself(passage):
        scores[number] -= TELLING_PENALTY
    for number in told_by_asker(passage):
        scores[number] = 0.0
    return scores


def _is_of(passage: Passage, question: str) -> bool:
    """Whether a heading above the passage is the question in much the same words."""
    words = frozenset(question_terms(question))
    return any(title_agreement(words, above) for above in (passage.title, *passage.section))


@kept
def _words(passage: Passage) -> tuple[frozenset[str], ...]:
    """The index terms of each sentence below its heading, and of their gloss in Chinese."""
    terms = term_set if language(passage.text) == "en" else _terms_and_gloss
    return tuple(
        terms(sentence) | (terms(passage.text[slice(*heading)]) if heading else frozenset())
        for sentence, heading in zip(passage.sentence_texts, inner_headings(passage), strict=True)
    )


def _terms_and_gloss(text: str) -> frozenset[str]:
    return term_set(text) | term_set(Phrasebook.load().gloss(text))


def _of_group(passage: Passage, first: int, last: int) -> int:
    """The first sentence below the heading of a group, where all is short from there."""
    own = group(passage, first)
    if own and passage.sentences[last].end - own.start <= _LONG:
        return inner_headings(passage).index(own)
    return first


def _completed(passage: Passage, first: int, last: int) -> int:
    """The last sentence with what it announces: one sentence at least, more as far as they announce
    themselves and are short together."""
    spans = passage.sentences
    begun = last
    while last + 1 < len(spans) and announcing(passage)[last]:
        if last > begun and spans[last + 1].end - spans[first].start > _LONG:
            break
        last += 1
    return last


def _ended(passage: Passage, first: int, last: int, grown: int) -> int:
    """Where an answer that grew from `last` to `grown` ends: behind the first row of a table whose
    head it came to, before a heading that it came to."""
    if rows(passage)[grown]:
        return _completed(passage, first, grown)
    while grown > last and only_heads(passage.sentence_texts[grown]):
        grown -= 1
    return grown


def _grown(
    passage: Passage, scores: Sequence[float], first: int, last: int, least: float
) -> tuple[int, int]:
    """With one sentence after the other, the better one first, as far as they reach: neighbours,
    and what is nearly as good as the best one, with all between. Never of two groups."""
    best = max(scores[first : last + 1])
    own = group(passage, first)
    while True:
        around = range(max(0, last + 1 - _SENTENCES), min(len(scores), first + _SENTENCES))
        near = [
            (scores[i], min(first, i), max(last, i))
            for i in around
            if not first <= i <= last
            and scores[i] >= best * (least if i in (first - 1, last + 1) else NEAR)
            and group(passage, i) == own
        ]
        spans = passage.sentences
        wider = [one for one in near if spans[one[2]].end - spans[one[1]].start <= _LONG]
        if not wider:
            return first, last
        _, first, last = max(wider)


def extract(passage: Passage, chosen: Sequence[int]) -> Extract | None:
    """From the first to the last chosen sentence, with what stands between them, and the heading
    right above them that is only in the text."""
    if not chosen:
        return None
    begins = heading_above(passage, chosen[0]) or passage.sentences[chosen[0]]
    start, end = begins.start, passage.sentences[chosen[-1]].end
    return Extract(passage.text[start:end], passage.id, start, end)
