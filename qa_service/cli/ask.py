"""Ask one question from the shell."""

from __future__ import annotations

from typing import Annotated

import typer

from qa_service.cli.options import IndexOption, settings, text, write_json


def command(
    question: Annotated[
        str, typer.Argument(help="The question, in English or Chinese.", callback=text)
    ],
    index: IndexOption = None,
    city: Annotated[
        str | None,
        typer.Option(
            help="City to answer for; overrides the cities named in the question.", callback=text
        ),
    ] = None,
    top_k: Annotated[int, typer.Option(min=1, max=50, help="How many passages to show.")] = 5,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also show how the passages were found.")
    ] = False,
    expect: Annotated[
        str | None,
        typer.Option(
            help="With --explain: id of a passage whose way through the search is wanted.",
            callback=text,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what POST /ask returns.")] = False,
) -> None:
    """Answer a question with cited passages.

    Exit codes: 0 answered or abstained (the output says which), 1 error, 2 wrong usage,
    130 interrupted.
    """
    if expect is not None and not explain:
        raise typer.BadParameter("--expect is for --explain")
    chosen = settings(index=index)

    from qa_service.api.present import ask_response
    from qa_service.api.state import Live
    from qa_service.domain import Question
    from qa_service.search import open_searcher

    live = Live(open_searcher(chosen))
    answer = live.searcher.ask(
        Question(question, city if city and city.strip() else None, top_k, explain, expect)
    )
    response = ask_response(answer, live.show, live.covered)
    if as_json:
        write_json(response.model_dump_json(indent=2))
    else:
        from qa_service.cli.show_answer import show

        show(response)
