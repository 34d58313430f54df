"""Passages of several cities on one topic, side by side: what they share, and what differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qa_service.alignment import likeness, tokens
from qa_service.cities import EXAMPLE, Gazetteer
from qa_service.domain import Answer, Passage, Span
from qa_service.encoders import Vectors
from qa_service.figures import find_figures
from qa_service.search.facts import KINDS, Facts, find_facts
from qa_service.text import sentences

ALIKE = 0.5
"""Cosine from which passages of two cities, their names left out, speak of the same thing."""
SAME = 0.88
"""Share of common words from which two sentences with the same figures say the same."""
_NEAR = 0.2
"""Confidence from which passages that don't answer for certain are worth comparing."""

Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class Cell:
    """A city's passage in a row."""

    city: str
    passage: Passage
    shared: tuple[Span, ...]
    """Sentences that every other city of the row has too; spans of the passage's text."""
    facts: Facts


@dataclass(frozen=True)
class Row:
    """Passages that speak of the same thing, at most one of each city."""

    cells: tuple[Cell, ...]
    differences: Mapping[str, Mapping[str, tuple[str, ...]]]
    """By kind of fact and city: what some cities of the row have and others don't."""


def comparable(answers: Mapping[str, Answer], top_k: int) -> dict[str, list[Passage]]:
    """By city, its own passages in the answer to the topic there, at most `top_k`. Without cities
    of which too little was found: near misses would compare nothing with nothing."""
    found: dict[str, list[Passage]] = {}
    for city, answer in answers.items():
        near = answer.reason == "no_city_article" and answer.confidence >= _NEAR
        if near or answer.reason in (None, "low_confidence"):
            own = [hit.passage for hit in answer.hits if city in hit.passage.cities]
            found[city] = own[:top_k]
    return found


def compare(
    passages: Mapping[str, Sequence[Passage]], encode: Encode, gazetteer: Gazetteer
) -> list[Row]:
    """`passages`: each city's on the topic, best first. The first row is of each city's best: it
    answers, and need not be like the others', while closing summaries are always alike. Of the
    others those with the most cities come first, then by the rank of their passages."""
    bare = {
        passage.id: without_places(passage.text, gazetteer)
        for found in passages.values()
        for passage in found
    }
    vectors = dict(zip(bare, encode(list(bare.values())), strict=True)) if bare else {}
    groups = _aligned({city: found[1:] for city, found in passages.items()}, vectors)
    groups.sort(key=lambda group: (-len(group), sum(rank for rank, _ in group.values())))
    best = {city: found[0] for city, found in passages.items() if found}
    rest = [{city: p for city, (_, p) in group.items()} for group in groups]
    return [_row(group, gazetteer) for group in [best, *rest] if group]


def without_places(text: str, gazetteer: Gazetteer) -> str:
    parts, last = [], 0
    for mention in gazetteer.find(text):
        parts.append(text[last : mention.span.start])
        last = mention.span.end
    return re.sub(r"[ \t]+", " ", " ".join([*parts, text[last:]])).strip() or text


_Group = dict[str, tuple[int, Passage]]


def _aligned(
    passages: Mapping[str, Sequence[Passage]], vectors: Mapping[str, Vectors]
) -> list[_Group]:
    """Each city's passages given to the rows so that the likenesses add up to the most."""
    from scipy.optimize import linear_sum_assignment

    groups: list[_Group] = []
    for city, found in passages.items():
        taken: set[int] = set()
        if groups and found:
            cosines = np.array(
                [
                    [
                        max(vectors[p.id] @ vectors[q.id] for _, q in group.values())
                        for group in groups
                    ]
                    for p in found
                ]
            )
            # An unlike pair is worth nothing, so that it never displaces a like one.
            for row, column in zip(
                *linear_sum_assignment(-np.where(cosines >= ALIKE, cosines, 0)), strict=True
            ):
                if cosines[row, column] >= ALIKE:
                    groups[column][city] = (int(row), found[row])
                    taken.add(int(row))
        groups += [{city: (i, p)} for i, p in enumerate(found) if i not in taken]
    return groups


def _row(group: Mapping[str, Passage], gazetteer: Gazetteer) -> Row:
    spans = {city: list(sentences(p.text)) for city, p in group.items()}
    words = {
        city: [_Said(without_places(p.text[s:e], gazetteer)) for s, e in spans[city]]
        for city, p in group.items()
    }
    cells = []
    for city, passage in group.items():
        others = [said for other, said in words.items() if other != city]
        shared = tuple(
            span
            for span, said in zip(spans[city], words[city], strict=True)
            if others and all(any(said.same(twin) for twin in other) for other in others)
        )
        cells.append(Cell(city, passage, shared, find_facts(_own_words(passage, gazetteer))))
    return Row(tuple(cells), _differences(cells, gazetteer))


def _own_words(passage: Passage, gazetteer: Gazetteer) -> str:
    """The text with blanks for the sentences that tell first of another city, as an example."""
    text = passage.text
    for start, end in sentences(text):
        said = text[start:end]
        named = gazetteer.cities_in(said) if EXAMPLE.search(said) else ()
        if named and named[0] not in passage.cities:
            text = text[:start] + " " * (end - start) + text[end:]
    return text


class _Said:
    """A sentence as far as it can be the same for two cities."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.figures = sorted(map(str, find_figures(text)))

    def same(self, other: _Said) -> bool:
        return self.figures == other.figures and likeness(self.tokens, other.tokens) >= SAME


def _differences(
    cells: Sequence[Cell], gazetteer: Gazetteer
) -> dict[str, dict[str, tuple[str, ...]]]:
    if len(cells) < 2:
        return {}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for kind in KINDS:
        values = {cell.city: getattr(cell.facts, kind) for cell in cells}
        keys = [{without_places(v, gazetteer).lower() for v in each} for each in values.values()]
        common = set.intersection(*keys)
        rest = {
            city: tuple(v for v in each if without_places(v, gazetteer).lower() not in common)
            for city, each in values.items()
        }
        if any(rest.values()):
            found[kind] = rest
    return found
