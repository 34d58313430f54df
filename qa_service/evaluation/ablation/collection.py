"""Questions over passages, with what is relevant: what an ablation compares on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import LawKey, Passage

MEASURES = ("ndcg@10", "hit@1", "hit@5", "mrr@10")

Ranking = Sequence[int]
"""Ordinals of passages, best first."""


@dataclass(frozen=True)
class Task:
    """A question with what the pipeline knows before it retrieves."""

    id: str
    text: str
    candidates: NDArray[np.int64]
    """Ordinals in scope, ascending."""
    topic: str | None = None
    """The question without the names of places, where that is known."""
    places: tuple[str, ...] = ()
    """As the encoders are told them."""
    cities: tuple[str, ...] = ()
    """Asked about, whose passages are preferred; empty when no article covers them."""
    whole: tuple[str, ...] = ()
    """Provinces asked about as a whole, whose own passages go before their cities'."""
    provinces: tuple[str, ...] = ()
    """In which the cities lie, or asked about as a whole."""
    asked: tuple[str, ...] = ()
    """All asked about, each of which has a passage early."""
    laws: tuple[LawKey, ...] = ()
    """Named by number: their articles stand first."""
    relevant: frozenset[int] = frozenset()
    """Ordinals."""


@dataclass(frozen=True)
class Collection:
    name: str
    passages: tuple[Passage, ...]
    """In the order of a version."""
    tasks: tuple[Task, ...]
    """With something relevant in scope or not, so that a loss there counts."""
    shortlist: int
    """Candidates that are read and ranked once more."""
    arrange: Callable[[Task, Sequence[Passage]], Sequence[int]]
    """Positions of the passages to show, in their order."""
    judge: Callable[[Sequence[Ranking]], list[Mapping[str, float]]]
    """`MEASURES` of rankings in the order of the tasks."""
    resplit: Callable[[int], Collection] | None = None
    """The same with passages of about so many tokens; None where documents come as they are."""
