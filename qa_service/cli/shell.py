"""Runs commands: what the product refuses ends in one line on stderr, never in a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import Any, TextIO

import typer

from qa_service.errors import QAError
from qa_service.text import squeeze


def main() -> None:
    """The console command `qa` with its subcommands."""
    from qa_service.cli import (
        ablate,
        ask,
        audit,
        calibrate,
        evaluate,
        feedback,
        ingest,
        mcp,
        publish,
        serve,
        versions,
    )

    app = typer.Typer(
        name="qa",
        help="Cited answers about social security in China's cities.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    for module in (
        ingest, publish, versions, ask, serve, evaluate, calibrate, ablate, audit, feedback, mcp,
    ):  # fmt: skip
        app.command(module.__name__.rpartition(".")[2])(module.command)
    _call(app)


def run(command: Callable[..., Any]) -> None:
    """One command as a script of its own."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(command)
    _call(app)


def _call(app: typer.Typer) -> None:
    # numpy's threads spin for a while after every product and take the cores from the encoder: a
    # fifth of a busy service's time. To be said before numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.stdout, sys.stderr = map(_whoever_reads, (sys.stdout, sys.stderr))
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # what the terminal's encoding lacks is no error
    try:
        app()
    except (QAError, OSError) as error:
        typer.echo(f"error: {squeeze(str(error))}", err=True)
        sys.exit(1)


class _Pipe(FileIO):
    """Takes what nobody reads any more, as behind `| head -1`, for written: it is no error, and
    the rest of the command is still to be done."""

    def write(self, content: Any, /) -> int:
        try:
            return super().write(content)
        except BrokenPipeError:
            return memoryview(content).nbytes


def _whoever_reads(stream: TextIO) -> TextIO:
    """The stream as it is, but for a reader who closes the pipe."""
    if stream not in (sys.__stdout__, sys.__stderr__) or not isinstance(stream, TextIOWrapper):
        return stream
    return TextIOWrapper(
        BufferedWriter(_Pipe(stream.fileno(), "wb", closefd=False)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering or stream.write_through,
    )
