"""List the published versions, go back to one, check one, remove old ones."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa_service.cli.options import IndexOption, settings, write_json
from qa_service.text import counted

if TYPE_CHECKING:
    from pathlib import Path

    from qa_service.index.versions import Published


class Action(StrEnum):
    LIST = "list"
    ROLLBACK = "rollback"
    VERIFY = "verify"
    PRUNE = "prune"


def command(
    action: Annotated[
        Action,
        typer.Argument(
            help="list; rollback VERSION: make an older version the live one; verify [VERSION]: "
            "read every file of it, or of the live one, and compare with what was published; "
            "prune: remove all but the newest and the live one."
        ),
    ] = Action.LIST,
    version: Annotated[str | None, typer.Argument(help="For rollback and verify.")] = None,
    index: IndexOption = None,
    keep: Annotated[
        int | None,
        typer.Option(min=1, help="For prune: so many stay. [default: QA_KEEP_VERSIONS]"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Look after the published versions. A running service follows a rollback by itself.

    Exit codes: 0 done, 1 error (an unknown or damaged version), 2 wrong usage, 130
    interrupted.
    """
    if version is None and action is Action.ROLLBACK:
        raise typer.BadParameter("rollback needs a VERSION")
    if version is not None and action in (Action.LIST, Action.PRUNE):
        raise typer.BadParameter(f"{action} takes no VERSION")
    if keep is not None and action is not Action.PRUNE:
        raise typer.BadParameter("--keep is for prune")
    chosen = settings(index=index, keep_versions=keep)

    import json

    from qa_service.index.opened import open_version
    from qa_service.index.versions import prune, published, rollback

    root = chosen.index
    if action is Action.ROLLBACK:
        assert version is not None
        rollback(root, version)
        found: Any = {"live": version}
    elif action is Action.VERIFY:
        with open_version(root, version, verify="full") as opened:
            found = {"whole": opened.version, "files": len(opened.manifest.files)}
    elif action is Action.PRUNE:
        found = {"removed": prune(root, chosen.keep_versions)}
    else:
        found = {"versions": [_row(entry) for entry in published(root)]}
    if as_json:
        write_json(json.dumps(found, ensure_ascii=False, indent=2))
    elif action is Action.LIST:
        _show(published(root), root)
    elif action is Action.ROLLBACK:
        typer.echo(f"Version {version} is live.")
        typer.echo(
            "The next build publishes the corpus as it is by then: mend it before, or stop "
            "whatever runs qa ingest by itself.",
            err=True,
        )
    elif action is Action.VERIFY:
        typer.echo(f"Version {found['whole']} is whole: {found['files']} files.")
    else:
        removed = found["removed"]
        typer.echo(f"Removed: {', '.join(removed)}." if removed else "Nothing to remove.")


def _row(entry: Published) -> dict[str, object]:
    manifest = entry.manifest
    row: dict[str, object] = {"version": entry.version, "live": entry.live}
    if manifest is None:
        return {**row, "problem": entry.problem}
    return {
        **row,
        "created": manifest.created,
        "articles": manifest.counts.articles,
        "passages": manifest.counts.passages,
        "laws": manifest.counts.laws,
        "encoders": {encoder.name: encoder.fingerprint for encoder in manifest.encoders},
        "reason": manifest.reason,
    }


def _show(entries: list[Published], root: Path) -> None:
    if not entries:
        typer.echo(f"nothing is published in {root}", err=True)
    for entry in entries:
        mark = "*" if entry.live else " "
        if entry.manifest is None:
            typer.echo(f"{mark} {entry.version}  damaged: {entry.problem}")
            continue
        counts = entry.manifest.counts
        reason = f"  published because: {entry.manifest.reason}" if entry.manifest.reason else ""
        typer.echo(
            f"{mark} {entry.version}  {counted(counts.articles, 'article')}, "
            f"{counted(counts.passages, 'passage')}, {counted(counts.laws, 'law article')}{reason}"
        )
