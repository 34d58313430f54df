"""Measure accuracy against gold questions, or ranking over a BEIR folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from qa_service.cli.options import IndexOption, settings, write_json

if TYPE_CHECKING:
    from rich.console import Console

    from qa_service.settings import Settings

T = TypeVar("T")


def command(
    index: IndexOption = None,
    gold: Annotated[
        Path | None, typer.Option(help="Gold questions, one JSON object a line.")
    ] = None,
    beir: Annotated[
        Path | None,
        typer.Option(
            help="Instead of --gold: folder with corpus.jsonl, queries.jsonl, qrels/test.tsv."
        ),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the results to this file as JSON.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write a report for people to this file, one page of HTML.")
    ] = None,
    compare_with: Annotated[
        Path | None, typer.Option(help="An earlier --json of the same questions.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Ask only the first so many gold questions.")
    ] = None,
) -> None:
    """Run the gold questions, or a BEIR collection, through the same pipeline that serves.

    Exit codes: 0 measured, whatever the figures; 1 error; 2 wrong usage; 130 interrupted.
    """
    if (gold is None) == (beir is None):
        raise typer.BadParameter("give either --gold or --beir")
    if beir is not None and (given := [name for name, value in {
        "--report": report, "--compare-with": compare_with, "--limit": limit
    }.items() if value is not None]):  # fmt: skip
        raise typer.BadParameter(f"{given[0]} is for --gold")
    # What can't be read or written is better known before the questions are asked.
    for option, path in (("--json", json_file), ("--report", report)):
        if path is not None and (path.is_dir() or not os.access(path.parent, os.W_OK)):
            raise typer.BadParameter(f"{option}: {path} can't be written")
    chosen = settings(index=index)

    from rich.console import Console

    console = Console(highlight=False)
    if gold is not None:
        _gold(chosen, console, gold, json_file, report, compare_with, limit)
    elif beir is not None:
        _beir(chosen, console, beir, json_file)


def _gold(
    chosen: Settings,
    console: Console,
    gold: Path,
    json_file: Path | None,
    report: Path | None,
    compare_with: Path | None,
    limit: int | None,
) -> None:
    from qa_service.evaluation.compare import compare
    from qa_service.evaluation.gold import read_gold
    from qa_service.evaluation.page import render
    from qa_service.evaluation.record import read_evaluation
    from qa_service.evaluation.report import show, show_comparison
    from qa_service.evaluation.run import evaluate
    from qa_service.evaluation.unfound import unfound
    from qa_service.search import open_searcher

    questions = read_gold(gold)[:limit]
    before = read_evaluation(compare_with) if compare_with is not None else None
    searcher = open_searcher(chosen)
    index = searcher.index
    for line in unfound(questions, index.documents):
        typer.echo(f"warning: {line}", err=True)
    evaluation = evaluate(
        searcher,
        questions,
        name=gold.name,
        config={
            "encoders": {encoder.name: encoder.fingerprint for encoder in index.manifest.encoders}
        },
        source_text=lambda source: index.documents.source_text(source).text,
        passages=list(index.documents.passages()),
        progress=progress("Asking"),
    )
    if json_file is not None:
        write_json(evaluation.to_json(), json_file)
    if report is not None:
        report.write_text(render(evaluation, before), encoding="utf-8")
    show(evaluation, console)
    if before is not None:
        show_comparison(compare(before, evaluation), console)


def _beir(chosen: Settings, console: Console, folder: Path, json_file: Path | None) -> None:
    from qa_service.build.progress import progress_shown
    from qa_service.cli.collection import rank_collection
    from qa_service.evaluation.beir import evaluate_beir, read_beir
    from qa_service.evaluation.report import show_beir

    dataset = read_beir(folder)
    with progress_shown(True) as stage:
        rank, config = rank_collection(dataset.corpus, chosen, stage=stage)
    result = evaluate_beir(dataset, rank, config=config)
    if json_file is not None:
        write_json(result.to_json(), json_file)
    show_beir(result, console)


def progress(description: str) -> Callable[[Sequence[T]], Iterable[T]]:
    """Iterates and shows how far it has come, on stderr and only on a terminal."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)

    def shown(items: Sequence[T]) -> Iterable[T]:
        return track(
            items, description, console=console, transient=True, disable=not console.is_terminal
        )

    return shown
