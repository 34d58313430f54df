"""What askers say of an answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from qa_service.api.schemas.base import Schema
from qa_service.api.schemas.requests import UNICODE, CityName, QuestionText
from qa_service.domain import Reason
from qa_service.index.layout import VERSION

_PASSAGE_ID = r"^(?:[0-9a-f]{16}|law-[a-z0-9-]+)$"
_VERSION = f"^{VERSION}$"
"""Kept unmasked, so nothing else may come this way."""


class FeedbackRequest(Schema):
    """A rating of one answer. Nothing else is kept: no address, no browser, no cookie."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rating: Literal["up", "down"] = Field(description="Whether the answer helped.")
    question: QuestionText
    note: Annotated[str, Field(max_length=10_000), UNICODE] = Field(
        default="",
        description="What was wrong or good, in words; at most 1,000 characters unless the service "
        "is set up otherwise.",
    )
    city: CityName = None
    reason: Reason | None = Field(default=None, description="Of an abstention, its `reason`.")
    passage_ids: list[Annotated[str, Field(max_length=200, pattern=_PASSAGE_ID)]] = Field(
        default=[], max_length=50, description="The passages shown, best first."
    )
    index_version: Annotated[str, Field(max_length=64, pattern=_VERSION)] | None = Field(
        default=None, description="Version that answered."
    )


class FeedbackKept(Schema):
    id: int = Field(description="Number of the entry, to name when asking for its deletion.")
