"""Words searched by BM25. The only module that imports bm25s.

Every document's score for every word is computed once, when written, and kept as bm25s's sparse
matrix by word: a question adds up a few slices of arrays. Beside it stand the words of each
document, from which an extended store is computed without reading any text again.
"""

from __future__ import annotations

import json
import math
from array import array as packed
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Span
from qa_service.stores.files import NOTHING_HELD, Held, array, content

_FACTS = "lexical.json"
_VOCABULARY = "vocab.index.json"
_MATRIX = ("data", "indices", "indptr")
"""What bm25s calls its files."""


class LexicalStore:
    """BM25 over documents numbered from 0, in a folder that is never changed once written.

    The variant is Lucene's (Kamphuis et al., "Which BM25 do you mean?", ECIR 2020, table 1),
    without the constant factor k1 + 1. A document's score is the sum, over the tokens of the
    question, of

        ln(1 + (N - df + 0.5) / (df + 0.5)) · tf / (tf + k1 · (1 - b + b · length / average length))
    """

    def __init__(self, path: Path, model: Any, count: int, k1: float, b: float) -> None:
        self._path = path
        self._model = model
        self._count = count
        self.k1 = k1
        self.b = b

    @staticmethod
    def write(
        path: Path, documents: Iterable[Sequence[str]], *, k1: float = 1.5, b: float = 0.75
    ) -> None:
        """Creates the folder `path` from the tokens of each document, which may be streamed."""
        vocabulary: dict[str, int] = {}
        _write(path, [_numbered(documents, vocabulary)], vocabulary, k1, b)

    @staticmethod
    def extend(
        path: Path,
        base: LexicalStore,
        parts: Sequence[Span | int],
        fresh: Iterable[Sequence[str]],
    ) -> None:
        """As `write`, of documents that for the most part are in `base` already: one after the
        other, ranges of its documents and numbers of documents to take from `fresh`, which together
        has exactly these."""
        vocabulary = {token: int(number) for token, number in base._model.vocab_dict.items()}
        arriving = iter(fresh)
        blocks = [
            base._tokens_of(part)
            if isinstance(part, Span)
            else _numbered(islice(arriving, part), vocabulary, part)
            for part in parts
        ]
        if next(arriving, None) is not None:
            raise ValueError("there are more new documents than places for them")
        _write(path, blocks, vocabulary, base.k1, base.b)

    def _tokens_of(self, documents: Span) -> _Tokens:
        starts = array(self._path / "starts.npy")
        tokens = array(self._path / "tokens.npy")
        own = starts[documents.start : documents.end + 1]
        return _Tokens(tokens[own[0] : own[-1]], np.diff(own))

    @classmethod
    def open(cls, path: Path, held: Held = NOTHING_HELD) -> LexicalStore:
        facts = json.loads(content(path / _FACTS, held))
        count, k1, b = int(facts["documents"]), float(facts["k1"]), float(facts["b"])
        vocabulary = json.loads(content(path / _VOCABULARY, held))
        scores = {name: array(path / f"{name}.csc.index.npy", held) for name in _MATRIX}
        return cls(path, _model(vocabulary, scores, count, k1, b), count, k1, b)

    def __len__(self) -> int:
        """Number of documents."""
        return self._count

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        """The score of every document, shape (n,); 0 where no token occurs.

        A token that stands twice in the question counts twice, as in Lucene; an unknown one adds
        nothing.
        """
        ids = self._model.get_tokens_ids(list(tokens))
        if not ids:
            return np.zeros(self._count, dtype=np.float32)
        scores: NDArray[np.float32] = self._model.get_scores_from_ids(ids)
        return scores

    def vocabulary(self) -> Iterable[str]:
        """Every distinct token of the documents."""
        return list(self._model.vocab_dict)

    def document_frequency(self, token: str) -> int:
        """Number of documents in which `token` stands."""
        position = self._model.vocab_dict.get(token)
        if position is None:
            return 0
        starts = self._model.scores["indptr"]
        return int(starts[position + 1] - starts[position])

    def idf(self, token: str) -> float:
        """The first factor of the formula: above 0, and highest for a token that stands nowhere."""
        frequency = self.document_frequency(token)
        return math.log(1 + (self._count - frequency + 0.5) / (frequency + 0.5))


class _Tokens(NamedTuple):
    """The tokens of some documents, one after the other."""

    numbers: NDArray[np.int32]
    lengths: NDArray[np.int64]


def _numbered(
    documents: Iterable[Sequence[str]], vocabulary: dict[str, int], expected: int | None = None
) -> _Tokens:
    """Adds what is new to the vocabulary."""
    numbers = packed("i")
    lengths = packed("q")
    for tokens in documents:
        numbers.extend(vocabulary.setdefault(token, len(vocabulary)) for token in tokens)
        lengths.append(len(tokens))
    if expected is not None and len(lengths) != expected:
        raise ValueError(f"{expected - len(lengths)} new documents are missing")
    return _Tokens(np.array(numbers, np.int32), np.array(lengths, np.int64))


def _write(
    path: Path, blocks: Sequence[_Tokens], vocabulary: Mapping[str, int], k1: float, b: float
) -> None:
    path.mkdir(parents=True, exist_ok=True)
    lengths = np.concatenate([np.zeros(0, np.int64), *(block.lengths for block in blocks)])
    tokens = np.concatenate([np.zeros(0, np.int32), *(block.numbers for block in blocks)])
    # Tokens that no document has any more leave no trace.
    used = np.zeros(len(vocabulary), bool)
    used[tokens] = True
    numbers = np.cumsum(used, dtype=np.int32) - 1
    tokens = numbers[tokens] if len(tokens) else tokens
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    kept = {t: int(numbers[n]) for t, n in vocabulary.items() if used[n]}
    scores = _scores(tokens, starts, int(used.sum()), k1, b)
    _model(kept, scores, len(lengths), k1, b).save(path, allow_pickle=False, show_progress=False)
    np.save(path / "starts.npy", starts, allow_pickle=False)
    np.save(path / "tokens.npy", tokens, allow_pickle=False)
    facts = {"documents": len(lengths), "k1": k1, "b": b}
    (path / _FACTS).write_text(json.dumps(facts), encoding="utf-8")


def _model(
    vocabulary: Mapping[str, int],
    scores: Mapping[str, NDArray[Any]],
    count: int,
    k1: float,
    b: float,
) -> Any:
    import bm25s

    model = bm25s.BM25(method="lucene", k1=k1, b=b)
    model.vocab_dict = vocabulary
    model.nonoccurrence_array = None
    model.scores = {**scores, "num_docs": count}
    return model


def _scores(
    tokens: NDArray[np.int32], starts: NDArray[np.int64], vocabulary: int, k1: float, b: float
) -> dict[str, NDArray[Any]]:
    """The matrix that bm25s searches, by word: what `bm25s.BM25.index` computes document by
    document in Python, at once."""
    from scipy.sparse import csr_matrix

    count = len(starts) - 1
    shape = (count, vocabulary)
    ones = np.ones(len(tokens), np.float32)
    frequencies = csr_matrix((ones, tokens.copy(), starts), shape=shape)
    frequencies.sum_duplicates()
    by_word = frequencies.tocsc()
    lengths = np.diff(starts)
    average = lengths.mean() if len(tokens) else 1.0
    df = np.diff(by_word.indptr)
    idf = np.log(1 + (count - df + 0.5) / (df + 0.5))
    tf = by_word.data.astype(np.float64)
    norm = k1 * (1 - b + b * lengths / average)
    scores = np.repeat(idf, df) * tf / (tf + norm[by_word.indices])
    return {
        "data": scores.astype(np.float32),
        "indices": by_word.indices.astype(np.int32),
        "indptr": by_word.indptr.astype(np.int64),
    }
