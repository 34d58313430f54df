"""BM25 against the formula written out."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from qa_service.domain import Span
from qa_service.stores import files
from qa_service.stores.lexical import LexicalStore

DOCUMENTS = [
    ["card", "card", "bank", "jinan"],
    ["card", "shanghai"],
    ["pension", "age", "pension", "shanghai", "office"],
    [],
    ["社保", "卡", "card"],
]


def bm25(query: list[str], document: list[str], k1: float, b: float) -> float:
    """Lucene's variant as in Kamphuis, de Vries, Boytsov and Lin, "Which BM25 Do You Mean? A
    Large-Scale Reproducibility Study of Scoring Variants", ECIR 2020, table 1 (accurate length)."""
    average = sum(map(len, DOCUMENTS)) / len(DOCUMENTS)
    score = 0.0
    for term in query:
        df = sum(term in other for other in DOCUMENTS)
        idf = math.log(1 + (len(DOCUMENTS) - df + 0.5) / (df + 0.5))
        tf = document.count(term)
        score += idf * tf / (tf + k1 * (1 - b + b * len(document) / average)) if df else 0.0
    return score


@pytest.mark.parametrize(
    "query",
    [
        ["card"],
        ["card", "shanghai"],
        ["card", "card"],
        ["pension", "unheard", "卡"],
        ["unheard"],
        [],
    ],
)
@pytest.mark.parametrize(("k1", "b"), [(1.5, 0.75), (0.9, 0.4)])
def test_same_as_the_formula(tmp_path: Path, query: list[str], k1: float, b: float) -> None:
    LexicalStore.write(tmp_path, iter(DOCUMENTS), k1=k1, b=b)
    store = LexicalStore.open(tmp_path)
    scores = store.scores(query)
    assert scores.dtype == np.float32
    assert scores.tolist() == pytest.approx([bm25(query, d, k1, b) for d in DOCUMENTS], abs=1e-6)
    assert (store.k1, store.b, len(store)) == (k1, b, 5)


def test_one_score_by_hand(tmp_path: Path) -> None:
    # "jinan" stands once in one of 5 documents, of 4 words where the average is 14 / 5 = 2.8:
    # ln(1 + 4.5 / 1.5) · 1 / (1 + 1.5 · (0.25 + 0.75 · 4 / 2.8)) = 1.386294 · 1 / 2.982143
    LexicalStore.write(tmp_path, DOCUMENTS)
    scores = LexicalStore.open(tmp_path).scores(["jinan"])
    assert scores.tolist() == pytest.approx([0.464865, 0, 0, 0, 0], abs=1e-6)


@pytest.mark.parametrize(
    ("token", "frequency", "idf"),
    [
        ("card", 3, math.log(1 + 2.5 / 3.5)),
        ("pension", 1, math.log(1 + 4.5 / 1.5)),
        ("unheard", 0, math.log(1 + 5.5 / 0.5)),
    ],
)
def test_idf(tmp_path: Path, token: str, frequency: int, idf: float) -> None:
    LexicalStore.write(tmp_path, DOCUMENTS)
    store = LexicalStore.open(tmp_path)
    assert store.document_frequency(token) == frequency
    assert store.idf(token) == pytest.approx(idf)


@pytest.mark.parametrize("documents", [[], [[], []]])
def test_documents_without_words(tmp_path: Path, documents: list[list[str]]) -> None:
    LexicalStore.write(tmp_path, documents)
    store = LexicalStore.open(tmp_path)
    assert store.scores(["card"]).tolist() == [0.0] * len(documents)
    assert store.idf("card") > 0


def test_no_pickle(tmp_path: Path) -> None:
    LexicalStore.write(tmp_path, DOCUMENTS)
    for file in tmp_path.glob("*.npy"):
        np.load(file, allow_pickle=False)


@pytest.mark.parametrize("small", [0, files.SMALL_BYTES])
def test_large_files_are_mapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    LexicalStore.write(tmp_path, DOCUMENTS)
    monkeypatch.setattr(files, "SMALL_BYTES", small)
    store = LexicalStore.open(tmp_path)
    matrix = store._model.scores
    mapped = [isinstance(matrix[name].base, np.memmap) for name in ("data", "indices", "indptr")]
    assert mapped == [small == 0] * 3
    assert store.scores(["jinan"]).tolist() == pytest.approx([0.464865, 0, 0, 0, 0], abs=1e-6)


@pytest.mark.parametrize(
    ("parts", "fresh"),
    [
        ([Span(0, len(DOCUMENTS))], []),
        ([Span(1, 3), 2, Span(3, 4)], [["card", "new", "new"], []]),
        ([1], [["only", "this"]]),
        ([], []),
    ],
)
def test_extended_is_as_written_anew(
    tmp_path: Path, parts: list[Span | int], fresh: list[list[str]]
) -> None:
    LexicalStore.write(tmp_path / "base", DOCUMENTS, k1=0.9, b=0.4)
    LexicalStore.extend(tmp_path / "new", LexicalStore.open(tmp_path / "base"), parts, iter(fresh))
    left = iter(fresh)
    documents = [
        document
        for part in parts
        for document in (
            [next(left) for _ in range(part)] if isinstance(part, int) else DOCUMENTS[slice(*part)]
        )
    ]
    LexicalStore.write(tmp_path / "anew", documents, k1=0.9, b=0.4)
    found, expected = LexicalStore.open(tmp_path / "new"), LexicalStore.open(tmp_path / "anew")
    assert (len(found), found.k1, found.b) == (len(documents), 0.9, 0.4)
    # Words that no document has any more are forgotten.
    words = {word for document in documents for word in document}
    assert set(found.vocabulary()) == set(expected.vocabulary()) == words
    for word in words:
        np.testing.assert_allclose(found.scores([word]), expected.scores([word]), rtol=1e-6)


@pytest.mark.parametrize("fresh", [[["a"]], [["a"], ["b"], ["c"]]])
def test_new_documents_are_as_many_as_their_places(tmp_path: Path, fresh: list[list[str]]) -> None:
    LexicalStore.write(tmp_path / "base", DOCUMENTS)
    base = LexicalStore.open(tmp_path / "base")
    with pytest.raises(ValueError, match="new documents"):
        LexicalStore.extend(tmp_path / "new", base, [Span(0, 1), 2], fresh)
