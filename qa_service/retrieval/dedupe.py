"""No two passages that say the same in one answer."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from qa_service.text import fold

LIMIT = 0.8
"""Likeness from which a passage repeats one ranked before it."""

_FEW = 12
"""Pairs of words below which nothing can be told from how many of them stand elsewhere."""

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")


class _Held(NamedTuple):
    """What a text holds, as sets of numbers in the bits of an int: all texts of a shortlist are
    compared with each other, and this is how Python intersects small sets fastest."""

    words: int
    pairs: int


def repeats(
    texts: Sequence[str], enough: int | None = None, limit: float = LIMIT
) -> list[int | None]:
    """For each text the position of an earlier kept one that it repeats, else None. With `enough`
    the result ends with the text that makes up this number of kept ones.

    Likeness is the larger of Jaccard's coefficient of the two sets of words and, for texts of some
    length, the share of the shorter one's word pairs that stand in the other: the second finds a
    passage that is contained in another.
    """
    words_seen: dict[Hashable, int] = {}
    pairs_seen: dict[Hashable, int] = {}
    kept: list[tuple[int, _Held]] = []
    out: list[int | None] = []
    for position, text in enumerate(texts):
        if len(kept) == enough:
            break
        words = _WORD.findall(fold(text))
        held = _Held(_bits(words, words_seen), _bits(pairwise(words), pairs_seen))
        twin = next((i for i, other in kept if _alike(held, other) >= limit), None)
        out.append(twin)
        if twin is None:
            kept.append((position, held))
    return out


def _alike(a: _Held, b: _Held) -> float:
    together = (a.words | b.words).bit_count()
    jaccard = (a.words & b.words).bit_count() / together if together else 1.0
    shorter = min(a.pairs.bit_count(), b.pairs.bit_count())
    contained = (a.pairs & b.pairs).bit_count() / shorter if shorter >= _FEW else 0.0
    return max(jaccard, contained)


def _bits(items: Iterable[Hashable], seen: dict[Hashable, int]) -> int:
    """The set of `items`, each by the number that `seen` has or gets for it."""
    bits = 0
    for item in items:
        bits |= 1 << seen.setdefault(item, len(seen))
    return bits
