"""The structure of an article: which of its lines are headings, and what stands under them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa_service.domain import Section, Span
from qa_service.ingest.headings import BULLET, Marker, heading_words, summary, weight
from qa_service.ingest.units import Unit, units


@dataclass(frozen=True)
class _Level:
    rank: int
    words: str
    leads_in: bool
    """Ends in a colon: it heads the list behind it and nothing further."""


_NESTED, _UNMARKED, _MARKDOWN = 8, 0, -10
"""Ranks of headings without a number: a short lead-in, any other, Markdown's "#" (plus depth)."""


def outline(text: str, lines: Sequence[Span]) -> tuple[Section, ...]:
    """Sections of an article whose text stands in `lines`, parts of lines in order, without what is
    no text of it. Every character of them that isn't white space is in one block or one heading.

    A heading without text of its own has a section without blocks. A label ("Legal analysis:") is
    the heading of a section whose path doesn't name it; behind a question that nothing else
    answers, a section of that.
    """
    return tuple(_sections(text, units(text, lines)))


# --- sections -----------------------------------------------------------------------------------


def _sections(text: str, parts: Sequence[Unit]) -> Iterator[Section]:
    stack: list[_Level] = []
    parents: dict[int, tuple[int, list[_Level]]] = {}
    """By rank: the number of the last heading, and what stood above it."""
    heading: Span | None = None
    path: tuple[str, ...] = ()
    blocks: list[Span] = []
    in_list = False
    last: Marker | None = None

    def section() -> Iterator[Section]:
        if blocks or heading is not None:
            yield Section(path, tuple(blocks), heading)

    for i, unit in enumerate(parts):
        begins, opened = False, None
        apart = bool(i) and bool(text[parts[i - 1].span.end : unit.span.start].strip())
        if unit.role == "label":
            asked = heading is not None and not blocks and text[heading.end - 1] in "?？"
            stack, begins, opened = stack if asked else [], True, unit.span
        elif unit.role == "summary":
            line = text[unit.span.start : unit.span.end]
            said = summary(line, 0, len(line))
            alone = said is not None and not line[said.end :].strip(" :：*_")
            words = heading_words(line[said.start : said.end]) if said else ""
            stack, begins, opened = (
                [_Level(_NESTED, words, True)],
                True,
                unit.span if alone else None,
            )
        elif unit.role == "heading":
            stack = _under(text, unit, stack, parents, directly=not blocks and heading is not None)
            begins, opened = True, unit.span
        else:
            listed = unit.marker is not None
            ends_list = in_list and not listed and not _list_goes_on(parts, i, last)
            summed = bool(blocks) and i > 0 and parts[i - 1].role == "summary" and not listed
            if (ends_list or apart or summed) and stack and stack[-1].leads_in:
                stack, begins = stack[:-1], True
            elif apart or (
                ends_list and text[unit.span.start : unit.span.end].endswith((":", "："))
            ):
                begins = True
        if begins:
            yield from section()
            heading, path, blocks = opened, tuple(level.words for level in stack), []
        if unit.role == "content" or (unit.role == "summary" and opened is None):
            blocks.append(unit.span)
            last = unit.marker or last
            in_list = unit.marker is not None or (in_list and _list_goes_on(parts, i, last))
        else:
            in_list = False
    yield from section()


def _list_goes_on(parts: Sequence[Unit], i: int, last: Marker | None) -> bool:
    """Whether the list whose last item was numbered `last` goes on behind unit `i`, which then is
    part of an item."""
    for unit in parts[i + 1 : i + 3]:
        if unit.role != "content":
            return False
        if unit.marker:
            return (
                last is not None
                and last.rank == unit.marker.rank
                and unit.marker.number == last.number + 1
            )
    return False


def _rank_it_goes_on(
    marker: Marker, stack: Sequence[_Level], parents: dict[int, tuple[int, list[_Level]]]
) -> int:
    """The rank of a numbered heading: that of the outer one before it in number where they are
    written differently, "Second, report the loss" and "Step 3, replacement"."""
    if marker.number > 1 and parents.get(marker.rank, (0,))[0] != marker.number - 1:
        for level in reversed(stack):
            if level.rank < marker.rank and parents.get(level.rank, (0,))[0] == marker.number - 1:
                return level.rank
    return marker.rank


def _under(
    text: str,
    unit: Unit,
    stack: list[_Level],
    parents: dict[int, tuple[int, list[_Level]]],
    directly: bool,
) -> list[_Level]:
    """The path of a heading: those of outer rank that it stands under, and itself."""
    words = heading_words(text[unit.span.start : unit.span.end])
    leads_in = text[unit.span.start : unit.span.end].rstrip("*_ ").endswith((":", "："))
    if unit.depth:
        rank = _MARKDOWN + unit.depth
    elif unit.marker:
        rank = _rank_it_goes_on(unit.marker, stack, parents)
        number, above = parents.get(rank, (0, []))
        if (
            unit.marker.number == number + 1
            and number
            and stack
            and stack[-1].rank in (_UNMARKED, _NESTED)
        ):
            return [*above, _Level(rank, words, leads_in)]
    else:
        numbered = any(0 < level.rank < BULLET and level.rank != _NESTED for level in stack)
        short = leads_in and weight(words) <= 4
        rank = _NESTED if stack and (directly or (short and numbered)) else _UNMARKED
    if unit.depth == 0 and unit.marker is None and rank == _NESTED:
        above = [level for level in stack if level.rank != _NESTED]
    else:
        above = [level for level in stack if level.rank < rank]
    if unit.marker and not unit.depth:
        parents[rank] = (unit.marker.number, above)
    return [*above, _Level(rank, words, leads_in)]
