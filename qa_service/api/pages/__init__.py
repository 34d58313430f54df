"""The web page: HTML made on the server, which a small script improves where it runs."""

from __future__ import annotations

from fastapi import APIRouter

from qa_service.api.pages import ask, assets, browse, compare, source, suggest
from qa_service.api.pages.page import nothing_here, too_often, wants_page

router = APIRouter(include_in_schema=False)
# The comparison before the cities, whose names may be anything.
for _module in (ask, compare, browse, source, suggest, assets):
    router.include_router(_module.router)

__all__ = ["nothing_here", "router", "too_often", "wants_page"]
