"""Texts to vectors, each text once: what the cache knows is not embedded again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from qa_service.build.progress import Advance
from qa_service.encoders import Encoder, Vectors
from qa_service.index.cache import VectorCache

_SLICE = 2048
"""Texts embedded between two writes to the cache, sorted by length in the encoder: an interruption
loses no more than these, and no more are in memory."""


class Embedding:
    """Embeds what belongs to passages, and remembers whose vectors were not known yet."""

    def __init__(self, encoder: Encoder, cache: VectorCache | None) -> None:
        self.encoder = encoder
        self.cache = cache
        self.passages: set[int] = set()
        """Ordinals of the passages of which something had to be embedded."""

    def blocks(self, texts: Iterable[tuple[int, str]], advance: Advance) -> Iterator[Vectors]:
        """The vectors of texts, each with the ordinal of its passage, in their order, as blocks."""
        rest = iter(texts)
        while part := list(islice(rest, _SLICE)):
            yield self._block([ordinal for ordinal, _ in part], [text for _, text in part], advance)

    def _block(self, ordinals: Sequence[int], texts: Sequence[str], advance: Advance) -> Vectors:
        out = np.empty((len(texts), self.encoder.dimension), np.float32)
        missing = list(range(len(texts)))
        if self.cache is not None:
            known, missing = self.cache.get_many(self.encoder.fingerprint, texts)
            for position, vector in known.items():
                out[position] = vector
        # The same text may stand at several places.
        places: dict[str, list[int]] = {}
        for position in missing:
            places.setdefault(texts[position], []).append(position)
        advance(len(texts) - len(places))
        distinct = list(places)
        if distinct:
            vectors = self.encoder.encode(distinct, progress=advance)
            if self.cache is not None:
                self.cache.put_many(self.encoder.fingerprint, distinct, vectors)
            for text, vector in zip(distinct, vectors, strict=True):
                out[places[text]] = vector
        self.passages.update(ordinals[position] for position in missing)
        return out
