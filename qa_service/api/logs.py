"""What the service writes to stderr: one line for each event, JSON for machines."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import QueueHandler, QueueListener
from queue import Queue
from typing import Any, Literal, TextIO

LogForm = Literal["auto", "json", "text"]


def configure_logging(form: LogForm = "auto") -> None:
    """For the whole process, whoever logs in it; "auto" is text on a terminal, else JSON."""
    text = form == "text" or (form == "auto" and sys.stderr.isatty())
    handler = _Stderr(sys.stderr)
    handler.setFormatter(TextLines() if text else JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)


_LINES = 10_000
"""That may wait to be written."""


class _Stderr(logging.StreamHandler[TextIO]):
    """What `configure_logging` writes by."""


class _Handed(QueueHandler):
    def __init__(self, waiting: Queue[logging.LogRecord]) -> None:
        super().__init__(waiting)
        self._waiting = waiting

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        return record  # within a process nothing needs to be pickled

    def enqueue(self, record: logging.LogRecord) -> None:
        self._waiting.put(record)  # waits when the queue is full: nothing is lost


@contextmanager
def written_aside() -> Iterator[None]:
    """Meanwhile the lines of `configure_logging` are written by a thread of their own: a slow
    terminal holds nobody, and the event loop does not let another thread run first for each line.
    """
    root = logging.getLogger()
    stderr = next((handler for handler in root.handlers if isinstance(handler, _Stderr)), None)
    if stderr is None:
        yield
        return
    waiting: Queue[logging.LogRecord] = Queue(_LINES)
    listener, handed = QueueListener(waiting, stderr), _Handed(waiting)
    listener.start()
    # In one assignment each: no line comes in between.
    root.handlers = [handed if handler is stderr else handler for handler in root.handlers]
    try:
        yield
    finally:
        root.handlers = [stderr if handler is handed else handler for handler in root.handlers]
        listener.stop()


def event(log: logging.Logger, message: str, **fields: Any) -> None:
    """Logs with fields of its own, which a line of JSON carries as such. None is left out."""
    if log.isEnabledFor(logging.INFO):
        given = {name: value for name, value in fields.items() if value is not None}
        log.info(message, extra={"fields": given})


def _fields(record: logging.LogRecord) -> Mapping[str, Any]:
    fields: Mapping[str, Any] = getattr(record, "fields", {})
    return fields


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:
        # What people sent is quoted, so that it can't pretend to be a line of its own.
        fields = "".join(
            f" {name}={value if isinstance(value, (int, float)) else ascii(value)}"
            for name, value in _fields(record).items()
        )
        return super().formatMessage(record) + fields
