"""Districts that a question names, in texts about their city: there even a bare name is no other
word, and no context needs to tell."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from qa_service.cities.spelling import plain
from qa_service.cities.table import Entry


class Districts:
    """Some districts, among all of their cities."""

    def __init__(self, these: Collection[Entry], others: Collection[Entry]) -> None:
        self.names = tuple(dict.fromkeys(entry.place.name for entry in these))
        """In English, as the gazetteer has them; often none."""
        self._these = _pattern(_written(these))
        self._names_of_others = _written(others)
        self._others = _pattern(self._names_of_others)

    def named_in(self, text: str) -> bool:
        """Whether `text` names one of them."""
        return self._these.search(plain(text)) is not None

    def others_in(self, text: str) -> frozenset[str]:
        """English names of the other districts of the same cities that `text` names."""
        return frozenset(map(self._names_of_others.__getitem__, self._others.findall(plain(text))))


def _written(entries: Collection[Entry]) -> Mapping[str, str]:
    """Every way to write their names, in lower case, with the English one."""
    return {
        plain(name.text): entry.place.name
        for entry in entries
        for name in (*entry.english, *entry.han)
        if len(name.text) > 1  # 汉字 alone are words
    }


def _pattern(names: Collection[str]) -> re.Pattern[str]:
    """The longest one at each place."""
    longest_first = sorted(names, key=len, reverse=True)
    escaped = [rf"\b{re.escape(n)}\b" if n.isascii() else re.escape(n) for n in longest_first]
    return re.compile("|".join(escaped) or r"(?!)")


NOWHERE = Districts((), ())
"""No districts: what most questions name."""
