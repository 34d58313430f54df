"""From evidence to the probability that the first passages answer: logistic regression."""

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
class Model:
    weights: Mapping[str, float]
    """Of the evidence by name, on its own scale."""
    bias: float
    threshold: float
    """Least probability, 0..1, on which a question is answered."""

    def probability(self, evidence: Mapping[str, float]) -> float:
        """0..1. Evidence without a weight counts nothing."""
        logit = self.bias + sum(w * evidence[name] for name, w in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))


@dataclass(frozen=True)
class Calibration:
    """A model for each language of questions: cosines of two encoders can't be compared."""

    models: Mapping[Language, Model]

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Calibration:
        return cls({lang: Model(**fields[lang]) for lang in ("en", "zh")})


@cache
def default_calibration() -> Mapping[str, Any]:
    """As fitted by scripts/calibrate.py; JSON values."""
    text = (files("qa_service") / "data" / "calibration.json").read_text("utf-8")
    fields: Mapping[str, Any] = json.loads(text)
    return fields
