"""What a version takes from the version before, in stretches that can be copied whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Span

Stretch = Span | int
"""Ordinals of the version before, or a number of fresh passages."""


def stretches(kept: NDArray[np.int64]) -> list[Stretch]:
    """Of all passages, in order. `kept` as `Staging.kept` has it.

    >>> stretches(np.array([0, 1, -1, 2, 4]))
    [Span(start=0, end=2), 1, Span(start=2, end=3), Span(start=4, end=5)]
    """
    if not len(kept):
        return []
    fresh = kept < 0
    breaks = (fresh[1:] != fresh[:-1]) | (~fresh[1:] & (kept[1:] != kept[:-1] + 1))
    edges = [0, *(np.flatnonzero(breaks) + 1).tolist(), len(kept)]
    return [
        end - start if fresh[start] else Span(int(kept[start]), int(kept[end - 1]) + 1)
        for start, end in pairwise(edges)
    ]


def row_parts(
    plan: Sequence[Stretch], owner: NDArray[np.int32], fresh: Sequence[int]
) -> list[Stretch]:
    """The same in rows of a space: `owner` is that of the version before, `fresh` has the number of
    rows of each fresh passage, in order."""
    ends = np.cumsum([0, *fresh])
    done = 0
    parts: list[Stretch] = []
    for stretch in plan:
        if isinstance(stretch, int):
            parts.append(int(ends[done + stretch] - ends[done]))
            done += stretch
        else:
            edges = np.searchsorted(owner, np.array(stretch, np.int32))
            parts.append(Span(int(edges[0]), int(edges[1])))
    return parts


def row_owners(
    kept: NDArray[np.int64], owner: NDArray[np.int32], fresh: Sequence[int]
) -> NDArray[np.int32]:
    """The passage of every row of the new space."""
    counts = np.zeros(len(kept), np.int64)
    old = kept >= 0
    before = np.bincount(owner, minlength=int(kept.max(initial=-1)) + 1)
    counts[old] = before[kept[old]]
    counts[~old] = fresh
    return np.repeat(np.arange(len(kept), dtype=np.int32), counts)
