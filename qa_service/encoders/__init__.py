"""Text to unit vectors: the seam to the models.

Two implementations run the packaged default (ONNX Runtime, torch), one any other
sentence-transformers model, one the packaged multilingual encoder; tests bring a fifth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Role = Literal["query", "passage"]
Progress = Callable[[int], None]
"""Called with the number of texts that have been encoded since the last call."""


class Encoder(Protocol):
    """A model that turns texts into vectors whose inner product is their likeness."""

    name: str
    fingerprint: str
    """Changes whenever the vectors of the same text would: weights, prefixes, pooling, limit."""
    dimension: int
    max_tokens: int
    """Longest text that is read in one piece, special tokens and prefix included."""

    def encode(
        self, texts: Sequence[str], role: Role = "passage", progress: Progress | None = None
    ) -> Vectors:
        """(n, dimension) float32 rows of length 1, in the order of `texts`; no rows for no texts.

        A text over the limit is read in windows whose vectors are averaged: nothing is cut off.
        """
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` as a passage, prefix and special tokens included."""
        ...

    def __hash__(self) -> int: ...


__all__ = ["Encoder", "Progress", "Role", "Vectors"]
