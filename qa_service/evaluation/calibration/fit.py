"""Logistic regression over the evidence."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Language
from qa_service.evaluation.calibration.observation import Observation, languages
from qa_service.evaluation.calibration.thresholds import (
    Probabilities,
    answered_at,
    choose_thresholds,
)

EVIDENCE: Mapping[Language, Sequence[str]] = {
    "en": ("astray", "outside", "local", "fact", "asks", "elsewhere"),
    "zh": ("outside", "local", "fact"),
}
"""By language of the question: what it is answered or refused on. docs/retrieval.md says why
these."""

TOPIC_EVIDENCE: Mapping[Language, Sequence[str]] = {
    "en": ("inside", "local", "unknown"),
    "zh": ("inside", "local"),
}
"""The same for whether a question is on the topic at all. Chinese questions have few terms in
common with English passages, so that a term unknown says nothing there."""

TOPIC_PENALTY = 0.01

TOPIC_LOSS = 0.01
"""Share of the answerable questions that may be taken to be off the topic."""

PENALTY: Mapping[Language, float] = {"en": 0.03, "zh": 0.2}
"""Of the squared standardised weights; higher where there is little to learn from."""

FOLDS = 5
_SEED = 20_210_817


@dataclass(frozen=True)
class Line:
    """A logistic model of the evidence on its own scale."""

    weights: Mapping[str, float]
    bias: float

    def probabilities(self, observations: Sequence[Observation]) -> Probabilities:
        """(n,), that each can be answered."""
        weights = np.array(list(self.weights.values()))
        return _sigmoid(_matrix(observations, tuple(self.weights)) @ weights + self.bias)


@dataclass(frozen=True)
class Topic:
    """Whether a question is on the topic at all."""

    line: Line
    threshold: float
    """Least probability of a question that is."""

    def holds(self, observations: Sequence[Observation]) -> NDArray[np.bool_]:
        """(n,)"""
        return self.line.probabilities(observations) >= self.threshold


@dataclass(frozen=True)
class Model:
    """What a question of one language is judged by."""

    answer: Line
    topic: Topic | None
    """None where no question that is out of scope taught it."""

    def probabilities(self, observations: Sequence[Observation]) -> Probabilities:
        """(n,), that each can be answered; 0 for what is not on the topic."""
        return np.where(
            self.are_on_topic(observations), self.answer.probabilities(observations), 0.0
        )

    def are_on_topic(self, observations: Sequence[Observation]) -> NDArray[np.bool_]:
        """(n,)"""
        if self.topic is None:
            return np.ones(len(observations), bool)
        return self.topic.holds(observations)


@dataclass(frozen=True)
class Fitted:
    """A model for each language and the least probability on which it has a question answered."""

    models: Mapping[Language, Model]
    thresholds: Mapping[Language, float]

    def answered(self, observations: Sequence[Observation]) -> list[bool]:
        """What the pipeline does with them; their languages must be those fitted."""
        probabilities = probabilities_by(self.models, observations)
        return answered_at(observations, probabilities, self.thresholds)

    def to_json(self) -> dict[str, Any]:
        """What a searcher reads, by language."""
        return {
            lang: _json(model.answer, self.thresholds[lang])
            | ({"topic": _json(model.topic.line, model.topic.threshold)} if model.topic else {})
            for lang, model in self.models.items()
        }


def _json(line: Line, threshold: float) -> dict[str, Any]:
    return {
        "weights": {name: round(w, 4) for name, w in line.weights.items()},
        "bias": round(line.bias, 4),
        "threshold": round(threshold, 4),
    }


def fit(observations: Sequence[Observation], false_answers: float, folds: int = FOLDS) -> Fitted:
    """A model for each language that has enough questions, and thresholds chosen on probabilities
    that each question was given by a model fitted without it."""
    observations = fittable(observations, folds)
    held_out = cross_validated(observations, folds)
    thresholds = choose_thresholds(observations, held_out, false_answers)
    return Fitted(fit_models(observations), thresholds)


def fittable(observations: Sequence[Observation], folds: int = FOLDS) -> list[Observation]:
    """The observations in languages with at least two questions of either kind to fit on, so that
    every fold leaves one."""
    enough = {
        lang
        for lang in EVIDENCE
        if all(
            sum(o.lang == lang and o.teaches and o.gold.answerable == kind for o in observations)
            >= 2
            for kind in (True, False)
        )
    }
    return [o for o in observations if o.lang in enough]


def cross_validated(observations: Sequence[Observation], folds: int = FOLDS) -> Probabilities:
    """(n,): of each observation by models fitted on the other folds."""
    out = np.zeros(len(observations))
    number = fold_numbers(observations, folds)
    for fold in range(folds):
        models = fit_models([o for o, n in zip(observations, number, strict=True) if n != fold])
        here = [i for i, n in enumerate(number) if n == fold]
        out[here] = probabilities_by(models, [observations[i] for i in here])
    return out


def fold_numbers(observations: Sequence[Observation], folds: int) -> list[int]:
    """A fold for each, drawn so that collections, languages and what there is to answer are spread
    evenly; the same observations are always drawn alike."""
    strata: dict[tuple[object, ...], list[int]] = {}
    for position, o in enumerate(observations):
        key = (o.collection, o.lang, o.gold.answerable, o.teaches)
        strata.setdefault(key, []).append(position)
    rng = np.random.default_rng(_SEED)
    dealt = itertools.cycle(range(folds))
    out = [0] * len(observations)
    for members in strata.values():
        for position in rng.permutation(members):
            out[position] = next(dealt)
    return out


def fit_models(observations: Sequence[Observation]) -> dict[Language, Model]:
    """By language, on the observations that teach. ValueError for a language with one kind
    alone."""
    return {
        lang: _model(lang, [o for o in observations if o.teaches and o.lang == lang])
        for lang in languages(observations)
    }


def _model(lang: Language, own: Sequence[Observation]) -> Model:
    topic = _topic(lang, own)
    kept = own
    if topic is not None:
        # What is refused for its topic has nothing to say about which answers are there.
        kept = [o for o, on in zip(own, topic.holds(own), strict=True) if on]
        if len({o.gold.answerable for o in kept}) < 2:
            kept = own
    return Model(_line(kept, EVIDENCE[lang], PENALTY[lang]), topic)


def _topic(lang: Language, own: Sequence[Observation]) -> Topic | None:
    """Drawn between what can be answered and what is out of scope."""
    told = [o for o in own if o.gold.answerable or o.gold.reason == "out_of_scope"]
    if all(o.gold.answerable for o in told):
        return None
    line = _line(told, TOPIC_EVIDENCE[lang], TOPIC_PENALTY)
    right = line.probabilities([o for o in told if o.gold.answerable])
    return Topic(line, float(np.quantile(right, TOPIC_LOSS)))


def _line(own: Sequence[Observation], names: Sequence[str], penalty: float) -> Line:
    answerable = np.array([o.gold.answerable for o in own], bool)
    return logistic(_matrix(own, names), answerable, names, penalty)


def logistic(
    evidence: NDArray[np.float64],
    answerable: NDArray[np.bool_],
    names: Sequence[str],
    penalty: float,
) -> Line:
    """Fitted to rows of evidence standardised by column, both classes weighing the same."""
    from scipy.optimize import minimize

    if answerable.all() or not answerable.any():
        raise ValueError("answerable and unanswerable questions are needed")

    mean, deviation = evidence.mean(axis=0), evidence.std(axis=0)
    deviation = np.where(deviation > 1e-9, deviation, 1.0)
    rows = np.column_stack([(evidence - mean) / deviation, np.ones(len(evidence))])
    target = answerable.astype(float)
    share = target.mean()
    weight = np.where(answerable, 0.5 / share, 0.5 / (1 - share)) / len(rows)
    ridge = np.append(np.full(len(names), penalty), 0.0)

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = rows @ w
        entropy = weight @ (np.logaddexp(0.0, logits) - target * logits)
        slope = rows.T @ (weight * (_sigmoid(logits) - target))
        return float(entropy + ridge @ w**2 / 2), slope + ridge * w

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    weights = found[:-1] / deviation
    return Line(
        dict(zip(names, map(float, weights), strict=True)), float(found[-1] - weights @ mean)
    )


def probabilities_by(
    models: Mapping[Language, Model], observations: Sequence[Observation]
) -> Probabilities:
    """(n,), each by the model of its language; KeyError for a language without one."""
    out = np.zeros(len(observations))
    for lang in languages(observations):
        mine = [i for i, o in enumerate(observations) if o.lang == lang]
        out[mine] = models[lang].probabilities([observations[i] for i in mine])
    return out


def _matrix(observations: Sequence[Observation], names: Sequence[str]) -> NDArray[np.float64]:
    return np.array([[o.evidence[n] for n in names] for o in observations], float).reshape(
        len(observations), len(names)
    )


def _sigmoid(logits: NDArray[np.float64]) -> Probabilities:
    out: Probabilities = 1.0 / (1.0 + np.exp(-np.clip(logits, -60.0, 60.0)))
    return out
