"""Serve the index to an agent over stdio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_service.cli.options import IndexOption, settings

if TYPE_CHECKING:
    from qa_service.api.schemas import AskResponse
    from qa_service.api.state import Service
    from qa_service.domain import Question
    from qa_service.settings import Settings


def command(index: IndexOption = None) -> None:
    """Serve the published index as tools of the Model Context Protocol, over stdin and stdout.

    For an agent's configuration: command "qa", arguments ["mcp", "--index", "/path/to/index"]. The
    running service offers the same tools over HTTP at /mcp.

    Exit codes: 0 the client has gone, 1 error, 2 wrong usage, 130 interrupted.
    """
    chosen = settings(index=index)

    import logging
    import sys

    from qa_service.cli.serve import make_service

    # stdout belongs to the protocol.
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    run(make_service(chosen), chosen)


def run(service: Service, chosen: Settings) -> None:
    """Serves until the client has gone, always the version that is published by then.
    IndexUnavailable when there is none to begin with."""
    from anyio import to_thread

    from qa_service.api.mcp import create_server
    from qa_service.api.present import ask_response
    from qa_service.api.watch import watching

    async def ask(question: Question) -> AskResponse:
        live = service.live()
        answer = await to_thread.run_sync(live.searcher.ask, question)
        return ask_response(answer, live.show, live.covered)

    server = create_server(service.live, ask, chosen.max_question_chars)
    service.reload()
    service.up.set()
    watching(service, chosen.reload_seconds)
    server.run("stdio")
