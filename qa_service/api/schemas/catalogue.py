"""What the index holds, and how the service is."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from qa_service.api.schemas.answers import LawLink, LawRef, Passage
from qa_service.api.schemas.base import Schema
from qa_service.domain import DateOrigin, Language


class CityEntry(Schema):
    name: str = Field(description="Canonical English name.", examples=["Shanghai"])
    articles: int = Field(description="Number of articles about the city.")


class CityList(Schema):
    cities: list[CityEntry] = Field(description="In alphabetical order.")


class ArticleEntry(Schema):
    """An article of the corpus."""

    source: str = Field(description="Path in the corpus.")
    title: str = Field(description="Its title.")
    cities: list[str] = Field(description="Cities that it is about.")
    provinces: list[str] = Field(description="Provinces that it is about when it is about no city.")
    url: str | None = Field(description="Where it was published, if known.")
    date: str | None = Field(description="Its date, ISO 8601.")
    date_origin: DateOrigin | None = Field(description="What `date` was taken from.")
    lang: Language = Field(description="Its language.")
    passages: int = Field(description="Number of its passages.")
    warnings: list[str] = Field(
        default=[],
        description="Quotations of laws in it that an audit found wrong, and laws it quotes whose "
        "text is newer. Only where articles are listed.",
    )


class ArticleList(Schema):
    total: int = Field(description="Number of articles that match, listed or not.")
    articles: list[ArticleEntry] = Field(description="In the order of the index.")


class LawEntry(LawLink):
    """A law article as the corpus has it."""

    variants: int = Field(description="Number of distinct wordings.")
    quoted_by: int = Field(description="Number of articles that quote it.")
    mentioned_by: int = Field(description="Number of articles that refer to it without quoting.")


class LawList(Schema):
    laws: list[LawEntry] = Field(description="By law and number.")


class QuotingArticle(ArticleEntry):
    """An article that quotes a law article."""

    passage_ids: list[str] = Field(
        description="Those of its passages that have the law article as their legal basis."
    )


class LawDetail(LawRef):
    """A law article with everyone who quotes it."""

    passage: Passage
    variants: list[str] = Field(description="Its distinct wordings, the shown one first.")
    quoted_by: list[QuotingArticle] = Field(description="Articles that quote it.")
    mentioned_by: list[ArticleEntry] = Field(
        description="Articles that refer to it without quoting it."
    )


class Alive(Schema):
    status: Literal["alive"] = Field(default="alive", description="Always the same.")


class Ready(Schema):
    status: Literal["ready"] = Field(default="ready", description="Always the same.")
    index_version: str = Field(description="The version in use.")


class Reloaded(Schema):
    index_version: str = Field(description="The version now in use.")
    previous: str | None = Field(description="The version in use before.")
