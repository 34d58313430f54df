"""What looks wrong about readable articles: only whoever keeps the corpus can mend it."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Mapping
from pathlib import Path
from shlex import quote

from qa_service.cities import Gazetteer, article_cities
from qa_service.domain import Article
from qa_service.index.rows import SourceEntry
from qa_service.ingest.headings import weight
from qa_service.ingest.readers import iter_sidecars, sidecars

_THIS_CITY = re.compile(r"\b(?:this|our)\s+city\b|本市|我市", re.IGNORECASE)
_LEAST_WORDS = 2
_NAMED = 3
"""Copies named in the line that counts all of them."""


def doubts_of(article: Article, gazetteer: Gazetteer) -> list[str]:
    """What its readers and its place give rise to."""
    doubts = [*article.source.doubts]
    if not article.quotes and not any(section.spans for section in article.sections):
        doubts.append("no text stands under its title, so that no question finds it: complete it")
    elif weight(article.source.text) < _LEAST_WORDS:
        doubts.append("it holds almost no text, and would answer what it can't: complete it")
    if article.source.city is not None:
        doubts += _of_given_place(article, gazetteer)
    elif not article.cities and not article.provinces and _THIS_CITY.search(article.source.text):
        doubts.append(
            'it says "this city" and not which, so it would answer for every city: '
            "set city in front matter or NAME.meta.json"
        )
    return [f"{article.source.source}: {doubt}" for doubt in doubts]


def _of_given_place(article: Article, gazetteer: Gazetteer) -> list[str]:
    """Of an article whose place was given by hand: a city that no question can name, or a title
    that names other cities. "No place" contradicts no title, nor does the province of a city."""
    if unknown := [city for city in article.cities if not gazetteer.knows(city)]:
        return [f"no question can name {city!r}, which is no known city" for city in unknown]
    named, _ = article_cities(article.title, "", gazetteer)
    given = (*article.cities, *article.provinces)
    around = {gazetteer.city(city).province for city in named}
    if not named or not given or not {*given}.isdisjoint({*named, *around}):
        return []
    return [
        f"the title names {' and '.join(named)}, "
        f"its front matter or sidecar says {' and '.join(given)}"
    ]


def doubts_of_sidecars(corpus: Path, sources: Collection[str]) -> list[str]:
    """Of the sidecars that none of the articles has."""
    known = {name for source in sources for name in sidecars(source)}
    return [
        f"{name}: there is no article that it belongs to; name it as the article, or remove it"
        for name in iter_sidecars(corpus)
        if name not in known
    ]


def doubts_of_laws(misleading: int, corpus: Path) -> list[str]:
    """One line for all quotations of laws that mislead."""
    if not misleading:
        return []
    what = "quotation of a law misleads" if misleading == 1 else "quotations of laws mislead"
    return [f"{misleading} {what}: run qa audit --corpus {quote(str(corpus))}"]


def content_of(article: Article | SourceEntry) -> tuple[object, ...]:
    """What a copy of an article has too: its text, whatever the bytes of the file, and where that
    holds. The text of two cities is no copy."""
    source = article.source.sha256 if isinstance(article, Article) else article.sha256
    return source, article.cities, article.provinces


def doubts_of_copies(contents: Mapping[str, Hashable]) -> list[str]:
    """One line for all articles that are the same as another, by what `content_of` says of each
    source."""
    first: dict[Hashable, str] = {}
    copies = [
        (source, original)
        for source, content in contents.items()
        if (original := first.setdefault(content, source)) != source
    ]
    if not copies:
        return []
    named = ", ".join(f"{source} of {original}" for source, original in copies[:_NAMED])
    more = f" and {len(copies) - _NAMED} more" if len(copies) > _NAMED else ""
    return [f"counted although the same as another article: {named}{more}"]
