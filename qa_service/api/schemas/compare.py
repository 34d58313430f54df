"""Cities side by side."""

from __future__ import annotations

from pydantic import Field

from qa_service.api.schemas.answers import Passage
from qa_service.api.schemas.base import Schema
from qa_service.domain import Reason, Status


class CityFacts(Schema):
    """Found by their form, in English or Chinese; the passage itself is what counts."""

    offices: list[str] = Field(description="Offices, banks, counters.")
    times: list[str] = Field(description="Days, months, years.")
    papers: list[str] = Field(description="Documents, by one English name each.")
    fees: list[str] = Field(description="Amounts, shares, and `free`.")
    telephones: list[str] = Field(description="Telephone numbers.")


class ComparedCell(Schema):
    """A city's passage in a row."""

    city: str = Field(description="The city.")
    passage: Passage
    shared: list[tuple[int, int]] = Field(
        description="Sentences that all other cities of the row have too, as [start, end) in "
        "characters of the passage's `text`: may be folded away."
    )
    facts: CityFacts


class ComparedRow(Schema):
    """Passages that speak of the same thing, at most one of each city."""

    cells: list[ComparedCell]
    differences: dict[str, dict[str, list[str]]] = Field(
        description="By kind of fact, then by city: what not all cities of the row have."
    )


class ComparedCity(Schema):
    city: str = Field(description="Canonical English name.")
    status: Status = Field(description="As of the question whether the topic is covered there.")
    reason: Reason | None = Field(description="Why it is not.")


class Comparison(Schema):
    topic: str = Field(description="As asked.")
    cities: list[ComparedCity] = Field(description="In the order asked.")
    rows: list[ComparedRow] = Field(description="What most cities speak of first.")
    index_version: str = Field(description="Index version that answered.")
