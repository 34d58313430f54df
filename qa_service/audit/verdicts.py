"""What an audit says of a quotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qa_service.alignment import Change
from qa_service.domain import LawKey, Span

Verdict = Literal[
    "exact",
    "variant",
    "truncated",
    "unchecked",
    "number changed",
    "negation lost",
    "wrong article number",
]
"""exact: the law's words. variant: the same in other words, such as a second translation.
truncated: a part of the article's words. unchecked: nothing to compare it with."""

BAD: frozenset[Verdict] = frozenset({"number changed", "negation lost", "wrong article number"})
"""Verdicts on quotations that mislead."""


@dataclass(frozen=True)
class Finding:
    """One quotation, judged."""

    source: str
    key: LawKey
    span: Span
    """Of the quotation in the source text."""
    verdict: Verdict
    detail: str
    """What is wrong, in words; may be empty."""
    against: str = ""
    """What it was compared with: the file of the law, or sources of other quotations."""
    changes: tuple[Change, ...] = ()
    disputed: bool = False
    """Quotations contradict each other, and neither the law's text nor a majority says who is
    right."""
    quoted: str = ""

    @property
    def bad(self) -> bool:
        return self.verdict in BAD
