"""Questions to begin with, taken from the titles of the articles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from qa_service.cities import Gazetteer
from qa_service.domain import Language
from qa_service.index.rows import SourceEntry

_READ = 500
"""Articles that are looked at."""
_LONGEST = 110
"""Characters of a title that makes an example."""
_QUESTION_MARKS = ("?", "？")


@dataclass(frozen=True)
class Example:
    question: str
    city: str | None
    """To be asked with it, when the question does not name it."""
    lang: Language


def examples(
    sources: Iterable[SourceEntry], gazetteer: Gazetteer, lang: Language, most: int = 5
) -> list[Example]:
    """Titles of articles about one city each: those in the reader's language first, then those that
    are questions; a city comes twice only when there are no others."""
    entries = [
        entry
        for entry in islice(sources, _READ)
        if len(entry.cities) == 1 and 8 <= len(entry.title) <= _LONGEST
    ]
    entries.sort(key=lambda e: (e.lang != lang, not e.title.endswith(_QUESTION_MARKS)))
    seen: set[str] = set()
    fresh: list[SourceEntry] = []
    again: list[SourceEntry] = []
    for entry in entries:
        (again if entry.cities[0] in seen else fresh).append(entry)
        seen.add(entry.cities[0])
    chosen: dict[str, Example] = {}
    for entry in [*fresh, *again]:
        if len(chosen) == most:
            break
        city = entry.cities[0]
        named = gazetteer.cities_in(entry.title)
        chosen.setdefault(
            entry.title, Example(entry.title, None if named == (city,) else city, entry.lang)
        )
    return list(chosen.values())
