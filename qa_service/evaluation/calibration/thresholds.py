"""The thresholds on the probabilities that answers are right."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Language
from qa_service.evaluation.calibration.observation import Observation, languages

Probabilities = NDArray[np.float64]


def choose_thresholds(
    observations: Sequence[Observation], probabilities: Probabilities, false_answers: float
) -> dict[Language, float]:
    """By language, those that have the most answerable questions answered while at most the share
    `false_answers` of all unanswerable ones is; each in the middle of the room that it has.

    The languages share the allowance, since few questions in one of them can't say what 5 % is.
    Ambiguous questions are no part of it: another rule has to refuse them, and a threshold that
    made up for its misses would refuse what can be answered.
    """
    kept = [i for i, o in enumerate(observations) if o.gold.reason != "ambiguous_city"]
    observations, probabilities = [observations[i] for i in kept], probabilities[kept]
    allowed = int(false_answers * sum(not o.gold.answerable for o in observations) + 1e-9)
    fronts = []
    for lang in languages(observations):
        mine = [i for i, o in enumerate(observations) if o.lang == lang]
        fronts.append(_front([observations[i] for i in mine], probabilities[mine]))
    affordable = (
        chosen
        for chosen in itertools.product(*fronts)
        if sum(step.wrong for step in chosen) <= allowed
    )
    strictest = tuple(front[0] for front in fronts)
    best = max(
        affordable,
        key=lambda chosen: (sum(s.right for s in chosen), -sum(s.wrong for s in chosen)),
        default=strictest,
    )
    return {lang: step.threshold for lang, step in zip(languages(observations), best, strict=True)}


@dataclass(frozen=True)
class _Step:
    threshold: float
    right: int
    """Answerable questions answered."""
    wrong: int
    """Unanswerable ones answered."""


def _front(observations: Sequence[Observation], probabilities: Probabilities) -> list[_Step]:
    """From the strictest threshold to the laxest, those between which the outcome changes."""
    edges = np.unique(
        [1.0, 0.0, *(p for p, o in zip(probabilities, observations, strict=True) if o.depends)]
    )[::-1]
    steps = list(_steps(observations, probabilities, edges))
    # Only a step before which nothing cheaper answers as much is worth its false answers.
    front: list[_Step] = []
    for step in steps:
        if front and front[-1].wrong == step.wrong:
            front[-1] = step
        elif not front or step.right > front[-1].right:
            front.append(step)
    return front


def _steps(
    observations: Sequence[Observation], probabilities: Probabilities, edges: Probabilities
) -> Iterator[_Step]:
    for upper, lower in itertools.pairwise(edges):
        threshold = float(upper + lower) / 2
        taken = [
            o.gold.answerable
            for o, p in zip(observations, probabilities, strict=True)
            if o.answered(bool(p >= threshold))
        ]
        yield _Step(threshold, sum(taken), len(taken) - sum(taken))


def answered_at(
    observations: Sequence[Observation],
    probabilities: Probabilities,
    thresholds: Mapping[Language, float],
) -> list[bool]:
    return [
        o.answered(bool(p >= thresholds[o.lang]))
        for o, p in zip(observations, probabilities, strict=True)
    ]
