"""Misspelt words of a question as the words of the corpus that were meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

SHORTEST = 5
"""Letters of a word that is corrected; among shorter ones too many are one letter apart."""

_TWO_EDITS = 8
"""Letters from which two edits are allowed."""


class Speller:
    """Corrects index terms towards a vocabulary. Safe for threads."""

    def __init__(self, vocabulary: Iterable[str], frequency: Callable[[str], int]) -> None:
        """`frequency`: number of passages that hold a term."""
        self._frequency = frequency
        self._by_initial: dict[str, list[str]] = defaultdict(list)
        self._known: set[str] = set()
        for term in vocabulary:
            self._known.add(term)
            if len(term) >= SHORTEST - 1 and term.isascii() and term.isalpha():
                self._by_initial[term[0]].append(term)

    def correct(self, terms: Sequence[str]) -> tuple[str, ...]:
        """`terms`, each that the vocabulary lacks replaced by its nearest one: one edit away, or
        two for long words; with the same initial; of equally near ones the most frequent. A word
        without such a neighbour stays."""
        return tuple(term if term in self._known else self._nearest(term) for term in terms)

    def _nearest(self, term: str) -> str:
        if len(term) < SHORTEST or not (term.isascii() and term.isalpha()):
            return term
        found = process.extract(
            term,
            self._by_initial.get(term[0], ()),
            scorer=DamerauLevenshtein.distance,
            score_cutoff=2 if len(term) >= _TWO_EDITS else 1,
            limit=None,
        )
        if not found:
            return term
        return str(min(found, key=lambda match: (match[1], -self._frequency(match[0])))[0])
