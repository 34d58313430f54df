"""Notices what is published, and has it loaded."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from qa_service.api.state import Service
from qa_service.errors import CorruptIndex, IndexUnavailable, NoIndex

log = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0
"""Seconds before a version that was refused is tried again, doubled each time: it may have been
repaired, and trying costs reading it."""


def watching(service: Service, seconds: float) -> Watch | None:
    """Begun; None where there is nothing to watch, or `seconds` is 0."""
    if service.published is None or not seconds:
        return None
    watch = Watch(service, service.published, seconds)
    watch.start()
    return watch


class Watch:
    """A thread that reads the name of the published version again and again: one line of a file,
    which works on every file system, unlike notifications."""

    def __init__(self, service: Service, published: Callable[[], str], seconds: float) -> None:
        """`published` as for `Service`; `seconds` between two looks."""
        self._service = service
        self._published = published
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._refused: str | None = None
        self._pause = _FIRST_PAUSE
        self._again = 0.0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when the thread has ended."""
        self._stop.set()
        self._thread.join()

    def look(self) -> None:
        """Loads the published version unless it is in use, or was refused a short time ago."""
        try:
            name = self._published()
        except NoIndex:
            return
        except (CorruptIndex, OSError) as error:  # a network file system may be away for a while
            name = f"CURRENT: {error}"
        if name == self._in_use() or (name == self._refused and time.monotonic() < self._again):
            return
        try:
            self._service.reload()
        except IndexUnavailable:
            self._refuse(name)  # the service has said why
        except Exception:  # the version in use must go on being served, and the thread looking
            log.exception("index version %s can't be loaded", name)
            self._refuse(name)
        else:
            self._refused = None

    def _in_use(self) -> str | None:
        try:
            return self._service.searcher().version
        except IndexUnavailable:
            return None

    def _refuse(self, name: str) -> None:
        self._pause = _FIRST_PAUSE if name != self._refused else self._pause * 2
        self._pause = min(self._pause, _LONGEST_PAUSE)
        self._refused = name
        self._again = time.monotonic() + self._pause
        log.error("the version in use stays; looking again in %.0f s", self._pause)

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            self.look()
