"""The vector channels: one encoder's view of passages and of the sentences inside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Span
from qa_service.encoders import Encoder, Vectors
from qa_service.index.spaces import Space
from qa_service.retrieval.cosines import Cosines, Seen, cosines, gather
from qa_service.text import sentences

SAMPLE = 512
"""Passages whose scores stand for the collection's."""


class DenseChannels:
    """Passage vectors and sentence vectors of one encoder. Safe for threads."""

    def __init__(self, encoder: Encoder, passages: Space, sentences: Space, count: int) -> None:
        """`count`: passages of the version, of which the spaces may hold some."""
        self.encoder = encoder
        self.passages = passages
        self.sentences = sentences
        sample = np.unique(passages.owner)
        if len(sample) > SAMPLE:
            sample = sample[np.linspace(0, len(sample) - 1, SAMPLE).astype(np.int64)]
        self.sample = sample
        """Ordinals, ascending."""
        # Held in memory: scored for every question.
        self._sampled = [gather(space, sample) for space in (passages, sentences)]
        whole = 0 < len(sample) == _owners(passages)
        self._place = _places(sample, count) if whole else None
        """Of each passage in the sample, where that is the whole collection."""

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

    def compare(
        self, question: Seen, ordinals: NDArray[np.int64], sampled: Cosines | None = None
    ) -> Cosines:
        """With passages. `sampled`: the question's with the sample, where they are at hand."""
        if sampled is not None and self._place is not None:
            return sampled.at(self._place[ordinals])
        rows = (gather(space, ordinals) for space in (self.passages, self.sentences))
        return cosines([question], *rows)[0]

    def sampled(self, questions: Sequence[Seen]) -> list[Cosines]:
        """Of each with the sample, whose distribution stands for the collection's."""
        return cosines(questions, *self._sampled)


def _places(sample: NDArray[np.integer], count: int) -> NDArray[np.int64]:
    """(count,): the place of each ordinal in the sample; -1 for one that is not in it."""
    places = np.full(count, -1, np.int64)
    places[sample] = np.arange(len(sample))
    return places


def _owners(space: Space) -> int:
    return int(np.count_nonzero(np.diff(space.owner, prepend=-1)))
