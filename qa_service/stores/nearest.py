"""The nearest rows to a question, by FAISS: one by one, or by short codes of them. The only module
that imports faiss."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Span
from qa_service.stores.files import NOTHING_HELD, Held, array, content, exists

Rows = NDArray[np.float32]
Found = tuple[NDArray[np.float32], NDArray[np.int64]]
"""Inner products and row numbers, both (q, k)."""

BLOCK = 16_384
"""Rows whose codes are searched together, so that a range of rows is whole blocks and two edges."""

_BITS = 4
_MOST_PARTS = 256
"""Parts of a vector that have a code each; FAISS adds their scores up in 16 bits."""

_SAMPLE = 65_536
_PROBES = 100
_PROBE_COSINE = 0.6
"""About what a question and the passage that answers it have. A probe is a row, turned so far."""

LEAST_RECALL = 0.97
"""Share of the 10 nearest rows that codes must find of probes to be kept; else the rows are
compared one by one."""


@cache
def _faiss() -> Any:
    """It tells at each start which builds of itself it lacks, which reads like a fault."""
    logging.getLogger("faiss.loader").setLevel(logging.WARNING)
    import faiss

    return faiss


def scan(queries: Rows, rows: Rows, k: int) -> Found:
    """The `k` (at most `len(rows)`) rows with the highest inner product, best first. FAISS rounds
    differently for one query and for several, and keeps any of several equal rows."""
    faiss = _faiss()

    scores, ids = faiss.knn(queries, rows, k, faiss.METRIC_INNER_PRODUCT)
    return scores, ids


@dataclass(frozen=True)
class Codes:
    """Four bits for every two numbers of a row (product quantisation, Jégou, Douze and Schmid,
    TPAMI 2011), which FAISS compares with a question in the processor's registers (André, Kermarrec
    and Le Scouarnec, TPAMI 2021). Scores are rough: what they find has to be scored again."""

    blocks: tuple[Any, ...]
    """FAISS indexes over `BLOCK` rows each, the last one over the rest."""
    count: int
    above: int
    """Rows in scope from which the codes are worth their roughness."""

    @staticmethod
    def write(path: Path, rows: Rows, above: int) -> bool:
        """Writes the codes of `rows` into the folder, unless they would find too little of what
        there is: then nothing, and False."""
        faiss = _faiss()

        parts = _parts(rows.shape[1])
        if parts is None:
            return False
        index = faiss.IndexPQFastScan(rows.shape[1], parts, _BITS, faiss.METRIC_INNER_PRODUCT)
        chosen = np.random.default_rng(0).permutation(len(rows))[:_SAMPLE]
        with _one_thread():  # k-means over so few points loses by more
            index.train(np.array(rows[np.sort(chosen)]))
        packed = []
        for span in _blocks(len(rows)):
            index.reset()
            index.add(np.ascontiguousarray(rows[span.start : span.end]))
            packed.append(faiss.vector_to_array(index.codes))
        book = faiss.vector_to_array(index.pq.centroids)
        codes = Codes(tuple(_opened(book, p, s) for p, s in _each(packed, rows)), len(rows), 0)
        recall = codes._measure(rows)
        if recall < LEAST_RECALL:
            return False
        np.save(path / "codes.npy", np.concatenate(packed), allow_pickle=False)
        np.save(path / "codebook.npy", book.reshape(parts, -1), allow_pickle=False)
        facts = {"rows": len(rows), "above": above, "recall@10": round(recall, 4)}
        (path / "codes.json").write_text(json.dumps(facts), encoding="utf-8")
        return True

    @classmethod
    def open(cls, path: Path, dimension: int, held: Held = NOTHING_HELD) -> Codes | None:
        """The codes in the folder, held in memory: half a byte for every two numbers. None when
        there are none. ValueError when they are damaged."""
        if not exists(path / "codes.json", held):
            return None
        facts = json.loads(content(path / "codes.json", held))
        count = int(facts["rows"])
        book = array(path / "codebook.npy", held)
        packed = array(path / "codes.npy", held)
        per_row = _stored(book.shape[0])
        if book.size != 2**_BITS * dimension or packed.size != per_row * -(-count // 32) * 32:
            raise ValueError(f"{path / 'codes.npy'} doesn't hold codes of {count} rows")
        blocks = []
        for span in _blocks(count):
            part = packed[span.start * per_row : (span.start + BLOCK) * per_row]
            blocks.append(_opened(book, np.array(part), span.end - span.start, dimension))
        return cls(tuple(blocks), count, int(facts["above"]))

    def search(self, queries: Rows, k: int, span: Span) -> tuple[list[Found], list[Span]]:
        """The rows with the `k` highest rough scores of each whole block in `span`, block by block
        (-1 for none), and the edges of `span` that fill no block."""
        first = -(-span.start // BLOCK)
        last = len(self.blocks) if span.end == self.count else span.end // BLOCK
        if first >= last:
            return [], [span]
        found = []
        for number in range(first, last):
            block = self.blocks[number]
            scores, ids = block.search(queries, min(k, block.ntotal))
            found.append((scores, np.where(ids < 0, -1, ids + number * BLOCK)))
        edges = [Span(span.start, first * BLOCK), Span(last * BLOCK, span.end)]
        return found, [edge for edge in edges if edge.start < edge.end]

    def _measure(self, rows: Rows) -> float:
        """Recall of the 10 nearest rows among the candidates that a search for 10 considers."""
        probes = _probes(rows)
        _, nearest = scan(probes, rows, min(10, len(rows)))
        found, _ = self.search(probes, candidates(10), Span(0, len(rows)))
        scores = np.concatenate([part[0] for part in found], axis=1)
        ids = np.concatenate([part[1] for part in found], axis=1)
        order = np.argsort(-scores, axis=1)[:, : candidates(10)]
        kept = np.take_along_axis(ids, order, axis=1)
        return float(np.mean([np.isin(a, b).mean() for a, b in zip(nearest, kept, strict=True)]))


def candidates(k: int) -> int:
    """How many of the roughly scored rows are scored again to find `k`."""
    return max(400, 8 * k)


def _probes(rows: Rows) -> Rows:
    """Unit vectors that stand to some of the rows as questions do to passages."""
    random = np.random.default_rng(1)
    chosen = np.array(rows[np.sort(random.permutation(len(rows))[:_PROBES])])
    noise = random.standard_normal(chosen.shape).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    turned = _PROBE_COSINE * chosen + np.sqrt(1 - _PROBE_COSINE**2) * noise
    return np.asarray(turned / np.linalg.norm(turned, axis=1, keepdims=True), np.float32)


def _parts(dimension: int) -> int | None:
    """Into how many parts a vector is cut: pairs of numbers, or larger parts of long vectors."""
    fitting = (n for n in range(min(dimension // 2, _MOST_PARTS), 1, -1) if dimension % n == 0)
    return next(fitting, None)


def _stored(parts: int) -> int:
    """Bytes of a row's codes: an even number of parts is stored."""
    return (parts + parts % 2) // 2


def _blocks(count: int) -> Iterator[Span]:
    for start in range(0, count, BLOCK):
        yield Span(start, min(start + BLOCK, count))


def _each(packed: list[Any], rows: Rows) -> Iterator[tuple[Any, int]]:
    for part, span in zip(packed, _blocks(len(rows)), strict=True):
        yield part, span.end - span.start


def _opened(book: Any, packed: Any, count: int, dimension: int | None = None) -> Any:
    """A FAISS index over codes that were computed before."""
    faiss = _faiss()

    dimension = dimension or book.size // 2**_BITS
    parts = _parts(dimension)
    assert parts is not None, "vectors that can't be cut have no codes"
    index: Any = faiss.IndexPQFastScan(dimension, parts, _BITS, faiss.METRIC_INNER_PRODUCT)
    faiss.copy_array_to_vector(np.ascontiguousarray(book).reshape(-1), index.pq.centroids)
    faiss.copy_array_to_AlignedTable(packed, index.codes)
    index.is_trained = True
    index.ntotal = count
    index.ntotal2 = -(-count // 32) * 32
    return index


@contextmanager
def _one_thread() -> Iterator[None]:
    faiss = _faiss()

    before: int = faiss.omp_get_max_threads()
    setting: Callable[[int], None] = faiss.omp_set_num_threads
    setting(1)
    try:
        yield
    finally:
        setting(before)
