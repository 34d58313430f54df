"""Answers kept for whoever asks the same again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import ref

from qa_service.api.state import Live
from qa_service.domain import Question

T = TypeVar("T")


class AnswerCache(Generic[T]):
    """The answers of one index version that were wanted last; the first question to another version
    empties it. For the event loop alone: it has no lock."""

    def __init__(self, size: int) -> None:
        """`size`: answers to keep; 0 keeps none."""
        self._size = size
        # Not held, so that a version that was replaced goes with the files that it has mapped.
        self._live: Callable[[], Live | None] = lambda: None
        self._answers: OrderedDict[Question, T] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, live: Live, question: Question) -> T | None:
        if live is not self._live():
            self._answers.clear()
            self._live = ref(live)
        if (found := self._answers.get(question)) is not None:
            self._answers.move_to_end(question)
        return found

    def put(self, live: Live, question: Question, answer: T) -> None:
        """An answer of a version that has been replaced meanwhile is not kept."""
        if live is not self._live() or not self._size:
            return
        self._answers[question] = answer
        self._answers.move_to_end(question)
        if len(self._answers) > self._size:
            self._answers.popitem(last=False)
