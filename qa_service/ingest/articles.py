"""A source text to an article: title, cities, sections and law quotations, with their places."""

from __future__ import annotations

import logging
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from qa_service.cities import Gazetteer, Place, article_cities
from qa_service.domain import Article, LawMention, LawQuote, Section, Skipped, SourceText, Span
from qa_service.ingest.boilerplate import boilerplate
from qa_service.ingest.front import front
from qa_service.ingest.laws.find import find_laws
from qa_service.ingest.outline import outline
from qa_service.ingest.readers import read
from qa_service.ingest.tail import tail
from qa_service.ingest.wraps import unwrapped
from qa_service.text import fold, language, lines_of, trim

logger = logging.getLogger(__name__)


class Findings(Protocol):
    """What a search for laws says about a text."""

    @property
    def quotes(self) -> Sequence[LawQuote]: ...
    @property
    def mentions(self) -> Sequence[LawMention]: ...
    @property
    def apparatus(self) -> Sequence[Span]:
        """Lines that only introduce a law: its name, "Legal basis:"."""
        ...


_NOWHERE = {"none", "national", "nationwide", "china", "all", "全国", "中国", "-"}


def read_article(
    root: Path, source: str, gazetteer: Gazetteer, *, max_bytes: int
) -> Article | Skipped:
    """The article in the file `source` of the corpus `root`, or why there is none. Raises nothing
    for a bad file, nor for one that this program fails on."""
    try:
        found = read(root, source, max_bytes=max_bytes)
        return found if isinstance(found, Skipped) else parse(found, gazetteer)
    except Exception as error:  # whatever it is, the other articles need not wait
        logger.exception("%s can't be read", source)
        reason = f"a fault of this program, {type(error).__name__}, shown in the log: report it"
        return Skipped(source, f"{reason}, and until it is mended save the article in plainer form")


def parse(
    source: SourceText, gazetteer: Gazetteer, find_laws: Callable[..., Findings] = find_laws
) -> Article:
    """The article in a source text.

    Nothing of it is lost: every character but white space is in the breadcrumb or title, in
    boilerplate, in the apparatus of a law, or in exactly one heading, block or quotation (in two,
    where an inline quotation is part of a block).

    `find_laws` is called with a text of equal length, the span of the article's body in it, the
    title, and where the body names the places that the article is about.
    """
    text, flowing = source.text, unwrapped(source.text)
    top = front(source)
    body = Span(top.end, len(text))
    around = _united([*top.spans, *boilerplate(flowing, top.end)])
    # The search for laws reads blanks instead of what is no part of the article, at equal offsets.
    plain = unwrapped(_blanked(text, around))
    places = _own_places(plain, body, top.title, gazetteer)
    found = find_laws(plain, body, title=top.title, places=places)
    if blocks := [quote.span.end for quote in found.quotes if not quote.inline]:
        around = _united([*around, *tail(flowing, top.end, around, max(blocks))])
    quotes = tuple(q for quote in found.quotes if (q := _clipped(text, quote, around)) is not None)
    mentions = tuple(m for m in found.mentions if not _touches(m.span, around))
    laws = [*(quote.span for quote in quotes if not quote.inline), *found.apparatus]
    parts = _without(body, _united([*around, *laws]))
    sections = outline(flowing, [line for part in parts for line in lines_of(flowing, *part)])
    cities, provinces = _places(source, top.title, sections, gazetteer)
    return Article(
        source=source,
        title=top.title,
        lang=source.lang or language(text[top.end :] or top.title),
        cities=cities,
        provinces=provinces,
        sections=sections,
        quotes=quotes,
        mentions=mentions,
    )


def _places(
    source: SourceText, title: str, sections: Sequence[Section], gazetteer: Gazetteer
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if source.city is None or not source.city.strip():
        spans = (span for section in sections for span in section.spans)
        body = "\n".join(source.text[span.start : span.end] for span in spans)
        return article_cities(title, body, gazetteer)
    written = re.split(r"\s*[,;/|，、；]\s*", source.city.strip())
    names = [name for name in written if name and fold(name) not in _NOWHERE]
    cities: list[str] = []
    provinces: list[str] = []
    while names:
        name = names.pop(0)
        place = gazetteer.resolve(name)
        if names and (told := _told_by_province(name, names[0], gazetteer)):
            place = told
            names.pop(0)
        if place is None:
            cities.append(name)
        elif place.kind == "province":
            provinces.append(place.name)
        else:
            cities.append(place.of_city or place.name)
    return tuple(dict.fromkeys(cities)), tuple(dict.fromkeys(provinces)) if not cities else ()


def _told_by_province(one: str, other: str, gazetteer: Gazetteer) -> Place | None:
    """The city of "Suzhou, Anhui", whichever stands first: a province beside it tells which."""
    found = [gazetteer.resolve(name) for name in (one, other)]
    if not any(place is not None and place.kind == "province" for place in found):
        return None
    both = gazetteer.resolve(f"{one}, {other}")
    return both if both is not None and both.kind != "province" else None


def _own_places(text: str, body: Span, title: str, gazetteer: Gazetteer) -> list[Span]:
    """Where the body names the cities, or else the province, that the article is about."""
    whole = text[body.start : body.end]
    cities, provinces = article_cities(title, whole, gazetteer)
    return [
        Span(body.start + mention.span.start, body.start + mention.span.end)
        for mention in gazetteer.find(whole)
        if mention.place.of_city in cities or mention.place.name in provinces
    ]


# --- spans --------------------------------------------------------------------------------------


def _united(spans: Iterable[Span]) -> list[Span]:
    """The same characters as spans in order that don't overlap."""
    united: list[Span] = []
    for span in sorted(spans):
        if united and span.start < united[-1].end:
            united[-1] = Span(united[-1].start, max(united[-1].end, span.end))
        elif span.start < span.end:
            united.append(span)
    return united


def _without(whole: Span, holes: Sequence[Span]) -> Iterator[Span]:
    start = whole.start
    for hole in holes:
        if hole.start > start:
            yield Span(start, min(hole.start, whole.end))
        start = max(start, hole.end)
    if start < whole.end:
        yield Span(start, whole.end)


def _blanked(text: str, holes: Sequence[Span]) -> str:
    parts: list[str] = []
    last = 0
    for hole in holes:
        parts.append(text[last : hole.start])
        parts.append(re.sub(r"[^\n]", " ", text[hole.start : hole.end]))
        last = hole.end
    return "".join([*parts, text[last:]])


def _touches(span: Span, holes: Sequence[Span]) -> bool:
    """`holes`: in order and apart from each other."""
    at = bisect_right(holes, span.start, key=lambda hole: hole.end)
    return at < len(holes) and holes[at].start < span.end


def _clipped(text: str, quote: LawQuote, holes: Sequence[Span]) -> LawQuote | None:
    """The quotation up to the first hole in it; None when no words of the law are left."""
    at = bisect_left(holes, quote.span.start, key=lambda hole: hole.start)
    end = min(quote.span.end, holes[at].start) if at < len(holes) else quote.span.end
    span = trim(text, quote.span.start, end)
    if span is None or span.end <= quote.words:
        return None
    return replace(quote, span=span)
