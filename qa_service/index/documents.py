"""The texts of a version: sources, passages and law articles, in one SQLite file.

Written once as a stream, then only read. Passages are numbered from 0 in the order of writing; this
ordinal is what the other stores of a version know them by.
"""

from __future__ import annotations

import json
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

from qa_service.domain import (
    LawArticle,
    LawKey,
    Passage,
    SourceText,
)
from qa_service.errors import CorruptIndex, UnknownLaw, UnknownPassage, UnknownSource
from qa_service.index import rows
from qa_service.index.layout import REMEDY
from qa_service.index.rows import SourceEntry
from qa_service.stores.files import NOTHING_HELD, Held, content, is_small

_CONNECTIONS = 4
"""Threads that read a mapped file at once; a fifth waits the microseconds that a query takes. All
are opened with the version: a version that has been pruned can be read on, but not opened again."""

_RECENT = 4096
"""Passages remembered, so that those asked for again and again are not decoded each time."""

_PAGE = 1000
"""Rows that an iteration reads at once, so that it holds no connection between them."""


class DocumentsWriter:
    """Writes the file `path`; it is complete when the `with` block has ended without an error.

    OSError when the disk is full. Nothing is synchronised: publishing does that.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with writing(path):
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode = OFF")
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.executescript(rows.SCHEMA)
            self._connection.execute("BEGIN")
        self._path = path
        self._ordinals = count()

    def add_laws(self, laws: Iterable[LawArticle]) -> None:
        with writing(self._path):
            self._connection.executemany(
                "INSERT INTO laws VALUES (?, ?, ?)", map(rows.law_row, laws)
            )

    def add_source_rows(self, found: Iterable[Sequence[object]]) -> None:
        """As `rows.source_row` makes them."""
        with writing(self._path):
            self._connection.executemany(
                "INSERT INTO sources (source, text, sha256, digest, more) VALUES (?, ?, ?, ?, ?)",
                found,
            )

    def add_passage_rows(self, found: Iterable[Sequence[object]]) -> None:
        """As `rows.passage_row` makes them, numbered on from the last one."""
        numbered = ((next(self._ordinals), *row) for row in found)
        with writing(self._path):
            self._connection.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)", numbered)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                with writing(self._path):
                    self._connection.execute("COMMIT")
                    self._connection.executescript(rows.INDEXES)
        finally:
            self._connection.close()


class Documents:
    """Reads the file; safe for any number of threads. CorruptIndex when the file is damaged."""

    def __init__(self, path: Path, held: Held = NOTHING_HELD) -> None:
        self._path = path
        self._free: SimpleQueue[sqlite3.Connection | None] = SimpleQueue()
        # A connection refers to itself: when nobody has it any more it is still open for a while,
        # and the file of a removed version on the disk.
        weakref.finalize(self, _close, self._free)
        self._recent: dict[int, Passage] = {}
        try:
            if path in held or is_small(path):
                self._free.put(_in_memory(content(path, held)))
            else:
                for _ in range(_CONNECTIONS):
                    self._free.put(_mapped(path))
        except (sqlite3.DatabaseError, OSError) as error:
            raise self._corrupt(error) from None
        self._count = int(self._rows("SELECT coalesce(max(ordinal), -1) + 1 FROM passages")[0][0])

    def __len__(self) -> int:
        """Number of passages."""
        return self._count

    def passage(self, id: str) -> Passage:
        for row in self._rows(f"{rows.SELECT_PASSAGE} WHERE id = ?", rows.encode(id)):
            return rows.passage(row)
        raise UnknownPassage(f"there is no passage {id!r}")

    def ordinal(self, id: str) -> int:
        for row in self._rows("SELECT ordinal FROM passages WHERE id = ?", rows.encode(id)):
            return int(row[0])
        raise UnknownPassage(f"there is no passage {id!r}")

    def passages_at(self, ordinals: Iterable[int]) -> list[Passage]:
        """In the order of `ordinals`, read by one query unless they are remembered."""
        wanted = [int(ordinal) for ordinal in ordinals]
        found = {n: known for n in wanted if (known := self._recent.get(n)) is not None}
        if missing := [n for n in wanted if n not in found]:
            query = f"{rows.SELECT_PASSAGE} WHERE ordinal IN (SELECT value FROM json_each(?))"
            fresh = {row[0]: rows.passage(row) for row in self._rows(query, json.dumps(missing))}
            if len(self._recent) + len(fresh) > _RECENT:
                self._recent = {}
            self._recent.update(fresh)
            found |= fresh
        try:
            return [found[ordinal] for ordinal in wanted]
        except KeyError as missing_one:
            raise UnknownPassage(f"there is no passage number {missing_one}") from None

    def passages_of(self, source: str) -> list[Passage]:
        """The passages cut from a source, in the order of their ordinals."""
        found = self._rows(
            f"{rows.SELECT_PASSAGE} WHERE source = ? ORDER BY ordinal", rows.encode(source)
        )
        return [rows.passage(row) for row in found]

    def passages(self) -> Iterator[Passage]:
        """All of them, in the order of their ordinals."""
        return map(rows.passage, self._pages(rows.SELECT_PASSAGE))

    def source(self, source: str) -> SourceEntry:
        for row in self._rows(f"{rows.SELECT_SOURCE} WHERE source = ?", rows.encode(source)):
            return rows.source_entry(row)
        raise UnknownSource(f"there is no source {source!r}")

    def source_text(self, source: str) -> SourceText:
        query = "SELECT source, text, more FROM sources WHERE source = ?"
        for row in self._rows(query, rows.encode(source)):
            return rows.source_text(row)
        raise UnknownSource(f"there is no source {source!r}")

    def sources(self) -> Iterator[SourceEntry]:
        """All of them, in the order of writing."""
        return map(rows.source_entry, self._pages(rows.SELECT_SOURCE))

    def digests(self) -> dict[str, str]:
        """Of what was read of each source, by source."""
        found = self._rows("SELECT source, digest FROM sources")
        return {rows.decode(source): digest for source, digest in found}

    def law(self, key: LawKey) -> LawArticle:
        for row in self._rows("SELECT * FROM laws WHERE law = ? AND article = ?", *key):
            return rows.law_article(row)
        raise UnknownLaw(f"no article quotes Article {key.article} of the {key.law}")

    def laws(self) -> list[LawArticle]:
        """All of them, by law and number."""
        return [
            rows.law_article(row) for row in self._rows("SELECT * FROM laws ORDER BY law, article")
        ]

    def close(self) -> None:
        """Reading afterwards is an error; a query in progress ends undisturbed."""
        _close(self._free)
        self._free.put(None)

    def _rows(self, query: str, *values: object) -> list[Any]:
        with self._connection() as connection:
            try:
                return connection.execute(query, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise self._corrupt(error) from None

    def _pages(self, query: str) -> Iterator[Any]:
        last = -1
        while page := self._rows(f"{query} WHERE ordinal > ? ORDER BY ordinal LIMIT {_PAGE}", last):
            yield from page
            last = page[-1][0]

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = self._free.get()
        try:
            if connection is None:
                raise ValueError(f"{self._path} has been closed")
            yield connection
        finally:
            self._free.put(connection)

    def _corrupt(self, error: sqlite3.DatabaseError | OSError) -> CorruptIndex:
        return CorruptIndex(f"{self._path} can't be read ({error}); {REMEDY}")


def _in_memory(content: bytes) -> sqlite3.Connection:
    """One, since each has a copy of its own."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.deserialize(content or b"nothing")  # of no bytes at all it says: out of memory
    return connection


def _mapped(path: Path) -> sqlite3.Connection:
    """Its pages are shared with the other processes."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    # Reads the schema now.
    connection.execute("PRAGMA mmap_size = 2147418112").fetchall()
    return connection


def _close(connections: SimpleQueue[sqlite3.Connection | None]) -> None:
    while not connections.empty():
        if (connection := connections.get()) is not None:
            connection.close()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """SQLite's errors as Python's own: a value that stands twice, a disk that doesn't take it."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise ValueError(f"{path}: {error}") from None
    except sqlite3.OperationalError as error:
        raise OSError(f"{path}: {error}") from None
