"""Vectors searched exactly by FAISS over a memory-mapped file. The only module that imports faiss.

The rows are one plain .npy file of float32. FAISS's flat search runs over the mapped memory itself,
so that opening reads nothing, several processes share one copy in the page cache, and a range of
rows is a slice: narrowing the search to it costs nothing and loses nothing. FAISS finds the
candidates; the few that remain are scored in double precision, so that a question has the same
result alone and in any batch, and equal rows have equal scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Span

_ROWS = "rows.npy"

_UNIT_TOLERANCE = 1e-3
"""How far a row's length may be from 1; float32 rounding is a thousand times smaller."""


class FaissStore:
    """A `VectorStore` in a folder, never changed once written."""

    def __init__(self, rows: NDArray[np.float32]) -> None:
        self._rows = rows

    @staticmethod
    def write(
        path: Path, vectors: NDArray[np.float32] | Iterable[NDArray[np.float32]], dimension: int
    ) -> None:
        """Creates the folder `path` with the rows: one array, or its blocks one after the other, so
        that a corpus larger than memory can be written.

        A row is a unit vector, or zeros for a text without any content (it scores 0). ValueError
        for anything else: a store of other rows would not compute cosines.
        """
        path.mkdir(parents=True, exist_ok=True)
        blocks = [vectors] if isinstance(vectors, np.ndarray) else vectors
        count = 0
        with open(path / _ROWS, "wb") as file:
            _write_header(file, 0, dimension)
            start = file.tell()
            for block in blocks:
                rows = np.ascontiguousarray(block, dtype=np.float32)
                _check_rows(rows, dimension, count)
                file.write(rows.data)
                count += len(rows)
            file.seek(0)
            _write_header(file, count, dimension)
            # numpy pads the header so that the first axis can grow in place.
            assert file.tell() == start

    @classmethod
    def open(cls, path: Path) -> FaissStore:
        rows = np.load(path / _ROWS, mmap_mode="r", allow_pickle=False)
        if rows.dtype != np.float32 or rows.ndim != 2:
            raise ValueError(f"{path / _ROWS} has {rows.dtype} of shape {rows.shape}, no rows")
        return cls(rows)

    @property
    def dimension(self) -> int:
        return int(self._rows.shape[1])

    def __len__(self) -> int:
        return len(self._rows)

    def search(
        self, queries: NDArray[np.float32], k: int, ranges: Sequence[Span] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        spans = [Span(0, len(self))] if ranges is None else _joined(ranges, len(self))
        units = _unit(queries, self.dimension)
        scores = np.full((len(units), k), -np.inf, dtype=np.float32)
        ids = np.full((len(units), k), -1, dtype=np.int64)
        if k == 0 or len(units) == 0:
            return scores, ids
        near = [self._near(units, k, span) for span in spans if span.start < span.end]
        for number, unit in enumerate(units if near else []):
            rough = np.concatenate([part[0][number] for part in near])
            rows = np.concatenate([part[1][number] for part in near])
            if len(rows) > k:
                rows = rows[rough >= np.partition(rough, -k)[-k] - self._margin]
            exact = (self._rows[rows] * unit).sum(axis=1).astype(np.float32)
            best = np.lexsort((rows, -exact))[:k]
            scores[number, : len(best)] = exact[best]
            ids[number, : len(best)] = rows[best]
        return scores, ids

    def vectors(self, ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        wanted = np.asarray(ids, dtype=np.int64)
        if wanted.size and (wanted.min() < 0 or wanted.max() >= len(self)):
            raise IndexError(f"rows are 0 to {len(self) - 1}, not {wanted.min()} to {wanted.max()}")
        return np.array(self._rows[wanted], dtype=np.float32)

    def _near(
        self, units: NDArray[np.float64], k: int, span: Span
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Every row of `span` that may be among its best `k`, and some more, with FAISS's scores.

        FAISS rounds differently for one query and for several, and keeps any of several equal rows.
        So it is asked for more, until what it leaves out is behind by more than rounding can be.
        """
        import faiss

        rows = self._rows[span.start : span.end]
        queries = units.astype(np.float32)
        take = min(k + 8, len(rows))
        while True:
            scores, ids = faiss.knn(queries, rows, take, faiss.METRIC_INNER_PRODUCT)
            if take == len(rows) or np.all(scores[:, k - 1] - scores[:, -1] > self._margin):
                return scores, ids + span.start
            take = min(4 * take, len(rows))

    @property
    def _margin(self) -> float:
        """Twice what a float32 inner product of unit vectors, summed in 8 lanes or more, can be
        off: Higham, "Accuracy and Stability of Numerical Algorithms", section 3.1, with n the
        additions in a row."""
        return float(np.finfo(np.float32).eps) * (self.dimension / 8 + 8)


def _write_header(file: Any, count: int, dimension: int) -> None:
    np.lib.format.write_array_header_1_0(
        file, {"descr": "<f4", "fortran_order": False, "shape": (count, dimension)}
    )


def _check_rows(rows: NDArray[np.float32], dimension: int, first: int) -> None:
    if rows.ndim != 2 or rows.shape[1] != dimension:
        raise ValueError(f"expected rows of {dimension} numbers, got shape {rows.shape}")
    lengths = np.linalg.norm(rows, axis=1)
    wrong = ~((np.abs(lengths - 1) <= _UNIT_TOLERANCE) | (lengths == 0))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise ValueError(f"row {first + row} has length {lengths[row]:.4g}, not 1")


def _unit(queries: NDArray[np.float32], dimension: int) -> NDArray[np.float64]:
    """The queries as unit vectors, and zeros as zeros."""
    wide = np.asarray(queries, dtype=np.float64)
    if wide.ndim != 2 or wide.shape[1] != dimension:
        raise ValueError(f"expected queries of shape (q, {dimension}), got {wide.shape}")
    if not np.isfinite(wide).all():
        raise ValueError("a query has a number that is not finite")
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    units: NDArray[np.float64] = wide / np.where(lengths == 0, 1, lengths)
    return units


def _joined(ranges: Sequence[Span], count: int) -> list[Span]:
    """`ranges` with neighbours that touch as one, since each one costs a call."""
    joined: list[Span] = []
    for start, end in ranges:
        last = joined[-1].end if joined else 0
        if not last <= start <= end <= count:
            raise ValueError(f"ranges must be sorted, disjoint and within {count} rows: {ranges}")
        if joined and start == last:
            joined[-1] = Span(joined[-1].start, end)
        else:
            joined.append(Span(start, end))
    return joined
