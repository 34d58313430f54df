"""What the commands share: options, the settings they override, and what goes to a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from qa_service.settings import Settings

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", help="Folder of the published versions. [default: QA_INDEX or index]"),
]


def settings(**overrides: Any) -> Settings:
    """The environment's settings under the options that were given; None was not."""
    from pydantic import ValidationError

    from qa_service.settings import Settings

    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        name = str(wrong["loc"][0])
        origin = f"--{name}" if name in given else f"QA_{name.upper()}"
        raise typer.BadParameter(f"{origin}: {wrong['msg']}") from error


def write_json(text: str, to: Path | None = None) -> None:
    """To `to`, else to stdout, in UTF-8 whatever the locale."""
    if to is None:
        typer.echo(text.encode())
    else:
        to.write_text(text + "\n", encoding="utf-8")
