"""Learning how questions are read."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa_service.encoders import packaged
from qa_service.retrieval.fusion import Background
from qa_service.retrieval.question import Text

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def train() -> Any:
    from tuning import train

    return train


def choice(train: Any, encoder: Any, question: str, right: str, wrong: str) -> Any:
    """Between two passages of one sentence, the wrong one a little ahead by all but vectors."""
    from tuning.examples import Example, Vectors

    seen = encoder.encode([right, wrong])
    rows = np.stack([seen[text].detach().numpy() for text in (right, wrong)])
    vectors = Vectors(rows, np.array([0, 1]), Background(0.3, 0.1))
    text = (Text(question, question),)
    given = Example(
        "one", text, ("Jinan",), vectors, vectors, np.zeros(2, np.float32), np.array([True, False])
    )
    ahead, behind = train._scores(given, encoder.encode([question, "Jinan"])).tolist()
    return replace(given, rest=np.array([0, ahead - behind + 0.5], np.float32))


@pytest.mark.slow
def test_what_is_learned_turns_choices_round(train: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = train.QuestionEncoder()
    given: Sequence[Any] = [
        choice(train, encoder, "price of a new card", "It costs 20 yuan.", "Banks make cards."),
        choice(train, encoder, "how soon is it ready", "It takes 7 days.", "It is a card."),
    ]
    before = encoder.encode(["price of a new card"])["price of a new card"]
    assert [o[1:] for o in train.outcomes(encoder, given)] == [(0, 0, 0, 2)]  # nothing yet
    monkeypatch.setattr(train, "EPOCHS", 20)
    monkeypatch.setattr(train, "KEPT", 1.0)
    train.learn(encoder, given)
    assert [o[1:] for o in train.outcomes(encoder, given)] == [(0, 2, 0, 2)]
    after = encoder.encode(["price of a new card"])["price of a new card"]
    assert 0.5 < float((before @ after).detach()) < 0.9999
    encoder.keep(0.0)
    again = encoder.encode(["price of a new card"])["price of a new card"]
    assert float((before @ again).detach()) > 0.9999


def test_the_package_has_changes_of_every_layer(train: Any) -> None:
    from safetensors.numpy import load_file

    found = load_file(packaged.question_changes())
    expected = train.QuestionEncoder().factors()
    assert {name: each.shape for name, each in found.items()} == {
        name: tuple(each.shape) for name, each in expected.items()
    }
    assert all(np.isfinite(each).all() for each in found.values())
