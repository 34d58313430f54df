"""The report as one page of HTML that asks nothing of any other file or host."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from statistics import median

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from qa_service.evaluation.compare import by_question, compare
from qa_service.evaluation.confusion import confuse
from qa_service.evaluation.metrics import METRICS
from qa_service.evaluation.plots import Series, interval_bar, line_plot
from qa_service.evaluation.record import Evaluation, Row
from qa_service.evaluation.risk import RiskCoverage, risk_coverage

_HEADLINE = ("hit@1", "hit@5", "mrr@10", "wrong-city@1", "coverage", "false-answer")
_RANKING = ("hit@1", "hit@3", "hit@5", "hit@10", "mrr@10", "ndcg@10", "recall@10")


def render(evaluation: Evaluation, compare_with: Evaluation | None = None) -> str:
    """`compare_with` is the earlier run, which `evaluation` is compared with."""
    risk = risk_coverage(evaluation.rows)
    return _template().render(
        run=evaluation,
        metrics=METRICS,
        headline=[name for name in _HEADLINE if name in evaluation.metrics],
        groups=[
            ("Ranking", [name for name in _RANKING if name in evaluation.metrics]),
            (
                "Deciding and citing",
                [name for name in METRICS if name in evaluation.metrics and name not in _RANKING],
            ),
        ],
        sizes=Counter(row.gold.category for row in evaluation.rows),
        recall=_recall_plot(evaluation),
        risk=risk,
        risk_plot=_risk_plot(risk),
        trade_off=_trade_off_plot(risk),
        confusion=confuse(evaluation.rows),
        milliseconds=median(row.milliseconds for row in evaluation.rows) if evaluation.rows else 0,
        before=compare_with,
        comparison=compare(compare_with, evaluation) if compare_with is not None else None,
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        figure=_figure, bar=interval_bar, by_question=by_question, signed=_signed
    )
    return environment.get_template("page.html.j2")


def _figure(name: str, value: float) -> str:
    return METRICS[name].show(value)


def _signed(name: str, change: float) -> str:
    return METRICS[name].show_change(change).replace("-", "−")


def _recall_plot(evaluation: Evaluation) -> Markup | None:
    rows = [row for row in evaluation.rows if row.gold.answerable]
    if not rows:
        return None
    ks = range(1, evaluation.top_k + 1)
    met = [sum(row.met is not None and row.met <= k for row in rows) / len(rows) for k in ks]
    found = [sum(_found(row, k) / row.items for row in rows) / len(rows) for k in ks]
    return line_plot(
        "Share of answerable questions met, and of gold items found, by number of passages",
        [
            Series(name, tuple(zip(ks, values, strict=True)), _labels(ks, values, name))
            for name, values in (("hit@k", met), ("recall@k", found))
        ],
        x="k, passages",
        y="share",
        x_range=(1, max(evaluation.top_k, 2)),
        x_ticks=[k for k in ks if k == 1 or k % 5 == 0 or evaluation.top_k <= 10],
    )


def _found(row: Row, k: int) -> int:
    return len({item for ranked in row.ranked[:k] for item in ranked.finds})


def _labels(ks: range, values: list[float], name: str) -> tuple[str, ...]:
    return tuple(
        f"{name.replace('k', str(k))}: {value:.1%}" for k, value in zip(ks, values, strict=True)
    )


def _risk_plot(risk: RiskCoverage) -> Markup | None:
    if not risk.points:
        return None
    return line_plot(
        "Wrong answers among those given, by share of questions answered",
        [
            Series(
                "risk",
                tuple((point.coverage, point.risk) for point in risk.points),
                tuple(
                    f"confidence ≥ {point.threshold:.2f}: {point.coverage:.1%} answered, "
                    f"{point.risk:.1%} of them wrong"
                    for point in risk.points
                ),
                marks=False,
            )
        ],
        x="answered, of all questions",
        y="wrong, of those answered",
        mark=(risk.taken.coverage, risk.taken.risk, "this run") if risk.taken else None,
    )


def _trade_off_plot(risk: RiskCoverage) -> Markup | None:
    if not risk.points:
        return None
    return line_plot(
        "False answers among unanswerable questions, by share of answerable questions answered",
        [
            Series(
                "false answers",
                tuple((point.answered, point.false_answers) for point in risk.points),
                tuple(
                    f"confidence ≥ {point.threshold:.2f}: {point.answered:.1%} of the answerable "
                    f"and {point.false_answers:.1%} of the unanswerable answered"
                    for point in risk.points
                ),
                marks=False,
            )
        ],
        x="answered, of answerable questions",
        y="answered, of unanswerable ones",
        mark=(risk.taken.answered, risk.taken.false_answers, "this run") if risk.taken else None,
    )
