"""The order of a store's rows, when they lie in several files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Span

Ids = NDArray[np.int64]


class Piece(NamedTuple):
    """Rows that stand together in a file and in the store."""

    file: int
    span: Span
    """In the file."""
    first: int
    """Number of the first one in the store."""

    def within(self, span: Span) -> Piece | None:
        """The part of it in a span of the file."""
        start, end = max(self.span.start, span.start), min(self.span.end, span.end)
        if start >= end:
            return None
        return Piece(self.file, Span(start, end), self.first + start - self.span.start)


class Runs:
    """Rows of files, in the order of the store: within a file never backwards."""

    def __init__(self, table: NDArray[np.int64]) -> None:
        """`table`, of shape (r, 3): file, first row in it, number of rows."""
        self.table = table
        self._ends = np.cumsum(table[:, 2])
        self._starts = self._ends - table[:, 2]
        self.trivial = len(table) == 1 and not table[0, :2].any()
        """Whether the store's rows are the first ones of the first file, in their order."""

    @classmethod
    def whole(cls, count: int) -> Runs:
        """All rows of one file."""
        return cls(np.array([[0, 0, count]], np.int64))

    @classmethod
    def united(cls, runs: Sequence[tuple[int, int, int]]) -> Runs:
        """Runs that follow each other in a file become one."""
        out: list[list[int]] = []
        for file, first, count in runs:
            if out and out[-1][0] == file and out[-1][1] + out[-1][2] == first:
                out[-1][2] += count
            elif count:
                out.append([file, first, count])
        return cls(np.array(out, np.int64).reshape(-1, 3))

    @staticmethod
    def are_sane(table: NDArray[np.int64], sizes: Sequence[int]) -> bool:
        """Whether a table from somewhere is one, for files of so many rows."""
        if table.dtype != np.int64 or table.ndim != 2 or table.shape[1] != 3:
            return False
        if np.any((table[:, 0] < 0) | (table[:, 0] >= len(sizes))) or np.any(table[:, 1:] < 0):
            return False
        for number, size in enumerate(sizes):
            own = table[table[:, 0] == number]
            ends = own[:, 1] + own[:, 2]
            if np.any(own[1:, 1] < ends[:-1]) or (len(own) and ends[-1] > size):
                return False
        return True

    def __len__(self) -> int:
        """Number of rows."""
        return int(self._ends[-1]) if len(self._ends) else 0

    def pieces(self, span: Span) -> Iterator[Piece]:
        """Where a range of the store's rows lies."""
        run = int(np.searchsorted(self._ends, span.start, side="right"))
        while run < len(self.table) and (start := int(self._starts[run])) < span.end:
            file, first, count = map(int, self.table[run])
            low, high = max(span.start, start), min(span.end, start + count)
            if low < high:
                yield Piece(file, Span(first + low - start, first + high - start), low)
            run += 1

    def places(self, ids: Ids) -> tuple[Ids, Ids]:
        """File and row in it of each of the store's rows."""
        run = np.searchsorted(self._ends, ids, side="right")
        return self.table[run, 0], self.table[run, 1] + ids - self._starts[run]

    def numbers(self, file: int, places: Ids) -> Ids:
        """The store's numbers of rows of a file; rows that are not in the store are left out."""
        own = np.flatnonzero(self.table[:, 0] == file)
        firsts = self.table[own, 1]
        run = np.searchsorted(firsts, places, side="right") - 1
        inside = (run >= 0) & (places < firsts[run] + self.table[own[run], 2])
        numbers: Ids = (places + self._starts[own[run]] - firsts[run])[inside]
        return numbers
