"""Where a page stands on its site: "Home > Social security > Lost card"."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
    r"(?:当前|所在|您的|您现在的|你的)?位置)\s*:?\s*"
)
_HOME = re.compile(
    r"home(?:\s?page)?|index|main page|front page|"
    r".*\b(?:website|web site|network|portal|net|online|\.?com|\.?cn)"
    r"|首页|主页|.*(?:网|网站|首页|平台|频道)"
)
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


def breadcrumb(
    text: str, folded: str, line: Span, title: str | None, following: str, above: bool
) -> Breadcrumb | None:
    """The breadcrumb at the beginning of a line: known by its title, its home or its many parts.

    `title` may be known from elsewhere; `following` is the next line, often the title again. Below
    the title only its repetition tells a breadcrumb from text with dashes.
    """
    separators = list(SEPARATOR.finditer(folded, line.start, line.end))
    here = HERE.match(folded[line.start : line.end])
    if not separators:
        return Breadcrumb(line.end, None) if here and line.end - line.start < 40 else None
    begin = line.start + (here.end() if here else 0)
    starts = [m.end() for m in separators]
    heads = [
        folded[a:b].strip()
        for a, b in zip([begin, *starts], [m.start() for m in separators], strict=False)
    ]
    if weight(heads[0]) > 6 or re.search(r"[.!?。！？；;:]$", heads[0]):
        return None
    at_home = bool(here or _HOME.fullmatch(heads[0]))
    if line.end - line.start > LONGEST:
        return _run_on(text, folded, line, starts, heads) if at_home and above else None
    for start in starts:  # the title itself may hold a separator: the longest tail first
        tail = text[start : line.end]
        if (
            same(tail, following)
            or (title and same(tail, title))
            or _shortened(tail, title or following)
        ):
            return Breadcrumb(
                line.end, squeeze(following if same(tail, following) else title or following)
            )
    heads_short = all(weight(head) <= 6 for head in heads)
    if not heads_short or not above or not (at_home or (title is None and len(starts) >= 2)):
        return None
    last = heading_words(text[starts[-1] : line.end])
    if len(starts) >= 2 and weight(last) < 2 <= weight(following):
        return Breadcrumb(line.end, None)  # "… > Cards", and a line of its own for the title
    if at_home and weight(last) < 4 <= weight(following) and following.endswith(("?", "？")):
        return Breadcrumb(line.end, None)  # a row of links, with the title below
    if _BODY.fullmatch(fold(last)):
        return Breadcrumb(line.end, None)
    if len(starts) == 1 and weight(last) < 3:
        return Breadcrumb(line.end, None) if at_home else None
    if weight(last) < 2:
        return Breadcrumb(line.end, None) if at_home else None
    return Breadcrumb(line.end, last, sure=False)


def _run_on(
    text: str, folded: str, line: Span, starts: list[int], heads: list[str]
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


def _shortened(tail: str, title: str | None) -> bool:
    cut = re.sub(r"\s*(?:\.{2,}|…+)\s*$", "", tail)
    return (
        bool(title)
        and cut != tail.rstrip()
        and len(letters(cut)) >= 8
        and letters(title or "").startswith(letters(cut))
    )
