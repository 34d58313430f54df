"""Thumbs and notes from askers. Off unless a database is configured."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException

from qa_service.api.admission import Admission
from qa_service.api.limits import check_length
from qa_service.api.metrics import Metrics
from qa_service.api.problems import documented
from qa_service.api.schemas import AskResponse
from qa_service.api.schemas.feedback import FeedbackKept, FeedbackRequest
from qa_service.domain import Question
from qa_service.feedback import Entry, FeedbackStore, StoreUnavailable
from qa_service.settings import Settings

log = logging.getLogger(__name__)
router = APIRouter(tags=["questions"])

_DAY = 86_400.0


_MOST_WAITING = 100
"""Questions without an answer that wait to be kept."""

_PAUSE = 30.0
"""Seconds in which a database that was away is left alone."""

_AT_ONCE = 8
"""Feedback that waits for the database, each in one of the forty threads that all routes share."""


class FeedbackBox:
    """Where feedback goes: opened when the first arrives, so that a database that is away keeps
    nobody from asking. Deletes what is too old, once a day."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.admission = Admission(_AT_ONCE, metrics)
        self._settings = settings
        self._lock = threading.Lock()
        self._store: FeedbackStore | None = None
        self._purged = 0.0
        self._aside = ThreadPoolExecutor(1, "feedback")
        self._room = threading.BoundedSemaphore(_MOST_WAITING)
        self._away_until = 0.0

    @property
    def on(self) -> bool:
        return self._settings.feedback_url is not None

    @property
    def keeps_abstentions(self) -> bool:
        return self.on and self._settings.feedback_abstentions

    def add(self, entry: Entry) -> int:
        """Its id. StoreUnavailable when the database is; then at once, until it has been left alone
        for a while."""
        with self._lock:
            if self._away:
                raise StoreUnavailable("the feedback database was away a short time ago")
            with self._noticing():
                store = self._opened()
        with self._noticing():
            return store.add(entry)

    def _opened(self) -> FeedbackStore:
        if self._store is None:
            assert self._settings.feedback_url is not None
            self._store = FeedbackStore(self._settings.feedback_url.get_secret_value())
        if time.monotonic() - self._purged > _DAY or not self._purged:
            self._store.purge(self._settings.feedback_days)
            self._purged = time.monotonic()
        return self._store

    @property
    def _away(self) -> bool:
        return time.monotonic() < self._away_until

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        """That the database is away."""
        try:
            yield
        except StoreUnavailable:
            self._away_until = time.monotonic() + _PAUSE
            raise

    def saw(self, question: Question, response: AskResponse) -> None:
        """Keeps a question that got no answer, where the settings say so; beside the answer, in a
        thread of its own, so that a slow database holds up nobody who asks."""
        if not self.keeps_abstentions:
            return
        if not self._room.acquire(blocking=False):
            log.error("an unanswered question was not kept: %d are waiting", _MOST_WAITING)
            return
        entry = Entry(
            question=response.question,
            rating="none",
            city=question.city,
            reason=response.reason,
            passage_ids=tuple(passage.id for passage in response.passages),
            index_version=response.index_version,
        )
        self._aside.submit(self._keep, entry)

    def close(self) -> None:
        """Returns when all that waited has been kept, and the database is let go."""
        self._aside.shutdown()
        if self._store is not None:
            self._store.close()

    def _keep(self, entry: Entry) -> None:
        try:
            if not self._away:
                self.add(entry)
        except Exception as error:  # whatever it is, the next question may be kept
            self._away_until = time.monotonic() + _PAUSE
            log.error("unanswered questions are not kept for %.0f s: %s", _PAUSE, error)
        finally:
            self._room.release()


async def _box(request: Request) -> FeedbackBox:
    box: FeedbackBox = request.app.state.feedback
    return box


@router.post("/feedback", status_code=201, responses=documented(403, 408, 413, 422, 429, 503))
def feedback(
    request: FeedbackRequest, http: Request, box: Annotated[FeedbackBox, Depends(_box)]
) -> FeedbackKept:
    """Say whether an answer helped. Identity card and telephone numbers are masked before anything
    is kept."""
    if not box.on:
        raise HTTPException(403, "this service keeps no feedback")
    settings: Settings = http.app.state.settings
    check_length(request.question, settings.max_question_chars, "body", "question")
    check_length(request.note, settings.feedback_note_chars, "body", "note")
    entry = Entry(
        question=request.question,
        rating=request.rating,
        note=request.note,
        city=request.city,
        reason=request.reason,
        passage_ids=tuple(request.passage_ids),
        index_version=request.index_version,
    )
    try:
        with box.admission.place():
            return FeedbackKept(id=box.add(entry))
    except StoreUnavailable as error:
        log.error("%s", error)
        raise HTTPException(
            503, "The feedback can't be kept at the moment.", {"Retry-After": "60"}
        ) from None
