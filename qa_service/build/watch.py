"""Rebuilds whenever the corpus changes.

The folder is looked through again and again rather than watched by the system: that works on
network drives and in containers too, and ten thousand files take an eighth of a second.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from qa_service.build.builder import BuildSummary
from qa_service.errors import CorpusError, QAError
from qa_service.ingest.readers import iter_all

logger = logging.getLogger(__name__)

Snapshot = dict[str, tuple[int, int, int, int]]
"""By source its inode, its size, and when its text and anything about it last changed. The last is
the system's, which nobody can set back: a text rewritten under its old time, or one that may be
read from now on, shows in nothing else."""


_REST = 20
"""A folder that takes long to look through is looked through less often: for one second of looking
so many of rest."""


def watch(
    corpus: Path,
    rebuild: Callable[[], BuildSummary],
    *,
    interval: float = 2.0,
    settle: float = 5.0,
    longest: float = 60.0,
    until: Callable[[], bool] = lambda: False,
    sleep: Callable[[float], object] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Calls `rebuild` at once and then after every change of the corpus, when nothing has changed
    for `settle` seconds more, or `longest` after the change was seen, whatever still changes: a
    stream of files would keep back all of them. Times are in seconds. Never ends, or when `until`
    says so.

    A build that fails is logged and tried again after the next change, or after a pause that grows
    up to five minutes, whichever comes first. What changes while a build runs leads to the next
    one.
    """
    built: Snapshot | None = None
    version: str | None = None
    pause = 0.0
    retry_at = 0.0
    while not until():
        began = clock()
        now = snapshot(corpus)
        looking = clock() - began
        if now != built or (pause and clock() >= retry_at):
            if built is not None and now != built:
                logger.info("the corpus has changed; waiting until it rests")
                now = _settled(corpus, now, settle, longest, sleep, clock)
            try:
                summary = rebuild()
                _report(summary, version)
                version, pause = summary.version, 0.0
            except Exception as error:  # whatever it is, a change may cure it
                pause = min(300.0, 2 * pause or 10.0)
                retry_at = clock() + pause
                expected = isinstance(error, QAError | OSError)
                logger.error(
                    "the build failed, the live version stays: %s",
                    error,
                    exc_info=None if expected else error,
                )
            built = now
        sleep(max(interval, _REST * looking))


def snapshot(corpus: Path) -> Snapshot:
    """Of every file that a build may read; empty for a corpus with a folder that can't be read,
    which the build will name."""
    try:
        sources = list(iter_all(corpus))
    except CorpusError:
        return {}
    found: Snapshot = {}
    for source in sources:
        with suppress(OSError):
            about = os.stat(os.path.join(corpus, source))
            found[source] = (
                about.st_ino,
                about.st_size,
                about.st_mtime_ns,
                about.st_ctime_ns,
            )
    return found


def _settled(
    corpus: Path,
    now: Snapshot,
    settle: float,
    longest: float,
    sleep: Callable[[float], object],
    clock: Callable[[], float],
) -> Snapshot:
    """The corpus before it is built: what changes behind this look leads to another build."""
    end = clock() + longest
    while (left := end - clock()) > 0:
        sleep(min(settle, left))
        later = snapshot(corpus)
        if later == now:
            return now
        now = later
    logger.info("the corpus goes on changing; what is there by now is built")
    return now


def _report(summary: BuildSummary, before: str | None) -> None:
    """`before` is the version of the last build here: a new text of a law changes no article."""
    for skipped in summary.skipped:
        logger.warning("skipped %s: %s", skipped.source, skipped.reason)
    for warning in summary.warnings:
        logger.warning("%s", warning)
    new = before is not None and summary.version != before
    if new or summary.added or summary.changed or summary.removed:
        logger.info(
            "version %s is live: %d added, %d changed, %d removed, %d passages embedded, %.1f s",
            summary.version,
            summary.added,
            summary.changed,
            summary.removed,
            summary.embedded,
            summary.seconds,
        )
    else:
        logger.info("version %s is up to date", summary.version)
