"""Words searched by BM25. The only module that imports bm25s.

bm25s computes every document's score for every word once, when written, and keeps them as a sparse
matrix by word: a question adds up a few slices of memory-mapped arrays.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FACTS = "lexical.json"


class LexicalStore:
    """BM25 over documents numbered from 0, in a folder that is never changed once written.

    The variant is Lucene's (Kamphuis et al., "Which BM25 do you mean?", ECIR 2020, table 1),
    without the constant factor k1 + 1. A document's score is the sum, over the tokens of the
    question, of

        ln(1 + (N - df + 0.5) / (df + 0.5)) · tf / (tf + k1 · (1 - b + b · length / average length))
    """

    def __init__(self, model: Any, count: int, k1: float, b: float) -> None:
        self._model = model
        self._count = count
        self.k1 = k1
        self.b = b

    @staticmethod
    def write(
        path: Path, documents: Iterable[Sequence[str]], *, k1: float = 1.5, b: float = 0.75
    ) -> None:
        """Creates the folder `path` from the tokens of each document, which may be streamed."""
        import bm25s  # type: ignore[import-untyped]

        path.mkdir(parents=True, exist_ok=True)
        vocabulary: dict[str, int] = {}
        ids = [
            [vocabulary.setdefault(token, len(vocabulary)) for token in tokens]
            for tokens in documents
        ]
        model = bm25s.BM25(method="lucene", k1=k1, b=b)
        if vocabulary:
            model.index((ids, vocabulary), create_empty_token=False, show_progress=False)
        else:  # bm25s divides by the average length
            model.vocab_dict = {}
            model.nonoccurrence_array = None
            model.scores = {
                "data": np.zeros(0, np.float32),
                "indices": np.zeros(0, np.int32),
                "indptr": np.zeros(1, np.int64),
                "num_docs": len(ids),
            }
        model.save(path, allow_pickle=False, show_progress=False)
        facts = {"documents": len(ids), "method": "lucene", "k1": k1, "b": b}
        (path / _FACTS).write_text(json.dumps(facts), encoding="utf-8")

    @classmethod
    def open(cls, path: Path) -> LexicalStore:
        import bm25s

        facts = json.loads((path / _FACTS).read_text(encoding="utf-8"))
        model = bm25s.BM25.load(path, mmap=True, allow_pickle=False, show_progress=False)
        return cls(model, int(facts["documents"]), float(facts["k1"]), float(facts["b"]))

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
