"""A quotation that closes with its reference: "… shall register" (Article 58, Labor Law)."""

from __future__ import annotations

import re

from qa_service.domain import Span
from qa_service.ingest.laws.marks import QUOTATION_MARKS, is_normative
from qa_service.laws.references import Reference
from qa_service.text import trim

_FARTHEST = 1500
"""Characters of the longest quotation looked for."""
_OPENS = {closes: opens for opens, closes in QUOTATION_MARKS.items()}
_LEADS = r"\s*(?:[(（\[【]|[-–—]{1,2})\s*$"
"""To the reference: a bracket or a dash."""
_CLOSES = re.compile(rf"[.;。；]?(?P<mark>[{''.join(_OPENS)}])[.,。，]?{_LEADS}")
_ENDS_LINE = re.compile(rf"[.。;；]{_LEADS}")
_BEHIND = re.compile(r"[\"'》〉”]*\s*(?:[)）\]】]|[.。;]|\s|$)")


def closing_quotation(
    text: str, reference: Reference, line: Span, *, labelled: bool = False
) -> Span | None:
    """The words in quotation marks that a reference in brackets (or behind a dash) ends in `line`,
    or in a `labelled` legal basis the whole line before the brackets; None if it ends none."""
    if len(reference.numbers) != 1 or not _BEHIND.match(text, reference.reach.end, line.end):
        return None
    begin = max(line.start, reference.reach.start - _FARTHEST)
    before = re.sub(r"[\"'《〈“]+$", "", text[begin : reference.reach.start])
    closes = _CLOSES.search(before)
    if closes is not None:
        end = begin + closes.start("mark")
        opens = text.rfind(_OPENS[closes["mark"]], begin, end)
        span = trim(text, opens + 1, end) if opens >= 0 else None
    elif labelled and begin == line.start and (ends := _ENDS_LINE.search(before)):
        span = trim(text, begin, begin + ends.start() + 1)
    else:
        return None
    if span is None:
        return None
    words = text[span.start : span.end]
    size = len(words.split()) + len(re.findall(r"[\u4e00-\u9fff]", words)) // 2
    return span if size >= (8 if is_normative(words) else 12) else None
