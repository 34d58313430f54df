"""What is evaluated: anything that answers."""

from __future__ import annotations

from typing import Protocol

from qa_service.domain import Answer, Question


class Asks(Protocol):
    def ask(self, question: Question) -> Answer: ...
