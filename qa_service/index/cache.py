"""Vectors kept by what was embedded, so that nothing is embedded twice.

A cache: deleting it costs time and nothing else, and a damaged one is put aside.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

_BATCH = 500
_WAIT_SECONDS = 30.0
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}

_T = TypeVar("_T")


class VectorCache:
    """A file that survives crashes and is read while it is written. Safe for threads.

    OSError when the disk is full or the file can't be written.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._do(lambda connection: None)

    def get_many(
        self, fingerprint: str, texts: Sequence[str]
    ) -> tuple[dict[int, NDArray[np.float32]], list[int]]:
        """The vectors known, by position in `texts`, and the positions of the others, ascending.

        `fingerprint` is the encoder's.
        """
        keys = [key(fingerprint, text) for text in texts]
        known = self._do(lambda connection: dict(_select(connection, keys)))
        found = {}
        for position, digest in enumerate(keys):
            if (vector := _unpack(known.get(digest))) is not None:
                found[position] = vector
        return found, [position for position in range(len(texts)) if position not in found]

    def put_many(
        self,
        fingerprint: str,
        texts: Sequence[str],
        vectors: Sequence[NDArray[np.float32]] | NDArray[np.float32],
    ) -> None:
        """Keeps one vector for each text; they are on the disk, or will be after a crash of this
        process, when it returns."""
        rows = [
            (key(fingerprint, text), _pack(vector))
            for text, vector in zip(texts, vectors, strict=True)
        ]

        def insert(connection: sqlite3.Connection) -> None:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

        self._do(insert)

    def clear(self) -> None:
        """Forgets every vector."""
        self._do(lambda connection: connection.execute("DELETE FROM vectors"))

    def __len__(self) -> int:
        """Number of vectors."""
        count = "SELECT count(*) FROM vectors"
        return int(self._do(lambda connection: connection.execute(count).fetchone()[0]))

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _do(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Does `work`; on a damaged file once more, on an empty one."""
        with self._lock, _os_errors(self._path):
            try:
                return work(self._open())
            except sqlite3.DatabaseError as error:
                # The low byte is the kind of error, the rest its variety.
                if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGE:
                    raise
            self._put_aside()
            return work(self._open())

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = sqlite3.connect(
                self._path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._connection = connection
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)"
            )
        return self._connection

    def _put_aside(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._path.replace(self._path.with_name(self._path.name + ".damaged"))
        for suffix in ("-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


def key(fingerprint: str, text: str) -> bytes:
    """What a vector is kept under: 20 bytes. The parts' lengths keep them apart. Vectors of
    questions were kept once too: without "passage" every cache would be void."""
    digest = hashlib.blake2b(digest_size=20)
    for part in (fingerprint, "passage", text):
        content = part.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "little"))
        digest.update(content)
    return digest.digest()


def _select(connection: sqlite3.Connection, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        marks = ",".join("?" * len(batch))
        yield from connection.execute(f"SELECT * FROM vectors WHERE key IN ({marks})", batch)


def _pack(vector: NDArray[np.float32]) -> bytes:
    """With a checksum: SQLite notices damage to its structure, not to what it stores."""
    content = np.ascontiguousarray(vector, dtype="<f4").tobytes()
    return content + zlib.crc32(content).to_bytes(4, "little")


def _unpack(packed: bytes | None) -> NDArray[np.float32] | None:
    if packed is None or zlib.crc32(packed[:-4]).to_bytes(4, "little") != packed[-4:]:
        return None
    return np.frombuffer(packed[:-4], dtype="<f4")


@contextmanager
def _os_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise OSError(f"{path}: {error}") from error
