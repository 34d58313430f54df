"""Warnings of a version: wrong quotations, and laws newer than the articles that quote them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import fake_service
import pytest
from clients import client_of
from fake_service import JINAN_PASSAGE, LAW_PASSAGE, SHANGHAI_PASSAGE
from fastapi.testclient import TestClient

from qa_service.api import present
from qa_service.audit import CanonicalLaw, take_notes
from qa_service.domain import Article, LawArticle, LawKey, LawQuote, SourceText, Span
from qa_service.errors import CorruptIndex
from qa_service.index.notes import NOTES, BadQuote, LawDate, Notes, read_notes, write_notes

SIL = "Social Insurance Law"
SHANGHAI = SHANGHAI_PASSAGE.source
BAD = BadQuote(SHANGHAI, 85, 144, SIL, 58, "number changed", "15 days instead of 30 days")
"""The law passage's own place."""
NEWER = LawDate(SIL, "2024-05-02", "front matter", "laws/sil.md")
NOTES_ = Notes((BAD,), {SIL: NEWER})
WRONG = (
    "The quotation of Social Insurance Law, Article 58 is wrong (number changed: 15 days instead "
    "of 30 days)."
)
OUTDATED = (
    "The text of the Social Insurance Law is of 2024-05-02, newer than this article (2024-05-01)."
)


@pytest.mark.parametrize(
    ("passage", "warnings"),
    [
        (LAW_PASSAGE, [WRONG, OUTDATED]),
        (SHANGHAI_PASSAGE, [WRONG, OUTDATED]),
        (JINAN_PASSAGE, []),
    ],
)
def test_warnings_of_a_passage(passage: Any, warnings: list[str]) -> None:
    assert NOTES_.warnings(passage) == warnings
    assert present.citation(passage, notes=NOTES_).warnings == warnings


def test_a_label_names_no_article_that_says_something_else() -> None:
    quoted_by = ["a.md", "jinan.txt", SHANGHAI]
    notes = Notes((replace(BAD, source="a.md"), replace(BAD, source="jinan.txt", article=59)))
    label = present.citation(LAW_PASSAGE, quoted_by, notes=notes).label
    assert label == f"{SIL}, Article 58 (quoted in {SHANGHAI} and jinan.txt)"
    assert present.citation(LAW_PASSAGE, quoted_by).label == (
        f"{SIL}, Article 58 (quoted in {SHANGHAI}, a.md and jinan.txt)"
    )
    assert present.citation(LAW_PASSAGE, quoted_by, notes=notes).quoted_by == quoted_by


@pytest.mark.parametrize(
    ("date", "law_date", "origin", "expected"),
    [
        ("2024-05-01", "2024-05-02", "front matter", OUTDATED),
        ("2024-05-01", "2024-05-02", "file time", OUTDATED.replace("02,", "02 (its file's time),")),
        ("2024-05-02", "2024-05-02", "front matter", None),
        ("2025-01-01", "2024-05-02", "front matter", None),
        (None, "2024-05-02", "front matter", None),
    ],
)
def test_a_law_newer_than_an_article(
    date: str | None, law_date: str, origin: Any, expected: str | None
) -> None:
    notes = Notes((), {SIL: LawDate(SIL, law_date, origin, "laws/sil.md")})
    assert notes.outdated(date, [LawKey(SIL, 4), LawKey(SIL, 58)]) == (
        [expected] if expected else []
    )
    assert notes.outdated(date, [LawKey("Labor Law", 4)]) == []


def test_notes_survive_writing(tmp_path: Path) -> None:
    write_notes(tmp_path, NOTES_)
    assert read_notes(tmp_path) == NOTES_
    (tmp_path / NOTES).write_text(json.dumps({"bad_quotes": [{}], "law_dates": []}))
    with pytest.raises(CorruptIndex):
        read_notes(tmp_path)


def test_notes_are_taken_from_an_audit() -> None:
    words = "Article 58 The unit shall register within 15 days of employment of a worker."
    quote = LawQuote(LawKey(SIL, 58), Span(0, len(words)), 11)
    article = Article(SourceText("a.txt", words), "T", "en", (), (), (), (quote,), ())
    text = {58: "The unit shall register within 30 days of employment of a worker."}
    laws = [
        CanonicalLaw(SIL, "laws/old.md", text, "en", "2010-10-28", "front matter"),
        CanonicalLaw(SIL, "laws/new.md", text, "en", "2018-12-29", "sidecar"),
        CanonicalLaw("Labor Law", "laws/undated.md", text, "en"),
    ]
    detail = "15 days instead of 30 days"
    assert take_notes([article], laws) == Notes(
        (BadQuote("a.txt", 0, len(words), SIL, 58, "number changed", detail),),
        {SIL: LawDate(SIL, "2018-12-29", "sidecar", "laws/new.md")},
    )


@pytest.fixture
def client() -> Any:
    searcher = fake_service.FakeSearcher()
    searcher.index = fake_service.Index(notes=NOTES_)
    with client_of(lambda: searcher) as client:
        yield client


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # Jinan's article quotes the law too, and its date is unknown.
        ("", {"jinan.txt": [], SHANGHAI: [WRONG, OUTDATED]}),
        ("?stale=true", {SHANGHAI: [WRONG, OUTDATED]}),
        ("?stale=false", {"jinan.txt": []}),
        ("?stale=true&city=Jinan", {}),
    ],
)
def test_stale_articles(client: TestClient, query: str, expected: dict[str, list[str]]) -> None:
    told = client.get(f"/articles{query}").json()
    assert {a["source"]: a["warnings"] for a in told["articles"]} == expected
    assert told["total"] == len(expected)


class CountedLaws(fake_service.Documents):
    def __init__(self) -> None:
        self.readings = 0

    def laws(self) -> list[LawArticle]:
        self.readings += 1
        return super().laws()


def test_the_laws_of_a_version_are_gone_through_once() -> None:
    searcher, documents = fake_service.FakeSearcher(), CountedLaws()
    searcher.index = fake_service.Index(documents=documents, notes=NOTES_)
    with client_of(lambda: searcher) as client:
        told = [client.get(f"/articles?stale={stale}").json() for stale in ("true", "false")]
    assert [[a["source"] for a in one["articles"]] for one in told] == [[SHANGHAI], ["jinan.txt"]]
    assert documents.readings == 1


def test_a_passage_carries_its_warnings(client: TestClient) -> None:
    citation = client.get("/passages/p-shanghai").json()["citation"]
    assert citation["warnings"] == [WRONG, OUTDATED]


def test_answers_carry_the_warnings_of_their_passages(client: TestClient) -> None:
    passages = client.post("/ask", json={"question": "Cards in Shanghai?"}).json()["passages"]
    warned = {p["id"]: p["citation"]["warnings"] for p in passages}
    assert warned == {"p-shanghai": [WRONG, OUTDATED], "p-law-58": [WRONG, OUTDATED]}
