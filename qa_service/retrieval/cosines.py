"""A question's cosines with passages and with the sentences inside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa_service.encoders import Vectors
from qa_service.index.spaces import Space

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Rows:
    """The vectors of m passages in a space."""

    blocks: Sequence[Vectors]
    """(r, d) together: of one passage after the other."""
    starts: NDArray[np.int64]
    """(m,): where each passage's rows begin."""
    counts: NDArray[np.int64]
    """(m,): a passage may have none."""


def gather(space: Space, ordinals: NDArray[np.integer]) -> Rows:
    """The rows of the passages, in the order of `ordinals`."""
    edges = np.asarray(ordinals, dtype=space.owner.dtype)
    first = np.searchsorted(space.owner, edges, side="left")
    counts = np.searchsorted(space.owner, edges, side="right") - first
    starts = np.cumsum(counts) - counts
    rows = np.repeat(first - starts, counts) + np.arange(int(counts.sum()))
    return Rows(space.store.blocks(rows), starts, counts)


@dataclass(frozen=True)
class Cosines:
    """Of a question with m passages, which go by their position among these; NaN for a passage that
    the space does not hold."""

    passage: Floats
    """(m,): with the passage as a whole, the best of its views."""
    sentence: Floats
    """(m,): with the best of its sentences; of a question in several sentences, the mean over them,
    since each may be met at another place."""
    topic_passage: Floats
    """(m,): of the topic as a whole, as `passage`."""
    topic_sentence: Floats
    """(m,): of the topic as a whole, with the best sentence."""
    each: Floats
    """(r,): with every sentence, in reading order, of the question as a whole or of one of its
    parts, whichever is nearer."""
    topic_each: Floats
    """(r,): of the topic as a whole, with every sentence."""
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    """(m,): the rows of each passage's sentences."""

    def at(self, positions: NDArray[np.int64]) -> Cosines:
        """With some of the passages; -1 stands for one that the space does not hold."""
        lacking = np.flatnonzero(positions < 0)

        def taken(of_all: NDArray[Any], instead: float) -> NDArray[Any]:
            found = of_all[positions]
            if len(lacking):
                found[lacking] = instead
            return found

        return Cosines(
            passage=taken(self.passage, np.nan),
            sentence=taken(self.sentence, np.nan),
            topic_passage=taken(self.topic_passage, np.nan),
            topic_sentence=taken(self.topic_sentence, np.nan),
            each=self.each,
            topic_each=self.topic_each,
            starts=self.starts[positions],
            counts=taken(self.counts, 0),
        )

    def sentences(self, positions: Sequence[int]) -> list[Floats]:
        """For each passage the cosine of every sentence with the question: `each`. Empty for a
        passage without sentences."""
        return [self.each[self._rows(position)] for position in positions]

    def topic_sentences(self, positions: Sequence[int]) -> list[Floats]:
        """The same of the question's topic."""
        return [self.topic_each[self._rows(position)] for position in positions]

    def _rows(self, position: int) -> slice:
        start = int(self.starts[position])
        return slice(start, start + int(self.counts[position]))


class Seen(NamedTuple):
    """A question as an encoder sees it."""

    parts: Vectors
    """(p, d): its `DenseChannels.parts`, the whole with its places."""
    topic: Vectors
    """(1, d): the whole without the names of places."""


def cosines(questions: Sequence[Seen], passages: Rows, sentences: Rows) -> list[Cosines]:
    """Of each question. Rows are read once for all of them, which takes longer than multiplying."""
    wholes = [vector for seen in questions for vector in (seen.parts[0], seen.topic[0])]
    of_passages = _best(_products(wholes, passages), passages)
    views = [vector for seen in questions for vector in (*seen.parts, seen.topic[0])]
    every = _products(views, sentences)
    of_sentences = _best(every, sentences)
    found: list[Cosines] = []
    first = 0
    for number, seen in enumerate(questions):
        last = first + len(seen.parts)
        parts = of_sentences[first + (len(seen.parts) > 1) : last]
        found.append(
            Cosines(
                passage=of_passages[2 * number],
                sentence=parts[0] if len(parts) == 1 else parts.mean(axis=0),
                topic_passage=of_passages[2 * number + 1],
                topic_sentence=of_sentences[last],
                each=every[first] if len(parts) == 1 else every[first:last].max(axis=0),
                topic_each=every[last],
                starts=sentences.starts,
                counts=sentences.counts,
            )
        )
        first = last + 1
    return found


def _products(vectors: Sequence[Vectors], rows: Rows) -> Floats:
    """(q, r)"""
    total = sum(map(len, rows.blocks))
    out = np.empty((len(vectors), total), np.float32)
    start = 0
    for block in rows.blocks:
        end = start + len(block)
        if len(vectors) < _MANY:
            for number, vector in enumerate(vectors):
                np.matmul(block, vector, out=out[number, start:end])
        else:
            out[:, start:end] = (block @ np.stack(vectors, axis=1)).T
        start = end
    return out


_MANY = 8
"""Vectors from which BLAS takes all sooner than one after the other: for 2,500 rows 250 µs for 8,
and 70 µs for each alone."""


def _best(scores: Floats, rows: Rows) -> Floats:
    """(q, r) to (q, m): the highest among each passage's rows; NaN for a passage without any."""
    held = rows.counts > 0
    out = np.full((len(scores), len(held)), np.nan, np.float32)
    if held.any():
        out[:, held] = np.maximum.reduceat(scores, rows.starts[held], axis=1)
    return out


def highest(cosines: Floats) -> float:
    """At least 0, also of none; NaN counts nothing."""
    return float(np.fmax.reduce(cosines, initial=0.0))
