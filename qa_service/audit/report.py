"""Findings for people: a table of what misleads, the rest counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from qa_service.audit.verdicts import Finding, Verdict
from qa_service.text import printable, squeeze

_STYLE = {"truncated": "yellow", "unchecked": "dim", "variant": "dim", "exact": "green"}
_ORDER: tuple[Verdict, ...] = (
    "number changed", "negation lost", "wrong article number", "truncated", "unchecked", "variant",
    "exact",
)  # fmt: skip


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """Quotations by verdict, every verdict named, the worst first."""
    counted = Counter(finding.verdict for finding in findings)
    return {verdict: counted[verdict] for verdict in _ORDER}


def show(findings: Sequence[Finding], console: Console, *, everything: bool = False) -> None:
    """The bad ones and what is truncated; with `everything` all of them."""
    listed = [f for f in findings if everything or f.bad or f.verdict == "truncated"]
    if listed:
        names = ("Source", "Law article", "Verdict", "Detail", "Against")
        table = Table(*(Column(name, overflow="fold") for name in names))
        for finding in sorted(listed, key=lambda f: _ORDER.index(f.verdict)):
            verdict = finding.verdict + (" (disputed)" if finding.disputed else "")
            table.add_row(
                _plain(f"{finding.source}:{finding.span.start}-{finding.span.end}"),
                _plain(f"{finding.key.law}, Article {finding.key.article}"),
                Text(verdict, _STYLE.get(finding.verdict, "bold red")),
                _plain(finding.detail or _excerpt(finding)),
                _plain(finding.against),
            )
        console.print(table)
    told = ", ".join(
        f"{number} {verdict}" for verdict, number in counts(findings).items() if number
    )
    console.print(_plain(f"{len(findings)} quotations: {told or 'none'}"))


def record(finding: Finding) -> dict[str, Any]:
    """As JSON."""
    return {
        "source": finding.source,
        "start": finding.span.start,
        "end": finding.span.end,
        "law": finding.key.law,
        "article": finding.key.article,
        "verdict": finding.verdict,
        "bad": finding.bad,
        "disputed": finding.disputed,
        "detail": finding.detail,
        "against": finding.against,
        "changes": [{"quoted": c.quoted, "found": c.found} for c in finding.changes],
        "text": finding.quoted,
    }


def _excerpt(finding: Finding) -> str:
    words = squeeze(finding.quoted)
    return words if len(words) <= 80 else words[:79] + "…"


def _plain(text: str) -> Text:
    """A corpus's words never reach the terminal as commands to it."""
    return Text(printable(text))
