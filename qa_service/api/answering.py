"""From a question that was understood to the bytes that answer it: cache, queue, search, JSON."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from qa_service.api import present
from qa_service.api.answer_cache import AnswerCache
from qa_service.api.batching import Batcher, Gone, Waiting, Withdrawn
from qa_service.api.metrics import Metrics
from qa_service.api.schemas import AskResponse
from qa_service.api.state import Live
from qa_service.domain import Answer, Question
from qa_service.errors import Overloaded, QuestionTimeout
from qa_service.settings import Settings

Unanswered = Callable[[Question, AskResponse], None]

_LARGER = 8
"""Times that an explained answer may be as large as a plain one: so many fewer are kept."""


@dataclass(frozen=True)
class Answered:
    """An answer as it goes out."""

    answer: Answer
    response: AskResponse
    json: bytes
    stages: Mapping[str, float]
    """Milliseconds by stage, of those that it went through."""
    cached: bool = False

    def again(self, total: float) -> Answered:
        """The same from the cache, where finding it took `total` milliseconds and nothing else any
        time."""
        timings = {**dict.fromkeys(self.response.timings_ms, 0.0), "total": total}
        response = self.response.model_copy(update={"timings_ms": timings})
        return Answered(self.answer, response, _json(response), {"total": total}, cached=True)


class Answering:
    """Between the routes and the searcher. For the event loop."""

    def __init__(self, settings: Settings, metrics: Metrics, unanswered: Unanswered) -> None:
        """`unanswered` hears of every question without an answer, whoever asked it; it must return
        at once."""
        self._metrics = metrics
        self._unanswered = unanswered
        self._plain: AnswerCache[Answered] = AnswerCache(settings.cached_answers)
        self._explained: AnswerCache[Answered] = AnswerCache(settings.cached_answers // _LARGER)
        self._batcher: Batcher[Answered] = Batcher(
            _search,
            capacity=settings.max_waiting,
            largest=settings.max_batch,
            window=settings.batch_window_ms / 1000,
            threads=settings.search_threads,
            timeout=settings.question_seconds,
            on_batch=metrics.batch_questions.observe,
        )
        metrics.read_queue_depth(lambda: self._batcher.depth)

    def start(self) -> None:
        self._batcher.start()

    async def stop(self) -> None:
        await self._batcher.stop()

    async def answer(
        self, live: Live, questions: Sequence[Question], gone: Gone | None = None
    ) -> list[Answered]:
        """In the order of the questions, all by one version. Errors as `Batcher.ask`."""
        began = time.perf_counter()
        known = [self._cache(question).get(live, question) for question in questions]
        # What is asked twice is searched once.
        new = list(dict.fromkeys(q for q, k in zip(questions, known, strict=True) if k is None))
        asked = await self._ask(live, new, gone) if new else ()
        fresh = dict(zip(new, asked, strict=True))
        answers: list[Answered] = []
        for question, found in zip(questions, known, strict=True):
            if found is None:
                answer = fresh[question]
                self._cache(question).put(live, question, answer)
            else:
                answer = found.again((time.perf_counter() - began) * 1000)
            # When this turn of the loop is over, so that nobody waits for it.
            asyncio.get_running_loop().call_soon(
                self._metrics.count,
                answer.response.status,
                answer.response.reason,
                answer.stages,
                answer.cached,
            )
            if answer.response.reason is not None:
                self._unanswered(question, answer.response)
            answers.append(answer)
        return answers

    def _cache(self, question: Question) -> AnswerCache[Answered]:
        return self._explained if question.explain else self._plain

    async def _ask(
        self, live: Live, questions: Sequence[Question], gone: Gone | None
    ) -> list[Answered]:
        try:
            return await self._batcher.ask(live, questions, gone)
        except Overloaded:
            self._metrics.refused.labels("overload").inc()
            raise
        except QuestionTimeout:
            self._metrics.refused.labels("timeout").inc()
            raise
        except Withdrawn:
            self._metrics.refused.labels("gone").inc()
            raise


def _search(batch: Sequence[Waiting[Answered]]) -> list[Answered]:
    began = time.perf_counter()
    live = batch[0].live
    answers = live.searcher.ask_many([waiting.question for waiting in batch])
    stages = [
        {
            "queue": (began - waiting.since) * 1000,
            **answer.timings_ms,
            "total": (time.perf_counter() - waiting.since) * 1000,
        }
        for waiting, answer in zip(batch, answers, strict=True)
    ]
    responses = [
        present.ask_response(answer, live.show, live.covered, spent)
        for answer, spent in zip(answers, stages, strict=True)
    ]
    return [
        Answered(answer, response, _json(response), spent)
        for answer, response, spent in zip(answers, responses, stages, strict=True)
    ]


def _json(response: AskResponse) -> bytes:
    return response.__pydantic_serializer__.to_json(response)
