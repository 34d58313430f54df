"""Means with percentile bootstrap intervals over questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from qa_service.evaluation.record import Estimate

RESAMPLES = 2_000
_SEED = 20_210_817


def estimate(values: Sequence[float]) -> Estimate:
    """The mean and its 95 % interval; the same values always give the same interval.

    Questions that all came out alike give an interval without width: the bootstrap can't see what
    it hasn't sampled, so read a 100 % over a handful of questions with `n` in mind.
    """
    import numpy as np
    from scipy.stats import bootstrap

    if not values:
        raise ValueError("no values to average")
    mean = float(np.mean(values))
    if min(values) == max(values):
        return Estimate(mean, mean, mean, len(values))
    interval = bootstrap(
        (np.asarray(values),),
        np.mean,
        n_resamples=RESAMPLES,
        method="percentile",
        # Bounds the memory of one step to a few million numbers.
        batch=max(1, 4_000_000 // len(values)),
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return Estimate(mean, float(interval.low), float(interval.high), len(values))


def estimates(rows: Iterable[Mapping[str, float]], names: Iterable[str]) -> dict[str, Estimate]:
    """By metric, in the order of `names`; one that applies to no row is left out."""
    rows = list(rows)
    return {
        name: estimate(values)
        for name in names
        if (values := [row[name] for row in rows if name in row])
    }
