"""Vectors searched over files: exactly, or by codes where a scope is large.

The rows are plain .npy files of float32, large ones mapped. FAISS's flat search runs over that
memory itself, so that opening copies nothing, several processes share one copy in the page cache,
and a range of rows is a slice: narrowing the search to it costs nothing and loses nothing. FAISS
finds the candidates; the few that remain are scored in double precision, so that a question has the
same result alone and in any batch, and equal rows have equal scores.

A store that differs little from an older one shares that one's rows: `rows.npy` is then a second
name of the older file, or a copy where it is small, `added.npy` has what is new, and `runs.npy`
says which rows of the two, in which order, are the store's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Span
from qa_service.stores.files import NOTHING_HELD, Held, array, exists
from qa_service.stores.nearest import Codes, Found, candidates, scan
from qa_service.stores.rows import Rows, RowsWriter, read_rows, share
from qa_service.stores.runs import Piece, Runs

_BLOCK = 16_384
"""Rows copied at once."""

_DEAD = 0.25
_ADDED = 0.25
"""Shares of the older rows: of those no longer used, and of rows beside them, from which on all are
written anew."""
_MOST_RUNS = 256
"""Each one costs a call of the search."""

_FEW_RUNS = 16
"""Runs of rows that follow each other, from which one copy is sooner looked through."""

_MAIN, _EXTRA = 0, 1
_CODES = ("codes.npy", "codebook.npy", "codes.json")


class FaissStore:
    """Rows of unit vectors, numbered from 0, searched by cosine; in a folder that is never changed
    once written."""

    def __init__(self, path: Path, files: Sequence[Rows], runs: Runs, codes: Codes | None) -> None:
        self.path = path
        self._files = files
        self._runs = runs
        self.codes = codes
        """Of the first file's rows, where they are many."""

    # --- writing ---

    @staticmethod
    def write(
        path: Path,
        vectors: Rows | Iterable[Rows],
        dimension: int,
        *,
        exact_rows: int | None = None,
    ) -> None:
        """Creates the folder `path` with the rows: one array, or its blocks one after the other, so
        that a corpus larger than memory can be written.

        A row is a unit vector, or zeros for a text without any content (it scores 0); ValueError
        for anything else. With `exact_rows`, more rows than that get codes, by which larger scopes
        are searched; without, every search is exact.
        """
        path.mkdir(parents=True, exist_ok=True)
        with RowsWriter(path / "rows.npy", dimension) as writer:
            for block in [vectors] if isinstance(vectors, np.ndarray) else vectors:
                writer.append(block)
        _write_codes(path, exact_rows)

    @staticmethod
    def extend(
        path: Path,
        base: FaissStore,
        parts: Sequence[Span | int],
        fresh: Iterable[Rows],
        *,
        exact_rows: int | None = None,
    ) -> None:
        """As `write`, of rows that are for the most part in `base` already: one after the other,
        ranges of its rows, ascending, and numbers of rows to take from `fresh`, whose blocks
        together have exactly these."""
        path.mkdir(parents=True, exist_ok=True)
        arriving = _Arriving(fresh, base.dimension)
        if base._worth_sharing(parts):
            base._share(path, parts, arriving)
        else:
            blocks = base._blocks(parts, arriving)
            FaissStore.write(path, blocks, base.dimension, exact_rows=exact_rows)
        arriving.check_empty()

    def _worth_sharing(self, parts: Sequence[Span | int]) -> bool:
        pieces = [p for part in parts if isinstance(part, Span) for p in self._runs.pieces(part)]
        shared = sum(_size(p.span) for p in pieces if p.file == _MAIN)
        count = sum(p if isinstance(p, int) else _size(p) for p in parts)
        rows = len(self._files[_MAIN])
        return (
            shared > 0
            and len(pieces) + len(parts) <= _MOST_RUNS
            and rows - shared <= _DEAD * rows
            and count - shared <= _ADDED * rows
        )

    def _share(self, path: Path, parts: Sequence[Span | int], fresh: _Arriving) -> None:
        share(self.path / "rows.npy", path / "rows.npy")
        for name in _CODES if self.codes is not None else ():
            share(self.path / name, path / name)
        runs: list[tuple[int, int, int]] = []
        with RowsWriter(path / "added.npy", self.dimension) as added:
            for part in parts:
                if isinstance(part, int):
                    runs.append((_EXTRA, added.count, part))
                    for block in fresh.take(part):
                        added.append(block)
                    continue
                for file, span, _ in self._runs.pieces(part):
                    size = _size(span)
                    runs.append((file, span.start if file == _MAIN else added.count, size))
                    if file != _MAIN:
                        added.append(self._files[file][span.start : span.end])
        np.save(path / "runs.npy", Runs.united(runs).table, allow_pickle=False)

    def _blocks(self, parts: Sequence[Span | int], fresh: _Arriving) -> Iterator[Rows]:
        for part in parts:
            if isinstance(part, int):
                yield from fresh.take(part)
                continue
            for file, span, _ in self._runs.pieces(part):
                for start in range(span.start, span.end, _BLOCK):
                    yield self._files[file][start : min(start + _BLOCK, span.end)]

    # --- reading ---

    @classmethod
    def open(cls, path: Path, held: Held = NOTHING_HELD) -> FaissStore:
        """ValueError or OSError when files are missing or don't fit together."""
        files = [read_rows(path / "rows.npy", held)]
        if not exists(path / "runs.npy", held):
            runs = Runs.whole(len(files[0]))
        else:
            files.append(read_rows(path / "added.npy", held))
            table = array(path / "runs.npy", held)
            if not Runs.are_sane(table, [len(rows) for rows in files]):
                raise ValueError(f"{path / 'runs.npy'} names rows that there are not")
            runs = Runs(table)
        return cls(path, files, runs, Codes.open(path, files[0].shape[1], held))

    @property
    def dimension(self) -> int:
        return int(self._files[_MAIN].shape[1])

    def __len__(self) -> int:
        """Number of rows."""
        return len(self._runs)

    def search(
        self, queries: Rows, k: int, ranges: Sequence[Span] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The `k` rows with the highest cosine for each query, best first: scores and row numbers.

        `queries`, of shape (q, dimension), need not be normalised; the results have shape (q, k).
        `ranges` are half-open ranges of rows, sorted and disjoint: only rows inside them compete.
        None means all rows; no ranges means no row. The search is exact; where codes choose the
        rows to compare, it may miss a few of the best, but never returns another row or another
        score. Of rows with equal scores the lower number comes first. Where fewer than `k` rows
        compete, the rest is -inf and -1. ValueError for queries of another dimension or not finite,
        and for other ranges.
        """
        spans = [Span(0, len(self))] if ranges is None else _joined(ranges, len(self))
        units = _unit(queries, self.dimension)
        scores = np.full((len(units), k), -np.inf, dtype=np.float32)
        ids = np.full((len(units), k), -1, dtype=np.int64)
        if k == 0 or len(units) == 0:
            return scores, ids
        pieces = [piece for span in spans for piece in self._runs.pieces(span)]
        queries = units.astype(np.float32)
        likely = [np.zeros(0, np.int64)] * len(units)
        if self.codes is not None and sum(map(_size, spans)) > self.codes.above:
            likely, pieces = self._by_codes(self.codes, queries, k, spans)
        near = self._compared(queries, k, pieces)
        for number, unit in enumerate(units):
            rows = np.concatenate([near[number], likely[number]])
            exact = (self._rows(rows) * unit).sum(axis=1).astype(np.float32)
            best = np.lexsort((rows, -exact))[:k]
            scores[number, : len(best)] = exact[best]
            ids[number, : len(best)] = rows[best]
        return scores, ids

    def blocks(self, ids: Sequence[int] | NDArray[np.int64]) -> list[Rows]:
        """The rows `ids` in blocks that follow each other, together of shape (len(ids), dimension);
        not to be written to. Of rows that follow each other in a file no copy is made, unless there
        are many such runs. IndexError for an unknown row."""
        wanted = np.asarray(ids, dtype=np.int64)
        if wanted.size and (wanted.min() < 0 or wanted.max() >= len(self)):
            raise IndexError(f"rows are 0 to {len(self) - 1}, not {wanted.min()} to {wanted.max()}")
        jumps = np.flatnonzero(np.diff(wanted) != 1) + 1
        if len(jumps) >= _FEW_RUNS:
            return [self._rows(wanted)]
        edges = [0, *jumps.tolist(), len(wanted)] if len(wanted) else []
        return [
            self._files[piece.file][piece.span.start : piece.span.end]
            for start, end in pairwise(edges)
            for piece in self._runs.pieces(Span(int(wanted[start]), int(wanted[end - 1]) + 1))
        ]

    def _rows(self, ids: NDArray[np.int64]) -> Rows:
        """A copy."""
        if self._runs.trivial:
            return self._files[_MAIN][ids]
        files, places = self._runs.places(ids)
        out = np.empty((len(ids), self.dimension), np.float32)
        for number, rows in enumerate(self._files):
            here = files == number
            out[here] = rows[places[here]]
        return out

    def _by_codes(
        self, codes: Codes, queries: Rows, k: int, spans: Sequence[Span]
    ) -> tuple[list[NDArray[np.int64]], list[Piece]]:
        """For each query the rows that the codes hold for likely to be among the best `k`; and what
        of `spans` they say nothing of."""
        found: list[Found] = [_none(queries)]
        rest: list[Piece] = []
        for span in spans:
            pieces = list(self._runs.pieces(span))
            coded = [piece for piece in pieces if piece.file == _MAIN]
            rest += [piece for piece in pieces if piece.file != _MAIN]
            if coded:
                # Rows between two pieces belong to no run any more, so that they drop out below.
                cover = Span(coded[0].span.start, coded[-1].span.end)
                live = sum(_size(piece.span) for piece in coded)
                wanted = -(-candidates(k) * _size(cover) // live)
                of_blocks, edges = codes.search(queries, wanted, cover)
                found += of_blocks
                rest += [cut for p in coded for edge in edges if (cut := p.within(edge))]
        scores, ids = _side_by_side(found)
        best = np.argsort(-scores, axis=1, kind="stable")[:, : candidates(k)]
        kept = np.take_along_axis(ids, best, axis=1)
        return [self._runs.numbers(_MAIN, row[row >= 0]) for row in kept], rest

    def _compared(self, queries: Rows, k: int, pieces: Sequence[Piece]) -> list[NDArray[np.int64]]:
        """For each query all rows of `pieces` that may be among their best `k`: FAISS compares it
        with every one."""
        found: list[Found] = [_none(queries)]
        for piece in pieces:
            rows = self._files[piece.file][piece.span.start : piece.span.end]
            scores, places = self._near(queries, rows, k)
            found.append((scores, places + piece.first))
        scores, ids = _side_by_side(found)
        if ids.shape[1] <= k:
            return list(ids)
        least = np.partition(scores, -k, axis=1)[:, -k].astype(np.float64) - self._margin
        return [row[score >= low] for row, score, low in zip(ids, scores, least, strict=True)]

    def _near(self, queries: Rows, rows: Rows, k: int) -> Found:
        """Every row of `rows` that may be among its best `k`, and some more, with FAISS's scores.

        FAISS rounds differently for one query and for several, and keeps any of several equal rows.
        So it is asked for more, until what it leaves out is behind by more than rounding can be.
        """
        take = min(k + 8, len(rows))
        while True:
            scores, ids = scan(queries, rows, take)
            if take == len(rows) or np.all(scores[:, k - 1] - scores[:, -1] > self._margin):
                return scores, ids
            take = min(4 * take, len(rows))

    @property
    def _margin(self) -> float:
        """Twice what a float32 inner product of unit vectors, summed in 8 lanes or more, can be
        off: Higham, "Accuracy and Stability of Numerical Algorithms", section 3.1, with n the
        additions in a row."""
        return float(np.finfo(np.float32).eps) * (self.dimension / 8 + 8)


class _Arriving:
    """Blocks of rows, handed out in other portions."""

    def __init__(self, blocks: Iterable[Rows], dimension: int) -> None:
        self._blocks = iter(blocks)
        self._rest = np.empty((0, dimension), np.float32)

    def take(self, count: int) -> Iterator[Rows]:
        """The next `count` rows, in blocks. ValueError when there are fewer."""
        while count:
            if not len(self._rest):
                block = next(self._blocks, None)
                if block is None:
                    raise ValueError(f"{count} new rows are missing")
                self._rest = block
            part, self._rest = self._rest[:count], self._rest[count:]
            count -= len(part)
            yield part

    def check_empty(self) -> None:
        if len(self._rest) or any(len(block) for block in self._blocks):
            raise ValueError("there are more new rows than places for them")


def _write_codes(path: Path, exact_rows: int | None) -> None:
    rows = read_rows(path / "rows.npy")
    if exact_rows is not None and len(rows) > exact_rows:
        Codes.write(path, rows, exact_rows)


def _unit(queries: Rows, dimension: int) -> NDArray[np.float64]:
    """The queries as unit vectors, and zeros as zeros."""
    wide = np.asarray(queries, dtype=np.float64)
    if wide.ndim != 2 or wide.shape[1] != dimension:
        raise ValueError(f"expected queries of shape (q, {dimension}), got {wide.shape}")
    if not np.isfinite(wide).all():
        raise ValueError("a query has a number that is not finite")
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    units: NDArray[np.float64] = wide / np.where(lengths == 0, 1, lengths)
    return units


def _none(queries: Rows) -> Found:
    return np.empty((len(queries), 0), np.float32), np.empty((len(queries), 0), np.int64)


def _side_by_side(found: Sequence[Found]) -> Found:
    scores, ids = zip(*found, strict=True)
    return np.concatenate(scores, axis=1), np.concatenate(ids, axis=1)


def _size(span: Span) -> int:
    return span.end - span.start


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
