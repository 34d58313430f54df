"""Whether a question is about social security at all: its likeness to two lists of topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from qa_service.encoders import Encoder, Vectors
from qa_service.retrieval import word_lists

TEMPERATURE = 0.05
"""Of the soft maximum over a list: a difference in cosine of this size counts e-fold."""

BEYOND = 0.1
"""Cosine by which an article's title is nearer to a topic that the service is not about than to any
that it is about, where the article is about the former."""


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
    that it serves.

    The service is not about the housing fund, but whoever put an article about it into the corpus
    wants it found: what an article is about speaks no longer against a question that leads to it.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def likeness(self, questions: Vectors) -> list[TopicLikeness]:
        """Of each encoded question, shape (q, d)."""
        of_inside, of_outside = _encoded(self._encoder)
        return _likeness(questions @ of_inside.T, questions @ of_outside.T)

    def apart_from(
        self, titles: Sequence[str], question: Vectors, likeness: TopicLikeness
    ) -> TopicLikeness:
        """`likeness` of one encoded question, shape (1, d), without the topics that articles with
        these titles are about."""
        of_inside, of_outside = _encoded(self._encoder)
        about = np.any([_beyond(self._encoder, title) for title in titles], axis=0)
        if not about.any():
            return likeness
        return _likeness(question @ of_inside.T, (question @ of_outside.T)[:, ~about])[0]


def _likeness(inside: Vectors, outside: Vectors) -> list[TopicLikeness]:
    """Of cosines with the topics of either list, (q, i) and (q, o)."""
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


@lru_cache(maxsize=4096)
def _beyond(encoder: Encoder, title: str) -> NDArray[np.bool_]:
    """(o,): which of the topics that the service is not about an article is about: all that are
    nearer than any that it is about, if one is so by far."""
    inside, outside = _encoded(encoder)
    seen = encoder.encode([title], "query")[0]
    further = outside @ seen - float((inside @ seen).max())
    beyond: NDArray[np.bool_] = (further > 0) & (float(further.max()) > BEYOND)
    return beyond


def _soft(cosines: Vectors) -> Vectors:
    soft: Vectors = np.log(np.exp(cosines / TEMPERATURE).sum(axis=1))
    return soft
