"""What else the things in a question are called, in either language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from qa_service.retrieval import word_lists
from qa_service.retrieval.analyser import question_terms
from qa_service.text import fold


class Glossary:
    """Groups of names for one thing. Safe for threads."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        self._groups = [tuple(fold(name) for name in group) for group in groups]
        self._of: dict[str, list[int]] = {}
        for number, group in enumerate(self._groups):
            for name in group:
                self._of.setdefault(name, []).append(number)
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for name in self._of:
            self._by_start[_START.match(name)[0]].append(name)  # type: ignore[index]

    @classmethod
    @cache
    def load(cls) -> Glossary:
        return cls(word_lists.glossary())

    def expansion(self, question: str) -> tuple[str, ...]:
        """Index terms of the other names of what `question` names, without its own terms, distinct
        and in order. The longest name is taken where several begin at one place."""
        own = set(question_terms(question))
        found: dict[str, None] = {}
        for name in self._named(fold(question)):
            for number in self._of.get(name, self._of.get(name.removesuffix("s"), ())):
                for other in self._groups[number]:
                    if other != name:
                        found.update(dict.fromkeys(question_terms(other)))
        return tuple(term for term in found if term not in own)

    def _named(self, folded: str) -> Iterator[str]:
        """The names as they are written, in order, not overlapping."""
        # Hundreds of names, of which a question has one or two: looked for by how they begin.
        starts = {
            form for start in _START.findall(folded) for form in (start, start.removesuffix("s"))
        }
        spans = [
            match.span()
            for start in starts
            for name in self._by_start.get(start, ())
            if name in folded
            for match in _pattern(name).finditer(folded)
        ]
        end = 0
        for start, stop in sorted(spans, key=lambda span: (span[0], -span[1])):
            if start >= end:
                yield folded[start:stop]
                end = stop


_START = re.compile(r"[a-z0-9]+|[^a-z0-9\s]")
"""The first word of a name, or its first 汉字."""


@cache
def _pattern(name: str) -> re.Pattern[str]:
    escaped = re.escape(name)
    # 汉字 are letters to \b, and a mixed question leaves no blank: 社保卡lost了.
    return re.compile(rf"(?<![a-z0-9]){escaped}s?(?![a-z0-9])" if name.isascii() else escaped)
