"""Reports for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import shorten

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from qa_service.evaluation.beir import BeirResult
from qa_service.evaluation.compare import Change, Comparison, Difference, by_question
from qa_service.evaluation.metrics import METRICS
from qa_service.evaluation.record import Estimate, Evaluation, Row
from qa_service.evaluation.risk import risk_coverage
from qa_service.text import counted, printable

_BY_CATEGORY = ("hit@1", "hit@5", "mrr@10", "wrong-city@1", "coverage", "false-answer")


def show(evaluation: Evaluation, console: Console) -> None:
    """Metrics over all and by category, then each miss with what was ranked instead and why."""
    console.print(
        Text(
            f"{evaluation.gold}: {len(evaluation.rows)} questions, "
            f"index {evaluation.index_version or '–'}, {evaluation.seconds:.1f} s"
        )
    )
    console.print(_overall(evaluation.metrics))
    console.print(_categories(evaluation))
    if (area := risk_coverage(evaluation.rows).area) is not None:
        console.print(Text(f"Area under risk and coverage: {area:.3f}"))
    misses = evaluation.misses
    console.print(Text(f"Misses: {len(misses)}", style="bold"))
    for row in misses:
        console.print(_miss(row))


def show_beir(result: BeirResult, console: Console) -> None:
    console.print(
        Text(
            f"{result.dataset}: {result.queries} queries, {result.corpus} documents, "
            f"{result.seconds:.1f} s"
            + (f", {result.left_out} queries without a relevant document" * bool(result.left_out))
        )
    )
    table = _table("Metric", "Value", "95 % interval")
    for name, one in result.intervals.items():
        table.add_row(name, f"{one.value:.4f}", f"{one.low:.4f} – {one.high:.4f}")
    console.print(table)


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Differences, then losses and gains by question."""
    table = _table("Metric", "Before", "After", "Change", "p", "n")
    for one in comparison.metrics:
        table.add_row(*_difference(one))
    console.print(table)
    for title, changes, style in (
        ("Losses", comparison.losses, "red"),
        ("Gains", comparison.gains, "green"),
    ):
        questions = by_question(changes)
        number = counted(len(questions), "question")
        console.print(Text(f"{title}: {number}", style=f"bold {style}"))
        for moved in questions.values():
            console.print(_moved(moved))
    for title, keys in (
        ("only before", comparison.only_before),
        ("only after", comparison.only_after),
    ):
        if keys:
            console.print(Text(printable(f"Questions {title}: {', '.join(keys)}")))


def _table(first: str, *columns: str) -> Table:
    # Folded, nothing is lost where a table is wider than the terminal, or than the 80 columns of a
    # file.
    table = Table(Column(first, overflow="fold"))
    for column in columns:
        table.add_column(column, justify="right", overflow="fold")
    return table


def _overall(metrics: Mapping[str, Estimate]) -> Table:
    table = _table("Metric", "Value", "95 % interval", "n")
    table.add_column("Meaning")
    for name, one in metrics.items():
        table.add_row(
            name,
            METRICS[name].show(one.value),
            f"{METRICS[name].show(one.low)} – {METRICS[name].show(one.high)}",
            str(one.n),
            METRICS[name].meaning,
        )
    return table


def _categories(evaluation: Evaluation) -> Table:
    table = _table("Category", "questions", *_BY_CATEGORY)
    table.add_row("all", str(len(evaluation.rows)), *_cells(evaluation.metrics, _BY_CATEGORY))
    table.add_section()
    for category, metrics in evaluation.categories.items():
        rows = sum(row.gold.category == category for row in evaluation.rows)
        table.add_row(Text(printable(category)), str(rows), *_cells(metrics, _BY_CATEGORY))
    return table


def _cells(metrics: Mapping[str, Estimate], names: Sequence[str]) -> list[str]:
    return [
        f"{METRICS[name].show(one.value)}\n{METRICS[name].show(one.low)}"
        f" – {METRICS[name].show(one.high)}"
        if (one := metrics.get(name)) is not None
        else "–"
        for name in names
    ]


def _miss(row: Row) -> Text:
    gold = row.gold
    text = Text(printable(f"\n{gold.question}"), style="bold")
    text.append(printable(f"  [{gold.id}, {gold.category}]\n"), style="dim")
    text.append(f"  {row.miss}", style="red")
    text.append(f" ({row.cause})\n" if row.cause is not None else "\n", style="not bold")
    lines = [f"  expected  “{one.quote}” {one.source}" for one in gold.relevant]
    lines += [f"  expected  {key}" for key in gold.law]
    lines += [
        f"  {rank:>8}  {'✓' if one.finds else ' '} {shorten(one.text, 90, placeholder='…')}  "
        f"[{', '.join((one.law or one.source, *one.cities))}]"
        for rank, one in enumerate(row.ranked[:3], start=1)
    ]
    text.append(printable("\n".join(lines)), style="not bold")
    return text


def _difference(one: Difference) -> list[str]:
    metric = METRICS[one.metric]
    style = "" if one.change == 0 else "red" if one.worse else "green"
    change = metric.show_change(one.change)
    return [
        one.metric,
        metric.show(one.before),
        metric.show(one.after),
        f"[{style}]{change}[/]" if style else change,
        f"{one.p:.3f}" if one.p >= 0.001 else "< 0.001",
        str(one.n),
    ]


def _moved(changes: Sequence[Change]) -> Text:
    first = changes[0]
    text = Text(printable(f"  {first.question}  [{first.id}, {first.category}]\n"))
    return text.append(f"      {', '.join(map(str, changes))}", style="dim")
