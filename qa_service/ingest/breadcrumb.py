"""Where a page stands on its site: "Home > Social security > Lost card"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from qa_service.domain import Span
from qa_service.ingest.headings import heading_words, weight
from qa_service.text import fold, letters, squeeze

_HAN = r"[\u4e00-\u9fff]"
SEPARATOR = re.compile(
    r"(?<!\s)\s++[-|/]+\s+|(?<!\s)\s*+(?:(?<!-)-*+>+|»|›|→|::)\s*|(?<=\S)[_](?=\S)"
    rf"|(?<={_HAN})\s*[-|]+\s*(?={_HAN})"
)
"""Begins only where blanks or dashes begin: else a long run of them is read anew from each."""
HERE = re.compile(
    r"^(?:you are here|(?:your |the )?(?:current )?(?:location|position)|"
    r"(?:当前|所在|您的|您现在的|你的)?位置)\s*(?::\s*)?"
)
_HOME = re.compile(
    r"home(?:\s?page)?|index|main page|front page|"
    r".*\b(?:website|web site|network|portal|net|online|\.?com|\.?cn)"
    r"|首页|主页|.*(?:网|网站|首页|平台|频道)"
)
_JOINTS = "-_|/·>»:"
"""In folded text: what stands between a title and the name of its site or section."""
_LEAST = 3
"""Words of a title that is known as one by standing in the line above it too."""
_BODY = re.compile(r"(?:main\s+)?(?:text|body|content|article|details?)|正文|内容|详情")
LONGEST = 200
"""Characters of the longest line that is a title or a breadcrumb alone."""


@dataclass(frozen=True)
class Breadcrumb:
    end: int
    """Of the line's part that is the breadcrumb, with the doubled title of a run-on line."""
    title: str | None
    sure: bool = True
    """Whether the title is known to be one, and not only the last part of the line."""


def same(one: str, other: str) -> bool:
    """Whether two titles are one but for case, white space and punctuation."""
    return bool(letters(one)) and letters(one) == letters(other)


def is_home(name: str) -> bool:
    """Whether a name is worded like a site's or its first page's."""
    return _HOME.fullmatch(fold(name)) is not None


def breadcrumb(
    text: str, folded: str, line: Span, title: str | None, following: str, above: bool
) -> Breadcrumb | None:
    """The breadcrumb at the beginning of a line: known by its title, its home or its many parts.

    `title` may be known from elsewhere; `following` is the next line, often the title again. Below
    the title (not `above`) only its repetition tells a breadcrumb from text with dashes.
    """
    if above and line.end - line.start <= LONGEST and _frames(folded[slice(*line)], following):
        return Breadcrumb(line.end, squeeze(following))
    separators = list(SEPARATOR.finditer(folded, line.start, line.end))
    here = HERE.match(folded[line.start : line.end])
    without_title = Breadcrumb(line.end, None)
    if not separators:
        return without_title if here and line.end - line.start < 40 else None
    starts = [m.end() for m in separators]
    begins = [line.start + (here.end() if here else 0), *starts]
    heads = [folded[a : m.start()].strip() for a, m in zip(begins, separators, strict=False)]
    row = _Row(text, line, title, following, starts, heads, here is not None)
    if row.begins_like_text():
        return None
    if line.end - line.start > LONGEST:
        return _run_on(text, folded, line, starts, heads) if row.is_home and above else None
    if found := row.title_at_end():
        return Breadcrumb(line.end, found)
    if not above or not row.is_path():
        return None
    if row.ends_in_section() or row.is_above_question() or row.ends_in_kind():
        return without_title
    if row.ends_in_few_words():
        return without_title if row.is_home else None
    return Breadcrumb(line.end, row.last, sure=False)


def _frames(line: str, title: str) -> bool:
    """Whether the line below, a title, is a part of this one, with the names of the site and its
    sections on one side or both."""
    if weight(title) < _LEAST or (said := fold(title)) not in line:
        return False
    before, _, behind = line.partition(said)
    sides = (before.rstrip()[-1:], behind.lstrip()[:1])
    return sides != ("", "") and all(side in _JOINTS for side in sides)


@dataclass(frozen=True)
class _Row:
    """A line with separators."""

    text: str
    line: Span
    title: str | None
    following: str
    starts: Sequence[int]
    """Where the parts behind the separators begin."""
    heads: Sequence[str]
    """The parts before the separators, folded."""
    here: bool
    """Whether "You are here" stands before them."""

    @cached_property
    def is_home(self) -> bool:
        return self.here or is_home(self.heads[0])

    @cached_property
    def last(self) -> str:
        return heading_words(self.text[self.starts[-1] : self.line.end])

    def begins_like_text(self) -> bool:
        first = self.heads[0]
        return weight(first) > 6 or re.search(r"[.!?。！？；;:]$", first) is not None

    def title_at_end(self) -> str | None:
        """The title known from elsewhere or below, where the row ends in it, perhaps cut off."""
        known = self.title or self.following
        for start in self.starts:  # the title itself may hold a separator: the longest tail first
            tail = self.text[start : self.line.end]
            if same(tail, self.following):
                return squeeze(self.following)
            if (self.title and same(tail, self.title)) or _shortened(tail, known):
                return squeeze(known)
        return None

    def is_path(self) -> bool:
        """Short parts from home or, while no title is known, two of them."""
        if any(weight(head) > 6 for head in self.heads):
            return False
        return self.is_home or (self.title is None and len(self.starts) >= 2)

    def ends_in_section(self) -> bool:
        """ "… > Cards", and a line of its own for the title."""
        return len(self.starts) >= 2 and weight(self.last) < 2 <= weight(self.following)

    def is_above_question(self) -> bool:
        """A row of links, with the title below."""
        asks = self.following.endswith(("?", "？"))
        return self.is_home and asks and weight(self.last) < 4 <= weight(self.following)

    def ends_in_kind(self) -> bool:
        """ "… > Text"."""
        return _BODY.fullmatch(fold(self.last)) is not None

    def ends_in_few_words(self) -> bool:
        return weight(self.last) < (3 if len(self.starts) == 1 else 2)


def _run_on(
    text: str, folded: str, line: Span, starts: Sequence[int], heads: Sequence[str]
) -> Breadcrumb | None:
    """A breadcrumb in front of a whole article on one line."""
    depth = next((i for i, head in enumerate(heads) if weight(head) > 6), len(heads))
    start = starts[min(depth, 2, len(starts)) - 1]
    rest = folded[start : line.end]
    if doubled := re.match(r"(.{8,200}?)\s+\1(?=\s|$)", rest):
        return Breadcrumb(start + doubled.end(), squeeze(text[start : start + doubled.end(1)]))
    if asked := re.match(r"[^.!?。!?]{8,200}[?？]", rest):
        return Breadcrumb(start + asked.end(), squeeze(text[start : start + asked.end()]))
    return Breadcrumb(start, None)


def _shortened(tail: str, title: str) -> bool:
    cut = re.sub(r"\s*(?:\.{2,}|…+)\s*$", "", tail)
    return (
        bool(title)
        and cut != tail.rstrip()
        and len(letters(cut)) >= 8
        and letters(title).startswith(letters(cut))
    )
