"""HTML out of templates, and routes whose errors are pages too."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Sequence
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from jinja2 import Environment, PackageLoader, StrictUndefined

from qa_service.api.compare import names_in
from qa_service.api.names import city_name, law_name, listed_cities
from qa_service.api.pages.assets import asset_version
from qa_service.api.pages.language import LANGUAGES, chosen_language, page_language
from qa_service.api.paths import path_of
from qa_service.api.problems import http_error, kind_of, log_failure, retry_after
from qa_service.api.words import say
from qa_service.domain import Language
from qa_service.errors import QAError, UnknownCity
from qa_service.text import language


def render(request: Request, template: str, *, status: int = 200, **context: object) -> Response:
    """`template` without its ending. Whatever is no Unicode in a text is shown as "?"."""
    lang = page_language(request)
    chosen = chosen_language(request)
    root: str = request.scope.get("root_path", "")

    def href(path: str, **query: object) -> str:
        """Address of a page, in the language that was chosen. A query of None is left out."""
        return root + address(path, **({"lang": chosen} | query))

    html = (
        _environment()
        .get_template(f"{template}.html.j2")
        .render(
            lang=lang,
            href=href,
            t=lambda key, **values: say(key, lang, **values),
            city_name=lambda name: city_name(name, lang),
            law_name=lambda name: law_name(name, lang),
            lang_of=lambda words: "zh-Hans" if language(words) == "zh" else "en",
            listed=lambda names: listed_cities(names, lang),
            show_date=lambda iso: show_date(iso, lang),
            languages=[
                (code, name, root + _in_language(request, code)) for code, name in LANGUAGES.items()
            ],
            asset=lambda name: f"{root}/assets/{name}?v={asset_version(name)}",
            here=address(request.url.path, **_query(request)),
            chosen=chosen,
            keeps_feedback=request.app.state.feedback.on,
            limit=request.app.state.settings.max_question_chars,
            note_limit=request.app.state.settings.feedback_note_chars,
            **context,
        )
    )
    return Response(
        html.encode("utf-8", "replace"),
        status_code=status,
        media_type="text/html; charset=utf-8",
        headers={"Content-Language": lang, "Vary": "Accept-Language", "Cache-Control": "no-cache"},
    )


class PageRoute(APIRoute):
    """A route whose errors are pages with the question still in its form."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def page(request: Request) -> Response:
            try:
                return await handler(request)
            except QAError as error:
                return _error_page(request, error)
            except RequestValidationError as error:
                return _invalid_page(request, error)

        return page


async def nothing_here(request: Request, error: Exception) -> Response:
    """Of an address that leads nowhere: a page for who asked for one, else a problem."""
    if wants_page(request):
        return _problem_page(request, 404, "error-no-address")
    return await http_error(request, error)


def wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def too_often(request: Request, seconds: int) -> Response:
    """`seconds` until the next request is answered."""
    return _problem_page(request, 429, "error-too-often", seconds=seconds)


def _error_page(request: Request, error: QAError) -> Response:
    status = kind_of(error).status
    log_failure(error)
    name, meant = "", list[str]()
    if isinstance(error, UnknownCity):
        name, meant = _not_understood(request)
        key = "error-unclear-city" if meant else "error-unknown-city"
    elif status == 503:
        key = "error-unavailable"
    else:
        key = {404: "error-not-found", 422: "error-bad-question"}.get(status, "error-internal")
    response = _problem_page(request, status, key, name, meant)
    if (seconds := retry_after(error)) is not None:
        response.headers["Retry-After"] = str(seconds)
    return response


def _invalid_page(request: Request, error: RequestValidationError) -> Response:
    name = str(error.errors()[0]["loc"][-1])
    bad = "error-bad-question" if name in _ASKED else "error-bad-address"
    return _problem_page(request, 422, bad, name)


_ASKED = ("q", "topic", "cities")
"""The parts of an address that are typed into a form."""


def _problem_page(
    request: Request,
    status: int,
    key: str,
    name: str = "",
    meant: Sequence[str] = (),
    seconds: int = 0,
) -> Response:
    """`name` of a city or a part of the address that is not understood; the cities that a name may
    mean; the time to wait."""
    return render(
        request,
        "error",
        status=status,
        problem=key,
        name=name,
        meant=meant,
        seconds=seconds,
        city=_city(request),
        q=request.query_params.get("q", ""),
    )


def _city(request: Request) -> str:
    return request.path_params.get("city") or request.query_params.get("city", "")


def _not_understood(request: Request) -> tuple[str, list[str]]:
    """The name in the address that is no one city's, and the cities that it may mean."""
    gazetteer = request.app.state.service.searcher().gazetteer
    names = [_city(request)] if _city(request) else names_in(request.query_params.get("cities", ""))
    places = ((name, gazetteer.resolve(name)) for name in names)
    wrong = next((name for name, place in places if place is None or place.of_city is None), "")
    return wrong, [city.name for city in gazetteer.candidates(wrong)]


def address(path: str, /, **query: object) -> str:
    """A path and query, encoded; what is None is left out."""
    given = {name: value for name, value in query.items() if value is not None}
    encoded = quote(path, safe="/", errors="replace")
    return encoded + ("?" + urlencode(given, errors="replace") if given else "")


def show_date(iso: str, lang: Language) -> str:
    """ "1 May 2024" or "2024年5月1日"; what is no calendar date stays."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


# The locale of the process must not decide the language of the page, as it does in strftime.
_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]


def safe_url(url: str | None) -> str | None:
    """`url` if it can only lead to a web page: an article may name a javascript: address."""
    return url if url and re.match(r"https?://[^\s/]", url, re.IGNORECASE) else None


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("qa_service.api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["safe_url"] = safe_url
    return environment


def _query(request: Request) -> dict[str, str]:
    return dict(request.query_params)


def _in_language(request: Request, code: str) -> str:
    return address(path_of(request.scope), **(_query(request) | {"lang": code}))
