"""Headers that every answer carries."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

import pytest
from clients import client_of
from fastapi.testclient import TestClient

from qa_service.api.security_headers import HEADERS, POLICY, documentation_policy


@pytest.fixture
def client() -> Iterator[TestClient]:
    with client_of(max_body_bytes=2000) as client:
        yield client


def directives(policy: str) -> dict[str, set[str]]:
    return {name: set(values) for name, *values in (part.split() for part in policy.split(";"))}


def test_the_policy_allows_no_script_from_a_page_or_another_host() -> None:
    policy = directives(POLICY)
    assert policy["default-src"] == {"'none'"}
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == {"'self'"}
    assert policy["frame-ancestors"] == policy["base-uri"] == {"'none'"}
    assert "unsafe" not in POLICY


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/?q=card", 200),
        ("GET", "/ask?q=card", 200),
        ("GET", "/sources/jinan.txt", 200),
        ("GET", "/assets/page.js", 200),
        ("GET", "/healthz", 200),
        ("GET", "/nowhere", 404),
        ("POST", "/ask", 413),
    ],
)
def test_every_answer_has_them(client: TestClient, method: str, address: str, status: int) -> None:
    response = client.request(method, address, content="x" * 3000 if method == "POST" else None)
    assert response.status_code == status
    got = {name: response.headers.get_list(name) for name in HEADERS}
    assert got == {name: [value] for name, value in HEADERS.items()}


def test_a_refusal_of_the_rate_limit_has_them() -> None:
    with client_of(rate_limit="1/minute") as client:
        client.get("/cities")
        response = client.get("/cities")
    assert response.status_code == 429
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("address", ["/docs", "/redoc", "/docs/oauth2-redirect"])
def test_the_documentation_may_run_its_own_script_and_no_other(
    client: TestClient, address: str
) -> None:
    response = client.get(address)
    policy = directives(response.headers["content-security-policy"])
    scripts = [s for s in re.findall(r"<script>(.*?)</script>", response.text, re.DOTALL) if s]
    digests = {
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'"
        for s in scripts
    }
    assert policy["script-src"] == {"'self'"} | digests
    assert policy["frame-ancestors"] == {"'none'"}


@pytest.mark.parametrize("address", ["/docs", "/", "/nowhere"])
def test_heads_are_the_same_without_the_body(client: TestClient, address: str) -> None:
    head, whole = client.head(address), client.get(address)
    assert head.content == b""
    assert {**head.headers, "x-request-id": ""} == {**whole.headers, "x-request-id": ""}


def test_a_digest_worked_out_by_hand() -> None:
    # printf 'run()' | openssl dgst -sha256 -binary | base64
    digest = "AvyuiL0SD1mVY3NNxR+V2uo+lhk6RMFrytWmRt6CrJQ="
    policy = directives(
        documentation_policy(b'<script src="/a.js"></script><script>run()</script>')
    )
    assert policy["script-src"] == {"'self'", f"'sha256-{digest}'"}
