"""Questions over HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.exceptions import RequestValidationError

from qa_service import domain
from qa_service.api import present
from qa_service.api.dependencies import LimitDep, LiveDep, MetricsDep
from qa_service.api.problems import documented
from qa_service.api.schemas import AskQuery, AskRequest, AskResponse, BatchRequest, BatchResponse
from qa_service.api.state import Live

router = APIRouter(tags=["questions"])


# The routes that search are plain functions: FastAPI runs them in threads, beside the event loop.


@router.post("/ask", responses=documented(404, 413, 422, 503))
def ask(request: AskRequest, live: LiveDep, metrics: MetricsDep, limit: LimitDep) -> AskResponse:
    """Answer a question with verbatim, cited passages for the right city.

    An abstention is an answer too: `status` is "abstained", `reason` and `explanation` say why.
    """
    question = _question(request.question, request, limit, ("body", "question"))
    answer = live.searcher.ask(question)
    metrics.count(answer)
    return _response(answer, live)


@router.get("/ask", responses=documented(404, 422, 503))
def ask_by_address(
    query: Annotated[AskQuery, Query()], live: LiveDep, metrics: MetricsDep, limit: LimitDep
) -> AskResponse:
    """The same for a browser or curl."""
    answer = live.searcher.ask(_question(query.q, query, limit, ("query", "q")))
    metrics.count(answer)
    return _response(answer, live)


@router.post("/ask/batch", responses=documented(404, 413, 422, 503))
def ask_batch(
    batch: BatchRequest, live: LiveDep, metrics: MetricsDep, limit: LimitDep
) -> BatchResponse:
    """Answer up to 64 questions at once, all on one index version. One bad question refuses all."""
    questions = [
        _question(request.question, request, limit, ("body", "questions", number, "question"))
        for number, request in enumerate(batch.questions)
    ]
    answers = live.searcher.ask_many(questions)
    for answer in answers:
        metrics.count(answer)
    return BatchResponse(answers=[_response(answer, live) for answer in answers])


def _question(
    text: str, request: AskRequest | AskQuery, limit: int, where: Iterable[str | int]
) -> domain.Question:
    """`where` is what a too long question is reported at."""
    if len(text) > limit:
        raise RequestValidationError(
            [
                {
                    "type": "string_too_long",
                    "loc": tuple(where),
                    "msg": "too long",
                    "ctx": {"max_length": f"{limit:,}"},
                }
            ]
        )
    return domain.Question(
        text=text,
        city=request.city,
        top_k=request.top_k,
        explain=request.explain,
        expect=request.expect,
    )


def _response(answer: domain.Answer, live: Live) -> AskResponse:
    documents = live.searcher.index.documents
    return present.ask_response(answer, documents.law, live.covered)
