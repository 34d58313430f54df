"""What a question costs over HTTP, beside what it must cost."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa_service.cli.options import IndexOption, folder_path, settings, write_json

if TYPE_CHECKING:
    from qa_service.cli.load import Load
    from qa_service.settings import Settings


@dataclass(frozen=True)
class Row:
    """One line of the table; times in milliseconds, of answers with status 200."""

    what: str
    clients: int
    p50: float
    p95: float
    p99: float
    throughput: float
    """Answers a second."""
    refused: int = 0
    """503, which is the right answer beyond capacity."""
    failed: int = 0
    """Everything that is neither an answer nor a 503."""


@dataclass(frozen=True)
class Ratio:
    """A figure that should stay on one side of a limit."""

    what: str
    value: float
    limit: str


def command(
    index: IndexOption = None,
    corpus: Annotated[
        Path | None,
        typer.Option(
            parser=folder_path,
            metavar="<path>",
            help="Without --index: build one from these articles for this run.",
        ),
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Repetitions; more are steadier.")] = 6,
    workers: Annotated[int, typer.Option(min=1, help="Worker processes of the service.")] = 1,
    torch: Annotated[
        bool, typer.Option(help="Also the same service with the encoder on torch.")
    ] = True,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the results to this file as JSON.")
    ] = None,
) -> None:
    """Time POST /ask at 1, 8 and 32 clients and beyond capacity, against the floor measured in the
    same run: the encoder alone and the vector search alone, and the encoder alone in batches.

    What is compared is measured in turns, so that whatever else the machine does hits both alike.
    Every question is asked once, so the cache has no part in it but where the table says so.
    """
    from rich.console import Console

    from qa_service.cli.bench_service import machine, some_index

    chosen = settings(corpus=corpus)
    console = Console(highlight=False, width=110)
    with some_index(index, chosen.corpus) as folder:
        chosen = chosen.model_copy(update={"index": folder})
        rows, ratios = _report(_measure(chosen, rounds, workers, torch))
    _show(console, rows, ratios)
    console.print(machine())
    if json_file is not None:
        content = {
            "rows": [asdict(row) for row in rows],
            "ratios": [asdict(ratio) for ratio in ratios],
            "machine": machine(),
            "workers": workers,
        }
        write_json(json.dumps(content, indent=2), json_file)


_ALONE = 60
"""Questions of a round of one client."""

_BATCH = 32
_MANY = 10 * _BATCH
"""Questions of a round of several clients."""

_CROWD = 600
"""Clients beyond what a service of one process takes at once."""


@dataclass(frozen=True)
class Measured:
    """All loads of a run; those of the encoder alone have one entry a call."""

    floor: Load
    batched: Load
    service: dict[int, Load]
    """By number of clients."""
    cached: Load
    on_torch: Load | None


def _measure(chosen: Settings, rounds: int, workers: int, torch: bool) -> Measured:
    from qa_service.cli.bench_service import questions, running
    from qa_service.cli.load import Client, Load, drive, in_turn, request
    from qa_service.encoders.choose import choose_encoders
    from qa_service.index.opened import open_version

    asked = questions(chosen.index)
    requests, alone_asked = in_turn(asked), cycle(asked)
    encoder = choose_encoders(chosen.model_copy(update={"multilingual_encoder": "none"})).main
    found = Measured(
        floor=Load(),
        batched=Load(),
        service={clients: Load() for clients in (1, 8, 32, _CROWD)},
        cached=Load(),
        on_torch=Load() if torch else None,
    )
    with ExitStack() as stack:
        opened = stack.enter_context(open_version(chosen.index))
        space = opened.spaces[next(iter(opened.spaces))]

        def floor(question: str) -> None:
            space.store.search(encoder.encode([question], "query"), 10)

        port = stack.enter_context(running(chosen.index, workers=workers))
        torch_port = (
            stack.enter_context(running(chosen.index, encoder_runtime="torch")) if torch else None
        )
        for _ in range(rounds):
            # A connection that was idle for seconds would be closed by now.
            with closing(Client(port)) as client:
                for question in islice(alone_asked, _ALONE):
                    _timed(found.floor, partial(floor, question))
                    _timed(found.service[1], partial(client.ask, next(requests)))
                again = request(asked[-1])
                client.ask(again)
                for _ in range(_ALONE):
                    _timed(found.cached, partial(client.ask, again))
            # By itself: torch's threads spin when they are done, on the cores of whoever is next.
            if found.on_torch is not None and torch_port is not None:
                with closing(Client(torch_port)) as client:
                    for _ in range(_ALONE):
                        _timed(found.on_torch, partial(client.ask, next(requests)))
            for start in range(0, _MANY, _BATCH):
                batch = asked[start : start + _BATCH]
                _timed(found.batched, partial(encoder.encode, batch, "query"))
            for many in (8, 32):
                found.service[many].add(drive(port, islice(requests, _MANY), many))
        found.service[_CROWD].add(drive(port, islice(requests, 3 * _CROWD), _CROWD))
    return found


def _report(found: Measured) -> tuple[list[Row], list[Ratio]]:
    batched = _row(f"encoder alone, batches of {_BATCH}", 1, found.batched)
    batched = replace(batched, throughput=batched.throughput * _BATCH)
    alone, floor = found.service[1].percentile(50), found.floor.percentile(50)
    rows = [
        _row("encoder + vector search, no service", 1, found.floor),
        batched,
        *(_row("POST /ask", clients, load) for clients, load in found.service.items()),
        _row("POST /ask, from the cache", 1, found.cached),
    ]
    beyond = found.service[_CROWD].refused
    ratios = [
        Ratio("1 client: p50 / floor", alone / floor, "≤ 1.3"),
        Ratio(
            "32 clients: throughput / batched encoder",
            found.service[32].throughput / batched.throughput,
            "≥ 0.8",
        ),
    ]
    if found.on_torch is not None:
        rows.append(_row("POST /ask, encoder on torch", 1, found.on_torch))
        on_torch = found.on_torch.percentile(50)
        ratios.append(Ratio("1 client: p50 on torch / p50", on_torch / alone, "≥ 2"))
    if beyond:
        fast = float(sorted(beyond)[len(beyond) // 2])
        ratios.append(Ratio("beyond capacity: p50 of a 503, ms", fast, "far below an answer's"))
    return rows, ratios


def _timed(load: Load, call: Any) -> None:
    began = time.perf_counter()
    status = call()
    seconds = time.perf_counter() - began
    load.count(status if isinstance(status, int) else 200, seconds * 1000)
    load.seconds += seconds


def _row(what: str, clients: int, load: Load) -> Row:
    return Row(
        what,
        clients,
        load.percentile(50),
        load.percentile(95),
        load.percentile(99),
        load.throughput,
        len(load.refused),
        sum(load.failed.values()),
    )


def _show(console: Any, rows: list[Row], ratios: list[Ratio]) -> None:
    from rich.table import Table

    table = Table("what", box=None, pad_edge=False)
    for name in ("clients", "p50 ms", "p95 ms", "p99 ms", "answers/s", "503", "errors"):
        table.add_column(name, justify="right")
    for row in rows:
        times = (f"{value:.2f}" for value in (row.p50, row.p95, row.p99))
        table.add_row(
            row.what,
            str(row.clients),
            *times,
            f"{row.throughput:.0f}",
            str(row.refused),
            str(row.failed),
        )
    console.print(table)
    for ratio in ratios:
        console.print(f"{ratio.what}: {ratio.value:.2f} (wanted: {ratio.limit})")
