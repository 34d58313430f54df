"""Are these words really in the texts? Checks quotations against a version of the index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
from qa_service.domain import LawKey, Span
from qa_service.errors import BadQuestion, UnknownLaw, UnknownPassage
from qa_service.index.opened import OpenIndex, open_version
from qa_service.law_names import canonical_law
from qa_service.search.library import Library
from qa_service.search.verify import (
    Claim,
    LookUp,
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


@router.post("/verify", dependencies=[Depends(admitted)], responses=documented(404, 413, 422, 503))
def verify_quotations(
    request: VerifyRequest, live: LiveDep, settings: Annotated[Settings, Depends(_settings)]
) -> VerifyResponse:
    """Say for each quotation whether it is verbatim, and what was changed if it is not.

    A quotation with a changed number is never verbatim.
    """
    with _version(live, settings, request.version) as index:
        return check(index, request)


def check(index: OpenIndex, request: VerifyRequest) -> VerifyResponse:
    """BadQuestion for an answer of more sentences than citations may be given."""
    library = Library(index)
    if request.citations is not None:
        cited = [_cited(index, library, one) for one in request.citations]
        told = verify_all([one.look_up for one in cited], library.everywhere)
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
    with open_version(settings.index, version) as other:
        yield other


def _answer(library: Library, answer: str) -> list[Verification]:
    """The whole if it is verbatim, else sentence by sentence."""
    whole = verify(Claim(answer.strip()), None, library.likely(answer), library.everywhere)
    if whole.verbatim:
        return [whole]
    claims = claims_of(answer)
    if len(claims) < 2:
        return [whole]
    if len(claims) > MAX_CITATIONS:
        raise BadQuestion(
            f"the answer has {len(claims):,} sentences; at most {MAX_CITATIONS} are checked at once"
        )
    return verify_all([LookUp(c, None, library.likely(c.text)) for c in claims], library.everywhere)


@dataclass(frozen=True)
class _Cited:
    """A quotation, and what is known of its place before its words are looked up."""

    look_up: LookUp
    law_holds: bool | None
    note: str | None


def _cited(index: OpenIndex, library: Library, cited: CitedText) -> _Cited:
    documents = index.documents
    source, span, note = cited.source, None, None
    if cited.start is not None and cited.end is not None:
        span = Span(cited.start, cited.end)
    if source is None and cited.passage_id is not None:
        try:
            passage = documents.passage(cited.passage_id)
        except UnknownPassage as error:
            note = str(error)
        else:
            source = passage.source
            shift = passage.start
            span = Span(span.start + shift, span.end + shift) if span else None
    law_holds = None
    if cited.law is not None:
        key = LawKey(canonical_law(cited.law.name), cited.law.article)
        try:
            law = documents.law(key)
        except UnknownLaw as error:
            law_holds, note = False, str(error)
        else:
            law_holds = any(holds(words, cited.text) for words in law.variants)
            if source is None and law_holds:
                source = next(
                    (
                        s
                        for s in law.quoted_by
                        if (t := library.text(s)) and holds(t[1], cited.text)
                    ),
                    None,
                )
    named = library.text(source) if source is not None else None
    if source is not None and named is None:
        note = f"there is no source {source!r}"
    elif named is not None and cited.sha256 is not None:
        same_text = documents.source_text(named[0]).sha256 == cited.sha256
        note = note if same_text else "the source has changed since it was cited"
    claim = Claim(cited.text, source, span)
    return _Cited(LookUp(claim, named, library.likely(cited.text)), law_holds, note)


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
