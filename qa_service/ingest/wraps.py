"""Line breaks that only the width of a page put into a paragraph, or that part a row's cells."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from qa_service.domain import Span
from qa_service.ingest.headings import label, marker
from qa_service.ingest.tables import row_breaks
from qa_service.text import fold

_NARROWEST, _WIDEST = 30, 120
"""Characters of the longest line of a text that is taken for broken at a width."""
_LEAST = 3
"""Such line breaks without which a text is not taken for broken at a width."""
_ENDS = tuple(".:;?!。：；？！|")
_IS_BYLINE = re.compile(r"by\s+[A-Z].*\s[·|]\s")
_OPEN = re.compile(r"\b(?:the|an?|and|or|of|to|in|on|at|by|for|from|with|as|than|into)$", re.I)
"""Words that no line ends in before one that goes on in lower case."""
_FIRST_WORD = re.compile(r"\S+")
_LATIN = re.compile(r"[A-Za-z\d,\"'(]")


def unwrapped(text: str) -> str:
    """`text` with a space for every such line break, a tab in a table's row, at equal offsets.

    A text is broken at a width when its longest line is 30 to 120 characters long; a line break is
    such a one when the first word of the next line had no room on the line before it. In any text
    it is when it stands in the midst of a phrase. Lines that end a sentence, and lines before a
    number, a bullet or a label, stay apart.
    """
    lines = text.split("\n")
    pairs = [(before.rstrip(), line) for before, line in pairwise(lines)]
    parted = [_parts_phrase(*pair) for pair in pairs]
    width = max(len(line.rstrip()) for line in lines)
    if _NARROWEST <= width <= _WIDEST:
        broken = [_is_broken(*pair, width) for pair in pairs]
        if sum(broken) >= _LEAST:
            parted = [*map(operator.or_, parted, broken)]
    rows = row_breaks(lines)
    ends = ("\t" if i in rows else " " if is_parted else "\n" for i, is_parted in enumerate(parted))
    return lines[0] + "".join(end + line for end, line in zip(ends, lines[1:], strict=True))


def rejoined(text: str, lines: Iterable[Span]) -> Iterator[Span]:
    """Lines, one that breaks off in the midst of a sentence joined with the next: it is longer than
    50 characters and ends in no mark, and the next one begins in lower case."""
    last: Span | None = None
    for line in lines:
        if last is not None:
            between = text[last.end : line.start]
            if (
                between.isspace()
                and between.count("\n") == 1
                and last.end - text.rfind("\n", 0, last.end) > 50
                and re.match(r"[\w,-]", text[last.end - 1])
                and text[line.start].islower()
                and not _IS_BYLINE.match(text, *line)
                and marker(text[line.start : line.end], 0, line.end - line.start) is None
            ):
                last = Span(last.start, line.end)
                continue
            yield last
        last = line
    if last is not None:
        yield last


def _parts_phrase(before: str, line: str) -> bool:
    """Whether a line ends in "of the" and the like, and the next goes on with it."""
    first = _FIRST_WORD.search(line)
    goes_on = first is not None and re.match(r"[a-z\d]", first[0])
    return bool(goes_on and _OPEN.search(before)) and _may_go_on(before, line)


def _is_broken(before: str, line: str, width: int) -> bool:
    first = _FIRST_WORD.search(line)
    if first is None or not before or before.endswith(_ENDS) or not _LATIN.match(first.group()):
        return False
    return len(before) + 1 + len(first[0]) > width and _may_go_on(before, line)


def _may_go_on(before: str, line: str) -> bool:
    """Whether a line can be the rest of the one before it: it opens nothing of its own."""
    folded = fold(line)
    begins = len(line) - len(line.lstrip())
    return not (
        marker(line, begins, len(line), folded)
        or label(line, begins, len(line), folded)
        or re.match(r"article\s+\d", folded[begins:])
        or before.lstrip().startswith(("#", "|"))
    )
