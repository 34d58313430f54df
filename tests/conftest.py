"""For all tests."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def same_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that builds would let everything else go before the process that runs the tests."""
    monkeypatch.setenv("QA_BUILD_NICE", "0")
