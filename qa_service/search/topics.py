"""Whether a question is about social security at all: its likeness to two lists of topics."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from qa_service.encoders import Encoder, Vectors
from qa_service.retrieval import word_lists

TEMPERATURE = 0.05
"""Of the soft maximum over a list: a difference in cosine of this size counts e-fold."""


@dataclass(frozen=True)
class TopicLikeness:
    inside: float
    """Highest cosine with a topic that the service is about."""
    outside: float
    """Highest cosine with a topic that it is not about."""
    odds: float
    """log Σ exp(cosine / temperature) over the one list, less that over the other; above 0 speaks
    for a question about social security."""


class Topics:
    """The lists as one encoder sees them; encoded when first asked for, and once for all versions
    that it serves."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def likeness(self, questions: Vectors) -> list[TopicLikeness]:
        """Of each encoded question, shape (q, d)."""
        inside, outside = (questions @ of.T for of in _encoded(self._encoder))
        odds = _soft(inside) - _soft(outside)
        return [
            TopicLikeness(*found)
            for found in zip(
                inside.max(axis=1).tolist(),
                outside.max(axis=1).tolist(),
                odds.tolist(),
                strict=True,
            )
        ]


@lru_cache(maxsize=4)
def _encoded(encoder: Encoder) -> tuple[Vectors, Vectors]:
    lists = word_lists.topics()
    inside, outside = lists["in_scope"], lists["out_of_scope"]
    vectors = encoder.encode([*inside, *outside], "query")
    return vectors[: len(inside)], vectors[len(inside) :]


def _soft(cosines: Vectors) -> Vectors:
    soft: Vectors = np.log(np.exp(cosines / TEMPERATURE).sum(axis=1))
    return soft
