"""A version while it is being put together: what is new, in any order, and what stays of the
version before; in a file, since a corpus may be larger than memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Article, LawKey, Passage
from qa_service.index import rows
from qa_service.index.documents import DocumentsWriter, writing
from qa_service.index.layout import documents_path
from qa_service.index.manifest import Group
from qa_service.index.opened import OpenIndex

_SCHEMA = """
CREATE TABLE sources (source BLOB PRIMARY KEY, text BLOB, sha256 TEXT, digest TEXT, more TEXT)
    WITHOUT ROWID;
CREATE TABLE passages (number INTEGER PRIMARY KEY, place TEXT NOT NULL, source BLOB NOT NULL,
                       start INTEGER NOT NULL, id BLOB NOT NULL, kept INTEGER, text BLOB, more TEXT,
                       embedded TEXT);
CREATE TABLE gone_sources (source BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE gone_passages (kept INTEGER PRIMARY KEY);
CREATE TABLE placed (ordinal INTEGER PRIMARY KEY, number INTEGER NOT NULL);
"""

_NOTHING_BEFORE = "ATTACH ':memory:' AS before"

_BETWEEN_PLACES, _BETWEEN_KINDS = "\x1f", "\x1e"


@dataclass(frozen=True)
class Embedded:
    """The texts that stand for a passage in the spaces."""

    views: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Fresh:
    """A passage that was not in the version before."""

    ordinal: int
    embedded: Embedded


class Staging:
    """Collects a version's sources and passages; `place` numbers them. OSError on a full disk."""

    def __init__(self, path: Path, before: OpenIndex | None = None) -> None:
        """`before` is the version that is continued."""
        self._path = path
        self._before = before
        with writing(path):
            self._connection = sqlite3.connect(path, isolation_level=None, uri=True)
            self._connection.execute("PRAGMA journal_mode = OFF")
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.executescript(_SCHEMA)
            if before is None:
                self._connection.execute(_NOTHING_BEFORE)
                self._connection.executescript(rows.SCHEMA.replace("TABLE ", "TABLE before."))
            else:
                uri = f"{documents_path(before.path).absolute().as_uri()}?mode=ro&immutable=1"
                self._connection.execute("ATTACH ? AS before", (uri,))
            self._connection.execute("BEGIN")

    # --- what goes and what comes ---

    def remove_sources(self, sources: Collection[str]) -> None:
        """Of the version before, these go, with their passages."""
        names = [(rows.encode(source),) for source in sources]
        self._many("INSERT INTO gone_sources VALUES (?)", names)
        self._run(
            "INSERT OR IGNORE INTO gone_passages SELECT ordinal FROM before.passages"
            " WHERE source IN (SELECT source FROM gone_sources)"
        )

    def remove_passages(self, ids: Collection[str]) -> None:
        """Of the version before, these go."""
        self._many(
            "INSERT OR IGNORE INTO gone_passages SELECT ordinal FROM before.passages WHERE id = ?",
            [(rows.encode(id),) for id in ids],
        )

    def add_article(self, article: Article, digest: str, doubts: Sequence[str] = ()) -> None:
        row = rows.source_row(
            article.source,
            article.title,
            article.lang,
            digest,
            article.cities,
            article.provinces,
            article.quotes,
            article.mentions,
            doubts,
        )
        self._many("INSERT INTO sources VALUES (?, ?, ?, ?, ?)", [row])

    def add_passage(self, passage: Passage, embedded: Embedded) -> None:
        id, source, start, text, more = rows.passage_row(passage)
        texts = json.dumps([embedded.views, embedded.sentences])
        place = _place(passage.cities, passage.provinces)
        self._many(
            "INSERT INTO passages (place, source, start, id, text, more, embedded)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(place, source, start, id, text, more, texts)],
        )

    def articles(self, sources: Iterable[str]) -> Iterator[Article]:
        """Articles of the version to be, without their sections; what is not in it is left out."""
        for source in sources:
            name = (rows.encode(source),)
            query = "SELECT source, text, more FROM sources WHERE source = ?"
            found = (
                self._run(query, name).fetchall()
                or self._run(
                    "SELECT source, text, more FROM before.sources"
                    " WHERE source = ? AND source NOT IN (SELECT source FROM gone_sources)",
                    name,
                ).fetchall()
            )
            yield from map(rows.article, found)

    def sources_mentioning(self, keys: Collection[LawKey]) -> set[str]:
        """Sources of the version before that mention one of these law articles."""
        found = self._run(
            "SELECT DISTINCT s.source FROM before.sources s, json_each(s.more, '$.mentions') m"
            " WHERE (m.value ->> 0, m.value ->> 1) IN"
            " (SELECT value ->> 0, value ->> 1 FROM json_each(?))",
            (json.dumps([[key.law, key.article] for key in keys]),),
        )
        return {rows.decode(source) for (source,) in found}

    # --- the order ---

    def place(self) -> tuple[Group, ...]:
        """Numbers the passages: groups together, national ones first, then by place in the corpus.
        Nothing may be added afterwards."""
        for group in self._before.manifest.groups if self._before is not None else ():
            self._run(
                "INSERT INTO passages (place, source, start, id, kept)"
                " SELECT ?, source, start, id, ordinal FROM before.passages"
                " WHERE ordinal >= ? AND ordinal < ?"
                " AND ordinal NOT IN (SELECT kept FROM gone_passages)",
                (_place(group.cities, group.provinces), group.start, group.end),
            )
        self._run(
            "INSERT INTO placed SELECT row_number() OVER (ORDER BY place, source, start, id) - 1,"
            " number FROM passages"
        )
        groups: list[Group] = []
        for place, count in self._run(
            "SELECT place, count(*) FROM passages GROUP BY place ORDER BY place"
        ):
            start = groups[-1].end if groups else 0
            groups.append(Group(*_places(place), start, start + count))
        return tuple(groups)

    def kept(self) -> NDArray[np.int64]:
        """By ordinal, the passage's ordinal in the version before; -1 for a fresh one. Those that
        are kept are in their old order."""
        found = self._run(
            "SELECT coalesce(kept, -1) FROM placed JOIN passages USING (number) ORDER BY ordinal"
        )
        return np.fromiter((row[0] for row in found), np.int64)

    def fresh(self) -> Iterator[Fresh]:
        """In the order of their ordinals."""
        query = (
            "SELECT ordinal, embedded FROM placed JOIN passages USING (number)"
            " WHERE kept IS NULL ORDER BY ordinal"
        )
        for ordinal, embedded in self._run(query):
            views, sentences = json.loads(embedded)
            yield Fresh(ordinal, Embedded(tuple(views), tuple(sentences)))

    def write(self, writer: DocumentsWriter) -> None:
        """The sources, by name, and the passages."""
        writer.add_source_rows(
            self._run(
                "SELECT source, text, sha256, digest, more FROM sources UNION ALL"
                " SELECT source, text, sha256, digest, more FROM before.sources"
                " WHERE source NOT IN (SELECT source FROM gone_sources) ORDER BY source"
            )
        )
        writer.add_passage_rows(
            self._run(
                "SELECT p.id, p.source, p.start, coalesce(p.text, b.text), coalesce(p.more, b.more)"
                " FROM placed JOIN passages p USING (number)"
                " LEFT JOIN before.passages b ON b.ordinal = p.kept ORDER BY placed.ordinal"
            )
        )

    # --- counts ---

    def count_sources(self) -> int:
        return self._one(
            "SELECT (SELECT count(*) FROM sources) + (SELECT count(*) FROM before.sources"
            " WHERE source NOT IN (SELECT source FROM gone_sources))"
        )

    def count_sentences(self) -> int:
        """Of all passages. After `place`."""
        before = self._before.manifest.counts.sentences if self._before is not None else 0
        count = "SELECT coalesce(sum(json_array_length(more, '$.sentences')), 0) FROM"
        come = self._one(f"{count} passages WHERE kept IS NULL")
        gone = "before.passages WHERE ordinal IN (SELECT kept FROM gone_passages)"
        return before + come - self._one(f"{count} {gone}")

    # --- the file ---

    def close(self) -> None:
        """Removes the file."""
        self._connection.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self, query: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        with writing(self._path):
            return self._connection.execute(query, values)

    def _many(self, query: str, values: Iterable[Sequence[object]]) -> None:
        with writing(self._path):
            self._connection.executemany(query, values)

    def _one(self, query: str) -> int:
        value: Any = self._run(query).fetchone()[0]
        return int(value)


def _place(cities: Sequence[str], provinces: Sequence[str]) -> str:
    """A group as a text that sorts national passages first."""
    return _BETWEEN_PLACES.join(cities) + _BETWEEN_KINDS + _BETWEEN_PLACES.join(provinces)


def _places(place: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    cities, provinces = place.split(_BETWEEN_KINDS)
    return (
        tuple(cities.split(_BETWEEN_PLACES)) if cities else (),
        tuple(provinces.split(_BETWEEN_PLACES)) if provinces else (),
    )
