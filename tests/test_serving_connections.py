"""Connections that bring no request are closed, and no others."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import uvicorn
from test_cli_serve import free_port
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from qa_service.api import connections
from qa_service.api.connections import HeaderLimit
from qa_service.cli.serve import _options
from qa_service.settings import Settings

SECONDS = 1.0
GET = b"GET /0 HTTP/1.1\r\nHost: x\r\n\r\n"


class OnHttptools(HeaderLimit, HttpToolsProtocol):  # type: ignore[misc]
    seconds = SECONDS


class OnH11(HeaderLimit, H11Protocol):  # type: ignore[misc]
    seconds = SECONDS


async def sleeper(scope: Any, receive: Any, send: Any) -> None:
    """Answers after as many seconds as the path says."""
    await asyncio.sleep(float(scope["path"][1:]))
    headers = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture(params=[OnHttptools, OnH11], ids=["httptools", "h11"], scope="module")
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    port = free_port()
    # Without uvicorn's own limit, so that what closes a connection is the one under test.
    server = uvicorn.Server(
        uvicorn.Config(
            sleeper,
            port=port,
            http=request.param,
            lifespan="off",
            log_config=None,
            timeout_keep_alive=60,
        )
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield port
    server.should_exit = True
    thread.join(20)


def answered(client: socket.socket, request: bytes = GET) -> None:
    client.sendall(request)
    got = b""
    while not got.endswith(b"\r\n\r\nok"):
        piece = client.recv(1000)
        assert piece, f"closed after {got!r}"
        got += piece


def sends(*pieces: bytes) -> Callable[[socket.socket], None]:
    return lambda client: [client.sendall(piece) for piece in pieces]  # type: ignore[func-returns-value]


def dribbles(client: socket.socket) -> None:
    client.sendall(GET[:-2] + b"X-Slow: ")
    for _ in range(int(2.5 * SECONDS / 0.05)):
        time.sleep(0.05)
        try:
            client.sendall(b"a")
        except OSError:  # closed meanwhile
            return


def asks_and_sends(rest: bytes) -> Callable[[socket.socket], None]:
    return lambda client: (answered(client), client.sendall(rest))[1]


BRINGS_NO_REQUEST: dict[str, Callable[[socket.socket], None]] = {
    "nothing": sends(),
    "half a line": sends(b"GET"),
    "headers without an end": sends(GET[:-2]),
    "a byte from time to time": dribbles,
    "an empty line behind a request": asks_and_sends(b"\r\n"),
    "half a request behind one": asks_and_sends(GET[:-2]),
}


def test_a_connection_that_brings_no_request_is_closed(port: int) -> None:
    def left_open(name: str) -> bool:
        with socket.create_connection(("127.0.0.1", port), timeout=10 * SECONDS) as client:
            BRINGS_NO_REQUEST[name](client)
            try:
                while client.recv(1000):  # h11 answers an empty line with 400
                    pass
            except TimeoutError:
                return True
            except ConnectionResetError:  # closed while something was under way
                pass
            return False

    with ThreadPoolExecutor(len(BRINGS_NO_REQUEST)) as pool:
        found = dict(zip(BRINGS_NO_REQUEST, pool.map(left_open, BRINGS_NO_REQUEST), strict=True))
    assert found == dict.fromkeys(BRINGS_NO_REQUEST, False)


def test_requests_that_take_long_or_follow_one_another_are_answered(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20 * SECONDS) as client:
        client.sendall(GET[:9])
        time.sleep(SECONDS / 2)
        answered(client, GET[9:])
        answered(client, GET.replace(b"/0", b"/3"))
        for _ in range(12):
            time.sleep(SECONDS / 4)
            answered(client)


def test_the_service_uses_it() -> None:
    config = uvicorn.Config(sleeper, **_options(Settings(_env_file=None)))
    config.load()
    assert config.http_protocol_class is connections.Connection
    assert issubclass(connections.Connection, HttpToolsProtocol)
    assert connections.Connection.seconds == connections.HEADER_SECONDS == 10
