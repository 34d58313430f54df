"""Names that a misspelt word may stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache

MIN_LETTERS = 5
"""A shorter word is never corrected."""
_FIRST_RANK = 3
"""Names of this tier are preferred to a common word that is as near: "bejing" is not "being"."""
WELL_KNOWN = 2
"""Names below this tier are corrected at one edit only, and from seven letters on."""


class Misspelling:
    """The known names near to a word: with the same first letter and at most one edit away (a
    letter added, left out or changed, or two neighbours swapped); two for a name of eight or more
    letters."""

    def __init__(
        self, tiers: Mapping[str, int], real_words: AbstractSet[str], common_words: Iterable[str]
    ) -> None:
        """All words in lower case, letters only. `tiers`: how well known each name is, 1 to 4.
        `real_words` are never corrected, misspelt `common_words` not into lesser-known names."""
        from rapidfuzz.distance import OSA  # Damerau's edits, none of them twice at one place

        self._distance = OSA.distance
        self._tiers = tiers
        self._real = real_words
        self._limits = {name: _edits(name, tier) for name, tier in tiers.items()}
        self._names = _by_initial(name for name, edits in self._limits.items() if edits)
        self._common = _by_initial(common_words)
        # Questions are made of the same few words.
        self._near = lru_cache(maxsize=8192)(self._search)

    def near(self, word: str) -> tuple[str, ...]:
        """All names at the smallest distance, alphabetically; none for a real word or a name."""
        return self._near(word)

    def _search(self, word: str) -> tuple[str, ...]:
        if len(word) < MIN_LETTERS or word in self._real or word in self._tiers:
            return ()
        best, found = 2, list[str]()
        for length in range(len(word) - 2, len(word) + 3):
            for name in self._names.get((word[0], length), ()):
                limit = self._limits[name]
                if abs(length - len(word)) > limit:
                    continue
                distance = self._distance(word, name, score_cutoff=limit)
                if distance <= limit and distance <= best:
                    found = [*found, name] if distance == best else [name]
                    best = distance
        if found and self._like_a_common_word(word, best):
            found = [name for name in found if self._tiers[name] >= _FIRST_RANK]
        return tuple(sorted(found))

    def lengthened(self, word: str) -> str | None:
        """The one well-known name of which `word` has a letter too many: "jinnan", "dongguang"."""
        shorter = {word[:i] + word[i + 1 :] for i in range(1, len(word))}
        found = [name for name in shorter if self._tiers.get(name, 0) >= WELL_KNOWN]
        return found[0] if len(found) == 1 else None

    def _like_a_common_word(self, word: str, distance: int) -> bool:
        return any(
            self._distance(word, other, score_cutoff=2) <= distance
            for length in range(len(word) - distance, len(word) + distance + 1)
            for other in self._common.get((word[0], length), ())
        )


def _edits(name: str, tier: int) -> int:
    """How many edits may lie between `name` and a word that is corrected into it."""
    if tier < WELL_KNOWN:
        return 1 if len(name) >= 7 else 0
    return 2 if len(name) >= 8 else 1


def _by_initial(words: Iterable[str]) -> Mapping[tuple[str, int], list[str]]:
    groups: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word in sorted(set(words)):
        groups[word[0], len(word)].append(word)
    return groups
