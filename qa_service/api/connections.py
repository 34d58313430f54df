"""Connections that bring no request are closed: those that are silent from the start, and those
that stop in the middle of a request's headers."""

from __future__ import annotations

import asyncio
from typing import Protocol

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEADER_SECONDS = 10.0
"""Longest time from the opening of a connection to the end of its first request's headers. From an
answer to the end of the next request's headers it is up to twice as much; the pause between them
has a limit of its own in uvicorn, five seconds."""


class _Cycle(Protocol):
    """A request and its answer, which uvicorn makes when the headers are there."""

    response_complete: bool


class HeaderLimit(asyncio.Protocol):
    """Goes before one of uvicorn's protocols.

    It looks from time to time whether the connection still waits for the request that it waited
    for at the last look. So a request costs nothing, and a connection one timer.
    """

    seconds = HEADER_SECONDS
    loop: asyncio.AbstractEventLoop
    connections: set[asyncio.Protocol]
    """All that uvicorn serves; one that was handed to a WebSocket is no longer among them."""
    cycle: _Cycle | None

    _seen: tuple[bool, _Cycle | None] = (True, None)
    """Whether it waited at the last look, and what it had behind it or in work then."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._transport = transport
        self._timer = self.loop.call_later(self.seconds, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        if self not in self.connections or self._transport.is_closing():
            return
        waits = self.cycle is None or self.cycle.response_complete
        if waits and self._seen == (True, self.cycle):
            self._transport.close()
            return
        self._seen = (waits, self.cycle)
        self._timer = self.loop.call_later(self.seconds, self._look)


class Connection(HeaderLimit, AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's own, on httptools where that is installed and else on h11, with the limit."""
