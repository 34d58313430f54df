"""Questions over HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from qa_service import domain
from qa_service.api.answering import Answered, Answering
from qa_service.api.batching import Gone, Withdrawn
from qa_service.api.json_route import CLIENT_CLOSED_REQUEST, JsonRoute
from qa_service.api.limits import check_length, check_single
from qa_service.api.observe import record_of
from qa_service.api.problems import documented
from qa_service.api.schemas import AskQuery, AskRequest, AskResponse, BatchRequest, BatchResponse
from qa_service.errors import UnknownCity

router = APIRouter(tags=["questions"], route_class=JsonRoute)


# Nothing here computes: the routes wait, on the event loop, for what searching threads answer.


@router.post("/ask", response_model=AskResponse, responses=documented(404, 408, 413, 422, 429, 503))
async def ask(request: Request, body: AskRequest) -> Response:
    """Answer a question with verbatim, cited passages for the right city.

    An abstention is an answer too: `status` is "abstained", `reason` and `explanation` say why.
    """
    question = _question(request, body.question, body, ("body", "question"))
    return _response(await _answers(request, [question]))


@router.get("/ask", response_model=AskResponse, responses=documented(404, 422, 429, 503))
async def ask_by_address(request: Request, query: Annotated[AskQuery, Query()]) -> Response:
    """The same for a browser or curl."""
    check_single(request.query_params, AskQuery.model_fields)
    question = _question(request, query.q, query, ("query", "q"))
    return _response(await _answers(request, [question]))


@router.post(
    "/ask/batch", response_model=BatchResponse, responses=documented(404, 408, 413, 422, 429, 503)
)
async def ask_batch(request: Request, body: BatchRequest) -> Response:
    """Answer up to 64 questions at once, all on one index version. One bad question refuses all."""
    questions = [
        _question(request, one.question, one, ("body", "questions", number, "question"))
        for number, one in enumerate(body.questions)
    ]
    try:
        answers = await _answers(request, questions)
    except UnknownCity as error:
        known = request.app.state.service.live().searcher.gazetteer.resolve
        wrong = (n for n, q in enumerate(questions) if q.city and known(q.city) is None)
        raise UnknownCity(f"questions/{next(wrong, 0)}/city: {error}") from None
    if not answers:
        return Response(status_code=CLIENT_CLOSED_REQUEST)
    return _json(b'{"answers":[%b]}' % b",".join(answer.json for answer in answers))


def _question(
    request: Request, text: str, asked: AskRequest | AskQuery, where: Iterable[str | int]
) -> domain.Question:
    """`where` is what a too long question is reported at."""
    check_length(text, request.app.state.settings.max_question_chars, *where)
    return domain.Question(
        text=text,
        city=asked.city,
        top_k=asked.top_k,
        explain=asked.explain,
        # Nothing else reads it, and no two answers should be kept that differ in it alone.
        expect=asked.expect if asked.explain else None,
    )


async def _answers(request: Request, questions: Sequence[domain.Question]) -> list[Answered]:
    """Empty when the client has gone."""
    answering: Answering = request.app.state.answering
    live = request.app.state.service.live()
    record = record_of(request.scope)
    record.version = live.searcher.version
    record.questions = [question.text for question in questions]
    try:
        answers = await answering.answer(live, questions, _gone(request))
    except Withdrawn:
        return []
    record.cached = sum(answer.cached for answer in answers)
    if len(answers) == 1:
        record.outcome = answers[0].response.reason or answers[0].response.status
    return answers


def _gone(request: Request) -> Gone:
    async def gone() -> None:
        # The body has been read, so what still comes is the end of the connection.
        while (await request.receive())["type"] != "http.disconnect":
            pass

    return gone


def _response(answers: Sequence[Answered]) -> Response:
    if not answers:
        return Response(status_code=CLIENT_CLOSED_REQUEST)
    return _json(answers[0].json)


def _json(content: bytes) -> Response:
    return Response(content, media_type="application/json")
