"""An audit's findings as a version keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qa_service.audit.canonical import CanonicalLaw
from qa_service.audit.quotations import audit
from qa_service.domain import Article
from qa_service.index.notes import BadQuote, LawDate, Notes


def take_notes(articles: Iterable[Article], laws: Sequence[CanonicalLaw] = ()) -> Notes:
    """The misleading quotations among the articles, and the dates of the laws' texts (of several
    texts of one law the newest)."""
    bad = tuple(
        BadQuote(
            source=finding.source,
            start=finding.span.start,
            end=finding.span.end,
            law=finding.key.law,
            article=finding.key.article,
            verdict=finding.verdict,
            detail=finding.detail,
            disputed=finding.disputed,
        )
        for finding in audit(articles, laws)
        if finding.bad
    )
    dates: dict[str, LawDate] = {}
    for law in laws:
        if law.date is None or law.date_origin is None:
            continue
        known = dates.get(law.law)
        if known is None or law.date > known.date:
            dates[law.law] = LawDate(law.law, law.date, law.date_origin, law.source)
    return Notes(bad, dates)
