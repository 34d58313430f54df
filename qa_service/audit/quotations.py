"""Every quotation of a law article, judged against the law's text or the other quotations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from qa_service.audit.by_law import ByLaw
from qa_service.audit.by_majority import ByMajority
from qa_service.audit.canonical import CanonicalLaw
from qa_service.audit.compare import Wording
from qa_service.audit.judged import Quotation
from qa_service.audit.verdicts import Finding
from qa_service.domain import Article, LawKey


def audit(
    articles: Iterable[Article],
    laws: Sequence[CanonicalLaw] = (),
    published: Mapping[LawKey, Sequence[str]] | None = None,
) -> list[Finding]:
    """A finding for every quotation, by source and place.

    A law among `laws` decides where it has the article. Else the majority does: what the quotations
    of an article from different sources say, and the wordings `published` before. Where they stand
    one against one, both are named, as disputed. Laws are judged each by itself: what is said of
    the quotations of one depends on no other.
    """
    # One object for all quotations with the same words: what it finds out of them, it keeps.
    wording = cache(Wording)
    quotations = [
        Quotation(
            article.source.source, quote, wording(article.source.text[quote.words : quote.span.end])
        )
        for article in articles
        for quote in article.quotes
    ]
    law, majority = ByLaw(laws), ByMajority(quotations, published or {})
    findings = []
    for quotation in quotations:
        if law.decides(quotation.key):
            judgement = law.judge(quotation.key, quotation.wording)
        else:
            judgement = majority.judge(quotation)
        findings.append(judgement.of(quotation))
    return sorted(findings, key=lambda f: (f.source, f.span, f.key))
