"""What gold questions rest on and an index doesn't hold: they can't be met, however it is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from qa_service.cities import Gazetteer
from qa_service.evaluation.gold import GoldQuestion
from qa_service.evaluation.relevance import path_of, same_source
from qa_service.index.documents import Documents
from qa_service.text import squeeze

_NAMED = 10


def unfound(gold: Sequence[GoldQuestion], documents: Documents) -> list[str]:
    """A line for each source, quote, law article and city that is nowhere, with the questions that
    rest on it; after ten, how many more there are."""
    resting: dict[str, list[str]] = defaultdict(list)
    for question, what in _unfound(gold, documents):
        resting[what].append(question)
    lines = [f"{_questions(ids)}: {what}" for what, ids in resting.items()]
    more = len(lines) - _NAMED
    return lines if more <= 0 else [*lines[:_NAMED], f"and {more} more of the kind"]


def _unfound(gold: Sequence[GoldQuestion], documents: Documents) -> Iterator[tuple[str, str]]:
    """The id of a question, and what it rests on."""
    laws = {law.key for law in documents.laws()}
    by_name: dict[str, list[str]] = defaultdict(list)
    for entry in documents.sources():
        by_name[_name(entry.source)].append(entry.source)

    @cache
    def text(source: str) -> str:
        return squeeze(documents.source_text(source).text)

    for question in gold:
        for city in question.cities:
            if not Gazetteer.load().knows(city):
                yield (
                    question.id,
                    f"no city is called {city!r}: every passage counts as another city's",
                )
        if not question.answerable:
            continue
        for wanted in question.relevant:
            sources = by_name[_name(wanted.source)]
            found = [source for source in sources if same_source(wanted.source, source)]
            if not found:
                yield question.id, f"there is no source {wanted.source!r}"
            elif not any(squeeze(wanted.quote) in text(source) for source in found):
                yield question.id, f"{wanted.source} doesn't hold {wanted.quote!r}"
        for key in question.law:
            if key not in laws:
                yield question.id, f"no article quotes Article {key.article} of the {key.law}"


def _questions(ids: Iterable[str]) -> str:
    different = [*dict.fromkeys(ids)]
    if len(different) == 1:
        return f"gold question {different[0]}"
    more = f" and {len(different) - _NAMED} more" if len(different) > _NAMED else ""
    return f"gold questions {', '.join(different[:_NAMED])}{more}"


def _name(source: str) -> str:
    return path_of(source).rpartition("/")[2]
