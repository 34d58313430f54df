"""Finds names in Latin letters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from qa_service.cities.match import Match, Meaning, with_suffix
from qa_service.cities.spelling import Word, key, plain, words
from qa_service.cities.table import Entry


class _Key(NamedTuple):
    rest: tuple[str, ...]
    """Words of the name behind the first."""
    meanings: tuple[Meaning, ...]
    in_brackets: bool
    """Whether its last word is a province in brackets: "Suzhou (Anhui)"."""


_SUFFIX = re.compile(
    r"[ \t-]\s?(?:(?P<city>(?:prefecture-level |county-level |municipal )?city|municipality|shi)"
    r"|(?P<district>district|new area|new district|qu)|(?P<county>county|xian|banner"
    r"|autonomous county)|(?P<prefecture>(?:autonomous )?prefecture|league)"
    r"|(?P<province>province|sheng|autonomous region|special administrative region|sar))\b"
)
_PREPOSITION = re.compile(r"\b(?:in|at|from|to|of|for|near|between|around|and|or)\s+$")
_GAP = re.compile(r"\s{1,2}|-|\s?'\s?")
_GAP_BY_APOSTROPHE = (" '", "' ", " ' ")
_GAP_BEFORE_PROVINCE = re.compile(r"\s?[(,]\s?")
_SURNAMES_AND_TITLES = (
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang"
    " xie song tang deng han feng cao peng zeng xiao tian pan yuan cai jiang yu du ye cheng wei su"
    " ding ren yao shen zhong tan cui lu fan jin shi liao jia xia fu fang zou xiong meng qin qiu"
    " mr mrs ms miss dr prof"
)
_BEFORE_A_PERSON = frozenset(_SURNAMES_AND_TITLES.split())


class LatinNames:
    def __init__(self, entries: Iterable[Entry]) -> None:
        names: dict[tuple[str, ...], list[Meaning]] = defaultdict(list)
        for entry in entries:
            for i, name in enumerate(entry.english):
                meanings = names[key(name.text)]
                if all(meaning.entry is not entry for meaning in meanings):
                    meanings.append(Meaning(entry, plain(name.text), name.guard, i == 0))
        self._by_first: dict[str, list[_Key]] = defaultdict(list)
        for (first, *rest), meanings in names.items():
            in_brackets = any("(" in meaning.spelled for meaning in meanings)
            self._by_first[first].append(_Key(tuple(rest), tuple(meanings), in_brackets))
        for keys in self._by_first.values():
            keys.sort(key=lambda k: -len(k.rest))
        self.spellings = frozenset("".join(words) for words in names)
        """Letters of every name, however guarded."""
        self._with_apostrophe = frozenset(
            words[0]
            for words, meanings in names.items()
            if any("'" in meaning.spelled.split()[0] for meaning in meanings)
        )

    def find(self, text: str, plain_text: str) -> Iterator[Match]:
        """Names that fire, from left to right, the longest at each place."""
        tokens = self._words(plain_text)
        i = 0
        while i < len(tokens):
            if tokens[i].key in self._by_first:
                for match in self._at(text, plain_text, tokens, i):
                    match = _no_person(match, text, tokens, i)
                    if any(match.fires(meaning) for meaning in match.meanings):
                        yield match
                        while i + 1 < len(tokens) and tokens[i + 1].start < match.end:
                            i += 1
                        break
            i += 1

    def whole(self, name: str) -> Match | None:
        """`name` as one name from end to end, whatever its guard."""
        plain_name = plain(name)
        tokens = self._words(plain_name)
        if not tokens or tokens[0].key not in self._by_first:
            return None
        for match in self._at(name, plain_name, tokens, 0):
            if match.start == 0 and match.end == len(name):
                return match
        return None

    def _words(self, plain_text: str) -> Sequence[Word]:
        """As `words`, with a name in one where a blank stands by its apostrophe: "Xi 'an"."""
        found = words(plain_text)
        if " '" not in plain_text and "' " not in plain_text:  # nearly always
            return found
        joined = list(found[:1])
        for word in found[1:]:
            last = joined[-1]
            gap = plain_text[last.end : word.start]
            if gap in _GAP_BY_APOSTROPHE and last.key + word.key in self._with_apostrophe:
                joined[-1] = Word(last.start, word.end, last.key + word.key)
            else:
                joined.append(word)
        return joined

    def _at(self, text: str, plain_text: str, tokens: Sequence[Word], i: int) -> Iterator[Match]:
        """Names that begin at word `i`, the longest first."""
        start = tokens[i].start
        for found in self._by_first[tokens[i].key]:
            last = i + len(found.rest)
            if last >= len(tokens) or not _reads(found, text, plain_text, tokens[i : last + 1]):
                continue
            end = tokens[last].end
            if found.in_brackets and plain_text.startswith(")", end):
                end += 1
            before = _PREPOSITION.search(plain_text, max(0, start - 12), start)
            proper = text[start].isupper() or before is not None
            meanings = found.meanings
            if "'" in plain_text[start:end]:  # no common word has one there
                meanings = tuple(
                    m._replace(guard="free") if "'" in m.spelled else m for m in meanings
                )
            match = Match(start, end, end, None, proper, False, meanings)
            if (suffix := _SUFFIX.match(plain_text, end)) is not None:
                match = with_suffix(match, suffix.lastgroup, suffix.end())  # type: ignore[arg-type]
            yield match


def _reads(found: _Key, text: str, plain_text: str, tokens: Sequence[Word]) -> bool:
    """Whether the words from the second on are those of the name, with nothing between."""
    for j, word in enumerate(found.rest, start=1):
        if tokens[j].key != word:
            return False
        gap = plain_text[tokens[j - 1].end : tokens[j].start]
        bracket = found.in_brackets and j == len(found.rest)
        if not (_GAP_BEFORE_PROVINCE if bracket else _GAP).fullmatch(gap):
            return False
        if text[tokens[0].start : tokens[0].end] == "XI" and not text[tokens[j].end - 1].isupper():
            return False  # "Chapter XI", then "An employer"
    written = plain_text[tokens[0].start : tokens[-1].end]
    # "Gu'an County" is not "Guan County".
    return "'" not in written or any("'" in m.spelled for m in found.meanings) or not found.rest


def _no_person(match: Match, text: str, tokens: Sequence[Word], i: int) -> Match:
    """`match` without districts where it is a given name: "Wang Jianhua", "Mr. Longhua"."""
    if i == 0 or not text[match.start].isupper():
        return match
    before = tokens[i - 1]
    named = before.key in _BEFORE_A_PERSON and text[before.start].isupper()
    if not named or text[before.end : match.start] not in (" ", ". "):
        return match
    others = (m for m in match.meanings if m.entry.place.kind != "district")
    return replace(match, meanings=tuple(others))
