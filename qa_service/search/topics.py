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

    def likeness(self, question: Vectors) -> TopicLikeness:
        """Of one encoded question, shape (1, d)."""
        of_inside, of_outside = _encoded(self._encoder)
        inside, outside = of_inside @ question[0], of_outside @ question[0]
        return TopicLikeness(
            float(inside.max()), float(outside.max()), _soft(inside) - _soft(outside)
        )


@lru_cache(maxsize=4)
def _encoded(encoder: Encoder) -> tuple[Vectors, Vectors]:
    lists = word_lists.topics()
    inside, outside = lists["in_scope"], lists["out_of_scope"]
    vectors = encoder.encode([*inside, *outside], "query")
    return vectors[: len(inside)], vectors[len(inside) :]


def _soft(cosines: Vectors) -> float:
    return float(np.log(np.exp(cosines / TEMPERATURE).sum()))
