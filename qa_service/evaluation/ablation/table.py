"""The comparison as a table, for a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from qa_service.evaluation.ablation.collection import MEASURES, Collection
from qa_service.evaluation.ablation.run import Cell, Row

ALPHA = 0.05


def overview(rows: Sequence[Row], names: Sequence[str], measure: str) -> list[list[str]]:
    """A line for each row, a column for each collection: the value, and where chance does not
    explain the difference from the shipped configuration ▲ or ▼."""
    return [[row.label, *(_value(row.cells.get(name), measure) for name in names)] for row in rows]


def details(rows: Sequence[Row], name: str) -> list[list[str]]:
    """All measures on one collection: value, interval, and p against the shipped configuration."""
    lines = []
    for row in rows:
        if (cell := row.cells.get(name)) is None:
            continue
        line = [row.label]
        for measure in MEASURES:
            one = cell.measures[measure]
            p = f", p {cell.p[measure]:.3f}" if row.group else ""
            line.append(f"{one.value:.3f} ({one.low:.3f}–{one.high:.3f}{p})")
        lines.append(line)
    return lines


def show(rows: Sequence[Row], collections: Sequence[Collection], console: Console) -> None:
    names = [collection.name for collection in collections]
    for measure in MEASURES:
        table = Table(measure, *names)
        group = ""
        for row, line in zip(rows, overview(rows, names, measure), strict=True):
            if row.group != group:
                table.add_section()
                group = row.group
            table.add_row(*(Text(cell) for cell in line))
        console.print(table)


def markdown(rows: Sequence[Row], collections: Sequence[Collection], command: str) -> str:
    names = [collection.name for collection in collections]
    sizes = [f"| {c.name} | {len(c.tasks):,} | {len(c.passages):,} |" for c in collections]
    parts = [
        "# What each part of the ranking is worth",
        f"Made by `{command}`. Every row differs from the shipped configuration in the one thing "
        "that it names. ▲ and ▼: better or worse than shipped by more than chance explains (paired "
        "randomisation test, p < 0.05, not adjusted for the number of rows).",
        _markdown(["Collection", "Questions", "Passages"], sizes),
    ]
    for measure in MEASURES:
        lines = overview(rows, names, measure)
        parts += [f"## {measure}", _grouped(rows, lines, ["", *names])]
    parts += _learned(rows)
    parts.append(
        "## Intervals\n\n95 % bootstrap intervals, and p against the shipped configuration."
    )
    for name in names:
        present = [row for row in rows if name in row.cells]
        table = _grouped(present, details(rows, name), ["", *MEASURES])
        parts.append(f"<details><summary>{name}</summary>\n\n{table}\n\n</details>")
    return "\n\n".join(parts) + "\n"


def _learned(rows: Sequence[Row]) -> list[str]:
    lines = [
        f"- {row.label}, for {name}, questions in {lang}: "
        + ", ".join(f"{channel} {weight:.2f}" for channel, weight in weights.items())
        for row in rows
        for name, cell in row.cells.items()
        if cell.weights is not None
        for lang, weights in cell.weights.items()
    ]
    if not lines:
        return []
    return ["## Weights learned on the other collections", "\n".join(lines)]


def _grouped(rows: Sequence[Row], lines: Sequence[Sequence[str]], head: Sequence[str]) -> str:
    out: list[str] = []
    group = ""
    for row, line in zip(rows, lines, strict=True):
        if row.group != group:
            group = row.group
            out.append(f"| **{group}** |" + " |" * (len(head) - 1))
        out.append("| " + " | ".join(line) + " |")
    return _markdown(head, out)


def _markdown(head: Sequence[str], lines: Sequence[str]) -> str:
    rule = "|---|" + "---:|" * (len(head) - 1)
    return "\n".join(["| " + " | ".join(head) + " |", rule, *lines])


def _value(cell: Cell | None, measure: str) -> str:
    if cell is None:
        return "–"
    mark = ""
    if cell.p[measure] < ALPHA:
        mark = " ▲" if cell.change[measure] > 0 else " ▼"
    return f"{cell.measures[measure].value:.3f}{mark}"
