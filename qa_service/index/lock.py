"""Locks that the kernel lets go when their holder dies."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from qa_service.errors import BuildLocked
from qa_service.index.layout import writing_to

_MOVE_SECONDS = 10.0


@contextmanager
def build_lock(root: Path) -> Iterator[None]:
    """Held while a version is built. BuildLocked at once when another process holds it."""
    lock = FileLock(root / ".lock", thread_local=False)
    holder = root / ".lock.holder"
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise BuildLocked(
            f"{root} is being built by {_describe(holder)}; try again later"
        ) from None
    try:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        holder.write_text(json.dumps({"pid": os.getpid(), "since": since}), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):  # stale, it misleads nobody: it is read only while the lock is held
            holder.unlink(missing_ok=True)
        lock.release()


@contextmanager
def moving_lock(root: Path) -> Iterator[None]:
    """Held for the moment in which CURRENT moves or versions go, so that no version becomes live
    while it is removed. A rollback needs only this one and never waits for a build."""
    try:
        with (
            writing_to(root),
            FileLock(root / ".current.lock", timeout=_MOVE_SECONDS, thread_local=False),
        ):
            yield
    except Timeout:
        raise BuildLocked(f"another process is moving {root / 'CURRENT'}") from None


def _describe(holder: Path) -> str:
    try:
        found = json.loads(holder.read_bytes())
        return f"process {found['pid']} since {found['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
