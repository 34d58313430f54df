"""What a rebuild costs those who ask meanwhile."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_service.cli.options import folder_path, settings, write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qa_service.cli.load import Load


@dataclass(frozen=True)
class Row:
    """A stretch of time under the same load; times in milliseconds."""

    what: str
    seconds: float
    answers: int
    p50: float
    p99: float
    refused: int
    failed: int
    versions: int
    """Index versions that answered."""


def command(
    corpus: Annotated[
        Path | None,
        typer.Option(
            parser=folder_path,
            metavar="<path>",
            help="Articles to rebuild from. [default: QA_CORPUS or corpus]",
        ),
    ] = None,
    index: Annotated[
        Path | None,
        typer.Option(
            parser=folder_path,
            metavar="<path>",
            help="Begin with a copy of this index instead of building one.",
        ),
    ] = None,
    seconds: Annotated[float, typer.Option(min=1, help="Length of each part, at least.")] = 15,
    clients: Annotated[int, typer.Option(min=1, help="Connections that ask.")] = 4,
    interval: Annotated[float, typer.Option(min=0, help="Seconds between questions of one.")] = 0.2,
    nice: Annotated[int, typer.Option(min=0, max=19, help="Niceness of the builder.")] = 19,
    threads: Annotated[int, typer.Option(min=0, help="Threads of the builder; 0: all cores.")] = 1,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the results to this file as JSON.")
    ] = None,
) -> None:
    """Ask a running service at a constant rate, first alone, then while scripts/ingest.py --rebuild
    runs again and again beside it, publishing versions that the service takes over.

    Exit codes: 0 no request failed, 1 some did, 2 wrong usage.
    """
    from rich.console import Console
    from rich.table import Table

    from qa_service.cli.bench_service import ingest, machine, questions, running
    from qa_service.cli.load import drive, in_turn

    chosen = settings(corpus=corpus)
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as folder:
        built = Path(folder) / "index"
        if index is not None:
            shutil.copytree(index, built)
        else:
            ingest(chosen.corpus, built).wait()
        requests = in_turn(questions(built))

        def load(keep_on: Iterator[bool]) -> Load:
            return drive(port, requests, clients, interval=interval, keep_on=lambda: next(keep_on))

        with running(built) as port:
            load(_until(time.monotonic() + 1))
            idle = load(_until(time.monotonic() + seconds))
            builds = _Rebuilds(
                lambda: ingest(chosen.corpus, built, "--rebuild", nice=nice, threads=threads),
                time.monotonic() + seconds,
            )
            busy = load(builds.still_running())
    rows = [
        _row("nothing else runs", idle),
        _row(f"during {builds.done} rebuilds", busy),
    ]
    table = Table("while", box=None, pad_edge=False)
    for name in ("seconds", "answers", "p50 ms", "p99 ms", "503", "errors", "versions"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            row.what, f"{row.seconds:.0f}", str(row.answers), f"{row.p50:.1f}", f"{row.p99:.1f}",
            str(row.refused), str(row.failed), str(row.versions),
        )  # fmt: skip
    console = Console(highlight=False, width=110)
    console.print(table)
    ratio = rows[1].p99 / rows[0].p99
    console.print(
        f"p99 while rebuilding / idle: {ratio:.2f}; {clients / interval if interval else 0:g} "
        f"questions a second asked; the builder: nice {nice}, {threads or 'all'} threads"
    )
    console.print(machine())
    if json_file is not None:
        content = {"rows": [asdict(row) for row in rows], "ratio": ratio, "machine": machine()}
        write_json(json.dumps(content, indent=2), json_file)
    if any(row.refused or row.failed for row in rows):
        raise typer.Exit(1)


def _until(end: float) -> Iterator[bool]:
    while True:
        yield time.monotonic() < end


class _Rebuilds:
    """One build after the other, looked after between two questions."""

    def __init__(self, start: Callable[[], subprocess.Popen[bytes]], end: float) -> None:
        """No new one begins after `end`."""
        self._start = start
        self._end = end
        self.done = 0

    def still_running(self) -> Iterator[bool]:
        build = self._start()
        while True:
            if build.poll() is not None:
                if build.returncode not in (0, 3):
                    raise RuntimeError(f"the build ended with exit code {build.returncode}")
                self.done += 1
                if time.monotonic() > self._end:
                    break
                build = self._start()
            yield True
        # So long that the last version has been taken over.
        yield from _until(time.monotonic() + 1.5)


def _row(what: str, load: Load) -> Row:
    return Row(
        what=what,
        seconds=load.seconds,
        answers=len(load.milliseconds),
        p50=load.percentile(50),
        p99=load.percentile(99),
        refused=len(load.refused),
        failed=sum(load.failed.values()),
        versions=len(load.versions),
    )
