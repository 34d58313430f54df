"""The vector store gives what plain numpy gives."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from qa_service.domain import Span
from qa_service.stores import files
from qa_service.stores import nearest as nearest_module
from qa_service.stores import vectors as vectors_module
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

    def blocks(self, ids: Sequence[int] | NDArray[np.int64]) -> list[NDArray[np.float32]]:
        for row in ids:
            if not 0 <= row < len(self):
                raise IndexError(row)
        return [np.array([self._rows[i]], dtype=np.float32) for i in ids]


VectorStore = NumpyStore | FaissStore


def rows_of(store: VectorStore, ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
    empty = np.empty((0, store.dimension), dtype=np.float32)
    found: NDArray[np.float32] = np.concatenate([empty, *store.blocks(ids)])
    return found


Make = Callable[[NDArray[np.float32]], VectorStore]


@pytest.fixture(params=["numpy", "written", "extended", "coded"])
def make(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    def written(rows: NDArray[np.float32]) -> VectorStore:
        FaissStore.write(tmp_path / "store", rows, rows.shape[1])
        return FaissStore.open(tmp_path / "store")

    def extended(rows: NDArray[np.float32]) -> VectorStore:
        """Two thirds of the rows are an older store's, which has others between them."""
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        monkeypatch.setattr(vectors_module, "_MOST_RUNS", 10**9)
        monkeypatch.setattr(vectors_module, "_DEAD", 1.0)
        monkeypatch.setattr(vectors_module, "_ADDED", 10.0)
        old = [i for i in range(len(rows)) if i % 3 != 1]
        other = unit_rows(len(old), rows.shape[1], seed=9)
        base = np.stack([rows[old], other], axis=1).reshape(-1, rows.shape[1])
        FaissStore.write(folder / "base", base, rows.shape[1])
        parts = [1 if i % 3 == 1 else Span(2 * old.index(i), 2 * old.index(i) + 1)
                 for i in range(len(rows))]  # fmt: skip
        fresh = (rows[i : i + 1] for i in range(1, len(rows), 3))
        FaissStore.extend(folder / "store", FaissStore.open(folder / "base"), parts, fresh)
        return FaissStore.open(folder / "store")

    def coded(rows: NDArray[np.float32]) -> VectorStore:
        """So few rows that all are candidates: the results are the exact ones."""
        monkeypatch.setattr(nearest_module, "BLOCK", 32)
        monkeypatch.setattr(nearest_module, "LEAST_RECALL", 0.0)
        FaissStore.write(tmp_path / "store", rows, rows.shape[1], exact_rows=15)
        return FaissStore.open(tmp_path / "store")

    makers: dict[str, Make] = {
        "numpy": NumpyStore, "written": written, "extended": extended, "coded": coded
    }  # fmt: skip
    return makers[request.param]


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
    assert rows_of(make(unit_rows(0)), []).shape == (0, 24)


@pytest.mark.parametrize("ids", [[8, 0, 8], [2, 3, 4, 7, 8, 1], range(9), range(0, 60, 2)])
def test_blocks_are_the_rows(make: Make, ids: Sequence[int]) -> None:
    rows = unit_rows(60)
    store = make(rows)
    assert rows_of(store, ids).tolist() == rows[list(ids)].tolist()
    assert (len(store), store.dimension) == (60, 24)


@pytest.mark.parametrize("ids", [[9], [-1], [0, 9]])
def test_unknown_rows_are_refused(make: Make, ids: list[int]) -> None:
    with pytest.raises(IndexError):
        make(unit_rows(9)).blocks(ids)


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


# --- rows of an older store -------------------------------------------------------------------


def kept_of(base: FaissStore, path: Path, parts: list[Span | int], fresh: int = 0) -> FaissStore:
    FaissStore.extend(path, base, parts, [unit_rows(fresh, seed=5)])
    return FaissStore.open(path)


@pytest.mark.parametrize("small", [0, files.SMALL_BYTES])
@pytest.mark.parametrize(
    ("parts", "fresh", "shared"),
    [
        ([Span(0, 100)], 0, True),
        ([Span(0, 40), 5, Span(40, 100)], 5, True),
        ([Span(0, 40), Span(50, 100), 3], 3, True),
        ([7, Span(20, 100)], 7, True),
        ([Span(0, 70)], 0, False),  # too many of the older rows are not used
        ([Span(0, 100), 30], 30, False),  # too many are new
        ([20], 20, False),
    ],
)
def test_extending_shares_the_file_while_it_is_mostly_used(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    parts: list[Span | int],
    fresh: int,
    shared: bool,
    small: int,
) -> None:
    monkeypatch.setattr(files, "SMALL_BYTES", small)
    rows = unit_rows(100)
    FaissStore.write(tmp_path / "base", rows, 24)
    store = kept_of(FaissStore.open(tmp_path / "base"), tmp_path / "store", parts, fresh)
    new = iter(unit_rows(fresh, seed=5))
    expected = [
        row
        for part in parts
        for row in (
            [next(new) for _ in range(part)] if isinstance(part, int) else rows[slice(*part)]
        )
    ]
    np.testing.assert_array_equal(rows_of(store, range(len(store))), np.array(expected))
    old, new = tmp_path / "base/rows.npy", tmp_path / "store/rows.npy"
    assert (old.read_bytes() == new.read_bytes()) is shared
    assert new.samefile(old) is (shared and not small)


def test_a_store_extended_again_and_again_holds_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every time a row goes and a row comes, until the file is written anew, and on."""
    monkeypatch.setattr(files, "SMALL_BYTES", 0)
    expected = unit_rows(200)
    FaissStore.write(tmp_path / "0", expected, 24)
    inodes = set()
    for number in range(1, 80):
        store = FaissStore.open(tmp_path / str(number - 1))
        place = number * 37 % 150
        new = unit_rows(1, seed=number)
        parts = [Span(0, place), 1, Span(place + 1, 200)]
        FaissStore.extend(tmp_path / str(number), store, parts, [new])
        expected = np.concatenate([expected[:place], new, expected[place + 1 :]])
        store = FaissStore.open(tmp_path / str(number))
        np.testing.assert_array_equal(rows_of(store, range(200)), expected)
        found = store.search(new, 1)[1]
        assert found.tolist() == [[place]]
        inodes.add((tmp_path / str(number) / "rows.npy").stat().st_ino)
    assert len(inodes) == 2


@pytest.mark.parametrize(
    ("parts", "message"), [([Span(0, 9), 3], "1 new rows are missing"), ([Span(0, 9), 1], "more")]
)
def test_new_rows_are_as_many_as_their_places(
    tmp_path: Path, parts: list[Span | int], message: str
) -> None:
    FaissStore.write(tmp_path / "base", unit_rows(9), 24)
    with pytest.raises(ValueError, match=message):
        kept_of(FaissStore.open(tmp_path / "base"), tmp_path / "store", parts, 2)


@pytest.mark.parametrize(
    "runs", [[[0, 0, 10]], [[2, 0, 1]], [[0, -1, 2]], [[0, 4, 2], [0, 0, 2]], [[1, 0, 2]]]
)
def test_runs_of_rows_that_there_are_not(tmp_path: Path, runs: list[list[int]]) -> None:
    FaissStore.write(tmp_path / "base", unit_rows(9), 24)
    kept_of(FaissStore.open(tmp_path / "base"), tmp_path / "store", [Span(0, 9), 1], 1)
    np.save(tmp_path / "store/runs.npy", np.array(runs, np.int64))
    with pytest.raises(ValueError, match=r"runs\.npy names rows"):
        FaissStore.open(tmp_path / "store")


# --- many rows --------------------------------------------------------------------------------

MANY, WIDE = 40_000, 64


def clustered(n: int, seed: int) -> NDArray[np.float32]:
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(0).standard_normal((300, WIDE))
    rows = centres[random.integers(0, 300, n)] + 1.2 * random.standard_normal((n, WIDE))
    units: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype("f4")
    return units


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> FaissStore:
    path = tmp_path_factory.mktemp("coded")
    FaissStore.write(path, clustered(MANY, 1), WIDE, exact_rows=5_000)
    return FaissStore.open(path)


@pytest.mark.parametrize(
    "ranges",
    [
        None,
        [Span(0, MANY // 2)],
        [Span(11_111, 31_234)],
        [Span(0, 3_000), Span(9_000, 9_001), Span(20_000, 39_999)],
    ],
)
def test_codes_find_what_an_exact_search_finds(
    coded: FaissStore, ranges: list[Span] | None
) -> None:
    queries = clustered(50, 2)
    rows = rows_of(coded, range(MANY))
    outside = np.ones(MANY, bool)
    for start, end in ranges or [Span(0, MANY)]:
        outside[start:end] = False
    cosines = queries @ rows.T
    cosines[:, outside] = -2
    nearest = np.argsort(-cosines, axis=1)[:, :10]
    scores, ids = coded.search(queries, 10, ranges)
    found = [len(set(a) & set(b)) / 10 for a, b in zip(ids.tolist(), nearest.tolist(), strict=True)]
    assert np.mean(found) >= 0.95
    assert not outside[ids].any()
    np.testing.assert_allclose(scores, np.take_along_axis(cosines, ids, axis=1), atol=1e-6)


def test_small_scopes_of_many_rows_are_exact(coded: FaissStore) -> None:
    ranges = [Span(100, 2_000), Span(17_000, 20_000)]
    queries = clustered(20, 3)
    oracle = NumpyStore(rows_of(coded, range(MANY)))
    assert_same(coded.search(queries, 10, ranges), oracle.search(queries, 10, ranges))


def test_extended_codes_leave_out_what_went_and_find_what_came(
    coded: FaissStore, tmp_path: Path
) -> None:
    new = clustered(500, 4)
    parts = [Span(0, 10_000), 200, Span(10_500, 30_000), 300, Span(30_001, MANY)]
    FaissStore.extend(tmp_path, coded, parts, [new], exact_rows=5_000)
    store = FaissStore.open(tmp_path)
    assert (store.codes is not None, len(store)) == (True, MANY - 1)
    gone = rows_of(coded, range(10_000, 10_500))
    scores, ids = store.search(gone, 10)
    assert not (scores[:, 0] > 0.999).any()
    cosines = (rows_of(store, ids[:, 0]) * gone).sum(axis=1)
    np.testing.assert_allclose(cosines, scores[:, 0], atol=1e-5)
    places = [*range(10_000, 10_200), *range(29_700, 30_000)]
    assert store.search(new, 1)[1][:, 0].tolist() == places


def test_codes_that_find_too_little_are_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearest_module, "LEAST_RECALL", 1.01)
    FaissStore.write(tmp_path, clustered(6_000, 1), WIDE, exact_rows=5_000)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rows.npy"]
    assert FaissStore.open(tmp_path).codes is None


@pytest.mark.parametrize(
    ("dimension", "parts"), [(384, 192), (512, 256), (768, 256), (1024, 256), (7, None)]
)
def test_how_a_vector_is_cut_into_parts(dimension: int, parts: int | None) -> None:
    assert nearest_module._parts(dimension) == parts


def test_faiss_is_loaded_without_a_word() -> None:
    """In a fresh process, since it speaks once."""
    script = """
import logging, numpy
from qa_service.stores.nearest import scan
logging.basicConfig(level=logging.INFO)
row = numpy.ones((1, 4), numpy.float32)
scan(row, row, 1)
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stderr == ""
