"""An article in full, with the passage marked that a citation points to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from qa_service.api import present
from qa_service.api.dependencies import LiveDep
from qa_service.api.freshness import article_warnings
from qa_service.api.pages.marked import mark
from qa_service.api.pages.page import PageRoute, render
from qa_service.api.schemas import ArticleNumber
from qa_service.domain import LawKey, Span
from qa_service.errors import UnknownLaw
from qa_service.index.documents import Documents

router = APIRouter(route_class=PageRoute)

_Offset = Annotated[int | None, Query(ge=0, le=1_000_000_000)]


@router.get("/source/{source:path}")
def source_page(
    request: Request,
    live: LiveDep,
    source: str,
    start: _Offset = None,
    end: _Offset = None,
    law: str | None = None,
    article: Annotated[ArticleNumber | None, Query()] = None,
) -> Response:
    """Marks `start`..`end`, else where the text quotes an article of a law."""
    documents = live.searcher.index.documents
    text = documents.source_text(source).text
    spans = [Span(start, end)] if start is not None and end is not None else []
    if not spans and law is not None and article is not None:
        spans = _quotation(documents, LawKey(law, article), source, text)
    pieces = mark(text, spans)
    laws = dict.fromkeys(key for found in documents.passages_of(source) for key in found.laws)
    entry = documents.source(source)
    warnings = article_warnings(live, [entry])
    return render(
        request,
        "source",
        article=present.article(entry, warnings.get(source, ())),
        pieces=pieces,
        cited=any(piece.marked for piece in pieces),
        laws=sorted(laws),
    )


def _quotation(documents: Documents, key: LawKey, source: str, text: str) -> list[Span]:
    """Where one of the wordings known stands in the text; empty when none does to the letter."""
    try:
        law = documents.law(key)
    except UnknownLaw:
        return []
    shown = documents.passage(law.passage_id)
    if shown.source == source:
        return [Span(shown.start, shown.end)]
    for wording in law.variants:
        at = text.find(wording)
        if at >= 0:
            return [Span(at, at + len(wording))]
    return []
