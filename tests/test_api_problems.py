"""Every refusal is a problem document that says what is wrong and nothing about the inside."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from clients import client_of
from fake_service import FakeSearcher
from fastapi.testclient import TestClient

from qa_service import errors
from qa_service.api import problems

LIMIT = 8_000


def refusing(load: Callable[[], Any] = FakeSearcher) -> TestClient:
    return client_of(load, max_body_bytes=LIMIT, asks_as={"raise_server_exceptions": False})


@pytest.fixture
def client() -> Iterator[TestClient]:
    with refusing() as client:
        yield client


def problem(response: Any) -> dict[str, Any]:
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == response.status_code
    return body


def subclasses(cls: type[errors.QAError]) -> set[type[errors.QAError]]:
    below = {one for sub in cls.__subclasses__() for one in subclasses(sub)}
    return {cls} | {one for one in below if one.__module__ == errors.__name__}


def test_the_table_covers_every_domain_error() -> None:
    assert set(problems.KINDS) == subclasses(errors.QAError)
    slugs = [kind.slug for kind in problems.KINDS.values()]
    assert len(set(slugs)) == len(slugs)


def test_an_error_without_an_entry_is_like_its_parent() -> None:
    class Lost(errors.UnknownSource):
        pass

    assert problems.kind_of(Lost("x")) is problems.KINDS[errors.UnknownSource]


SECRET = "/srv/index/CURRENT"
CITIES = "GET /cities lists the cities with articles"


@pytest.mark.parametrize(
    ("error", "status", "slug", "detail", "headers"),
    [
        (errors.BadQuestion("too odd"), 422, "bad-question", "too odd", {}),
        (errors.UnknownCity("no such city"), 404, "unknown-city", f"no such city; {CITIES}", {}),
        (errors.UnknownSource("gone"), 404, "unknown-source", "gone", {}),
        (errors.UnknownPassage("gone"), 404, "unknown-passage", "gone", {}),
        (errors.UnknownLaw("gone"), 404, "unknown-law", "gone", {}),
        (errors.UnknownVersion(SECRET), 404, "unknown-version", problems._VERSION, {}),
        (errors.Overloaded("busy", 7), 503, "overloaded", "busy", {"retry-after": "7"}),
        (errors.QuestionTimeout("late"), 503, "question-timeout", "late", {"retry-after": "1"}),
        (errors.NoIndex(SECRET), 503, "no-index", "No index has been published yet.", {}),
        (errors.CorruptIndex(SECRET), 503, "corrupt-index", problems._INDEX, {}),
        (errors.EncoderError(SECRET), 500, "encoder-error", problems._INTERNAL, {}),
        (errors.MissingExtra("pypdf", SECRET), 500, "missing-dependency", problems._INTERNAL, {}),
        (errors.NotAuthorised("no"), 401, "not-authorised", "no", {"www-authenticate": "Bearer"}),
        (errors.BuildLocked("building"), 409, "build-in-progress", "building", {}),
        (RuntimeError(SECRET), 500, "internal-error", problems._INTERNAL, {}),
        (ZeroDivisionError(SECRET), 500, "internal-error", problems._INTERNAL, {}),
    ],
)
def test_what_a_question_can_end_in(
    error: Exception, status: int, slug: str, detail: str, headers: dict[str, str]
) -> None:
    with refusing(lambda: FakeSearcher(fail=lambda: error)) as client:
        response = client.post("/ask", json={"question": "Cards?"})
        assert response.status_code == status
        body = problem(response)
    assert body["type"] == f"urn:qa-service:problem:{slug}"
    assert (body["detail"], body["instance"]) == (detail, "/ask")
    assert body["title"]
    assert SECRET not in response.text
    assert "Traceback" not in response.text
    assert headers.items() <= response.headers.items()


@pytest.mark.parametrize(
    ("body", "pointer", "detail"),
    [
        ({}, "#/question", "question: is missing"),
        ({"question": ""}, "#/question", "question: must not be empty"),
        ({"question": " \u3000\n"}, "#/question", "question: must not be empty"),
        ({"question": None}, "#/question", "question: must be a text"),
        ({"question": ["a"]}, "#/question", "question: must be a text"),
        ({"question": "x" * 1001}, "#/question", "question: must have at most 1,000 characters"),
        ({"question": "汉" * 1001}, "#/question", "question: must have at most 1,000 characters"),
        ({"question": "x", "top_k": 0}, "#/top_k", "top_k: must be at least 1"),
        ({"question": "x", "top_k": 51}, "#/top_k", "top_k: must be at most 50"),
        ({"question": "x", "top_k": -1}, "#/top_k", "top_k: must be at least 1"),
        ({"question": "x", "top_k": "many"}, "#/top_k", "top_k: must be a whole number"),
        ({"question": "x", "top_k": 1.5}, "#/top_k", "top_k: must be a whole number"),
        ({"question": "x", "top_k": "3"}, "#/top_k", "top_k: must be a whole number"),
        ({"question": "x", "top_k": True}, "#/top_k", "top_k: must be a whole number"),
        ({"question": "x", "top_k": None}, "#/top_k", "top_k: must be a whole number"),
        ({"question": "x", "explain": "why"}, "#/explain", "explain: must be true or false"),
        ({"question": "x", "city": 5}, "#/city", "city: must be a text"),
        ({"question": "x", "expect": "y" * 201}, "#/expect",
         "expect: must have at most 200 characters"),
        ({"question": "x", "a/b~c": 5}, "#/a~1b~0c", "a~1b~0c: is not a field of this request"),
        (["question"], "#", "The body must be a JSON object"),
    ],
)  # fmt: skip
def test_a_bad_body_is_explained_field_by_field(
    client: TestClient, body: Any, pointer: str, detail: str
) -> None:
    response = client.post("/ask", json=body)
    assert response.status_code == 422
    found = problem(response)
    assert found["type"] == "urn:qa-service:problem:bad-question"
    assert [field["pointer"] for field in found["errors"]] == [pointer]
    assert found["detail"] == detail


def test_all_wrong_fields_are_named_at_once(client: TestClient) -> None:
    found = problem(client.post("/ask", json={"question": " ", "top_k": 99}))
    assert found["detail"] == "question: must not be empty; top_k: must be at most 50"
    assert found["errors"] == [
        {"pointer": "#/question", "detail": "must not be empty"},
        {"pointer": "#/top_k", "detail": "must be at most 50"},
    ]


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b'{"question": ', "application/json"),
        (b"", "application/json"),
        (b'{"question": "Cards?"}', "application/x-www-form-urlencoded"),
        (b'{"question": "\\ud800"}', "application/json"),
        (b'{"question": "x", "city": "\\udfff"}', "application/json"),
        (b'{"question": "x", "top_k": NaN}', "application/json"),
        (b'{"question": "x", "top_k": 1e999}', "application/json"),
        (b'{"question": "x", "\\ud800": 1}', "application/json"),
    ],
)
def test_a_body_that_is_no_question_is_a_bad_question(
    client: TestClient, content: bytes, content_type: str
) -> None:
    response = client.post("/ask", content=content, headers={"Content-Type": content_type})
    assert response.status_code == 422
    assert problem(response)["type"] == "urn:qa-service:problem:bad-question"


@pytest.mark.parametrize(
    ("method", "address", "slug", "title"),
    [
        ("GET", "/ask", "bad-question", "Bad question"),
        ("POST", "/ask/batch", "bad-question", "Bad question"),
        ("POST", "/verify", "bad-request", "Bad request"),
        ("GET", "/articles?limit=0", "bad-request", "Bad request"),
    ],
)
def test_only_a_question_is_a_bad_question(
    client: TestClient, method: str, address: str, slug: str, title: str
) -> None:
    found = problem(client.request(method, address))
    assert (found["type"], found["title"]) == (f"urn:qa-service:problem:{slug}", title)


@pytest.mark.parametrize("address", ["/ask", "/ask/batch", "/verify"])
def test_a_body_of_another_type_is_told_so(client: TestClient, address: str) -> None:
    response = client.post(address, content=b"{}", headers={"Content-Type": "text/plain"})
    said = "The body must be a JSON object, sent with Content-Type: application/json"
    assert problem(response)["detail"] == said
    response = client.post(address, json=[])
    assert problem(response)["detail"] == "The body must be a JSON object"


@pytest.mark.parametrize(
    ("address", "content", "detail"),
    [
        ("/ask", b"", "The body is missing"),
        ("/ask", b"{", "The body is not valid JSON: "),
        ("/ask", b'{"question": "\\ud800"}', "The body is not valid JSON: unexpected end of hex"),
        ("/verify", b"", "The body is missing"),
        ("/verify", b"{}", "give either answer or citations"),
    ],
)
def test_what_is_wrong_with_a_whole_body(
    client: TestClient, address: str, content: bytes, detail: str
) -> None:
    response = client.post(address, content=content, headers={"Content-Type": "application/json"})
    found = problem(response)
    assert found["detail"].startswith(detail)
    assert [field["pointer"] for field in found["errors"]] == ["#"]


@pytest.mark.parametrize(
    "content",
    [b'{"question": "\xff"}', b"[" * 7999, b'{"question": "x", "top_k": ' + b"9" * 7900 + b"}"],
)
def test_a_hostile_body_is_refused(client: TestClient, content: bytes) -> None:
    response = client.post("/ask", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    problem(response)


def test_a_client_that_leaves_before_its_body_is_there_is_no_failure() -> None:
    app = refusing().app
    said = iter(
        [
            {"type": "http.request", "body": b'{"quest', "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    sent: list[Any] = []

    async def receive() -> Any:
        return next(said)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        **{"type": "http", "method": "POST", "path": "/ask", "raw_path": b"/ask"},
        **{"headers": [], "query_string": b"", "client": None, "server": ("here", 80)},
        **{"scheme": "http", "http_version": "1.1", "root_path": ""},
    }
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 499


@pytest.mark.parametrize(
    ("address", "parameter", "detail"),
    [
        ("/ask", "q", "q: is missing"),
        ("/ask?q=", "q", "q: must not be empty"),
        ("/ask?q=%20", "q", "q: must not be empty"),
        ("/ask?q=" + "x" * 1001, "q", "q: must have at most 1,000 characters"),
        ("/ask?q=x&top_k=0", "top_k", "top_k: must be at least 1"),
        ("/ask?q=x&city=" + "y" * 201, "city", "city: must have at most 200 characters"),
        ("/laws/Labor%20Law/99999999999999999999", "number", "number: must be at most 1000000"),
        ("/ask?q=x&top_k=51", "top_k", "top_k: must be at most 50"),
        ("/ask?q=x&top_k=five", "top_k", "top_k: must be a whole number"),
        ("/ask?q=x&explain=perhaps", "explain", "explain: must be true or false"),
        ("/ask?q=x&q=y", "q", "q: must be given once"),
        ("/ask?q=x&city=Jinan&city=Wuhan", "city", "city: must be given once"),
        ("/articles?limit=0", "limit", "limit: must be at least 1"),
        ("/laws/Labor%20Law/seven", "number", "number: must be a whole number"),
        ("/laws/Labor%20Law/0", "number", "number: must be at least 1"),
    ],
)
def test_a_bad_parameter_is_explained(
    client: TestClient, address: str, parameter: str, detail: str
) -> None:
    response = client.get(address)
    assert response.status_code == 422
    found = problem(response)
    assert [field["parameter"] for field in found["errors"]] == [parameter]
    assert found["detail"] == detail


@pytest.mark.parametrize(
    ("questions", "pointer", "detail"),
    [
        ([], "#/questions", "questions: must not be empty"),
        ([{"question": "x"}] * 65, "#/questions", "questions: must have at most 64 entries"),
        ([{"question": "x"}, {"question": ""}], "#/questions/1/question",
         "questions/1/question: must not be empty"),
        ([{"question": "x" * 1001}], "#/questions/0/question",
         "questions/0/question: must have at most 1,000 characters"),
        ("x", "#/questions", "questions: must be a list"),
        (["x"], "#/questions/0", "questions/0: must be a JSON object"),
    ],
)  # fmt: skip
def test_a_bad_batch_names_the_question(
    client: TestClient, questions: Any, pointer: str, detail: str
) -> None:
    response = client.post("/ask/batch", json={"questions": questions})
    assert response.status_code == 422
    found = problem(response)
    assert [field["pointer"] for field in found["errors"]] == [pointer]
    assert found["detail"] == detail


@pytest.mark.parametrize(
    ("method", "address", "body", "detail"),
    [
        ("POST", "/ask", {"question": "x", "city": "Atlantis"},
         f"no city is called 'Atlantis'; {CITIES}"),
        ("GET", "/ask?q=x&city=Atlantis", None, f"no city is called 'Atlantis'; {CITIES}"),
        ("POST", "/ask/batch",
         {"questions": [{"question": "x", "city": "Jinan"}, {"question": "x"},
                        {"question": "x", "city": "Atlantis"}]},
         f"questions/2/city: no city is called 'Atlantis'; {CITIES}"),
        ("GET", "/articles?city=Atlantis", None,
         f"'Atlantis' names no city of China that is known here; {CITIES}"),
        ("GET", "/articles?city=Yulin", None,
         f'\'Yulin\' names no one city: write "Yulin, Guangxi" or "Yulin, Shaanxi"; {CITIES}'),
        ("GET", "/sources/nothing.txt", None, "there is no source 'nothing.txt'"),
        ("GET", "/sources/", None, "there is no source ''"),
        ("GET", "/sources/..%2F..%2Fpyproject.toml", None,
         "there is no source '../../pyproject.toml'"),
        ("GET", "/sources/%2Fetc%2Fpasswd", None, "there is no source '/etc/passwd'"),
        ("GET", "/sources/jinan.txt%00", None, "there is no source 'jinan.txt\\x00'"),
        ("GET", "/passages/nothing", None, "there is no passage 'nothing'"),
        ("GET", "/laws/Social%20Insurance%20Law/59", None,
         "no article quotes Article 59 of the Social Insurance Law"),
        ("GET", "/nowhere", None, "There is nothing at /nowhere."),
    ],
)  # fmt: skip
def test_what_is_not_there(
    client: TestClient, method: str, address: str, body: Any, detail: str
) -> None:
    response = client.request(method, address, json=body)
    assert response.status_code == 404
    assert problem(response)["detail"] == detail


@pytest.mark.parametrize(
    ("address", "instance"),
    [
        ("/sources/q%3F%23100%25%20卡.txt", "/sources/q%3F%23100%25%20%E5%8D%A1.txt"),
        ("/nowhere/a b", "/nowhere/a%20b"),
        ("/laws/Labor Law/0", "/laws/Labor%20Law/0"),
        ("/sources/(a),b%2Bc.txt", "/sources/(a),b+c.txt"),
    ],
)
def test_the_instance_is_an_address(client: TestClient, address: str, instance: str) -> None:
    assert problem(client.get(address))["instance"] == instance


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        ("/ask", "GET, POST"),
        ("/ask/batch", "POST"),
        ("/sources/jinan.txt", "GET"),
        ("/admin/reload", "POST"),
    ],
)
def test_a_wrong_method_names_the_right_one(
    client: TestClient, address: str, possible: str
) -> None:
    response = client.delete(address)
    assert response.status_code == 405
    found = problem(response)
    assert (found["type"], found["title"]) == ("about:blank", "Method Not Allowed")
    assert response.headers["allow"] == possible


TOO_LARGE = json.dumps({"question": "x", "city": "y" * LIMIT}).encode()


@pytest.mark.parametrize("streamed", [False, True])
def test_a_body_over_the_limit(client: TestClient, streamed: bool) -> None:
    chunks = (TOO_LARGE[at : at + 100] for at in range(0, len(TOO_LARGE), 100))
    content: Any = chunks if streamed else TOO_LARGE
    response = client.post("/ask", content=content, headers={"Content-Type": "application/json"})
    assert ("content-length" in response.request.headers) is not streamed
    assert response.status_code == 413
    assert problem(response)["detail"] == "The request body must not be larger than 8,000 bytes."


@pytest.mark.parametrize("streamed", [False, True])
def test_a_body_at_the_limit_is_read(client: TestClient, streamed: bool) -> None:
    body = b'{"question": "Cards?"}'.ljust(LIMIT)
    content: Any = iter([body[:1000], body[1000:]]) if streamed else body
    response = client.post("/ask", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 200
