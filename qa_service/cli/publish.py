"""Build, compare with the live version, publish what is no worse."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_service.cli.options import CorpusOption, IndexOption, settings, write_json

if TYPE_CHECKING:
    from qa_service.evaluation.run import Progress
    from qa_service.release import Release, Verdict


def command(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    gold: Annotated[Path | None, typer.Option(help="Gold questions. [default: QA_GOLD]")] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Embed everything again instead of what changed.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Publish nothing if a file can't be read.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Build and compare, but publish nothing.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Publish even what is worse; needs --reason.")
    ] = False,
    reason: Annotated[
        str | None, typer.Option(help="Why; recorded in the version that --force publishes.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what happened as JSON.")] = False,
) -> None:
    """As ingest, but a new version only becomes the live one if it answers the gold questions no
    worse: no measure lost by more than chance explains, no answer that begins with another city,
    none that isn't verbatim.

    Exit codes: 0 published, or nothing had changed; 1 error; 2 wrong usage; 3 as 0, but some files
    could not be read (with --strict nothing is published); 4 refused: the live version stays;
    130 interrupted; 143 ended by SIGTERM. A dry run exits as publishing would.
    """
    if force != bool(reason and reason.strip()):
        raise typer.BadParameter("--force and --reason go together")
    chosen = settings(corpus=corpus, index=index, gold=gold)

    from qa_service.build import stand_back
    from qa_service.cli.sigterm import until_sigterm
    from qa_service.errors import PublishRefused
    from qa_service.release import release

    chosen = stand_back(chosen)
    try:
        with until_sigterm(partial(typer.echo, err=True), 143):
            done = release(
                chosen,
                chosen.gold,
                reason=reason,
                dry_run=dry_run,
                rebuild=rebuild,
                strict=strict,
                progress=not as_json,
                asking=None if as_json else _asking(),
                warn=lambda line: typer.echo(f"warning: {line}", err=True),
            )
    except PublishRefused as refusal:
        if as_json:
            _write({"published": False, "refused": str(refusal).splitlines()})
        typer.echo(f"refused: {refusal}", err=True)
        typer.echo('to publish it all the same: --force --reason "…"', err=True)
        raise typer.Exit(4) from None
    refused = done.verdict is not None and not done.verdict.accepted and not done.summary.version
    if as_json:
        _write(_content(done))
    else:
        _show(done, dry_run)
    if refused and reason is None:
        raise typer.Exit(4)
    if done.summary.skipped:
        raise typer.Exit(3)


def _asking() -> Progress:
    from qa_service.cli.evaluate import progress

    return progress("Asking")


def _write(content: object) -> None:
    import json

    write_json(json.dumps(content, ensure_ascii=False, indent=2))


def _content(done: Release) -> dict[str, object]:
    from dataclasses import asdict

    verdict = done.verdict
    return {
        "published": bool(done.summary.version),
        "summary": asdict(done.summary),
        "accepted": None if verdict is None else verdict.accepted,
        "grounds": [] if verdict is None else list(verdict.grounds),
        "losing_questions": [] if verdict is None else list(verdict.losing_questions),
    }


def _show(done: Release, dry_run: bool) -> None:
    from qa_service.cli.ingest import show, show_skipped, show_warnings

    if done.verdict is None:
        typer.echo("Nothing to judge: nothing has changed, or files can't be read.")
    else:
        _show_verdict(done.verdict)
    if dry_run and not done.summary.version:
        typer.echo("Dry run: nothing published.")
        show_skipped(done.summary.skipped)
        show_warnings(done.summary)
    else:
        show(done.summary, quiet=False)


def _show_verdict(verdict: Verdict) -> None:
    from rich.console import Console

    from qa_service.evaluation.report import show_comparison

    if verdict.comparison is not None:
        show_comparison(verdict.comparison, Console(highlight=False))
    for line in verdict.grounds:
        typer.echo(f"against it: {line}")
    typer.echo("Accepted." if verdict.accepted else "Worse than the live version.")
