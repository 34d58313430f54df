"""Who may ask how often, and who is asking: limits by client, proxies, other sites' pages."""

from __future__ import annotations

import ipaddress
import math
import time
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from qa_service.api import pages
from qa_service.api.paths import path_of
from qa_service.api.problems import problem_response
from qa_service.settings import Settings

if TYPE_CHECKING:
    from limits import RateLimitItem

_FREE = (
    *("/healthz", "/readyz", "/metrics", "/docs", "/redoc", "/openapi.json"),
    *("/static-offline-docs", "/assets", "/favicon.ico"),
)
"""With all that is below them. Whoever watches the service must not be kept out; documentation and
a page's style, script and icon cost nothing."""


class RateLimit:
    """ASGI middleware: beyond the limit the answer is 429 with Retry-After, a page for who asked
    for one.

    Counted in memory, over a window that moves with the clock, so several workers allow several
    times as much.
    """

    def __init__(self, app: ASGIApp, limit: RateLimitItem) -> None:
        from limits.storage import MemoryStorage
        from limits.strategies import MovingWindowRateLimiter

        self.app = app
        self._limit = limit
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_free(scope):
            await self.app(scope, receive, send)
            return
        client = client_of(scope)
        if self._limiter.hit(self._limit, client):
            await self.app(scope, receive, send)
            return
        reset = self._limiter.get_window_stats(self._limit, client).reset_time
        seconds = max(1, math.ceil(reset - time.time()))
        response = self._refusal(Request(scope), seconds)
        response.headers["Retry-After"] = str(seconds)
        await response(scope, receive, send)

    def _refusal(self, request: Request, seconds: int) -> Response:
        if pages.wants_page(request):
            return pages.too_often(request, seconds)
        return problem_response(
            429,
            f"At most {_in_words(self._limit)}; try again in {seconds} s.",
            instance=request.scope["path"],
        )


def _in_words(limit: RateLimitItem) -> str:
    """ "5 a minute", "5 in 2 minutes"."""
    unit = limit.GRANULARITY.name
    if limit.multiples > 1:
        return f"{limit.amount} in {limit.multiples} {unit}s"
    return f"{limit.amount} {'an' if unit == 'hour' else 'a'} {unit}"


def _is_free(scope: Scope) -> bool:
    path = path_of(scope)
    return any(path == free or path.startswith(f"{free}/") for free in _FREE)


def client_of(scope: Scope) -> str:
    """Whose requests are counted together: an IPv4 address, or the network of an IPv6 one, since a
    single customer has 2⁶⁴ of those."""
    host = scope["client"][0] if scope.get("client") else "unknown"
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return str(host)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def parse_limit(text: str) -> RateLimitItem | None:
    """ "60/minute", "10 per second"; None for "". The settings hold nothing else."""
    if not text.strip():
        return None
    from limits import parse

    return parse(text.strip())


def install_limit(app: FastAPI, settings: Settings) -> None:
    """To be called before the middleware that counts and logs, so that a refusal is counted too."""
    if (limit := parse_limit(settings.rate_limit)) is not None:
        app.add_middleware(RateLimit, limit=limit)


def install(app: FastAPI, settings: Settings) -> None:
    """To be called when all other middleware is in: the client must be known before all else."""
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Content-Type"],
        )
    if settings.proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.proxies))
