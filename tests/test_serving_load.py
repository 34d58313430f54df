"""The service under more questions than it can answer, and what it says about itself."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from clients import client_of
from fake_service import FakeSearcher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from qa_service.api.app import create_app
from qa_service.api.logs import JsonLines, TextLines, event
from qa_service.api.state import Service
from qa_service.domain import Answer, Question
from qa_service.settings import Settings


class Gate(FakeSearcher):
    """Answers "Wait" only once it is open."""

    def __init__(self, version: str = "v1") -> None:
        super().__init__(version)
        self.began = threading.Event()
        self.opened = threading.Event()

    def ask_many(self, questions: Sequence[Question]) -> list[Answer]:
        if questions[0].text == "Wait":
            self.began.set()
            assert self.opened.wait(10)
        return super().ask_many(questions)


def app_of(searcher: FakeSearcher, **settings: Any) -> FastAPI:
    chosen = Settings(_env_file=None, **{"search_threads": 1, **settings})
    return create_app(Service(lambda: searcher), chosen)  # type: ignore[arg-type, return-value]


def samples(client: TestClient) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    pairs = (line.rpartition(" ") for line in lines if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in pairs}


def post(client: TestClient, question: str, **rest: Any) -> Any:
    return client.post("/ask", json={"question": question, **rest})


def until(condition: Any) -> None:
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_beyond_capacity_the_answer_is_a_fast_503() -> None:
    gate = Gate()
    batch = {"questions": [{"question": f"q{i}"} for i in range(64)]}
    with TestClient(app_of(gate, max_waiting=64)) as client, ThreadPoolExecutor(3) as pool:
        held = pool.submit(post, client, "Wait")
        assert gate.began.wait(5)
        full: Future[Any] = pool.submit(client.post, "/ask/batch", json=batch)
        until(lambda: samples(client)["qa_waiting_questions"] == 64)
        began = time.perf_counter()
        refused = post(client, "One more?")
        assert time.perf_counter() - began < 0.2
        assert refused.status_code == 503
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["type"] == "urn:qa-service:problem:overloaded"
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert client.get("/healthz").status_code == 200
        gate.opened.set()
        assert held.result().status_code == 200
        answers = full.result().json()["answers"]
        assert [answer["question"] for answer in answers] == [f"q{i}" for i in range(64)]
        assert post(client, "One more?").status_code == 200
        counted = samples(client)
    assert counted['qa_refused_requests_total{why="overload"}'] == 1
    assert counted["qa_waiting_questions"] == 0
    assert counted['qa_batch_questions_bucket{le="1.0"}'] == 2  # "Wait", "One more?"
    assert counted["qa_batch_questions_count"] == 4  # and twice 32
    assert counted["qa_batch_questions_sum"] == 66
    assert "One more?" in [question.text for question in gate.asked]


def test_a_question_that_takes_too_long_is_given_up() -> None:
    gate = Gate()
    with TestClient(app_of(gate, question_seconds=0.2)) as client:
        began = time.perf_counter()
        late = post(client, "Wait")
        assert 0.2 <= time.perf_counter() - began < 2
        assert late.status_code == 503
        assert late.json()["type"] == "urn:qa-service:problem:question-timeout"
        assert late.headers["retry-after"] == "1"
        gate.opened.set()
        assert post(client, "Cards?").status_code == 200
        assert samples(client)['qa_refused_requests_total{why="timeout"}'] == 1


def test_one_unknown_city_harms_nobody_in_its_batch() -> None:
    gate = Gate()
    with TestClient(app_of(gate)) as client, ThreadPoolExecutor(8) as pool:
        held = pool.submit(post, client, "Wait")
        assert gate.began.wait(5)
        asked = [
            pool.submit(post, client, f"q{i}", city="Atlantis" if i == 3 else None)
            for i in range(6)
        ]
        until(lambda: samples(client)["qa_waiting_questions"] == 6)
        gate.opened.set()
        statuses = [one.result().status_code for one in asked]
        assert held.result().status_code == 200
    assert statuses == [200, 200, 200, 404, 200, 200]


def test_a_repeated_question_comes_from_the_cache() -> None:
    searcher = FakeSearcher()
    with TestClient(app_of(searcher)) as client:
        first, again = post(client, "Cards?").json(), post(client, "Cards?").json()
        assert len(searcher.asked) == 1
        assert {**first, "timings_ms": None} == {**again, "timings_ms": None}
        timings = again["timings_ms"]
        assert 0 < timings.pop("total") < 5
        assert set(timings.values()) == {0.0}
        assert post(client, "Cards?", top_k=1).json()["passages"] == first["passages"][:1]
        assert post(client, "cards?").json()["question"] == "cards?"
        assert post(client, "Cards?", explain=True).json()["explain"] is not None
        assert post(client, "Cards?", explain=True).json()["explain"] is not None
        assert post(client, "Cards?").json()["explain"] is None
        assert len(searcher.asked) == 4
        counted = samples(client)
    assert counted['qa_cache_total{result="hit"}'] == 3
    assert counted['qa_cache_total{result="miss"}'] == 4
    assert counted['qa_answers_total{status="answered"}'] == 7
    # What was never searched has no part in the search's times.
    assert counted['qa_stage_seconds_count{stage="encode"}'] == 4
    assert counted['qa_stage_seconds_count{stage="total"}'] == 7


def test_an_expected_passage_that_nobody_wants_explained_makes_no_second_answer() -> None:
    searcher = FakeSearcher()
    with TestClient(app_of(searcher)) as client:
        answers = [post(client, "Cards?", expect=id).json() for id in ("p-jinan", "p-law-58")]
        assert [answer["status"] for answer in answers] == ["answered", "answered"]
        assert searcher.asked == [Question("Cards?")]
        for id in ("p-jinan", "p-law-58"):
            post(client, "Cards?", explain=True, expect=id)
    assert [question.expect for question in searcher.asked[1:]] == ["p-jinan", "p-law-58"]


def test_a_page_asked_for_again_comes_from_the_cache() -> None:
    searcher = FakeSearcher()
    with TestClient(app_of(searcher)) as client:
        pages = [client.get("/", params={"q": "Cards?"}).status_code for _ in range(3)]
    assert (pages, len(searcher.asked)) == ([200] * 3, 1)


def test_equal_questions_of_a_batch_are_searched_once() -> None:
    searcher = FakeSearcher()
    asked = [{"question": words} for words in ("a", "b", "a", "a")]
    with TestClient(app_of(searcher, cached_answers=0)) as client:
        answers = client.post("/ask/batch", json={"questions": asked}).json()["answers"]
    assert [answer["question"] for answer in answers] == ["a", "b", "a", "a"]
    assert sorted(question.text for question in searcher.asked) == ["a", "b"]


def test_the_cache_forgets_the_oldest_and_every_other_version() -> None:
    versions = iter([FakeSearcher("v1"), FakeSearcher("v2")])
    with client_of(lambda: next(versions), cached_answers=2) as client:
        service = client.app.state.service  # type: ignore[attr-defined]
        for question in ("a", "b", "a", "c", "a", "b"):  # "c" displaces "b", "b" displaces "c"
            post(client, question)
        searcher: Any = service.searcher()
        assert [question.text for question in searcher.asked] == ["a", "b", "c", "b"]
        service.reload()
        assert post(client, "a").json()["index_version"] == "v2"


def test_without_a_cache_everything_is_searched() -> None:
    searcher = FakeSearcher()
    with TestClient(app_of(searcher, cached_answers=0)) as client:
        post(client, "a"), post(client, "a")
    assert len(searcher.asked) == 2


async def _call(app: FastAPI, messages: Sequence[Any]) -> list[Any]:
    """What the app sends when it receives `messages`; a number among them is a pause in seconds,
    None one without end."""
    coming = iter(messages)
    sent: list[Any] = []

    async def receive() -> Any:
        message = next(coming)
        while not isinstance(message, dict):
            await asyncio.sleep(3600 if message is None else message)
            message = next(coming)
        return message

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/ask",
        "headers": [(b"content-type", b"application/json")],
        "query_string": b"",
    }
    async with app.router.lifespan_context(app):
        await app(scope, receive, send)
    return sent


BODY = {"type": "http.request", "body": b'{"question": "Wait"}', "more_body": False}


def test_a_client_that_leaves_ends_its_request() -> None:
    gate = Gate()
    app = app_of(gate, question_seconds=5)
    threading.Timer(0.6, gate.opened.set).start()
    began = time.perf_counter()
    sent = asyncio.run(_call(app, [BODY, 0.1, {"type": "http.disconnect"}]))
    assert sent[0]["status"] == 499
    assert time.perf_counter() - began < 3


def test_a_body_that_does_not_arrive_is_given_up() -> None:
    app = app_of(FakeSearcher(), body_seconds=0.1)
    begun = {"type": "http.request", "body": b'{"quest', "more_body": True}
    sent = asyncio.run(_call(app, [begun, None]))
    assert sent[0]["status"] == 408
    assert (b"content-type", b"application/problem+json") in sent[0]["headers"]


def logged(caplog: pytest.LogCaptureFixture, **settings: Any) -> list[dict[str, Any]]:
    caplog.set_level(logging.INFO, logger="qa_service")
    with TestClient(app_of(FakeSearcher(), **settings)) as client:
        for question, headers in [
            ("Cards?", {"X-Request-ID": "abc-1"}),
            ("Cards?", {"X-Request-ID": "a\x1bb"}),
            ("Chengdu?", {}),
            ("", {}),
        ]:
            response = client.post("/ask", json={"question": question}, headers=headers)
            assert response.headers["x-request-id"]
        client.post("/ask/batch", json={"questions": [{"question": "x"}, {"question": "y"}]})
        client.get("/healthz")
    lines = [JsonLines().format(record) for record in caplog.records]
    return [line for line in map(json.loads, lines) if line["event"] == "request"]


def test_every_request_is_one_line_without_what_was_asked(
    caplog: pytest.LogCaptureFixture,
) -> None:
    lines = logged(caplog)
    assert [
        tuple(line.get(name) for name in ("route", "status", "outcome", "cached", "questions"))
        for line in lines
    ] == [
        ("/ask", 200, "answered", None, 1),
        ("/ask", 200, "answered", 1, 1),
        ("/ask", 200, "no_city_article", None, 1),
        ("/ask", 422, None, None, None),
        ("/ask/batch", 200, None, None, 2),
    ]
    assert [line.get("version") for line in lines] == ["v1", "v1", "v1", None, "v1"]
    assert lines[0]["request_id"] == "abc-1"
    made = [line["request_id"] for line in lines[1:]]
    assert len(set(made)) == 4
    assert all(len(one) == 16 and one.isalnum() for one in made)
    assert all(line["method"] == "POST" and line["ms"] > 0 and line["time"] for line in lines)
    assert "Cards" not in str(lines)
    assert "Chengdu" not in str(lines)


def test_questions_are_logged_if_they_may_be(caplog: pytest.LogCaptureFixture) -> None:
    asked = [line.get("asked") for line in logged(caplog, log_questions=True)]
    assert asked == [["Cards?"], ["Cards?"], ["Chengdu?"], None, ["x", "y"]]


def test_a_line_of_the_log_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("qa_service.test")
    caplog.set_level(logging.INFO, logger=log.name)
    event(log, "request", asked="a\nb", ms=1.5, none=None)
    try:
        raise ValueError("c\nd")
    except ValueError:
        log.exception("failed\x1b[2J")
    request, failed = caplog.records
    line = json.loads(JsonLines().format(request))
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "qa_service.test",
        "event": "request",
        "asked": "a\nb",
        "ms": 1.5,
    }
    assert "\n" not in JsonLines().format(request) + JsonLines().format(failed)
    assert "\x1b" not in JsonLines().format(failed)
    assert "ValueError: c" in json.loads(JsonLines().format(failed))["exception"]
    assert TextLines().format(request).endswith(r"request asked='a\nb' ms=1.5")
