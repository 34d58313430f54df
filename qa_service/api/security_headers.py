"""Headers that keep a page from doing what it was not made for."""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa_service.api.paths import path_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Nothing from another host, no script or style in the text of a page, no script that makes HTML
from strings (Trusted Types), no frame around it."""

_DOCUMENTATION = ("/docs", "/docs/oauth2-redirect", "/redoc")
"""Swagger UI and ReDoc begin with a script in the page and make HTML and styles as they run."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

_RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

_INLINE_SCRIPT = re.compile(rb"<script(?:\s[^>]*)?>(.*?)</script>", re.DOTALL)


class SecurityHeaders:
    """ASGI middleware; a header that a route has set itself stays.

    The documentation pages get a policy that allows the very scripts they came with, by digest.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = path_of(scope)
        held: Message | None = None

        async def guarded(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                names = {name.lower() for name, _ in own}
                message["headers"] = own + [pair for pair in _RAW if pair[0] not in names]
                if path in _DOCUMENTATION:
                    held = message  # until the page is known
                    return
            elif held is not None and message["type"] == "http.response.body":
                policy = documentation_policy(message.get("body", b""))
                MutableHeaders(scope=held)["Content-Security-Policy"] = policy
                start, held = held, None
                await send(start)
            await send(message)

        await self.app(scope, receive, guarded)


def documentation_policy(page: bytes) -> str:
    """For a page of documentation, which is sent in one piece."""
    digests = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(page)
        if script.strip()
    )
    return (
        f"default-src 'none'; script-src 'self' {digests}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src blob:; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
