"""References to law articles by their form alone, before a law is found for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from qa_service.domain import Span
from qa_service.numerals import (
    DIGITS,
    DIGITS_ORDINAL,
    HAN,
    HAN_NUMERALS,
    WORDS,
    WORDS_ORDINAL,
    parse_number,
)

_LONGEST_SERIES = 50
_LONGEST_RANGE = 60
_NOWHERE = Span(0, 0)


class Binding(Enum):
    """How a reference got its law."""

    BEFORE = "the law's name stands directly before"
    AFTER = "the law's name stands directly behind"
    SAME = "this Law, the same law: the nearest earlier one"
    SENTENCE = "the only law that the sentence names"
    NONE = "no law"


@dataclass(frozen=True)
class Reference:
    """One or more articles of one law, referred to by number."""

    span: Span
    """The reference without the law's name: "Paragraph 1 of Article 27", "Articles 58 to 60"."""
    law: str | None
    """Canonical name; None when the text names no law for it."""
    numbers: tuple[int, ...]
    """Ascending as written; a range is spelt out."""
    binding: Binding = Binding.NONE
    reach: Span = _NOWHERE
    """`span` together with the law's name where that stands directly beside it."""
    weak: bool = False
    """Worded so that it may be no law article at all ("Section 58", "rule three", "the second
    article"); such a reference counts only with a law's name or inside a law's block."""


_N = rf"(?:{DIGITS}|{WORDS})"
_PART = r"(?:paragraphs?|paras?\.?|clauses?|subparagraphs?|items?|sub-?paragraphs?)"
_PREFIX = (
    rf"(?P<prefix>(?:(?:{_PART}\s+\(?(?:{_N}|[a-z])\)?|(?:the\s+)?(?:{WORDS_ORDINAL}|"
    rf"{DIGITS_ORDINAL})\s+{_PART})(?:\s*,\s*|\s+(?:of|in)\s+(?:the\s+)?)){{1,2}})?"
)
_HEAD = (
    r"(?:(?:\b|(?<=law)|(?<=china))(?P<strong>articles?)(?:\b|(?=\d))\s*(?:nos?\.?\s*)?|\b(?P<short>arts?)\b\.?\s*(?=\d)"
    r"|(?P<sign>§§?)\s*"
    r"|\b(?P<weak>rules?|sections?|clauses?|provisions?)\s+)"
)
_GLUED = r"(?<!\d)[1-9]\d{0,2}(?=[a-z]{2})"
"""In a text that has lost a line break: "Article 58The employing unit …"."""
_FORWARD = re.compile(rf"{_PREFIX}{_HEAD}(?P<number>{_N}|{_GLUED})")
_BACKWARD = re.compile(
    rf"{_PREFIX}(?:the\s+)?(?P<number>{DIGITS_ORDINAL}|{WORDS_ORDINAL})\s+article\b(?!\s+\d)"
)
_AND_HEAD = r"(?:articles?\s+|arts?\.?\s*|§+\s*|rules?\s+|sections?\s+)"
_MORE = re.compile(
    rf"\s*(?:(?:,\s*)?\b(?:and|or|as well as)\b|,|&|/)\s*(?P<head>{_AND_HEAD})?(?P<number>{_N})"
    rf"|\s*(?P<range>-|~|\b(?:to|through|till|until)\b)\s*{_AND_HEAD}?(?P<last>{_N})"
)
_PARAGRAPH = re.compile(
    rf"\(\d{{1,2}}\)|\s\(\d{{1,2}}\)(?=\s*(?:of\b|,|\)|$))"
    rf"|\s*(?:,\s*)?{_PART}\s*\(?{_N}\)?"
    rf"|\s*,\s*(?:the\s+)?{WORDS_ORDINAL}\s+{_PART}\b"
)
_HAN_PART = rf"(?:第{HAN}款)?(?:第?[(（]?{HAN}[)）]?项)?"
_HAN_REFERENCE = re.compile(
    rf"(?:第"
    rf"|(?<=[法例》]))\s*(?P<number>{HAN})\s*(?:条\s*(?:"
    rf"第\s*{HAN}\s*款)?(?:第\s*[(（]?{HAN}[)）]?\s*项)?)?"
    rf"(?P<more>(?:\s*(?:至|到|[-—~～])\s*(?:第\s*)?{HAN}\s*(?:条{_HAN_PART})?"
    rf"|\s*(?:、|，|,|和|及|以及|与|或者?)\s*(?:第\s*{HAN}\s*条{_HAN_PART}|{HAN}\s*条{_HAN_PART}"
    rf"|(?<!条、){HAN}(?=[、和至]|\s*条)))*)"
)
_HAN_NOT_ARTICLE = re.compile(
    r"\s*(?:街道?|马路|路线|线路|船|裤|河|消息|信息|新闻|建议|评论|理由|微博|留言|回答|途径)"
)
_NOT_A_LAW = re.compile(
    r"\s*(?:of|in|from)\s+(?:(?:this|the|that|our|your|my|a|an|each|any|such)\s+)"
    r"(?:[a-z-]+\s+){0,2}?(?:contracts?|agreements?|series|website|site|column|list|handbook|manual"
    r"|policy|plan|form|lease|magazine|newspaper|book|page|blog|employment contract|treaty"
    r"|convention)\b(?!\s+(?:law|act|code|regulations?|measures|provisions|rules)\b)"
)
# Against the text itself: "Article 20 Months …" is a law's beginning.
_UNIT = re.compile(
    r"\s*-?(?:yuan|days?|working days?|years?|months?|weeks?|hours?|minutes?|per ?cent|percent"
    r"|pages?"
    r"|views?|times|rmb|RMB|ways?|steps?|pieces?|tips?|words?|characters?|likes?|comments?)\b"
)
_DETERMINED = re.compile(
    r"\b(?:an|this|each|every|any|another|our|my|next|previous|related|following|last|one"
    r"|\d+|single|whole)[ \t]+$"
)


def unbound_references(text: str, folded: str) -> list[Reference]:
    """Every reference in `text`, without its law; they may overlap. `folded`: `fold(text)`."""
    found = [*_english(text, folded), *_ordinals(folded), *_han(folded)]
    return sorted(found, key=lambda r: (r.span.start, -r.span.end))


def _english(text: str, folded: str) -> Iterator[Reference]:
    for match in _FORWARD.finditer(folded):
        number = parse_number(match["number"])
        spelt = not match["number"][0].isdigit()
        end = match.end()
        if number is None or _UNIT.match(text, end) or _NOT_A_LAW.match(folded, end):
            continue
        if text[end : end + 1].isalpha() and not text[end].isupper():
            continue
        if match["strong"] and _DETERMINED.search(
            folded, max(0, match.start() - 20), match.start()
        ):
            continue
        plural = bool(re.search(r"s\.?\s*$", folded[match.start() : match.start("number")])) or (
            match["sign"] == "§§"
        )
        if spelt and match["weak"] and match["weak"].startswith(("clause", "provision", "section")):
            continue
        numbers, end = _series(text, folded, number, end, plural)
        if plural and spelt and len(numbers) == 1:
            continue
        if not match["prefix"] and len(numbers) == 1:
            end = _past_paragraph(folded, end)
        if _NOT_A_LAW.match(folded, end):
            continue
        weak = bool(match["weak"]) or bool(spelt and match["strong"] and number <= 10)
        yield Reference(
            Span(match.start(), end),
            None,
            numbers,
            reach=Span(match.start(), end),
            weak=weak and not _capital_article(folded, match),
        )


def _capital_article(folded: str, match: re.Match[str]) -> bool:
    """ "article fifty-eight" is plain; "article one" may be prose unless it ends the clause."""
    if match["weak"]:
        return False
    return bool(re.match(r"\s*(?:[.,:;?)\n]|of\b|$)", folded[match.end() : match.end() + 8]))


def _series(
    text: str, folded: str, first: int, end: int, plural: bool
) -> tuple[tuple[int, ...], int]:
    numbers = [first]
    while len(numbers) < _LONGEST_SERIES and (more := _MORE.match(folded, end)):
        if more["range"]:
            last = parse_number(more["last"])
            if last is None or not numbers[-1] < last <= numbers[-1] + _LONGEST_RANGE:
                break
            if _UNIT.match(text, more.end()):
                break
            numbers.extend(range(numbers[-1] + 1, last + 1))
        else:
            number = parse_number(more["number"])
            joined = (
                plural or more["head"] or re.match(r"\s+of\b", folded[more.end() : more.end() + 4])
            )
            if number is None or not joined or _UNIT.match(text, more.end()):
                break
            if not more["number"][0].isdigit() and not more["head"] and number < 11:
                break
            if more["head"] and _opens_text(folded, more.end()):
                break
            numbers.append(number)
        end = more.end()
    return tuple(numbers), end


def _opens_text(folded: str, end: int) -> bool:
    """Whether a new paragraph of the law begins here, so that the number before it heads it."""
    return bool(re.match(r"[ \t]*\n", folded[end : end + 4]))


def _past_paragraph(folded: str, end: int) -> int:
    """Where a reference ends that may name a paragraph behind the article, at `end`."""
    found = _PARAGRAPH.match(folded, end)
    return found.end() if found else end


def _ordinals(folded: str) -> Iterator[Reference]:
    for match in _BACKWARD.finditer(folded):
        number = parse_number(match["number"])
        if number is None or _NOT_A_LAW.match(folded, match.end()):
            continue
        end = match.end() if match["prefix"] else _past_paragraph(folded, match.end())
        span = Span(match.start(), end)
        yield Reference(span, None, (number,), reach=span, weak=number <= 10)


def _han(folded: str) -> Iterator[Reference]:
    for match in _HAN_REFERENCE.finditer(folded):
        if "条" not in match.group() or _HAN_NOT_ARTICLE.match(folded, match.end()):
            continue
        first = parse_number(match["number"])
        if first is None:
            continue
        numbers = [first]
        more = re.sub(rf"第{HAN}款|第?[(（]?{HAN}[)）]?项", "", match["more"])
        for link, digits in re.findall(rf"(至|到|-|~|)[^{HAN_NUMERALS}\d]*({HAN})", more):
            number = parse_number(digits)
            if number is None:
                continue
            if link and numbers[-1] < number <= numbers[-1] + _LONGEST_RANGE:
                numbers.extend(range(numbers[-1] + 1, number + 1))
            else:
                numbers.append(number)
        span = Span(match.start(), match.start() + len(match.group().rstrip()))
        yield Reference(span, None, tuple(numbers), reach=span)
