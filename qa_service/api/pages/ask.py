"""The page at `/`: a question and its answer, one address for each question."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from qa_service.api.answering import Answering
from qa_service.api.explanation import override, reasons
from qa_service.api.limits import check_length
from qa_service.api.observe import record_of
from qa_service.api.pages.answer_view import answer_view
from qa_service.api.pages.examples import examples
from qa_service.api.pages.language import page_language
from qa_service.api.pages.page import PageRoute, render
from qa_service.api.schemas import CityName, Text, TopK
from qa_service.api.state import Live
from qa_service.domain import Question
from qa_service.errors import IndexUnavailable

router = APIRouter(route_class=PageRoute)


@router.get("/")
async def ask_page(
    request: Request,
    q: Annotated[Text, Query()] = "",
    city: Annotated[CityName, Query()] = None,
    top_k: Annotated[TopK, Query()] = 5,
) -> Response:
    if not q.strip():
        return await run_in_threadpool(_home, request, city)
    check_length(q, request.app.state.settings.max_question_chars, "query", "q")
    live: Live = request.app.state.service.live()
    answering: Answering = request.app.state.answering
    question = Question(text=q.strip(), city=city, top_k=top_k, explain=True)
    record = record_of(request.scope)
    record.version, record.questions = live.searcher.version, [question.text]
    (answered,) = await answering.answer(live, [question])
    record.cached = int(answered.cached)
    record.outcome = answered.response.reason or answered.response.status
    lang = page_language(request)
    return await run_in_threadpool(
        render,
        request,
        "answer",
        view=answer_view(answered.response),
        overriding=override(answered.answer, lang),
        overridden=answered.answer.scope.overridden,
        reasons=list(reasons(answered.answer, lang)),
        covered=live.cities,
        q=q.strip(),
        city=city or "",
        top_k=top_k,
    )


def _home(request: Request, city: str | None) -> Response:
    try:
        live: Live = request.app.state.service.live()
    except IndexUnavailable:
        # The form stands there all the same; asking says what is wrong.
        return render(
            request,
            "home",
            covered={},
            provinces={},
            examples=[],
            articles=0,
            q="",
            city=city or "",
        )
    documents = live.searcher.index.documents
    return render(
        request,
        "home",
        covered=live.cities,
        provinces=live.provinces,
        examples=examples(documents.sources(), live.searcher.gazetteer, page_language(request)),
        articles=live.searcher.index.manifest.counts.articles,
        q="",
        city=city or "",
    )
