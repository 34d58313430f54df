"""What speaks for the first passages holding an answer: values that mean something alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from qa_service.domain import Passage
from qa_service.retrieval.analyser import terms
from qa_service.retrieval.retriever import EncodedQuestion, Retriever
from qa_service.search.topics import Topics

FIRST = 3
"""Passages looked at."""


def gather(
    question: EncodedQuestion,
    passages: Sequence[Passage],
    ordinals: Sequence[int],
    retriever: Retriever,
    topics: Topics,
) -> Mapping[str, float]:
    """The evidence by name.

    - passage, sentence: highest cosine of the question's topic with one of the first passages, and
      with a sentence in them
    - elsewhere: how much nearer the topic is to a sentence about another place, 0 if it is not
    - inside, outside, odds: see `TopicLikeness`
    - coverage: share of the topic's terms that the first passages hold
    - unknown: share that no passage of the corpus holds
    """
    encoded = (
        question.topic_main if question.topic_main is not None else question.topic_multilingual
    )
    assert encoded is not None
    likeness = topics.likeness(encoded)
    cosines = retriever.topic_likeness(question, ordinals[:FIRST])
    idf, frequency = retriever.words.idf, retriever.words.document_frequency
    return {
        "passage": cosines.passage,
        "sentence": cosines.sentence,
        "elsewhere": max(0.0, cosines.anywhere - cosines.sentence),
        "inside": likeness.inside,
        "outside": likeness.outside,
        "odds": likeness.odds,
        "coverage": coverage(question.topic_terms, passages[:FIRST], idf),
        "unknown": share(question.topic_terms, lambda term: not frequency(term), idf),
    }


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
