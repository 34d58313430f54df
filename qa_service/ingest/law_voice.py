"""Where an article's own voice returns behind the words of a law."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_service.domain import Span
from qa_service.ingest.law_marks import OWN_VOICE, is_prose
from qa_service.ingest.law_quotes import opening
from qa_service.ingest.law_walk import LawWalk
from qa_service.laws import NATIONAL_LAWS, Binding, Reference
from qa_service.text import fold

_CASE = re.compile(r"^(?:if|where|when) you\b")
"""By which a translated law may state a case: "If you become unemployed again, the period …"."""
_AMOUNT = re.compile(r"(?:\d[\d,.]*|thousand|hundred) (?:yuan|rmb)\b|(?:rmb|¥) ?\d|\d[\d,.]*万?元")
_FINE = re.compile(r"\bfine[sd]?\b|penalt|confiscat|罚款|没收")

_SAME = re.compile(r"\b(?:same|said|above|above-?mentioned|aforementioned|aforesaid)\b|[同前上]")


def speaks_for_itself(walk: LawWalk, sentence: Span, references: Sequence[Reference]) -> bool:
    """Whether a sentence behind the law's first one is the article's own: it addresses a reader,
    draws a conclusion, names the article's city or an amount of money that is no fine, or cites by
    name (or as of "the same law") an article of a law, where the law would say "this Law"."""
    text = walk.text
    said = fold(text[sentence.start : sentence.end])
    if is_prose(_CASE.sub("", said)) or OWN_VOICE.match(said):
        return True
    if walk.law in NATIONAL_LAWS:
        if walk.names_place(sentence):
            return True
        if _AMOUNT.search(said) and not _FINE.search(said):
            return True
    if not re.search(r"\bLaw\b|\bCode\b", walk.law or ""):
        return False
    for reference in references:
        beside = fold(text[reference.reach.start : reference.reach.end])
        if reference.binding is Binding.SAME and _SAME.search(beside):
            return True
        named = (
            reference.binding in (Binding.BEFORE, Binding.AFTER) and reference.law in NATIONAL_LAWS
        )
        begins = not text[sentence.start : reference.reach.start].strip(" 《\"'“‘*(（")
        opens = opening(text, reference, sentence.start, sentence, begins=begins, in_block=True)
        if named and opens is None:
            return True
    return False
