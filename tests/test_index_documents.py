"""Sources, passages and laws come back as they were written."""

from __future__ import annotations

import gc
import os
import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from qa_service.domain import LawArticle, LawKey, Passage, SourceText, Span
from qa_service.errors import CorruptIndex, UnknownLaw, UnknownPassage, UnknownSource
from qa_service.index.documents import Documents, DocumentsWriter
from qa_service.index.rows import SourceEntry, passage_row, source_row
from qa_service.stores import files

SIL = "Social Insurance Law"

JINAN = SourceText(
    source="sub folder/济南 card?#.md",
    text="Jinan card.\r\nGo to a bank. \x00 😀 \ud800",
    title=None,
    url="https://example.org/jinan",
    city="Jinan",
    date="2021-03-04",
    date_origin="front matter",
    lang=None,
)
NATIONAL = SourceText(source="law.txt", text="Article 58 An employing unit shall register.")

CARD = Passage(
    id="c1",
    kind="article",
    text="Go to a bank. \x00 😀 \ud800",
    source=JINAN.source,
    start=13,
    end=32,
    sha256=JINAN.sha256,
    title="Jinan card",
    section=("Cards", "1. Where"),
    lang="zh",
    cities=("Jinan", "Qingdao"),
    provinces=("Shandong",),
    url=JINAN.url,
    date=JINAN.date,
    date_origin=JINAN.date_origin,
    laws=(LawKey(SIL, 58), LawKey("Labor Law", 3)),
    sentences=(Span(0, 13), Span(14, 17)),
)
LAW = Passage(
    id="law-58",
    kind="law",
    text=NATIONAL.text,
    source=NATIONAL.source,
    start=0,
    end=44,
    sha256=NATIONAL.sha256,
    title=SIL,
    law=LawKey(SIL, 58),
)
OTHER = replace(CARD, id="c2", text="Jinan card.", start=0, end=11, sentences=(Span(0, 11),))
PASSAGES = [LAW, CARD, OTHER]
LAWS = [
    LawArticle(LawKey(SIL, 58), "law-58", ("An employing…", "An employer…"), ("a", "b"), ("c",)),
    LawArticle(LawKey("Labor Law", 3), "law-3", ("Workers…",), ("a",)),
    LawArticle(LawKey(SIL, 4), "law-4", ("Units…",), ("b",)),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "an odd ? # name" / "documents.sqlite"
    with DocumentsWriter(path) as writer:
        writer.add_source_rows(
            [
                source_row(
                    JINAN, "Jinan card", "zh", "d1", ["Jinan"], ["Shandong"], doubts=["a.md: odd"]
                ),
                source_row(NATIONAL, "The law", "en", "d2"),
            ]
        )
        writer.add_passage_rows(map(passage_row, PASSAGES[:1]))
        writer.add_passage_rows(map(passage_row, PASSAGES[1:]))
        writer.add_laws(LAWS)
    return path


@pytest.fixture
def documents(path: Path) -> Iterator[Documents]:
    documents = Documents(path)
    yield documents
    documents.close()


def test_passages(documents: Documents) -> None:
    assert len(documents) == 3
    assert [documents.passage(p.id) for p in PASSAGES] == PASSAGES
    assert documents.passages_at(range(3)) == PASSAGES
    assert [documents.ordinal(p.id) for p in PASSAGES] == [0, 1, 2]
    assert documents.passages_at([2, 0, 2]) == [OTHER, LAW, OTHER]
    assert documents.passages_at([]) == []
    assert list(documents.passages()) == PASSAGES
    assert documents.passages_of(JINAN.source) == [CARD, OTHER]
    assert documents.passages_of("absent.txt") == []


def test_sources(documents: Documents) -> None:
    entries = [
        SourceEntry(
            source=JINAN.source,
            title="Jinan card",
            lang="zh",
            cities=("Jinan",),
            provinces=("Shandong",),
            url=JINAN.url,
            date="2021-03-04",
            date_origin="front matter",
            sha256=JINAN.sha256,
            digest="d1",
            passages=2,
            doubts=("a.md: odd",),
        ),
        SourceEntry(
            source="law.txt",
            title="The law",
            lang="en",
            cities=(),
            provinces=(),
            url=None,
            date=None,
            date_origin=None,
            sha256=NATIONAL.sha256,
            digest="d2",
            passages=1,
        ),
    ]
    assert list(documents.sources()) == entries
    assert documents.source(JINAN.source) == entries[0]
    assert [documents.source_text(s.source) for s in (JINAN, NATIONAL)] == [JINAN, NATIONAL]


def test_laws(documents: Documents) -> None:
    assert documents.laws() == [LAWS[1], LAWS[2], LAWS[0]]
    assert documents.law(LawKey(SIL, 58)) == LAWS[0]


def test_what_is_not_there(documents: Documents) -> None:
    with pytest.raises(UnknownPassage, match="c9"):
        documents.passage("c9")
    with pytest.raises(UnknownPassage, match="c9"):
        documents.ordinal("c9")
    for ordinal in (-1, 3):
        with pytest.raises(UnknownPassage, match=str(ordinal)):
            documents.passages_at([0, ordinal])
    with pytest.raises(UnknownSource, match="absent"):
        documents.source("absent.txt")
    with pytest.raises(UnknownSource, match="absent"):
        documents.source_text("absent.txt")
    with pytest.raises(UnknownLaw, match=r"Article 59 of the Social"):
        documents.law(LawKey(SIL, 59))


@pytest.mark.parametrize("small", [0, files.SMALL_BYTES])
def test_many_threads_and_more_iterators_than_connections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(files, "SMALL_BYTES", small)
    many = [replace(LAW, id=f"p{i}", title=f"title {i}") for i in range(2500)]
    with DocumentsWriter(tmp_path / "d.sqlite") as writer:
        writer.add_passage_rows(map(passage_row, many))
    documents = Documents(tmp_path / "d.sqlite")
    iterators = [documents.passages() for _ in range(10)]
    assert [next(iterator).id for iterator in iterators] == ["p0"] * 10
    assert [p.id for p in iterators[0]] == [f"p{i}" for i in range(1, 2500)]
    with ThreadPoolExecutor(16) as pool:
        ids = [f"p{i * 7 % 2500}" for i in range(1000)]
        assert [p.title for p in pool.map(documents.passage, ids)] == [
            f"title {i[1:]}" for i in ids
        ]
    documents.close()


@pytest.mark.parametrize("small", [0, files.SMALL_BYTES])
def test_closed(path: Path, monkeypatch: pytest.MonkeyPatch, small: int) -> None:
    monkeypatch.setattr(files, "SMALL_BYTES", small)
    documents = Documents(path)
    documents.close()
    documents.close()
    for _ in range(2):
        with pytest.raises(ValueError, match="closed"):
            documents.passage("c1")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_who_is_dropped_is_closed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SMALL_BYTES", 0)

    def held() -> int:
        files = (file for file in Path("/proc/self/fd").iterdir() if file.is_symlink())
        return sum(os.readlink(file) == str(path.resolve()) for file in files)

    gc.disable()
    try:
        documents = Documents(path)
        assert documents.passage("c1").id == "c1"
        assert held()
        del documents
        assert not held()
    finally:
        gc.enable()


def test_a_passage_stands_once(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match=r"passages\.id"),
        DocumentsWriter(tmp_path / "d") as writer,
    ):
        writer.add_passage_rows(map(passage_row, [CARD, LAW, CARD]))


def test_reading_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    path.chmod(0o444)
    Documents(path).passage("c1")
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("small", [0, files.SMALL_BYTES])
@pytest.mark.parametrize(
    "content", [None, b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, small: int
) -> None:
    monkeypatch.setattr(files, "SMALL_BYTES", small)
    if content is not None:
        (tmp_path / "d.sqlite").write_bytes(content)
    with pytest.raises(CorruptIndex, match=r"d\.sqlite can't be read.*ingest"):
        Documents(tmp_path / "d.sqlite")


def test_the_file_is_plain_sqlite(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
