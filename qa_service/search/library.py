"""The texts of a version, for whoever looks words up in them."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from functools import cache, partial

import numpy as np

from qa_service.errors import QuestionTimeout, UnknownSource
from qa_service.index.documents import Documents
from qa_service.index.opened import OpenIndex
from qa_service.retrieval.analyser import terms
from qa_service.retrieval.parts import WORDS
from qa_service.search.verify import Text

_SHORTLIST = 60
"""Passages whose sources are looked at first."""

_AT_HAND = 20_000_000
"""Characters of texts that are not read again, the latest; each is held twice, once without white
space."""


class Library:
    """The texts as one request reads them, in one thread."""

    def __init__(self, index: OpenIndex, seconds: float = math.inf) -> None:
        """QuestionTimeout for every text that is asked for when so many seconds have passed."""
        self._documents = index.documents
        self._likely = cache(partial(_likely, index))
        self._texts: dict[str, Text | None] = {}
        self._held = 0
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def text(self, source: str) -> Text | None:
        self._be_in_time()
        if source not in self._texts:
            self._keep(source, _read(self._documents, source))
        return self._texts[source]

    def likely(self, words: str) -> Iterator[Text]:
        """Texts that share rare words with `words`, the likeliest first."""
        return filter(None, map(self.text, self._likely(words)))

    def everywhere(self) -> Iterator[Text]:
        for entry in self._documents.sources():
            self._be_in_time()
            text = self._texts.get(entry.source) or _read(self._documents, entry.source)
            if text is not None:
                yield text

    def _keep(self, source: str, text: Text | None) -> None:
        """The text, and of those before it as many as there is room for."""
        self._held += _size(text)
        while self._texts and self._held > _AT_HAND:
            self._held -= _size(self._texts.pop(next(iter(self._texts))))
        self._texts[source] = text

    def _be_in_time(self) -> None:
        if time.monotonic() > self._until:
            raise QuestionTimeout(f"no answer within {self._seconds:g} seconds")


def _size(text: Text | None) -> int:
    return len(text.content) if text is not None else 0


def _read(documents: Documents, source: str) -> Text | None:
    try:
        return Text(source, documents.source_text(source).text)
    except UnknownSource:
        return None


def _likely(index: OpenIndex, words: str) -> list[str]:
    scores = index.lexical[WORDS].scores(terms(words))
    order = np.argsort(-scores, kind="stable")[:_SHORTLIST]
    found = index.documents.passages_at(int(i) for i in order if scores[i] > 0)
    return list(dict.fromkeys(passage.source for passage in found))
