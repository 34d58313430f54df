"""Everyday English in the words of articles: "jobless money" is unemployment insurance money."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Self

from qa_service.retrieval import word_lists
from qa_service.text import fold

_WORD = re.compile(r"[a-z0-9&+]+(?:'[a-z]+)*'?")
_RUN = re.compile(rf"{_WORD.pattern}(?:[ -]+{_WORD.pattern})*")
"""Words with nothing but blanks and hyphens between them."""


class Everyday:
    """Phrases with what stands for them in articles. Safe for threads."""

    def __init__(self, official: Mapping[str, str]) -> None:
        """`official`: by the everyday phrase, both in lower case."""
        self._official = {" ".join(_WORD.findall(phrase)): of for phrase, of in official.items()}
        sizes: dict[str, set[int]] = defaultdict(set)
        for phrase in self._official:
            sizes[phrase.partition(" ")[0]].add(phrase.count(" ") + 1)
        self._sizes: Mapping[str, Sequence[int]] = {
            first: sorted(own, reverse=True) for first, own in sizes.items()
        }
        """In words, of the phrases that begin with one."""
        self._of_text = lru_cache(maxsize=1024)(self._replaced)

    @classmethod
    @cache
    def load(cls) -> Self:
        """Those of the package."""
        return cls(word_lists.everyday())

    def official(self, text: str) -> str:
        """`text` with its everyday phrases replaced, from the left, the longest at each place; as
        it is where it has none."""
        return self._of_text(text)

    def _replaced(self, text: str) -> str:
        folded = fold(text)
        kept: list[str] = []
        done = 0
        for run in _RUN.finditer(folded):
            words = list(_WORD.finditer(folded, *run.span()))
            said = [word[0] for word in words]
            number = 0
            while number < len(words):
                size, phrase = self._phrase(said, number)
                if size:
                    start, last = words[number].start(), words[number + size - 1]
                    kept += text[done:start], self._official[phrase]
                    done = last.start() + len(phrase.rpartition(" ")[2])  # before 's
                number += size or 1
        return "".join([*kept, text[done:]])

    def _phrase(self, words: Sequence[str], first: int) -> tuple[int, str]:
        """The longest phrase that begins there, with its number of words; 0 for none."""
        for begin in dict.fromkeys((words[first], _bare(words[first]))):
            for size in self._sizes.get(begin, ()):
                said = " ".join(words[first : first + size])
                for phrase in (said, _bare(said)):
                    if phrase in self._official:
                        return phrase.count(" ") + 1, phrase
        return 0, ""


def _bare(word: str) -> str:
    return word.removesuffix("'s")
