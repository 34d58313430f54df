"""Finds names in a text, each with all the places that it may mean."""

from __future__ import annotations

from qa_service.cities.han import HanNames
from qa_service.cities.latin import LatinNames
from qa_service.cities.match import Match
from qa_service.cities.table import Table


class NameIndex:
    def __init__(self, table: Table) -> None:
        self._latin = LatinNames(table.entries)
        self._han = HanNames(table)
        self.spellings = self._latin.spellings

    def matches(self, text: str, plain_text: str) -> list[Match]:
        """Names that fire, in order, not overlapping, the longest at each place."""
        found = [*self._latin.find(text, plain_text), *self._han.find(text)]
        return sorted(found, key=lambda match: match.start)

    def whole(self, name: str) -> Match | None:
        """`name` as one name from end to end, whatever its guard."""
        return self._latin.whole(name) or self._han.whole(name)
