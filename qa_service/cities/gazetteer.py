"""The places of China: found in a text, resolved from a name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from dataclasses import replace
from functools import cache, lru_cache, partial
from itertools import pairwise
from typing import Self

from qa_service.cities.choose import Named, choose
from qa_service.cities.districts import NOWHERE, Districts
from qa_service.cities.index import NameIndex
from qa_service.cities.institutions import in_other_name
from qa_service.cities.match import Match
from qa_service.cities.misspelling import MIN_LETTERS, WELL_KNOWN, Misspelling
from qa_service.cities.place import How, Place, PlaceMention, shared_name
from qa_service.cities.spelling import key, plain, words
from qa_service.cities.table import Entry, Table, read_table
from qa_service.domain import Span
from qa_service.errors import UnknownCity

_CLEARLY = 2
"""Tiers between the better-known city and the next that a misspelt name may mean as well."""
_FIRST_TIER = 4
_SMALLER = 1
"""Tier of a county-level city beside those of cities."""
_AREA_CODE = re.compile(r"(?<!\d)(0\d{3})\)?[- ]?\d{7,8}(?!\d)")
"""Of a telephone number."""
_BETWEEN_NAMES = re.compile(r"[\s,\uff0c、/()\uff08\uff09.-]*")


class Gazetteer:
    """Immutable once made, so threads may share it."""

    def __init__(self, table: Table) -> None:
        self._index = NameIndex(table)
        self._places = tuple(entry.place for entry in table.entries)
        self._cities = {p.name: p for p in self._places if p.kind == "city"}
        self._provinces = {p.name: p for p in self._places if p.kind == "province"}
        self._cities_of = {
            province: tuple(sorted(p.name for p in self._cities.values() if p.province == province))
            for province in self._provinces
        }
        # Hundreds of cities have some, and most questions are about the same few.
        self._among_their_cities = lru_cache(1024)(partial(_among_their_cities, table.entries))
        self._tier = {e.place.name: e.tier for e in table.entries if e.place.kind == "city"}
        self._by_letters: dict[str, Place] = {}
        for entry in table.entries:
            if entry.place.kind != "district" and "(" not in entry.place.name:
                self._by_letters.setdefault(_joined(entry.place.name), entry.place)
        self._sharing_a_name = {n: g for n, g in _groups(self._cities).items() if len(g) > 1}
        self._by_area_code = table.area_codes
        self._words = table.real_words, table.common_words
        self._misspelling = self._misspellings()
        self._namesakes: Mapping[str, tuple[str, ...]] = {}
        self._expected: AbstractSet[str] = frozenset()

    @classmethod
    @cache
    def load(cls) -> Self:
        """The gazetteer that ships with the package; read once in a process."""
        return cls(read_table())

    def expecting(self, cities: Collection[str]) -> Gazetteer:
        """The same gazetteer, for questions that may well be about these cities: their misspelt
        names are corrected as a well-known city's are."""
        other = copy(self)
        other._tier = self._tier | {
            name: max(self._tier[name], WELL_KNOWN) for name in cities if name in self._tier
        }
        # Who lives in Kunshan calls it a city, and may misspell it as one.
        own = [p for p in self._places if p.city in cities and p.zh.endswith("市")]
        other._by_letters = {_joined(p.name): p for p in own} | self._by_letters
        other._misspelling = other._misspellings()
        other._namesakes = self._sharing(cities)
        other._expected = frozenset(cities)
        return other

    def _sharing(self, cities: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Of `cities` those that share a name and are about equally well known, by the name."""
        return {
            name: near
            for name, group in _groups(cities).items()
            if len(near := self._nearly_as_known(group)) > 1
        }

    def _nearly_as_known(self, cities: Sequence[str]) -> tuple[str, ...]:
        tiers = [self._tier.get(city, 0) for city in cities]
        pairs = zip(cities, tiers, strict=True)
        return tuple(city for city, tier in pairs if tier > max(tiers) - _CLEARLY)

    def _misspellings(self) -> Misspelling:
        tiers = {
            letters: self._tier.get(place.name, _SMALLER if place.kind == "district" else 2)
            for letters, place in self._by_letters.items()
        }
        return Misspelling(tiers, *self._words)

    def find(
        self, text: str, *, fuzzy: bool = False, context: str = ""
    ) -> tuple[PlaceMention, ...]:
        """All places named in `text`, in order, not overlapping, the longest name first.

        `fuzzy` corrects misspelt cities and provinces too, and knows expected ones in syllables
        ("bao tou") and their districts in small letters: for questions, not for articles.
        A district's bare name that is a well-known city's with a letter too many is corrected
        ("Jinnan" to Jinan) unless District stands behind it or the text names its city or province.
        `context` is another text (an article's body, for its title): where it speaks rather of
        Suzhou, Anhui, or of 宿州 than of Suzhou in Jiangsu, that Suzhou is meant here too, and of
        Gulou Districts that of the city which it names most. Names of banks, streets, dishes and
        "Hong Kong residents" are no mentions.
        """
        plain_text = plain(text)
        matches = self._index.matches(text, plain_text)
        matches = [m for m in matches if not in_other_name(plain_text, m.start, m.end)]
        named = self._named(matches, context)
        found = []
        for match in matches:
            place = choose(match, named, plain_text)
            if place is None:
                continue
            mention = _mention(text, plain_text, match, place)
            if fuzzy and (better := self._rather_meant(match, place, named, plain_text)):
                mention = replace(mention, place=better, how="fuzzy")
            found.append(mention)
        if fuzzy:
            taken = {i for m in matches for i in (m.start, m.name_end - 1)}
            found += self._misspelt(text, plain_text, taken)
            found += self._in_syllables(text, plain_text, taken)
            found.sort(key=lambda mention: mention.span)
            found = found or self._in_small_letters(text)
        return tuple(self._by_their_districts(found))

    def _by_their_districts(self, mentions: list[PlaceMention]) -> list[PlaceMention]:
        """In "Jiangyan, Taizhou" the Taizhou that Jiangyan is a district of."""
        if not any(mention.place.kind == "district" for mention in mentions):
            return mentions  # most texts
        telling: dict[str, list[PlaceMention]] = defaultdict(list)
        for mention in mentions:
            if mention.place.kind == "province":
                telling[mention.place.name].append(mention)
            elif mention.place.kind == "district" and mention.place.city:
                telling[shared_name(mention.place.city)].append(mention)
        return [replace(mention, place=self._at_home(mention, telling)) for mention in mentions]

    def _at_home(
        self, mention: PlaceMention, telling: Mapping[str, Sequence[PlaceMention]]
    ) -> Place:
        """Of the cities that share a bare name the one whose district stands nearest, unless the
        province of the city chosen so far stands nearer. `telling`: mentions of districts by the
        name that their city shares, and of provinces."""
        city = mention.place
        if city.kind != "city" or not (mention.how == "fuzzy" or _is_bare(mention)):
            return city
        names = (shared_name(city.name), city.province)
        near = [m for name in names for m in _neighbours(telling.get(name, ()), mention)]
        nearest = min(near, key=lambda m: _gap(m.span, mention.span), default=mention).place
        return self._cities[nearest.city] if nearest.city else city

    def namesakes(self, mentions: Sequence[PlaceMention]) -> tuple[str, ...]:
        """Of the expected cities those that share a name in `mentions` where nothing tells which is
        meant: both Taizhous, unless the province of one stands beside it or it is in 汉字."""
        found: dict[str, None] = {}
        for mention in mentions:
            shared = shared_name(mention.place.name)
            group = self._namesakes.get(shared, ())
            if mention.place.name not in group:
                continue
            if not _is_bare(mention):
                continue
            provinces = {self._cities[city].province for city in group}
            others = (m.place for m in mentions if m.place != mention.place)
            if not any(place.province in provinces for place in others):
                found |= dict.fromkeys(group)
        return tuple(found)

    def resolve(self, name: str, *, fuzzy: bool = True) -> Place | None:
        """The one place that `name` means as a whole ("jinan", "济南市", "Suzhou, Anhui",
        "Pudong"); None when it means none, or several."""
        name = name.strip()
        if not name:
            return None
        whole = self._index.whole(name)
        if whole is not None:
            place = choose(_unguarded(whole), Named(()), plain(name))
            if place is not None:
                return place
        mentions = self.find(name, fuzzy=fuzzy)
        rest, begin = "", 0
        for mention in mentions:
            rest, begin = rest + name[begin : mention.span.start], mention.span.end
        if not mentions or not _BETWEEN_NAMES.fullmatch(rest + name[begin:]):
            return None
        cities = {m.place.of_city for m in mentions if m.place.of_city}
        if len(cities) > 1:
            return None
        provinces = {m.place.name for m in mentions if m.place.kind == "province"}
        smallest = min(mentions, key=lambda m: ("district", "city", "province").index(m.place.kind))
        return smallest.place if provinces <= {smallest.place.province} else None

    def candidates(self, name: str) -> tuple[Place, ...]:
        """The cities that `name` may mean as a whole, alphabetically: both Yulins for "Yulin"; the
        one for a name that `resolve` knows, none for a name of no place."""
        name = name.strip()
        if (place := self.resolve(name)) is not None:
            return (self._cities[place.of_city],) if place.of_city else ()
        whole = self._index.whole(name) if name else None
        cities = {m.entry.place.of_city for m in whole.meanings} if whole else set()
        if not cities:
            cities = {m.place.of_city for m in self.find(name, fuzzy=True)}
        return tuple(self._cities[city] for city in sorted(c for c in cities if c))

    def meant(self, name: str) -> Place:
        """As `resolve`. UnknownCity for None, which says how to write each city that may be meant:
        "Yulin, Shaanxi"."""
        if (place := self.resolve(name)) is not None:
            return place
        ways = [_way_to_write(city) for city in self.candidates(name)]
        if not ways:
            raise UnknownCity(f"{name!r} names no city of China that is known here")
        told = " or ".join(f'"{way}"' for way in ways)
        raise UnknownCity(f"{name!r} names no one city: write {told}")

    def city(self, name: str) -> Place:
        """By canonical name. Raises UnknownCity."""
        try:
            return self._cities[name]
        except KeyError:
            raise UnknownCity(f"no city is called {name!r}") from None

    def knows(self, name: str) -> bool:
        """Whether it is a city's canonical name."""
        return name in self._cities

    def cities_of(self, province: str) -> tuple[str, ...]:
        """Canonical names, alphabetically; empty for a name that is no province's."""
        return self._cities_of.get(province, ())

    def cities_in(self, text: str, *, fuzzy: bool = False) -> tuple[str, ...]:
        """Canonical names in order of appearance, each once; a district gives its city."""
        mentions = self.find(text, fuzzy=fuzzy)
        return tuple(dict.fromkeys(c for m in mentions if (c := m.place.of_city)))

    def districts(self, places: Collection[Place]) -> Districts:
        """Of `places` those that are districts."""
        asked = tuple(place for place in places if place.kind == "district")
        return self._among_their_cities(asked) if asked else NOWHERE

    def _named(self, matches: Sequence[Match], context: str) -> Named:
        if not context or all(len(match.meanings) == 1 for match in matches):
            return Named(matches)
        mentions = self.find(context)
        meanings = (meaning for match in matches for meaning in match.meanings)
        names = dict.fromkeys(shared_name(meaning.entry.place.name) for meaning in meanings)
        codes = (self._by_area_code.get(code) for code in _AREA_CODE.findall(plain(context)))
        places = (m.place.of_city or m.place.name for m in mentions if _tells(m))
        telling = Counter([*places, *codes])
        told = [
            province
            for name in names
            if name in self._sharing_a_name
            for province in self._told_apart(name, telling)
        ]
        cities = Counter(city for m in mentions if (city := m.place.of_city))
        return Named(matches, told, [city for city, _ in cities.most_common()])

    def _told_apart(self, name: str, telling: Mapping[str | None, int]) -> list[Place]:
        """Provinces of the cities called `name` that a text is about, unless it is the one that is
        meant by the bare name. `telling`: how often the text names each place by what tells it."""
        group = self._sharing_a_name[name]
        counts = {city: telling.get(city, 0) for city in (name, *group)}
        for city in group:
            # "Suzhou, Anhui" is a mention of that city; in Jiangsu, only the province says which.
            if city == name or name not in group:
                counts[city] += telling.get(self._cities[city].province, 0)
        most = max(counts[city] for city in group)
        if counts[name] == most:
            return []
        return [self._provinces[self._cities[c].province] for c in group if counts[c] == most]

    def _misspelt(self, text: str, plain_text: str, taken: AbstractSet[int]) -> list[PlaceMention]:
        """`taken`: where names begin and end."""
        found = []
        for word in words(plain_text):
            if word.key in self._index.spellings:  # of some place, however guarded
                continue
            if word.start in taken or word.end - 1 in taken:
                continue
            place = self._clearly(self._misspelling.near(word.key)) or self._behind_in(word.key)
            if place is not None and not in_other_name(plain_text, word.start, word.end):
                span = Span(word.start, word.end)
                found.append(PlaceMention(place, span, text[word.start : word.end], "fuzzy"))
        return found

    def _in_syllables(
        self, text: str, plain_text: str, taken: AbstractSet[int]
    ) -> list[PlaceMention]:
        """Expected cities whose syllables stand apart: "bao tou". Not where both are words."""
        found = []
        real, common = self._words
        for one, other in pairwise(words(plain_text)):
            place = self._by_letters.get(one.key + other.key)
            if place is None or place.name not in self._expected:
                continue
            between = plain_text[one.end : other.start]
            known = all(word.key in real or word.key in common for word in (one, other))
            if between in (" ", "-") and not known and not {one.start, other.end - 1} & taken:
                span = Span(one.start, other.end)
                found.append(PlaceMention(place, span, text[one.start : other.end], "fuzzy"))
        return found

    def _in_small_letters(self, text: str) -> list[PlaceMention]:
        """Districts of expected cities in a text without any capital, which would make short ones
        proper nouns."""
        if not self._expected or not text.islower() or not text.isascii():
            return []
        return [
            replace(mention, text=text[mention.span.start : mention.span.end])
            for mention in self.find(text.title())
            if mention.place.kind == "district" and mention.place.city in self._expected
        ]

    def _behind_in(self, letters: str) -> Place | None:
        """The city of "injinan"."""
        name = letters.removeprefix("in")
        place = self._by_letters.get(name) if MIN_LETTERS <= len(name) < len(letters) else None
        return place if place is not None and place.kind == "city" else None

    def _rather_meant(
        self, match: Match, place: Place, named: Named, plain_text: str
    ) -> Place | None:
        """The well-known city that a question means by a lesser-known district's bare name.

        Who lives in a district seldom says it alone, and a letter too many is the commonest slip
        with these names. Not for a county-level city, which is called so, nor for a district of a
        city that is two tiers better known (Jingan, Shanghai) or alone has articles, nor for 汉字.
        The other way round a lesser-known city without articles gives way to a first-tier city's
        district (Chaoyang).
        """
        written = plain_text[match.start : match.name_end]
        bare = match.suffix is None and not match.han and written.isalpha()
        if bare and place.kind == "city":
            return self._district_rather_meant(match, place, named)
        if place.kind != "district" or not bare or place.zh.endswith("市"):
            return None
        letters = self._misspelling.lengthened(written)
        at_home = named.nearest(place.city, match) or named.nearest(place.province, match)
        if letters is None or at_home:
            return None
        better = self._by_letters[letters]
        known = self._tier.get(better.name, _CLEARLY)
        near = self._tier.get(place.city or "", 0) - known < _CLEARLY
        if place.city in self._expected and better.name not in self._expected:
            return None
        return better if better.kind == "city" and near else None

    def _district_rather_meant(self, match: Match, city: Place, named: Named) -> Place | None:
        if self._tier[city.name] > 1 or named.nearest(city.province, match):
            return None
        places = (meaning.entry.place for meaning in match.meanings)
        known = (p for p in places if p.kind == "district" and p.city in self._expected)
        return next((p for p in known if self._tier[p.city or ""] == _FIRST_TIER), None)

    def _clearly(self, letters: tuple[str, ...]) -> Place | None:
        places = [self._by_letters[name] for name in letters]
        if len(places) < 2:
            return places[0] if places else None
        tiers = sorted((self._tier.get(place.name, _CLEARLY) for place in places), reverse=True)
        if tiers[0] - tiers[1] < _CLEARLY:
            return None
        return next(p for p in places if self._tier.get(p.name) == tiers[0])


def _among_their_cities(entries: Sequence[Entry], districts: tuple[Place, ...]) -> Districts:
    cities = {place.city for place in districts}
    near = [e for e in entries if e.place.kind == "district" and e.place.city in cities]
    these = [entry for entry in near if entry.place in districts]
    return Districts(these, [entry for entry in near if entry.place not in districts])


def _joined(name: str) -> str:
    """Its letters alone: "suzhouanhui" of "Suzhou (Anhui)"."""
    return "".join(key(name))


def _groups(cities: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Canonical names, alphabetically, by the name that they share."""
    groups: dict[str, list[str]] = defaultdict(list)
    for city in sorted(cities):
        groups[shared_name(city)].append(city)
    return groups


def _tells(mention: PlaceMention) -> bool:
    """Whether it says which of the cities that share a name is meant, or names another place."""
    if mention.place.kind != "city" or mention.place.name.endswith(")"):
        return True
    return not _is_bare(mention)


def _is_bare(mention: PlaceMention) -> bool:
    """Whether a city's name, which others may share, stands in Latin letters without its province:
    "Taizhou City", not "Taizhou, Jiangsu"."""
    shared = _joined(shared_name(mention.place.name))
    return _joined(mention.text).removesuffix("city") == shared.removesuffix("city")


def _neighbours(mentions: Sequence[PlaceMention], to: PlaceMention) -> Sequence[PlaceMention]:
    """Of `mentions`, which are in order, the last one before `to` and the first one behind it."""
    at = bisect_left(mentions, to.span, key=lambda mention: mention.span)
    return mentions[max(0, at - 1) : at + 1]


def _gap(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end)


def _way_to_write(city: Place) -> str:
    """ "Yulin (Shaanxi)" as people do."""
    name = shared_name(city.name)
    return name if name == city.name else f"{name}, {city.province}"


def _mention(text: str, plain_text: str, match: Match, place: Place) -> PlaceMention:
    how: How
    if place.kind != "city":
        how = place.kind
    elif match.han:
        how = "han"
    else:
        written = plain_text[match.start : match.name_end]
        how = "exact" if written == plain(place.name) else "variant"
    return PlaceMention(place, Span(match.start, match.end), text[match.start : match.end], how)


def _unguarded(match: Match) -> Match:
    meanings = tuple(meaning._replace(guard="free") for meaning in match.meanings)
    return replace(match, proper=True, meanings=meanings)
