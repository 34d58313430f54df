"""The structure of an article: which of its lines are headings, and what stands under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa_service.domain import Section, Span
from qa_service.ingest.headings import BULLET, Marker, heading_words, label, summary, weight
from qa_service.ingest.units import Unit, units
from qa_service.text import lines_of


@dataclass(frozen=True)
class _Level:
    rank: int
    words: str
    leads_in: bool
    """Ends in a colon: it heads the list behind it and nothing further."""


_NESTED, _UNMARKED, _MARKDOWN = 8, 0, -10
"""Ranks of headings without a number: a short lead-in, any other, Markdown's "#" (plus depth)."""
_UNNUMBERED = (_UNMARKED, _NESTED)


def outline(text: str, lines: Sequence[Span]) -> tuple[Section, ...]:
    """Sections of an article whose text stands in `lines`, parts of lines in order, without what is
    no text of it. Every character of them that isn't white space is in one block or one heading.

    A heading without text of its own has a section without blocks. A label ("Legal analysis:") is
    the heading of a section whose path doesn't name it; behind a question that nothing else
    answers, a section of that.
    """
    return _Outline(text, units(text, lines)).sections()


class _Outline:
    """The sections of an article as its units are read, one after the other."""

    def __init__(self, text: str, parts: Sequence[Unit]) -> None:
        self._text = text
        self._parts = parts
        self._headings_end = max(
            (i for i, p in enumerate(parts, 1) if p.role == "heading"), default=0
        )
        """Index of the first unit behind the last heading."""
        self._done: list[Section] = []
        self._stack: list[_Level] = []
        """The path of the section being read."""
        self._head: Span | None = None
        self._blocks: list[Span] = []
        self._numbered: dict[int, tuple[int, list[_Level]]] = {}
        """By rank: the number of the last heading, and what stood above it."""
        self._in_list = False
        self._last: Marker | None = None
        """Of the last numbered block."""

    def sections(self) -> tuple[Section, ...]:
        for i, unit in enumerate(self._parts):
            match unit.role:
                case "label":
                    self._label(unit)
                case "summary":
                    self._summary(i)
                case "heading":
                    self._heading(unit)
                case "content":
                    self._content(i)
        self._begin([])
        return tuple(self._done)

    def _begin(self, stack: list[_Level], heading: Span | None = None) -> None:
        """The section so far is over, if there was one; another begins under `stack`."""
        if self._blocks or self._head is not None:
            path = tuple(level.words for level in self._stack)
            self._done.append(Section(path, tuple(self._blocks), self._head))
        self._stack, self._head, self._blocks = stack, heading, []
        self._in_list = False

    def _add(self, unit: Unit, in_list: bool) -> None:
        self._blocks.append(unit.span)
        self._in_list, self._last = in_list, unit.marker or self._last

    # --- units ---

    def _label(self, unit: Unit) -> None:
        bare = None if self._blocks else self._head
        asked = bare is not None and self._text[bare.end - 1] in "?？"
        self._begin(self._stack if asked else [], unit.span)

    def _summary(self, i: int) -> None:
        """Words that stand alone are a heading, others the beginning of the text."""
        unit, in_list = self._parts[i], self._is_in_list(i)
        line = self._said(unit.span)
        said = summary(line, 0, len(line))
        words = heading_words(line[said.start : said.end]) if said else ""
        alone = said is not None and not line[said.end :].strip(" :：*_")
        self._begin([_Level(_NESTED, words, True)], unit.span if alone else None)
        if not alone:
            self._add(unit, in_list)

    def _content(self, i: int) -> None:
        """A block; the first behind a list or what is no text begins a section, and leaves that of
        a heading which only leads in."""
        unit, in_list = self._parts[i], self._is_in_list(i)
        before = self._parts[i - 1] if i else None
        ends_list = self._in_list and not in_list
        apart = before and self._text[before.span.end : unit.span.start].strip()
        summed = before and before.role == "summary" and self._blocks and not unit.marker
        if (ends_list or apart or summed) and self._stack and self._stack[-1].leads_in:
            self._begin(self._stack[:-1])
        elif apart and before and self._is_behind_basis(before.span.end, i):
            self._begin([])
        elif apart or (ends_list and self._said(unit.span).endswith((":", "："))):
            self._begin(self._stack)
        self._add(unit, in_list)

    def _is_behind_basis(self, start: int, i: int) -> bool:
        """Whether unit `i` stands behind the legal basis of all that is above it: no number and no
        heading comes any more."""
        unit = self._parts[i]
        if unit.marker or i < self._headings_end:
            return False
        hole = lines_of(self._text, start, unit.span.start)
        return any(label(self._text, *line) for line in hole)

    def _heading(self, unit: Unit) -> None:
        """A heading stands under those of outer rank."""
        said = self._said(unit.span)
        words = heading_words(said)
        leads_in = said.rstrip("*_ ").endswith((":", "："))
        if unit.depth:
            rank = _MARKDOWN + unit.depth
            above = self._outside(rank)
        elif unit.marker:
            rank, above = self._place_of_number(unit.marker)
        elif self._is_nested(leads_in and weight(words) <= 4):
            rank, above = _NESTED, [level for level in self._stack if level.rank != _NESTED]
        else:
            rank, above = _UNMARKED, self._outside(_UNMARKED)
        self._begin([*above, _Level(rank, words, leads_in)], unit.span)

    # --- where a heading stands ---

    def _outside(self, rank: int) -> list[_Level]:
        return [level for level in self._stack if level.rank < rank]

    def _is_nested(self, short: bool) -> bool:
        """Whether a heading without a number stands under the one before it: directly below it, or
        as a `short` lead-in among numbered ones."""
        ranks = [level.rank for level in self._stack if level.rank != _NESTED]
        numbered = any(0 < rank < BULLET for rank in ranks)
        return bool(self._stack) and (self._is_bare() or (short and numbered))

    def _place_of_number(self, marker: Marker) -> tuple[int, list[_Level]]:
        """Rank of a numbered heading and what stands above it: what stood above the number before
        it, where a heading without a number came between."""
        rank = self._rank_it_goes_on(marker)
        if self._follows(marker, rank) and self._stack and self._stack[-1].rank in _UNNUMBERED:
            return rank, self._numbered[rank][1]
        above = self._outside(rank)
        self._numbered[rank] = (marker.number, above)
        return rank, above

    def _rank_it_goes_on(self, marker: Marker) -> int:
        """The rank of a numbered heading: that of the outer one before it in number where they are
        written differently, "Second, report the loss" and "Step 3, replacement"."""
        if not self._follows(marker, marker.rank):
            for level in reversed(self._outside(marker.rank)):
                if self._follows(marker, level.rank):
                    return level.rank
        return marker.rank

    def _follows(self, marker: Marker, rank: int) -> bool:
        """Whether the last heading of a rank has the number before."""
        return rank in self._numbered and 0 < self._numbered[rank][0] == marker.number - 1

    # --- what has been read ---

    def _said(self, span: Span) -> str:
        return self._text[span.start : span.end]

    def _is_bare(self) -> bool:
        """Whether nothing stands under the last heading yet."""
        return self._head is not None and not self._blocks

    def _is_in_list(self, i: int) -> bool:
        """Whether unit `i` is an item or a part of one."""
        return self._parts[i].marker is not None or (self._in_list and self._list_goes_on(i))

    def _list_goes_on(self, i: int) -> bool:
        """Whether the next number comes behind unit `i`."""
        for unit in self._parts[i + 1 : i + 3]:
            if unit.role != "content":
                return False
            if unit.marker:
                return (
                    self._last is not None
                    and self._last.rank == unit.marker.rank
                    and unit.marker.number in (self._last.number + 1, 0)
                )
        return False
