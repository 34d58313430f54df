"""What holds in a district: of a list by districts, and of an article about one district alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from qa_service.cities import Districts, Gazetteer, PlaceMention
from qa_service.domain import Passage
from qa_service.figures import LANDLINE
from qa_service.retrieval.answer_types import AnswerType, asked, facts
from qa_service.retrieval.rank import names

_NAMED_ONE: Mapping[AnswerType, re.Pattern[str]] = {
    "place": re.compile(
        r"\bno\. ?\d+|\b\d+ (?:[\w'-]+ ){1,3}?(?:road|street|avenue|boulevard|lane)\b"
        r"|\d+号(?!线|令|文|[前后])",
        re.IGNORECASE,
    ),
    "phone": re.compile(rf"(?<!\d){LANDLINE}(?!\d)"),
    "hours": re.compile(r"\d[:：]\d\d"),
    "email": re.compile(r"[\w.]+@"),
}
"""What tells one office from the others: of kinds of fact that each district has of its own."""

_SEVERAL = 2
"""Districts whose facts stand side by side in a list, at least."""

_OF_CITY = re.compile(r"['’]?\s?s?\b[\s(（-]*|的?")
"""Between a city and the district of it that is meant: "Suzhou Kunshan", 苏州的昆山."""
_IN_CITY = re.compile(r"[\s,，(（]*(?:\b(?:in|of)\s+)?")
"""The same where the district stands first: "Kunshan, Suzhou"."""


def is_told_of_others(question: str, passages: Sequence[Passage], districts: Districts) -> bool:
    """Whether `question` asks for what each district has of its own, and the first of the passages
    that holds such a fact lists other districts', while none names a district asked about."""
    kinds = _each_its_own(question)
    if not districts.names or any(names(passage, districts) for passage in passages):
        return False
    return any(
        _is_list(passage, kind, districts)
        for kind in kinds
        for passage in [p for p in passages if _holds(p, kind)][:1]
    )


def stand_back(
    passages: Sequence[Passage], question: str, districts: Districts, gazetteer: Gazetteer
) -> list[bool]:
    """Whether each passage's article is about one district of its city alone, and `question` names
    another one, or none and asks for what each has of its own. A passage that names the asked one
    by the way may well tell. All do where nothing else is about the place."""
    its_own = bool(_each_its_own(question))
    if not its_own and not districts.names:
        return [False] * len(passages)
    apart = [
        _is_about_one(passage.title, passage.cities, gazetteer)
        and (its_own or bool(districts.others_in(passage.title)))
        and not names(passage, districts)
        for passage in passages
    ]
    left = any(p.cities or p.provinces for p, back in zip(passages, apart, strict=True) if not back)
    return apart if left or not any(apart) else [True] * len(passages)


@lru_cache(maxsize=65_536)
def _is_about_one(title: str, cities: tuple[str, ...], gazetteer: Gazetteer) -> bool:
    """Whether the title names a district, or several, and their city only beside them: "Offices in
    Kunshan, Suzhou", and not "Closed in Kunshan: who pays in Suzhou?"."""
    mentions = gazetteer.find(title, context="\n".join(cities))
    places = [mention for mention in mentions if mention.place.of_city in cities]
    beside = {m for pair in pairwise(places) if _is_beside(*pair, title) for m in pair}
    kinds = {mention: mention.place.kind for mention in places}
    return "district" in kinds.values() and all(
        kind == "district" or mention in beside for mention, kind in kinds.items()
    )


def _is_beside(one: PlaceMention, other: PlaceMention, text: str) -> bool:
    between = _OF_CITY if one.place.kind == "city" else _IN_CITY
    return (
        {one.place.kind, other.place.kind} == {"city", "district"}
        and one.place.of_city == other.place.of_city
        and between.fullmatch(text, one.span.end, other.span.start) is not None
    )


def _each_its_own(question: str) -> list[AnswerType]:
    """What `question` asks for of the kinds that each district has of its own."""
    return [kind for kind in asked(question) if kind in _NAMED_ONE]


def tells(question: str, passages: Sequence[Passage], districts: Districts) -> bool:
    """Whether `question` asks for what each district has of its own, and it stands beside the name
    of one asked about."""
    return any(
        districts.named_in(row) and _NAMED_ONE[kind].search(row)
        for kind in _each_its_own(question)
        for passage in passages
        for row in passage.sentence_texts
    )


def _holds(passage: Passage, kind: AnswerType) -> bool:
    return any(facts(passage, (kind,))) or _NAMED_ONE[kind].search(passage.text) is not None


def _is_list(passage: Passage, kind: AnswerType, districts: Districts) -> bool:
    """Whether it gives several other districts a fact each, beside their names: one office of
    several districts is rather where all go."""
    rows = [row for row in passage.sentence_texts if districts.others_in(row)]
    given = {fact for row in rows for fact in _NAMED_ONE[kind].findall(row)}
    listed = frozenset().union(*map(districts.others_in, rows))
    return min(len(given), len(listed)) >= _SEVERAL
