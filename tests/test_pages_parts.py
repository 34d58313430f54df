"""The parts that the page is made of."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qa_service.api.pages as pages
from qa_service.api.names import city_name, listed_cities
from qa_service.api.pages.answer_view import answer_view
from qa_service.api.pages.examples import Example, examples
from qa_service.api.pages.language import preferred
from qa_service.api.pages.marked import Piece, mark
from qa_service.api.pages.page import address, safe_url, show_date
from qa_service.api.schemas import AskResponse
from qa_service.api.words import WORDS
from qa_service.cities import Gazetteer
from qa_service.index.rows import SourceEntry

FOLDER = Path(pages.__file__).parent


@pytest.mark.parametrize(
    ("text", "spans", "pieces"),
    [
        ("", [], []),
        ("One. Two.", [], [("One. Two.", False)]),
        ("One. Two.", [(0, 4)], [("One.", True), (" Two.", False)]),
        ("One. Two.", [(5, 9)], [("One. ", False), ("Two.", True)]),
        ("One. Two.", [(5, 9), (0, 4)], [("One. Two.", True)]),  # only a blank between them
        ("One. Two.", [(0, 6), (2, 9)], [("One. Two.", True)]),
        ("One. Two.", [(0, 9), (2, 3)], [("One. Two.", True)]),
        ("One. Two.", [(4, 4), (7, 3)], [("One. Two.", False)]),
        ("One. Two.", [(-5, 3), (8, 99)], [("One", True), (". Two", False), (".", True)]),
        ("社保卡丢了", [(0, 3)], [("社保卡", True), ("丢了", False)]),
    ],
)
def test_mark(text: str, spans: list[tuple[int, int]], pieces: list[tuple[str, bool]]) -> None:
    assert mark(text, spans) == tuple(Piece(*piece) for piece in pieces)


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40))))
def test_marked_pieces_join_to_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    pieces = mark(text, spans)
    assert "".join(piece.text for piece in pieces) == text
    inside = {i for start, end in spans for i in range(max(0, start), min(end, len(text)))}
    at = 0
    for piece in pieces:
        for i in range(at, at + len(piece.text)):
            assert piece.marked == (i in inside) or (piece.marked and text[i].isspace())
        at += len(piece.text)


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("", "en"),
        ("zh", "zh"),
        ("zh-Hant-TW, en;q=0.8", "zh"),
        ("de, en;q=0.7, zh;q=0.9", "zh"),
        ("en-GB, zh", "en"),
        ("zh;q=0, en;q=0.1", "en"),
        ("zh;q=x", "en"),
        ("fr", "en"),
    ],
)
def test_the_better_liked_language(header: str, lang: str) -> None:
    assert preferred(header) == lang


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_say_the_same(key: str) -> None:
    english, chinese = WORDS[key]
    assert fields(english) == fields(chinese)
    assert re.search(r"[\u4e00-\u9fff]", chinese) or not re.sub(r"\{\w+\}|\W", "", english)
    assert not re.search(r"[\u4e00-\u9fff]", english)


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    files = [FOLDER.parent / "explanation.py", *FOLDER.rglob("*")]
    written = "\n".join(p.read_text("utf-8") for p in files if p.suffix in (".py", ".j2"))
    quoted = set(re.findall(r"""["']([a-z][a-z-]*)["']""", written))
    built = {
        k for k in WORDS if k.startswith(("date-", "signal-", "certainty-", "error-", "fact-"))
    }
    assert {key for key in WORDS if key not in quoted} <= built
    used = re.findall(r"""\bt\(\s*["']([a-z-]+)["']\s*[,)]""", written)
    assert [key for key in used if key not in WORDS] == []


@pytest.mark.parametrize(
    ("names", "lang", "words"),
    [
        ([], "en", ""),
        (["Jinan"], "en", "Jinan"),
        (["Jinan", "Suzhou", "Wuxi"], "en", "Jinan, Suzhou and Wuxi"),
        (["a", "b", "c", "d"], "en", "a, b and 2 more"),
        (["济南", "苏州"], "zh", "济南、苏州"),
        (["a", "b", "c", "d"], "zh", "a、b等 4 个城市"),
    ],
)
def test_names_in_a_sentence(names: list[str], lang: str, words: str) -> None:
    most = 2 if len(names) == 4 else 10
    assert listed_cities(names, lang, most=most) == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.com/a?b=c", True),
        ("HTTP://example.com", True),
        (None, False),
        ("", False),
        ("javascript:alert(1)", False),
        ("javascript://example.com/%0aalert(1)", False),
        (" https://example.com", False),
        ("data:text/html,<script>", False),
        ("//example.com", False),
        ("https:///x", False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, safe: bool) -> None:
    assert safe_url(url) == (url if safe else None)


@pytest.mark.parametrize(
    ("iso", "english", "chinese"),
    [
        ("2024-05-01", "1 May 2024", "2024年5月1日"),
        ("2023-12-31", "31 December 2023", "2023年12月31日"),
        ("last year", "last year", "last year"),
    ],
)
def test_dates(iso: str, english: str, chinese: str) -> None:
    assert (show_date(iso, "en"), show_date(iso, "zh")) == (english, chinese)


def test_addresses_and_names() -> None:
    assert (
        address("/source/上/a b?.txt", start=1, end=None)
        == "/source/%E4%B8%8A/a%20b%3F.txt?start=1"
    )
    assert address("/source/\udc80") == "/source/%3F"  # a file name that is no Unicode
    assert (city_name("Jinan", "zh"), city_name("Atlantis", "zh")) == ("济南市", "Atlantis")


def entry(title: str, *cities: str, lang: str = "en") -> SourceEntry:
    return SourceEntry(title, title, lang, cities, (), None, None, None, "0", "0", 1)  # type: ignore[arg-type]


def test_examples_are_questions_of_different_cities() -> None:
    entries = [
        entry("Opening hours in Jinan", "Jinan"),
        entry("How is the card replaced?", "Jinan"),
        entry("Where is the office in Jinan?", "Jinan"),
        entry("Pensions in Wuxi", "Wuxi"),
        entry("What holds everywhere?"),
        entry("What holds in Jinan and Wuxi?", "Jinan", "Wuxi"),
        entry("x" * 200, "Suzhou"),
        entry("成都社保卡怎么补办？", "Chengdu", lang="zh"),
    ]
    gazetteer = Gazetteer.load()
    assert examples(entries, gazetteer, "en", 4) == [
        Example("How is the card replaced?", "Jinan", "en"),
        Example("Pensions in Wuxi", None, "en"),
        Example("成都社保卡怎么补办？", None, "zh"),
        Example("Where is the office in Jinan?", None, "en"),
    ]
    assert examples(entries, gazetteer, "zh", 1) == [Example("成都社保卡怎么补办？", None, "zh")]
    assert examples([], gazetteer, "en") == []


def response(cities: list[str], passages: dict[str, list[str]], answer: str | None) -> AskResponse:
    """`passages`: id → cities; every text is "Bring it. Now.", its first sentence highlighted."""
    return AskResponse.model_validate(
        {
            "question": "?",
            "status": "answered" if answer else "abstained",
            "reason": None,
            "explanation": None,
            "scope": {
                "cities": cities,
                "provinces": [],
                "matched_text": None,
                "method": "question",
                "covered": True,
                "uncovered": [city for city in cities if city == "Wuxi"],
                "laws": [],
            },
            "answer": answer and {"text": "Now.", "passage_id": answer, "start": 10, "end": 14},
            "passages": [
                {
                    "id": id,
                    "text": "Bring it. Now.",
                    "score": 1.0,
                    "highlights": [(0, 9)],
                    "laws": [],
                    "citation": {
                        "kind": "article" if about else "law",
                        "title": id,
                        "section": "",
                        "source": id,
                        "url": None,
                        "city": None,
                        "cities": about,
                        "provinces": [],
                        "date": None,
                        "date_origin": None,
                        "lang": "en",
                        "start": 100,
                        "end": 114,
                        "sha256": "",
                        "law": None,
                        "quoted_by": [],
                        "label": "",
                    },
                }
                for id, about in passages.items()
            ],
            "candidates": [],
            "confidence": 0.6,
            "index_version": "v",
            "timings_ms": {},
        }
    )


FOUND = {"a": ["Jinan"], "law": [], "b": ["Suzhou"], "c": ["Jinan", "Suzhou"]}


def test_the_answer_comes_first_and_the_rest_by_rank() -> None:
    view = answer_view(response(["Jinan"], FOUND, "b"))
    assert view.first is not None
    assert (view.first.passage.id, view.first.lead) == ("b", "Now.")
    assert (view.first.start, view.first.end) == (110, 114)
    assert [card.passage.id for card in view.cards] == ["a", "law", "c"]
    assert [(card.lead, card.start, card.end) for card in view.cards[:1]] == [
        ("Bring it.", 100, 109)
    ]
    assert [card.national for card in view.cards] == [False, True, False]
    assert (view.columns, view.certainty) == ((), "medium")


def test_two_cities_stand_side_by_side() -> None:
    view = answer_view(response(["Jinan", "Suzhou"], FOUND, "a"))
    ids = {column.city: [card.passage.id for card in column.cards] for column in view.columns}
    assert ids == {"Jinan": ["a", "c"], "Suzhou": ["b", "c"]}
    assert view.first is None
    assert [card.passage.id for card in view.cards] == ["law"]


@pytest.mark.parametrize(
    ("cities", "answer", "columns"),
    [
        (["Jinan", "Wuxi"], "a", [("Jinan", True), ("Wuxi", False)]),
        (["Hefei", "Wuxi"], "a", []),  # nothing of either city
        (["Jinan", "Suzhou", "Hefei", "Wuxi"], "a", []),  # more than fit
        (["Jinan", "Suzhou"], "c", []),  # about both
        (["Jinan", "Suzhou", "Hefei"], "c", [("Jinan", True), ("Suzhou", True), ("Hefei", True)]),
        (["Jinan", "Suzhou"], "law", []),  # holds in both
        (["Jinan", "Suzhou"], None, []),  # an abstention
    ],
)
def test_when_cities_stand_side_by_side(
    cities: list[str], answer: str | None, columns: list[tuple[str, bool]]
) -> None:
    view = answer_view(response(cities, FOUND, answer))
    assert [(column.city, column.covered) for column in view.columns] == columns
