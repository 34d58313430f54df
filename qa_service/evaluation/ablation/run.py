"""Every variant over every collection, each compared with the shipped configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from qa_service.domain import Language
from qa_service.evaluation.ablation.bench import Bench, Open, Weights
from qa_service.evaluation.ablation.collection import MEASURES, Collection
from qa_service.evaluation.ablation.learned import Example, learn
from qa_service.evaluation.ablation.variants import SHIPPED, VARIANTS, Variant
from qa_service.evaluation.compare import randomisation_test
from qa_service.evaluation.estimate import estimate
from qa_service.evaluation.record import Estimate

Progress = Callable[[str], None]
"""Told what is about to be measured."""

_LEARN_FROM = 200
"""Questions of each other collection, so that the largest doesn't decide alone."""


@dataclass(frozen=True)
class Cell:
    """A variant on a collection."""

    measures: Mapping[str, Estimate]
    p: Mapping[str, float]
    """By measure, two-sided, of a paired randomisation test against the shipped configuration."""
    change: Mapping[str, float]
    weights: Weights | None = None
    """Those learned, where they were."""


@dataclass(frozen=True)
class Row:
    group: str
    """What is varied; empty for the shipped configuration."""
    label: str
    cells: Mapping[str, Cell]
    """By collection; a variant that means nothing there has none."""


def ablate(
    collections: Sequence[Collection],
    open_passages: Open,
    variants: Mapping[str, Sequence[Variant]] = VARIANTS,
    progress: Progress = lambda what: None,
) -> list[Row]:
    """The shipped configuration first. Weights are learned on the other collections, by the
    language of the questions; a collection without any such others has no learned rows."""
    cells: dict[tuple[str, str], dict[str, Cell]] = {("", SHIPPED.label): {}}
    cells |= {(g, v.label): {} for g, members in variants.items() for v in members}
    lessons = _Lessons()
    # One collection after the other, so that one's scores are in memory at a time.
    benches = {}
    for collection in collections:
        progress(f"{collection.name}: {len(collection.passages)} passages")
        benches[collection.name] = Bench(collection, open_passages)
        lessons.take(benches[collection.name])
    for collection in collections:
        bench = benches.pop(collection.name)
        shipped = collection.judge(bench.rank(SHIPPED))
        cells["", SHIPPED.label][collection.name] = _cell(shipped, shipped)
        for group, members in variants.items():
            for variant in members:
                progress(f"{collection.name}: {group.lower()}, {variant.label}")
                weights = None
                if variant.learned:
                    weights = lessons.weights(collection.name, variant.channels, bench.languages)
                    if weights is None:
                        continue
                found = _measure(bench, variant, open_passages, weights)
                if found is not None:
                    cell = _cell(shipped, found)
                    cells[group, variant.label][collection.name] = replace(cell, weights=weights)
    return [Row(group, label, row) for (group, label), row in cells.items()]


def _measure(
    bench: Bench, variant: Variant, open_passages: Open, weights: Weights | None
) -> list[Mapping[str, float]] | None:
    """By task; None where the variant doesn't apply."""
    collection = bench.collection
    if variant.target is not None:
        if collection.resplit is None:
            return None
        other = collection.resplit(variant.target)
        return other.judge(Bench(other, open_passages).rank(variant))
    return collection.judge(bench.rank(variant, weights))


def _cell(shipped: Sequence[Mapping[str, float]], found: Sequence[Mapping[str, float]]) -> Cell:
    differences = {
        name: [after[name] - before[name] for before, after in zip(shipped, found, strict=True)]
        for name in MEASURES
    }
    return Cell(
        measures={name: estimate([row[name] for row in found]) for name in MEASURES},
        p={name: randomisation_test(values) for name, values in differences.items()},
        change={name: sum(values) / len(values) for name, values in differences.items()},
    )


class _Lessons:
    """What each collection teaches, by language and channels."""

    def __init__(self) -> None:
        self._taught: dict[str, list[tuple[Language, Example]]] = {}

    def take(self, bench: Bench) -> None:
        self._taught[bench.collection.name] = list(bench.examples(SHIPPED.channels, _LEARN_FROM))

    def weights(
        self, held_out: str, channels: Sequence[str], languages: Sequence[Language]
    ) -> Weights | None:
        """From all but `held_out`; None when that leaves nothing in some language."""
        columns = [SHIPPED.channels.index(name) for name in channels]
        learned: dict[Language, Mapping[str, float]] = {}
        for lang in languages:
            examples = [
                Example(example.features[:, columns], example.relevant)
                for name, taught in self._taught.items()
                if name != held_out
                for language, example in taught
                if language == lang
            ]
            if not examples:
                return None
            learned[lang] = learn(examples, channels)
        return learned
