"""Texts no longer than the settings allow, and parts of an address given once."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi.exceptions import RequestValidationError
from starlette.datastructures import QueryParams


def check_length(text: str, limit: int, *where: str | int) -> None:
    """RequestValidationError at `where` for more than `limit` characters."""
    if len(text) > limit:
        error = {
            "type": "string_too_long",
            "loc": where,
            "msg": "too long",
            "ctx": {"max_length": f"{limit:,}"},
        }
        raise RequestValidationError([error])


def check_single(query: QueryParams, names: Iterable[str]) -> None:
    """RequestValidationError for those of `names` that are given twice, of which all but the last
    would be lost."""
    errors = [
        {"type": "repeated", "loc": ("query", name), "msg": "must be given once"}
        for name in names
        if len(query.getlist(name)) > 1
    ]
    if errors:
        raise RequestValidationError(errors)
