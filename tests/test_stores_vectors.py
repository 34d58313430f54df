"""The contract of vector stores: every implementation gives what plain numpy gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from qa_service.domain import Span
from qa_service.stores import VectorStore
from qa_service.stores.vectors import FaissStore


class NumpyStore:
    """The oracle: every cosine in double precision, one row at a time, then a plain sort."""

    def __init__(self, rows: NDArray[np.float32]) -> None:
        self._rows = rows

    @property
    def dimension(self) -> int:
        return int(self._rows.shape[1])

    def __len__(self) -> int:
        return len(self._rows)

    def search(
        self, queries: NDArray[np.float32], k: int, ranges: Sequence[Span] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        spans = [Span(0, len(self))] if ranges is None else ranges
        allowed = [row for start, end in spans for row in range(start, end)]
        scores = np.full((len(queries), k), -np.inf, dtype=np.float32)
        ids = np.full((len(queries), k), -1, dtype=np.int64)
        for number, query in enumerate(queries.astype(float)):
            length = np.sqrt((query * query).sum()) or 1.0
            ranked = sorted(
                (-float(np.float32((self._rows[i] * query).sum() / length)), i) for i in allowed
            )[:k]
            for place, (score, row) in enumerate(ranked):
                scores[number, place], ids[number, place] = -score, row
        return scores, ids

    def vectors(self, ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        for row in ids:
            if not 0 <= row < len(self):
                raise IndexError(row)
        found: NDArray[np.float32] = np.array([self._rows[i] for i in ids], dtype=np.float32)
        return found if len(ids) else np.empty((0, self.dimension), dtype=np.float32)


Make = Callable[[NDArray[np.float32]], VectorStore]


@pytest.fixture(params=["numpy", "faiss"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    def faiss_store(rows: NDArray[np.float32]) -> VectorStore:
        FaissStore.write(tmp_path / "store", rows, rows.shape[1])
        return FaissStore.open(tmp_path / "store")

    return NumpyStore if request.param == "numpy" else faiss_store


def unit_rows(n: int, d: int = 24, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((n, d))
    units: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype("f4")
    return units


def assert_same(
    found: tuple[NDArray[np.float32], NDArray[np.int64]],
    expected: tuple[NDArray[np.float32], NDArray[np.int64]],
) -> None:
    assert found[1].tolist() == expected[1].tolist()
    np.testing.assert_allclose(found[0], expected[0], atol=1e-6)
    assert [array.dtype.name for array in found] == ["float32", "int64"]


# Four rows in the plane: east, north, north again, and between east and north.
PLANE = np.array([[1, 0], [0, 1], [0, 1], [0.6, 0.8]], dtype=np.float32)
INF = float("inf")


@pytest.mark.parametrize(
    ("query", "k", "ranges", "scores", "ids"),
    [
        ([1, 0], 2, None, [1.0, 0.6], [0, 3]),
        ([5, 0], 2, None, [1.0, 0.6], [0, 3]),
        ([0, 1], 4, None, [1.0, 1.0, 0.8, 0.0], [1, 2, 3, 0]),
        ([0, 1], 1, None, [1.0], [1]),
        ([0, 1], 1, [(2, 4)], [1.0], [2]),
        ([0, 1], 3, [(0, 1), (2, 3)], [1.0, 0.0, -INF], [2, 0, -1]),
        ([0, 1], 2, [(0, 2), (2, 4)], [1.0, 1.0], [1, 2]),
        ([1, 0], 6, None, [1.0, 0.6, 0.0, 0.0, -INF, -INF], [0, 3, 1, 2, -1, -1]),
        ([1, 0], 2, [], [-INF, -INF], [-1, -1]),
        ([1, 0], 2, [(1, 1)], [-INF, -INF], [-1, -1]),
        ([-1, 0], 1, [(0, 1)], [-1.0], [0]),
        ([0, 0], 2, None, [0.0, 0.0], [0, 1]),
    ],
)
def test_hand_worked(
    make: Make,
    query: list[float],
    k: int,
    ranges: list[tuple[int, int]] | None,
    scores: list[float],
    ids: list[int],
) -> None:
    spans = None if ranges is None else [Span(*r) for r in ranges]
    found = make(PLANE).search(np.array([query], dtype=np.float32), k, spans)
    assert_same(found, (np.array([scores], dtype=np.float32), np.array([ids])))


@pytest.mark.parametrize(
    "ranges", [None, [Span(10, 60)], [Span(0, 3), Span(9, 150), Span(299, 300)]]
)
@pytest.mark.parametrize("k", [1, 7, 120, 400])
def test_same_as_oracle(make: Make, k: int, ranges: list[Span] | None) -> None:
    rows = unit_rows(300)
    queries = 37 * unit_rows(21, seed=1)
    assert_same(make(rows).search(queries, k, ranges), NumpyStore(rows).search(queries, k, ranges))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_ties_are_broken_by_the_lower_row(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    # Few distinct rows, so that ties reach across every k and every range.
    distinct = unit_rows(3, d=8)
    picks = data.draw(st.lists(st.integers(0, 2), min_size=1, max_size=60))
    rows = distinct[picks]
    edges = sorted(data.draw(st.sets(st.integers(0, len(rows)), max_size=6)))
    ranges = [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    k = data.draw(st.integers(1, 70))
    path = tmp_path_factory.mktemp("ties")
    FaissStore.write(path, rows, 8)
    queries = unit_rows(2, d=8, seed=4)
    found = FaissStore.open(path).search(queries, k, ranges)
    assert_same(found, NumpyStore(rows).search(queries, k, ranges))


@pytest.mark.parametrize("k", [5, 101])
def test_a_query_has_the_same_result_alone_and_in_any_company(tmp_path: Path, k: int) -> None:
    # Large enough that FAISS treats one query differently from several.
    rows, queries = unit_rows(20_000, d=384), unit_rows(43, d=384, seed=2)
    FaissStore.write(tmp_path, rows, 384)
    store = FaissStore.open(tmp_path)
    scores, ids = store.search(queries, k)
    for size in (1, 2, 16, 20):
        parts = [store.search(queries[i : i + size], k) for i in range(0, 43, size)]
        assert np.concatenate([part[0] for part in parts]).tolist() == scores.tolist()
        assert np.concatenate([part[1] for part in parts]).tolist() == ids.tolist()


@pytest.mark.parametrize("ranges", [None, [Span(0, 1400), Span(1500, 3000)]])
@pytest.mark.parametrize("k", [50, 150, 1100, 1200])
def test_long_ties(tmp_path: Path, k: int, ranges: list[Span] | None) -> None:
    # About a thousand copies of each of three rows: FAISS leaves out any of them.
    rows = unit_rows(3, d=8)[np.random.default_rng(1).integers(0, 3, 3000)]
    FaissStore.write(tmp_path, rows, 8)
    queries = unit_rows(2, d=8)
    found = FaissStore.open(tmp_path).search(queries, k, ranges)
    assert_same(found, NumpyStore(rows).search(queries, k, ranges))


def test_no_rows_and_no_queries(make: Make) -> None:
    scores, ids = make(unit_rows(0)).search(unit_rows(2), 3)
    assert (scores.tolist(), ids.tolist()) == ([[-INF] * 3] * 2, [[-1] * 3] * 2)
    assert make(unit_rows(5)).search(unit_rows(0), 3)[1].shape == (0, 3)
    assert make(unit_rows(5)).search(unit_rows(1), 0)[1].shape == (1, 0)
    assert make(unit_rows(0)).vectors([]).shape == (0, 24)


def test_vectors_are_the_rows(make: Make) -> None:
    rows = unit_rows(9)
    store = make(rows)
    assert store.vectors([8, 0, 8]).tolist() == rows[[8, 0, 8]].tolist()
    assert (len(store), store.dimension) == (9, 24)


@pytest.mark.parametrize("ids", [[9], [-1], [0, 9]])
def test_unknown_rows_are_refused(make: Make, ids: list[int]) -> None:
    with pytest.raises(IndexError):
        make(unit_rows(9)).vectors(ids)


@pytest.mark.parametrize(
    "ranges",
    [
        [Span(3, 5), Span(0, 2)],
        [Span(0, 4), Span(3, 6)],
        [Span(4, 2)],
        [Span(-1, 2)],
        [Span(0, 10)],
    ],
)
def test_faiss_refuses_ranges_that_are_none(tmp_path: Path, ranges: list[Span]) -> None:
    FaissStore.write(tmp_path, unit_rows(9), 24)
    with pytest.raises(ValueError, match="sorted, disjoint"):
        FaissStore.open(tmp_path).search(unit_rows(1), 2, ranges)


@pytest.mark.parametrize(
    ("query", "message"),
    [([[1.0, 2.0]], "shape"), ([1.0] * 24, "shape"), ([[float("nan")] * 24], "not finite")],
)
def test_faiss_refuses_queries_that_are_none(
    tmp_path: Path, query: list[object], message: str
) -> None:
    FaissStore.write(tmp_path, unit_rows(9), 24)
    with pytest.raises(ValueError, match=message):
        FaissStore.open(tmp_path).search(np.array(query, dtype=np.float32), 2)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([[0.6, 0.8], [3.0, 4.0]], "row 1 has length 5"),
        ([[float("nan"), 1.0]], "row 0"),
        ([[1.0, 0.0, 0.0]], "rows of 2 numbers"),
    ],
)
def test_only_unit_vectors_are_written(
    tmp_path: Path, rows: list[list[float]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        FaissStore.write(tmp_path, np.array(rows, dtype=np.float32), 2)


def test_blocks_make_the_file_that_one_array_makes(tmp_path: Path) -> None:
    rows = unit_rows(1000)
    FaissStore.write(tmp_path / "whole", rows, 24)
    FaissStore.write(tmp_path / "blocks", (rows[i : i + 7] for i in range(0, 1000, 7)), 24)
    whole = (tmp_path / "whole/rows.npy").read_bytes()
    assert (tmp_path / "blocks/rows.npy").read_bytes() == whole
    assert np.load(tmp_path / "whole/rows.npy", allow_pickle=False).tolist() == rows.tolist()


def test_the_rows_stay_on_disk(tmp_path: Path) -> None:
    """Searching maps the file; it never reads it into a copy of its own."""
    FaissStore.write(tmp_path, unit_rows(50_000, d=256), 256)  # 51 MB
    before = _private_bytes()
    store = FaissStore.open(tmp_path)
    store.search(unit_rows(1, d=256), 5)
    assert _private_bytes() - before < 25_000_000
    assert len(store) == 50_000


def _private_bytes() -> int:
    """Memory of this process that is no mapped file."""
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("needs /proc")
    line = next(li for li in status.read_text().splitlines() if li.startswith("RssAnon"))
    return int(line.split()[1]) * 1024
