"""Cities side by side on one topic."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from qa_service.api.admission import admitted
from qa_service.api.compare import compare_cities
from qa_service.api.dependencies import LiveDep
from qa_service.api.pages.marked import mark
from qa_service.api.pages.page import PageRoute, render
from qa_service.api.schemas import QuestionText

router = APIRouter(route_class=PageRoute)


@router.get("/browse/compare", dependencies=[Depends(admitted)])
def compare_page(
    request: Request,
    live: LiveDep,
    topic: Annotated[QuestionText, Query()],
    cities: Annotated[str, Query(max_length=500)],
) -> Response:
    """What differs first, then the passages with what they share folded away."""
    found = compare_cities(live, topic, [cities])
    shown = {cell.city for row in found.rows for cell in row.cells}
    return render(
        request,
        "compare",
        topic=topic,
        cities=[compared.city for compared in found.cities],
        missing=[compared.city for compared in found.cities if compared.city not in shown],
        rows=[
            (row, [(cell, mark(cell.passage.text, cell.shared)) for cell in row.cells])
            for row in found.rows
        ],
    )
