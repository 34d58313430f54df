"""Runs of a text's blocks, of which passages are cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from qa_service.domain import Span
from qa_service.ingest.headings import weight
from qa_service.text import squeeze


@dataclass(frozen=True)
class Atom:
    """A block, or a part of a block that is too long for one passage."""

    span: Span
    listed: bool
    """A step, an item or a row."""
    leads_in: bool
    """Ends in a colon, or heads a table: worth nothing without what follows."""
    inside: bool = False
    """Continues the block of the atom before it."""
    row: bool = False
    """Of a table."""


@dataclass(frozen=True)
class Run:
    """Atoms with nothing but white space (and headings) between them, under one heading path."""

    path: tuple[str, ...]
    atoms: tuple[Atom, ...]
    headings: tuple[Span, ...] = ()
    """Headings that the run's text includes, the first one in front of it."""

    @property
    def span(self) -> Span:
        start = self.atoms[0].span.start
        return Span(min([start, *(h.start for h in self.headings)]), self.atoms[-1].span.end)

    @cached_property
    def lead_ins(self) -> dict[Span, Span]:
        """Of the items of a list: the line with a colon that introduces it, where there is one."""
        found: dict[Span, Span] = {}
        lead_in: Span | None = None
        for atom in self.atoms:
            if atom.listed and lead_in is not None:
                found[atom.span] = lead_in
            if atom.leads_in or not atom.listed:
                lead_in = atom.span if atom.leads_in else None
        return found


def part_of(run: Run, start: int, end: int) -> Run:
    """Some of a run's atoms, with the headings before and between them."""
    begin = run.span.start if start == 0 else run.atoms[start].span.start
    close = run.atoms[end - 1].span.end
    headings = tuple(h for h in run.headings if begin <= h.start < close)
    return Run(run.path, run.atoms[start:end], headings)


def break_cost(atoms: Sequence[Atom], at: int) -> float:
    """The cost of beginning a passage with atom `at`."""
    before, atom = atoms[at - 1], atoms[at]
    if before.leads_in:
        return 4.0
    if atom.inside:
        return 0.5
    if before.listed and atom.listed:
        return 0.3
    return 0.0 if not atom.listed else 0.1


def whole_blocks(run: Run) -> Iterator[Span]:
    """Spans of a run's blocks, parts of one block as one again."""
    start, end = run.atoms[0].span
    for atom in run.atoms[1:]:
        if not atom.inside:
            yield Span(start, end)
            start = atom.span.start
        end = atom.span.end
    yield Span(start, end)


def lead_in_of(text: str, run: Run, part: Run) -> str | None:
    """The line with a colon that introduces the list in whose midst a passage begins; the head of
    the table."""
    lead_in = run.lead_ins.get(part.atoms[0].span)
    if lead_in is None:
        return None
    words = squeeze(text[lead_in.start : lead_in.end]).rstrip(":： ")
    return words if weight(words) <= 30 else None
