"""The two hand-made articles of `fake_service` with words that can be looked up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import fake_service
import numpy as np

from qa_service.domain import Passage
from qa_service.index.manifest import Manifest
from qa_service.index.notes import NOTHING, Notes
from qa_service.retrieval.analyser import terms


class Documents(fake_service.Documents):
    def passages_at(self, ordinals: Iterable[int]) -> list[Passage]:
        every = list(self.passages())
        return [every[i] for i in ordinals]


class Words:
    """Counts shared terms."""

    def scores(self, tokens: Sequence[str]) -> np.ndarray:
        held = [set(terms(p.text)) for p in Documents().passages()]
        return np.array([len(h & set(tokens)) for h in held], np.float32)


@dataclass(frozen=True)
class Index:
    documents: Documents = field(default_factory=Documents)
    manifest: Manifest = fake_service.MANIFEST
    lexical: Mapping[str, Words] = field(default_factory=lambda: {"words": Words()})
    version: str = "v1"
    notes: Notes = NOTHING


class FakeSearcher(fake_service.FakeSearcher):
    def __init__(self) -> None:
        super().__init__()
        self.index = Index()  # type: ignore[assignment]
