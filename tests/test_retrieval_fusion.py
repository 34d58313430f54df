"""Score lists made comparable and added up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_service.retrieval.fusion import (
    Background,
    background,
    min_max,
    ranks,
    reciprocal_rank,
    weighted_sum,
    z_score,
)

score_lists = st.lists(st.floats(-1e3, 1e3, width=32), max_size=20).map(
    lambda values: np.array(values, np.float32)
)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([], (0.0, 0.0)),
        ([3.0], (3.0, 0.0)),
        ([1.0, 3.0], (2.0, 1.0)),
        # Deviations -3, -1, 1, 3: their squares' mean is 5.
        ([2.0, 4.0, 6.0, 8.0], (5.0, 5.0**0.5)),
    ],
)
def test_background(scores: list[float], expected: tuple[float, float]) -> None:
    assert background(np.array(scores)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("scores", "against", "expected"),
    [
        ([], Background(1.0, 2.0), []),
        ([5.0, 1.0, -3.0], Background(1.0, 2.0), [2.0, 0.0, -2.0]),
        ([5.0, 1.0], Background(1.0, 0.0), [0.0, 0.0]),
        ([5.0, 1.0], Background(1.0, 1e-12), [0.0, 0.0]),
    ],
)
def test_z_score(scores: list[float], against: Background, expected: list[float]) -> None:
    assert z_score(np.array(scores), against).tolist() == expected


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([], []),
        ([7.0], [0.0]),
        ([2.0, 2.0], [0.0, 0.0]),
        ([2.0, 4.0, 3.0], [0.0, 1.0, 0.5]),
        ([-1.0, -5.0], [1.0, 0.0]),
    ],
)
def test_min_max(scores: list[float], expected: list[float]) -> None:
    assert min_max(np.array(scores)).tolist() == expected


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([], []),
        ([0.2, 0.9, 0.5], [3, 1, 2]),
        ([1.0, 2.0, 1.0, 2.0], [3, 1, 4, 2]),
        ([-np.inf, 0.0], [2, 1]),
    ],
)
def test_ranks(scores: list[float], expected: list[int]) -> None:
    assert ranks(np.array(scores)).tolist() == expected


def test_reciprocal_rank() -> None:
    scores = np.array([0.2, 0.9, 0.5])
    assert reciprocal_rank(scores).tolist() == [1 / 63, 1 / 61, 1 / 62]


def test_weighted_sum() -> None:
    channels = {"a": np.array([1.0, 2.0]), "b": np.array([10.0, -10.0]), "c": np.array([5.0, 5.0])}
    # "c" has no weight, and the weight of "d" no channel.
    weights = {"a": 2.0, "b": 0.5, "d": 9.0}
    assert weighted_sum(channels, weights).tolist() == [7.0, -1.0]
    assert weighted_sum({}, weights).tolist() == []
    assert weighted_sum({"a": np.zeros(0)}, weights).tolist() == []


@given(score_lists)
def test_no_normalisation_changes_the_order(scores: np.ndarray) -> None:
    for normalised in (min_max(scores), z_score(scores, background(scores))):
        assert normalised.shape == scores.shape
        better = scores[:, None] > scores[None, :]
        assert not (better & (normalised[:, None] < normalised[None, :])).any()


@given(score_lists)
def test_a_value_does_not_depend_on_the_other_candidates(scores: np.ndarray) -> None:
    against = Background(1.5, 0.25)
    together = z_score(scores, against).tolist()
    assert together == [float(z_score(scores[i : i + 1], against)[0]) for i in range(len(scores))]


@given(score_lists)
def test_ranks_are_places_in_the_sorted_list(scores: np.ndarray) -> None:
    ordered = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    assert [ordered[place - 1] for place in ranks(scores)] == list(range(len(scores)))
