"""HEAD wherever there is GET, as RFC 9110 (9.1) wants it of any server."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class AsGet:
    """ASGI middleware that has HEAD answered by the route for GET. Beneath what counts and logs,
    which tells them apart."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self.app(scope, receive, send)


class Heads:
    """ASGI middleware that leaves the body out of what answers HEAD. Above what makes headers of
    it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def headers_alone(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app(scope, receive, headers_alone)
