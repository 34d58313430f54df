"""From the ranked shortlist to what is shown: arranged, and with the answer inside marked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fakes import passage
from hypothesis import given
from hypothesis import strategies as st

from qa_service.domain import Extract, Passage
from qa_service.retrieval.dedupe import repeats
from qa_service.search.arrange import arrange
from qa_service.search.extract import best_sentences, extract

# --- arrange ------------------------------------------------------------------------------------


def about(words: str, *cities: str) -> Passage:
    return passage(words, cities=cities)


J1, J2, J3 = about("a b c", "Jinan"), about("d e f", "Jinan"), about("g h i", "Jinan")
S1, S2 = about("j k l", "Shanghai"), about("m n o", "Shanghai")
BOTH = about("p q r", "Jinan", "Shanghai")
J1_AGAIN = about("c b a", "Jinan")
J1_ELSEWHERE = about("a b c", "Shanghai")
LAW = passage("s t u", kind="law")


@pytest.mark.parametrize(
    ("passages", "cities", "top_k", "kept", "duplicates"),
    [
        ([], [], 5, (), {}),
        ([J1, J2, J3], ["Jinan"], 2, (0, 1), {}),
        # What repeats another gives its place to the next.
        ([J1, J1_AGAIN, J2], ["Jinan"], 2, (0, 2), {1: 0}),
        # Every asked city has its best passage in front, in the order of the scores.
        ([J1, J2, LAW, S1, S2], ["Shanghai", "Jinan"], 5, (0, 3, 1, 2, 4), {}),
        ([J1, J2, J3, S1], ["Jinan", "Shanghai"], 2, (0, 3), {}),
        ([LAW, J1, S1], ["Jinan", "Shanghai"], 5, (1, 2, 0), {}),
        # One passage may serve both.
        ([J1, BOTH, S1], ["Jinan", "Shanghai"], 2, (0, 1), {}),
        ([BOTH, J1, S1], ["Jinan", "Shanghai"], 5, (0, 1, 2), {}),
        # A city of which nothing was found holds no place.
        ([J1, J2], ["Jinan", "Harbin"], 5, (0, 1), {}),
        # With one city, or none, the scores alone count.
        ([J1, J2, S1], ["Shanghai"], 5, (0, 1, 2), {}),
        ([J1, J2, S1], [], 5, (0, 1, 2), {}),
    ],
)
def test_arrange(
    passages: list[Passage],
    cities: list[str],
    top_k: int,
    kept: tuple[int, ...],
    duplicates: dict[int, int],
) -> None:
    arranged = arrange(passages, cities, top_k)
    assert arranged.kept == kept
    assert arranged.duplicates == duplicates


texts = st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6).map(" ".join))
places = st.sampled_from([(), ("Jinan",), ("Shanghai",), ("Jinan", "Shanghai")])


@given(texts, st.data(), st.integers(1, 6))
def test_nothing_is_shown_twice(words: list[str], data: st.DataObject, top_k: int) -> None:
    shown = [about(text, *data.draw(places)) for text in words]
    arranged = arrange(shown, ["Jinan", "Shanghai"], top_k)
    kept = [shown[i].text for i in arranged.kept]
    assert repeats(kept) == [None] * len(kept)
    assert len(kept) == min(top_k, len(shown) - len(arranged.duplicates))
    assert not set(arranged.kept) & set(arranged.duplicates)


# --- the answer inside --------------------------------------------------------------------------

TEXT = (
    "2. Apply for a new card\n\nBring the ID card. The new card is ready after 15 working days. "
    "The fee is 20 yuan."
)


def body(text: str) -> Passage:
    """Without the heading among its sentences, as passages are cut."""
    whole = passage(text)
    return replace(whole, sentences=whole.sentences[1:])


def chosen(
    question: str, cosines: list[float], terms: tuple[str, ...] = (), shown: Passage | None = None
) -> tuple[int, ...]:
    shown = shown or body(TEXT)
    weights = dict.fromkeys(terms, 1.0)
    return best_sentences(question, shown, np.array(cosines, np.float32), weights)


@pytest.mark.parametrize(
    ("question", "cosines", "terms", "expected"),
    [
        ("what", [0.2, 0.8, 0.3], (), (1,)),
        # Its neighbour is as good as nine tenths of it.
        ("what", [0.72, 0.8, 0.3], (), (0, 1)),
        ("what", [0.71, 0.8, 0.3], (), (1,)),
        ("what", [0.75, 0.8, 0.79], (), (1, 2)),
        # As good, but no neighbour.
        ("what", [0.8, 0.1, 0.79], (), (0,)),
        # 0.3 + 0.5 · 1, of both words, is more than 0.6 + 0.5 · 0.
        ("what", [0.6, 0.1, 0.3], ("fee", "yuan"), (2,)),
        # Of "new card" the second sentence has both (1.0), the first one (0.75).
        ("what", [0.5, 0.5, 0.0], ("new", "card"), (1,)),
        # The one that says how long: 0.55 + 0.1 beats 0.6, and nine tenths of it are 0.585.
        ("How long?", [0.1, 0.55, 0.6], (), (1, 2)),
        ("How long?", [0.1, 0.55, 0.58], (), (1,)),
        ("what", [-0.2, -0.1, -0.3], (), (1,)),
    ],
)
def test_best_sentences(
    question: str, cosines: list[float], terms: tuple[str, ...], expected: tuple[int, ...]
) -> None:
    assert chosen(question, cosines, terms) == expected


def test_a_long_sentence_is_answer_enough() -> None:
    long = body(f"Heading\nOne {'and one ' * 60}more. Two.")
    assert [e - s > 400 for s, e in long.sentences] == [True, False]
    assert chosen("what", [0.8, 0.8], shown=long) == (0,)
    assert chosen("what", [0.7, 0.8], shown=long) == (1,)


@pytest.mark.parametrize(
    ("shown", "cosines"),
    [
        (passage(""), []),
        (passage("One. Then two."), []),
        (passage("One. Then two."), [0.5]),
    ],
)
def test_without_sentences_or_their_vectors(shown: Passage, cosines: list[float]) -> None:
    assert chosen("what", cosines, shown=shown) == ()


def test_the_extract_is_verbatim() -> None:
    shown = body(TEXT)
    start = TEXT.index("The new card")
    assert extract(shown, (1,)) == Extract(
        "The new card is ready after 15 working days.", shown.id, start, TEXT.index(" The fee")
    )
    assert extract(shown, (1, 2)) == Extract(TEXT[start:], shown.id, start, len(TEXT))
    assert extract(shown, ()) is None
