"""Score lists of several channels as one, by pure functions over arrays.

Every function takes scores of shape (m,) for the same m passages and returns shape (m,), higher is
better. Which one is used, and with what weights, was chosen by measurement: docs/retrieval.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


class Background(NamedTuple):
    """How a channel's scores of one question are distributed over passages at large."""

    mean: float
    deviation: float
    """Standard deviation; 0 when the channel says the same of every passage."""


def background(scores: NDArray[np.floating]) -> Background:
    """Of scores over a sample, without those that are NaN; (0, 0) for an empty one."""
    total = float(np.add.reduce(scores, dtype=np.float64))
    if math.isnan(total):  # as a sum is if one of its terms is
        scores = scores[~np.isnan(scores)]
        total = float(np.add.reduce(scores, dtype=np.float64))
    if not scores.size:
        return Background(0.0, 0.0)
    mean = total / scores.size
    away = scores - mean
    return Background(mean, math.sqrt(float(away @ away) / scores.size))


def z_score(scores: NDArray[np.floating], against: Background) -> Scores:
    """Standard deviations above the background's mean; 0 everywhere without a deviation.

    Against a background of the whole collection rather than the candidates, a value does not depend
    on which other passages happened to be candidates.
    """
    if against.deviation <= 1e-9:
        return np.zeros(scores.shape)
    return (scores.astype(np.float64) - against.mean) / against.deviation


def min_max(scores: NDArray[np.floating]) -> Scores:
    """Scaled to 0..1; 0 everywhere when all are equal."""
    low, high = scores.min(initial=np.inf), scores.max(initial=-np.inf)
    if high <= low:
        return np.zeros(scores.shape)
    scaled: Scores = (scores.astype(np.float64) - low) / (high - low)
    return scaled


def reciprocal_rank(scores: NDArray[np.floating]) -> Scores:
    """1 / (60 + rank), ranks from 1, ties in the order given (Cormack, Clarke and Büttcher, SIGIR
    2009)."""
    gains: Scores = 1.0 / (60 + ranks(scores))
    return gains


def ranks(scores: NDArray[np.floating]) -> NDArray[np.int64]:
    """Rank of each score, from 1 for the highest; ties in the order given."""
    order = np.argsort(-scores, kind="stable")
    out = np.empty(len(scores), np.int64)
    out[order] = np.arange(1, len(scores) + 1)
    return out


def weighted_sum(normalised: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """Σ weight · score over the channels; a channel without a weight counts nothing."""
    size = len(next(iter(normalised.values()), ()))
    total = np.zeros(size)
    for channel, scores in normalised.items():
        total += weights.get(channel, 0.0) * scores
    return total
