"""Sentences too long for an encoder, cut where a reader would breathe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from qa_service.domain import Span
from qa_service.text import trim


def pieces_within(text: str, sentence: Span, fits: Callable[[Span], bool]) -> Iterator[Span]:
    """The sentence, or its parts that each fit: cut nearest its middle, between clauses if it has
    any, else between words, else anywhere."""
    if fits(sentence) or sentence.end - sentence.start == 1:
        yield sentence
        return
    middle = (sentence.start + sentence.end) // 2
    at = next(
        (min(cuts, key=lambda cut: abs(cut - middle)) for cuts in _cuts(text, sentence) if cuts),
        middle,
    )
    for start, end in ((sentence.start, at), (at, sentence.end)):
        if (half := trim(text, start, end)) is not None:
            yield from pieces_within(text, half, fits)


def _cuts(text: str, span: Span) -> Iterator[list[int]]:
    """Places inside a span, which has no white space at its ends, where it may be cut, the best
    kind first."""
    inside = text[span.start : span.end]
    for pattern in (r"[;；](?=\s)|；|[,，:：](?=\s)|[，：、]", r"(?=\s)"):
        ends = (m.end() for m in re.finditer(pattern, inside))
        yield [span.start + end for end in ends if end < len(inside)]
