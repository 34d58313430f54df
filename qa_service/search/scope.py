"""Which passages may answer a question: decided by names alone, before anything is retrieved."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qa_service.cities import NOWHERE, Districts, Gazetteer, Place, PlaceMention, shared_name
from qa_service.domain import LawKey, Question, Scope, Span
from qa_service.index.manifest import Group
from qa_service.retrieval.analyser import terms
from qa_service.search.law_articles import named_laws
from qa_service.search.moves import Way, moves, way
from qa_service.search.places import asked_about
from qa_service.text import simplified, squeeze


@dataclass(frozen=True)
class Coverage:
    """What the articles of a version are about."""

    cities: frozenset[str]
    provinces: frozenset[str]
    """Of articles about a province and none of its cities."""
    laws: Mapping[LawKey, str]
    """Id of the passage by law article."""


@dataclass(frozen=True)
class Scoped:
    """A question with its scope."""

    scope: Scope
    text: str
    """The question in simplified 汉字, as it is read."""
    topic: str
    """The question without the names of places: what is asked, wherever it is."""
    named: tuple[str, ...] = ()
    """The cities that it names itself."""
    whole: tuple[str, ...] = ()
    """The provinces that it is about as a whole, with all their cities."""
    vague: bool = False
    """Whether it says nothing to look for: "What about Jinan?"."""
    alike: tuple[str, ...] = ()
    """Cities with articles that share a name in it, where nothing tells which is meant."""
    districts: Districts = NOWHERE
    """Those of its cities that it names."""
    between: tuple[str, ...] = ()
    """The cities between which something moves, where it asks how."""
    way: Way | None = None
    """From which of two to which."""

    @property
    def places(self) -> tuple[str, ...]:
        """English names of all that it is about."""
        return (*self.scope.places, *self.districts.names)

    def admits(self, group: Group) -> bool:
        """Whether passages of a group may be returned."""
        return admits(self.scope.cities, self.scope.provinces, self.between, group)


def admits(
    cities: Collection[str], provinces: Collection[str], between: Collection[str], group: Group
) -> bool:
    """Whether passages of a group may be returned to a question about these places. What is told of
    several cities is no answer to how something moves between another pair."""
    if not group.cities and not group.provinces:
        return True
    if not cities and not provinces:
        return True
    if between and len(group.cities) > 1:
        own, asked = set(group.cities), set(between)
        return own <= asked or own >= asked
    return not set(group.cities).isdisjoint(cities) or (
        not group.cities and not set(group.provinces).isdisjoint(provinces)
    )


def find_scope(question: Question, gazetteer: Gazetteer, coverage: Coverage) -> Scoped:
    """The cities, provinces and law articles that a question is about.

    A city counts with its province, so that what holds in the whole province may answer. A province
    named alone stands for its cities too, a name that cities share for all of them that have
    articles. UnknownCity for a `city` parameter that names no place or several.
    """
    text = simplified(question.text)
    mentions = gazetteer.find(text, fuzzy=True)
    rest = without(text, [mention.span for mention in mentions])
    named = named_laws(text, coverage.laws)
    about = asked_about(text, mentions)
    alike: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    matched: str | None
    method: Literal["question", "parameter", "none"]
    if question.city is not None:
        place = gazetteer.meant(question.city)
        cities = [place.of_city] if place.of_city else []
        provinces = [place.province]
        places = [place, *(mention.place for mention in mentions)]
        matched, method = question.city, "parameter"
        overridden = _overridden(place, about)
    else:
        alike = gazetteer.namesakes(about)
        places = [mention.place for mention in about]
        cities = list(dict.fromkeys([*(c for p in places if (c := p.of_city)), *alike]))
        provinces = [p.province for p in places]
        provinces += [gazetteer.city(city).province for city in alike]
        matched, method = _matched(question.text, about), "question" if about else "none"
    alone = [p for p in dict.fromkeys(provinces) if not _has_city(p, cities, gazetteer)]
    own = tuple(cities)
    for province in alone:
        cities += [c for c in gazetteer.cities_of(province) if c in coverage.cities]
    cities = list(dict.fromkeys(cities))
    mentioned = [city for mention in mentions if (city := mention.place.of_city)]
    ends = tuple(dict.fromkeys([*cities, *mentioned]))
    between = ends if len(ends) > 1 and moves(text) else ()
    uncovered = tuple(city for city in cities if city not in coverage.cities)
    covered = any(city in coverage.cities for city in cities) or bool(
        coverage.provinces & set(provinces)
    )
    return Scoped(
        Scope(
            cities=tuple(cities),
            provinces=tuple(dict.fromkeys(provinces)),
            matched_text=matched,
            method=method,
            covered=covered,
            uncovered=uncovered,
            laws=named.laws,
            unquoted=named.nowhere,
            overridden=() if between else overridden,
        ),
        text,
        rest or text,
        own,
        tuple(alone),
        _says_nothing(rest) or _TOO_WIDE.fullmatch(text) is not None,
        alike,
        gazetteer.districts([place for place in places if place.city in cities]),
        between,
        way(text, mentions, between),
    )


def _overridden(place: Place, about: Sequence[PlaceMention]) -> tuple[str, ...]:
    """The cities and provinces of `about` that `place` neither lies in nor holds, nor shares its
    name with."""
    own = place.of_city
    named = [(mention.place.of_city, mention.place.province) for mention in about]
    others = [
        city or province
        for city, province in named
        if (shared_name(city) != shared_name(own) if city and own else province != place.province)
    ]
    return tuple(dict.fromkeys(others))


def _has_city(province: str, cities: Collection[str], gazetteer: Gazetteer) -> bool:
    return any(city in cities for city in gazetteer.cities_of(province))


def _matched(text: str, mentions: Sequence[PlaceMention]) -> str | None:
    return ", ".join(dict.fromkeys(text[m.span.start : m.span.end] for m in mentions)) or None


def without(text: str, places: Sequence[Span]) -> str:
    """`text` without the names of places; empty where nothing but marks would be left."""
    kept: list[str] = []
    last = 0
    for place in places:
        kept.append(_BEFORE_PLACE.sub("", text[last : place.start]))
        behind = _BEHIND_PLACE.match(text, place.end)
        last = behind.end() if behind else place.end
    rest = _BEFORE_MARK.sub("", squeeze(" ".join([*kept, text[last:]])))
    return rest if any(c.isalnum() for c in rest) else ""


_BEFORE_PLACE = re.compile(
    r"(?:\b(?:(?:but not|instead of|rather than|other than|except)"
    r"|(?:(?:but not|instead of|rather than|except)\s+)?"
    r"(?:in|at|of|for|from|to|within|around|near|inside|across|and|or|than|versus|vs\.?))\s+"
    r"(?:the\s+)?|[,，、]\s*|(?:而不是|除了)在?|[在和与及]|还是)$",
    re.IGNORECASE,
)
"""What goes when the name of a place behind it goes."""
_BEHIND_PLACE = re.compile(r"['’]s\b|的")
_BEFORE_MARK = re.compile(r"\s+(?=[,.;:?!，。；：？！])")


def _says_nothing(rest: str) -> bool:
    """Whether a question without its places is but the words that questions are made of."""
    return len(rest) <= _LONGEST_SHELL and not set(terms(_SHELL.sub(" ", rest))) - _EMPTY


_LONGEST_SHELL = 30
"""Characters, beyond which something is asked."""
_SHELL = re.compile(r"怎么(?:样|办理?|弄)?|如何|什么|多[少久]钱?|哪里|[那呢吗啊的和在哪]")
_TOO_WIDE = re.compile(r"\W*(?:社保|社会保[险障]|social (?:security|insurance))\W*", re.IGNORECASE)
"""What all of it is about."""
_EMPTY = frozenset({"much", "mani", "long", "too", "also", "take", "cost", "valid", "get", "go"})
"""Index terms that only ask."""
