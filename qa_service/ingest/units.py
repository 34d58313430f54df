"""Lines to units: which of them are headings, labels, steps, and which are plain content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from qa_service.domain import Span
from qa_service.ingest.headings import (
    BULLET,
    Marker,
    inner_labels,
    label,
    marker,
    step_starts,
    summary,
    weight,
)
from qa_service.ingest.wraps import rejoined
from qa_service.text import fold, sentences, trim

Role = Literal["content", "heading", "label", "summary"]


@dataclass(frozen=True)
class Unit:
    """A line, or a step or label inside one: the smallest thing that is a heading or content."""

    span: Span
    role: Role = "content"
    marker: Marker | None = None
    depth: int = 0
    """Of a Markdown heading, 1 to 6; 0 for anything else."""
    whole: bool = True
    """Fills its line."""


_SENTENCE_LIKE = re.compile(
    r"\b(?:you|i|we|they|he|she|it|can|cannot|should|must|shall|will|would|is|are|was|were|has|have|had|may|need|"
    r"needs|please)\b|[，,；;]"
)
_ASKS = re.compile(
    r"(?:how|what|where|when|which|who|whom|whose|why|whether)\b|.*(?:如何|怎么|怎样|什么|哪|多少|吗)"
)
_QUESTION_LINE = re.compile(
    r"[#*\s]*(?:q\s?\d*|追?问"
    r"|(?:(?:the )?(?:user|netizen|reader|questioner|client|asker)(?:'?s)?\s+)?"
    r"(?:added |further )?(?:question\s*\d*|ask(?:s|ed))(?:\s(?:again|further))?)\s*[:.]"
)
_STOP_INSIDE = re.compile(r"[.;!?][\"'”’)]*\s+\S|[。；！？]\S")
_ENDS = (".", ";", "!", ",", "。", "；", "！", "，", "、")
_UNDERLINE = re.compile(r"[ \t]*\n(?P<rule>[=-])(?P=rule){2,}[ \t]*(?=\n\s*\S)")
_FIGURE = r"\d\s?(?:[%％]|days?\b|months?\b|years?\b|times?\b|[天日次倍]|个月|小时)"
_TELLS = re.compile(rf"[:：|=\t]|\d{{4}}|\d\s?(?:yuan|元)|\d\s?[%％]\W*$|{_FIGURE}.*{_FIGURE}")
"""What tells something itself in a line without a number in front: an amount, a rate, several
figures."""
_LONGEST_HEADING, _LONGEST_QUESTION, _LONGEST_UNMARKED = 14, 30, 10
"""Words of a heading: numbered or ending in a colon, a question, neither."""


def units(text: str, lines: Sequence[Span]) -> list[Unit]:
    """Units of the lines, in order, that have all their characters but white space."""
    folded = fold(text)
    found = list(_raw_units(text, folded, rejoined(text, lines)))
    return [
        replace(unit, role="heading")
        if unit.role == "content" and _is_heading(text, folded, found, i)
        else unit
        for i, unit in enumerate(found)
    ]


# --- lines to units -----------------------------------------------------------------------------


def _raw_units(text: str, folded: str, lines: Iterable[Span]) -> Iterator[Unit]:
    for line in lines:
        opens = text.rfind("\n", 0, line.start) + 1
        closes = text.find("\n", line.end)
        rest = text[line.end : closes if closes >= 0 else len(text)]
        whole = not text[opens : line.start].strip() and not rest.strip()
        if depth := _underlined(text, line):
            yield Unit(line, "heading", marker(text, *line, folded), depth=depth)
            continue
        if hashes := re.match(r"#{1,6}(?=\s)", text[line.start : line.end]):
            named = label(text, line.start, line.end, folded)
            begin = line.start + hashes.end() + 1
            yield Unit(
                line,
                "label" if named == line else "heading",
                marker(text, begin, line.end, folded),
                depth=hashes.end(),
            )
            continue
        inner = inner_labels(text, line.start, line.end, folded)
        starts = sorted({line.start, *inner})
        for start, end in zip(starts, [*starts[1:], line.end], strict=True):
            if (part := trim(text, start, end)) is not None:
                yield from _parts(text, folded, part, whole and part == line)


def _underlined(text: str, line: Span) -> int:
    """Depth of a heading that Markdown underlines, 1 or 2; 0 for any other line."""
    rule = _UNDERLINE.match(text, line.end)
    words = text[slice(*line)]
    if rule is None or words.endswith(_ENDS) or weight(words) > _LONGEST_HEADING:
        return 0
    return 1 if rule["rule"] == "=" else 2


def _parts(text: str, folded: str, part: Span, whole: bool) -> Iterator[Unit]:
    """Units of a line, or of its part from one label to the next."""
    while named := label(text, part.start, part.end, folded):
        yield Unit(named, "label", whole=whole)
        rest = trim(text, named.end, part.end)
        if rest is None:
            return
        part = rest
    role: Role = "summary" if summary(text, part.start, part.end, folded) else "content"
    starts = [part.start, *step_starts(text, part.start, part.end, folded)]
    for start, end in zip(starts, [*starts[1:], part.end], strict=True):
        step = trim(text, start, end)
        if step is None:
            continue
        found = marker(text, step.start, step.end, folded) if whole or start in starts[1:] else None
        if role == "content" and found and (asked := _question_in_front(text, step)):
            yield Unit(asked, "heading", found, whole=False)
            if rest := trim(text, asked.end, step.end):
                yield Unit(rest, whole=False)
            continue
        yield Unit(step, role, found, whole=whole and step == part)
        role = "content"


def _question_in_front(text: str, step: Span) -> Span | None:
    """A question that opens a step and is answered by the rest of it."""
    first = next(sentences(text, step.start, step.end))
    asks = text[first.start : first.end].endswith(("?", "？"))
    words = weight(text[first.start : first.end])
    return first if asks and first.end < step.end and words <= _LONGEST_QUESTION else None


# --- heading or content -------------------------------------------------------------------------


def _is_heading(text: str, folded: str, units: Sequence[Unit], i: int) -> bool:
    unit = units[i]
    following = units[i + 1] if i + 1 < len(units) else None
    if not unit.whole or following is None:
        return False
    if unit.marker and unit.marker.rank == BULLET:
        return _is_bulleted_heading(text, units, i)
    begin = unit.marker.end if unit.marker else unit.span.start
    words = text[begin : unit.span.end].strip("*_ ")
    size = weight(words)
    if _QUESTION_LINE.match(folded, unit.span.start, unit.span.end):
        return size <= _LONGEST_QUESTION and words.endswith(("?", "？"))
    if _STOP_INSIDE.search(words) or "\t" in words:  # a row of a table
        return False
    if words.endswith((":", "：")):
        return size <= _LONGEST_HEADING
    removed = not text[unit.span.end : following.span.start].isspace()
    if removed or following.role == "summary":
        return False
    if unit.marker:
        return _is_numbered_heading(words, size, units, i)
    if following.role == "label":
        return False
    bold = text.startswith("**", *unit.span) and text.endswith("**", *unit.span)
    if bold and size <= _LONGEST_HEADING:
        return True
    return _is_titled(text, units, i) and _introduces(text, units, i)


def _is_bulleted_heading(text: str, units: Sequence[Unit], i: int) -> bool:
    """Whether a bullet stands before a heading, and not an item: it is drawn apart from what is
    above it, which is no item either, with text directly below."""
    unit, before, following = units[i], units[i - 1] if i else None, units[i + 1]
    assert unit.marker is not None
    words = text[unit.marker.end : unit.span.end]
    longest = _LONGEST_QUESTION if words.endswith(("?", "？")) else _LONGEST_UNMARKED
    return bool(
        text[unit.span.start] not in "-*+"
        and before is not None
        and text.count("\n", before.span.end, unit.span.start) > 1
        and not _is_bulleted(before)
        and text.count("\n", unit.span.end, following.span.start) == 1
        and not _is_bulleted(following)
        and following.role == "content"
        and (following.marker or weight(text[slice(*following.span)]) > _LONGEST_UNMARKED)
        and weight(words) <= longest
        and not _STOP_INSIDE.search(words)
        and not words.endswith(_ENDS)
        and not _TELLS.search(words)
    )


def _is_bulleted(unit: Unit) -> bool:
    return unit.marker is not None and unit.marker.rank == BULLET


def _is_numbered_heading(words: str, size: float, units: Sequence[Unit], i: int) -> bool:
    mine, before, following = units[i].marker, units[i - 1] if i else None, units[i + 1]
    assert mine is not None
    if following.marker and following.marker.rank <= mine.rank:
        return False  # an item of a list
    sibling = before.marker if before and before.role == "content" else None
    if (
        sibling
        and sibling.rank == mine.rank
        and mine.number in (sibling.number + 1, 0)
        and sibling.number
    ):
        return False  # the last item of one
    if words.endswith(("?", "？")):
        return size <= _LONGEST_QUESTION
    if words.endswith((".", "。")):
        return size <= 5 and following.whole and following.marker is None
    return not words.endswith(_ENDS) and size <= _LONGEST_HEADING


def _is_titled(text: str, units: Sequence[Unit], i: int) -> bool:
    """Whether a line without a number could be a heading by its own words."""
    unit = units[i]
    if not unit.whole or unit.marker or unit.role != "content":
        return False
    words = text[unit.span.start : unit.span.end]
    size, low = weight(words), fold(words)
    if words.endswith(("?", "？")):
        return size <= _LONGEST_QUESTION and not _STOP_INSIDE.search(words)
    if words.endswith(_ENDS) or size > _LONGEST_UNMARKED or words[0].islower():
        return False
    if _TELLS.search(words) or not any(c.isalpha() for c in words):
        return False
    return bool(_ASKS.match(low)) or not _SENTENCE_LIKE.search(low)


def _introduces(text: str, units: Sequence[Unit], i: int) -> bool:
    """Whether text follows a line, and not another in a list of short ones."""
    before = units[i - 1] if i else None
    in_list = before is not None and text[before.span.start : before.span.end].endswith((":", "："))
    following = units[i + 1]
    if following.marker or following.role == "heading":
        return True
    if in_list and weight(text[following.span.start : following.span.end]) <= _LONGEST_UNMARKED:
        return False
    if not _is_titled(text, units, i + 1):
        return not (
            before is not None
            and _is_titled(text, units, i - 1)
            and i > 1
            and _is_titled(text, units, i - 2)
        )
    if i and _is_titled(text, units, i - 1):
        return False
    return i + 2 < len(units) and not _is_titled(text, units, i + 2)
