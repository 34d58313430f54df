"""Whether a version may replace the live one: a pure decision over two evaluations."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from qa_service.evaluation.compare import Change, Comparison, Difference, compare
from qa_service.evaluation.record import Evaluation, Row


@dataclass(frozen=True)
class Verdict:
    """What speaks against a candidate; nothing does when it is `accepted`."""

    losses: tuple[Difference, ...]
    """Measures that are worse than the live version's by more than chance explains."""
    losing: tuple[Change, ...]
    """The questions that these measures lost on."""
    wrong_city: tuple[Row, ...]
    """Answers that begin with a passage of another city, whatever the live version does."""
    not_verbatim: tuple[Row, ...]
    """Answers with a passage or an extract that doesn't stand in its source."""
    comparison: Comparison | None
    """None without a live version to compare with."""
    incomparable: str | None = None
    """Why the live version could not be asked."""

    @property
    def accepted(self) -> bool:
        return not (self.losses or self.wrong_city or self.not_verbatim or self.incomparable)

    @property
    def grounds(self) -> tuple[str, ...]:
        """Why it is refused, a line each."""
        lines = [self.incomparable] if self.incomparable else []
        lines += [
            f"{loss.metric} went from {loss.before:.3f} to {loss.after:.3f} "
            f"({loss.n} questions, p = {loss.p:.3g})"
            for loss in self.losses
        ]
        lines += [f"another city first: {_asked(row)}" for row in self.wrong_city]
        lines += [f"not verbatim: {_asked(row)}" for row in self.not_verbatim]
        return tuple(lines)

    @property
    def losing_questions(self) -> tuple[str, ...]:
        """Each question that a significant loss rests on, with what moved."""
        moved: dict[str, list[str]] = {}
        for change in self.losing:
            moved.setdefault(f"{change.id} {change.question!r}", []).append(str(change))
        return tuple(f"{question}: {', '.join(changes)}" for question, changes in moved.items())


def fewest(alpha: float) -> int:
    """Questions that must all be lost for a loss to count: with n that all moved the same way, the
    test's p is 2 / 2ⁿ."""
    return next(n for n in count(1) if 2 / 2**n < alpha)


def judge(
    candidate: Evaluation, live: Evaluation | None, alpha: float, incomparable: str | None = None
) -> Verdict:
    """`live` is None without a live version, or when it could not be asked for the reason
    `incomparable`, which speaks against the candidate: nobody knows what would be lost. `alpha` is
    the chance at which a paired randomisation test counts a loss as one; it holds for each measure
    alone, since a version wrongly kept back costs less than a worse one published."""
    comparison = compare(live, candidate) if live is not None else None
    losses = comparison.regressions(alpha) if comparison is not None else ()
    names = {loss.metric for loss in losses}
    changes = comparison.losses if comparison is not None else ()
    return Verdict(
        losses=losses,
        losing=tuple(change for change in changes if change.metric in names),
        wrong_city=tuple(
            row
            for row in candidate.rows
            if row.status == "answered" and row.values.get("wrong-city@1")
        ),
        not_verbatim=tuple(row for row in candidate.rows if row.values.get("verbatim", 1.0) < 1.0),
        comparison=comparison,
        incomparable=incomparable,
    )


def _asked(row: Row) -> str:
    return f"{row.gold.id} {row.gold.question!r}"
