"""An answer for people, on a terminal or in a file."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from qa_service.api.pages.answer_view import answer_view
from qa_service.api.schemas import AskResponse, Explanation, RankedPassage
from qa_service.text import printable


def show(response: AskResponse, console: Console | None = None) -> None:
    """Answer, of several cities each one's, or reason first, then the passages. Lines are wrapped
    and coloured only where `console` is a terminal."""
    console = console or Console(highlight=False)
    if response.answer is not None:
        leads = [
            (f"{column.city}: ", card.lead)
            for column in answer_view(response).columns
            for card in column.cards[:1]
        ]
        for city, lead in leads or [("", response.answer.text)]:
            _print(console, _text(city, "bold") + _text(lead, "bold green"))
        if response.explanation is not None:
            _print(console, _text(response.explanation, "yellow"))
    else:
        reason = _text(f"No answer ({response.reason}). ", "bold yellow")
        _print(console, reason + _text(response.explanation or ""))
    for number, passage in enumerate(response.passages, start=1):
        console.print()
        _show_passage(number, passage, console)
    console.print()
    took = f"{response.timings_ms['total']:.0f} ms, index {response.index_version}"
    _print(console, _text(took, "dim"))
    if response.explain is not None:
        _show_explanation(response.explain, response.confidence, console)


def _show_passage(number: int, passage: RankedPassage, console: Console) -> None:
    citation = passage.citation
    _print(console, _text(f"[{number}] {citation.label}", "bold"))
    text = _text(passage.text)
    for start, end in passage.highlights:
        text.stylize("green", start, end)
    _print(console, text, indent=4)
    basis = "; ".join(f"{law.name}, Article {law.article}" for law in passage.laws)
    details = [
        f"{citation.source}:{citation.start}-{citation.end}",
        f"score {passage.score:.3f}",
        citation.url,
        f"{citation.date} ({citation.date_origin})" if citation.date else None,
        f"legal basis: {basis}" if basis else None,
    ]
    _print(console, _text(" · ".join(filter(None, details)), "dim"), indent=4)
    for warning in citation.warnings:
        _print(console, _text(f"Beware: {warning}", "yellow"), indent=4)


def _show_explanation(explain: Explanation, confidence: float, console: Console) -> None:
    scope = explain.scope
    console.print()
    places = ", ".join((*scope.cities, *scope.provinces)) or "no city"
    named = f" (“{scope.matched_text}”)" if scope.matched_text else ""
    _print(console, _text(f"Scope: {places}{named}, by {scope.method}"))
    _print(console, _text(f"Confidence: {confidence:.4g}, by"))
    for name, value in explain.evidence.items():
        _print(console, _text(f"{name}: {value:.4g}"))
    table = Table(
        Column("passage", overflow="fold"),
        "fate",
        "score by channel (rank)",
        box=None,
        pad_edge=False,
    )
    for hit in explain.hits:
        table.add_row(
            hit.passage_id, f"returned, {hit.score:.3f}", _channels(hit.channels, hit.ranks)
        )
    for lost in explain.rejected:
        fate = f"{lost.stage}: {lost.detail}"
        table.add_row(lost.passage_id, _text(fate), _channels(lost.channels, lost.ranks))
    console.print(table)


def _channels(scores: dict[str, float], ranks: dict[str, int]) -> str:
    return ", ".join(
        f"{name} {score:.3f}" + (f" ({ranks[name]})" if name in ranks else "")
        for name, score in scores.items()
    )


def _print(console: Console, text: Text, indent: int = 0) -> None:
    if console.is_terminal:
        console.print(Padding(text, (0, 0, 0, indent)))
    else:
        for line in text.split("\n"):
            console.print(" " * indent, line, sep="", soft_wrap=True)


def _text(content: str, style: str = "") -> Text:
    return Text(printable(content), style)
