"""What is logged while the service runs comes out whole and in order."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Iterator

import pytest

from qa_service.api import logs
from qa_service.api.logs import configure_logging, event, written_aside

log = logging.getLogger("qa_service.tests")


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    written = io.StringIO()
    monkeypatch.setattr(logs.sys, "stderr", written)
    configure_logging("json")
    yield written
    root.handlers = handlers
    root.setLevel(level)


def lines(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_lines_written_aside_are_those_written_at_once(stderr: io.StringIO) -> None:
    event(log, "before", number=1)
    with written_aside():
        for number in range(2, 200):
            event(log, "while", number=number, none=None)
        try:
            raise ValueError("why")
        except ValueError:
            log.exception("failed with %s", "an argument")
    event(log, "after")
    found = lines(stderr)
    assert [line["event"] for line in found[:2]] == ["before", "while"]
    assert [line.get("number") for line in found] == [*range(1, 200), None, None]
    assert found[-2]["event"] == "failed with an argument"
    assert "ValueError: why" in str(found[-2]["exception"])
    assert found[-1]["event"] == "after"


def test_who_logs_does_not_wait_for_a_slow_terminal(
    stderr: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = threading.Event()
    write = stderr.write
    monkeypatch.setattr(stderr, "write", lambda text: (ready.wait(10), write(text))[1])
    with written_aside():
        for number in range(50):
            event(log, "while", number=number)
        assert stderr.getvalue() == ""
        ready.set()
    assert len(lines(stderr)) == 50


def test_other_handlers_stay_where_they_are(
    stderr: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger().addHandler(caplog.handler)
    with written_aside():
        event(log, "at once")
        assert [record.message for record in caplog.records] == ["at once"]
    assert caplog.handler in logging.getLogger().handlers


def test_nothing_is_written_aside_that_was_not_configured() -> None:
    before = list(logging.getLogger().handlers)
    with written_aside():
        assert logging.getLogger().handlers == before
    assert logging.getLogger().handlers == before
