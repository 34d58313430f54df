"""What is asked."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, Strict

from qa_service.api.schemas.base import Schema
from qa_service.domain import MAX_TOP_K

MAX_BATCH = 64


def _unicode(text: str) -> str:
    """JSON can spell half of a surrogate pair, which nothing behind can encode, and NUL, which no
    article holds and PostgreSQL refuses."""
    if "\0" in text:
        raise ValueError("must not hold NUL characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must be valid Unicode") from None
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text


def _blank_is_none(value: Any) -> Any:
    """An empty field of a form means that nothing was chosen."""
    return None if isinstance(value, str) and not value.strip() else value


UNICODE = AfterValidator(_unicode)
"""Behind the limits of every text that a client sends."""
NOT_BLANK = AfterValidator(_not_blank)
Text = Annotated[str, UNICODE]

QuestionText = Annotated[
    Text,
    NOT_BLANK,
    Field(
        description="The question, in English or Chinese; at most 1,000 characters unless the "
        "service is set up otherwise.",
        examples=["Where can a foreigner get a social security card in Shanghai?"],
        json_schema_extra={"minLength": 1, "maxLength": 1000},
    ),
]
CityName = Annotated[
    Annotated[str, Field(max_length=200), UNICODE] | None,
    BeforeValidator(_blank_is_none),
    Field(
        description="City to answer for, in any spelling; overrides the cities that the question "
        "names.",
        examples=["Shanghai"],
    ),
]
TopK = Annotated[
    int, Field(ge=1, le=MAX_TOP_K, description="How many passages to return at most.", examples=[5])
]
ArticleNumber = Annotated[
    int, Field(ge=1, le=1_000_000, description="Number of the article.", examples=[58])
]
ExplainFlag = Annotated[bool, Field(description="Also return how the passages were found.")]
Expected = Annotated[
    Annotated[str, Field(max_length=200), UNICODE] | None,
    BeforeValidator(_blank_is_none),
    Field(description="With `explain`: id of a passage whose way through the search is wanted."),
]


class AskRequest(Schema):
    """A question. Unknown fields are refused, so that a misspelt `city` never goes unnoticed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: QuestionText
    city: CityName = None
    top_k: Annotated[TopK, Strict()] = 5
    explain: ExplainFlag = False
    expect: Expected = None


class AskQuery(Schema):
    """A question as the query of an address."""

    q: QuestionText
    city: CityName = None
    top_k: TopK = 5
    explain: ExplainFlag = False
    expect: Expected = None


class BatchRequest(Schema):
    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: Annotated[
        list[AskRequest],
        Field(min_length=1, max_length=MAX_BATCH, description="Answered in this order."),
    ]
