"""From candidates to the passages shown: the asked cities first, nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa_service.domain import Passage
from qa_service.retrieval.dedupe import repeats


@dataclass(frozen=True)
class Arranged:
    kept: tuple[int, ...]
    """Positions in the given order of candidates, in the order of showing."""
    duplicates: dict[int, int]
    """Position of a dropped candidate → position of the one that it repeats."""


def arrange(passages: Sequence[Passage], cities: Sequence[str], top_k: int) -> Arranged:
    """The first `top_k` of `passages` (best first) that repeat none before them; of law articles
    each is something of its own.

    Of several cities asked about each has its best passage at the front, in the order of their
    scores; a passage about two of them serves both.
    """
    several = len(cities) > 1
    twins = repeats(
        [passage.text for passage in passages],
        None if several else top_k,
        [passage.law for passage in passages],
    )
    duplicates = {i: twin for i, twin in enumerate(twins) if twin is not None}
    fresh = [i for i, twin in enumerate(twins) if twin is None]
    if several:
        fresh = _each_city_early(passages, fresh, cities)
    return Arranged(tuple(fresh[:top_k]), duplicates)


def _each_city_early(
    passages: Sequence[Passage], order: Sequence[int], cities: Sequence[str]
) -> list[int]:
    waiting = set(cities)
    front: list[int] = []
    for position in order:
        serves = waiting & set(passages[position].cities)
        if serves:
            front.append(position)
            waiting -= serves
    taken = set(front)
    return front + [position for position in order if position not in taken]
