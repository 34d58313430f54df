"""What is said when something is wrong."""

from __future__ import annotations

from pydantic import Field

from qa_service.api.schemas.base import Schema


class FieldProblem(Schema):
    """What is wrong with one field of the request."""

    detail: str = Field(description="What is wrong, in words.")
    pointer: str | None = Field(
        default=None, description="JSON pointer into the body.", examples=["#/top_k"]
    )
    parameter: str | None = Field(default=None, description="Name of the query or path parameter.")


class Problem(Schema):
    """Problem details as in RFC 9457."""

    type: str = Field(
        description="Kind of problem, a URI to compare with.",
        examples=["urn:qa-service:problem:bad-question"],
    )
    title: str = Field(description="The kind in words.", examples=["Bad question"])
    status: int = Field(description="HTTP status.", examples=[422])
    detail: str = Field(
        description="This occurrence in words.", examples=["top_k: must be at most 50"]
    )
    instance: str | None = Field(
        default=None, description="Path of the request, percent-encoded.", examples=["/ask"]
    )
    errors: list[FieldProblem] | None = Field(
        default=None, description="The fields that are wrong."
    )
