"""Questions that wait together are searched together.

A question that finds a searching thread idle is taken at once. While the threads are busy,
questions gather and go as batches, which the encoder reads sooner than one after the other. The
threads share what there is, so that one searches while the other encodes.
"""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from qa_service.api.state import Live
from qa_service.domain import Question
from qa_service.errors import Overloaded, QuestionTimeout

T = TypeVar("T")

_PATIENCE = 0.05
"""Seconds after which it is worth finding out whether anybody still waits."""

_SMOOTHING = 0.1
"""Weight of the newest batch in the running mean of seconds per question."""


@dataclass(eq=False)
class Waiting(Generic[T]):
    """A question on its way, with the version that it will be answered by."""

    live: Live
    question: Question
    answer: asyncio.Future[T]
    since: float = field(default_factory=time.perf_counter)
    """By the performance counter."""
    searched: bool = False
    """Whether a searching thread has taken it."""


class Withdrawn(Exception):
    """Nobody waits for the answer any more."""


Gone = Callable[[], Awaitable[None]]
"""Returns when nobody waits for the answer any more."""

Work = Callable[[Sequence[Waiting[T]]], list[T]]
"""Answers questions of one version, in their order; called in a searching thread."""


class Batcher(Generic[T]):
    """A bounded queue before a few searching threads. Its methods are for the event loop that
    `start` was called in."""

    def __init__(
        self,
        work: Work[T],
        *,
        capacity: int,
        largest: int,
        window: float,
        threads: int,
        timeout: float,
        on_batch: Callable[[int], None] = lambda size: None,
    ) -> None:
        """`capacity`: questions that may wait; `largest`: questions in one batch; `window`: seconds
        that a thread gives a batch of several to grow to its share; `timeout`: seconds from
        admission to answer; `on_batch` is called with each batch's size."""
        self._work = work
        self._capacity = capacity
        self._largest = largest
        self._window = window
        self._timeout = timeout
        self._on_batch = on_batch
        self._queue: deque[Waiting[T]] = deque()
        self._changed = threading.Condition()
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._search, name=f"search-{number}", daemon=True)
            for number in range(threads)
        ]
        self._seconds_each = 0.01
        self._searching = 0
        """Questions in batches that are being searched."""

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        for thread in self._threads:
            thread.start()

    async def stop(self) -> None:
        """Answers what is being searched, refuses what still waits."""
        with self._changed:
            self._stopping = True
            left = list(self._queue)
            self._queue.clear()
            self._changed.notify_all()
        for waiting in left:
            _fail(waiting, Overloaded("the service is stopping"))
        for thread in self._threads:
            await asyncio.to_thread(thread.join)

    @property
    def depth(self) -> int:
        """Questions that wait now."""
        return len(self._queue)

    async def ask(
        self, live: Live, questions: Sequence[Question], gone: Gone | None = None
    ) -> list[T]:
        """Answers in the order of the questions, which are admitted together or not at all.

        Overloaded, with the seconds to come back after, when they don't fit into the queue;
        QuestionTimeout; Withdrawn when `gone` returns first; else the first error that `work` has
        for one of them. Whoever fails leaves the queue.
        """
        admitted = self._admit(live, questions)
        watching: list[asyncio.Task[None]] = []
        timers = [self._loop.call_later(self._timeout, self._expire, admitted)]
        if gone is not None:
            timers.append(
                self._loop.call_later(
                    _PATIENCE,
                    lambda: watching.append(self._loop.create_task(_watch(gone, admitted))),
                )
            )
        try:
            return [await waiting.answer for waiting in admitted]
        finally:
            for timer in timers:
                timer.cancel()
            for task in watching:
                task.cancel()
            self._withdraw(admitted)

    def _admit(self, live: Live, questions: Sequence[Question]) -> list[Waiting[T]]:
        admitted = [Waiting(live, q, self._loop.create_future()) for q in questions]
        with self._changed:
            depth = len(self._queue)
            if self._stopping or depth + len(questions) > self._capacity:
                raise Overloaded(
                    f"{depth} questions are waiting and at most {self._capacity} may",
                    retry_after=math.ceil(min(max(depth * self._seconds_each, 1), 60)),
                )
            self._queue.extend(admitted)
            self._changed.notify()
        return admitted

    def _withdraw(self, admitted: Sequence[Waiting[T]]) -> None:
        unanswered = [waiting for waiting in admitted if not waiting.searched]
        if unanswered:
            with self._changed:
                for waiting in unanswered:
                    if waiting in self._queue:
                        self._queue.remove(waiting)
        for waiting in admitted:
            # An error that nobody has asked for is no reason to complain in the log.
            if not waiting.answer.cancel() and not waiting.answer.cancelled():
                waiting.answer.exception()

    def _expire(self, admitted: Sequence[Waiting[T]]) -> None:
        for waiting in admitted:
            _fail(waiting, QuestionTimeout(f"no answer within {self._timeout:g} seconds"))

    # --- in the searching threads ---------------------------------------------------------------

    def _search(self) -> None:
        while batch := self._take():
            began = time.perf_counter()
            outcomes = self._outcomes(batch)
            each = (time.perf_counter() - began) / len(batch)
            self._seconds_each += _SMOOTHING * (each - self._seconds_each)
            with self._changed:
                self._searching -= len(batch)
            self._loop.call_soon_threadsafe(_deliver, batch, outcomes)
            del batch, outcomes  # an idle thread would hold their version

    def _take(self) -> list[Waiting[T]]:
        """The next batch, of one version; empty when the service stops."""
        batch: list[Waiting[T]] = []
        with self._changed:
            while not batch and not self._stopping:
                self._await_batch()
                # Meanwhile another thread may have taken them, or nobody waits for them any more.
                share = self._share()
                while (
                    self._queue
                    and len(batch) < share
                    and (not batch or self._queue[0].live is batch[0].live)
                ):
                    batch.append(self._queue.popleft())
                    batch[-1].searched = True
            self._searching += len(batch)
            if self._queue:
                self._changed.notify()
        if batch:
            self._on_batch(len(batch))
        return batch

    def _share(self) -> int:
        """Questions for one thread: an equal part of all there are, so that none searches a large
        batch while another has a small one and then nothing."""
        there = len(self._queue) + self._searching
        return min(self._largest, math.ceil(there / len(self._threads)))

    def _await_batch(self) -> None:
        """Until a question waits, and if several do, until they are this thread's share or the
        window is over."""
        while not self._queue and not self._stopping:
            self._changed.wait()
        if 1 < len(self._queue) < self._share():
            end = time.perf_counter() + self._window
            while (
                0 < len(self._queue) < self._share()
                and (left := end - time.perf_counter()) > 0
                and not self._stopping
            ):
                self._changed.wait(left)

    def _outcomes(self, batch: Sequence[Waiting[T]]) -> list[T | Exception]:
        """An answer or an error for each. When a batch fails its halves are tried alone, so that
        nobody is refused for somebody else's question."""
        try:
            return list(self._work(batch))
        except Exception as error:  # whatever it is, it is the asker's to see, not this thread's
            if len(batch) == 1:
                return [error]
            middle = len(batch) // 2
            return self._outcomes(batch[:middle]) + self._outcomes(batch[middle:])


def _deliver(batch: Sequence[Waiting[T]], outcomes: Sequence[T | Exception]) -> None:
    for waiting, outcome in zip(batch, outcomes, strict=True):
        if isinstance(outcome, Exception):
            _fail(waiting, outcome)
        elif not waiting.answer.done():
            waiting.answer.set_result(outcome)


async def _watch(gone: Gone, admitted: Sequence[Waiting[T]]) -> None:
    await gone()
    for waiting in admitted:
        _fail(waiting, Withdrawn())


def _fail(waiting: Waiting[T], error: Exception) -> None:
    if not waiting.answer.done():
        waiting.answer.set_exception(error)
