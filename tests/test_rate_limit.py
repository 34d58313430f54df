"""Limits by client, proxies that may name the client, and other sites' pages."""

from __future__ import annotations

from typing import Any

import clients
import pytest
from fastapi.testclient import TestClient

from qa_service.api.rate_limit import client_of


def client(address: str = "192.0.2.1", **settings: Any) -> TestClient:
    return clients.client_of(asks_as={"client": (address, 5000)}, **settings)


def statuses(http: TestClient, times: int, **rest: Any) -> list[int]:
    return [http.get("/cities", **rest).status_code for _ in range(times)]


def test_a_client_is_limited() -> None:
    with client(rate_limit="2/minute") as http:
        assert statuses(http, 2) == [200, 200]
        refused = http.get("/cities")
        assert refused.status_code == 429
        assert refused.headers["content-type"] == "application/problem+json"
        assert 1 <= int(refused.headers["retry-after"]) <= 61
        assert http.get("/healthz").status_code == 200
        assert http.get("/metrics").status_code == 200


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("1/minute", "At most 1 a minute; try again in "),
        ("1 per hour", "At most 1 an hour; try again in "),
        ("1 per 2 minutes", "At most 1 in 2 minutes; try again in "),
    ],
)
def test_a_refusal_says_the_limit(limit: str, words: str) -> None:
    with client(rate_limit=limit) as http:
        http.get("/cities")
        assert http.get("/cities").json()["detail"].startswith(words)


@pytest.mark.parametrize(
    ("accepted", "words"),
    [("en", "Please try again in {} s."), ("zh", "请在 {} 秒后再试")],
)
def test_a_browser_is_refused_with_a_page(accepted: str, words: str) -> None:
    asked = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": accepted}
    with client(rate_limit="1/minute") as http:
        http.get("/cities")
        refused = http.get("/?q=Where+is+it", headers=asked)
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "text/html; charset=utf-8"
    assert words.format(refused.headers["retry-after"]) in refused.text
    assert "Where is it" in refused.text


def test_a_refusal_is_named_counted_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    with client(rate_limit="1/minute") as http:
        assert statuses(http, 2, headers={"X-Request-ID": "seven"}) == [200, 429]
        refused = http.get("/cities", headers={"X-Request-ID": "seven"})
        counted = http.get("/metrics").text
    assert refused.headers["x-request-id"] == "seven"
    assert 'qa_requests_total{method="GET",route="unmatched",status="429"} 2.0' in counted
    logged = [r.fields["status"] for r in caplog.records if hasattr(r, "fields")]
    assert logged.count(429) == 2


@pytest.mark.parametrize(
    ("address", "free"),
    [
        ("/assets/page.css", True),
        ("/favicon.ico", True),
        ("/healthz", True),
        ("/docs", True),
        ("/docs/oauth2-redirect", True),
        ("/static-offline-docs/swagger-ui.css", True),
        ("/docsearch", False),
        ("/metrics2", False),
        ("/suggest?prefix=J", False),
        ("/", False),
    ],
)
def test_only_what_computes_is_limited(address: str, free: bool) -> None:
    with client(rate_limit="1/minute") as http:
        assert statuses(http, 1) == [200]
        assert (http.get(address).status_code != 429) == free


def test_no_limit_unless_set() -> None:
    with client() as http:
        assert statuses(http, 50) == [200] * 50


@pytest.mark.parametrize(
    ("trusted", "expected"),
    [
        # Believed, two clients have their own limits; not believed, the proxy is one client.
        ("192.0.2.0/24", [200, 200]),
        ("192.0.2.1", [200, 200]),
        ("198.51.100.7", [200, 429]),
        ("", [200, 429]),
    ],
)
def test_only_trusted_proxies_name_the_client(trusted: str, expected: list[int]) -> None:
    with client(rate_limit="1/minute", trusted_proxies=trusted) as http:
        told = [
            http.get("/cities", headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code
            for n in (1, 2)
        ]
    assert told == expected


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_what_counts_as_one_client(host: str, counted: str) -> None:
    assert client_of({"type": "http", "client": (host, 1)}) == counted


def test_without_an_address_all_are_one() -> None:
    assert client_of({"type": "http", "client": None}) == "unknown"


@pytest.mark.parametrize(
    ("origins", "allowed"),
    [
        ("", None),
        ("https://a.example, https://b.example", "https://b.example"),
        ("https://c.example", None),
    ],
)
def test_other_sites_pages(origins: str, allowed: str | None) -> None:
    with client(cors_origins=origins) as http:
        told = http.get("/cities", headers={"Origin": "https://b.example"})
    assert told.headers.get("access-control-allow-origin") == allowed
    assert "access-control-allow-credentials" not in told.headers
