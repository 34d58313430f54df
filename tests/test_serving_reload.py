"""New index versions in a running service."""

from __future__ import annotations

import errno
import gc
import threading
import time
import weakref
from typing import Any

import pytest
from clients import client_of
from fake_service import FakeSearcher

from qa_service.api import watch
from qa_service.api.state import Service
from qa_service.api.watch import Watch
from qa_service.errors import CorruptIndex, NoIndex


class Published:
    """An index folder: what CURRENT names, and which versions can't be opened."""

    def __init__(self, now: str | None = "v1") -> None:
        self.now = now
        self.broken: dict[str, Exception] = {}
        self.unreadable: OSError | None = None
        self.loads: list[str] = []

    def name(self) -> str:
        if self.unreadable is not None:
            raise self.unreadable
        if self.now is None:
            raise NoIndex("nothing is published")
        if self.now == "?":
            raise CorruptIndex("CURRENT names no version")
        return self.now

    def load(self) -> Any:
        name = self.name()
        self.loads.append(name)
        if name in self.broken:
            raise self.broken[name]
        return FakeSearcher(name)


def watched(published: Published) -> tuple[Service, Watch]:
    service = Service(published.load, published.name)
    service.start()
    return service, Watch(service, published.name, 0.01)


def test_what_is_published_is_taken_over_and_so_is_a_rollback() -> None:
    published = Published()
    service, watching = watched(published)
    for version, loads in [("v1", 1), ("v2", 2), ("v2", 2), ("v1", 3)]:
        published.now = version
        watching.look()
        assert (service.searcher().version, len(published.loads)) == (version, loads)


def test_the_first_version_is_taken_over_too() -> None:
    published = Published(None)
    service, watching = watched(published)
    watching.look()
    with pytest.raises(NoIndex):
        service.searcher()
    published.now = "v1"
    watching.look()
    assert service.searcher().version == "v1"


@pytest.mark.parametrize("error", [CorruptIndex("a file is missing"), ZeroDivisionError("a bug")])
def test_a_version_that_cannot_be_used_changes_nothing_and_is_not_tried_again_at_once(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(watch.time, "monotonic", lambda: clock[0])
    published = Published()
    published.broken["v2"] = error
    outcomes: list[str] = []
    service, watching = watched(published)
    service.on_reload(outcomes.append)
    published.now = "v2"
    for clock[0] in (0.0, 0.5, 1.9, 2.0, 3.0, 5.9, 6.0, 13.9, 14.0):  # pauses of 2, 4 and 8 seconds
        watching.look()
        assert service.searcher().version == "v1"
    assert published.loads == ["v1", "v2", "v2", "v2", "v2"]
    assert outcomes == ["refused"] * 4
    published.now = "v3"  # another one is tried at once
    watching.look()
    assert service.searcher().version == "v3"
    published.now = "v2"
    watching.look()
    assert service.searcher().version == "v3"
    published.broken.clear()
    clock[0] = 17.0
    watching.look()
    assert service.searcher().version == "v2"
    assert outcomes[4:] == ["swapped", "refused", "swapped"]


def test_a_damaged_current_changes_nothing() -> None:
    published = Published()
    service, watching = watched(published)
    published.now = "?"
    watching.look()
    assert service.searcher().version == "v1"
    published.now = "v2"
    watching.look()
    assert service.searcher().version == "v2"


def test_a_current_that_cannot_be_read_for_a_while_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = [0.0]
    monkeypatch.setattr(watch.time, "monotonic", lambda: clock[0])
    published = Published()
    service, watching = watched(published)
    published.unreadable = OSError(errno.ESTALE, "Stale file handle")
    for clock[0] in (0.0, 1.0, 2.0):  # a pause of 2 seconds
        watching.look()
    said = [r.getMessage() for r in caplog.records if "Stale file handle" in r.getMessage()]
    assert len(said) == 2
    published.unreadable, published.now = None, "v2"
    watching.look()
    assert service.searcher().version == "v2"


def test_the_running_service_looks_by_itself_within_a_second() -> None:
    published = Published()
    with client_of(published.load, published=published.name) as client:
        for version in ("v2", "v1"):
            published.now = version
            began = time.monotonic()
            while client.get("/readyz").json()["index_version"] != version:
                assert time.monotonic() - began < 1
                time.sleep(0.01)
        published.broken["v3"] = CorruptIndex("a file is missing")
        published.now = "v3"
        while len(published.loads) < 4:
            assert time.monotonic() - began < 3
            time.sleep(0.01)
        assert client.get("/ask?q=Cards").json()["index_version"] == "v1"
        metrics = client.get("/metrics").text
        assert 'qa_reloads_total{outcome="swapped"} 3.0' in metrics
        assert 'qa_reloads_total{outcome="refused"} 1.0' in metrics
        assert 'qa_index_info{version="v1"} 1.0' in metrics
    assert "watch" not in [thread.name for thread in threading.enumerate()]


@pytest.mark.parametrize("explain", [False, True])
def test_nothing_holds_a_version_that_was_replaced(explain: bool) -> None:
    published = Published()
    with client_of(published.load, published=published.name, reload_seconds=0) as client:
        service = client.app.state.service
        asked = {"question": "Cards in Shanghai?", "explain": explain}
        assert client.post("/ask", json=asked).json()["index_version"] == "v1"
        before = weakref.ref(service.searcher())
        published.now = "v2"
        service.reload()
        until = time.monotonic() + 5
        while before() is not None:
            assert time.monotonic() < until
            gc.collect()
            time.sleep(0.01)


def test_nothing_is_noticed_where_that_is_switched_off() -> None:
    published = Published()
    with client_of(published.load, published=published.name, reload_seconds=0) as client:
        published.now = "v2"
        time.sleep(0.1)
        assert client.app.state.service.searcher().version == "v1"
