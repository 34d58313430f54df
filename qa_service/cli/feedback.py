"""Read, review and use the feedback."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_service.cli.options import IndexOption, settings, write_json

if TYPE_CHECKING:
    from qa_service.feedback import Entry, FeedbackStore
    from qa_service.settings import Settings


class Action(StrEnum):
    LIST = "list"
    REVIEW = "review"
    GAPS = "gaps"
    EXPORT = "export"
    PURGE = "purge"


class WhyNot(StrEnum):
    NO_CITY_ARTICLE = "no_city_article"
    OUT_OF_SCOPE = "out_of_scope"
    AMBIGUOUS_CITY = "ambiguous_city"


def command(
    action: Annotated[
        Action,
        typer.Argument(
            help="list: the newest entries. review: make one a gold question. gaps: articles to "
            "write next, by the newest 4,000 questions about each city. export: everything, one "
            "JSON object a line. purge: delete what is too old."
        ),
    ],
    entry_id: Annotated[
        int | None, typer.Argument(metavar="id", help="The entry, for review.")
    ] = None,
    database: Annotated[
        str | None, typer.Option(help="URL of the database. [default: QA_FEEDBACK_URL]")
    ] = None,
    index: IndexOption = None,
    gold: Annotated[Path, typer.Option(help="Gold file that a reviewed entry goes to.")] = Path(
        "tests/gold/feedback.jsonl"
    ),
    source: Annotated[str | None, typer.Option(help="Source that answers the question.")] = None,
    quote: Annotated[str | None, typer.Option(help="Its words that answer, verbatim.")] = None,
    why_not: Annotated[
        WhyNot | None, typer.Option(help="Instead of --source and --quote: nothing answers it.")
    ] = None,
    answer: Annotated[str, typer.Option(help="The fact in short, for people.")] = "",
    dismiss: Annotated[
        bool, typer.Option("--dismiss", help="Set the entry aside without a gold question.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="Entries to list.")] = 50,
    days: Annotated[
        int | None, typer.Option(min=1, help="For purge. [default: QA_FEEDBACK_DAYS or 365]")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Look at what askers said of the answers, and learn from it.

    A question becomes a gold question only with a quote that you have set. `review` without an
    entry's number goes through the new ones and asks.

    Exit codes: 0 done, 1 error, 2 wrong usage, 130 interrupted.
    """
    chosen = settings(index=index, feedback_url=database)
    if chosen.feedback_url is None:
        raise typer.BadParameter("no database: give --database or set QA_FEEDBACK_URL")

    import json
    from contextlib import closing

    from qa_service.feedback import FeedbackStore

    with closing(FeedbackStore(chosen.feedback_url.get_secret_value())) as store:
        match action:
            case Action.LIST:
                entries = store.entries(limit=limit)
                if as_json:
                    records = [_record(entry) for entry in entries]
                    write_json(json.dumps(records, ensure_ascii=False, indent=2))
                else:
                    _show(entries)
            case Action.EXPORT:
                for entry in reversed(store.entries()):
                    write_json(json.dumps(_record(entry), ensure_ascii=False))
            case Action.PURGE:
                gone = store.purge(days if days is not None else chosen.feedback_days)
                typer.echo(f"{gone} entries deleted")
            case Action.GAPS:
                _gaps(store, chosen, as_json)
            case Action.REVIEW if entry_id is None:
                _review_all(store, chosen, gold)
            case Action.REVIEW:
                chosen_entry = store.entry(entry_id)
                if chosen_entry is None:
                    raise typer.BadParameter(f"there is no entry {entry_id}")
                if dismiss:
                    store.mark(chosen_entry.id, "dismissed")
                    typer.echo(f"{chosen_entry.id} dismissed")
                else:
                    why = why_not.value if why_not is not None else None
                    _promote(store, chosen_entry, chosen, gold, source, quote, why, answer)


def _promote(
    store: FeedbackStore,
    entry: Entry,
    chosen: Settings,
    gold: Path,
    source: str | None,
    quote: str | None,
    why_not: str | None,
    answer: str,
) -> None:
    from typing import cast

    from qa_service.cities import Gazetteer
    from qa_service.domain import Reason
    from qa_service.feedback.review import promote
    from qa_service.index.documents import Documents
    from qa_service.index.layout import current_version, documents_path

    documents = Documents(documents_path(chosen.index / current_version(chosen.index)))
    try:
        name = promote(
            entry,
            gold,
            source=source,
            quote=quote,
            reason=cast("Reason | None", why_not),
            answer=answer,
            text_of=lambda path: documents.source_text(path).text,
            gazetteer=Gazetteer.load(),
        )
    finally:
        documents.close()
    store.mark(entry.id, "promoted")
    typer.echo(f"{name} added to {gold}")


def _review_all(store: FeedbackStore, chosen: Settings, gold: Path) -> None:
    from qa_service.errors import QAError

    for entry in reversed(store.entries(state="new")):
        _show([entry])
        what = typer.prompt("[q]uote, [n]o answer, [d]ismiss, [s]kip, [e]nd", default="s")[:1]
        if what == "e":
            return
        if what == "d":
            store.mark(entry.id, "dismissed")
        if what not in ("q", "n"):
            continue
        source = quote = why_not = None
        if what == "q":
            source = typer.prompt("Source")
            quote = typer.prompt("Quote from it, word for word")
        else:
            why_not = typer.prompt("Why", default="out_of_scope")
        try:
            _promote(store, entry, chosen, gold, source, quote, why_not, "")
        except QAError as error:
            typer.echo(f"not added: {error}", err=True)


def _gaps(store: FeedbackStore, chosen: Settings, as_json: bool) -> None:
    import json
    from functools import partial

    from qa_service.cities import Gazetteer
    from qa_service.encoders.choose import choose_encoders
    from qa_service.feedback.gaps import find_gaps

    entries = store.entries()
    if any(entry.unmet for entry in entries):
        encoders = choose_encoders(chosen)
        gaps = find_gaps(
            entries,
            encoders.multilingual or encoders.main,
            Gazetteer.load(),
            warn=partial(typer.echo, err=True),
        )
    else:
        gaps = []
    if as_json:
        records = [
            {"city": gap.city, "headline": gap.headline, "asked": gap.asked,
             "disliked": gap.disliked, "last": gap.last.isoformat(timespec="seconds"),
             "questions": list(gap.questions)}
            for gap in gaps
        ]  # fmt: skip
        write_json(json.dumps(records, ensure_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("City", "Asked", "Disliked", "What is missing")
    for gap in gaps:
        more = len(gap.questions) - 1
        headline = gap.headline + (f" (and {more} like it)" if more else "")
        table.add_row(gap.city or "any", str(gap.asked), str(gap.disliked), _plain(headline))
    Console(highlight=False).print(table)


def _show(entries: list[Entry]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("No.", "When (UTC)", "Rating", "Question", "Note", "State")
    for entry in entries:
        rating = entry.rating if entry.reason is None else f"{entry.rating} ({entry.reason})"
        table.add_row(
            str(entry.id), f"{entry.created:%Y-%m-%d %H:%M}", rating, _plain(entry.question),
            _plain(entry.note), entry.state,
        )  # fmt: skip
    Console(highlight=False).print(table)


def _plain(text: str):  # type: ignore[no-untyped-def]
    """What people typed, on one line."""
    from rich.text import Text

    from qa_service.text import printable, squeeze

    return Text(printable(squeeze(text)))


def _record(entry: Entry) -> dict[str, object]:
    import dataclasses

    return dataclasses.asdict(entry) | {"created": entry.created.isoformat(timespec="seconds")}
