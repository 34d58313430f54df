"""Serve the index over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from qa_service.cli.options import IndexOption, settings


def command(
    index: IndexOption = None,
    host: Annotated[
        str | None,
        typer.Option(
            help="Address to listen on. [default: QA_HOST or 127.0.0.1, this machine only]"
        ),
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on. [default: QA_PORT or 8000]")
    ] = None,
) -> None:
    """Serve the published index over HTTP; /docs describes the routes.

    Without an index it starts all the same and answers 503 until one is published and loaded.

    Exit codes: 0 stopped, 1 error, 2 wrong usage.
    """
    chosen = settings(index=index, host=host, port=port)

    from functools import cache

    import uvicorn

    from qa_service.api.app import create_app
    from qa_service.api.state import Service
    from qa_service.encoders.choose import choose_encoders
    from qa_service.index.layout import current_version
    from qa_service.search import Searcher, open_searcher

    # Every version is searched with the same encoders, so a reload need not load them again.
    encoders = cache(lambda: choose_encoders(chosen))

    def load() -> Searcher:
        current_version(chosen.index)  # NoIndex before an encoder is loaded for nothing
        return open_searcher(chosen, encoders())

    service = Service(load)
    # Here, so that an encoder that can't be had ends the command in one line.
    service.start()
    uvicorn.run(
        create_app(service, chosen), host=chosen.host, port=chosen.port, server_header=False
    )
