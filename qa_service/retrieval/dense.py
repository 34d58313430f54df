"""The vector channels: one encoder's view of passages and of the sentences inside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Span
from qa_service.encoders import Encoder, Vectors
from qa_service.index.spaces import Space
from qa_service.text import sentences

SAMPLE = 512
"""Passages whose scores stand for the collection's."""


@dataclass(frozen=True)
class Likeness:
    """Cosines of a question with passages; NaN for a passage that the space does not hold."""

    passage: NDArray[np.float32]
    """(m,): with the passage as a whole, the best of its views."""
    sentence: NDArray[np.float32]
    """(m,): with the best of its sentences; of a question in several sentences, the mean over them,
    since each may be met at another place."""


class DenseChannels:
    """Passage vectors and sentence vectors of one encoder. Safe for threads."""

    def __init__(self, encoder: Encoder, passages: Space, sentences: Space, count: int) -> None:
        """`count`: passages of the version, of which the spaces may hold some."""
        self.encoder = encoder
        self.passages = passages
        self.sentences = sentences
        self.complete = _owners(passages) == count
        """Whether every passage has a vector here."""
        sample = np.unique(passages.owner)
        if len(sample) > SAMPLE:
            sample = sample[np.linspace(0, len(sample) - 1, SAMPLE).astype(np.int64)]
        self.sample = sample
        """Ordinals, ascending."""
        # Held in memory: scored for every question.
        self._sampled = [_gather(space, sample) for space in (passages, sentences)]

    def holds(self, ordinals: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Which of the passages have vectors here."""
        owner = self.passages.owner
        wanted = np.asarray(ordinals, dtype=owner.dtype)
        first = np.searchsorted(owner, wanted)
        found: NDArray[np.bool_] = np.zeros(len(wanted), bool)
        inside = first < len(owner)
        found[inside] = owner[first[inside]] == wanted[inside]
        return found

    @staticmethod
    def parts(question: str) -> list[str]:
        """What is encoded of a question: the whole, then its sentences if it has several that say
        something: a number behind the question mark is none."""
        found = [question[start:end] for start, end in sentences(question)]
        telling = [sentence for sentence in found if any(c.isalpha() for c in sentence)]
        return [question, *telling] if len(telling) > 1 else [question]

    def candidates(self, encoded: Vectors, k: int, ranges: Sequence[Span]) -> NDArray[np.int64]:
        """Ordinals of the passages nearest to the whole question, at most `k`, within ranges of
        ordinals."""
        rows = [span for span in self.passages.rows(ranges) if span.start < span.end]
        _, ids = self.passages.store.search(encoded[:1], k, rows)
        found = ids[0][ids[0] >= 0]
        return np.unique(self.passages.owner[found].astype(np.int64))

    def likeness(self, encoded: Vectors, ordinals: NDArray[np.int64]) -> Likeness:
        """Of the encoded question (its `parts`) with passages."""
        return _likeness(
            encoded, *(_gather(space, ordinals) for space in (self.passages, self.sentences))
        )

    def sampled(self, encoded: Vectors) -> Likeness:
        """The same with the sample, whose distribution stands for the collection's."""
        return _likeness(encoded, *self._sampled)

    def sentence_cosines(
        self, encoded: Vectors, ordinals: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        """For each passage the cosine of every sentence, in reading order, with the question: as a
        whole or in one of its parts, whichever is nearer. Empty for a passage without rows."""
        rows = _gather(self.sentences, np.asarray(ordinals, np.int64))
        cosines = (rows.vectors @ encoded.T).max(axis=1, initial=-1.0)
        return np.split(cosines, rows.starts[1:]) if len(rows.starts) else []


@dataclass(frozen=True)
class _Rows:
    vectors: Vectors
    """(r, d): the rows of m passages one after the other."""
    starts: NDArray[np.int64]
    """(m,): where each passage's rows begin."""
    counts: NDArray[np.int64]
    """(m,)"""


def _owners(space: Space) -> int:
    return int(np.count_nonzero(np.diff(space.owner, prepend=-1)))


def _gather(space: Space, ordinals: NDArray[np.integer]) -> _Rows:
    edges = np.asarray(ordinals, dtype=space.owner.dtype)
    first = np.searchsorted(space.owner, edges, side="left")
    counts = np.searchsorted(space.owner, edges, side="right") - first
    starts = np.cumsum(counts) - counts
    rows = np.repeat(first - starts, counts) + np.arange(int(counts.sum()))
    return _Rows(space.store.vectors(rows), starts, counts)


def _likeness(encoded: Vectors, passages: _Rows, sentence_rows: _Rows) -> Likeness:
    whole = _best(passages, passages.vectors @ encoded[0])
    parts = encoded[1:] if len(encoded) > 1 else encoded
    each = [_best(sentence_rows, sentence_rows.vectors @ part) for part in parts]
    return Likeness(whole, np.mean(each, axis=0, dtype=np.float32))


def _best(rows: _Rows, scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """The highest score among each passage's rows; NaN for a passage without any."""
    out = np.full(len(rows.counts), np.nan, np.float32)
    held = rows.counts > 0
    if held.any():
        out[held] = np.maximum.reduceat(scores, rows.starts[held])
    return out
