"""What speaks for the first passages holding an answer: values that mean something alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from qa_service.cities import Districts
from qa_service.domain import Passage
from qa_service.retrieval import matters
from qa_service.retrieval.analyser import term_set
from qa_service.retrieval.answer_types import AnswerType, asked, facts
from qa_service.retrieval.branches import CARE, named, told_by
from qa_service.retrieval.cosines import highest
from qa_service.retrieval.grades import grades
from qa_service.retrieval.kept import kept
from qa_service.retrieval.retriever import EncodedQuestion, Pool
from qa_service.search.districts import is_told_of_others, tells
from qa_service.search.topics import TopicLikeness
from qa_service.stores.lexical import LexicalStore

FIRST = 2
"""Passages looked at."""

SEARCHED = 3
"""Passages about the asked place in which a fact of the kind asked for must stand."""


def gather(
    question: EncodedQuestion,
    passages: Sequence[Passage],
    rows: Sequence[int],
    pool: Pool,
    words: LexicalStore,
    likeness: TopicLikeness,
    districts: Districts,
    *,
    names_place: bool,
) -> Mapping[str, float]:
    """The evidence by name. `rows` are those of the passages in the pool, `likeness` that of the
    question's topic; `districts` are those that it names; `names_place`: it names a place that some
    article is about.

    - passage, sentence: highest cosine of the question's topic with one of the first passages, and
      with a sentence in them
    - local: highest cosine of the topic, at least 0, with a sentence in the first passages about
      the asked place
    - fact: the same with a sentence that holds a kind of fact asked for, where one is
    - asks: 1 when a kind of fact is asked for, else 0
    - missing: 1 when neither one of the first passages nor one of the first about the asked place
      holds such a fact, else 0
    - untold: 1 when the question names a branch of social security, or a grade of disability, that
      no passage about the asked place speaks of, or a matter that no passage at all does; or asks
      for an address or the like in a district and the first passages about the place list other
      districts' alone; else 0
    - listed: 1 when the question names a branch and asks for an address or the like in a district,
      which stands in one of the first passages on that branch beside the district's name, else 0
    - elsewhere: how much nearer the topic is to a sentence about another place, 0 if it is not
    - inside, outside, odds: see `TopicLikeness`
    - astray: how much nearer it is to something that the service is not about, 0 if it is not
    - coverage: share of the topic's terms that the first passages hold
    - unknown: share that no passage of the corpus holds
    """
    sentence = highest(pool.cosines.topic_sentence[rows[:FIRST]])
    local = [i for i, p in enumerate(passages) if not names_place or p.cities or p.provinces]
    about_place = [passages[i] for i in local]
    first = (local or range(len(passages)))[:FIRST]
    own = pool.cosines.topic_sentences([rows[i] for i in first])
    shares = relative({term: words.idf(term) for term in question.topic_terms})
    return {
        "passage": highest(pool.cosines.topic_passage[rows[:FIRST]]),
        "sentence": sentence,
        "local": max((float(c.max(initial=0.0)) for c in own), default=0.0),
        "fact": fact(question.text, [passages[i] for i in first], own),
        "asks": float(bool(asked(question.text))),
        "missing": float(_is_missing(question.text, [*passages[:FIRST], *about_place[:SEARCHED]])),
        "untold": float(
            names_place
            and (
                _is_untold(question.text, about_place)
                or _is_passed_over(question.text, passages)
                or is_told_of_others(question.text, about_place[:SEARCHED], districts)
            )
        ),
        "listed": float(names_place and _is_listed(question.text, about_place[:FIRST], districts)),
        "elsewhere": max(0.0, pool.anywhere - sentence),
        "inside": likeness.inside,
        "outside": likeness.outside,
        "odds": likeness.odds,
        "astray": max(0.0, likeness.outside - likeness.inside),
        "coverage": coverage(shares, passages[:FIRST]),
        "unknown": share(shares, {t for t in shares if not words.document_frequency(t)}),
    }


def fact(
    question: str, passages: Sequence[Passage], cosines: Sequence[NDArray[np.float32]]
) -> float:
    """The highest cosine, at least 0, of a sentence that holds a kind of fact that `question` asks
    for; of any sentence where it asks for none. `cosines` are of each passage's sentences."""
    kinds = asked(question)
    best = 0.0
    for passage, own in zip(passages, cosines, strict=True):
        if len(own) != len(passage.sentences):
            continue
        for cosine, share_held in zip(own.tolist(), facts(passage, kinds), strict=True):
            if cosine > best and (not kinds or share_held):
                best = cosine
    return best


LOCAL: frozenset[AnswerType] = frozenset({"money", "day", "monthday", "hours"})
"""Kinds of fact that national law leaves to the cities for the most part."""


def told(question: str, passages: Sequence[Passage]) -> list[bool]:
    """Whether each passage holds a fact of a `LOCAL` kind that is asked for."""
    kinds = tuple(kind for kind in asked(question) if kind in LOCAL)
    return [any(facts(passage, kinds)) for passage in passages]


def _is_listed(question: str, passages: Sequence[Passage], districts: Districts) -> bool:
    branches = named(question) if districts.names else frozenset()
    return tells(question, [p for p in passages if branches & told_by(p)], districts)


def speaking(question: str, passages: Sequence[Passage]) -> list[bool]:
    """Whether each passage speaks of what `question` names: a branch of social security, a matter;
    true of all where it names none."""
    branches, asked_for = named(question), matters.named(question)
    return [
        (not branches or bool(branches & told_by(passage)))
        and all(matters.speaks_of(passage, matter) for matter in asked_for)
        for passage in passages
    ]


def _is_missing(question: str, passages: Sequence[Passage]) -> bool:
    kinds = asked(question)
    return bool(kinds) and not any(any(facts(passage, kinds)) for passage in passages)


def _is_untold(question: str, passages: Sequence[Passage]) -> bool:
    """Whether `question` names branches of social security and no passage speaks of one, neither in
    its text nor above it; or a grade of disability where they speak of others."""
    branches = named(question)
    if branches:
        told = frozenset().union(*map(told_by, passages))
        if any(group and not group & told for group in (branches - CARE, branches & CARE)):
            return True
    asked_for = grades(question)
    known = frozenset().union(*map(_grades, passages)) if asked_for else frozenset()
    # What is paid for a grade stands beside it; a question may name its own by the way.
    return bool(known or "money" in asked(question)) and not asked_for <= known


def _is_passed_over(question: str, passages: Sequence[Passage]) -> bool:
    """Whether `question` names a matter that no passage speaks of."""
    return any(
        not any(matters.speaks_of(passage, matter) for passage in passages)
        for matter in matters.named(question)
    )


def coverage(shares: Mapping[str, float], passages: Sequence[Passage]) -> float:
    """The share, 0..1, of the terms that stand in the passages' text, headings or titles. `shares`
    are made of the terms' idf: one that stands nowhere in the corpus weighs most."""
    return share(shares, frozenset().union(*map(_all_terms, passages)))


@kept
def _grades(passage: Passage) -> frozenset[int]:
    return grades(passage.under_headings)


@kept
def _all_terms(passage: Passage) -> frozenset[str]:
    return term_set(passage.under_headings)


def relative(weights: Mapping[str, float]) -> Mapping[str, float]:
    """Each term's share of the terms' weight, 0..1."""
    total = sum(weights.values())
    return {term: weight / total for term, weight in weights.items()} if total else {}


def share(shares: Mapping[str, float], wanted: Collection[str]) -> float:
    """The share, 0..1, of the terms that are wanted ones; 0 for no terms."""
    return sum([own for term, own in shares.items() if term in wanted])
