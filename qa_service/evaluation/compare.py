"""Two runs over the same questions: what changed, and whether it may be chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from qa_service.evaluation.metrics import METRICS
from qa_service.evaluation.record import Evaluation, Row

RESAMPLES = 9_999
_SEED = 20_210_817


@dataclass(frozen=True)
class Difference:
    """One metric over the questions that both runs have a value for."""

    metric: str
    before: float
    after: float
    p: float
    """Two-sided, from a paired randomisation test (the signs of the questions' differences flipped
    at random; Smucker, Allan and Carterette 2007). Not adjusted for the number of metrics."""
    n: int
    higher_is_better: bool = True

    @property
    def change(self) -> float:
        return self.after - self.before

    @property
    def worse(self) -> bool:
        return self.change < 0 if self.higher_is_better else self.change > 0


@dataclass(frozen=True)
class Change:
    """A question on which one metric moved."""

    id: str
    question: str
    category: str
    metric: str
    before: float
    after: float
    gain: bool

    def __str__(self) -> str:
        return f"{self.metric} {self.before:.3g} → {self.after:.3g}"


@dataclass(frozen=True)
class Comparison:
    metrics: tuple[Difference, ...]
    categories: Mapping[str, tuple[Difference, ...]]
    changes: tuple[Change, ...]
    """In the order of the questions, then of the metrics."""
    only_before: tuple[str, ...]
    """Ids of questions that only the first run has, or that were worded otherwise there; they are
    left out."""
    only_after: tuple[str, ...]

    @property
    def gains(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.gain)

    @property
    def losses(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if not change.gain)

    def regressions(self, alpha: float = 0.05) -> tuple[Difference, ...]:
        """Metrics that are worse by more than chance explains."""
        return tuple(one for one in self.metrics if one.worse and one.p < alpha)


def compare(before: Evaluation, after: Evaluation) -> Comparison:
    old = {row.gold.id: row for row in before.rows}
    new = {row.gold.id: row for row in after.rows}
    pairs = [
        (old[key], row)
        for key, row in new.items()
        if key in old and old[key].gold.question == row.gold.question
    ]
    shared = {row.gold.id for _, row in pairs}
    categories = dict.fromkeys(row.gold.category for _, row in pairs)
    return Comparison(
        metrics=_differences(pairs),
        categories={
            category: _differences([pair for pair in pairs if pair[1].gold.category == category])
            for category in categories
        },
        changes=tuple(change for pair in pairs for change in _changes(*pair)),
        only_before=tuple(key for key in old if key not in shared),
        only_after=tuple(key for key in new if key not in shared),
    )


def by_question(changes: Sequence[Change]) -> Mapping[str, tuple[Change, ...]]:
    """By question id, in the order given."""
    grouped: dict[str, tuple[Change, ...]] = {}
    for change in changes:
        grouped[change.id] = (*grouped.get(change.id, ()), change)
    return grouped


def compare_scores(
    metric: str,
    before: Mapping[str, float],
    after: Mapping[str, float],
    *,
    higher_is_better: bool = True,
) -> Difference:
    """Scores by question; questions that only one side has are left out.

    Raises ValueError when the two sides share no question.
    """
    keys = [key for key in before if key in after]
    if not keys:
        raise ValueError("the two runs share no question")
    return Difference(
        metric,
        before=fmean(before[key] for key in keys),
        after=fmean(after[key] for key in keys),
        p=randomisation_test([after[key] - before[key] for key in keys]),
        n=len(keys),
        higher_is_better=higher_is_better,
    )


def randomisation_test(differences: Sequence[float]) -> float:
    """The two-sided p of paired differences; exact for up to 13 that aren't 0, seeded beyond.

    Differences of 0 keep the mean whatever their sign, so they are left out.
    """
    import numpy as np
    from scipy.stats import permutation_test

    moved = np.asarray([difference for difference in differences if difference != 0])
    if len(moved) < 2:  # with one, either sign is as far from 0
        return 1.0
    result = permutation_test(
        (moved,),
        np.sum,
        permutation_type="samples",
        n_resamples=RESAMPLES,
        batch=max(1, 4_000_000 // len(moved)),
        rng=np.random.default_rng(_SEED),
    )
    return float(result.pvalue)


def _differences(pairs: Sequence[tuple[Row, Row]]) -> tuple[Difference, ...]:
    differences = []
    for name, metric in METRICS.items():
        before = {old.gold.id: old.values[name] for old, _ in pairs if name in old.values}
        after = {new.gold.id: new.values[name] for _, new in pairs if name in new.values}
        if before.keys() & after.keys():
            differences.append(
                compare_scores(name, before, after, higher_is_better=metric.better == "higher")
            )
    return tuple(differences)


def _changes(old: Row, new: Row) -> list[Change]:
    return [
        Change(
            id=new.gold.id,
            question=new.gold.question,
            category=new.gold.category,
            metric=name,
            before=old.values[name],
            after=new.values[name],
            gain=(new.values[name] > old.values[name]) == (metric.better == "higher"),
        )
        for name, metric in METRICS.items()
        if name in old.values and name in new.values and old.values[name] != new.values[name]
    ]
