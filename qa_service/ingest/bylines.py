"""Lines that say who wrote an article, when and where, and the rows that a site puts around it."""

from __future__ import annotations

import re

from qa_service.ingest.boilerplate_words import ADVERT
from qa_service.ingest.byline_words import (
    BYLINE,
    COUNTED,
    DATED,
    HEAD_LABEL,
    HEAD_NAME,
    HEAD_PIECE,
    PIECE,
)
from qa_service.ingest.days import days
from qa_service.ingest.headings import heading_words, weight
from qa_service.text import fold

_BEFORE, _BEHIND = " \t\r\n#>*_[【(|-", " \t\r\n*_]】)|:>»-"
"""What stands around the words of a line, folded."""
_UNKNOWN_PIECE = re.compile(r"[^|\d.;:]{2,50}\|")
_SEARCH = re.compile(r"\W*(?:\w+\s)?(?:search|搜索)(?:\s\w+)?\s*[:\[]")
"""Begins a field to search in."""
_POSTED = re.compile(
    r"(?:(?:posted|published|released|issued|updated|uploaded|submitted|asked|date|日期)"
    r"(?:\s(?:by|in)\b[^.;]{1,50}?)?(?:\s(?:on|at))?\s?:?\s*)?(?:\s?by\s[^.;]{1,50})?"
)
"""What stands before the day in a line that says no more than it."""
_LONGEST_DAY = 120
"""Characters of such a line."""
_IN_ROW = re.compile(r"\s*[|｜\[\]【】]\s*|\s{2,}|\t")
"""Between the pieces of a row of links."""
_ROW_WORDS = 6
"""Words of its longest piece."""


def unwrapped(line: str) -> str:
    """A folded line without bullet, brackets and Markdown around its words."""
    return line.lstrip(_BEFORE).rstrip(_BEHIND)


def is_in_pieces(bare: str) -> bool:
    """Whether a line is made of a date, a source, buttons: two at least, not of dates alone, and of
    other words no more than one short piece between bars."""
    known = dates = at = 0
    other = False
    while at < len(bare):
        if bare[at] in " |·•,.;-/":
            at += 1
        elif found := PIECE.match(bare, at):
            known, dates = known + 1, dates + (found["date"] is not None)
            at = max(found.end(), at + 1)
        elif not other and (unknown := _UNKNOWN_PIECE.match(bare, at)):
            other, at = True, unknown.end()
        else:
            return False
    return known >= 2 and dates < known


def is_byline(line: str) -> bool:
    """Whether a line around the title only says when, where and by whom it was published, or
    advertises."""
    bare = unwrapped(fold(line))
    return bool(
        ADVERT.fullmatch(bare)
        or DATED.fullmatch(bare)
        or COUNTED.fullmatch(bare)
        or is_in_pieces(bare)
        or (BYLINE.match(bare) and weight(heading_words(bare)) <= 20 and not bare.endswith("?"))
    )


def is_link_row(line: str) -> bool:
    """Whether a line above a title is a row of the site's own: its sections, what can be done with
    the page, a field to search in."""
    if _SEARCH.match(fold(line)):
        return True
    if re.search(r"[\d:：]|[.。?？!！;；,，]\s*$", line):
        return False
    parts = [part for part in _IN_ROW.split(line) if re.search(r"\w", part)]
    return len(parts) >= 3 and all(weight(part) <= _ROW_WORDS for part in parts)


def is_day(line: str) -> bool:
    """Whether a line only says a day, perhaps with who posted something on it."""
    bare = unwrapped(fold(line))
    found = next(days(bare), None) if len(bare) <= _LONGEST_DAY else None
    return (
        found is not None and _POSTED.fullmatch(bare[: found.start] + bare[found.end :]) is not None
    )


def is_head_note(line: str) -> bool:
    """Whether a line between title and text only says who wrote or asked, when and where, and how
    often it was read."""
    if is_day(line):
        return True
    written = unwrapped(line)
    bare = fold(written)
    if HEAD_LABEL.match(bare):
        return weight(bare) <= 20
    if re.search(r"[.。?!:]$", bare):
        return False
    if HEAD_NAME.match(written):
        return weight(bare) <= 14
    return weight(bare) <= 30 and len(HEAD_PIECE.findall(bare)) >= 2
