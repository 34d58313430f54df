"""How far a long build is, for whoever waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[int], None]
"""Called with the number of things done since the last call."""

BeginStage = Callable[[str, int], Advance]
"""Begins a stage with its name and the number of things to do."""


def silent(name: str, total: int) -> Advance:
    return lambda done: None


@contextmanager
def progress_bars(enabled: bool) -> Iterator[BeginStage]:
    """Bars with rate and time left on a terminal's stderr; nothing elsewhere or when not
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
        yield silent
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
