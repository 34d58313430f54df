"""From the product's nouns to what goes out. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from qa_service import domain
from qa_service.api import schemas
from qa_service.api.explanation import explanation
from qa_service.api.names import listed
from qa_service.index.notes import NOTHING, Notes

if TYPE_CHECKING:
    from qa_service.index.rows import SourceEntry

FindLaw = Callable[[domain.LawKey], domain.LawArticle]
"""As `Documents.law`."""

Show = Callable[[domain.Passage, tuple[str, ...]], schemas.Passage]
"""A passage as it goes out, to a question about these cities."""


def ask_response(
    answer: domain.Answer,
    show: Show,
    covered: Sequence[str] = (),
    timings_ms: Mapping[str, float] | None = None,
) -> schemas.AskResponse:
    """`covered` are the cities that have articles; an abstention names them. `timings_ms` are
    those of the request, in place of the search's own."""
    extract = answer.extract
    scope = _scope(answer.scope)
    return schemas.AskResponse(
        question=answer.question.text,
        status=answer.status,
        reason=answer.reason,
        explanation=explanation(answer, covered),
        scope=scope,
        answer=None
        if extract is None
        else schemas.Extract(
            text=extract.text,
            passage_id=extract.passage_id,
            start=extract.start,
            end=extract.end,
        ),
        passages=[_ranked(hit, show(hit.passage, answer.scope.cities)) for hit in answer.hits],
        candidates=list(answer.candidates),
        confidence=answer.confidence,
        index_version=answer.index_version,
        timings_ms=dict(answer.timings_ms if timings_ms is None else timings_ms),
        explain=_explain(answer, scope) if answer.question.explain else None,
    )


def shown_by(find_law: FindLaw, notes: Notes = NOTHING) -> Show:
    """How a version shows its passages, remembering: the same few answer most questions. `notes`
    are the version's warnings."""
    law = lru_cache(4096)(find_law)

    @lru_cache(2048)
    def show(found: domain.Passage, asked: tuple[str, ...]) -> schemas.Passage:
        return passage(found, law, asked, notes)

    return show


def passage(
    found: domain.Passage,
    find_law: FindLaw,
    asked: Collection[str] = (),
    notes: Notes = NOTHING,
) -> schemas.Passage:
    """`asked` are the cities of the question, if there is one."""
    quoted_by = find_law(found.law).quoted_by if found.law is not None else ()
    return schemas.Passage(
        id=found.id,
        text=found.text,
        citation=citation(found, quoted_by, asked, notes),
        laws=[
            schemas.LawLink(name=key.law, article=key.article, passage_id=find_law(key).passage_id)
            for key in found.laws
        ],
    )


def citation(
    found: domain.Passage,
    quoted_by: Sequence[str] = (),
    asked: Collection[str] = (),
    notes: Notes = NOTHING,
) -> schemas.Citation:
    city = city_label(found.cities, asked)
    return schemas.Citation(
        kind=found.kind,
        title=found.title,
        section=" › ".join(found.section),
        source=found.source,
        url=found.url,
        city=city,
        cities=list(found.cities),
        provinces=list(found.provinces),
        date=found.date,
        date_origin=found.date_origin,
        lang=found.lang,
        start=found.start,
        end=found.end,
        sha256=found.sha256,
        law=None if found.law is None else law_ref(found.law),
        quoted_by=list(quoted_by),
        label=_label(found, quoted_by, city, notes),
        warnings=notes.warnings(found),
    )


def article(entry: SourceEntry, warnings: Sequence[str] = ()) -> schemas.ArticleEntry:
    return schemas.ArticleEntry(
        source=entry.source,
        title=entry.title,
        cities=list(entry.cities),
        provinces=list(entry.provinces),
        url=entry.url,
        date=entry.date,
        date_origin=entry.date_origin,
        lang=entry.lang,
        passages=entry.passages,
        warnings=list(warnings),
    )


def law_ref(key: domain.LawKey) -> schemas.LawRef:
    return schemas.LawRef(name=key.law, article=key.article)


def city_label(cities: Sequence[str], asked: Collection[str] = ()) -> str | None:
    """The city of a passage as its citation names it: of several, those asked for, else all."""
    return ", ".join([city for city in cities if city in asked] or cities) or None


def _scope(scope: domain.Scope) -> schemas.Scope:
    return schemas.Scope(
        cities=list(scope.cities),
        provinces=list(scope.provinces),
        matched_text=scope.matched_text,
        method=scope.method,
        covered=scope.covered,
        uncovered=list(scope.uncovered),
        laws=[law_ref(key) for key in scope.laws],
    )


def _ranked(hit: domain.Hit, shown: schemas.Passage) -> schemas.RankedPassage:
    return schemas.RankedPassage(
        id=shown.id,
        text=shown.text,
        score=hit.score,
        highlights=[hit.passage.sentences[index] for index in hit.best_sentences],
        citation=shown.citation,
        laws=shown.laws,
    )


def _explain(answer: domain.Answer, scope: schemas.Scope) -> schemas.Explanation:
    return schemas.Explanation(
        scope=scope,
        hits=[
            schemas.HitEvidence(
                passage_id=hit.passage.id,
                score=hit.score,
                channels=dict(hit.channels),
                ranks=dict(hit.ranks),
            )
            for hit in answer.hits
        ],
        rejected=[
            schemas.RejectedPassage(
                passage_id=lost.passage_id,
                stage=lost.stage,
                detail=lost.detail,
                channels=dict(lost.channels),
                ranks=dict(lost.ranks),
            )
            for lost in answer.rejected
        ],
        evidence=dict(answer.evidence),
    )


def _label(found: domain.Passage, quoted_by: Sequence[str], city: str | None, notes: Notes) -> str:
    place = f" ({city})" if city else ""
    if found.law is not None:
        # First the article that these very words stand in; none that says something else.
        left_out = {found.source, *notes.misquoting(found.law)}
        others = [source for source in quoted_by if source not in left_out]
        sources = listed([found.source, *others], most=3)
        return f"{found.law.law}, Article {found.law.article}{place} (quoted in {sources})"
    return f"{' › '.join((found.title, *found.section))}{place}, {found.source}"
