"""Cities side by side: what is aligned, folded away, and named as different."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import fake_library
import numpy as np
import pytest
from clients import client_of
from fake_service import JINAN_PASSAGE, SHANGHAI_PASSAGE
from fastapi.testclient import TestClient

from qa_service.cities import Gazetteer
from qa_service.domain import Answer, Hit, Passage, Question, Scope
from qa_service.search.compare import compare, without_places
from qa_service.search.facts import Facts, find_facts

GAZETTEER = Gazetteer.load()

FACTS = [
    pytest.param(
        "Go to the Jinan Social Security Bureau with your ID card, two photos and the household "
        "register. It takes 15 working days and costs 20 yuan. Call 0531-12345678 or dial 12333.",
        Facts(
            offices=("Jinan Social Security Bureau",),
            times=("15 working days",),
            papers=("ID card", "photo", "household register"),
            fees=("20 yuan",),
            telephones=("0531-12345678", "12333"),
        ),
        id="English",
    ),
    pytest.param(
        "持身份证、户口本到济南市社会保障服务中心办理，十五个工作日内免费领取。电话：0531-12345678",
        Facts(
            offices=("济南市社会保障服务中心",),
            times=("15 working days",),
            papers=("ID card", "household register"),
            fees=("free",),
            telephones=("0531-12345678",),
        ),
        id="Chinese",
    ),
    pytest.param(
        "Shanghai Bank, Bank of China or the nearest service outlet, within 3 to 5 days, 8%.",
        Facts(
            offices=("Shanghai Bank", "Bank of China", "nearest service outlet"),
            times=("3 days", "5 days"),
            fees=("8 percent",),
        ),
        id="several of a kind",
    ),
    pytest.param(
        "It is issued without charge: (021) 1234 5678.",
        Facts(fees=("free",), telephones=("(021) 1234 5678",)),
        id="no charge",
    ),
    pytest.param("Article 58 of 2010, step 1, the first office day.", Facts(), id="nothing"),
    pytest.param(
        "Keep the receipt of the loss report. He takes the receipt there. The date of receipt of "
        "the application counts. 凭挂失回执办理。",
        Facts(),
        id="receipts of no payment",
    ),
    *(
        pytest.param(text, Facts(papers=("invoice",)), id=text)
        for text in (
            "Original receipts are kept.",
            "Bring the hospital receipt.",
            "the receipt for the medicine",
            "receipts of all expenses",
            "a payment receipt",
            "住院收据",
            "invoice",
        )
    ),
]


@pytest.mark.parametrize(("text", "facts"), FACTS)
def test_facts(text: str, facts: Facts) -> None:
    assert find_facts(text) == facts


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("The card of Jinan is free in Jinan.", "The card of is free in ."),
        ("No place here.", "No place here."),
        ("Jinan", "Jinan"),
    ],
)
def test_places_are_left_out(text: str, bare: str) -> None:
    assert without_places(text, GAZETTEER) == bare


def encode(texts: Sequence[str]) -> Any:
    """One axis for lost cards, one for pensions, one for all else."""
    rows = [
        [float("lost" in t), float("pension" in t), 0.0 if "lost" in t or "pension" in t else 1.0]
        for t in texts
    ]
    vectors = np.array(rows, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def passage(id: str, city: str, text: str) -> Passage:
    return replace(JINAN_PASSAGE, id=id, text=text, cities=(city,), sentences=())


LOST_J = "A lost card is reported by telephone. A new one takes 15 days. Bring your ID card."
LOST_S = "A lost card is reported by telephone. A new one takes 20 days. Bring your passport."
PENSION = "The pension is paid on the 5th day."


def test_passages_are_aligned_and_differences_named() -> None:
    found = {
        "Jinan": [
            passage("j0", "Jinan", "Best."),
            passage("j2", "Jinan", PENSION),
            passage("j1", "Jinan", LOST_J),
        ],
        "Shanghai": [
            passage("s0", "Shanghai", "The pension is what answers best."),
            passage("s1", "Shanghai", LOST_S),
            passage("s2", "Shanghai", "Other."),
        ],
        "Wuhan": [],
    }
    rows = compare(found, encode, GAZETTEER)
    # Each city's best, alike or not.
    assert [[cell.passage.id for cell in row.cells] for row in rows] == [
        ["j0", "s0"],
        ["j1", "s1"],
        ["j2"],
        ["s2"],
    ]
    row = rows[1]
    assert row.differences == {
        "times": {"Jinan": ("15 days",), "Shanghai": ("20 days",)},
        "papers": {"Jinan": ("ID card",), "Shanghai": ("passport",)},
    }
    for cell, text in zip(row.cells, (LOST_J, LOST_S), strict=True):
        assert [text[s:e] for s, e in cell.shared] == ["A lost card is reported by telephone."]
    assert rows[2].differences == {}
    assert rows[2].cells[0].shared == ()


def test_another_city_told_of_as_an_example_has_no_part_in_the_facts() -> None:
    told = (
        "It takes 15 days. For example, Qingdao takes 2 months, not Jinan. In Jinan, e.g., 7 days."
    )
    (row,) = compare({"Jinan": [passage("j", "Jinan", told)]}, encode, GAZETTEER)
    assert row.cells[0].facts.times == ("15 days", "7 days")


def test_the_name_of_the_city_makes_no_difference() -> None:
    text = "The lost card is reported at the {} Social Security Bureau."
    (row,) = compare(
        {c: [passage(c, c, text.format(c))] for c in ("Jinan", "Shanghai", "Wuhan")},
        encode,
        GAZETTEER,
    )
    assert len(row.cells) == 3
    assert row.differences == {}
    assert [cell.shared for cell in row.cells] == [((0, len(c.passage.text)),) for c in row.cells]


def test_nothing_compares_to_nothing() -> None:
    assert compare({"Jinan": [], "Shanghai": []}, encode, GAZETTEER) == []


# --- GET /compare -----------------------------------------------------------------------------


class Searcher(fake_library.FakeSearcher):
    """Each city has its own passage; Chengdu has none."""

    retriever = SimpleNamespace(
        main=SimpleNamespace(encoder=SimpleNamespace(encode=encode)), multilingual=None
    )

    def ask(self, question: Question) -> Answer:
        answer = super().ask(replace(question, text=f"{question.text} {question.city}"))
        own = {"Jinan": JINAN_PASSAGE, "Shanghai": SHANGHAI_PASSAGE}.get(question.city or "")
        if own is None:
            return answer
        return replace(answer, scope=Scope(own.cities), hits=(Hit(own, 1.0),), reason=None)


@pytest.fixture
def client() -> Any:
    with client_of(Searcher) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/compare?topic=card&cities=Jinan,Shanghai"),
        ("GET", "/browse/compare?topic=card&cities=Jinan,Shanghai"),
        ("POST", "/verify"),
    ],
)
def test_what_computes_outside_the_queue_is_admitted(
    client: TestClient, method: str, address: str
) -> None:
    body = {"answer": "Go to the service centre."} if method == "POST" else None
    admission = client.app.state.admission  # type: ignore[attr-defined]
    with ExitStack() as taken:
        for _ in range(4):
            taken.enter_context(admission.place())
        refused = client.request(method, address, json=body)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    for _ in range(5):
        assert client.request(method, address, json=body).status_code == 200
    assert 'qa_refused_requests_total{why="overload"} 1.0' in client.get("/metrics").text


def test_the_route(client: TestClient) -> None:
    told = client.get("/compare", params={"topic": "card", "cities": ["济南, shanghai", "Chengdu"]})
    assert told.status_code == 200, told.text
    body = told.json()
    assert [(c["city"], c["status"], c["reason"]) for c in body["cities"]] == [
        ("Jinan", "answered", None),
        ("Shanghai", "answered", None),
        ("Chengdu", "abstained", "no_city_article"),
    ]
    (row,) = body["rows"]
    assert [c["passage"]["id"] for c in row["cells"]] == ["p-jinan", "p-shanghai"]
    assert [c["passage"]["citation"]["city"] for c in row["cells"]] == ["Jinan", "Shanghai"]
    assert row["differences"] == {
        "offices": {"Jinan": ["service centre"], "Shanghai": ["Bank of Shanghai"]},
        "papers": {"Jinan": ["ID card"], "Shanghai": []},
    }
    assert body["index_version"] == "v1"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"topic": "card", "cities": "Jinan"}, 422),
        ({"topic": "card", "cities": "Jinan,济南"}, 422),
        ({"topic": "card", "cities": "Jinan,Atlantis"}, 404),
        ({"topic": "card", "cities": "Jinan,Shandong"}, 404),
        ({"topic": " ", "cities": "Jinan,Shanghai"}, 422),
        ({"topic": "card"}, 422),
        ({"topic": "card", "cities": "Jinan,Shanghai,Wuhan,Chengdu,Xiamen,Dalian"}, 422),
    ],
)
def test_refusals(client: TestClient, query: Any, status: int) -> None:
    response = client.get("/compare", params=query)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
