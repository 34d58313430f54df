"""What gold questions rest on and an index doesn't hold: they can't be met, however it is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from qa_service.evaluation.gold import GoldQuestion
from qa_service.evaluation.relevance import path_of, same_source
from qa_service.index.documents import Documents
from qa_service.text import squeeze

_NAMED = 10


def unfound(gold: Sequence[GoldQuestion], documents: Documents) -> list[str]:
    """A line for each source, quote and law article that stands nowhere; after ten, how many more
    there are."""
    lines = list(_unfound(gold, documents))
    more = len(lines) - _NAMED
    return lines if more <= 0 else [*lines[:_NAMED], f"and {more} more of the kind"]


def _unfound(gold: Sequence[GoldQuestion], documents: Documents) -> Iterator[str]:
    laws = {law.key for law in documents.laws()}
    by_name: dict[str, list[str]] = defaultdict(list)
    for entry in documents.sources():
        by_name[_name(entry.source)].append(entry.source)

    @cache
    def text(source: str) -> str:
        return squeeze(documents.source_text(source).text)

    for question in gold:
        if not question.answerable:
            continue
        for wanted in question.relevant:
            sources = by_name[_name(wanted.source)]
            found = [source for source in sources if same_source(wanted.source, source)]
            if not found:
                yield f"gold question {question.id}: there is no source {wanted.source!r}"
            elif not any(squeeze(wanted.quote) in text(source) for source in found):
                yield f"gold question {question.id}: {wanted.source} doesn't hold {wanted.quote!r}"
        for key in question.law:
            if key not in laws:
                yield (
                    f"gold question {question.id}: no article quotes Article {key.article} of the "
                    f"{key.law}"
                )


def _name(source: str) -> str:
    return path_of(source).rpartition("/")[2]
