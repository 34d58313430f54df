"""What the index holds, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from clients import client_of
from fake_service import ARTICLE_58, JINAN, SHANGHAI, FakeSearcher
from fastapi.testclient import TestClient

from qa_service.domain import LawKey
from qa_service.search.scope import Coverage


@pytest.fixture
def client() -> Iterator[TestClient]:
    with client_of() as client:
        yield client


JINAN_ENTRY = {
    "source": "jinan.txt",
    "title": "Getting a card in Jinan",
    "cities": ["Jinan"],
    "provinces": [],
    "url": None,
    "date": None,
    "date_origin": None,
    "lang": "en",
    "passages": 1,
    "warnings": [],
}
SHANGHAI_ENTRY = {
    "source": "上海/bank cards.txt",
    "title": "Cards in Shanghai",
    "cities": ["Shanghai", "Suzhou"],
    "provinces": [],
    "url": "https://example.com/shanghai",
    "date": "2024-05-01",
    "date_origin": "front matter",
    "lang": "en",
    "passages": 2,
    "warnings": [],
}


@pytest.mark.parametrize("text", [JINAN, SHANGHAI])
def test_a_source_is_returned_to_the_character(client: TestClient, text: object) -> None:
    assert isinstance(text, type(JINAN))
    response = client.get(f"/sources/{quote(text.source)}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.content == text.text.encode()


@pytest.mark.parametrize(
    ("named", "status"),
    [
        ("{}", 304),
        ("W/{}", 304),
        ('"other", W/{}', 304),
        ("*", 304),
        ('"other"', 200),
    ],
)
def test_a_source_that_the_client_has_is_not_sent_again(
    client: TestClient, named: str, status: int
) -> None:
    tag = client.get("/sources/jinan.txt").headers["etag"]
    asked = {"If-None-Match": named.format(tag)}
    for method in ("GET", "HEAD"):
        response = client.request(method, "/sources/jinan.txt", headers=asked)
        assert (response.status_code, response.headers["etag"]) == (status, tag)
    assert client.get("/sources/none.txt", headers=asked).status_code == 404


def test_cities(client: TestClient) -> None:
    assert client.get("/cities").json() == {
        "cities": [
            {"name": "Jinan", "articles": 1},
            {"name": "Shanghai", "articles": 1},
            {"name": "Suzhou", "articles": 1},
        ]
    }


@pytest.mark.parametrize(
    ("query", "total", "articles"),
    [
        ("", 2, [JINAN_ENTRY, SHANGHAI_ENTRY]),
        ("?city=", 2, [JINAN_ENTRY, SHANGHAI_ENTRY]),
        ("?city=济南", 1, [JINAN_ENTRY]),
        ("?city=shanghai", 1, [SHANGHAI_ENTRY]),
        ("?city=Pudong", 1, [SHANGHAI_ENTRY]),
        ("?city=Shandong", 1, [JINAN_ENTRY]),
        ("?city=Chengdu", 0, []),
        ("?limit=1", 2, [JINAN_ENTRY]),
        ("?offset=1&limit=1", 2, [SHANGHAI_ENTRY]),
        ("?offset=2", 2, []),
    ],
)
def test_articles(client: TestClient, query: str, total: int, articles: list[object]) -> None:
    assert client.get(f"/articles{query}").json() == {"total": total, "articles": articles}


def test_laws(client: TestClient) -> None:
    assert client.get("/laws").json() == {
        "laws": [
            {
                "name": "Social Insurance Law",
                "article": 58,
                "passage_id": "p-law-58",
                "variants": 2,
                "quoted_by": 2,
                "mentioned_by": 1,
            }
        ]
    }


@pytest.mark.parametrize(
    "name",
    [
        "Social Insurance Law",
        "social insurance law",
        "Social Insurance Law of the People's Republic of China",
        "中华人民共和国社会保险法",
        "社保法",
        "SIL",
        "insurance law",
        "Socail Insurance Law",
    ],
)
def test_a_law_article_under_any_of_its_names(client: TestClient, name: str) -> None:
    response = client.get(f"/laws/{quote(name)}/58")
    assert response.status_code == 200
    law = response.json()
    assert law == {
        "name": "Social Insurance Law",
        "article": 58,
        "passage": client.get("/passages/p-law-58").json(),
        "variants": [
            "Article 58 An employing unit shall register within 30 days.",
            "Article 58 Employers …",
        ],
        "quoted_by": [
            {**JINAN_ENTRY, "passage_ids": []},
            {**SHANGHAI_ENTRY, "passage_ids": ["p-shanghai"]},
        ],
        "mentioned_by": [JINAN_ENTRY],
    }


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("SIL", "no article quotes Article 59 of the Social Insurance Law"),
        ("insurance law", "no article quotes Article 59 of the Insurance Law"),
        ("Labor Law", "no article quotes Article 59 of the Labor Law"),
        ("Nope", "no law is known as 'Nope'"),
        ("interim measures", "no law is known as 'interim measures'"),
    ],
)
def test_a_law_article_that_nobody_quotes(client: TestClient, name: str, detail: str) -> None:
    response = client.get(f"/laws/{name}/59")
    assert (response.status_code, response.json()["detail"]) == (404, detail)


class TwoLaws(FakeSearcher):
    """Of the same article of another law besides."""

    @property
    def coverage(self) -> Coverage:
        laws = (ARTICLE_58, LawKey("Military Insurance Law", 58))
        return Coverage(frozenset(), frozenset(), {law: str(law) for law in laws})


def test_a_name_that_fits_two_laws() -> None:
    with client_of(TwoLaws) as client:
        response = client.get("/laws/insurance law/58")
        assert response.status_code == 404
        assert response.json()["detail"] == (
            "'insurance law' may be the Military Insurance Law or Social Insurance Law: write which"
        )
        assert client.get("/laws/SIL/58").status_code == 200


def test_a_passage(client: TestClient) -> None:
    assert client.get("/passages/p-law-58").json() == {
        "id": "p-law-58",
        "text": "Article 58 An employing unit shall register within 30 days.",
        "citation": {
            "kind": "law",
            "title": "Cards in Shanghai",
            "section": "",
            "source": "上海/bank cards.txt",
            "url": "https://example.com/shanghai",
            "city": None,
            "cities": [],
            "provinces": [],
            "date": "2024-05-01",
            "date_origin": "front matter",
            "lang": "en",
            "start": 85,
            "end": 144,
            "sha256": SHANGHAI.sha256,
            "law": {"name": "Social Insurance Law", "article": 58},
            "quoted_by": ["jinan.txt", "上海/bank cards.txt"],
            "label": "Social Insurance Law, Article 58 "
            "(quoted in 上海/bank cards.txt and jinan.txt)",
            "warnings": [],
        },
        "laws": [],
    }
