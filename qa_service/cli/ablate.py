"""Compare the ranking with what it would be without each of its parts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa_service.cli.options import IndexOption, folder_path, settings


def command(
    beir: Annotated[
        list[Path] | None,
        typer.Option(help="Folder with corpus.jsonl, queries.jsonl, qrels/test.tsv; repeatable."),
    ] = None,
    gold: Annotated[
        list[Path] | None, typer.Option(help="Gold questions, one JSON object a line; repeatable.")
    ] = None,
    corpus: Annotated[
        list[Path] | None,
        typer.Option(
            parser=folder_path,
            metavar="<path>",
            help="Folder of the articles that each --gold asks about, in their order.",
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(help="What the tables call the collections: --beir first, then --gold."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help="A group of rows, e.g. Fusion; repeatable. [default: all]"),
    ] = None,
    index: IndexOption = None,
    markdown: Annotated[
        Path | None, typer.Option(help="Write the tables to this file as Markdown.")
    ] = None,
) -> None:
    """Rank every question in every variant and test each against the shipped configuration.

    Vectors are cached with the index; a text that no variant had before is embedded first.

    Exit codes: 0 measured, whatever the figures; 1 error; 2 wrong usage; 130 interrupted.
    """
    folders, questions, articles = beir or [], gold or [], corpus or []
    if not folders and not questions:
        raise typer.BadParameter("give --beir or --gold")
    if len(questions) != len(articles):
        raise typer.BadParameter("give one --corpus for each --gold")
    names = name or [path.name for path in folders] + [
        f"{path.resolve().parent.name}/{path.stem}" for path in questions
    ]
    if len(set(names)) != len(folders) + len(questions):
        raise typer.BadParameter("give one --name for each collection, all different")

    from qa_service.evaluation.ablation.variants import VARIANTS

    unknown = set(only or ()) - VARIANTS.keys()
    if unknown:
        raise typer.BadParameter(f"--only is one of {', '.join(VARIANTS)}")
    chosen = settings(index=index)

    from rich.console import Console

    from qa_service.build.progress import progress_shown
    from qa_service.cli.ablation_inputs import beir_collection, gold_collection, open_passages
    from qa_service.encoders.choose import choose_encoders
    from qa_service.evaluation.ablation.run import ablate
    from qa_service.evaluation.ablation.table import markdown as as_markdown
    from qa_service.evaluation.ablation.table import show
    from qa_service.index.cache import VectorCache
    from qa_service.index.layout import vector_cache_path

    encoders = choose_encoders(chosen)
    status = Console(stderr=True, highlight=False)
    collections = [beir_collection(folder, encoders) for folder in folders] + [
        gold_collection(file, folder, "", chosen, encoders)
        for file, folder in zip(questions, articles, strict=True)
    ]
    from dataclasses import replace

    collections = [replace(c, name=n) for c, n in zip(collections, names, strict=True)]
    with (
        VectorCache(vector_cache_path(chosen.index)) as cache,
        progress_shown(True) as stage,
    ):
        rows = ablate(
            collections,
            lambda passages, texts: open_passages(passages, texts, encoders, cache, stage),
            {group: VARIANTS[group] for group in VARIANTS if not only or group in only},
            lambda what: status.print(what, style="dim"),
        )
    show(rows, collections, Console(highlight=False))
    if markdown is not None:
        markdown.write_text(as_markdown(rows, collections, _call(names)), encoding="utf-8")


def _call(names: list[str]) -> str:
    """The command without the paths, which are nobody else's."""
    return f"scripts/ablate.py ({', '.join(names)})"
