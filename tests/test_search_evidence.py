"""What the decision is taken on, and the probability made of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import get_args

import numpy as np
import pytest
from fakes import BagOfWords, passage
from hypothesis import given
from hypothesis import strategies as st

from qa_service.domain import Language
from qa_service.encoders import Progress, Role, Vectors
from qa_service.search.calibration import Calibration, Line, Model, default_calibration
from qa_service.search.evidence import coverage, fact, relative, share, speaking, told
from qa_service.search.topics import TEMPERATURE, Topics

IDF = {"lost": 3.0, "card": 1.0, "jinan": 2.0, "zebra": 6.0}


def shares(terms: Sequence[str]) -> Mapping[str, float]:
    return relative({term: IDF[term] for term in terms})


# --- coverage -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "wanted", "expected"),
    [
        (["lost", "card"], {"lost", "card"}, 1.0),
        (["lost", "card"], {"lost"}, 0.75),
        (["lost", "card", "zebra"], {"card"}, 0.1),
        (["lost"], set(), 0.0),
        ([], {"lost"}, 0.0),
    ],
)
def test_share(terms: list[str], wanted: set[str], expected: float) -> None:
    assert share(shares(terms), wanted) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (["lost"], 1.0),  # in the second passage's text
        (["card"], 1.0),  # in a heading, as "Cards"
        (["jinan"], 1.0),  # in the title
        (["zebra"], 0.0),
        # 3 + 1 + 2 of 12.
        (["lost", "card", "jinan", "zebra"], 0.5),
    ],
)
def test_coverage(terms: list[str], expected: float) -> None:
    first = passage("Go to the office.", title="In Jinan", section=("Cards",))
    second = passage("What is lost is lost.", title="Elsewhere")
    assert coverage(shares(terms), [first, second]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Tell me about cards.", 0.9),  # no kind of fact is asked for
        ("How long does a new card take?", 0.4),
        ("How much is a new card?", 0.2),
        ("What is the phone number?", 0.0),  # in no sentence
    ],
)
def test_the_nearest_sentence_with_such_a_fact(question: str, expected: float) -> None:
    first = passage("Cards are made of plastic. It is ready after 15 days.")
    second = passage("A new one costs 20 yuan.")
    cosines = [np.array([0.9, 0.4], np.float32), np.array([0.2], np.float32)]
    assert fact(question, [first, second], cosines) == pytest.approx(expected)


def test_which_passages_tell_what_differs_from_city_to_city() -> None:
    price, days = passage("It costs 20 yuan."), passage("It takes 15 days.")
    assert told("How much is it?", [price, days]) == [True, False]
    assert told("How long does it take?", [price, days]) == [False, False]  # no such kind
    assert told("Tell me about cards.", [price, days]) == [False, False]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much is the pension?", [True, False]),
        ("What does medical insurance pay for a Caesarean?", [False, False]),
        ("What does medical insurance pay?", [False, True]),
        ("How much is it?", [True, True]),
    ],
)
def test_which_passages_speak_of_what_is_named(question: str, expected: list[bool]) -> None:
    shown = [passage("The pension is 90 yuan."), passage("Medical insurance pays 80%.")]
    assert speaking(question, shown) == expected


def test_a_passage_without_vectors_holds_no_fact() -> None:
    assert fact("Cards?", [passage("Cards.")], [np.zeros(0, np.float32)]) == 0.0


def test_coverage_by_no_passages() -> None:
    assert coverage(shares(["lost"]), []) == 0.0


# --- topics -------------------------------------------------------------------------------------


class Compass:
    """Sees every topic of the service in the north, every other in the east; a question somewhere
    between."""

    name = fingerprint = "compass"
    dimension = 2
    max_tokens = 100

    def __init__(self, inside: int, outside: int) -> None:
        self.lists = inside, outside

    def encode(
        self, texts: Sequence[str], role: Role = "passage", progress: Progress | None = None
    ) -> Vectors:
        assert role == "query"
        inside, outside = self.lists
        assert len(texts) == inside + outside
        return np.array([[0.0, 1.0]] * inside + [[1.0, 0.0]] * outside, np.float32)

    def count_tokens(self, text: str) -> int:
        return len(text.split())


@pytest.fixture
def lists(monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    from qa_service.search import topics

    lists = {"in_scope": ["a", "b"], "out_of_scope": ["c", "d", "e", "f"]}
    monkeypatch.setattr(topics.word_lists, "topics", lambda: lists)
    return 2, 4


@pytest.mark.parametrize("angle", [0, 30, 60, 90])
def test_odds(lists: tuple[int, int], angle: int) -> None:
    """Degrees from the north."""
    east, north = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    both = np.array([[1.0, 0.0], [east, north]], np.float32)
    _, found = Topics(Compass(*lists)).likeness(both)
    assert found.inside == pytest.approx(north, abs=1e-6)
    assert found.outside == pytest.approx(east, abs=1e-6)
    # log 2·exp(north/T) - log 4·exp(east/T)
    assert found.odds == pytest.approx((north - east) / TEMPERATURE - math.log(2), abs=1e-4)


def test_what_articles_are_about_speaks_not_against_a_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lists = {"in_scope": ["social card"], "out_of_scope": ["heating fee", "train tickets"]}
    monkeypatch.setattr("qa_service.search.topics.word_lists.topics", lambda: lists)
    topics = Topics(BagOfWords())
    question = BagOfWords().encode(["heating fee"], "query")
    before = topics.likeness(question)[0]
    assert before.outside == pytest.approx(1)
    assert topics.apart_from(["Card of Jinan"], question, before) is before
    found = topics.apart_from(["Card of Jinan", "Who gets the heating fee?"], question, before)
    assert found.outside < 0.1


# --- calibration --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        # 2·0.5 - 1·1 = 0
        ({"a": 0.5, "b": 1.0}, 0.5),
        # 2·1 - (2 - log 9) = log 9: nine to one.
        ({"a": 1.0, "b": 2 - math.log(9)}, 0.9),
        # One to three; other evidence has no weight.
        ({"a": 0.0, "b": math.log(3), "other": 100.0}, 0.25),
        ({"a": 1e6, "b": 0.0}, 1.0),
        ({"a": -1e6, "b": 0.0}, 0.0),
    ],
)
def test_probability(evidence: dict[str, float], expected: float) -> None:
    model = Model({"a": 2.0, "b": -1.0}, bias=0.0, threshold=0.5)
    assert model.probability(evidence) == pytest.approx(expected)


def test_the_bias_alone() -> None:
    assert Model({}, bias=math.log(4), threshold=0.5).probability({}) == pytest.approx(0.8)


def test_missing_evidence_is_an_error() -> None:
    with pytest.raises(KeyError, match="a"):
        Model({"a": 1.0}, bias=0.0, threshold=0.5).probability({})


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_more_of_what_speaks_for_it_is_never_less_likely(a: float, b: float) -> None:
    model = Model({"a": 0.7}, bias=-0.3, threshold=0.5)
    low, high = sorted((a, b))
    assert 0 < model.probability({"a": low}) <= model.probability({"a": high}) < 1


def test_what_is_off_the_topic_is_not_asked_for_its_answer() -> None:
    topic = Line({"inside": 4.0}, bias=-2.0, threshold=0.5)
    model = Model({}, bias=2.0, threshold=0.5, topic=topic)
    assert (model.is_on_topic({"inside": 0.5}), model.is_on_topic({"inside": 0.49})) == (
        True,
        False,
    )
    assert model.probability({"inside": 0.5}) > 0.8
    assert model.probability({"inside": 0.49}) == 0.0


def test_a_calibration_that_was_taught_no_topic_takes_every_question() -> None:
    line = {"weights": {}, "bias": 0.0, "threshold": 0.5}
    calibration = Calibration.from_json({"en": line, "zh": line})
    assert all(model.is_on_topic({}) for model in calibration.models.values())


def test_what_ships_covers_every_language() -> None:
    calibration = Calibration.from_json(default_calibration())
    assert set(calibration.models) == set(get_args(Language))
    known = {
        "passage", "sentence", "local", "fact", "asks", "elsewhere", "inside", "outside", "odds",
        "coverage", "unknown", "astray",
    }  # fmt: skip
    for model in calibration.models.values():
        assert model.topic is not None
        for line in (model, model.topic):
            assert set(line.weights) <= known
            assert 0 < line.threshold < 1
