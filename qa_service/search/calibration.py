"""From evidence to the probability that the first passages answer: two logistic regressions, the
first of which tells whether the question is on the topic."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from qa_service.domain import Language


@dataclass(frozen=True)
class Line:
    """A logistic model of the evidence, and from where on it says yes."""

    weights: Mapping[str, float]
    """Of the evidence by name, on its own scale."""
    bias: float
    threshold: float
    """Least probability, 0..1, that counts as yes."""

    def probability(self, evidence: Mapping[str, float]) -> float:
        """0..1. Evidence without a weight counts nothing."""
        logit = self.bias + sum(w * evidence[name] for name, w in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))


@dataclass(frozen=True)
class Model(Line):
    """Whether the first passages answer; asked only of questions that are on the topic."""

    topic: Line | None = None
    """Whether the question is about social security at all; None: take it to be."""

    def is_on_topic(self, evidence: Mapping[str, float]) -> bool:
        return self.topic is None or self.topic.probability(evidence) >= self.topic.threshold

    def probability(self, evidence: Mapping[str, float]) -> float:
        """0 for a question that is not on the topic."""
        return super().probability(evidence) if self.is_on_topic(evidence) else 0.0


@dataclass(frozen=True)
class Calibration:
    """A model for each language of questions: cosines of two encoders can't be compared."""

    models: Mapping[Language, Model]

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Calibration:
        return cls({lang: _model(fields[lang]) for lang in ("en", "zh")})


def _model(fields: Mapping[str, Any]) -> Model:
    topic = fields.get("topic")
    return Model(**{**fields, "topic": Line(**topic) if topic else None})


@cache
def default_calibration() -> Mapping[str, Any]:
    """As fitted by scripts/calibrate.py; JSON values."""
    text = (files("qa_service") / "data" / "calibration.json").read_text("utf-8")
    fields: Mapping[str, Any] = json.loads(text)
    return fields
