"""Clients that ask a service questions over HTTP and measure how long it takes.

The wire is spoken directly: a full HTTP client in Python takes as long as the service itself, and
would take it from the same cores.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle

import numpy as np


def request(question: str, path: str = "/ask") -> bytes:
    """The bytes of a POST that asks `question`."""
    body = json.dumps({"question": question}, ensure_ascii=False).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


_VERSION = re.compile(rb'"index_version":"([^"]+)"')


@dataclass
class Load:
    """What came of a number of requests."""

    seconds: float = 0.0
    """From the first request to the last answer."""
    milliseconds: list[float] = field(default_factory=list)
    """Of every answer of status 200."""
    refused: list[float] = field(default_factory=list)
    """Of every 503."""
    failed: Counter[str] = field(default_factory=Counter)
    """Everything else: other statuses and broken connections."""
    versions: Counter[str] = field(default_factory=Counter)
    """Answers by the index version that they name."""

    def count(self, status: int, milliseconds: float) -> None:
        if status == 200:
            self.milliseconds.append(milliseconds)
        elif status == 503:
            self.refused.append(milliseconds)
        else:
            self.failed[str(status)] += 1

    def add(self, other: Load) -> None:
        self.seconds += other.seconds
        self.milliseconds += other.milliseconds
        self.refused += other.refused
        self.failed += other.failed
        self.versions += other.versions

    @property
    def throughput(self) -> float:
        """Answers a second."""
        return len(self.milliseconds) / self.seconds if self.seconds else 0.0

    def percentile(self, percent: float) -> float:
        """NaN without answers."""
        return float(np.percentile(self.milliseconds, percent)) if self.milliseconds else np.nan


class Client:
    """One connection, one question after the other."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, asked: bytes) -> int:
        """The status; the body is read to its end."""
        self._socket.sendall(asked)
        received = b""
        while (size := _size(received)) is None or len(received) < size:
            if not (piece := self._socket.recv(262144)):
                raise ConnectionResetError("the service closed the connection")
            received += piece
        return int(received[9:12])

    def close(self) -> None:
        self._socket.close()


def drive(
    port: int,
    asked: Iterator[bytes],
    clients: int,
    *,
    interval: float = 0.0,
    keep_on: Callable[[], bool] = lambda: True,
) -> Load:
    """Asks until `asked` is used up or `keep_on` says no, from so many connections at once. Each
    asks again when it is answered, and not before `interval` seconds have passed since it asked."""
    return asyncio.run(_drive(port, asked, clients, interval, keep_on))


async def _drive(
    port: int, asked: Iterator[bytes], clients: int, interval: float, keep_on: Callable[[], bool]
) -> Load:
    load = Load()
    loop = asyncio.get_running_loop()
    connections: list[_Connection] = []
    for _ in range(clients):
        _, connection = await loop.create_connection(
            lambda: _Connection(asked, load, interval, keep_on), "127.0.0.1", port
        )
        connections.append(connection)
    began = time.perf_counter()
    for number, connection in enumerate(connections):
        # Spread over the first interval, so that they don't go on asking all at once.
        loop.call_later(interval * number / clients, connection.ask)
    await asyncio.gather(*(connection.over for connection in connections))
    load.seconds = time.perf_counter() - began
    return load


class _Connection(asyncio.Protocol):
    def __init__(
        self,
        asked: Iterator[bytes],
        load: Load,
        interval: float,
        keep_on: Callable[[], bool],
    ) -> None:
        self._asked = asked
        self._load = load
        self._interval = interval
        self._keep_on = keep_on
        self._received = b""
        self._began = 0.0
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def ask(self) -> None:
        question = next(self._asked, None) if self._keep_on() else None
        if question is None:
            self._finish()
            return
        self._began = time.perf_counter()
        self._transport.write(question)

    def data_received(self, data: bytes) -> None:
        self._received += data
        size = _size(self._received)
        if size is None or len(self._received) < size:
            return
        seconds = time.perf_counter() - self._began
        self._load.count(int(self._received[9:12]), seconds * 1000)
        if found := _VERSION.search(self._received):
            self._load.versions[found[1].decode()] += 1
        self._received = b""
        if (pause := self._interval - seconds) > 0:
            asyncio.get_running_loop().call_later(pause, self.ask)
        else:
            self.ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.over.done():
            self._load.failed["connection lost"] += 1
            self._finish()

    def _finish(self) -> None:
        if not self.over.done():
            self.over.set_result(None)
        self._transport.close()


def _size(received: bytes) -> int | None:
    """Bytes of the whole response; None before its head is there."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = received[:end].lower()
    start = head.index(b"content-length:") + 15
    stop = head.find(b"\r\n", start)
    return end + 4 + int(head[start : stop if stop > 0 else None])


def in_turn(questions: Sequence[str]) -> Iterator[bytes]:
    """Requests for the questions, over and over again. Of more than the service keeps answers for,
    none finds its own kept."""
    return map(request, cycle(questions))
