"""No two passages that say the same in one answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qa_service.text import fold

LIMIT = 0.8
"""Likeness from which a passage repeats one ranked before it."""

_WORD_CHARACTERS = str.isalnum


def repeats(texts: Sequence[str], limit: float = LIMIT) -> list[int | None]:
    """For each text the position of an earlier kept one that it repeats, else None.

    Likeness is the larger of Jaccard's coefficient of the two sets of words and, for texts of some
    length, the share of the shorter one's word pairs that stand in the other: the second finds a
    passage that is contained in another.
    """
    kept: list[tuple[int, frozenset[str], frozenset[tuple[str, str]]]] = []
    out: list[int | None] = []
    for position, text in enumerate(texts):
        words = _words(text)
        singles, pairs = frozenset(words), frozenset(pairwise(words))
        twin = next((i for i, s, p in kept if _alike(singles, s, pairs, p) >= limit), None)
        out.append(twin)
        if twin is None:
            kept.append((position, singles, pairs))
    return out


def _alike(
    a: frozenset[str],
    b: frozenset[str],
    a_pairs: frozenset[tuple[str, str]],
    b_pairs: frozenset[tuple[str, str]],
) -> float:
    jaccard = len(a & b) / len(a | b) if a or b else 1.0
    shorter = min(len(a_pairs), len(b_pairs))
    contained = len(a_pairs & b_pairs) / shorter if shorter >= 12 else 0.0
    return max(jaccard, contained)


def _words(text: str) -> list[str]:
    spaced = "".join(
        f" {c} " if "\u3400" <= c <= "\u9fff" else c if _WORD_CHARACTERS(c) else " "
        for c in fold(text)
    )
    return spaced.split()
