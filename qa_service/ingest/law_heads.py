"""What heads a quotation of a law (label, name, number at the beginning of a line), and the lines
that end it."""

from __future__ import annotations

import re

from qa_service.domain import Span
from qa_service.ingest.law_marks import (
    CHAPTER,
    ENDING,
    LABEL,
    NUMBERED,
    OWN_ITEM,
    REMARK,
    is_heading,
    is_prose,
)
from qa_service.ingest.law_walk import LawWalk
from qa_service.law_ordinals import COUNTED, SUBJECT
from qa_service.laws import NATIONAL_LAWS, Binding, canonical_law
from qa_service.numerals import DIGITS_ORDINAL, WORDS_ORDINAL, parse_number
from qa_service.text import fold

_MARKUP = re.compile(r"(?:[#>*_•·●■◆▪|\s\u3000-]|&nbsp;)+")


def read_label(walk: LawWalk, start: int, at: int, end: int) -> tuple[int, bool]:
    """Past a label "Legal basis:" at `at`; whether there was one."""
    folded = fold(walk.text[at:end])
    number = NUMBERED.match(folded)
    label = LABEL.match(folded, number.end() if number else 0) or LABEL.match(folded)
    if label is None:
        return at, False
    walk.leave(start)
    walk.labelled = True
    behind = at + label.end()
    walk.pending = [Span(start, min(end, at + len(walk.text[at:behind].rstrip())))]
    return behind, True


_INTRODUCES = re.compile(
    r"(?:according to|pursuant to|based on|in accordance with|under|as stipulated in|the\b"
    r"|relevant provisions"
    r"|provisions|stipulations|of|in|根据|依据|按照|依照|\s|:|\"|'|《|<|\[|【)*$"
)
_STATES = re.compile(
    r"[\s》〉\"')\]*_]*(?:\([^()]{0,80}\)|（[^（）]{0,80}）)?\s*(?:stipulates?|provides?"
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


def _name_alone(walk: LawWalk, content: Span) -> str | None:
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


def read_name(walk: LawWalk, sentence: Span) -> bool:
    """A sentence inside a line that is only a law's name heads what follows."""
    law = _name_alone(walk, sentence)
    if law is None:
        return False
    walk.close(sentence.start)
    walk.law = law
    walk.pending.append(sentence)
    return True


def skip_space(text: str, at: int) -> int:
    while text[at : at + 1].isspace():
        at += 1
    return at


_A_SENTENCE = re.compile(
    r"[.;!?。；]|\d条|\b(?:shall|should|must|may|can|is|are|was|were|has|have|will|how|what|you)\b"
)


def read_name_line(walk: LawWalk, start: int, content: Span, following: Span | None) -> bool:
    """A line that is a law's name, or little more, heads what follows."""
    text = walk.text
    law = _name_alone(walk, content)
    unfinished = text[content.end - 1] not in ".。;；?？!！"
    if law is None and following and unfinished and content.end - content.start <= 160:
        bare = re.sub(
            r"\s*[(（][^()（）]*[)）]\s*$",
            "",
            text[content.start : content.end].strip(" :：。.,;*_"),
        )
        folded = fold(bare).strip("《》\"' ")
        heads = anchor_at(walk, content_start(text, following), following) is not None
        like_a_name = (
            _LOOSE_HEAD.search(folded)
            and not _A_SENTENCE.search(folded)
            and not CHAPTER.match(folded)  # "Chapter I General Provisions"
        )
        prose = folded.startswith(("according", "under ", "legal ", "relevant "))
        if heads and like_a_name and not prose and not walk.references_in(content):
            law = canonical_law(bare)
    if law is None:
        return False
    walk.close(start)
    walk.law = law
    walk.pending.append(Span(content.start if walk.pending else start, content.end))
    return True


def content_start(text: str, line: Span) -> int:
    markup = _MARKUP.match(text, line.start, line.end)
    return markup.end() if markup else line.start


def read_chapter(walk: LawWalk, content: Span) -> bool:
    """A chapter's title or the date of adoption leaves the law's block as it is."""
    folded = fold(walk.text[content.start : content.end])
    marked = CHAPTER.match(folded) or (walk.block is None and REMARK.match(folded))
    if not (walk.law and marked) or len(folded) > 160 or walk.references_in(content):
        return False
    walk.close(content.start)
    walk.pending.append(content)
    return True


def anchor_at(walk: LawWalk, at: int, line: Span) -> int | None:
    """Where the reference begins that the line begins with, perhaps behind the law's name or
    "According to"; or the broken ordinal."""
    for reference in walk.references_in(Span(at, line.end))[:1]:
        before = fold(walk.text[at : max(at, reference.reach.start)])
        return reference.span.start if _INTRODUCES.fullmatch(before) else None
    return at if broken_ordinal(walk, at, line.end, first=True) else None


def named_anchor_at(walk: LawWalk, at: int, line: Span) -> int | None:
    """The same behind "(A)", where the law's name tells it from an item of a law's own list."""
    anchor = anchor_at(walk, at, line)
    if anchor is None or not (found := walk.references_in(Span(at, line.end))):
        return None
    return anchor if found[0].binding in (Binding.BEFORE, Binding.AFTER) else None


_ORDINAL = re.compile(
    rf"(?P<number>{WORDS_ORDINAL}|{DIGITS_ORDINAL})(?P<mark>\s*[.:,]?)\s+(?=[\"“(]?\w)"
)


def broken_ordinal(walk: LawWalk, at: int, end: int, *, first: bool) -> tuple[int, int] | None:
    """Number and offset of the words behind "Seventy-second social insurance agencies should …",
    which is 第七十二条 badly translated; only among a law's articles."""
    if walk.law is None and walk.block is None:
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
    return number, words


def ends_block(
    walk: LawWalk, line: Span, at: int, number: re.Match[str] | None, following: Span | None
) -> bool:
    """Whether this line can't belong to the law quoted so far."""
    content = walk.text[at : line.end]
    folded = fold(content)
    if ENDING.match(folded) or walk.text.startswith("#", line.start):
        return True
    if walk.block is None:
        return bool(number) or folded.endswith("?")
    empty = walk.block.words >= line.start
    if empty:
        return False
    if OWN_ITEM.match(folded):
        walk.listing = False  # its items are "(1)": a plain number behind them is the page's own
        return False
    bullet = re.match(r"[-*•·●]\s", walk.text[line.start : line.start + 2])
    if number or bullet:
        return not walk.listing
    after = walk.text[following.start : following.end] if following else ""
    return is_heading(content, after) or is_prose(content)


def take_introduction(walk: LawWalk, content: Span) -> None:
    """A line of prose ends the waiting for a quotation, unless it introduces one with a colon."""
    names = walk.names_in(content)
    if names and walk.text[content.end - 1] in ":：":
        walk.law = names[-1].canonical
        walk.pending = [*walk.pending, content] if walk.labelled else []
        return
    if walk.labelled and walk.law is None and names and content.end - content.start < 250:
        walk.law = names[-1].canonical
    elif not walk.labelled:
        walk.law = None
    walk.pending = []
