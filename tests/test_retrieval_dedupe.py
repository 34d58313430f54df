"""No two passages that say the same in one answer."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_service.domain import LawKey
from qa_service.retrieval.dedupe import LIMIT, repeats

LONG = "one two three four five six seven eight nine ten eleven twelve thirteen"
"""Twelve pairs of words."""
AROUND = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], []),
        (["a b c d e"], [None]),
        # Jaccard 4/5, then 3/5.
        (["a b c d", "a b c d e"], [None, 0]),
        (["a b c d", "a b c e"], [None, None]),
        # Words count once, in any order and writing.
        (["The fee, 20 yuan!", "yuan; 20 (FEE) the the"], [None, 0]),
        # Of 汉字 each is a word: 4/5, then 3/5.
        (["社保卡费", "社保卡收费"], [None, 0]),
        (["社保卡费", "社保卡钱"], [None, None]),
        # Contained with all of its pairs, although Jaccard is 13/29.
        ([LONG, f"{AROUND} {LONG}"], [None, 0]),
        ([f"{AROUND} {LONG}", LONG], [None, 0]),
        # Eleven pairs are too few to tell by.
        ([LONG.removesuffix(" thirteen"), f"{AROUND} {LONG}"], [None, None]),
        # The same words in another order: Jaccard 13/29 and not one pair.
        ([LONG, f"{AROUND} {' '.join(reversed(LONG.split()))}"], [None, None]),
        # The third is like the second (4/5), which is not shown, but not like the first (3/5).
        (["a b c d", "a b c d e", "a b c e"], [None, 0, None]),
        (["a b c d", "x y z", "x y z", "a b c d"], [None, None, 1, 0]),
        (["", " - "], [None, 0]),
    ],
)
def test_repeats(texts: list[str], expected: list[int | None]) -> None:
    assert repeats(texts) == expected


@pytest.mark.parametrize(
    ("enough", "expected"),
    [
        (1, [None]),
        (2, [None, 0, None]),
        (3, [None, 0, None, 2, None]),
        (9, [None, 0, None, 2, None]),
        (None, [None, 0, None, 2, None]),
    ],
)
def test_no_more_is_read_than_is_enough(enough: int | None, expected: list[int | None]) -> None:
    assert repeats(["a b", "b a", "c d", "c d", "e f"], enough) == expected


TRANSFER = (
    "Article {} If an individual takes jobs across pooling areas, his basic {} insurance relations "
    "are transferred with him and the payment periods are added up."
)
PENSIONS, CARE = TRANSFER.format(19, "old-age"), TRANSFER.format(32, "medical")


@pytest.mark.parametrize(
    ("laws", "expected"),
    [
        # What two law articles have in common, neither says for the other.
        ([LawKey("Social Insurance Law", 19), LawKey("Social Insurance Law", 32)], [None, None]),
        ([LawKey("Social Insurance Law", 19), LawKey("Labor Law", 19)], [None, None]),
        ([LawKey("Social Insurance Law", 19)] * 2, [None, 0]),
        # Who quotes it repeats it.
        ([LawKey("Social Insurance Law", 19), None], [None, 0]),
        ([None, LawKey("Social Insurance Law", 32)], [None, 0]),
        ([], [None, 0]),
    ],
)
def test_law_articles(laws: list[LawKey | None], expected: list[int | None]) -> None:
    assert repeats([PENSIONS, CARE], laws=laws) == expected


passages = st.lists(st.lists(st.sampled_from("abcdefg"), max_size=30).map(" ".join), max_size=8)


def jaccard(a: str, b: str) -> float:
    one, other = set(a.split()), set(b.split())
    return len(one & other) / len(one | other) if one | other else 1.0


@given(passages)
def test_no_two_that_are_kept_are_alike(texts: list[str]) -> None:
    twins = repeats(texts)
    kept = [text for text, twin in zip(texts, twins, strict=True) if twin is None]
    assert all(jaccard(a, b) < LIMIT for a, b in combinations(kept, 2))


@given(passages)
def test_what_is_dropped_repeats_one_kept_before_it(texts: list[str]) -> None:
    twins = repeats(texts)
    for position, twin in enumerate(twins):
        assert twin is None or (twin < position and twins[twin] is None)
    assert repeats([t for t, twin in zip(texts, twins, strict=True) if twin is None]) == [
        None
    ] * twins.count(None)
