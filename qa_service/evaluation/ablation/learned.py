"""Weights of the channels learned from which passages are relevant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

PENALTY = 0.02
"""Of the squared weights."""


class Example(NamedTuple):
    """One question's candidates."""

    features: NDArray[np.float64]
    """(m, channels)"""
    relevant: NDArray[np.bool_]
    """(m,): some, and not all."""


def learn(examples: Sequence[Example], names: Sequence[str]) -> Mapping[str, float]:
    """Weights of 0 or more, by name, with the mean 1: those that make a relevant passage likeliest
    where the likelihoods of a question's candidates are the softmax of their weighted sums
    (ListNet's top-one model; Cao et al., ICML 2007). ValueError without examples."""
    from scipy.optimize import minimize

    if not examples:
        raise ValueError("nothing to learn from")
    size = len(names)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros(size)
        for features, relevant in examples:
            logits = features @ weights
            share = np.exp(logits - logits.max())
            share /= share.sum()
            right = float(share[relevant].sum()) + 1e-12
            total -= float(np.log(right))
            slope += features.T @ share - features[relevant].T @ (share[relevant] / right)
        ridge = PENALTY * weights
        return total / len(examples) + float(ridge @ weights) / 2, slope / len(examples) + ridge

    start = np.full(size, 0.5)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * size).x
    mean = found.mean()
    scaled = found / mean if mean > 0 else np.ones(size)
    return dict(zip(names, map(float, scaled), strict=True))
