"""How a calibration does on questions that it was not fitted on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_service.evaluation.calibration.fit import (
    cross_validated,
    fit,
    fittable,
    fold_numbers,
)
from qa_service.evaluation.calibration.observation import Observation
from qa_service.evaluation.calibration.thresholds import (
    Probabilities,
    answered_at,
    choose_thresholds,
)
from qa_service.evaluation.estimate import RESAMPLES, estimate
from qa_service.evaluation.record import Estimate

RATES = (0.0, 0.05, 0.10)
"""False-answer rates for which the coverage is told."""
_SEED = 20_210_817


@dataclass(frozen=True)
class Check:
    """Questions and whether each was answered by a calibration fitted, weights and threshold,
    without it."""

    name: str
    rows: tuple[tuple[Observation, bool], ...]

    def by_collection(self) -> Iterator[tuple[int, Check]]:
        for number in sorted({o.collection for o, _ in self.rows}):
            yield number, self._where(lambda o, n=number: o.collection == n)  # type: ignore[misc]

    def by_category(self) -> Iterator[tuple[str, Check]]:
        for name in dict.fromkeys(o.gold.category for o, _ in self.rows):
            yield name, self._where(lambda o, n=name: o.gold.category == n)  # type: ignore[misc]

    def coverage(self) -> Estimate | None:
        """Answered, of answerable questions; None without any."""
        return _share(self.rows, answerable=True)

    def false_answers(self) -> Estimate | None:
        """Answered, of unanswerable questions; None without any."""
        return _share(self.rows, answerable=False)

    def _where(self, wanted: Callable[[Observation], bool]) -> Check:
        return Check(self.name, tuple(row for row in self.rows if wanted(row[0])))


@dataclass(frozen=True)
class Curve:
    """How well the confidence tells questions apart, on probabilities of lines fitted without
    them."""

    auc: Estimate
    """Area under the ROC curve: the chance that an answerable question has a higher probability
    than an unanswerable one, over those on which confidence decides."""
    coverage: Mapping[float, float]
    """By false-answer rate over all unanswerable questions, the greatest coverage; the thresholds
    are chosen on the very probabilities, so a little is luck."""


def check(observations: Sequence[Observation], false_answers: float, folds: int) -> list[Check]:
    """By folds, and where there are several collections with one of them held out at a time."""
    observations = fittable(observations, folds)
    by_fold = fold_numbers(observations, folds)
    by_collection = [o.collection for o in observations]
    checks = [_held_out(f"{folds} folds", observations, by_fold, false_answers, folds)]
    if len(set(by_collection)) > 1:
        name = "each collection by the others"
        checks.append(_held_out(name, observations, by_collection, false_answers, folds))
    return checks


def _held_out(
    name: str,
    observations: Sequence[Observation],
    part: Sequence[int],
    false_answers: float,
    folds: int,
) -> Check:
    """Languages that the rest has too few questions in are left out."""
    rows: list[tuple[Observation, bool]] = []
    for held in sorted(set(part)):
        rest = [o for o, number in zip(observations, part, strict=True) if number != held]
        fitted = fit(rest, false_answers, folds)
        mine = [
            o
            for o, number in zip(observations, part, strict=True)
            if number == held and o.lang in fitted.models
        ]
        rows += zip(mine, fitted.answered(mine), strict=True)
    return Check(name, tuple(rows))


def curve(observations: Sequence[Observation], folds: int) -> Curve:
    observations = fittable(observations, folds)
    probabilities = cross_validated(observations, folds)
    coverage = {}
    for rate in RATES:
        thresholds = choose_thresholds(observations, probabilities, rate)
        answered = answered_at(observations, probabilities, thresholds)
        right = [a for o, a in zip(observations, answered, strict=True) if o.gold.answerable]
        coverage[rate] = float(np.mean(right))
    return Curve(_auc(observations, probabilities), coverage)


def _auc(observations: Sequence[Observation], probabilities: Probabilities) -> Estimate:
    from scipy.stats import bootstrap

    sides = [
        np.array(
            [
                p
                for o, p in zip(observations, probabilities, strict=True)
                if o.teaches and o.gold.answerable == kind
            ]
        )
        for kind in (True, False)
    ]
    value = area(*sides)
    if value in (0.0, 1.0):
        return Estimate(value, value, value, sum(map(len, sides)))
    interval = bootstrap(
        sides,
        area,
        vectorized=False,
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return Estimate(value, float(interval.low), float(interval.high), sum(map(len, sides)))


def area(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> float:
    """Share of the pairs in which the positive one is higher, equal ones counting half."""
    higher = (positive[:, None] > negative).mean()
    return float(higher + (positive[:, None] == negative).mean() / 2)


def _share(rows: Sequence[tuple[Observation, bool]], *, answerable: bool) -> Estimate | None:
    values = [float(answered) for o, answered in rows if o.gold.answerable == answerable]
    return estimate(values) if values else None
