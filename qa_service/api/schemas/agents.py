"""What only agents ask for."""

from __future__ import annotations

from pydantic import Field

from qa_service.api.schemas.base import Schema
from qa_service.domain import DateOrigin


class SourceSpan(Schema):
    """A span of a source text."""

    source: str = Field(description="Path in the corpus.")
    title: str = Field(description="Title of the article.")
    url: str | None = Field(description="Where it was published, if known.")
    cities: list[str] = Field(description="Cities that the article is about.")
    date: str | None = Field(description="Its date, ISO 8601.")
    date_origin: DateOrigin | None = Field(description="What `date` was taken from.")
    start: int = Field(description="Where the span begins, in characters of the source.")
    end: int = Field(description="Where it ends, exclusive.")
    text: str = Field(description="The source's characters from `start` to `end`.")
    characters: int = Field(description="Length of the whole source.")
    sha256: str = Field(description="Of the whole source, in UTF-8.")
