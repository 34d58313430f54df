"""No two passages that say the same in one answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from qa_service.domain import LawKey
from qa_service.text import fold

LIMIT = 0.8
"""Likeness from which a passage repeats one ranked before it."""

_FEW = 12
"""Pairs of words below which nothing can be told from how many of them stand elsewhere."""

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")


class _Held(NamedTuple):
    """What a text holds."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]


def repeats(
    texts: Sequence[str], enough: int | None = None, laws: Sequence[LawKey | None] = ()
) -> list[int | None]:
    """For each text the position of an earlier kept one that it repeats, else None. With `enough`
    the result ends with the text that makes up this number of kept ones. `laws`: the law article
    that each is, if it is one; two different ones are no repetition, however alike.

    Likeness is the larger of Jaccard's coefficient of the two sets of words and, for texts of some
    length, the share of the shorter one's word pairs that stand in the other: the second finds a
    passage that is contained in another.
    """
    kept: list[tuple[int, _Held, LawKey | None]] = []
    out: list[int | None] = []
    for position, (text, law) in enumerate(zip(texts, laws or [None] * len(texts), strict=True)):
        if len(kept) == enough:
            break
        held = _held(text)
        twin = next(
            (
                i
                for i, other, its_law in kept
                if (law == its_law or not law or not its_law) and _alike(held, other) >= LIMIT
            ),
            None,
        )
        out.append(twin)
        if twin is None:
            kept.append((position, held, law))
    return out


@lru_cache(maxsize=4096)
def _held(text: str) -> _Held:
    # The same passages are looked at again and again.
    words = _WORD.findall(fold(text))
    return _Held(frozenset(words), frozenset(pairwise(words)))


@lru_cache(maxsize=16_384)
def _alike(a: _Held, b: _Held) -> float:
    common = len(a.words & b.words)
    together = len(a.words) + len(b.words) - common
    jaccard = common / together if together else 1.0
    shorter = min(len(a.pairs), len(b.pairs))
    contained = len(a.pairs & b.pairs) / shorter if shorter >= _FEW else 0.0
    return max(jaccard, contained)
