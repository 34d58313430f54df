"""Line breaks that only the width of a page put into a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from qa_service.domain import Span
from qa_service.ingest.headings import label, marker
from qa_service.text import fold

_NARROWEST, _WIDEST = 30, 120
"""Characters of the longest line of a text that is taken for broken at a width."""
_LEAST = 3
"""Such line breaks without which a text is not taken for broken at a width."""
_ENDS = tuple(".:;?!。：；？！|")
_IS_BYLINE = re.compile(r"by\s+[A-Z].*\s[·|]\s")
_FIRST_WORD = re.compile(r"\S+")
_LATIN = re.compile(r"[A-Za-z\d,\"'(]")


def unwrapped(text: str) -> str:
    """`text` with a space for every such line break, at equal offsets.

    A text is broken at a width when its longest line is 30 to 120 characters long; a line break is
    such a one when the first word of the next line had no room on the line before it. Lines that
    end a sentence, and lines before a number, a bullet or a label, stay apart.
    """
    lines = text.split("\n")
    width = max(len(line.rstrip()) for line in lines)
    if not _NARROWEST <= width <= _WIDEST or len(lines) < 4:
        return text
    broken = [_is_broken(before.rstrip(), line, width) for before, line in pairwise(lines)]
    if sum(broken) < _LEAST:
        return text
    ends = (" " if is_broken else "\n" for is_broken in broken)
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


def _is_broken(before: str, line: str, width: int) -> bool:
    first = _FIRST_WORD.search(line)
    if first is None or not before or before.endswith(_ENDS) or not _LATIN.match(first.group()):
        return False
    if len(before) + 1 + len(first.group()) <= width:
        return False
    folded = fold(line)
    begins = first.start()
    return not (
        marker(line, begins, len(line), folded)
        or label(line, begins, len(line), folded)
        or re.match(r"article\s+\d", folded[begins:])
        or before.lstrip().startswith(("#", "|"))
    )
