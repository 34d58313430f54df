"""Check the quotations of laws before they are published."""

from __future__ import annotations

from typing import Annotated

import typer

from qa_service.cli.options import CorpusOption, IndexOption, settings, write_json


def command(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    published: Annotated[
        bool,
        typer.Option(
            help="Also compare with what the published version quotes, so that a quotation altered "
            "in place is noticed."
        ),
    ] = True,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="A truncated quotation is a fault too, and a file that can't be read."
        ),
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="List every quotation, not only the doubtful ones.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Compare every quotation of a law article with the law: the text in the corpus's folder laws/
    if it is there, else the majority of the quotations.

    Exit codes: 0 nothing wrong in what could be read, 1 error, 2 wrong usage, 3 a quotation
    misleads (number changed, negation lost, wrong article number; with --strict also truncated, or
    a file could not be read), 130 interrupted.
    """
    chosen = settings(corpus=corpus, index=index)

    import json

    from qa_service.audit.corpus import audit_corpus
    from qa_service.audit.report import counts, record, show
    from qa_service.cli.ingest import show_skipped

    done = audit_corpus(
        chosen.corpus,
        index=chosen.index if published else None,
        max_bytes=chosen.max_file_bytes,
    )
    if as_json:
        report = {
            "articles": done.articles,
            "laws": [
                {"name": law.law, "source": law.source, "articles": len(law.articles),
                 "date": law.date}
                for law in done.laws
            ],
            "quotations": len(done.findings),
            "verdicts": counts(done.findings),
            "findings": [record(f) for f in done.findings if everything or f.verdict != "exact"],
            "skipped": [{"source": s.source, "reason": s.reason} for s in done.skipped],
        }  # fmt: skip
        write_json(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        from rich.console import Console

        show(done.findings, Console(highlight=False), everything=everything)
        show_skipped(done.skipped)
        if number := len(done.skipped):
            files, them = ("1 file was", "it") if number == 1 else (f"{number} files were", "them")
            typer.echo(f"{files} not read, so this audit knows nothing of {them}", err=True)
    unsound = any(f.bad or (strict and f.verdict == "truncated") for f in done.findings)
    if unsound or (strict and done.skipped):
        raise typer.Exit(3)
