"""Are these words really in the texts? Checks quotations against a version of the index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from qa_service.api.admission import admitted
from qa_service.api.dependencies import LiveDep
from qa_service.api.problems import documented
from qa_service.api.schemas.verify import (
    MAX_CITATIONS,
    CitedText,
    VerifiedText,
    VerifyRequest,
    VerifyResponse,
    WordChange,
)
from qa_service.api.state import Live
from qa_service.domain import LawArticle, LawKey, Span
from qa_service.errors import BadRequest, UnknownLaw, UnknownPassage, UnknownSource
from qa_service.index.documents import Documents
from qa_service.index.opened import OpenIndex, open_version
from qa_service.laws.canonical import canonical_law
from qa_service.search.library import Library
from qa_service.search.verify import (
    Claim,
    Text,
    Verification,
    claims_of,
    holds,
    verify,
    verify_all,
)
from qa_service.settings import Settings

router = APIRouter(tags=["questions"])


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


@router.post(
    "/verify", dependencies=[Depends(admitted)], responses=documented(404, 408, 413, 422, 429, 503)
)
def verify_quotations(
    request: VerifyRequest, live: LiveDep, settings: Annotated[Settings, Depends(_settings)]
) -> VerifyResponse:
    """Say for each quotation whether it is verbatim, and what was changed if it is not.

    A quotation with a changed number is never verbatim.
    """
    with _version(live, settings, request.version) as index:
        return check(index, request, settings.question_seconds)


def check(index: OpenIndex, request: VerifyRequest, seconds: float) -> VerifyResponse:
    """BadRequest for an answer of more sentences than citations may be given; QuestionTimeout
    when it takes longer than `seconds`, save for the text that is being looked at."""
    library = Library(index, seconds)
    if request.citations is not None:
        cited = [_cited(index.documents, library, one) for one in request.citations]
        told = verify_all([one.claim for one in cited], library)
        judged = [_judged_as_cited(*pair) for pair in zip(cited, told, strict=True)]
    else:
        judged = [_judged(found) for found in _answer(library, request.answer or "")]
    return VerifyResponse(
        verbatim=all(one.verbatim for one in judged),
        quotations=judged,
        index_version=index.version,
    )


@contextmanager
def _version(live: Live, settings: Settings, version: str | None) -> Iterator[OpenIndex]:
    index = live.searcher.index
    if version is None or version == index.version:
        yield index
        return
    with open_version(settings.index, version, spaces=False) as other:
        yield other


def _answer(library: Library, answer: str) -> list[Verification]:
    """The whole if it is verbatim, else sentence by sentence."""
    whole = verify(Claim(answer.strip()), library)
    if whole.verbatim:
        return [whole]
    claims = claims_of(answer)
    if len(claims) < 2:
        return [whole]
    if len(claims) > MAX_CITATIONS:
        raise BadRequest(
            f"the answer has {len(claims):,} sentences; at most {MAX_CITATIONS} are checked at once"
        )
    return verify_all(claims, library)


@dataclass(frozen=True)
class _Cited:
    """A quotation, and what is known of its place before its words are looked up."""

    claim: Claim
    law_holds: bool | None
    note: str | None


def _cited(documents: Documents, library: Library, cited: CitedText) -> _Cited:
    claim, wrong = _claim(documents, cited)
    law_holds = None
    if cited.law is not None:
        try:
            law = documents.law(LawKey(canonical_law(cited.law.name), cited.law.article))
        except UnknownLaw as error:
            law_holds = False
            wrong.append(str(error))
        else:
            wordings = (Text(law.passage_id, words) for words in law.variants)
            law_holds = any(holds(wording, cited.text) for wording in wordings)
            if law_holds and claim.source is None:
                claim = replace(claim, source=_quoting(library, law, cited.text))
    if claim.source is not None:
        wrong += _against_source(documents, claim.source, cited.sha256)
    elif cited.sha256 is not None:
        wrong.append("there is a digest, but no source that it could be of")
    return _Cited(claim, law_holds, "; ".join(wrong) or None)


def _claim(documents: Documents, cited: CitedText) -> tuple[Claim, list[str]]:
    """The place that source, passage and offsets say, and what is wrong with them."""
    span = None
    if cited.start is not None and cited.end is not None:
        span = Span(cited.start, cited.end)
    claim = Claim(cited.text, cited.source, span)
    if cited.passage_id is None:
        return claim, []
    try:
        passage = documents.passage(cited.passage_id)
    except UnknownPassage as error:
        return claim, [str(error)]
    if cited.source not in (None, passage.source):
        return claim, [f"passage {passage.id!r} is not in the source {cited.source!r}"]
    around = Span(passage.start, passage.end)
    if span is None:
        return replace(claim, source=passage.source, inside=around), []
    if cited.source is None:
        span = Span(around.start + span.start, around.start + span.end)
    inside = around.start <= span.start and span.end <= around.end
    wrong = [] if inside else [f"start and end lie outside passage {passage.id!r}"]
    return replace(claim, source=passage.source, span=span), wrong


def _quoting(library: Library, law: LawArticle, words: str) -> str | None:
    """The first source that quotes the law article with these words."""
    texts = filter(None, map(library.text, law.quoted_by))
    return next((text.source for text in texts if holds(text, words)), None)


def _against_source(documents: Documents, source: str, sha256: str | None) -> list[str]:
    """What is wrong with a source that is named, and with the digest that its text should have."""
    try:
        now = documents.source(source).sha256
    except UnknownSource as error:
        return [str(error)]
    return [] if sha256 in (None, now) else ["the source has changed since it was cited"]


def _judged_as_cited(cited: _Cited, found: Verification) -> VerifiedText:
    return _judged(
        found,
        as_cited=found.verdict == "exact" and cited.law_holds is not False and not cited.note,
        law_holds=cited.law_holds,
        note=cited.note,
    )


def _judged(
    found: Verification,
    as_cited: bool | None = None,
    law_holds: bool | None = None,
    note: str | None = None,
) -> VerifiedText:
    return VerifiedText(
        text=found.claim.text,
        verbatim=found.verbatim,
        as_cited=found.verdict == "exact" if as_cited is None else as_cited,
        verdict=found.verdict,
        source=found.source,
        start=found.span.start if found.span else None,
        end=found.span.end if found.span else None,
        found=found.found,
        changes=[WordChange(quoted=c.quoted, found=c.found) for c in found.changes],
        changed_numbers=[WordChange(quoted=c.quoted, found=c.found) for c in found.numbers],
        law_holds=law_holds,
        note=note,
    )
