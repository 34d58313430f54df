"""Text cut into pieces, some of them marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Piece(NamedTuple):
    text: str
    marked: bool


def mark(text: str, spans: Iterable[Sequence[int]]) -> tuple[Piece, ...]:
    """`text` in pieces that join to it again, marked inside `spans` ([start, end) in characters).

    Spans may overlap, stand in any order and reach beyond the text; white space between two marked
    pieces is marked with them. Empty text has no pieces.
    """
    pieces: list[Piece] = []
    last = 0
    for start, end in _merged(text, spans):
        if last < start:
            pieces.append(Piece(text[last:start], False))
        pieces.append(Piece(text[start:end], True))
        last = end
    if last < len(text):
        pieces.append(Piece(text[last:], False))
    return tuple(pieces)


def _merged(text: str, spans: Iterable[Sequence[int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, s), min(e, len(text))) for s, e in spans):
        if start >= end:
            continue
        if merged and not text[merged[-1][1] : start].strip():
            start, end = merged[-1][0], max(merged.pop()[1], end)
        merged.append((start, end))
    return merged
