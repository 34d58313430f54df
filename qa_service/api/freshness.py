"""What a version knows against its articles: wrong quotations, laws newer than they are."""

from __future__ import annotations

from collections import defaultdict

from qa_service.api.state import Live
from qa_service.index.rows import SourceEntry


def article_warnings(live: Live, entries: list[SourceEntry]) -> dict[str, list[str]]:
    """By source: wrong quotations in it, and laws it quotes whose text is newer. Sources without a
    warning are left out."""
    warnings: dict[str, list[str]] = defaultdict(list)
    for quote in live.notes.bad_quotes:
        warnings[quote.source].append(str(quote))
    for entry in entries:
        warnings[entry.source] += _outdated(live, entry)
    return {source: said for source, said in warnings.items() if said}


def stale(live: Live, entries: list[SourceEntry]) -> set[str]:
    """Sources that quote a law whose text is newer than they are."""
    return {entry.source for entry in entries if _outdated(live, entry)}


def _outdated(live: Live, entry: SourceEntry) -> list[str]:
    return live.notes.outdated(entry.date, live.quoted.get(entry.source, ()))
