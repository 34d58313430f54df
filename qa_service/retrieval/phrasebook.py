"""Chinese questions in English, where every word of them is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Self

from qa_service.retrieval import word_lists
from qa_service.text import fold, squeeze

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


class Phrasebook:
    """Phrases of 汉字 with their English. Safe for threads."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self._phrases = phrases
        self._longest = max(map(len, phrases), default=0)
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
        """`text` with its 汉字 translated phrase by phrase, what stands between them kept; None
        when some of them are in no phrase, or none are there."""
        folded = fold(text)
        runs = _HAN.findall(folded)
        if not runs or any(self._of_run(run) is None for run in runs):
            return None
        return squeeze(_HAN.sub(lambda run: f" {self._of_run(run.group())} ", folded))

    def _translate(self, run: str) -> str | None:
        """By the fewest phrases that make it up; of equally few those that end in the longest."""
        best: list[tuple[str, ...] | None] = [()] + [None] * len(run)
        for end in range(1, len(run) + 1):
            for start in range(max(0, end - self._longest), end):
                before, phrase = best[start], run[start:end]
                if before is None or phrase not in self._phrases:
                    continue
                found = best[end]
                if found is None or len(before) + 1 < len(found):
                    best[end] = (*before, phrase)
        phrases = best[-1]
        if phrases is None:
            return None
        return " ".join(self._phrases[phrase] for phrase in phrases)
