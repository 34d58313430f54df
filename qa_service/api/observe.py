"""Every request is counted, timed, named and logged, in one place around the app."""

from __future__ import annotations

import asyncio
import logging
import random
import re
import time
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa_service.api.logs import event
from qa_service.api.metrics import Metrics
from qa_service.api.problems import problem_of
from qa_service.errors import Overloaded

log = logging.getLogger(__name__)

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

_GIVEN_ID = re.compile(rb"[A-Za-z0-9._:/+=@-]{1,128}")
"""A request's id goes into the log and back into a header: nothing else may be in it."""

_ids = random.Random()
"""Of requests that bring no id of their own: they need only differ. The operating system's random
numbers would let another thread run first, for milliseconds where many ask."""

_KEY = "qa_service.record"

_QUIET = {"/healthz", "/readyz", "/metrics"}
"""Asked by machines every few seconds: counted, not logged."""


@dataclass
class Record:
    """What a route knows about its request and the log should."""

    request_id: str
    version: str | None = None
    outcome: str | None = None
    """Of one question: "answered" or the reason for abstaining."""
    cached: int = 0
    """Questions answered from the cache."""
    questions: list[str] = field(default_factory=list)


def record_of(scope: Scope) -> Record:
    """Of the request that `scope` belongs to."""
    record: Record = scope.get(_KEY) or Record(request_id="")
    return record


class Observe:
    """ASGI middleware. Metrics go by the route's template, never by a raw path.

    The server cancels what is in flight when the time to stop is over. Who has no answer by then
    gets 503; of an answer that was started the server closes the connection.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, log_questions: bool = False) -> None:
        """`log_questions`: what people ask is theirs, and not logged unless it is true."""
        self.app = app
        self.metrics = metrics
        self.log_questions = log_questions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        record = Record(_request_id(scope))
        scope[_KEY] = record
        status = 500
        started = False

        async def watched(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                status, started = message["status"], True
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-request-id", record.request_id.encode()),
                ]
            await send(message)

        began = time.perf_counter()
        try:
            await self.app(scope, receive, watched)
        except asyncio.CancelledError:
            if not started:
                stopping = problem_of(Overloaded("the service is stopping"), scope["path"])
                await stopping(scope, receive, watched)
        finally:
            seconds = time.perf_counter() - began
            route = getattr(scope.get("route"), "path", "unmatched")
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self.metrics.request(method, route, status, seconds)
            if route not in _QUIET:
                self._log(record, method, route, status, seconds)

    def _log(self, record: Record, method: str, route: str, status: int, seconds: float) -> None:
        event(
            log,
            "request",
            request_id=record.request_id,
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 2),
            version=record.version,
            outcome=record.outcome,
            questions=len(record.questions) or None,
            cached=record.cached or None,
            asked=(self.log_questions and record.questions) or None,
        )


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _GIVEN_ID.fullmatch(value):
            given: str = value.decode("ascii")
            return given
    return f"{_ids.getrandbits(64):016x}"
