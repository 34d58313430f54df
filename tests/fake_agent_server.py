"""Serves the hand-made articles over stdio; run as a program."""

from __future__ import annotations

from fake_library import FakeSearcher

from qa_service.api.mcp import create_server
from qa_service.api.present import ask_response
from qa_service.api.schemas import AskResponse
from qa_service.api.state import Live
from qa_service.domain import Question

if __name__ == "__main__":
    live = Live(FakeSearcher())  # type: ignore[arg-type]

    async def ask(question: Question) -> AskResponse:
        return ask_response(live.searcher.ask(question), live.show)

    create_server(lambda: live, ask).run("stdio")
