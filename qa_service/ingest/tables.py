"""Rows of a table that has lost its columns: its cells stand below each other, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from qa_service.ingest.headings import marker, weight

_LONGEST_CELL = 12
"""Words of it."""
_LEAST_ROWS = 3
_MOST_COLUMNS = 8
_NO_CELL = re.compile(r"[.;:,?!。；：，？！、][\"'”’)）]*$|[\t|]|^[#>]")
_FIGURE = re.compile(r"\d")


def row_breaks(lines: Sequence[str]) -> frozenset[int]:
    """Of lines of a text, those whose next one stands in the same row of a table as they do.

    A table is known by its figures: rows that each begin with a name and go on with figures, nearly
    all of one length, below as many names of columns as a row has cells.
    """
    found: set[int] = set()
    for start, end in _runs_of_cells(lines):
        for first, behind in _rows([_FIGURE.search(line) is not None for line in lines[start:end]]):
            found.update(range(start + first, start + behind - 1))
    return frozenset(found)


def _runs_of_cells(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for i, line in enumerate([*lines, ""]):
        if not _is_cell(line.strip()):
            if i - start > 2 * _LEAST_ROWS:
                yield start, i
            start = i + 1


def _is_cell(line: str) -> bool:
    return bool(
        line
        and weight(line) <= _LONGEST_CELL
        and not _NO_CELL.search(line)
        and marker(line, 0, len(line)) is None
    )


def _rows(figures: Sequence[bool]) -> list[tuple[int, int]]:
    """The rows of a run of cells, of which `figures` says whether they hold a figure, its head's
    first; none where it is no table."""
    first = next((i for i, holds in enumerate(figures) if holds), 0) - 1
    names = (i for i in range(first + 2, len(figures)) if figures[i - 1] and not figures[i])
    starts = [first, *names, len(figures)]
    lengths = [end - start for start, end in pairwise(starts)]
    columns = max(lengths)
    head = first - columns  # a title and a unit may stand above it
    whole = lengths.count(columns)
    if not (
        2 <= min(lengths) <= columns <= _MOST_COLUMNS
        and len(lengths) >= _LEAST_ROWS
        and 3 * whole >= 2 * len(lengths)
        and 0 <= head <= 2
    ):
        return []
    return [(head, first), *pairwise(starts)]
