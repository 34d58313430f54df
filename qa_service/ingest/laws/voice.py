"""Where an article's own voice returns behind the words of a law."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_service.domain import Span
from qa_service.ingest.laws.marks import is_own_voice, is_prose
from qa_service.ingest.laws.quotes import opening
from qa_service.ingest.laws.walk import LawWalk
from qa_service.laws.canonical import NATIONAL_LAWS
from qa_service.laws.references import Binding, Reference
from qa_service.text import fold

_CASE = re.compile(r"^(?:if|where|when) you\b")
"""By which a translated law may state a case: "If you become unemployed again, the period …"."""
_AMOUNT = re.compile(
    r"(?:\d[\d,.]{0,20}|thousand|hundred) (?:yuan|rmb)\b|(?:rmb|¥) ?\d|\d[\d,.]{0,20}万?元"
)
_FINE = re.compile(r"\bfine[sd]?\b|penalt|confiscat|罚款|没收")

_DAY = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th) (?:day )?of (?:each|every|the) month\b"
    r"|\b(?:mon|tues|wednes|thurs|fri)days?\b|每月\d{1,2}[日号]|每周[一二三四五](?![次天日])"
    r"|(?:周|星期)[一二三四五][至到]"
)
"""On which a counter pays or is open: a national law sets time limits instead."""

_SEE = re.compile(r"\bsee (?:also )?art(?:icle|\.)|[参另详]见第")
_SAME = re.compile(r"\b(?:same|said|above|above-?mentioned|aforementioned|aforesaid)\b|[同前上]")


def speaks_for_itself(walk: LawWalk, sentence: Span, references: Sequence[Reference]) -> bool:
    """Whether a sentence behind the law's first one is the article's own: it addresses a reader,
    draws a conclusion, names the article's city, a day of the month or week or an amount of money
    that is no fine, or cites by name (or as of "the same law") an article of a law, where the law
    would say "this Law"."""
    text = walk.text
    words = text[sentence.start : sentence.end]
    said = fold(words)
    if is_prose(_CASE.sub("", said)) or is_own_voice(words) or _SEE.search(said):
        return True
    if walk.tells_of_place(walk.law, sentence):
        return True
    if walk.law in NATIONAL_LAWS:
        if _DAY.search(said):
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
