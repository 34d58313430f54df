"""What a vector store promises; every implementation passes the same contract tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Span


class VectorStore(Protocol):
    """Rows of unit vectors, numbered from 0, searched by cosine."""

    @property
    def dimension(self) -> int: ...

    def __len__(self) -> int:
        """Number of rows."""
        ...

    def search(
        self, queries: NDArray[np.float32], k: int, ranges: Sequence[Span] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The `k` rows with the highest cosine for each query, best first: scores and row numbers.

        `queries`, of shape (q, dimension), need not be normalised; the results have shape (q, k).
        `ranges` are half-open ranges of rows, sorted and disjoint: only rows inside them compete.
        The search is exact; where many rows compete, an implementation may miss a few of the best,
        but it never returns another row or another score. None means all rows; no ranges means no
        row. Of rows with equal scores the lower number comes first. Where fewer than `k` rows
        compete, the rest is -inf and -1. ValueError for queries of another dimension or not finite,
        and for other ranges.
        """
        ...

    def blocks(self, ids: Sequence[int] | NDArray[np.int64]) -> list[NDArray[np.float32]]:
        """The rows `ids` in blocks that follow each other, together of shape (len(ids), dimension);
        not to be written to. IndexError for an unknown row."""
        ...
