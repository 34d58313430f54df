"""Build or update the index."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from qa_service.cli.options import CorpusOption, IndexOption, settings, write_json
from qa_service.text import counted

if TYPE_CHECKING:
    from qa_service.build import BuildSummary
    from qa_service.domain import Skipped
    from qa_service.settings import Settings


def command(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Embed everything again instead of what changed.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Publish nothing if a file can't be read.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="No progress and no summary, only what is wrong.")
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Go on, and build again whenever the corpus has changed."),
    ] = False,
) -> None:
    """Read the articles and publish a new version of the index.

    Exit codes: 0 all files read, 1 error, 2 wrong usage, 3 some files could not be read and were
    skipped (the rest is published; with --strict nothing is), 130 interrupted, 143 ended by
    SIGTERM. With --watch SIGTERM is the way to end it: 0.
    """
    if watch and (rebuild or as_json):
        raise typer.BadParameter("--watch goes with neither --rebuild nor --json")
    chosen = settings(corpus=corpus, index=index)
    if watch:
        _watch(chosen, strict, quiet)
        return

    import dataclasses
    import json

    from qa_service.build import build, stand_back
    from qa_service.cli.sigterm import until_sigterm

    chosen = stand_back(chosen)
    with until_sigterm(partial(typer.echo, err=True), 143):
        summary = build(chosen, rebuild=rebuild, strict=strict, progress=not (quiet or as_json))
    if as_json:
        fields = dataclasses.asdict(summary)
        # No keys that callers know: stderr says both.
        del fields["misleading"], fields["warnings"]
        write_json(json.dumps(fields, ensure_ascii=False, indent=2))
        show_warnings(summary)
    else:
        show(summary, quiet)
    if summary.skipped:
        raise typer.Exit(3)


def show(summary: BuildSummary, quiet: bool) -> None:
    if not quiet and summary.version:
        typer.echo(
            f"Version {summary.version}: {counted(summary.articles, 'article')}, "
            f"{counted(summary.passages, 'passage')}, {counted(summary.laws, 'law article')}, "
            f"in {summary.seconds:.1f} s."
        )
        typer.echo(
            f"Articles: {summary.added} added, {summary.changed} changed, {summary.removed} "
            f"removed, {summary.unchanged} unchanged. Passages embedded: {summary.embedded}."
            + (f" Skipped: {counted(len(summary.skipped), 'file')}." if summary.skipped else "")
        )
    show_skipped(summary.skipped)
    show_warnings(summary)
    if not summary.version:
        typer.echo("nothing published", err=True)


def show_skipped(skipped: Iterable[Skipped]) -> None:
    for one in skipped:
        typer.echo(f"skipped {one.source}: {one.reason}", err=True)


def show_warnings(summary: BuildSummary) -> None:
    for warning in summary.warnings:
        typer.echo(f"warning: {warning}", err=True)


def _watch(chosen: Settings, strict: bool, quiet: bool) -> None:
    import logging
    import sys

    from qa_service.build import build, stand_back, watch
    from qa_service.cli.sigterm import until_sigterm
    from qa_service.encoders.choose import choose_encoders

    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s"
    )
    chosen = stand_back(chosen)
    with until_sigterm(logging.getLogger(__name__).info, 0):
        encoders = choose_encoders(chosen)
        watch(
            chosen.corpus,
            lambda: build(chosen, strict=strict, encoders=encoders, progress=not quiet),
        )
