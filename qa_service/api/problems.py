"""Errors as problem details (RFC 9457): one table from the product's errors to HTTP, and the
handlers that turn everything else into the same form."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from qa_service import errors
from qa_service.api.paths import path_of
from qa_service.api.schemas import FieldProblem, Problem

MEDIA_TYPE = "application/problem+json"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """How a domain error looks over HTTP."""

    status: int
    title: str
    slug: str
    """Ends the problem's `type`, a URN that clients may compare."""
    detail: str | None = None
    """Said instead of the error's own message where that is for whoever runs the service: it may
    name folders and commands."""
    hint: str | None = None
    """Said behind it: where to look."""

    @property
    def type(self) -> str:
        return f"urn:qa-service:problem:{self.slug}"


_INTERNAL = "The service failed; its log says why."
_INDEX = "The index can't be used; the service's log says why."
_VERSION = "The index holds no such version."
_CITIES = "GET /cities lists the cities with articles"

KINDS: Mapping[type[errors.QAError], Kind] = {
    errors.QAError: Kind(500, "Internal error", "internal-error", _INTERNAL),
    errors.BadRequest: Kind(422, "Bad request", "bad-request"),
    errors.BadQuestion: Kind(422, "Bad question", "bad-question"),
    errors.NotFound: Kind(404, "Not found", "not-found"),
    errors.UnknownCity: Kind(404, "Unknown city", "unknown-city", hint=_CITIES),
    errors.UnknownSource: Kind(404, "Unknown source", "unknown-source"),
    errors.UnknownPassage: Kind(404, "Unknown passage", "unknown-passage"),
    errors.UnknownLaw: Kind(404, "Unknown law article", "unknown-law"),
    errors.UnknownVersion: Kind(404, "Unknown index version", "unknown-version", _VERSION),
    errors.IndexUnavailable: Kind(503, "Index unavailable", "index-unavailable", _INDEX),
    errors.NoIndex: Kind(503, "No index", "no-index", "No index has been published yet."),
    errors.CorruptIndex: Kind(503, "Corrupt index", "corrupt-index", _INDEX),
    errors.CorpusError: Kind(500, "Corpus error", "corpus-error", _INTERNAL),
    errors.BuildLocked: Kind(409, "Build in progress", "build-in-progress"),
    errors.EncoderError: Kind(500, "Encoder error", "encoder-error", _INTERNAL),
    errors.MissingExtra: Kind(500, "Missing dependency", "missing-dependency", _INTERNAL),
    errors.GoldError: Kind(500, "Gold set error", "gold-set-error", _INTERNAL),
    errors.PublishRefused: Kind(409, "Publishing refused", "publish-refused"),
    errors.Overloaded: Kind(503, "Overloaded", "overloaded"),
    errors.QuestionTimeout: Kind(503, "Question timed out", "question-timeout"),
    errors.NotAuthorised: Kind(401, "Not authorised", "not-authorised"),
}


def problem_response(
    status: int,
    detail: str,
    *,
    kind: Kind | None = None,
    fields: Sequence[FieldProblem] = (),
    instance: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Without `kind` the problem is a plain HTTP status (`about:blank`). `instance` is the path of
    the request, decoded."""
    problem = Problem(
        type=kind.type if kind else "about:blank",
        title=kind.title if kind else HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=instance and quote(instance, safe="/!$&'()*+,;=:@", errors="replace"),
        errors=list(fields) or None,
    )
    return JSONResponse(
        problem.model_dump(exclude_none=True),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def kind_of(error: errors.QAError) -> Kind:
    """The entry of the error's class or of the nearest class above it."""
    return next(KINDS[cls] for cls in type(error).__mro__ if cls in KINDS)


def retry_after(error: errors.QAError) -> int | None:
    """Seconds after which the same request may do better; None where nothing says so."""
    if isinstance(error, errors.Overloaded):
        return error.retry_after
    return 1 if isinstance(error, errors.QuestionTimeout) else None


def log_failure(error: errors.QAError) -> None:
    """What is not the client's doing, since the answer only says that the log has it."""
    if kind_of(error).status == 500:
        log.error("%s: %s", type(error).__name__, error, exc_info=error)


async def _domain_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.QAError)
    log_failure(error)
    return problem_of(error, request.scope["path"])


def problem_of(error: errors.QAError, path: str) -> JSONResponse:
    """What answers a request for `path`."""
    kind = kind_of(error)
    headers = {}
    if (seconds := retry_after(error)) is not None:
        headers["Retry-After"] = str(seconds)
    elif isinstance(error, errors.NotAuthorised):
        headers["WWW-Authenticate"] = "Bearer"
    return problem_response(
        kind.status,
        "; ".join(filter(None, [kind.detail or str(error) or kind.title, kind.hint])),
        kind=kind,
        instance=path,
        headers=headers,
    )


async def http_error(request: Request, error: Exception) -> JSONResponse:
    """A status that the framework answers with."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_possible(request))
    detail = str(error.detail)
    if detail == HTTPStatus(error.status_code).phrase:
        detail = {
            404: f"There is nothing at {request.url.path}.",
            405: f"{request.method} is not possible here.",
        }.get(error.status_code, detail)
    return problem_response(
        error.status_code, detail, instance=request.scope["path"], headers=headers
    )


def _possible(request: Request) -> list[str]:
    """The methods that the address knows: the framework names those of one of its routes."""
    return [
        method
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]


async def _invalid_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields = [_field_problem(item) for item in error.errors()]
    return problem_response(
        422,
        "; ".join(map(_in_full, fields)),
        kind=KINDS[errors.BadQuestion if _asks(request) else errors.BadRequest],
        fields=fields,
        instance=request.scope["path"],
    )


def _asks(request: Request) -> bool:
    return path_of(request.scope).startswith("/ask")


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    """Starlette raises the error again behind this answer, so the server logs its traceback."""
    return problem_response(
        500, _INTERNAL, kind=KINDS[errors.QAError], instance=request.scope["path"]
    )


def install(app: FastAPI) -> None:
    app.add_exception_handler(errors.QAError, _domain_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(Exception, _unexpected)


# --- validation errors in plain words ---------------------------------------------------------

_WORDS = {
    "missing": "is missing",
    "string_type": "must be a text",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must have the form in which an answer gave it",
    "too_short": "must not be empty",
    "too_long": "must have at most {max_length} entries",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "extra_forbidden": "is not a field of this request",
    "value_error": "{error}",
    "json_invalid": "is not valid JSON: {error}.",
    "model_type": "must be a JSON object",
    "model_attributes_type": "must be a JSON object",
}


def words_of(item: Mapping[str, Any]) -> str:
    """What is wrong, from one entry of pydantic's error list; the name of what is wrong goes in
    front. The rejected value itself is never repeated."""
    if item["type"] == "model_attributes_type" and isinstance(item.get("input"), bytes):
        return "must be a JSON object, sent with Content-Type: application/json"
    own = _WORDS.get(item["type"])
    return str(item["msg"]) if own is None else own.format_map(item.get("ctx", {}))


def _field_problem(item: Mapping[str, Any]) -> FieldProblem:
    where, *path = item["loc"]
    words = words_of(item)
    if item["type"] == "json_invalid":
        return FieldProblem(detail=words, pointer="#")
    if where == "body":
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
        return FieldProblem(detail=words, pointer="#" + "".join(f"/{step}" for step in steps))
    return FieldProblem(detail=words, parameter=".".join(map(str, path)))


def _in_full(field: FieldProblem) -> str:
    if name := field.parameter or (field.pointer or "").removeprefix("#").removeprefix("/"):
        return f"{name}: {field.detail}"
    # Said of the whole body, or what to give in it.
    told = field.detail.startswith(("is ", "must "))
    return f"The body {field.detail}" if told else field.detail


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses`: these statuses carry a Problem. `app` gives them the right
    media type."""
    return {
        status: {"model": Problem, "description": _MEANING.get(status, HTTPStatus(status).phrase)}
        for status in statuses
    }


_MEANING = {
    401: "The token is missing or wrong.",
    403: "The service is not set up for this, so the route is closed.",
    404: "There is no such city, source, passage or law article.",
    408: "The request body took too long to arrive.",
    413: "The request body is too large.",
    422: "The request can't be understood as it is; `errors` names the fields.",
    429: "The client asks more often than it may (where that is limited); see Retry-After.",
    503: "No index is loaded, or the service is overloaded (then with Retry-After).",
}
