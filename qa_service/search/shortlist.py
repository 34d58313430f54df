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
    behind: int = 0
    """How far it stands back behind what holds where the question asks, or tells of the move that
    it asks for: 0 for not at all. See `moves.distance` and `districts.stand_back`."""
