"""The tools for agents, called by the SDK's own client over both transports."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from clients import client_of
from fake_library import FakeSearcher
from fake_service import JINAN, SHANGHAI

mcp = pytest.importorskip("mcp")
uvicorn = pytest.importorskip("uvicorn")

from qa_service.api.app import create_app  # noqa: E402
from qa_service.api.state import Service  # noqa: E402
from qa_service.errors import CorruptIndex  # noqa: E402
from qa_service.settings import Settings  # noqa: E402

HERE = Path(__file__).parent
QUESTION = "Where can a foreigner get a social security card in Shanghai?"
Connect = Callable[[], Any]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A running service."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    service = Service(FakeSearcher)  # type: ignore[arg-type]
    config = uvicorn.Config(
        create_app(service, Settings(_env_file=None)), port=port, log_config=None, lifespan="on"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(params=["http", "stdio"])
def connect(request: pytest.FixtureRequest, tmp_path: Path) -> Connect:
    if request.param == "http":
        url = request.getfixturevalue("address") + "/mcp"
        return lambda: mcp.Client(url)

    (tmp_path / "CURRENT").write_text("v1")
    return lambda: stdio(tmp_path)


@asynccontextmanager
async def stdio(folder: Path) -> AsyncIterator[Any]:
    parameters = mcp.StdioServerParameters(
        command=sys.executable,
        args=[str(HERE / "fake_agent_server.py"), str(folder)],
        env={"PYTHONPATH": f"{HERE.parent}:{HERE}"},
    )
    async with mcp.Client(mcp.stdio_client(parameters)) as client:
        yield client


def test_every_tool(connect: Connect) -> None:
    async def talk() -> None:
        async with connect() as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert sorted(tools) == [
                "fetch_source", "get_law", "list_cities", "list_laws", "search", "verify",
            ]  # fmt: skip
            assert all(tool.annotations.read_only_hint for tool in tools.values())
            closed = [tool.input_schema["additionalProperties"] for tool in tools.values()]
            assert closed == [False] * 6
            assert tools["search"].output_schema["properties"].keys() >= {"passages", "status"}

            found = await client.call_tool("search", {"question": QUESTION, "top_k": 1})
            answer = found.structured_content
            assert (answer["status"], answer["index_version"]) == ("answered", "v1")
            (passage,) = answer["passages"]
            citation = passage["citation"]
            assert citation["city"] == "Shanghai"

            span = {name: citation[name] for name in ("source", "start", "end")}
            read = (await client.call_tool("fetch_source", span)).structured_content
            assert read["text"] == passage["text"]
            assert read["sha256"] == SHANGHAI.sha256

            cities = (await client.call_tool("list_cities", {})).structured_content
            assert [c["name"] for c in cities["cities"]] == ["Jinan", "Shanghai", "Suzhou"]
            laws = (await client.call_tool("list_laws", {})).structured_content
            assert [(one["name"], one["article"]) for one in laws["laws"]] == [
                ("Social Insurance Law", 58)
            ]
            law = await client.call_tool("get_law", {"name": "社会保险法", "number": 58})
            assert law.structured_content["passage"]["text"].startswith("Article 58")

            quoted = {"answer": "Go to the service center. Bring your ID card."}
            checked = (await client.call_tool("verify", quoted)).structured_content
            assert checked["verbatim"] is False
            assert [q["verdict"] for q in checked["quotations"]] == ["altered", "exact"]

    asyncio.run(talk())


def test_over_stdio_a_new_version_is_taken_over(tmp_path: Path) -> None:
    async def version(client: Any) -> str:
        found = await client.call_tool("search", {"question": QUESTION})
        told: str = found.structured_content["index_version"]
        return told

    async def talk() -> None:
        (tmp_path / "CURRENT").write_text("v1")
        async with stdio(tmp_path) as client:
            assert await version(client) == "v1"
            (tmp_path / "CURRENT").write_text("v2")
            until = time.monotonic() + 10
            while await version(client) != "v2":
                assert time.monotonic() < until
                await asyncio.sleep(0.05)

    asyncio.run(talk())


N = len(JINAN.text)
REFUSED = [
    (
        "search",
        {"question": "cards?", "city": "Atlantis"},
        "no city is called 'Atlantis'; list_cities",
    ),
    ("search", {"question": "   "}, "question must not be empty"),
    ("search", {"question": "x" * 1001}, "question must have at most 1,000 characters"),
    ("search", {"question": "cards?", "top_k": 99}, "top_k must be at most 50"),
    ("search", {"top_k": "many"}, "question is missing; top_k must be a whole number"),
    ("search", {"question": "cards?", "cty": "Jinan"}, "cty is not a field of this request"),
    ("search", {"question": "cards?", "top_k": "2"}, "top_k must be a whole number"),
    ("list_cities", {"city": "Jinan"}, "city is not a field of this request"),
    ("fetch_source", {"source": "jinan.txt", "start": "0"}, "start must be a whole number"),
    ("fetch_source", {"source": "jinan.txt", "end": "5"}, "end must be a whole number"),
    (
        "fetch_source",
        {"source": "jinan.txt", "start": 99999},
        f"start must be at most {N}, where the span ends; the text has {N} characters",
    ),
    (
        "fetch_source",
        {"source": "jinan.txt", "start": 99999, "end": 5},
        f"start must be at most 5, where the span ends; the text has {N} characters",
    ),
    ("get_law", {"name": "SIL", "number": "58"}, "number must be a whole number"),
    ("fetch_source", {"source": "../../etc/passwd"}, "there is no source '../../etc/passwd'"),
    ("get_law", {"name": "Labor Law", "number": 3}, "no article quotes Article 3"),
    ("get_law", {"name": "Labor Law", "number": 10**20}, "number must be at most 1000000"),
    ("verify", {}, "give either answer or citations"),
]


def test_refusals_are_told_to_the_agent(connect: Connect) -> None:
    async def talk() -> None:
        async with connect() as client:
            for tool, arguments, words in REFUSED:
                told = await client.call_tool(tool, arguments)
                assert told.is_error, (tool, arguments)
                assert words in told.content[0].text
                assert "Traceback" not in told.content[0].text
                assert "pydantic" not in told.content[0].text

    asyncio.run(talk())


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"start": 5}, JINAN.text[5:]),
        ({"start": 3, "end": 3}, ""),
        ({"start": N}, ""),
        ({"start": 0, "end": 10**9}, JINAN.text),
    ],
)
def test_spans_are_kept_inside_the_source(address: str, asked: Any, text: str) -> None:
    async def talk() -> None:
        async with mcp.Client(address + "/mcp") as client:
            told = await client.call_tool("fetch_source", {"source": "jinan.txt", **asked})
            read = told.structured_content
            assert read["text"] == text
            assert read["end"] - read["start"] == len(text)

    asyncio.run(talk())


def test_a_page_of_another_host_is_refused(address: str) -> None:
    """DNS rebinding: a browser made to send requests here under another name."""
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"Accept": "application/json, text/event-stream"}
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        refused = httpx.post(address + "/mcp", json=call, headers={**accept, **headers})
        assert refused.status_code in (403, 421)


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_there_is_no_stream_to_keep_open_and_no_session(address: str, method: str) -> None:
    refused = httpx.request(method, address + "/mcp", headers={"Accept": "text/event-stream"})
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_it_is_counted_under_its_name() -> None:
    with client_of(FakeSearcher) as client:
        assert client.post("/mcp", json={}).status_code == 421  # for another host
        counted = client.get("/metrics").text
    assert 'qa_requests_total{method="POST",route="/mcp",status="421"} 1.0' in counted


def test_the_operators_words_stay_inside() -> None:
    from qa_service.api.mcp import create_server
    from qa_service.api.state import Live

    def live() -> Live:
        raise CorruptIndex("/srv/secret/index is damaged; run qa ingest --rebuild")

    async def ask(question: object) -> Any:
        raise AssertionError

    async def talk() -> None:
        async with mcp.Client(create_server(live, ask)) as client:
            told = await client.call_tool("list_cities", {})
            assert told.is_error
            assert "secret" not in told.content[0].text

    asyncio.run(talk())


def test_it_can_be_switched_off() -> None:
    with client_of(FakeSearcher, mcp=False) as client:
        assert client.post("/mcp", json={}).status_code == 404
