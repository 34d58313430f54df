"""The vector channels against plain numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import BagOfWords

from qa_service.domain import Span
from qa_service.index.spaces import Space, open_space, write_space
from qa_service.retrieval import dense
from qa_service.retrieval.cosines import Cosines, Seen, highest
from qa_service.retrieval.dense import DenseChannels

DIMENSION = 8


def unit(rows: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def space(folder: Path, name: str, vectors: np.ndarray, owner: list[int]) -> Space:
    write_space(folder, name, vectors, owner, DIMENSION)
    return open_space(folder, name)


PASSAGE_OWNER = [0, 0, 1, 3, 3, 3, 4]
"""Passage 2 is in another language; 5 too."""
SENTENCE_OWNER = [0, 0, 0, 1, 1, 3, 4, 4]
PASSAGES, SENTENCES = unit(7, seed=1), unit(8, seed=2)


@pytest.fixture
def channels(tmp_path: Path) -> DenseChannels:
    return DenseChannels(
        BagOfWords(dimension=DIMENSION),
        space(tmp_path, "passages", PASSAGES, PASSAGE_OWNER),
        space(tmp_path, "sentences", SENTENCES, SENTENCE_OWNER),
        count=6,
    )


def oracle(
    encoded: np.ndarray, vectors: np.ndarray, owner: list[int], ordinals: list[int]
) -> list[float]:
    """Over the question's parts, the mean of the highest cosine among each passage's rows."""
    out = []
    for ordinal in ordinals:
        rows = [vector for vector, o in zip(vectors, owner, strict=True) if o == ordinal]
        best = [max((float(row @ part) for row in rows), default=np.nan) for part in encoded]
        out.append(float(np.mean(best)))
    return out


@pytest.mark.parametrize("ordinals", [[0], [4, 0, 3], [2], [0, 1, 2, 3, 4, 5], [], [3, 3]])
@pytest.mark.parametrize("parts", [1, 3])
def test_likeness(channels: DenseChannels, ordinals: list[int], parts: int) -> None:
    encoded, topic = unit(parts, seed=3), unit(1, seed=5)
    found = channels.compare(Seen(encoded, topic), np.array(ordinals, np.int64))
    # The whole question for passages; each of its sentences for sentences, the whole if it is one.
    np.testing.assert_allclose(
        found.passage, oracle(encoded[:1], PASSAGES, PASSAGE_OWNER, ordinals), atol=1e-6
    )
    each = encoded[1:] if parts > 1 else encoded
    np.testing.assert_allclose(
        found.sentence, oracle(each, SENTENCES, SENTENCE_OWNER, ordinals), atol=1e-6
    )
    assert np.isnan(found.passage).tolist() == [ordinal in (2, 5) for ordinal in ordinals]
    for scores, vectors, owner in (
        (found.topic_passage, PASSAGES, PASSAGE_OWNER),
        (found.topic_sentence, SENTENCES, SENTENCE_OWNER),
    ):
        np.testing.assert_allclose(scores, oracle(topic, vectors, owner, ordinals), atol=1e-6)


def test_a_passage_without_sentences(tmp_path: Path) -> None:
    channels = DenseChannels(
        BagOfWords(dimension=DIMENSION),
        space(tmp_path, "passages", PASSAGES[:2], [0, 1]),
        space(tmp_path, "sentences", SENTENCES[:1], [1]),
        count=2,
    )
    found = channels.compare(Seen(unit(1, seed=3), unit(1, seed=4)), np.array([0, 1]))
    assert np.isnan(found.sentence).tolist() == [True, False]
    assert [c.tolist() for c in found.sentences([0])] == [[]]


@pytest.mark.parametrize("parts", [1, 3])
def test_sentence_cosines_are_in_reading_order(channels: DenseChannels, parts: int) -> None:
    encoded, topic = unit(parts, seed=3), unit(1, seed=5)
    compared = channels.compare(Seen(encoded, topic), np.array([4, 2, 0]))
    for found, views in (
        (compared.sentences([2, 1]), encoded),
        (compared.topic_sentences([2, 1]), topic),
    ):
        expected = [max(float(SENTENCES[row] @ view) for view in views) for row in (0, 1, 2)]
        first, none = found
        assert first.tolist() == pytest.approx(expected, abs=1e-6)
        assert none.tolist() == []


def assert_same(found: Cosines, expected: Cosines) -> None:
    for name in ("passage", "sentence", "topic_passage", "topic_sentence"):
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), atol=1e-6)
    positions = range(len(expected.passage))
    for of in (Cosines.sentences, Cosines.topic_sentences):
        for one, other in zip(of(found, positions), of(expected, positions), strict=True):
            np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize("ordinals", [[0], [4, 0, 3], [2], [0, 1, 2, 3, 4, 5], [], [3, 3]])
def test_what_is_all_in_the_sample_is_not_compared_again(
    channels: DenseChannels, ordinals: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, wanted = Seen(unit(3, seed=3), unit(1, seed=5)), np.array(ordinals, np.int64)
    again = channels.compare(seen, wanted)
    (sampled,) = channels.sampled([seen])
    monkeypatch.setattr(dense, "gather", None)
    assert_same(channels.compare(seen, wanted, sampled), again)


def test_many_questions_are_compared_as_each_alone(channels: DenseChannels) -> None:
    asked = [Seen(unit(1 + n % 3, seed=n), unit(1, seed=100 + n)) for n in range(12)]
    for one, found in zip(asked, channels.sampled(asked), strict=True):
        assert_same(found, channels.sampled([one])[0])


@pytest.mark.parametrize(
    ("cosines", "expected"),
    [([0.2, 0.5], 0.5), ([-0.3], 0.0), ([np.nan, 0.25], 0.25), ([np.nan], 0.0), ([], 0.0)],
)
def test_the_highest_of_some(cosines: list[float], expected: float) -> None:
    assert highest(np.array(cosines, np.float32)) == expected


@pytest.mark.parametrize(
    ("ranges", "competing"),
    [
        ([Span(0, 6)], [0, 1, 3, 4]),
        ([Span(0, 1), Span(4, 6)], [0, 4]),
        ([Span(2, 3)], []),
        ([], []),
    ],
)
def test_candidates(channels: DenseChannels, ranges: list[Span], competing: list[int]) -> None:
    encoded = unit(1, seed=3)
    assert channels.candidates(encoded, 100, ranges).tolist() == competing
    rows = [r for r, owner in enumerate(PASSAGE_OWNER) if owner in competing]
    if rows:
        best = max(rows, key=lambda row: float(PASSAGES[row] @ encoded[0]))
        assert channels.candidates(encoded, 1, ranges).tolist() == [PASSAGE_OWNER[best]]


def test_the_sample_is_spread_over_the_collection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "SAMPLE", 3)
    vectors, owner = unit(9, seed=4), [0, 0, 2, 4, 5, 5, 6, 7, 8]
    whole = space(tmp_path, "passages", vectors, owner)
    channels = DenseChannels(BagOfWords(dimension=DIMENSION), whole, whole, count=9)
    # Of the seven passages the first, the middle and the last.
    assert channels.sample.tolist() == [0, 5, 8]
    seen = Seen(unit(2, seed=3), unit(1, seed=5))
    (found,) = channels.sampled([seen])
    at_large = oracle(seen.parts[:1], vectors, owner, [0, 5, 8])
    np.testing.assert_allclose(found.passage, at_large, atol=1e-6)
    # Another passage than the sampled ones is compared by its own rows.
    elsewhere = channels.compare(seen, np.array([2]), found)
    np.testing.assert_allclose(
        elsewhere.passage, oracle(seen.parts[:1], vectors, owner, [2]), atol=1e-6
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Where is it?", ["Where is it?"]),
        (
            "I lost it. Where is it?",
            ["I lost it. Where is it?", "I lost it.", "Where is it?"],
        ),
        ("卡丢了。去哪补？", ["卡丢了。去哪补？", "卡丢了。", "去哪补？"]),
        ("Where is it? (2)", ["Where is it? (2)"]),
        ("卡丢了。去哪补？！ ；） 3", ["卡丢了。去哪补？！ ；） 3", "卡丢了。", "去哪补？！"]),
    ],
)
def test_the_parts_of_a_question(question: str, expected: list[str]) -> None:
    assert DenseChannels.parts(question) == expected
