"""Words quoted from a text, laid beside the place that they were made from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from qa_service.domain import Span
from qa_service.text import fold


class Change(NamedTuple):
    """Words of a quotation that differ from the source's; either may be empty."""

    quoted: str
    found: str


_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*%?|[^\W\d_\u3400-\u9fff]+(?:['’-][^\W\d_]+)*|[\u3400-\u9fff]|\S"
)
_MISSING = 0.4
"""What a word of the source that a quotation lacks weighs against one that it has."""


def tokens(text: str) -> list[str]:
    """Words, numbers, single 汉字 and single marks, folded."""
    return _TOKEN.findall(fold(text))


def place_of(words: Sequence[str], text: str) -> Span:
    """The stretch of `text` that `words` (its `tokens`) were made from: it has as many of them, in
    order, and as few others as possible. From an edge that has been altered it reaches no further
    than the quotation does. Empty when `text` has none of them."""
    region = _region(words, text)
    theirs = list(_TOKEN.finditer(fold(text[: region.end]), region.start))
    if not theirs:
        return Span(0, 0)
    steps = _steps(words, [token.group() for token in theirs])
    lacking = {j for _, _, j1, j2 in steps for j in range(j1, j2)}
    best, start, end = 0.0, 0, 1
    value, begin = 0.0, 0
    for j in range(len(theirs)):
        if value <= 0:
            value, begin = 0.0, j
        value += -_MISSING if j in lacking else 1.0
        if value > best:
            best, start, end = value, begin, j + 1
    for i1, i2, j1, j2 in steps:
        if i1 == 0 and j2 == start:
            start = max(j1, start - (i2 - i1))
        if i2 == len(words) and j1 == end:
            end = min(j2, end + (i2 - i1))
    return Span(theirs[start].start(), theirs[end - 1].end())


def changes(quoted: str, found: str) -> tuple[Change, ...]:
    """What differs between two texts, word by word, case and width apart, in order."""
    mine = [m.span() for m in _TOKEN.finditer(quoted)]
    theirs = [m.span() for m in _TOKEN.finditer(found)]
    steps = _steps([fold(quoted[s:e]) for s, e in mine], [fold(found[s:e]) for s, e in theirs])
    return tuple(
        Change(_words(quoted, mine[i1:i2]), _words(found, theirs[j1:j2]))
        for i1, i2, j1, j2 in steps
    )


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of the tokens of both that stand in both, in order: 0 to 1."""
    return float(Indel.normalized_similarity(one, other))


def _region(words: Sequence[str], text: str) -> Span:
    """The part of `text`, somewhat longer than `words`, that shares most of them."""
    found = list(_TOKEN.finditer(fold(text)))
    size = len(words) + max(8, len(words) // 4)
    wanted = Counter(words)
    inside: Counter[str] = Counter()
    shared = best = begin = 0
    for i, token in enumerate(found):
        word = token.group()
        inside[word] += 1
        shared += inside[word] <= wanted[word]
        if i >= size:
            gone = found[i - size].group()
            shared -= inside[gone] <= wanted[gone]
            inside[gone] -= 1
        if shared > best:
            best, begin = shared, max(0, i + 1 - size)
    if not best:
        return Span(0, 0)
    # From the first window with all of them on, so that the rest of the sentence is in it too.
    last = min(len(found), begin + size + max(4, len(words) // 8)) - 1
    return Span(found[begin].start(), found[last].end())


def _steps(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Ranges of `one` and of `other` that differ, in order, with equal words between them."""
    steps: list[tuple[int, int, int, int]] = []
    for step in Indel.opcodes(one, other):
        i1, i2, j1, j2 = step.src_start, step.src_end, step.dest_start, step.dest_end
        if step.tag == "equal":
            continue
        if steps and steps[-1][1] == i1 and steps[-1][3] == j1:
            steps[-1] = (steps[-1][0], i2, steps[-1][2], j2)
        else:
            steps.append((i1, i2, j1, j2))
    return steps


def _words(text: str, spans: Sequence[tuple[int, int]]) -> str:
    return text[spans[0][0] : spans[-1][1]] if spans else ""
