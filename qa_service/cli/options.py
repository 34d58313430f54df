"""What the commands share: options, the settings they override, and what goes to a terminal."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from qa_service.settings import Settings


def folder_path(given: str) -> Path:
    """Empty, as a variable of the shell that is unset, would be the current folder as a path."""
    if not given.strip():
        raise typer.BadParameter("must not be empty")
    return Path(given)


CorpusOption = Annotated[
    Path | None,
    typer.Option(
        "--corpus",
        parser=folder_path,
        metavar="<path>",
        help="Folder of the articles. [default: QA_CORPUS or corpus]",
    ),
]
IndexOption = Annotated[
    Path | None,
    typer.Option(
        "--index",
        parser=folder_path,
        metavar="<path>",
        help="Folder of the published versions. [default: QA_INDEX or index]",
    ),
]


@cache
def _warn(message: str) -> None:
    """Once in a process."""
    typer.echo(message, err=True)


def settings(*, say: Callable[[str], object] = _warn, **overrides: Any) -> Settings:
    """The environment's settings under the options that were given; None was not. `say` is told of
    variables that look like settings and are none."""
    from pydantic import ValidationError

    from qa_service.settings import Settings

    given = {name: value for name, value in overrides.items() if value is not None}
    for message in _unknown(Settings.model_fields):
        say(message)
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = [
            f"{_origin(str(one['loc'][0]), given)}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors(include_url=False)
        ]
        raise typer.BadParameter("; ".join(wrong)) from error


def _origin(name: str, given: Collection[str]) -> str:
    option = "--database" if name == "feedback_url" else f"--{name}"
    return option if name in given else f"QA_{name.upper()}"


def _unknown(known: Collection[str]) -> Iterator[str]:
    """A misspelt setting would do nothing."""
    names = {f"QA_{name.upper()}" for name in known}
    for given in sorted(os.environ):
        if given.startswith("QA_") and given.upper() not in names:
            near = get_close_matches(given.upper(), names, 1, 0.85)
            meant = f"; {near[0]} is one" if near else ""
            yield f"{given} is no setting{meant}"


def text(given: str | None) -> str | None:
    """An argument; the bytes of it that the locale could not decode are read as UTF-8."""
    try:
        return given and given.encode("utf-8", "surrogateescape").decode()
    except UnicodeError:
        raise typer.BadParameter("must be UTF-8") from None


def write_json(text: str, to: Path | None = None) -> None:
    """To `to`, else to stdout, in UTF-8 whatever the locale."""
    if to is None:
        typer.echo(text.encode())
    else:
        to.write_text(text + "\n", encoding="utf-8")
