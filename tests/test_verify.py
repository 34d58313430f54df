"""Is it verbatim? A false quotation is never taken for a true one."""

from __future__ import annotations

import json
import shutil
import tracemalloc
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from clients import client_of
from fake_encoder import fake_encoders
from fake_library import Documents, FakeSearcher, Index
from fake_service import JINAN, SHANGHAI
from fakes import build_index
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from qa_service.domain import SourceText, Span
from qa_service.index.layout import current_version
from qa_service.retrieval.analyser import terms
from qa_service.retrieval.grades import grades
from qa_service.search.library import Library
from qa_service.search.verify import Claim, Text, claims_of, verify, verify_all

UNIT = (
    "An employing unit shall, within 30 days from the date of employment, apply to the social "
    "insurance agency. It shall not charge a fee of 1,500 yuan."
)
CARD = "社保卡补办需要十五个工作日，　不收费。咨询电话0531-12345678。"
A, B = Text("a.txt", UNIT), Text("b.txt", CARD)


class Shelf:
    """Holds `texts`, and thinks that the first `likely` of them are."""

    def __init__(self, *texts: Text, likely: int | None = None) -> None:
        self.texts = texts
        self.first = texts[:likely]
        self.readings = 0

    def text(self, source: str) -> Text | None:
        return next((text for text in self.texts if text.source == source), None)

    def likely(self, words: str) -> Iterable[Text]:
        return self.first

    def everywhere(self) -> Iterable[Text]:
        self.readings += 1
        return self.texts


def judged(words: str, source: str | None = None, span: Span | None = None) -> Any:
    return verify(Claim(words, source, span), Shelf(A, B))


VERDICTS = [
    pytest.param("within 30 days", None, None, "exact", (25, 39), id="somewhere"),
    pytest.param("within 30 days", "a.txt", None, "exact", (25, 39), id="in its source"),
    pytest.param("within 30 days", "a.txt", Span(25, 39), "exact", (25, 39), id="at its place"),
    pytest.param("within 30 days", "a.txt", Span(3, 17), "elsewhere", (25, 39), id="other place"),
    pytest.param("within 30 days", "b.txt", None, "elsewhere", (25, 39), id="other source"),
    pytest.param("within 30 days", "gone.txt", None, "elsewhere", (25, 39), id="unknown source"),
    pytest.param("Within  30\ndays", None, None, "folded", (25, 39), id="white space and case"),
    pytest.param("需要十五个工作日,不收费", None, None, "folded", (5, 18), id="width"),
    pytest.param("0 days from", None, None, "altered", None, id="a number cut in the middle"),
    pytest.param("500 yuan", None, None, "altered", None, id="cut behind a comma"),
    pytest.param("五个工作日", None, None, "altered", None, id="a Chinese number cut"),
    pytest.param("ploying unit shall", None, None, "altered", None, id="a word cut"),
    pytest.param("Panda tickets cost nothing at all in May.", None, None, "absent", None, id="no"),
    pytest.param("   ", None, None, "absent", None, id="blank"),
]

TWICE = Text("c.txt", "Bring a card. Bring a form. Bring a card.")


@pytest.mark.parametrize(
    ("inside", "verdict", "place"),
    [
        (Span(14, 41), "exact", (28, 41)),
        (Span(0, 27), "exact", (0, 13)),
        (Span(15, 27), "elsewhere", (28, 41)),
        (Span(10, 40), "elsewhere", (0, 13)),  # it holds neither of them whole
    ],
)
def test_words_inside_a_part_of_a_source(
    inside: Span, verdict: str, place: tuple[int, int]
) -> None:
    found = verify(Claim("Bring a card.", "c.txt", inside=inside), Shelf(TWICE))
    assert (found.verdict, found.span) == (verdict, place)


@pytest.mark.parametrize(("words", "source", "span", "verdict", "place"), VERDICTS)
def test_verdicts(
    words: str, source: str | None, span: Span | None, verdict: str, place: tuple[int, int] | None
) -> None:
    found = judged(words, source, span)
    assert found.verdict == verdict
    assert found.verbatim == (verdict in ("exact", "elsewhere"))
    if place is not None:
        assert found.span == place
        text = {"a.txt": UNIT, "b.txt": CARD}[found.source]
        assert found.found == text[place[0] : place[1]]


ALTERED = [
    pytest.param(
        "shall, within 15 days from the date", [("15", "30")], [("15 days", "30 days")], id="digits"
    ),
    pytest.param(
        "shall, within fifteen days from the date",
        [("fifteen", "30")],
        [("fifteen days", "30 days")],
        id="a word for digits",
    ),
    pytest.param(
        "补办需要二十个工作日",
        [("二", ""), ("", "五")],
        [("二十个工作日", "十五个工作日")],
        id="汉字",
    ),
    pytest.param(
        "咨询电话0531-12345679", [("12345679", "12345678")], [("12345679", "12345678")], id="phone"
    ),
    pytest.param("It shall charge a fee of 1,500 yuan.", [("", "not")], [], id="negation lost"),
    pytest.param(
        "apply to the social security agency.", [("security", "insurance")], [], id="another word"
    ),
]


@pytest.mark.parametrize(("words", "changes", "numbers"), ALTERED)
def test_what_was_altered(words: str, changes: list[Any], numbers: list[Any]) -> None:
    found = judged(words)
    assert found.verdict == "altered"
    assert list(found.changes) == changes
    assert list(found.numbers) == numbers


@given(st.integers(0, 400).filter(lambda n: n != 30))
def test_no_other_number_is_verbatim(number: int) -> None:
    found = judged(f"within {number} days from the date of employment")
    assert (found.verdict, found.verbatim) == ("altered", False)
    assert (f"{number} days", "30 days") in found.numbers or number in (0, 1)


@given(st.integers(0, len(UNIT)), st.integers(0, len(UNIT)))
def test_what_is_cut_at_words_is_verbatim(one: int, other: int) -> None:
    words = UNIT.split(" ")
    quoted = " ".join(words[min(one, other) % len(words) :][:5])
    assert judged(quoted).verdict == "exact"


def test_an_answer_is_taken_apart_into_sentences() -> None:
    assert [c.text for c in claims_of("1. Go there.\n- “Bring it.”\n")] == [
        "Go there.",
        "Bring it.",
    ]


def test_all_texts_are_read_before_words_are_called_absent() -> None:
    found = verify(Claim("within 30 days"), Shelf(B, A, likely=1))
    assert (found.verdict, found.source) == ("exact", "a.txt")


def test_all_texts_are_read_once_for_all_claims() -> None:
    shelf = Shelf(B, A, likely=0)
    claims = ("within 30 days", "nowhere at all", "social insurance agency", "", "pay a fee")
    found = verify_all(list(map(Claim, claims)), shelf)
    assert [one.claim.text for one in found] == list(claims)
    assert [one.verdict for one in found] == ["exact", "absent", "exact", "absent", "absent"]
    assert shelf.readings == 1


# --- what clients write is not remembered ---------------------------------------------------------


def nonsense(number: int) -> str:
    """Five thousand characters, others for each number: 汉字, then one long word."""
    han = "".join(chr(0x4E00 + (number * 7919 + n * 31) % 20_000) for n in range(2500))
    return f"grade 5 {han} " + chr(ord("a") + number % 26) * (2500 + number)


def likely_texts(words: str) -> list[Text]:
    return list(Library(Index()).likely(words))  # type: ignore[arg-type]


@pytest.mark.parametrize("looked_at_by", [likely_texts, grades, terms])
def test_words_of_a_client_leave_nothing_behind(looked_at_by: Any) -> None:
    looked_at_by(nonsense(0))
    tracemalloc.start()
    try:
        for number in range(1, 60):
            looked_at_by(nonsense(number))
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 50_000


@pytest.mark.parametrize(("room", "readings"), [(40, 2), (39, 4), (20, 4), (10, 4)])
def test_texts_are_at_hand_by_their_size(
    room: int, readings: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two texts of 20 characters, looked at in turn."""
    read: list[str] = []

    class TwentyEach(Documents):
        def source_text(self, source: str) -> SourceText:
            read.append(source)
            return SourceText(source, "x" * 20)

    monkeypatch.setattr("qa_service.search.library._AT_HAND", room)
    library = Library(Index(documents=TwentyEach()))  # type: ignore[arg-type]
    assert [library.text(source) for source in "abab"] == [Text(s, "x" * 20) for s in "abab"]
    assert len(read) == readings


# --- POST /verify -----------------------------------------------------------------------------


@pytest.fixture
def client() -> Any:
    with client_of(FakeSearcher) as client:
        yield client


def post(client: TestClient, **body: Any) -> Any:
    response = client.post("/verify", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def test_an_answer(client: TestClient) -> None:
    told = post(client, answer="Go to the service centre. Foreigners pay 30 yuan in Shanghai.")
    assert told["index_version"] == "v1"
    assert told["verbatim"] is False
    first, second = told["quotations"]
    assert first == {
        "text": "Go to the service centre.",
        "verbatim": True,
        "as_cited": True,
        "verdict": "exact",
        "source": "jinan.txt",
        "start": JINAN.text.index("Go to"),
        "end": JINAN.text.index("Go to") + 25,
        "found": "Go to the service centre.",
        "changes": [],
        "changed_numbers": [],
        "law_holds": None,
        "note": None,
    }
    assert (second["verdict"], second["verbatim"]) == ("absent", False)


def test_a_passage_can_be_posted_back(client: TestClient) -> None:
    answer = client.post("/ask", json={"question": "cards?", "top_k": 2}).json()
    told = post(client, citations=answer["passages"])
    assert told["verbatim"] is True
    assert [q["as_cited"] for q in told["quotations"]] == [True, True]
    assert [q["law_holds"] for q in told["quotations"]] == [None, True]


LAW = {"name": "Social Insurance Law", "article": 58}
CITED = [
    pytest.param(
        {"text": "register within 15 days", "law": LAW},
        {"verdict": "altered", "as_cited": False, "law_holds": False,
         "changed_numbers": [{"quoted": "15 days", "found": "30 days"}]},
        id="a law's number",
    ),
    pytest.param(
        {"text": "register within 30 days", "law": LAW},
        {"verdict": "exact", "as_cited": True, "law_holds": True, "source": SHANGHAI.source},
        id="a law's words",
    ),
    pytest.param(
        {"text": "register within 30 days", "law": {"name": "社会保险法", "article": 57}},
        {"verdict": "exact", "verbatim": True, "as_cited": False, "law_holds": False},
        id="under another number",
    ),
    pytest.param(
        {"text": "Bring your ID card.", "passage_id": "p-jinan", "start": 26, "end": 45},
        {"verdict": "exact", "as_cited": True, "source": "jinan.txt"},
        id="at its place in a passage",
    ),
    pytest.param(
        {"text": "Bring your ID card.", "passage_id": "p-jinan"},
        {"verdict": "exact", "as_cited": True, "source": "jinan.txt", "note": None},
        id="somewhere in a passage",
    ),
    pytest.param(
        {"text": "Where to go", "passage_id": "p-jinan"},
        {"verdict": "elsewhere", "as_cited": False, "source": "jinan.txt"},
        id="in the passage's article, not in the passage",
    ),
    pytest.param(
        {"text": "Article 58 An employing unit", "passage_id": "p-shanghai"},
        {"verdict": "elsewhere", "verbatim": True, "as_cited": False},
        id="another passage of the article",
    ),
    pytest.param(
        {"text": "Bring your ID card.", "passage_id": "p-gone", "source": "jinan.txt"},
        {"verdict": "exact", "as_cited": False, "note": "there is no passage 'p-gone'"},
        id="a passage unknown beside a source that is right",
    ),
    pytest.param(
        {"text": "Bring your ID card.", "passage_id": "p-shanghai", "source": "jinan.txt"},
        {"verdict": "exact", "as_cited": False,
         "note": "passage 'p-shanghai' is not in the source 'jinan.txt'"},
        id="a passage of another source",
    ),
    pytest.param(
        {"text": "Where to go", "passage_id": "p-jinan", "source": "jinan.txt", "start": 24,
         "end": 35},
        {"verdict": "exact", "as_cited": False,
         "note": "start and end lie outside passage 'p-jinan'"},
        id="offsets outside the passage",
    ),
    pytest.param(
        {"text": "Bring your ID card.", "source": "jinan.txt", "passage_id": "p-gone",
         "sha256": "0", "law": {"name": "Labor Law", "article": 3}},
        {"verdict": "exact", "as_cited": False, "law_holds": False,
         "note": "there is no passage 'p-gone'; no article quotes Article 3 of the Labor Law; the "
         "source has changed since it was cited"},
        id="everything that is wrong is told",
    ),
    pytest.param(
        {"text": "Bring your ID card.", "sha256": JINAN.sha256},
        {"verdict": "exact", "as_cited": False,
         "note": "there is a digest, but no source that it could be of"},
        id="a digest of nothing",
    ),
    pytest.param(
        {"text": "Bring your ID card.", "source": "上海/bank cards.txt"},
        {"verdict": "elsewhere", "verbatim": True, "as_cited": False, "source": "jinan.txt"},
        id="another city's article",
    ),
    pytest.param(
        {"text": "Bring your ID card.", "source": "no.txt"},
        {"verdict": "elsewhere", "as_cited": False, "note": "there is no source 'no.txt'"},
        id="an unknown source",
    ),
    pytest.param(
        {"text": "Bring your ID card.", "source": "jinan.txt", "sha256": "0"},
        {"verdict": "exact", "as_cited": False,
         "note": "the source has changed since it was cited"},
        id="a source that has changed",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cited", "expected"), CITED)
def test_citations(client: TestClient, cited: Any, expected: dict[str, Any]) -> None:
    (told,) = post(client, citations=[cited])["quotations"]
    assert {name: told[name] for name in expected} == expected


def test_another_version_is_looked_at_without_its_vectors(tmp_path: Path) -> None:
    words = "The card is free of charge in Jinan."
    settings = build_index(tmp_path, {"card.txt": f"Cards in Jinan\n\n{words}\n"}, fake_encoders())
    version = current_version(settings.index)
    shutil.rmtree(settings.index / version / "spaces")
    with client_of(FakeSearcher, index=settings.index) as client:
        told = post(client, answer=words, version=version)
    assert told["index_version"] == version
    assert [(q["verdict"], q["source"]) for q in told["quotations"]] == [("exact", "card.txt")]


class ReadOnce(Documents):
    """Counts how often each text is read."""

    def __init__(self) -> None:
        self.read: Counter[str] = Counter()

    def source_text(self, source: str) -> SourceText:
        self.read[source] += 1
        return super().source_text(source)


def test_a_text_is_read_once_for_all_quotations_of_a_request() -> None:
    searcher, documents = FakeSearcher(), ReadOnce()
    searcher.index = Index(documents=documents)  # type: ignore[assignment]
    quoted = ["Go to the service centre.", "register within 15 days", "go  to the service centre."]
    with client_of(lambda: searcher) as client:
        for expected in (1, 2):
            told = post(
                client, citations=[{"text": words, "source": JINAN.source} for words in quoted]
            )
            assert [q["verdict"] for q in told["quotations"]] == ["exact", "altered", "folded"]
            assert documents.read == {JINAN.source: expected, SHANGHAI.source: expected}


def test_quotations_have_no_more_time_than_a_question() -> None:
    with client_of(FakeSearcher, question_seconds=1e-9) as client:
        refused = client.post("/verify", json={"answer": "Go to the service centre."})
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert refused.json()["detail"] == "no answer within 1e-09 seconds"
        counted = client.get("/metrics").text
    assert 'qa_refused_requests_total{why="timeout"} 1.0' in counted


def test_an_answer_of_too_many_sentences(client: TestClient) -> None:
    as_many = " ".join(f"The moon has {n} wheels." for n in range(64))
    assert len(post(client, answer=as_many)["quotations"]) == 64
    refused = client.post("/verify", json={"answer": as_many + " And a sail."})
    assert refused.status_code == 422
    assert refused.json()["detail"] == (
        "the answer has 65 sentences; at most 64 are checked at once"
    )


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"answer": "a", "citations": [{"text": "a"}]}, 422),
        ({"answer": ""}, 422),
        ({"answer": " \n"}, 422),
        ({"citations": []}, 422),
        ({"citations": [{"text": "a"}] * 65}, 422),
        ({"citations": [{"text": "a", "law": {"name": "Labor Law", "article": 10**20}}]}, 422),
        ({"citations": [{"text": "a", "law": {"name": "\ud800", "article": 3}}]}, 422),
        ({"citations": [{"text": "a", "source": "\ud800"}]}, 422),
        ({"citations": [{"text": "a", "source": "jinan.txt", "start": 3}]}, 422),
        ({"citations": [{"text": "a", "passage_id": "p-jinan", "end": 3}]}, 422),
        ({"answer": "\ud800"}, 422),
        ({"answer": "a", "version": "\ud800"}, 422),
        ({"answer": "a", "version": "../../etc"}, 404),
        ({"answer": "a", "version": "20200101T000000-abcdef"}, 404),
    ],
)
def test_refusals(client: TestClient, body: Any, status: int) -> None:
    # Written in ASCII: half a surrogate pair has no other form.
    response = client.post(
        "/verify", content=json.dumps(body), headers={"content-type": "application/json"}
    )
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_a_refusal_names_no_folder(tmp_path: Path) -> None:
    with client_of(FakeSearcher, index=tmp_path) as client:
        for version in ("20200101T000000-abcdef", "../../etc"):
            refused = client.post("/verify", json={"answer": "a", "version": version})
            assert refused.json()["detail"] == "The index holds no such version."
            assert str(tmp_path) not in refused.text
