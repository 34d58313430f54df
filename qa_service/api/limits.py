"""Texts no longer than the settings allow."""

from __future__ import annotations

from fastapi.exceptions import RequestValidationError


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
