"""POST /ask, GET /ask, POST /ask/batch: what goes in and what comes out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from clients import client_of
from fake_service import JINAN, SHANGHAI, FakeSearcher
from fastapi.testclient import TestClient

from qa_service.api.explanation import explanation
from qa_service.domain import LawKey, Question, Scope
from qa_service.text import other_script

SHANGHAI_QUESTION = "Where can a foreigner get a social security card in Shanghai?"


@pytest.fixture
def searcher() -> FakeSearcher:
    return FakeSearcher()


@pytest.fixture
def client(searcher: FakeSearcher) -> Any:
    with client_of(lambda: searcher, cached_answers=0) as client:
        yield client


STAGES = {"scope": 0.5, "encode": 8.0, "retrieve": 1.0, "rank": 0.5}


def timeless(answer: dict[str, Any]) -> dict[str, Any]:
    """Without what differs from one answer to the next that says the same."""
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def stages(answer: dict[str, Any]) -> dict[str, float]:
    """The stages of the search; how long it all took is measured around them."""
    timings = dict(answer["timings_ms"])
    assert timings.pop("total") >= timings.pop("queue") >= 0
    return timings


LAW_58 = {"name": "Social Insurance Law", "article": 58}
SHANGHAI_CITATION = {
    "kind": "article",
    "title": "Cards in Shanghai",
    "section": "",
    "source": "上海/bank cards.txt",
    "url": "https://example.com/shanghai",
    "city": "Shanghai",
    "cities": ["Shanghai", "Suzhou"],
    "provinces": [],
    "date": "2024-05-01",
    "date_origin": "front matter",
    "lang": "en",
    "start": 18,
    "end": 84,
    "sha256": SHANGHAI.sha256,
    "law": None,
    "quoted_by": [],
    "label": "Cards in Shanghai (Shanghai), 上海/bank cards.txt",
    "warnings": [],
}


def test_an_answer_has_every_field_of_the_contract(client: TestClient) -> None:
    response = client.post("/ask", json={"question": SHANGHAI_QUESTION, "top_k": 2})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    law = response.json()["passages"][1]["citation"]
    assert stages(response.json()) == STAGES
    assert timeless(response.json()) == {
        "question": SHANGHAI_QUESTION,
        "status": "answered",
        "reason": None,
        "explanation": None,
        "scope": {
            "cities": ["Shanghai"],
            "provinces": [],
            "matched_text": "shanghai",
            "method": "question",
            "covered": True,
            "uncovered": [],
            "laws": [],
        },
        "answer": {
            "text": "Foreigners apply at the Bank of Shanghai.",
            "passage_id": "p-shanghai",
            "start": 0,
            "end": 41,
        },
        "passages": [
            {
                "id": "p-shanghai",
                "text": "Foreigners apply at the Bank of Shanghai. It costs <b>nothing</b>.",
                "score": 0.75,
                "highlights": [[0, 41]],
                "citation": SHANGHAI_CITATION,
                "laws": [{**LAW_58, "passage_id": "p-law-58"}],
            },
            {
                "id": "p-law-58",
                "text": "Article 58 An employing unit shall register within 30 days.",
                "score": 0.25,
                "highlights": [],
                "citation": law,
                "laws": [],
            },
        ],
        "candidates": [],
        "confidence": 0.875,
        "index_version": "v1",
        "explain": None,
    }
    assert (law["kind"], law["law"], law["city"]) == ("law", LAW_58, None)
    assert law["quoted_by"] == ["jinan.txt", "上海/bank cards.txt"]
    assert law["label"] == (
        "Social Insurance Law, Article 58 (quoted in 上海/bank cards.txt and jinan.txt)"
    )


def test_citations_hold_against_the_source_route(client: TestClient) -> None:
    answer = client.post("/ask", json={"question": SHANGHAI_QUESTION}).json()
    for passage in answer["passages"]:
        citation = passage["citation"]
        source = client.get(f"/sources/{citation['source']}").text
        assert source[citation["start"] : citation["end"]] == passage["text"]


@pytest.mark.parametrize(
    ("question", "reason", "passages", "explanation"),
    [
        (
            "Where do I get a card in Chengdu?",
            "no_city_article",
            ["p-law-58"],
            "No article covers Chengdu. There are articles about Jinan, Shanghai and Suzhou. "
            "The passages shown are national law, which holds in every city.",
        ),
        (
            "What is the weather?",
            "out_of_scope",
            [],
            "The articles are about social security: cards, pensions, medical, unemployment, "
            "work-injury and maternity insurance. The question seems to be about something else. "
            "There are articles about Jinan, Shanghai and Suzhou.",
        ),
        (
            "weather 天気はどうですか?",
            "out_of_scope",
            [],
            "文章的内容是社会保障：社保卡、养老、医疗、失业、工伤和生育保险。您的问题似乎与此无关。"
            "可用中文或英文提问。已收录关于济南市、上海市、苏州市的文章。",
        ),
        (
            "Where do I get a card?",
            "ambiguous_city",
            ["p-jinan", "p-shanghai"],
            "The rules differ from city to city, and the question does not say which one you mean. "
            "Ask for Jinan or Shanghai. "
            "The passages shown are the nearest that were found; each names its city, if any.",
        ),
    ],
)
def test_an_abstention_says_why(
    client: TestClient, question: str, reason: str, passages: list[str], explanation: str
) -> None:
    response = client.post("/ask", json={"question": question})
    answer = response.json()
    assert response.status_code == 200
    assert (answer["status"], answer["reason"], answer["answer"]) == ("abstained", reason, None)
    assert [passage["id"] for passage in answer["passages"]] == passages
    assert answer["explanation"] == explanation


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("社会保険カードをなくした", True),
        ("カード", True),
        ("사회보장카드", True),
        ("Где карта?", True),
        ("أين البطاقة؟", True),
        ("कार्ड कहाँ है?", True),
        ("บัตรอยู่ที่ไหน", True),
        ("社保卡丢了，怎么办？", False),
        ("约翰・史密斯的社保卡", False),  # a dot between names
        ("Wo ist meine Karte für Jinan?", False),
        ("Where’s my card – “lost” in Ürümqi?", False),
    ],
)
def test_letters_of_neither_language(text: str, other: bool) -> None:
    assert other_script(text) is other


TWO = Scope(("Jinan", "Harbin"), (), "Jinan, Harbin", "question", True, ("Harbin",))
ALL = replace(TWO, uncovered=())
PROVINCE = Scope(("Harbin",), ("Heilongjiang",), "Harbin", "question", True, ("Harbin",))
UNCOVERED = replace(TWO, covered=False, uncovered=TWO.cities)
SIL = "Social Insurance Law"


@pytest.mark.parametrize(
    ("scope", "reason", "english", "chinese"),
    [
        (TWO, None, "No article covers Harbin.", "没有关于哈尔滨市的文章。"),
        (ALL, None, None, None),
        (PROVINCE, None, None, None),
        (TWO, "low_confidence",
         "Nothing that was found answers the question for certain. Try to say it in other words. "
         "No article covers Harbin.",
         "找到的内容都不能确定回答您的问题，请换一种说法。没有关于哈尔滨市的文章。"),
        (TWO, "no_city_article",
         "There are articles about Jinan, but none was found that answers this. "
         "No article covers Harbin.",
         "有关于济南市的文章，但没有找到能回答这个问题的内容。没有关于哈尔滨市的文章。"),
        (PROVINCE, "no_city_article",
         "There are articles about Heilongjiang, but none was found that answers this.",
         "有关于黑龙江省的文章，但没有找到能回答这个问题的内容。"),
        (UNCOVERED, "no_city_article",
         "No article covers Jinan and Harbin. There are articles about Wuhan.",
         "没有关于济南市、哈尔滨市的文章。已收录关于武汉市的文章。"),
        (Scope(), "no_city_article",
         "No article covers that city. There are articles about Wuhan.",
         "没有关于该城市的文章。已收录关于武汉市的文章。"),
        (TWO, "out_of_scope",
         "The articles are about social security: cards, pensions, medical, unemployment, "
         "work-injury and maternity insurance. The question seems to be about something else. "
         "There are articles about Wuhan.",
         "文章的内容是社会保障：社保卡、养老、医疗、失业、工伤和生育保险。您的问题似乎与此无关。"
         "已收录关于武汉市的文章。"),
        (Scope(), "ambiguous_city",
         "The rules differ from city to city, and the question does not say which one you mean. "
         "Ask for Jinan, Wuxi or Shanghai.",
         "各地规定不同，而问题没有说明是哪个城市。请写明是济南市、无锡市或上海市。"),
        (Scope(laws=(LawKey(SIL, 82),)), "low_confidence",
         f"No article quotes Article 82 of the {SIL}.",
         "没有文章引用社会保险法第82条。"),
        (Scope(laws=(LawKey(SIL, 82), LawKey("Labor Law", 3))), "low_confidence",
         f"No article quotes Article 82 of the {SIL} or Article 3 of the Labor Law.",
         "没有文章引用社会保险法第82条或劳动法第3条。"),
        (Scope(unquoted=(73,)), "low_confidence",
         "No article quotes Article 73 of any law.",
         "没有文章引用任何法律的第73条。"),
    ],
)  # fmt: skip
def test_the_explanation_is_in_the_questions_language(
    searcher: FakeSearcher, scope: Scope, reason: Any, english: str | None, chinese: str | None
) -> None:
    candidates = ("Jinan", "Wuxi", "Shanghai") if reason == "ambiguous_city" else ()
    for question, expected in (("How?", english), ("怎么办？", chinese)):
        asked = searcher.ask(Question(question))
        answer = replace(asked, scope=scope, reason=reason, hits=(), candidates=candidates)
        assert explanation(answer, ["Wuhan"]) == expected


BOTH = Scope(("Jinan", "Wuxi"), (), "Jinan and Wuxi", "question", True)


@pytest.mark.parametrize(
    ("scope", "about", "english", "chinese"),
    [
        (BOTH, [("Jinan",), ("Jinan",), ("Wuxi",)],
         "Passage 1 is about Jinan. Passage 3 is about Wuxi.",
         "第 1 段是关于济南市的。第 3 段是关于无锡市的。"),
        (BOTH, [("Jinan",)],
         "Passage 1 is about Jinan. No passage shown is about Wuxi.",
         "第 1 段是关于济南市的。所列段落均未涉及无锡市。"),
        (BOTH, [("Jinan", "Wuxi")], None, None),
        (BOTH, [()], None, None),  # what holds everywhere
        (TWO, [("Jinan",)], "No article covers Harbin.", "没有关于哈尔滨市的文章。"),
        (PROVINCE, [()],
         "No article is about Harbin itself; the answer is about Heilongjiang.",
         "没有专门关于哈尔滨市的文章，以上回答针对黑龙江省。"),
    ],
)  # fmt: skip
def test_what_of_several_places_an_answer_is_about(
    searcher: FakeSearcher,
    scope: Scope,
    about: list[tuple[str, ...]],
    english: str | None,
    chinese: str | None,
) -> None:
    provinces = ("Heilongjiang",) if scope is PROVINCE else ()
    for question, expected in (("How?", english), ("怎么办？", chinese)):
        found = searcher.ask(Question(SHANGHAI_QUESTION)).hits[0]
        hits = tuple(
            replace(found, passage=replace(found.passage, cities=cities, provinces=provinces))
            for cities in about
        )
        answer = replace(searcher.ask(Question(question)), scope=scope, reason=None, hits=hits)
        assert explanation(answer, []) == expected


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How, in Wuxi?", "This is about Jinan, as chosen beside the question, which itself names "
         "Wuxi."),
        ("无锡怎么办？", "以下针对另行选择的济南市，而问题本身提到的是无锡市。"),
    ],
)  # fmt: skip
def test_a_chosen_city_that_the_question_does_not_name(
    searcher: FakeSearcher, question: str, words: str
) -> None:
    scope = Scope(("Jinan",), (), "Jinan", "parameter", True, overridden=("Wuxi",))
    answer = replace(searcher.ask(Question(question)), scope=scope, reason=None)
    assert explanation(answer, []) == words


def test_one_city_to_choose_from(searcher: FakeSearcher) -> None:
    asked = searcher.ask(Question("How?"))
    answer = replace(asked, reason="ambiguous_city", candidates=("Jinan",), hits=())
    assert explanation(answer, []) == (
        "The rules differ from city to city, and the question does not say which one you mean. "
        "The nearest that was found is about Jinan: if that is the city, name it."
    )


def test_a_question_that_names_nothing(searcher: FakeSearcher) -> None:
    vague = replace(searcher.ask(Question("?")), reason="low_confidence", vague=True, hits=())
    assert explanation(vague, []) == (
        "The question says nothing to look for. Ask it whole, with what it is about."
    )


def test_near_misses_name_their_own_cities(client: TestClient) -> None:
    answer = client.post("/ask", json={"question": "Where do I get a card?"}).json()
    citations = [passage["citation"] for passage in answer["passages"]]
    assert [citation["city"] for citation in citations] == ["Jinan", "Shanghai, Suzhou"]
    assert citations[0]["section"] == "Cards › Where to go"
    assert citations[0]["label"] == (
        "Getting a card in Jinan › Cards › Where to go (Jinan), jinan.txt"
    )
    assert citations[0]["sha256"] == JINAN.sha256
    assert answer["candidates"] == ["Jinan", "Shanghai"]


def test_explain(client: TestClient) -> None:
    answer = client.post("/ask", json={"question": SHANGHAI_QUESTION, "explain": True}).json()
    assert answer["explain"] == {
        "scope": answer["scope"],
        "hits": [
            {
                "passage_id": "p-shanghai",
                "score": 0.75,
                "channels": {"dense": 0.5, "bm25": 7.5},
                "ranks": {"dense": 2, "bm25": 1},
            },
            {"passage_id": "p-law-58", "score": 0.25, "channels": {}, "ranks": {}},
        ],
        "rejected": [
            {
                "passage_id": "p-jinan",
                "stage": "scope",
                "detail": "about Jinan",
                "channels": {"dense": 0.25},
                "ranks": {"dense": 3},
            }
        ],
        "evidence": {"cosine": 0.5},
    }


Q = "Cards in Shanghai?"


@pytest.mark.parametrize(
    ("body", "address", "asked"),
    [
        ({"question": Q}, {"q": Q}, Question(Q)),
        ({"question": Q, "city": None}, {"q": Q, "city": ""}, Question(Q)),
        (
            {"question": Q, "city": "济南", "top_k": 50, "explain": True, "expect": "p-jinan"},
            {"q": Q, "city": "济南", "top_k": 50, "explain": "true", "expect": "p-jinan"},
            Question(Q, "济南", 50, True, "p-jinan"),
        ),
        (
            {"question": Q, "top_k": 1},
            {"q": Q, "top_k": "1", "utm_source": "x"},
            Question(Q, None, 1),
        ),
        ({"question": f" {Q} "}, {"q": f" {Q} "}, Question(f" {Q} ")),
        ({"question": "x" * 1000}, {"q": "x" * 1000}, Question("x" * 1000)),
    ],
)
def test_both_ways_to_ask_ask_the_same(
    client: TestClient,
    searcher: FakeSearcher,
    body: dict[str, Any],
    address: dict[str, Any],
    asked: Question,
) -> None:
    posted = client.post("/ask", json=body)
    got = client.get("/ask", params=address)
    assert (posted.status_code, got.status_code) == (200, 200)
    assert searcher.asked == [asked, asked]
    assert timeless(posted.json()) == timeless(got.json())


def test_a_batch_is_answered_in_order(client: TestClient, searcher: FakeSearcher) -> None:
    questions = [
        {"question": "Chengdu?"},
        {"question": Q, "top_k": 1},
        {"question": "Any weather?", "explain": True},
    ]
    response = client.post("/ask/batch", json={"questions": questions})
    assert response.status_code == 200
    assert set(response.json()) == {"answers"}
    answers = response.json()["answers"]
    assert [answer["question"] for answer in answers] == ["Chengdu?", Q, "Any weather?"]
    assert [answer["reason"] for answer in answers] == ["no_city_article", None, "out_of_scope"]
    assert [len(answer["passages"]) for answer in answers] == [1, 1, 0]
    assert [answer["explain"] is None for answer in answers] == [True, True, False]
    single = client.post("/ask", json=questions[1]).json()
    assert timeless(answers[1]) == timeless(single)


def test_the_largest_batch_of_the_longest_questions_fits(client: TestClient) -> None:
    # A character outside the basic plane takes 12 bytes where JSON escapes it.
    questions = [{"question": "\N{CJK UNIFIED IDEOGRAPH-20000}" * 1000}] * 64
    response = client.post("/ask/batch", json={"questions": questions})
    assert len(response.json()["answers"]) == 64
