"""Watching a corpus: one build after each change, whatever happens."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from test_build import JINAN, SHANGHAI, WUHAN

from qa_service.build import BuildSummary, watch
from qa_service.build.watch import snapshot
from qa_service.domain import Skipped
from qa_service.errors import BuildLocked

NOTHING = BuildSummary("v1", 2, 9, 0, 0, 0, 0, 2, 0, (), 0.1)
ADDED = BuildSummary("v2", 3, 12, 0, 1, 0, 0, 2, 3, (), 0.1)


class Play:
    """A corpus that changes while the watcher sleeps: one step a sleep."""

    def __init__(self, corpus: Path, *steps: Callable[[Path], object] | None) -> None:
        self.corpus = corpus
        self.steps = list(steps)
        self.slept: list[float] = []
        self.builds: list[tuple[int, set[str]]] = []
        self.outcomes: dict[int, Exception | BuildSummary] = {}
        self.clock: Callable[[], float] = time.monotonic

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self.steps and (step := self.steps.pop(0)) is not None:
            step(self.corpus)

    def rebuild(self) -> BuildSummary:
        """Says after how many sleeps it was called, and what it saw."""
        self.builds.append((len(self.slept), {path.name for path in self.corpus.iterdir()}))
        outcome = self.outcomes.get(len(self.builds), NOTHING)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def run(self, sleeps: int) -> None:
        watch(
            self.corpus,
            self.rebuild,
            interval=1,
            settle=3,
            longest=10,
            until=lambda: len(self.slept) >= sleeps,
            sleep=self.sleep,
            clock=self.clock,
        )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "jinan.txt").write_text(JINAN)
    return tmp_path


def rewrite_under_its_old_time(corpus: Path) -> None:
    path = corpus / "jinan.txt"
    about, text = path.stat(), path.read_text()
    path.write_text(text.swapcase())
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert (path.stat().st_ino, path.stat().st_size) == (about.st_ino, about.st_size)


def add(name: str, text: str = WUHAN) -> Callable[[Path], object]:
    return lambda corpus: (corpus / name).write_text(text)


def test_a_build_at_once_and_then_none_without_a_change(corpus: Path) -> None:
    play = Play(corpus)
    play.run(sleeps=5)
    assert (play.builds, play.slept) == ([(0, {"jinan.txt"})], [1] * 5)


def test_one_build_when_a_change_has_come_to_rest(corpus: Path) -> None:
    # Files arrive during the interval and then during two rests.
    play = Play(corpus, add("a.txt"), add("b.txt"), add("c.txt"))
    play.run(sleeps=8)
    assert play.builds == [(0, {"jinan.txt"}), (4, {"jinan.txt", "a.txt", "b.txt", "c.txt"})]
    assert play.slept[:4] == [1, 3, 3, 3]


def test_a_stream_of_files_is_built_in_stretches(
    corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    play = Play(corpus, *(add(f"{number:02}.txt") for number in range(40)))
    play.clock = lambda: float(sum(play.slept))
    with caplog.at_level(logging.INFO):
        play.run(sleeps=50)
    # The first is seen after 1 s; then one comes in every rest of 3 s until 10 s are over.
    assert [(after, len(names)) for after, names in play.builds] == [
        (0, 1), (5, 6), (10, 11), (15, 16), (20, 21), (25, 26), (30, 31), (35, 36), (40, 41),
    ]  # fmt: skip
    assert play.slept[:6] == [1, 3, 3, 3, 1, 1]
    assert caplog.messages.count("the corpus goes on changing; what is there by now is built") == 8


@pytest.mark.parametrize(
    "change",
    [
        lambda corpus: (corpus / "jinan.txt").unlink(),
        lambda corpus: (corpus / "jinan.txt").write_text(SHANGHAI),
        lambda corpus: (corpus / "jinan.txt").rename(corpus / "other.txt"),
        lambda corpus: ((corpus / "sub").mkdir(), (corpus / "sub/a.txt").write_text("a")),
        lambda corpus: (corpus / "jinan.txt.meta.json").write_text("{}"),
        rewrite_under_its_old_time,
        lambda corpus: (corpus / "jinan.txt").chmod(0o600),
    ],
)
def test_what_is_a_change(corpus: Path, change: Callable[[Path], object]) -> None:
    play = Play(corpus, change)
    play.run(sleeps=5)
    assert len(play.builds) == 2


@pytest.mark.parametrize(
    ("name", "builds"),
    [
        ("laws/a law.md", 2),
        ("laws/a law.md.meta.json", 2),
        (".index/current.json", 1),
        (".draft.txt", 1),
        ("~$jinan.docx", 1),
        ("Jinan_files/frame.html", 1),
        ("sub/Thumbs.db", 1),
    ],
)
def test_what_no_build_reads_is_no_change(corpus: Path, name: str, builds: int) -> None:
    (corpus / "Jinan.html").write_text("saved with its pictures")
    path = corpus / name
    play = Play(corpus, lambda _: (path.parent.mkdir(exist_ok=True), path.write_text("new")))
    play.run(sleeps=5)
    assert len(play.builds) == builds


def test_a_change_during_a_build_leads_to_another(corpus: Path) -> None:
    play = Play(corpus)

    def rebuild() -> BuildSummary:
        summary = Play.rebuild(play)
        if len(play.builds) == 1:
            (corpus / "late.txt").write_text(WUHAN)
        return summary

    play.rebuild = rebuild  # type: ignore[method-assign]
    play.run(sleeps=4)
    assert [names for _, names in play.builds] == [{"jinan.txt"}, {"jinan.txt", "late.txt"}]


def test_a_failed_build_is_logged_and_tried_again(
    corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    play = Play(corpus)
    play.clock = lambda: 4.0 * len(play.slept)
    play.outcomes = {1: BuildLocked("somebody builds"), 2: OSError(28, "No space left"), 3: ADDED}
    with caplog.at_level(logging.INFO):
        play.run(sleeps=15)
    # After 10 s, 4 s a sleep; then after 20 s.
    assert [after for after, _ in play.builds] == [0, 3, 8]
    assert caplog.messages == [
        "the build failed, the live version stays: somebody builds",
        "the build failed, the live version stays: [Errno 28] No space left",
        "version v2 is live: 1 added, 0 changed, 0 removed, 3 passages embedded, 0.1 s",
    ]


@pytest.mark.parametrize(
    ("rest", "sleeps", "builds"),
    [
        # Pauses of 10, 20, 40, 80 and 160 s, then of 300 s.
        (10.0, 100, [0, 1, 3, 7, 15, 31, 61, 91]),
        (300.0, 1_100, list(range(1_100))),
    ],
)
def test_the_pause_doubles_up_to_five_minutes_for_however_many_failures(
    corpus: Path, rest: float, sleeps: int, builds: list[int]
) -> None:
    play = Play(corpus)
    play.clock = lambda: rest * len(play.slept)
    play.outcomes = dict.fromkeys(range(1, 1_101), BuildLocked("somebody builds"))
    play.run(sleeps)
    assert [after for after, _ in play.builds] == builds


def test_no_error_of_a_build_ends_the_watch(corpus: Path, caplog: pytest.LogCaptureFixture) -> None:
    play = Play(corpus, add("a.txt"))
    play.outcomes = {1: ValueError("a surprise"), 2: ADDED}
    play.run(sleeps=5)
    assert len(play.builds) == 2
    assert caplog.messages == ["the build failed, the live version stays: a surprise"]
    assert caplog.records[0].exc_info is not None


def test_what_is_skipped_is_said(corpus: Path, caplog: pytest.LogCaptureFixture) -> None:
    play = Play(corpus)
    play.outcomes = {1: replace(NOTHING, skipped=(Skipped("a", "bad"),), warnings=("b: odd",))}
    with caplog.at_level(logging.INFO):
        play.run(sleeps=1)
    assert caplog.messages == ["skipped a: bad", "b: odd", "version v1 is up to date"]


def test_a_version_without_a_changed_article_is_said(
    corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As a new text of a law makes one."""
    play = Play(corpus, add("law.md", "Article 1"))
    play.outcomes = {2: replace(NOTHING, version="v2")}
    with caplog.at_level(logging.INFO):
        play.run(sleeps=4)
    assert caplog.messages == [
        "version v1 is up to date",
        "the corpus has changed; waiting until it rests",
        "version v2 is live: 0 added, 0 changed, 0 removed, 0 passages embedded, 0.1 s",
    ]


def test_a_folder_that_takes_long_is_looked_at_less_often(corpus: Path) -> None:
    play = Play(corpus)
    ticks = count()
    play.clock = lambda: next(ticks) * 0.5
    play.run(sleeps=2)
    assert play.slept == [10.0, 10.0]


def test_links_to_nothing_and_missing_folders(corpus: Path) -> None:
    (corpus / "link").symlink_to("nowhere")
    (corpus / "z.txt").write_text("z")
    assert {os.path.basename(path) for path in snapshot(corpus)} == {"jinan.txt", "z.txt"}
    assert snapshot(corpus / "absent") == {}


def test_a_new_time_is_a_change_to_look_at(corpus: Path) -> None:
    """The build itself finds out that nothing has changed in the file."""
    before = snapshot(corpus)
    os.utime(corpus / "jinan.txt", (time.time() + 9,) * 2)
    assert snapshot(corpus) != before
