"""Quotations to check, and what has become of them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AliasChoices, AliasPath, ConfigDict, Field, model_validator

from qa_service.api.schemas.answers import LawRef
from qa_service.api.schemas.base import Schema
from qa_service.api.schemas.requests import NOT_BLANK, UNICODE, ArticleNumber, Text
from qa_service.search.verify import Verdict

MAX_QUOTE = 5_000
MAX_ANSWER = 20_000
MAX_CITATIONS = 64


class CitedLaw(LawRef):
    """A law article that words are said to be from."""

    name: Text = Field(
        description="The law, under any of its English or Chinese names.",
        examples=["Social Insurance Law"],
    )
    article: ArticleNumber


class CitedText(Schema):
    """A quotation with what is said of its place. A passage of an answer can be posted back as it
    is: where it has a `citation`, that is read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: Annotated[
        str,
        Field(min_length=1, max_length=MAX_QUOTE, description="The words quoted."),
        UNICODE,
        NOT_BLANK,
    ]
    source: Text | None = Field(
        default=None,
        validation_alias=AliasChoices("source", AliasPath("citation", "source")),
        description="Path in the corpus that they are said to stand in.",
    )
    passage_id: Text | None = Field(
        default=None,
        validation_alias=AliasChoices("passage_id", "id"),
        description="Passage that they are said to stand in, wherever in it unless `start` and "
        "`end` say so.",
    )
    start: int | None = Field(
        default=None,
        ge=0,
        validation_alias=AliasChoices("start", AliasPath("citation", "start")),
        description="Where they begin, in characters of the source; of the passage when only a "
        "passage is named. Not without `end`.",
    )
    end: int | None = Field(
        default=None,
        ge=0,
        validation_alias=AliasChoices("end", AliasPath("citation", "end")),
        description="Where they end, exclusive.",
    )
    sha256: Text | None = Field(
        default=None,
        validation_alias=AliasChoices("sha256", AliasPath("citation", "sha256")),
        description="Of the source text that the offsets were counted in.",
    )
    law: CitedLaw | None = Field(
        default=None,
        validation_alias=AliasChoices("law", AliasPath("citation", "law")),
        description="Law article that they are said to be from.",
    )

    @model_validator(mode="after")
    def _both_offsets(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError("give both start and end, or neither")
        return self


class VerifyRequest(Schema):
    """Either an answer, whose sentences are checked one by one, or citations."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: (
        Annotated[str, Field(min_length=1, max_length=MAX_ANSWER), UNICODE, NOT_BLANK] | None
    ) = Field(default=None, description="A whole answer.")
    citations: Annotated[list[CitedText], Field(min_length=1, max_length=MAX_CITATIONS)] | None = (
        Field(default=None, description="Quotations with their places.")
    )
    version: Text | None = Field(
        default=None, description="Index version to check against; the live one if left out."
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.answer is None) == (self.citations is None):
            raise ValueError("give either answer or citations")
        return self


class WordChange(Schema):
    quoted: str = Field(description="As quoted; empty where words were left out.")
    found: str = Field(description="As the source has it; empty where words were added.")


class VerifiedText(Schema):
    """One quotation, judged."""

    text: str = Field(description="As quoted.")
    verbatim: bool = Field(description="Whether the very words stand in the version.")
    as_cited: bool = Field(
        description="Whether everything that was said of the place holds too: source or passage, "
        "offsets, digest, law article."
    )
    verdict: Verdict = Field(
        description="`exact`: stands where it is said to. `elsewhere`: the very words stand at "
        "another place. `folded`: the same words but for white space, character width, quotation "
        "marks or case. `altered`: like the words found, with changes. `absent`: not in the texts."
    )
    source: str | None = Field(description="Where the words, or the nearest to them, stand.")
    start: int | None = Field(description="Where they begin in that source.")
    end: int | None = Field(description="Where they end, exclusive.")
    found: str | None = Field(description="The source's own words there.")
    changes: list[WordChange] = Field(description="Of an altered quotation: what differs.")
    changed_numbers: list[WordChange] = Field(
        description="The numbers among the changes, with their units."
    )
    law_holds: bool | None = Field(
        description="Whether the law article named has these words; null when none is named."
    )
    note: str | None = Field(description="Everything that is wrong with the place that was named.")


class VerifyResponse(Schema):
    verbatim: bool = Field(description="Whether every quotation is verbatim.")
    quotations: list[VerifiedText] = Field(description="In the order given.")
    index_version: str = Field(description="The version that was checked against.")
