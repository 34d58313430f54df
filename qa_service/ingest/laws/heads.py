"""What heads a quotation of a law (label, name, number at the beginning of a line), and the lines
that end it."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from qa_service.domain import LawKey, Span
from qa_service.ingest.laws.marks import (
    CHAPTER,
    ENDING,
    LABEL,
    NUMBERED,
    OWN_ITEM,
    REMARK,
    is_heading,
    is_prose,
)
from qa_service.ingest.laws.walk import LawWalk
from qa_service.laws.canonical import NATIONAL_LAWS, canonical_law
from qa_service.laws.ordinals import COUNTED, SUBJECT
from qa_service.laws.references import Binding, Reference
from qa_service.numerals import DIGITS_ORDINAL, WORDS_ORDINAL, parse_number
from qa_service.text import fold

_MARKUP = re.compile(r"(?:[#>*_•·●■◆▪|\s\u3000-]|&nbsp;)+")


class Name(NamedTuple):
    """A law's name, which heads what follows."""

    law: str
    words: Span


Head = Name | int | Literal["chapter", "end", "item"]
"""int: where an article's number begins, which may head its words; end: it can't belong to the law
quoted so far; item: of that law's own list."""


def head_of(
    walk: LawWalk, line: Span, content: Span, following: Span | None, *, labelled: bool
) -> Head | None:
    """What a line begins with, its words being `content`; None for text like that before it.

    `following`: the next line; `labelled`: a label stands in front of `content`.
    """
    text = walk.text
    folded = fold(text[content.start : content.end])
    item, numbered = OWN_ITEM.match(folded), NUMBERED.match(folded)
    behind = content.start + numbered.end() if numbered and not item else content.start
    for start in sorted({content.start, behind}):
        if name := _name_of_line(walk, Span(start, content.end), following):
            return name
    if _is_chapter(walk, content, folded):
        return "chapter"
    anchor = anchor_at(walk, content.start, line) or anchor_at(walk, behind, line)
    if anchor is not None:
        return anchor
    if item:  # a law's name tells "(A)" from an item of a law's own list
        found = reference_at(walk, skip_space(text, content.start + item.end()), line)
        if found and found.binding in (Binding.BEFORE, Binding.AFTER):
            return found.span.start
    if labelled:
        return None
    if _ends_block(walk, line, content, folded, following):
        return "end"
    return "item" if item and walk.quoted_before(line.start) else None


def label_at(text: str, at: int, end: int) -> Span | None:
    """The label "Legal basis:" at `at`, with the list number in front of it."""
    folded = fold(text[at:end])
    number = NUMBERED.match(folded)
    label = LABEL.match(folded, number.end() if number else 0) or LABEL.match(folded)
    return Span(at, at + label.end()) if label else None


def content_start(text: str, line: Span) -> int:
    markup = _MARKUP.match(text, line.start, line.end)
    return markup.end() if markup else line.start


def skip_space(text: str, at: int) -> int:
    while text[at : at + 1].isspace():
        at += 1
    return at


# --- a law's name -------------------------------------------------------------------------------

_INTRODUCES = re.compile(
    r"(?:according to|pursuant to|based on|in accordance with|under|as stipulated in|the\b"
    r"|relevant provisions"
    r"|provisions|stipulations|of|in|根据|依据|按照|依照"
    r"|(?:appendix|annex|attach(?:ed|ment))(?:\s\d{1,2})?|full text|附(?:件|录)?\d{0,2}"
    r"|\s|:|\"|'|《|<|\[|【)*$"
)
_STATES = re.compile(
    r"[\s》〉\"')\]*_]*(?:\([^()]{0,80}\)|（[^（）]{0,80}）)?\s*(?:(?:full text|全文)\s*)?"
    r"(?:stipulates?|provides?"
    r"|states?|reads?|规定)?"
    r"(?: (?:as follows|that|the following))?\s*(?:如下)?[\s.:,;。》*_-]*$"
)
_LOOSE_HEAD = re.compile(
    r"\b(?:law|code|act|regulations?|measures|provisions|rules|opinions|notice|decision"
    r"|methods|by-?laws?)$"
    r"|^(?:[\w'-]+\s+){0,8}(?:regulations?|measures|provisions|rules|opinions|notice|decision"
    r"|law|methods)"
    r"\s+(?:of|on|for|concerning)\b"
    r"|(?:法|条例|办法|规定|细则|规则|法典|决定|意见|通知)$"
)
_A_SENTENCE = re.compile(
    r"[.;!?。；]|\d条|\b(?:shall|should|must|may|can|is|are|was|were|has|have|will|how|what|you)\b"
)


def name_alone(walk: LawWalk, content: Span) -> str | None:
    """The law of a line or sentence that is a name and little more."""
    names = walk.names_in(content)
    if len(names) != 1:
        return None
    name, text = names[0], walk.text
    before = fold(text[content.start : name.span.start])
    after = fold(text[name.span.end : content.end])
    if not (_INTRODUCES.fullmatch(before) and _STATES.fullmatch(after)):
        return None
    if name.canonical not in NATIONAL_LAWS and not before.strip(" 《\"'"):
        return canonical_law(text[content.start : content.end].strip(" :：.;；"))
    return name.canonical


def _name_of_line(walk: LawWalk, content: Span, following: Span | None) -> Name | None:
    law = name_alone(walk, content)
    if law is None and following:
        law = _name_of_unknown(walk, content, following)
    return None if law is None else Name(law, content)


def _name_of_unknown(walk: LawWalk, content: Span, following: Span) -> str | None:
    """The law of a line that is worded as a law's name, above an article's number."""
    text = walk.text
    if text[content.end - 1] in ".。;；?？!！" or content.end - content.start > 160:
        return None
    said = text[content.start : content.end].strip(" :：。.,;*_")
    bare = re.sub(r"\s*[(（][^()（）]*[)）]\s*$", "", said)
    folded = fold(bare).strip("《》\"' ")
    if (
        not _LOOSE_HEAD.search(folded)
        or _A_SENTENCE.search(folded)
        or CHAPTER.match(folded)  # "Chapter I General Provisions"
        or folded.startswith(("according", "under ", "legal ", "relevant "))
        or walk.references_in(content)
        or anchor_at(walk, content_start(text, following), following) is None
    ):
        return None
    return canonical_law(bare)


def _is_chapter(walk: LawWalk, content: Span, folded: str) -> bool:
    """Whether a line is a chapter's title or the date of adoption, which leave the law's block as
    it is."""
    if not walk.law or len(folded) > 160 or walk.references_in(content):
        return False
    return bool(CHAPTER.match(folded) or (walk.block is None and REMARK.match(folded)))


# --- an article's number ------------------------------------------------------------------------


def anchor_at(walk: LawWalk, at: int, line: Span) -> int | None:
    """Where the reference begins that the line begins with, perhaps behind the law's name or
    "According to"; or the broken ordinal."""
    if walk.references_in(Span(at, line.end)):
        found = reference_at(walk, at, line)
        return found.span.start if found else None
    return at if broken_ordinal(walk, at, line.end, first=True) else None


def reference_at(walk: LawWalk, at: int, line: Span) -> Reference | None:
    """The same of references alone."""
    found = walk.references_in(Span(at, line.end))[:1]
    if found and _INTRODUCES.fullmatch(fold(walk.text[at : max(at, found[0].reach.start)])):
        return found[0]
    return None


_ORDINAL = re.compile(
    rf"(?P<number>{WORDS_ORDINAL}|{DIGITS_ORDINAL})(?P<mark>\s*[.:,]?)\s+(?=[\"“(]?\w)"
)


def broken_ordinal(walk: LawWalk, at: int, end: int, *, first: bool) -> tuple[LawKey, int] | None:
    """Article and offset of the words behind "Seventy-second social insurance agencies should …",
    which is 第七十二条 badly translated; only among a law's articles."""
    if walk.law is None:
        return None
    folded = fold(walk.text[at : min(end, at + 300)])
    match = _ORDINAL.match(folded)
    if match is None or COUNTED.match(folded, match.end()):
        return None
    number = parse_number(match["number"])
    words = at + match.end()
    if number is None or folded.rstrip().endswith("?") or len(folded) - match.end() < 20:
        return None
    if number <= 10:
        starts = walk.text[words].isupper() or SUBJECT.match(folded, match.end())
        if not first or match["mark"].strip() or not starts:
            return None
    return LawKey(walk.law, number), words


# --- the end of a block -------------------------------------------------------------------------


def _ends_block(
    walk: LawWalk, line: Span, content: Span, folded: str, following: Span | None
) -> bool:
    text = walk.text
    if ENDING.match(folded) or text.startswith("#", line.start):
        return True
    numbered = bool(NUMBERED.match(folded))
    if walk.block is None:
        return numbered or folded.endswith("?")
    if not walk.quoted_before(line.start) or OWN_ITEM.match(folded):
        return False
    if numbered or re.match(r"[-*•·●]\s", text[line.start : line.start + 2]):
        return not walk.listing
    words = text[content.start : content.end]
    after = text[following.start : following.end] if following else ""
    return is_heading(words, after) or is_prose(words)
