"""References that have lost the word "article": 第四十五条 translated as "Forty-fifth"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qa_service.domain import Span
from qa_service.laws.references import Reference
from qa_service.numerals import DIGITS_ORDINAL, WORDS_ORDINAL, parse_number

_BARE = rf"(?P<number>{WORDS_ORDINAL}|{DIGITS_ORDINAL})"
_ORDINAL = re.compile(_BARE)
_BARE_BEHIND = re.compile(rf"[\s\"'》〉)*_]*(?:[,:]\s*)?{_BARE}(?P<mark>\s*[.:,])?\s+(?=[\"(]?\w)")
_BARE_BEFORE = re.compile(rf"(?:the\s+)?{_BARE}\s+of\s+(?:the\s+)?[\"'《]?$")
COUNTED = re.compile(
    r"(?:of|paragraph|item|clause|step|floor|class|grade|part(?:y|ies)?|time|years?|generation"
    r"|quarter|half"
    r"|categor|kinds?|stage|months?|day|week|line|batch|round|type|level|place|point|method"
    r"|way|child|job|hand"
    r"|january|february|march|april|may\b|june|july|august|september|october|november|december"
    r"|how\b|what\b"
    r"|where (?:can|do|does|to|is|are|should|will|did)\b|when can|who\b|why\b|working"
    r"|to\b|and\b|or\b|century|anniversary|hospital|visit"
    r"|application|reissue)"
)
"""What an ordinal counts when it numbers no article of a law; against folded text behind it."""

SUBJECT = re.compile(
    r"(?:the|an?|if|where|any|all|when|employ(?:ers|ees|ing)|individuals|workers|laborers|citizens"
    r"|foreigners|persons|insured|people'?s|social|basic|personal|state|units|those|participants"
    r"|unemployed|female)\b"
)
"""How an article of a law begins, in lower case: an ordinal before anything else counts it."""


def holds_ordinal(folded: str) -> bool:
    """Whether there is anything for `ordinals_beside`."""
    return _ORDINAL.search(folded) is not None


def ordinals_beside(text: str, folded: str, names: Iterable[Span]) -> Iterator[Reference]:
    """Ordinals that are a reference without the word "article", as 第四十五条 badly translated is,
    because a law's name stands directly beside them: "Social Insurance Law Forty-fifth A person
    …", "Eighty-sixth of the Social Insurance Law". `names`: where laws are named."""
    for name in names:
        found = _BARE_BEHIND.match(folded, name.end)
        if found and not COUNTED.match(folded, found.end()):
            number = parse_number(found["number"])
            at = Span(*found.span("number"))
            subject = SUBJECT.match(folded, found.end()) is not None
            begins = subject or text[found.end()].isupper() or text[found.end()] in '"“('
            if number and (number > 10 or (text[at.start].isupper() and begins)):
                yield Reference(at, None, (number,), reach=at, weak=not begins)
        before = max(0, name.start - 60)
        if found := _BARE_BEFORE.search(folded, before, name.start):
            number = parse_number(found["number"])
            at = Span(*found.span("number"))
            if number and (number > 10 or text[at.start].isupper()):
                yield Reference(at, None, (number,), reach=at)
