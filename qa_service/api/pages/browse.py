"""What the index holds, to leaf through: cities, articles, laws."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from qa_service.api import present
from qa_service.api.catalogue import law as law_detail
from qa_service.api.dependencies import LiveDep
from qa_service.api.pages.page import PageRoute, render
from qa_service.api.schemas import ArticleNumber

router = APIRouter(route_class=PageRoute)

_MOST = 500
"""Articles on one page."""


@router.get("/browse")
def browse_page(request: Request, live: LiveDep) -> Response:
    documents = live.searcher.index.documents
    national = [present.article(entry) for entry in documents.sources() if not entry.cities]
    laws = [
        (name, list(articles)) for name, articles in groupby(documents.laws(), lambda e: e.key.law)
    ]
    return render(
        request,
        "browse",
        covered=live.cities,
        provinces=live.provinces,
        laws=laws,
        articles=national[:_MOST],
        total=len(national),
    )


@router.get("/browse/{city:path}")
def city_page(request: Request, live: LiveDep, city: str) -> Response:
    """`city` in any spelling, or a province: then what is about it as a whole."""
    place = live.searcher.gazetteer.meant(city)
    name = place.of_city or place.name
    entries = [
        e for e in live.searcher.index.documents.sources() if name in (*e.cities, *e.provinces)
    ]
    return render(
        request,
        "city",
        city=name,
        articles=[present.article(entry) for entry in entries[:_MOST]],
        total=len(entries),
    )


@router.get("/law/{name:path}/{number}")
def law_page(
    request: Request,
    live: LiveDep,
    name: str,
    number: Annotated[ArticleNumber, Path()],
) -> Response:
    """A law article: its wordings and everyone who quotes it."""
    return render(request, "law", law=law_detail(live, name, number))
