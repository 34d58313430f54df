"""What a client has already is not sent again."""

from __future__ import annotations

from fastapi import Request, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles

_FILES = StaticFiles()
"""Of no folder: it knows how headers are compared."""


def unless_known(request: Request, response: Response) -> Response:
    """304 for a `response` whose ETag the client names."""
    if _FILES.is_not_modified(response.headers, request.headers):
        return NotModifiedResponse(response.headers)
    return response
