"""Finds names in 汉字, simplified or traditional."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from qa_service.cities.match import Match, Meaning, Suffix
from qa_service.cities.table import Table
from qa_service.text import simplified

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_HAN_SUFFIX: Mapping[str, Suffix] = {
    "市": "city", "区": "district", "县": "county", "旗": "county", "州": "prefecture",
    "省": "province", "盟": "prefecture",
}  # fmt: skip
# 济南市民 are the citizens of 济南, not the people of 济南市.
_NOT_A_SUFFIX = frozenset(("市民", "市场", "区域", "区别", "区间", "区分", "县级", "省内", "省级"))

_COMING = tuple("在来到去回离返留赴驻")
_INSIDE = re.compile(r"[\u4e00-\u9fff](?<![是有持用交办非个])")
"""Before a letter that is part of a word: 大厦."""
_OF_CITY = re.compile("籍|户口|户籍|漂|社保|医保|公积金|居住证|落户")
"""Behind a city's letter: 沪籍, 京户口."""
_SETTLED = re.compile(
    r"工作|务工|上班|打工|人员|人士|参保|就业|居住|生活|外国|外籍|外地|外来|创业|退休|缴|交|办|$|\W"
)
"""Behind a city's letter that is behind one of `_COMING`: 来深人员."""


class HanNames:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._by_two: dict[str, dict[str, list[Meaning]]] = defaultdict(dict)
        for entry in table.entries:
            for i, name in enumerate(entry.han):
                text = simplified(name.text)  # 乾安 is official, and 干安 what becomes of it
                meanings = self._by_two[text[:2]].setdefault(text, [])
                if all(meaning.entry is not entry for meaning in meanings):
                    meanings.append(Meaning(entry, text, name.guard, i == 0))

    def find(self, text: str) -> Iterator[Match]:
        """Names that fire, from left to right, the longest at each place."""
        text = simplified(text)
        for run in _HAN.finditer(text):
            i = run.start()
            while i < run.end():
                names = self._by_two.get(text[i : i + 2])
                match = (self._at(text, i, names) if names else None) or self._letter(text, i)
                if match is not None:
                    yield match
                i = match.end if match is not None else i + 1

    def whole(self, name: str) -> Match | None:
        """`name` as one name from end to end, whatever its guard."""
        name = simplified(name)
        meanings = self._by_two.get(name[:2], {}).get(name)
        return (
            Match(0, len(name), len(name), None, True, True, tuple(meanings)) if meanings else None
        )

    def _at(self, text: str, i: int, names: Mapping[str, list[Meaning]]) -> Match | None:
        for name in sorted(names, key=len, reverse=True):
            if not text.startswith(name, i) or self._in_other_words(text, i, name):
                continue
            end = i + len(name)
            suffix = _HAN_SUFFIX.get(name[-1]) if len(name) > 2 else None
            match = Match(i, end, end, suffix, False, True, tuple(names[name]))
            if any(match.fires(meaning) for meaning in match.meanings):
                return match
        return None

    def _letter(self, text: str, i: int) -> Match | None:
        """A city by one 汉字, where what stands around makes it one: 在沪, 来深务工, 京籍."""
        letter = self._table.letters.get(text[i])
        if letter is None:
            return None
        before = text[max(0, i - 1) : i]
        come = before in _COMING and (letter.alone or _SETTLED.match(text, i + 1))
        own = (letter.alone or not _INSIDE.match(before)) and _OF_CITY.match(text, i + 1)
        if not (come or own):
            return None
        meaning = Meaning(letter.entry, text[i], "free", False)
        return Match(i, i + 1, i + 1, None, True, True, (meaning,))

    def _in_other_words(self, text: str, i: int, name: str) -> bool:
        """Whether the 汉字 belong to the words around: 社保|定点, 节假日|照常, 济南|市民."""
        end = i + len(name)
        if len(name) > 2:
            return text[end - 1 : end + 1] in _NOT_A_SUFFIX
        before, after = text[max(0, i - 1) : i], text[end : end + 1]
        if (
            before != ""
            and after != ""
            and before in self._table.before.get(name[0], "")
            and after in self._table.after.get(name[1], "")
        ):
            return True
        around = text[max(0, i - 2) : end + 2]
        return any(idiom in around for idiom in self._table.idioms if name in idiom)
