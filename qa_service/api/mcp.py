"""The service for agents: tools of the Model Context Protocol, with the same cited structures as
the HTTP routes. The only module that imports the SDK.
"""

from __future__ import annotations

import functools
import importlib.util
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypeVar

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import Field, Strict, ValidationError
from starlette.routing import Match, Route
from starlette.types import Scope

from qa_service import __version__
from qa_service.api import catalogue
from qa_service.api.admission import Admission
from qa_service.api.answering import Answering
from qa_service.api.limits import check_length
from qa_service.api.problems import kind_of, words_of
from qa_service.api.schemas import (
    ArticleNumber,
    AskResponse,
    CityList,
    CityName,
    LawDetail,
    LawList,
    QuestionText,
    Text,
    TopK,
)
from qa_service.api.schemas.agents import SourceSpan
from qa_service.api.schemas.requests import UNICODE
from qa_service.api.schemas.verify import (
    MAX_ANSWER,
    MAX_CITATIONS,
    CitedText,
    VerifyRequest,
    VerifyResponse,
)
from qa_service.api.state import Live
from qa_service.api.verify import check
from qa_service.domain import Question
from qa_service.errors import BadRequest, MissingExtra, QAError, UnknownCity
from qa_service.settings import Settings

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.tools import Tool

PATH = "/mcp"

_INSTRUCTIONS = """
Answers questions about social security in China's cities from a folder of articles. Every passage
is verbatim and carries a citation (source, start, end) that fetch_source checks. No earlier
question is remembered: write each as a whole, and pass its city. Where an answer's status is
"abstained" the articles hold none: its reason says why, and passages shown with it must not be
presented as the answer. For "ambiguous_city" ask the person which of the candidates is meant, and
then again with that city. Quote passages word for word, name the citation's label, and use verify
before you present a quotation that you have shortened or translated.
""".strip()

Ask = Callable[[Question], Awaitable[AskResponse]]
Place = Callable[[], AbstractContextManager[None]]
"""Held while a quotation is looked for; Overloaded when there is none."""
P = ParamSpec("P")
T = TypeVar("T")


def installed() -> bool:
    return importlib.util.find_spec("mcp") is not None


def _refusing(function: Callable[P, T]) -> Callable[P, T]:
    """The product's refusals as the protocol's tool errors, which the agent reads."""

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except QAError as error:
            raise _tool_error(error) from error

    return call


def _tool_error(error: QAError) -> Exception:
    from mcp.server.mcpserver.exceptions import ToolError

    hint = "; list_cities lists the cities with articles" if isinstance(error, UnknownCity) else ""
    return ToolError((kind_of(error).detail or str(error)) + hint)


def _in_plain_words(call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Calls of tools, with what is wrong about arguments said as the HTTP API says it."""
    from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError

    async def called(*args: Any, **kwargs: Any) -> Any:
        try:
            return await call(*args, **kwargs)
        except ToolError as error:
            wrong = error.__cause__
            if isinstance(error, UnexpectedToolError) or not isinstance(wrong, ValidationError):
                raise
            raise _wrong(wrong.errors(include_url=False)) from wrong

    return called


def _wrong(items: Iterable[Mapping[str, Any]]) -> Exception:
    """Of the entries of an error list that are about arguments."""
    from mcp.server.mcpserver.exceptions import ToolError

    said = (f"{'.'.join(map(str, item['loc']))} {words_of(item)}" for item in items)
    return ToolError("; ".join(said))


class Tools:
    """The tools' functions; what the SDK shows an agent is read from their signatures."""

    def __init__(
        self,
        live: Callable[[], Live],
        ask: Ask,
        place: Place,
        max_question_chars: int,
        question_seconds: float,
    ) -> None:
        self._live = live
        self._ask = ask
        self._place = place
        self._max_question_chars = max_question_chars
        self._question_seconds = question_seconds

    async def search(
        self,
        question: Annotated[
            QuestionText,
            Field(
                description="The question, in English or Chinese; names the city or leaves it to "
                "`city`."
            ),
        ],
        city: CityName = None,
        top_k: Annotated[TopK, Strict()] = 5,
    ) -> AskResponse:
        """Answer a question with verbatim, cited passages for the right city, or abstain."""
        try:
            check_length(question, self._max_question_chars, "question")
            return await self._ask(Question(question, city, top_k))
        except RequestValidationError as error:
            raise _wrong(error.errors()) from error
        except QAError as error:
            raise _tool_error(error) from error

    @_refusing
    def fetch_source(
        self,
        source: Annotated[Text, Field(description="Path in the corpus, as in a citation.")],
        start: Annotated[int, Field(ge=0, description="First character."), Strict()] = 0,
        end: Annotated[
            Annotated[int, Strict()] | None,
            Field(ge=0, description="Behind the last character; at most 20,000 are returned."),
        ] = None,
    ) -> SourceSpan:
        """Read a span of a source text, to check a citation or to read around a passage."""
        documents = self._live().searcher.index.documents
        text, entry = documents.source_text(source), documents.source(source)
        length = len(text.text)
        last = length if end is None else min(end, length)
        if start > last:
            raise BadRequest(
                f"start must be at most {last:,}, where the span ends; the text has {length:,} "
                "characters"
            )
        stop = min(start + _LONGEST, last)
        return SourceSpan(
            source=source,
            title=entry.title,
            url=entry.url,
            cities=list(entry.cities),
            date=entry.date,
            date_origin=entry.date_origin,
            start=start,
            end=stop,
            text=text.text[start:stop],
            characters=length,
            sha256=entry.sha256,
        )

    @_refusing
    def list_cities(self) -> CityList:
        """List the cities that articles are about, with the number of articles."""
        return catalogue.cities(self._live())

    @_refusing
    def list_laws(self) -> LawList:
        """List the law articles that the articles quote."""
        return catalogue.laws(self._live())

    @_refusing
    def get_law(
        self,
        name: Annotated[
            Text, Field(description='English or Chinese name, such as "Social Insurance Law".')
        ],
        number: Annotated[ArticleNumber, Strict()],
    ) -> LawDetail:
        """Read one law article: its text, its wordings, and the articles that quote it."""
        return catalogue.law(self._live(), name, number)

    @_refusing
    def verify(
        self,
        answer: Annotated[
            Annotated[str, Field(max_length=MAX_ANSWER), UNICODE] | None,
            Field(description="A text whose sentences are checked."),
        ] = None,
        citations: Annotated[
            list[CitedText] | None,
            Field(max_length=MAX_CITATIONS, description="Or quotations, with places."),
        ] = None,
    ) -> VerifyResponse:
        """Check whether words are verbatim in the sources, and see what was changed if not."""
        if bool(answer and answer.strip()) == bool(citations):
            raise BadRequest("give either answer or citations")
        request = VerifyRequest(answer=None if citations else answer, citations=citations or None)
        with self._place():
            return check(self._live().searcher.index, request, self._question_seconds)


_LONGEST = 20_000


def create_server(
    live: Callable[[], Live],
    ask: Ask,
    max_question_chars: int = 1000,
    place: Place = nullcontext,
    question_seconds: float = math.inf,
) -> MCPServer:
    """`live` gives the version in use when a tool is called (IndexUnavailable when there is none);
    `ask` answers a question; `question_seconds` are for quotations. MissingExtra without the
    SDK."""
    if not installed():
        raise MissingExtra("mcp", "mcp")
    from mcp.server.mcpserver import MCPServer

    tools = Tools(live, ask, place, max_question_chars, question_seconds)
    with _root_logger_kept():
        server: MCPServer = MCPServer(
            "qa-service",
            title="Social security QA",
            instructions=_INSTRUCTIONS,
            version=__version__,
            tools=[
                _tool(tools.search, "Search"),
                _tool(tools.fetch_source, "Read a source"),
                _tool(tools.list_cities, "Cities"),
                _tool(tools.list_laws, "Laws"),
                _tool(tools.get_law, "Law article"),
                _tool(tools.verify, "Check quotations"),
            ],
        )
    server.call_tool = _in_plain_words(server.call_tool)  # type: ignore[assignment,method-assign]
    return server


def _tool(function: Callable[..., Any], title: str) -> Tool:
    """Unknown arguments are refused, which the SDK would drop: a misspelt `city` must not go
    unnoticed."""
    from mcp.server.mcpserver.tools import Tool
    from mcp_types import ToolAnnotations

    reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    tool = Tool.from_function(function, title=title, annotations=reads, structured_output=True)
    arguments = tool.fn_metadata.arg_model
    arguments.model_config["extra"] = "forbid"
    arguments.model_rebuild(force=True)
    tool.parameters = arguments.model_json_schema()
    return tool


def mount(
    app: FastAPI,
    settings: Settings,
    live: Callable[[], Live],
    answering: Answering,
    admission: Admission,
) -> None:
    """Serves the tools at /mcp over streamable HTTP, without sessions, so that any worker can
    answer any request. Questions wait in the same queue as all others. A stream to listen on (GET)
    would tell nothing, and outlive the service by its time to stop."""
    from mcp.server.transport_security import TransportSecuritySettings

    async def ask(question: Question) -> AskResponse:
        return (await answering.answer(live(), [question]))[0].response

    server = create_server(
        live, ask, settings.max_question_chars, admission.place, settings.question_seconds
    )
    hosts = settings.mcp_allowed_hosts
    endpoint = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=settings.max_body_bytes,
        transport_security=TransportSecuritySettings(
            enable_dns_rebinding_protection="*" not in hosts,
            allowed_hosts=[*hosts],
            allowed_origins=[
                f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")
            ],
        ),
    )
    for route in endpoint.routes:
        assert isinstance(route, Route)
        app.router.routes.append(_Named(route.path, route.endpoint, methods=["POST"]))
    outer = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with server.session_manager.run(), outer(app) as state:
            yield state

    app.router.lifespan_context = lifespan


class _Named(Route):
    """Names itself in what it matches, as routes of FastAPI do: requests are counted by that."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, found = super().matches(scope)
        return match, {**found, "route": self}


@contextmanager
def _root_logger_kept() -> Iterator[None]:
    """The SDK sets up the root logger where nobody has yet, which is the program's to do."""
    root, placeholder = logging.getLogger(), logging.NullHandler()
    root.addHandler(placeholder)
    try:
        yield
    finally:
        root.removeHandler(placeholder)
