"""The page's style, script and icon."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from qa_service.api.not_modified import unless_known

router = APIRouter()

_TYPES = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_YEAR = "public, max-age=31536000, immutable"


@router.get("/assets/{name}")
async def asset(request: Request, name: str) -> Response:
    """Kept by browsers for a year: its address changes with it."""
    if name not in _TYPES:
        raise HTTPException(404)
    tag = f'"{asset_version(name)}"'
    current = request.query_params.get("v") == asset_version(name)
    headers = {"ETag": tag, "Cache-Control": _YEAR if current else "no-cache"}
    whole = Response(_content(name), media_type=_TYPES[name], headers=headers)
    return unless_known(request, whole)


@router.get("/favicon.ico")
async def icon(request: Request) -> Response:
    """Where browsers look for it when they show a plain text."""
    return await asset(request, "icon.svg")


@cache
def asset_version(name: str) -> str:
    """Changes with its content."""
    return hashlib.sha256(_content(name)).hexdigest()[:12]


@cache
def _content(name: str) -> bytes:
    return resources.files("qa_service.api.pages").joinpath("assets", name).read_bytes()
