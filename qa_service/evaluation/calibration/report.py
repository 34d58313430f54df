"""The calibration for a terminal, and the record of it that stays with the weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from qa_service.evaluation.calibration.check import Check, Curve
from qa_service.evaluation.calibration.fit import Fitted, Line, cross_validated, fittable
from qa_service.evaluation.calibration.observation import Observation
from qa_service.evaluation.record import Estimate

_SHOWN = 12
"""Questions listed that come out on the wrong side."""


def show(
    observations: Sequence[Observation],
    names: Sequence[str],
    fitted: Fitted,
    checks: Sequence[Check],
    curve: Curve,
    folds: int,
    console: Console,
) -> None:
    """`names`: of the collections."""
    for check in checks:
        table = _table(check.name)
        table.add_row("all", *_figures(check))
        for number, part in check.by_collection():
            table.add_row(Text(names[number]), *_figures(part))
        console.print(table)
    table = _table(checks[0].name)
    for category, part in checks[0].by_category():
        table.add_row(Text(category), *_figures(part))
    console.print(table)
    auc = curve.auc
    console.print(f"AUC {auc.value:.3f} ({auc.low:.3f} – {auc.high:.3f}, n = {auc.n})")
    for rate, coverage in curve.coverage.items():
        console.print(f"false answers ≤ {rate:.0%}: coverage {coverage:.1%}")
    for lang, model in fitted.models.items():
        if model.topic:
            console.print(
                f"{lang}, on the topic: {_formula(model.topic.line, model.topic.threshold)}"
            )
        console.print(f"{lang}: {_formula(model.answer, fitted.thresholds[lang])}")
    _show_hardest(observations, folds, fitted, console)


def _show_hardest(
    observations: Sequence[Observation], folds: int, fitted: Fitted, console: Console
) -> None:
    observations = fittable(observations, folds)
    margins = [
        (float(p) - fitted.thresholds[o.lang], o)
        for o, p in zip(observations, cross_validated(observations, folds), strict=True)
        if o.depends
    ]
    for title, kind, sign in (
        ("Unanswerable, most confident", False, -1),
        ("Answerable, least confident", True, 1),
    ):
        console.print(Text(f"\n{title} (margin over the threshold):", style="bold"))
        ranked = sorted(
            ((m, o) for m, o in margins if o.gold.answerable == kind), key=lambda x: sign * x[0]
        )
        for margin, o in ranked[:_SHOWN]:
            console.print(Text(f"  {margin:+.2f}  {o.gold.question}  [{o.gold.category}]"))


def record(
    observations: Sequence[Observation], checks: Sequence[Check], curve: Curve, rate: float
) -> dict[str, Any]:
    """What is kept beside the weights: on how much they were fitted and how well that works."""
    used = [o for o in observations if o.teaches]
    return {
        "collections": len({o.collection for o in observations}),
        "questions": len(observations),
        "fitted_on": {
            "answerable": sum(o.gold.answerable for o in used),
            "unanswerable": sum(not o.gold.answerable for o in used),
        },
        "false_answers_allowed": rate,
        "checked": {
            check.name: {
                "coverage": _values(check.coverage()),
                "false_answers": _values(check.false_answers()),
            }
            for check in checks
        },
        "auc": _values(curve.auc),
        "coverage_at_false_answers": {
            f"{rate:.0%}": round(value, 3) for rate, value in curve.coverage.items()
        },
    }


def _formula(line: Line, threshold: float) -> str:
    weights = "  ".join(f"{name} {weight:+.2f}" for name, weight in line.weights.items())
    return f"{weights}  bias {line.bias:+.2f}  threshold {threshold:.3f}"


def _table(checked_by: str) -> Table:
    table = Table(Column(f"Checked by {checked_by}", overflow="fold"))
    for column in ("answerable", "answered, %", "unanswerable", "answered, %"):
        table.add_column(column, justify="right")
    return table


def _figures(part: Check) -> list[str]:
    """Number of questions and per cent answered with its interval, for either kind."""
    cells: list[str] = []
    for one in (part.coverage(), part.false_answers()):
        cells += ["–", "–"] if one is None else [str(one.n), _percent(one)]
    return cells


def _percent(one: Estimate) -> str:
    return f"{100 * one.value:.1f} ({100 * one.low:.0f}–{100 * one.high:.0f})"


def _values(one: Estimate | None) -> dict[str, float] | None:
    if one is None:
        return None
    fields = {"value": one.value, "low": one.low, "high": one.high}
    return {**{name: round(value, 3) for name, value in fields.items()}, "n": one.n}
