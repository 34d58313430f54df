"""An audit's findings as a version keeps them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from qa_service.audit.canonical import CanonicalLaw
from qa_service.audit.quotations import audit
from qa_service.domain import Article
from qa_service.index.notes import NOTHING, BadQuote, LawDate, Notes


def take_notes(
    articles: Iterable[Article],
    laws: Sequence[CanonicalLaw] = (),
    *,
    only: Collection[str] | None = None,
    before: Notes = NOTHING,
) -> Notes:
    """The misleading quotations among the articles, by source and place, and the dates of the laws'
    texts (of several texts of one law the newest).

    Of laws that `only` doesn't name, what `before` says of quotations is taken over. Of those that
    it names, every article with a quotation must be there.
    """
    if only is not None:
        articles = (_about(article, only) for article in articles)
    bad = [
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
    ]
    if only is not None:
        bad += [quote for quote in before.bad_quotes if quote.law not in only]
    bad.sort(key=lambda quote: (quote.source, quote.start, quote.end, quote.law, quote.article))
    dates: dict[str, LawDate] = {}
    for law in laws:
        if law.date is None or law.date_origin is None:
            continue
        known = dates.get(law.law)
        if known is None or law.date > known.date:
            dates[law.law] = LawDate(law.law, law.date, law.date_origin, law.source)
    return Notes(tuple(bad), dates)


def _about(article: Article, laws: Collection[str]) -> Article:
    return replace(article, quotes=tuple(q for q in article.quotes if q.key.law in laws))
