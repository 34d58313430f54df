"""How far a long build is, for whoever waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from qa_service.text import counted

Advance = Callable[[int], None]
"""Called with the number of things done since the last call."""

BeginStage = Callable[[str, int], Advance]
"""Begins a stage with its name and the number of things to do."""


_EVERY = 10.0
"""Seconds between two lines."""


def silent(name: str, total: int) -> Advance:
    return lambda done: None


def lines(say: Callable[[str], object], clock: Callable[[], float] = time.monotonic) -> BeginStage:
    """For a journal: what is done of a stage, its rate and the time left, every ten seconds of it.
    `clock` gives seconds."""

    def begin(name: str, total: int) -> Advance:
        began = said = clock()
        done = 0

        def advance(more: int) -> None:
            nonlocal said, done
            done += more
            now = clock()
            if now - said < _EVERY or not 0 < done < total:
                return
            said = now
            rate = done / (now - began)
            left = round((total - done) / rate)
            time_left = f"{left} s" if left < 120 else counted(round(left / 60), "minute")
            say(f"{name}: {done:,} of {total:,}, {rate:,.0f}/s, {time_left} left")

        return advance

    return begin


@contextmanager
def progress_shown(enabled: bool) -> Iterator[BeginStage]:
    """Bars with rate and time left on a terminal's stderr, lines elsewhere; nothing when not
    enabled."""
    if not enabled:
        yield silent
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Things a second; nothing before two are done."""

        def render(self, task: Task) -> Text:
            return Text("" if task.speed is None else f"{task.speed:,.0f}/s")

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lines(lambda line: console.print(line, highlight=False, soft_wrap=True))
        return
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:

        def stage(name: str, total: int) -> Advance:
            task = bars.add_task(name, total=total)
            return lambda done: bars.advance(task, done)

        yield stage
