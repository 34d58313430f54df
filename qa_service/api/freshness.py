"""What a version knows against its articles: wrong quotations, laws newer than they are."""

from __future__ import annotations

from collections import defaultdict

from qa_service.api.state import Live
from qa_service.domain import LawKey
from qa_service.index.rows import SourceEntry


def article_warnings(live: Live, entries: list[SourceEntry]) -> dict[str, list[str]]:
    """By source: wrong quotations in it, and laws it quotes whose text is newer. Sources without a
    warning are left out."""
    notes = live.notes
    warnings: dict[str, list[str]] = defaultdict(list)
    for quote in notes.bad_quotes:
        warnings[quote.source].append(str(quote))
    if notes.law_dates:
        quoted: dict[str, list[LawKey]] = defaultdict(list)
        for law in live.searcher.index.documents.laws():
            if law.key.law in notes.law_dates:
                for source in law.quoted_by:
                    quoted[source].append(law.key)
        for entry in entries:
            warnings[entry.source] += notes.outdated(entry.date, quoted[entry.source])
    return {source: said for source, said in warnings.items() if said}


def stale(live: Live, entries: list[SourceEntry]) -> set[str]:
    """Sources that quote a law whose text is newer than they are."""
    notes = live.notes
    dates = {entry.source: entry.date for entry in entries}
    return {
        source
        for law in live.searcher.index.documents.laws()
        for source in law.quoted_by
        if source in dates and notes.outdated(dates[source], [law.key])
    }
