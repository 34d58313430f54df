"""The database of the feedback: SQLite, or PostgreSQL by its URL. The only module that imports
SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from qa_service.errors import MissingExtra
from qa_service.feedback.mask import mask

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine, Table

Rating = Literal["up", "down", "none"]
"""none: a question that got no answer, kept without its asker's feedback."""
State = Literal["new", "promoted", "dismissed"]


_CONNECT_SECONDS = 5

_CITY_CHARS = 200


class StoreUnavailable(OSError):
    """The database can't be reached or written."""


@dataclass(frozen=True)
class Entry:
    """One answer as its asker saw it. Everything typed is masked before it is kept."""

    question: str
    rating: Rating
    note: str = ""
    city: str | None = None
    """Chosen by the asker; None for the cities that the question names."""
    reason: str | None = None
    """Why there was no answer; None for an answered question."""
    passage_ids: tuple[str, ...] = ()
    """Shown, best first."""
    index_version: str | None = None
    id: int = 0
    created: datetime = datetime.min
    """UTC."""
    state: State = "new"

    @property
    def unmet(self) -> bool:
        """Whether it tells of something missing."""
        return self.rating == "down" or self.reason is not None


class FeedbackStore:
    """Safe for threads, and for several processes on one database."""

    def __init__(self, url: str) -> None:
        """Creates the table if need be. MissingExtra without SQLAlchemy, StoreUnavailable when the
        database can't be reached."""
        self._engine = engine_of(url)
        self._table = _table()
        with self._connected() as connection:
            self._table.metadata.create_all(connection)

    def add(self, entry: Entry) -> int:
        """Keeps it, masked; returns its id."""
        values = {
            "created": datetime.now(UTC).replace(tzinfo=None),
            "question": mask(entry.question),
            "rating": entry.rating,
            "note": mask(entry.note),
            "city": entry.city and mask(entry.city)[:_CITY_CHARS],
            "reason": entry.reason,
            "passage_ids": list(entry.passage_ids),
            "index_version": entry.index_version,
            "state": "new",
        }
        with self._connected() as connection:
            result = connection.execute(self._table.insert().values(**values))
            return int(result.inserted_primary_key[0])  # type: ignore[index]

    def entries(
        self,
        *,
        state: State | None = None,
        limit: int | None = None,
    ) -> list[Entry]:
        """The newest first."""
        table = self._table
        query = table.select().order_by(table.c.id.desc())
        if state is not None:
            query = query.where(table.c.state == state)
        if limit is not None:
            query = query.limit(limit)
        with self._connected() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def entry(self, id: int) -> Entry | None:
        with self._connected() as connection:
            row = connection.execute(self._table.select().where(self._table.c.id == id)).first()
        return None if row is None else _entry(row)

    def mark(self, id: int, state: State) -> None:
        table = self._table
        with self._connected() as connection:
            connection.execute(table.update().where(table.c.id == id).values(state=state))

    def purge(self, days: int, now: datetime | None = None) -> int:
        """Deletes what is older than `days` (0: nothing); returns how many."""
        if days <= 0:
            return 0
        before = (now or datetime.now(UTC)).replace(tzinfo=None) - timedelta(days=days)
        with self._connected() as connection:
            result = connection.execute(self._table.delete().where(self._table.c.created < before))
            return int(result.rowcount)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """One transaction."""
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            # Its first line; the rest repeats the statement with what people typed.
            said = str(getattr(error, "orig", None) or error).splitlines()
            reason = said[0] if said else type(error).__name__
            raise StoreUnavailable(f"the feedback database can't be used: {reason}") from None


def engine_of(url: str) -> Engine:
    """Connects to nothing yet. MissingExtra, or StoreUnavailable for a URL of no database or of one
    whose driver is not installed."""
    try:
        import sqlalchemy
    except ImportError:
        raise MissingExtra("sqlalchemy", "feedback") from None
    try:
        return sqlalchemy.create_engine(
            url, pool_pre_ping=True, connect_args=_patience(sqlalchemy.make_url(url))
        )
    except (sqlalchemy.exc.ArgumentError, sqlalchemy.exc.NoSuchModuleError) as error:
        raise StoreUnavailable(f"this is no database's URL: {error}") from None
    except ImportError as error:
        raise StoreUnavailable(f"the database's driver is not installed: {error}") from None


def _patience(url: URL) -> dict[str, Any]:
    """How long connecting may take, unless the URL says it. SQLite by itself waits 5 seconds."""
    if url.get_driver_name() in ("psycopg", "psycopg2") and "connect_timeout" not in url.query:
        return {"connect_timeout": _CONNECT_SECONDS}
    return {}


def _table() -> Table:
    from sqlalchemy import JSON, Column, DateTime, Integer, MetaData, String, Table, Text

    return Table(
        "feedback",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("created", DateTime, nullable=False, index=True),
        Column("question", Text, nullable=False),
        Column("rating", String(8), nullable=False),
        Column("note", Text, nullable=False),
        Column("city", String(_CITY_CHARS)),
        Column("reason", String(40)),
        Column("passage_ids", JSON, nullable=False),
        Column("index_version", String(64)),
        Column("state", String(16), nullable=False, index=True),
    )


def _entry(row: Any) -> Entry:
    return Entry(
        question=row.question,
        rating=row.rating,
        note=row.note,
        city=row.city,
        reason=row.reason,
        passage_ids=tuple(row.passage_ids),
        index_version=row.index_version,
        id=row.id,
        created=row.created,
        state=row.state,
    )
