"""What the index holds: cities, articles, laws, passages, source texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.responses import PlainTextResponse

from qa_service.api import freshness, present
from qa_service.api.dependencies import LiveDep
from qa_service.api.names import listed
from qa_service.api.not_modified import unless_known
from qa_service.api.problems import documented
from qa_service.api.schemas import (
    ArticleList,
    ArticleNumber,
    CityEntry,
    CityList,
    CityName,
    LawDetail,
    LawEntry,
    LawList,
    Passage,
    QuotingArticle,
)
from qa_service.api.state import Live
from qa_service.cities import Gazetteer
from qa_service.errors import UnknownLaw
from qa_service.index.rows import SourceEntry
from qa_service.laws.canonical import canonical_law
from qa_service.search.law_articles import articles_of, laws_meant

router = APIRouter(tags=["catalogue"])


@router.get("/cities", responses=documented(429, 503))
def cities(live: LiveDep) -> CityList:
    """The cities that articles are about."""
    return CityList(
        cities=[CityEntry(name=city, articles=count) for city, count in live.cities.items()]
    )


@router.get("/articles", responses=documented(404, 422, 429, 503))
def articles(
    live: LiveDep,
    city: Annotated[CityName, Query()] = None,
    offset: Annotated[int, Query(ge=0, description="Articles to leave out at the start.")] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000, description="Articles to list.")] = 10_000,
    stale: Annotated[
        bool | None,
        Query(
            description="Only articles that quote a law whose text is newer than they are (or, "
            "with `false`, only others)."
        ),
    ] = None,
) -> ArticleList:
    """The articles, of one city or province if asked."""
    wanted = _about(live.searcher.gazetteer, city)
    found = [entry for entry in live.searcher.index.documents.sources() if wanted(entry)]
    if stale is not None:
        outdated = freshness.stale(live, found)
        found = [entry for entry in found if (entry.source in outdated) == stale]
    page = found[offset : offset + limit]
    warnings = freshness.article_warnings(live, page)
    return ArticleList(
        total=len(found),
        articles=[present.article(entry, warnings.get(entry.source, ())) for entry in page],
    )


@router.get("/laws", responses=documented(429, 503))
def laws(live: LiveDep) -> LawList:
    """The law articles that articles quote."""
    return LawList(
        laws=[
            LawEntry(
                name=law.key.law,
                article=law.key.article,
                passage_id=law.passage_id,
                variants=len(law.variants),
                quoted_by=len(law.quoted_by),
                mentioned_by=len(law.mentioned_by),
            )
            for law in live.searcher.index.documents.laws()
        ]
    )


@router.get("/laws/{name}/{number}", responses=documented(404, 422, 429, 503))
def law(
    live: LiveDep,
    name: Annotated[
        str,
        Path(
            description="The law, under any name that a question may use for it.",
            examples=["Social Insurance Law"],
        ),
    ],
    number: Annotated[ArticleNumber, Path()],
) -> LawDetail:
    """One law article: its text, its wordings, and the articles that quote or mention it."""
    documents = live.searcher.index.documents
    canonical, known = canonical_law(name), live.searcher.coverage.laws
    if not laws_meant(canonical, known):
        raise UnknownLaw(f"no law is known as {name!r}")
    key, *others = articles_of(canonical, number, known)
    if others:
        laws = listed((other.law for other in (key, *others)), word="or")
        raise UnknownLaw(f"{name!r} may be the {laws}: write which")
    found = documents.law(key)
    return LawDetail(
        name=found.key.law,
        article=found.key.article,
        passage=_passage(live, found.passage_id),
        variants=list(found.variants),
        quoted_by=[
            QuotingArticle(
                **present.article(documents.source(source)).model_dump(),
                passage_ids=[
                    quoting.id
                    for quoting in documents.passages_of(source)
                    if found.key in quoting.laws
                ],
            )
            for source in found.quoted_by
        ],
        mentioned_by=[present.article(documents.source(source)) for source in found.mentioned_by],
    )


@router.get("/passages/{passage_id}", responses=documented(404, 422, 429, 503))
def passage(live: LiveDep, passage_id: str) -> Passage:
    """One passage with its citation."""
    return _passage(live, passage_id)


@router.get(
    "/sources/{source:path}",
    response_class=PlainTextResponse,
    responses=documented(404, 422, 429, 503)
    | {
        200: {
            "description": "The text.",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
        304: {"description": "The text is still the one that `If-None-Match` names."},
    },
)
def source(request: Request, live: LiveDep, source: str) -> Response:
    """The text that citations count in, exactly, as the index version has it. Only what is in the
    index can be read, never a file."""
    text = live.searcher.index.documents.source_text(source)
    # An article may hold HTML: nosniff keeps a browser from running it.
    headers = {"ETag": f'"{text.sha256}"', "X-Content-Type-Options": "nosniff"}
    return unless_known(request, PlainTextResponse(text.text, headers=headers))


def _about(gazetteer: Gazetteer, name: str | None) -> Callable[[SourceEntry], bool]:
    """Whether an article is about the city or province; without a name every article is wanted."""
    if name is None:
        return lambda entry: True
    place = gazetteer.meant(name)
    if (city := place.of_city) is not None:
        return lambda entry: city in entry.cities
    cities = set(gazetteer.cities_of(place.name))
    return lambda entry: place.name in entry.provinces or not cities.isdisjoint(entry.cities)


def _passage(live: Live, passage_id: str) -> Passage:
    return live.show(live.searcher.index.documents.passage(passage_id), ())
