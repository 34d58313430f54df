"""Which cities, or else provinces, an article is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from qa_service.cities.gazetteer import Gazetteer
from qa_service.cities.place import PlaceMention
from qa_service.domain import Span
from qa_service.text import fold, sentences

_OPENING = 600
"""Characters; about the first three paragraphs."""
_MENTIONS = 3
"""Mentions that make a place dominate, one of them in the opening; twice as many without."""
_SHARE = 0.6
"""Of all mentions of cities (or provinces) in the body."""
_SHORT = 800
"""In a body of at most so many characters a place named in the opening needs two mentions."""
_DISTRICTS = 2
"""Districts that speak of their city without its name."""
_MUNICIPAL = re.compile(r"\s+municipal\b", re.IGNORECASE)
_PROVINCIAL = re.compile(r"\s+provincial\b", re.IGNORECASE)
EXAMPLE = re.compile(
    r"\b(?:for example|for instance|e\.g|such as|an example|like|including|some (?:cities|places)"
    r")\b"
    r"|例如|比如|为例|譬如|诸如",
    re.IGNORECASE,
)
"""What a sentence says in which places are named as examples."""
_LIST_OF_OTHERS = re.compile(
    r"^(?:[^\w\n]|_)*+(?:related (?:articles|questions|reading)|相关(?:文章|阅读|问题))\b",
    re.IGNORECASE | re.MULTILINE,
)


def article_cities(
    title: str, body: str, gazetteer: Gazetteer | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Canonical names of the cities an article is about, in order; and when it is about none, of
    the provinces.

    The title decides; where it names a province that has a city of its name, the body tells which
    of the two is meant. Only when it names no place does the body, and only for one place that
    dominates it: named again and again and from the opening on, not merely in passing, as an
    example or in the name of a bank. Both are empty for an article about no place.
    """
    gazetteer = gazetteer or Gazetteer.load()
    cities, provinces = _named(gazetteer.find(title, context=body))
    if cities:
        return cities, ()
    if provinces:
        if len(provinces) == 1 and (city := _namesake(provinces[0], title, body, gazetteer)):
            return (city,), ()
        return (), provinces
    if (others := _LIST_OF_OTHERS.search(body)) is not None:
        body = body[: others.start()]
    mentions = gazetteer.find(body)
    examples = _examples(body)
    of_cities = [(m, m.place.of_city) for m in mentions if m.place.of_city]
    if (city := _dominating(of_cities, examples, len(body))) is not None:
        return (city,), ()
    of_provinces = [(m, m.place.province) for m in mentions]
    province = _dominating(of_provinces, examples, len(body))
    named = any(m.place.kind == "province" and m.place.name == province for m in mentions)
    return (), (province,) if province is not None and named else ()


def _named(mentions: Sequence[PlaceMention]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    cities = dict.fromkeys(city for m in mentions if (city := m.place.of_city))
    provinces = dict.fromkeys(m.place.name for m in mentions if m.place.kind == "province")
    return tuple(cities), tuple(provinces)


def _namesake(province: str, title: str, body: str, gazetteer: Gazetteer) -> str | None:
    """The city that a title means by a province's bare name (Jilin): the body names it, or two of
    its districts, rather than the province as one or its other cities."""
    city = f"{province} City"
    if city not in gazetteer.cities_of(province):  # most provinces have none
        return None
    text = f"{title}\n{body}"
    mentions = [m for m in gazetteer.find(text) if m.place.province == province]
    own = [m for m in mentions if _is_of(city, m, text)]
    others = sum(m.place.of_city not in (city, None) for m in mentions)
    as_province = [m for m in mentions if m.place.name == province and _is_province(m, text)]
    if any(m.span.start < len(title) for m in as_province):
        return None
    enough = 1 if any(m.place.kind != "district" for m in own) else _DISTRICTS
    return city if len(own) >= enough and len(own) > max(2 * len(as_province), others) else None


def _is_of(city: str, mention: PlaceMention, text: str) -> bool:
    """ "Jilin Municipal Bureau" is the city's."""
    return mention.place.of_city == city or (
        mention.place.kind == "province" and _MUNICIPAL.match(text, mention.span.end) is not None
    )


def _is_province(mention: PlaceMention, text: str) -> bool:
    return fold(mention.text).endswith(("province", "省")) or (
        _PROVINCIAL.match(text, mention.span.end) is not None
    )


def _examples(body: str) -> list[Span]:
    return [span for span in sentences(body) if EXAMPLE.search(body[span.start : span.end])]


def _dominating(
    mentions: Sequence[tuple[PlaceMention, str | None]], examples: Sequence[Span], length: int
) -> str | None:
    if not mentions:
        return None
    name, count = Counter(name for _, name in mentions).most_common(1)[0]
    first = next(m.span for m, n in mentions if n == name)
    if name is None or count < _SHARE * len(mentions):
        return None
    if any(span.start <= first.start < span.end for span in examples):
        return None
    if first.start >= _OPENING:
        return name if count >= 2 * _MENTIONS else None
    return name if count >= (2 if length <= _SHORT else _MENTIONS) else None
