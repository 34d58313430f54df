"""The shortlist in its final order: the fused score and what is known of each passage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa_service.cities import NOWHERE, Districts
from qa_service.domain import Passage
from qa_service.numerals import HAN_NUMERALS
from qa_service.retrieval.analyser import question_terms, term_set
from qa_service.retrieval.answer_types import AnswerType, asked, facts
from qa_service.retrieval.kept import kept
from qa_service.summaries import SUMMARY
from qa_service.text import fold, letters, sentences

TYPE_BONUS = 0.1
"""Cosine that a sentence gains by holding the kind of fact asked for. docs/retrieval.md has the
comparison for this value and the ones below."""

CITY_BONUS = 2.0
"""For a passage about an asked city, before what holds everywhere. In fused units: standard
deviations, added over three channels."""

PROVINCE_BONUS = 4.0
"""For a passage about an asked province, where no city is asked about: before its cities' own."""

AROUND_BONUS = 1.0
"""For a passage about the province of an asked city, before what holds everywhere."""

DISTRICT_BONUS = 1.5
"""For a passage that names the asked district of its city, in its text or above it."""

LAW_PENALTY = 2.0
"""For a law article where a city is asked about, unless the question is about the law."""

LAW_BONUS = 1.0
"""For a law article where the question is about the law."""

LEAD_BONUS = 1.0
"""For an article's first passage, when the question is the article's title: less in proportion
where fewer words of the two agree, and nothing below `TITLE_AGREES`."""

TITLE_BONUS = 3.0
"""More for it where the question is the title to the letter."""

TITLE_AGREES = 0.6
"""Dice's coefficient of the terms of question and title."""

SUMMARY_PENALTY = 1.5
"""For a closing summary: it touches everything and answers little."""

PREAMBLE_PENALTY = 3.0
"""For an opening that only announces the article: it has the question's words, and no answer."""

REFERRAL_PENALTY = 2.0
"""For sentences of an article that only say which law article applies, where the question is not
about the law."""

ASKER_PENALTY = 2.0
"""For the post of somebody who asks: it has the question's words, and no answer."""

LACKS_PENALTY = 0.5
"""For a passage without any fact of the kinds asked for."""

_FLAT = 1e-6
"""Standard deviation of cosines up to which it is rounding."""

_PREAMBLE = re.compile(
    r"let'?s (?:take|have) a look|\bas follows\b|\bthe following\b"
    r"|\bsort(?:s|ed)? (?:it|them|this) out\b"
    r"|\b(?:answers?|topics?|details?|questions?) (?:is|are) "
    r"(?:here|below|introduced|explained|given)\b"
    r"|\b(?:introduces?|explains?|answers?) (?:\w+ ){0,6}(?:below|today|for (?:you|everyone))\b"
    r"|\bintroduced? (?:\w+ ){0,4}in detail\b|\bfor (?:your )?reference\b|\bread on\b"
    r"|\blet'?s talk about\b|\bhere is what\b|\bwill help you\b"
    r"|\b(?:compare|put)s? (?:them|it|both) (?:together|here|below)\b"
    r"|一起来?看|下面|如下|以下|为大家|为您|供.{0,4}参考|来了解|小编|希望.{0,8}有.{0,2}[用帮]"
)
"""In lower case: in the last sentence of an opening that only announces the article."""

_LONGEST_PREAMBLE = 300
"""Characters."""

_REFERENCE = re.compile(rf"\barticles? \d|第[\d{HAN_NUMERALS}]+条", re.IGNORECASE)
_LONGEST_REFERRAL = 250
"""Characters."""

_NUMBERED = re.compile(r"^\W*\w{1,10}[.,、:)）]\s*")
_SAYS = re.compile(r"[\d.,;:!。，、；：！\n|]")
"""In a line that says something, its number left out."""

_FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|my|me|we|our|us)\b|我")
_REPLY = re.compile(r"\b(?:answer|reply|author|note|a)\s*:|答\s*:")
"""Both in folded text."""

_QUOTED = re.compile(r'"[^"]*"')
"""Names of apps: "My Changzhou"."""

_ASKING = 0.4
"""Share of a post's sentences, at least, that ask or speak of the asker."""

_ABOUT_LAW = re.compile(
    r"\b(?:laws?|legal|legally|statut\w*|regulations?|legislation|articles?|by law)\b"
    r"|法律|法规|法定|规定|条例|社会保险法|第.{1,7}条"
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


def shortlist_size(shown: int) -> int:
    """How many candidates are read for so many passages shown, since some repeat others."""
    return 3 * shown + 10


def rank(
    question: str,
    passages: Sequence[Passage],
    fused: Sequence[float],
    deviation: float,
    cosines: Sequence[NDArray[np.float32]],
    cities: Sequence[str] = (),
    whole: Sequence[str] = (),
    provinces: Sequence[str] = (),
    districts: Districts = NOWHERE,
) -> list[Ranked]:
    """The shortlist, best first.

    `fused` and `cosines` are of the passages: their fused score, and the cosine of the question
    with each of their sentences. `deviation` is what a standard deviation of the sentence channel
    is worth in cosine. `cities` and `districts` are those asked about, `provinces` those that they
    lie in, and `whole` those that are asked about as a whole.
    """
    kinds = asked(question)
    legal = is_about_law(question)
    words, said = frozenset(question_terms(question)), letters(question)
    # Where all passages are alike, or there is one, a cosine has nothing to be measured by.
    unit = deviation if deviation > _FLAT else 1.0
    here, around, asked_whole = frozenset(cities), frozenset(provinces), frozenset(whole)
    out = []
    for position, passage in enumerate(passages):
        score = fused[position]
        score += _by_kind_of_fact(passage, cosines[position], kinds, unit)
        if not here.isdisjoint(passage.cities):
            score += CITY_BONUS
        elif not passage.cities and not around.isdisjoint(passage.provinces):
            with_cities = not asked_whole.isdisjoint(passage.provinces)
            score += PROVINCE_BONUS if with_cities else AROUND_BONUS
        if districts.names and names(passage, districts):
            score += DISTRICT_BONUS
        if passage.kind == "law" and legal:
            score += LAW_BONUS
        elif passage.kind == "law" and cities:
            score -= LAW_PENALTY
        nature = _nature(passage)
        score -= nature.penalty
        if nature.refers and not legal:
            score -= REFERRAL_PENALTY
        if nature.opens:
            agreement = title_agreement(words, passage.title)
            score += LEAD_BONUS * agreement
            if agreement and said == letters(passage.title):
                score += TITLE_BONUS
        out.append(Ranked(position, score))
    return sorted(out, key=lambda r: (-r.score, r.position))


def names(passage: Passage, districts: Districts) -> bool:
    """Whether the passage, or what stands above it, names one of the districts."""
    return districts.named_in(passage.under_headings)


class _Nature(NamedTuple):
    """What a passage is, whatever is asked."""

    penalty: float
    refers: bool
    """Whether it only says which law article applies."""
    opens: bool
    """Whether it is an article's first passage, and no preamble."""


@kept
def _nature(passage: Passage) -> _Nature:
    preamble = _is_preamble(passage)
    empty = preamble or _says_nothing(passage)
    penalty = ASKER_PENALTY * asks_only(passage.text) + PREAMBLE_PENALTY * empty
    if SUMMARY.match(fold(passage.text)):
        penalty += SUMMARY_PENALTY
    return _Nature(penalty, _only_refers(passage), passage.lead and not preamble)


def asks_only(text: str) -> bool:
    """Whether a passage is a reader's question: it asks, tells of the asker in two sentences or
    more, or in one and ends with the question, and holds no reply."""
    folded = fold(text)
    if "?" not in folded or _REPLY.search(folded):
        return False
    said = [folded[start:end] for start, end in sentences(text)]
    asking = [sentence for sentence in said if _is_question(sentence)]
    telling = [
        sentence
        for sentence in said
        if sentence not in asking and _FIRST_PERSON.search(_QUOTED.sub("", sentence))
    ]
    enough = 1 if _is_question(said[-1]) else 2
    both = len(asking) + len(telling)
    return bool(asking) and len(telling) >= enough and both >= _ASKING * len(said)


def _is_question(folded: str) -> bool:
    return folded.rstrip("\"')").endswith("?")


def _is_preamble(passage: Passage) -> bool:
    """Whether an article's first passage answers nothing and only says what comes."""
    if not passage.lead or not passage.sentences:
        return False
    said = passage.sentence_texts
    asking = sum(_is_question(fold(sentence)) for sentence in said)
    if asking >= 2 and 2 * asking >= len(said):  # "How much is it? Who gets it? Follow us."
        return True
    return len(passage.text) <= _LONGEST_PREAMBLE and bool(_PREAMBLE.search(said[-1].lower()))


def _says_nothing(passage: Passage) -> bool:
    """Whether an article's passage is one line that only names something, as a heading whose text
    is a law's, or an advert."""
    return passage.kind == "article" and not _SAYS.search(_NUMBERED.sub("", passage.text, count=1))


def _only_refers(passage: Passage) -> bool:
    """Whether every sentence of an article's short passage names a law article by number."""
    return (
        passage.kind == "article"
        and bool(passage.sentences)
        and len(passage.text) <= _LONGEST_REFERRAL
        and all(map(_REFERENCE.search, passage.sentence_texts))
    )


def title_agreement(words: frozenset[str], title: str) -> float:
    """Of a question's terms with a title: 0 up to `TITLE_AGREES`, then rising to 1 for the same
    terms."""
    others = term_set(title)
    if not words or not others:
        return 0.0
    dice = 2 * len(words & others) / (len(words) + len(others))
    return max(0.0, (dice - TITLE_AGREES) / (1 - TITLE_AGREES))


def _by_kind_of_fact(
    passage: Passage, cosines: NDArray[np.float32], kinds: tuple[AnswerType, ...], unit: float
) -> float:
    """How much higher the best sentence is when those of the asked kinds have their bonus; less
    than nothing where there are none."""
    if not kinds or not len(cosines) or len(cosines) != len(passage.sentences):
        return 0.0
    held_by = facts(passage, kinds)
    if not any(held_by):
        return -LACKS_PENALTY
    found: list[float] = cosines.tolist()
    raised = [cosine + TYPE_BONUS * share for cosine, share in zip(found, held_by, strict=True)]
    return (max(raised) - max(found)) / unit
