"""What speaks for the first passage being an answer: values that mean something alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from qa_service.domain import Passage
from qa_service.retrieval.analyser import terms


def coverage(
    question_terms: Collection[str], passages: Sequence[Passage], idf: Callable[[str], float]
) -> float:
    """The share, 0..1, of the question's terms that the passages hold in their text, headings or
    title, each term weighing its idf: a term that stands nowhere in the corpus weighs most. 1 for a
    question without terms."""
    total = sum(idf(term) for term in question_terms)
    if not total:
        return 1.0
    held: set[str] = set()
    for passage in passages:
        held |= set(terms("\n".join((passage.title, *passage.section, passage.text))))
    return sum(idf(term) for term in question_terms if term in held) / total
