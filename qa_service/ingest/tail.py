"""What a page puts below its article under no heading: links, prompts, notices.

Such lines are open: titles and calls that no full stop ends. What tells them from the last items of
an article's list is a line among them that leads elsewhere or answers for nothing, questions that
nothing answers, or that the law articles, which an article ends with, are above them, perhaps with
a closing remark between.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from qa_service.domain import Span
from qa_service.ingest.boilerplate_words import ASKS, TAIL_LINK, TAIL_NOTICE
from qa_service.ingest.headings import BULLET, label, marker, weight
from qa_service.ingest.laws.marks import is_own_voice
from qa_service.text import fold, lines_of

_LONGEST = 25
"""Words of the longest open line."""
_FIRST = 0.4
"""Share of the text above which nothing is its tail."""
_CLOSED = re.compile(r"[.。;；!！,，:：][\"'”’)）\]]*$|[.;!]\s+\S|[。；？！]\S|\t|\|\s*$|^\|")
_BEFORE, _BEHIND = " \t\r\n#*_[【(|-", " \t\r\n*_]】)|-"
_FACT = re.compile(r"\d{3}|\d\s*(?:%|yuan|days?|months?|years?|元|天|日|个月|年)")
_PHONE = re.compile(r"\d{3,4}-?\d{7,8}|\d{3,4}-\d{3,4}-\d{4}")


def tail(
    text: str, start: int, known: Sequence[Span], behind_laws: int | None = None
) -> tuple[Span, ...]:
    """The lines at the end of `text` that are no part of the article.

    `start`: where the article begins; `known`: what is known to be no part of it, of which lines
    with words are a sign that the page's own things have begun; `behind_laws`: where the last law
    article ends that the text quotes in a block of its own, if it quotes any.
    """
    lines = list(lines_of(text, max(start, behind_laws or 0)))
    folded = fold(text)
    holes = sorted(known)
    dropped: set[Span] = set()
    signs: list[int] = []
    first = len(lines)
    while first:
        line = lines[first - 1]
        known_already = _is_in(line, holes)
        if known_already:
            dropped.add(line)
        if (known_already and _says_something(text, line)) or _leads_away(text, folded, line):
            signs.insert(0, first - 1)
        elif not known_already and not _is_open(text, folded, line):
            break
        first -= 1
    found = [line for line in lines[first:] if line not in dropped]
    if not found:
        return ()
    if behind_laws is None and first == 0:  # nothing of the article would be left
        return tuple(line for line in found if _leads_away(text, folded, line))
    signs = [i for i in signs if lines[i].start > _FIRST * len(text)]
    asking = sum(bool(ASKS.search(_bare(folded, line))) for line in found)
    below = first == 0 or (first == 1 and is_own_voice(text[lines[0].start : lines[0].end]))
    if behind_laws is not None and below and (signs or 2 * asking >= len(found)):
        return tuple(line for line in found if not _PHONE.search(text, *line))
    if signs:
        return tuple(
            line
            for i, line in enumerate(lines)
            if i >= signs[0]
            and line not in dropped
            and (i <= signs[-1] or not _FACT.search(folded, *line))
        )
    introduced = first > 0 and text[lines[first - 1].end - 1] in ":："
    titles = first > 0 and not introduced and len(found) >= 3 and 2 * asking >= len(found)
    return tuple(found) if titles else ()


def _is_in(line: Span, holes: Sequence[Span]) -> bool:
    """Whether a line begins and ends in the spans, which are in order and apart from each other."""
    ends = (line.start, line.end - 1)
    found = [bisect_right(holes, at, key=lambda hole: hole.start) - 1 for at in ends]
    return all(n >= 0 and at < holes[n].end for n, at in zip(found, ends, strict=True))


def _leads_away(text: str, folded: str, line: Span) -> bool:
    bare = _bare(folded, line)
    if weight(bare) > 2 * _LONGEST:
        return False
    ended = text[line.end - 1] in ".。"
    return bool(TAIL_NOTICE.search(bare) or (not ended and TAIL_LINK.match(bare)))


def _is_open(text: str, folded: str, line: Span) -> bool:
    """Whether a line can be a title or a call: short, with no full stop and no number."""
    said = text[line.start : line.end]
    number = marker(text, line.start, line.end, folded)
    return (
        weight(said) <= _LONGEST
        and not _CLOSED.search(said)
        and (number is None or number.rank == BULLET)
        and label(text, line.start, line.end, folded) is None
    )


def _says_something(text: str, line: Span) -> bool:
    return re.search(r"\w", text[line.start : line.end]) is not None


def _bare(folded: str, line: Span) -> str:
    """The words of a line without what is around them, but with > and :, which tell a link."""
    return folded[line.start : line.end].lstrip(_BEFORE).rstrip(_BEHIND)
