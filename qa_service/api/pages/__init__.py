"""The web page: HTML made on the server, which a small script improves where it runs."""

from __future__ import annotations

from fastapi import APIRouter

from qa_service.api.pages import ask, assets, browse, source, suggest

router = APIRouter(include_in_schema=False)
for _module in (ask, browse, source, suggest, assets):
    router.include_router(_module.router)

__all__ = ["router"]
