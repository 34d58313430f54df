"""Starting, health, reloading, metrics, documentation."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from clients import client_of
from fake_service import FakeSearcher
from fastapi.testclient import TestClient

from qa_service.domain import Answer, Question
from qa_service.errors import CorruptIndex, NoIndex, QAError

TOKEN = {"Authorization": "Bearer s3cret"}


class Published:
    """What CURRENT would name: a version, or the error of opening it."""

    def __init__(self, now: str | QAError) -> None:
        self.now = now

    def load(self) -> Any:
        if isinstance(self.now, QAError):
            raise self.now
        return FakeSearcher(self.now)


def operated(load: Any, token: str | None = "s3cret") -> TestClient:
    return client_of(load, admin_token=token)


@pytest.fixture
def client() -> Iterator[TestClient]:
    with operated(Published("v1").load) as client:
        yield client


@pytest.mark.parametrize("trouble", [NoIndex("nothing in /srv/index"), CorruptIndex("/srv/x")])
def test_it_starts_without_an_index_and_recovers(trouble: QAError) -> None:
    published = Published(trouble)
    with operated(published.load) as client:
        assert client.get("/healthz").json() == {"status": "alive"}
        for address in ("/readyz", "/ask?q=Cards", "/cities", "/laws", "/sources/jinan.txt"):
            response = client.get(address)
            assert response.status_code == 503
            assert response.headers["content-type"] == "application/problem+json"
            assert "/srv" not in response.text
        assert "qa_index_loaded 0.0" in client.get("/metrics").text
        published.now = "v1"
        reloaded = client.post("/admin/reload", headers=TOKEN)
        assert reloaded.json() == {"index_version": "v1", "previous": None}
        assert client.get("/readyz").json() == {"status": "ready", "index_version": "v1"}


def test_a_reload_swaps_the_version() -> None:
    published = Published("v1")
    with operated(published.load) as client:
        assert client.get("/ask?q=Cards").json()["index_version"] == "v1"
        published.now = "v2"
        assert client.get("/ask?q=Cards").json()["index_version"] == "v1"
        reloaded = client.post("/admin/reload", headers=TOKEN)
        assert reloaded.json() == {"index_version": "v2", "previous": "v1"}
        assert client.get("/ask?q=Cards").json()["index_version"] == "v2"


def test_a_reload_that_fails_leaves_the_version_in_use() -> None:
    published = Published("v1")
    with operated(published.load) as client:
        published.now = CorruptIndex("a file is missing")
        assert client.post("/admin/reload", headers=TOKEN).status_code == 503
        assert client.get("/readyz").json()["index_version"] == "v1"
        assert client.get("/ask?q=Cards").status_code == 200


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("GET", "/ask?q=Cards", None),
        ("POST", "/ask", {"question": "Cards"}),
        ("POST", "/ask/batch", {"questions": [{"question": "Cards"}]}),
    ],
)
def test_a_request_ends_on_the_version_it_began_with(method: str, address: str, body: Any) -> None:
    began, go_on = threading.Event(), threading.Event()

    class Slow(FakeSearcher):
        def ask(self, question: Question) -> Answer:
            began.set()
            assert go_on.wait(10)
            return super().ask(question)

    versions = iter([Slow("v1"), FakeSearcher("v2")])
    with operated(lambda: next(versions)) as client, ThreadPoolExecutor(1) as pool:
        slow = pool.submit(client.request, method, address, json=body)
        assert began.wait(10)
        # The event loop and the other threads go on meanwhile.
        assert client.get("/healthz").status_code == 200
        assert client.post("/admin/reload", headers=TOKEN).json()["index_version"] == "v2"
        assert client.get("/ask?q=Cards").json()["index_version"] == "v2"
        go_on.set()
        answer = slow.result().json()
        assert answer.get("answers", [answer])[0]["index_version"] == "v1"


@pytest.mark.parametrize(
    ("configured", "given", "status"),
    [
        ("s3cret", "Bearer s3cret", 200),
        ("s3cret", "bearer s3cret", 200),
        ("s3cret", None, 401),
        ("s3cret", "Bearer wrong", 401),
        ("s3cret", "Bearer s3cret2", 401),
        ("s3cret", "Bearer ", 401),
        ("s3cret", "Basic s3cret", 401),
        ("s3cret", "Bearer s\u00e9cret".encode("latin-1"), 401),
        (None, None, 403),
        (None, "Bearer s3cret", 403),
        ("", "Bearer ", 403),
        (" ", "Bearer  ", 403),
    ],
)
def test_reloading_needs_the_token(
    configured: str | None, given: str | bytes | None, status: int
) -> None:
    with operated(Published("v1").load, configured) as client:
        headers: Any = {} if given is None else {"Authorization": given}
        response = client.post("/admin/reload", headers=headers)
        assert response.status_code == status
        assert response.headers.get("www-authenticate") == ("Bearer" if status == 401 else None)
        if status != 200:
            assert response.headers["content-type"] == "application/problem+json"
            assert response.json()["status"] == status


def test_no_get_reloads(client: TestClient) -> None:
    assert client.get("/admin/reload", headers=TOKEN).status_code == 405


def samples(client: TestClient) -> dict[str, float]:
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    lines = (line for line in response.text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_metrics_count_requests_answers_and_stages(client: TestClient) -> None:
    client.post("/ask", json={"question": "Cards?"})
    client.post("/ask", json={"question": ""})
    client.post("/ask/batch", json={"questions": [{"question": "Chengdu?"}, {"question": "x"}]})
    client.get("/ask?q=weather")
    client.get("/sources/jinan.txt")
    client.get("/sources/none.txt")
    client.get("/nowhere")
    client.request("BREW", "/ask")
    client.post("/ask", content=b"x" * 1_000_001)
    counted = samples(client)
    expected = {
        'qa_requests_total{method="POST",route="/ask",status="200"}': 1,
        'qa_requests_total{method="POST",route="/ask",status="422"}': 1,
        'qa_requests_total{method="POST",route="/ask/batch",status="200"}': 1,
        'qa_requests_total{method="GET",route="/ask",status="200"}': 1,
        'qa_requests_total{method="GET",route="/sources/{source:path}",status="200"}': 1,
        'qa_requests_total{method="GET",route="/sources/{source:path}",status="404"}': 1,
        'qa_requests_total{method="GET",route="unmatched",status="404"}': 1,
        'qa_requests_total{method="POST",route="unmatched",status="413"}': 1,
        'qa_answers_total{status="answered"}': 2,
        'qa_answers_total{status="abstained"}': 2,
        'qa_abstentions_total{reason="no_city_article"}': 1,
        'qa_abstentions_total{reason="out_of_scope"}': 1,
        'qa_stage_seconds_count{stage="encode"}': 4,
        'qa_stage_seconds_sum{stage="encode"}': 0.032,
        'qa_stage_seconds_bucket{le="0.01",stage="encode"}': 4,
        'qa_stage_seconds_bucket{le="0.005",stage="encode"}': 0,
        "qa_index_loaded": 1,
        'qa_index_info{version="v1"}': 1,
        'qa_index_size{kind="articles"}': 2,
        'qa_index_size{kind="sentences"}': 5,
    }
    assert {name: counted.get(name) for name in expected} == pytest.approx(expected)
    assert "BREW" not in client.get("/metrics").text


def test_the_documentation_asks_nothing_of_other_hosts(client: TestClient) -> None:
    for address in ("/docs", "/redoc"):
        page = client.get(address).text
        loaded = re.findall(r"""(?:src|href)=["']([^"']+)""", page)
        assert loaded
        for link in loaded:
            assert link.startswith("/"), link
            assert client.get(link).status_code == 200


def test_the_openapi_document(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    operations = {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert set(operations) == {
        ("POST", "/ask"),
        ("GET", "/ask"),
        ("POST", "/ask/batch"),
        ("GET", "/compare"),
        ("POST", "/verify"),
        ("POST", "/feedback"),
        ("GET", "/sources/{source}"),
        ("GET", "/cities"),
        ("GET", "/articles"),
        ("GET", "/laws"),
        ("GET", "/laws/{name}/{number}"),
        ("GET", "/passages/{passage_id}"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/metrics"),
        ("POST", "/admin/reload"),
    }
    reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for name, operation in operations.items():
        assert operation["tags"], name
        assert operation["description"], name
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert response["content"] == {"application/problem+json": reference}, name
    ask = operations["POST", "/ask"]["responses"]
    assert set(ask) == {"200", "404", "408", "413", "422", "429", "503"}
    reload = operations["POST", "/admin/reload"]["responses"]
    assert set(reload) == {"200", "401", "403", "429", "503"}
    unlimited = {path for (_, path), one in operations.items() if "429" not in one["responses"]}
    assert unlimited == {"/healthz", "/readyz", "/metrics"}
    timed = {path for (_, path), one in operations.items() if "408" in one["responses"]}
    assert timed == {"/ask", "/ask/batch", "/verify", "/feedback"}
    assert operations["POST", "/admin/reload"]["security"] == [{"HTTPBearer": []}]


def test_the_openapi_document_keeps_the_standard(client: TestClient) -> None:
    """Whoever generates a client from it relies on that."""
    from openapi_spec_validator import OpenAPIV31SpecValidator

    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_field_of_the_api_is_described(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    assert {"AskRequest", "AskResponse", "Citation", "LawDetail", "Problem"} <= set(schemas)
    bare = [
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, about in schema["properties"].items()
        # A field that is one object or a list of them is described by the object.
        if "description" not in about and "$ref" not in str(about)
    ]
    assert bare == []
    request = schemas["AskRequest"]["properties"]
    assert (request["question"]["maxLength"], request["question"]["minLength"]) == (1000, 1)
    assert (request["top_k"]["minimum"], request["top_k"]["maximum"]) == (1, 50)
    assert request["question"]["examples"]


def test_monitors_may_ask_for_heads_alone(client: TestClient) -> None:
    for address in ("/", "/healthz", "/readyz", "/cities", "/ask?q=card"):
        answered = client.head(address)
        assert (answered.status_code, answered.content) == (200, b"")
        assert answered.headers["content-type"] == client.get(address).headers["content-type"]
    assert "head" not in client.get("/openapi.json").json()["paths"]["/healthz"]
    with client_of(Published(NoIndex("none")).load) as empty:
        assert (empty.head("/healthz").status_code, empty.head("/readyz").status_code) == (200, 503)
