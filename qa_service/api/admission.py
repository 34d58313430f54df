"""A few at a time: for requests that hold the thread they came in, not a place in the queue."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from fastapi import Request

from qa_service.api.metrics import Metrics
from qa_service.errors import Overloaded, QuestionTimeout


class Admission:
    """Whoever comes when all places are taken is refused at once. Safe for threads."""

    def __init__(self, places: int, metrics: Metrics) -> None:
        self._places = places
        self._free = threading.Semaphore(places)
        self._metrics = metrics

    @contextmanager
    def place(self) -> Iterator[None]:
        """Overloaded when there is none."""
        if not self._free.acquire(blocking=False):
            self._metrics.refused.labels("overload").inc()
            raise Overloaded(f"{self._places} such requests are being worked on, and no more may")
        try:
            yield
        except QuestionTimeout:
            self._metrics.refused.labels("timeout").inc()
            raise
        finally:
            self._free.release()


async def admitted(request: Request) -> AsyncIterator[None]:
    """For a route's `dependencies`: it has a place until it has answered."""
    admission: Admission = request.app.state.admission
    with admission.place():
        yield
