"""Chinese questions in English, where nearly every word of them is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple, Self

from qa_service.numerals import HAN as HAN_NUMBER
from qa_service.numerals import parse_number
from qa_service.retrieval import word_lists
from qa_service.text import fold, squeeze

KNOWN = 0.6
"""Share of a question's 汉字 that phrases must hold, at least. docs/adr/030 has the comparison."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_NUMBER = re.compile(rf"第?(?P<number>{HAN_NUMBER})(?P<noun>[条级档]?)")
"""五十八, 第五十八条, 九级."""
_NOUNS = {"": "", "条": "Article ", "级": "grade ", "档": "level "}


class Phrasebook:
    """Phrases of 汉字 with their English. Safe for threads."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self._phrases = phrases
        self._longest = max(len("第九百九十九条"), *map(len, phrases))
        self._of_run = lru_cache(maxsize=4096)(self._translate)

    @classmethod
    @cache
    def load(cls) -> Self:
        """Those of the package: the phrasebook's, and the glossary's names by their first English
        one."""
        names = {
            name: next(other for other in group if other.isascii())
            for group in word_lists.glossary()
            for name in group
            if _HAN.fullmatch(name)
        }
        return cls({**names, **word_lists.phrases()})

    def english(self, text: str) -> str | None:
        """`text` with its 汉字 translated phrase by phrase, what stands between them kept and what
        is in no phrase left out; None when too many are in none, or there are none."""
        folded = fold(text)
        runs = _HAN.findall(folded)
        known = sum(self._of_run(run).known for run in runs)
        if not known or known < KNOWN * sum(map(len, runs)):
            return None
        return squeeze(_HAN.sub(lambda run: f" {self._of_run(run.group()).english} ", folded))

    def _translate(self, run: str) -> _Translated:
        """With the most characters in phrases, by the fewest phrases, of which those without a
        translation come last; of equally few those that end in the longest."""
        best = [_Translated(0, ())]
        for end in range(1, len(run) + 1):
            found = best[end - 1]
            for start in range(max(0, end - self._longest), end):
                phrase = self._phrase(run[start:end])
                if phrase is None:
                    continue
                before = best[start]
                candidate = _Translated(before.known + end - start, (*before.phrases, phrase))
                if candidate.merit > found.merit:
                    found = candidate
            best.append(found)
        return best[-1]

    def _phrase(self, characters: str) -> str | None:
        if (phrase := self._phrases.get(characters)) is not None:
            return phrase
        found = _NUMBER.fullmatch(characters)
        number = parse_number(found["number"]) if found else None
        if found is None or number is None:
            return None
        return f"{_NOUNS[found['noun']]}{number}"


class _Translated(NamedTuple):
    known: int
    """Characters that are in its phrases."""
    phrases: tuple[str, ...]

    @property
    def english(self) -> str:
        return " ".join(filter(None, self.phrases))

    @property
    def merit(self) -> tuple[int, int, int]:
        return self.known, -sum(map(bool, self.phrases)), -len(self.phrases)
