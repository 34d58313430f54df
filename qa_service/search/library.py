"""The texts of a version, for whoever looks words up in them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from qa_service.errors import UnknownSource
from qa_service.index.opened import OpenIndex
from qa_service.retrieval.analyser import terms
from qa_service.retrieval.spaces import WORDS
from qa_service.search.verify import Text

_SHORTLIST = 60
"""Passages whose sources are looked at first."""


class Library:
    """Safe for threads, as the index is."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index

    def text(self, source: str) -> Text | None:
        try:
            return source, self._index.documents.source_text(source).text
        except UnknownSource:
            return None

    def likely(self, words: str) -> list[Text]:
        """Texts that share rare words with `words`, the likeliest first."""
        scores = self._index.lexical[WORDS].scores(terms(words))
        order = np.argsort(-scores, kind="stable")[:_SHORTLIST]
        found = self._index.documents.passages_at(int(i) for i in order if scores[i] > 0)
        sources = dict.fromkeys(passage.source for passage in found)
        return [text for source in sources if (text := self.text(source)) is not None]

    def everywhere(self) -> Iterator[Text]:
        documents = self._index.documents
        for entry in documents.sources():
            yield entry.source, documents.source_text(entry.source).text
