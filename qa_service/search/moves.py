"""What moves from one place to another: a pension, the years of payment, an account.

Between Tianjin and Beijing it moves by what the two have arranged; whoever comes from Chengdu is
not helped by that, and whoever goes the other way only by half.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import permutations
from typing import NamedTuple

from qa_service.cities import Gazetteer, PlaceMention
from qa_service.domain import Passage
from qa_service.retrieval.kept import kept
from qa_service.text import fold

_WHAT = (
    r"(?:insurance(?! premiums?)|pensions?|social security|relation(?:ship)?s?|accounts?|funds?"
    r"|years|records?|contributions?)\b"
)
_GAP = r"(?: (?!cards?\b|money\b|benefits?\b)[\w'-]+)"

# All of folded text.
MOVING = (
    rf"\b(?:(?:transfers?|(?:be|get) transferred)\b(?!{_GAP}{{0,5}} "
    r"(?:hospital|treatment|clinic|cards?)\b)"
    rf"|(?:transferring|mov(?:e|es|ing)){_GAP}{{0,3}} {_WHAT})"
    r"|转移|转到(?!.{1,6}(?:住院|医院|治疗|就医|工作|上班))|转入|转出|转回|迁[移到入往]"
)
_MOVING = re.compile(MOVING)
_MOVED = re.compile(
    r"\b(?:(?:transfer\w*(?! (?:in)?to the (?:new|urban|rural))|mov(?:e|es|ed|ing))"
    rf"{_GAP}{{0,5}} {_WHAT}|{_WHAT}{_GAP}{{0,7}} (?:transfer(?:s|red)|move[sd]?)\b"
    r"|across (?:pooling )?areas)"
    r"|转移|转入(?!新型农村|城[镇乡]居民)|转出|接续|迁[移到入往]"
)
_TRANSFER = re.compile(
    rf"(?<!bank )\btransfer(?:ring)?\b(?!{_GAP}{{0,4}} (?:premiums?|money|benefits?|cards?)\b"
    r"| (?:to the (?:new|urban|rural)|treatment|hospital)\b)"
)
"""In an article; a law's transfers are of money too."""
_TO = re.compile(r"(?:\b(?:in)?to\s+(?:the )?|[到至往入回来去转]|→|->)\s*$")
_FROM = re.compile(r"(?:\b(?:from|out of|left|leav(?:e|ing))\s+(?:the )?|[从由自]|离开)\s*$")
_EITHER_WAY = re.compile(
    r"\b(?:opposite|vice versa|revers\w+|either way|other way|both (?:ways|directions))\b"
    r"|反之|反过来|相反|互[转相]|双向"
)


class Way(NamedTuple):
    origin: str
    destination: str


def moves(question: str) -> bool:
    """Whether it asks how something moves to another place."""
    return _MOVING.search(fold(question)) is not None


def way(text: str, mentions: Sequence[PlaceMention], cities: Collection[str]) -> Way | None:
    """From which of two cities to which, where `text` tells; None of more cities or fewer."""
    if len(cities) != 2 or _EITHER_WAY.search(folded := fold(text)):
        return None
    origins, destinations = set(), set()
    begin = 0
    for mention in mentions:
        before = folded[begin : mention.span.start]
        begin = mention.span.end
        if _TO.search(before):
            destinations.add(mention.place.of_city)
        elif _FROM.search(before):
            origins.add(mention.place.of_city)
    fitting = [
        Way(*pair)
        for pair in permutations(cities)
        if origins <= {pair[0]} and destinations <= {pair[1]}
    ]
    return fitting[0] if len(fitting) == 1 else None


@kept
def speaks_of_moving(passage: Passage) -> bool:
    """Whether a passage, or what stands above it, tells how insurance moves."""
    told = fold(passage.under_headings)
    if _MOVED.search(told):
        return True
    return passage.kind == "article" and _TRANSFER.search(told) is not None


def distance(
    passage: Passage, between: Collection[str], asked: Way | None, gazetteer: Gazetteer
) -> int:
    """How far a passage is from telling how something moves between cities: 0 where it tells, or no
    such thing is asked for; 1 where it tells of the way back; 2 where of no move."""
    if not between:
        return 0
    if not speaks_of_moving(passage):
        return 2
    return int(asked is not None and _way_told(passage, gazetteer) == asked[::-1])


@kept
def _way_told(passage: Passage, gazetteer: Gazetteer) -> Way | None:
    """By the nearest heading that tells one."""
    for heading in reversed((passage.title, *passage.section)):
        mentions = gazetteer.find(heading)
        cities = {city for mention in mentions if (city := mention.place.of_city)}
        if found := way(heading, mentions, cities):
            return found
    return None
