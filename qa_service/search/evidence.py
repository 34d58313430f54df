"""What speaks for the first passages holding an answer: values that mean something alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Passage
from qa_service.retrieval.analyser import terms
from qa_service.retrieval.answer_types import asked, held
from qa_service.retrieval.retriever import EncodedQuestion, Retriever
from qa_service.search.topics import Topics

FIRST = 2
"""Passages looked at."""


def gather(
    question: EncodedQuestion,
    passages: Sequence[Passage],
    ordinals: Sequence[int],
    retriever: Retriever,
    topics: Topics,
    *,
    names_place: bool,
) -> Mapping[str, float]:
    """The evidence by name. `names_place`: the question names a place that some article is about.

    - passage, sentence: highest cosine of the question's topic with one of the first passages, and
      with a sentence in them
    - local: highest cosine of the topic, at least 0, with a sentence in the first passages about
      the asked place
    - fact: the same with a sentence that holds a kind of fact asked for, where one is
    - asks: 1 when a kind of fact is asked for, else 0
    - elsewhere: how much nearer the topic is to a sentence about another place, 0 if it is not
    - inside, outside, odds: see `TopicLikeness`
    - astray: how much nearer it is to something that the service is not about, 0 if it is not
    - coverage: share of the topic's terms that the first passages hold
    - unknown: share that no passage of the corpus holds
    """
    encoded = (
        question.topic_main if question.topic_main is not None else question.topic_multilingual
    )
    assert encoded is not None
    likeness = topics.likeness(encoded)
    cosines = retriever.topic_likeness(question, ordinals[:FIRST])
    local = [i for i, p in enumerate(passages) if not names_place or p.cities or p.provinces]
    first = (local or range(len(passages)))[:FIRST]
    own = retriever.topic_sentence_cosines(question, [ordinals[i] for i in first])
    idf, frequency = retriever.words.idf, retriever.words.document_frequency
    return {
        "passage": cosines.passage,
        "sentence": cosines.sentence,
        "local": max((float(c.max(initial=0.0)) for c in own), default=0.0),
        "fact": fact(question.text, [passages[i] for i in first], own),
        "asks": float(bool(asked(question.text))),
        "elsewhere": max(0.0, cosines.anywhere - cosines.sentence),
        "inside": likeness.inside,
        "outside": likeness.outside,
        "odds": likeness.odds,
        "astray": max(0.0, likeness.outside - likeness.inside),
        "coverage": coverage(question.topic_terms, passages[:FIRST], idf),
        "unknown": share(question.topic_terms, lambda term: not frequency(term), idf),
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
        for cosine, (start, end) in zip(own, passage.sentences, strict=True):
            if cosine > best and (not kinds or held(passage.text[start:end], kinds)):
                best = float(cosine)
    return best


def coverage(
    question_terms: Collection[str], passages: Sequence[Passage], idf: Callable[[str], float]
) -> float:
    """The share, 0..1, of the terms that stand in the passages' text, headings or titles, each term
    weighing its idf: one that stands nowhere in the corpus weighs most."""
    held: set[str] = set()
    for passage in passages:
        held |= set(terms("\n".join((passage.title, *passage.section, passage.text))))
    return share(question_terms, held.__contains__, idf)


def share(
    question_terms: Collection[str], wanted: Callable[[str], bool], idf: Callable[[str], float]
) -> float:
    """The share, 0..1, of the terms' idf that falls on wanted ones; 0 for no terms."""
    total = sum(idf(term) for term in question_terms)
    return sum(idf(term) for term in question_terms if wanted(term)) / total if total else 0.0
