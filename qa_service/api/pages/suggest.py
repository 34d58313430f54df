"""Cities for the beginning of a name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from qa_service.api.dependencies import LiveDep
from qa_service.api.names import city_name
from qa_service.api.state import Live

router = APIRouter()

_MOST = 8


class Suggestion(BaseModel):
    name: str
    zh: str
    articles: int


class Suggestions(BaseModel):
    cities: list[Suggestion]


@router.get("/suggest")
def suggest(live: LiveDep, prefix: Annotated[str, Query(max_length=100)] = "") -> Suggestions:
    """Cities with articles whose English or Chinese name begins so, and the one city that the whole
    means in any spelling ("Pudong", "jinnan", 济南), with articles or without."""
    names = [name for name in live.cities if _begins(name, prefix)][:_MOST]
    place = live.searcher.gazetteer.resolve(prefix)
    if place is not None and (meant := place.of_city) is not None and meant not in names:
        names = [meant, *names][:_MOST]
    return Suggestions(cities=[_suggestion(live, name) for name in names])


def _begins(name: str, prefix: str) -> bool:
    wanted = prefix.strip().casefold()
    words = name.casefold()
    return (
        words.startswith(wanted)
        or f" {wanted}" in words
        or city_name(name, "zh").startswith(wanted)
    )


def _suggestion(live: Live, name: str) -> Suggestion:
    return Suggestion(name=name, zh=city_name(name, "zh"), articles=live.cities.get(name, 0))
