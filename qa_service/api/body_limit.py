"""Limits on request bodies: their size, declared or streamed, and the time they take."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa_service.api.problems import problem_response


class BodyLimit:
    """ASGI middleware that answers 413, or 408, with a problem document.

    FastAPI's own `max_body_size` answers a declared length in plain text, hence this one.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, seconds: float) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        detail = f"The request body must not be larger than {self.max_bytes:,} bytes."
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > self.max_bytes:
            response = problem_response(413, detail, instance=scope["path"])
            await response(scope, receive, send)
            return

        received = 0
        whole = False
        end = asyncio.get_running_loop().time() + self.seconds

        async def counted() -> Message:
            nonlocal received, whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout_at(end):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(
                    408, f"The request body must arrive within {self.seconds:g} seconds."
                ) from None
            whole = not message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > self.max_bytes:
                raise HTTPException(413, detail)
            return message

        await self.app(scope, counted, send)
