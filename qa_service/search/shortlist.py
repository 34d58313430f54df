"""A candidate whose text has been read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Passage


@dataclass(frozen=True)
class Entry:
    passage: Passage
    row: int
    """In the pool."""
    score: float
    cosines: NDArray[np.float32]
    """Of the question with each sentence of the passage."""
    distance: int = 0
    """From telling what moves between the cities asked about, see `moves.distance`; or 1 where the
    article is about another district alone."""
