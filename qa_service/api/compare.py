"""Two or more cities side by side on one topic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.exceptions import RequestValidationError
from pydantic import Field

from qa_service.api.admission import admitted
from qa_service.api.dependencies import LiveDep
from qa_service.api.problems import documented
from qa_service.api.schemas import QuestionText
from qa_service.api.schemas.compare import (
    CityFacts,
    ComparedCell,
    ComparedCity,
    ComparedRow,
    Comparison,
)
from qa_service.api.state import Live
from qa_service.domain import Question
from qa_service.encoders import Vectors
from qa_service.errors import UnknownCity
from qa_service.search.compare import Cell, Row, comparable, compare
from qa_service.search.facts import KINDS
from qa_service.text import language

if TYPE_CHECKING:
    from qa_service.search import Searcher

router = APIRouter(tags=["questions"])

MAX_CITIES = 5


@router.get("/compare", dependencies=[Depends(admitted)], responses=documented(404, 422, 429, 503))
def compare_cities(
    live: LiveDep,
    topic: Annotated[QuestionText, Query(description="What to compare, without the cities.")],
    cities: Annotated[
        list[Annotated[str, Field(max_length=500)]],
        Query(
            description="From two to five cities, with commas or one each.",
            examples=[["Shanghai,Jinan"]],
            max_length=MAX_CITIES,
        ),
    ],
    top_k: Annotated[int, Query(ge=1, le=10, description="Passages of each city at most.")] = 4,
) -> Comparison:
    """Passages of several cities aligned by topic, with what they share and what differs: offices,
    times, papers, fees, telephone numbers."""
    names = _cities(live, ",".join(cities))
    return compared(live, topic, names, top_k)


def compared(live: Live, topic: str, cities: Sequence[str], top_k: int = 4) -> Comparison:
    """`cities` by canonical name."""
    searcher = live.searcher
    answers = searcher.ask_many([Question(topic, city, top_k * 2) for city in cities])
    found = comparable(dict(zip(cities, answers, strict=True)), top_k)
    rows = compare(found, lambda texts: _encode(searcher, texts), searcher.gazetteer)
    return Comparison(
        topic=topic,
        cities=[
            ComparedCity(city=city, status=answer.status, reason=answer.reason)
            for city, answer in zip(cities, answers, strict=True)
        ],
        rows=[_row(live, row) for row in rows],
        index_version=searcher.version,
    )


def _encode(searcher: Searcher, texts: Sequence[str]) -> Vectors:
    """By the encoder that knows the languages of all of them."""
    channels = searcher.retriever.main
    if any(language(text) != "en" for text in texts) and searcher.retriever.multilingual:
        channels = searcher.retriever.multilingual
    return channels.encoder.encode(texts)


def names_in(written: str) -> list[str]:
    """The names between commas, as they are written."""
    parts = written.replace("，", ",").replace("、", ",").split(",")
    return [name for part in parts if (name := part.strip())]


def _cities(live: Live, written: str) -> list[str]:
    found: list[str] = []
    for name in names_in(written):
        place = live.searcher.gazetteer.meant(name)
        if place.of_city is None:
            raise UnknownCity(f"no city is called {name!r}")
        found.append(place.of_city)
    distinct = list(dict.fromkeys(found))
    if not 2 <= len(distinct) <= MAX_CITIES:
        error = {
            "type": "value_error",
            "loc": ("query", "cities"),
            "msg": "",
            "ctx": {"error": f"must name from two to {MAX_CITIES} cities"},
        }
        raise RequestValidationError([error])
    return distinct


def _row(live: Live, row: Row) -> ComparedRow:
    return ComparedRow(
        cells=[_cell(live, cell) for cell in row.cells],
        differences={
            kind: {city: list(values) for city, values in each.items()}
            for kind, each in row.differences.items()
        },
    )


def _cell(live: Live, cell: Cell) -> ComparedCell:
    return ComparedCell(
        city=cell.city,
        passage=live.show(cell.passage, (cell.city,)),
        shared=[tuple(span) for span in cell.shared],
        facts=CityFacts(**{kind: list(getattr(cell.facts, kind)) for kind in KINDS}),
    )
