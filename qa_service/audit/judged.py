"""A quotation on its way to a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qa_service.alignment import likeness
from qa_service.audit.compare import Comparison, Wording
from qa_service.audit.verdicts import Finding, Verdict
from qa_service.domain import LawKey, LawQuote
from qa_service.text import squeeze

_SAME = 0.97
"""Share of common words from which a quotation has another article's words: neighbours such as the
articles on work injury and on maternity differ in more."""

RANK: Mapping[Verdict, int] = {
    "number changed": 0, "negation lost": 1, "wrong article number": 2, "exact": 3, "truncated": 4,
    "variant": 5, "unchecked": 6,
}  # fmt: skip


@dataclass(frozen=True)
class Quotation:
    source: str
    quote: LawQuote
    wording: Wording

    @property
    def key(self) -> LawKey:
        return self.quote.key


@dataclass(frozen=True)
class Judgement:
    """What is said of a wording as a quotation of an article, wherever it stands."""

    verdict: Verdict
    detail: str = ""
    against: str = ""
    comparison: Comparison | None = None
    disputed: bool = False

    def of(self, quotation: Quotation) -> Finding:
        return Finding(
            source=quotation.source,
            key=quotation.key,
            span=quotation.quote.span,
            verdict=self.verdict,
            detail=self.detail,
            against=self.against,
            changes=self.comparison.changes if self.comparison is not None else (),
            disputed=self.disputed,
            quoted=quotation.wording.text,
        )


def compared(
    comparison: Comparison, against: str, *, doubt: str = "", disputed: bool = False
) -> Judgement:
    """The judgement that a comparison comes to; `doubt` is added to its detail."""
    detail = _detail(comparison) + doubt
    return Judgement(comparison.verdict, detail, against, comparison, disputed)


def wrong_number(number: int, against: str, disputed: bool = False) -> Judgement:
    detail = f"these are the words of Article {number}"
    if disputed:
        detail += " elsewhere; one says so and one otherwise, put the law into laws/"
    return Judgement("wrong article number", detail, against, disputed=disputed)


def same_words(one: Wording, other: Wording) -> bool:
    """Whether these are the words of one and the same article."""
    shorter, longer = sorted((one.letters, other.letters), key=len)
    if len(shorter) >= 40 and shorter in longer:
        return True
    if one.lang != other.lang or min(len(one.tokens), len(other.tokens)) < 8:
        return False
    return likeness(one.tokens, other.tokens) >= _SAME


def _detail(comparison: Comparison) -> str:
    if comparison.numbers:
        said = (f"{quoted} instead of {right}" for quoted, right in comparison.numbers)
        return "; ".join(dict.fromkeys(squeeze(part) for part in said))
    return comparison.detail
