"""The app, made from a service that is handed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.concurrency import run_in_threadpool

from qa_service import __version__
from qa_service.api import (
    admin,
    ask,
    catalogue,
    compare,
    feedback,
    health,
    mcp,
    pages,
    problems,
    rate_limit,
    verify,
)
from qa_service.api.admission import Admission
from qa_service.api.answering import Answering
from qa_service.api.body_limit import BodyLimit
from qa_service.api.heads import AsGet, Heads
from qa_service.api.json_route import ShortWay
from qa_service.api.logs import written_aside
from qa_service.api.metrics import Metrics
from qa_service.api.observe import Observe
from qa_service.api.security_headers import SecurityHeaders
from qa_service.api.state import Service
from qa_service.api.watch import watching
from qa_service.settings import Settings

_DESCRIPTION = """
Answers questions about social security in China's cities from a folder of articles, with passages
quoted verbatim and citations that can be checked: `GET /sources/{source}` returns the very text
that a citation's `start` and `end` count in.

Errors are problem documents (RFC 9457).
"""
_TAGS = [
    {"name": "questions", "description": "Ask, one at a time or many."},
    {"name": "catalogue", "description": "What the index holds: cities, articles, laws, texts."},
    {"name": "operating", "description": "Health, metrics and the operator's routes."},
]

_AT_ONCE = 4
"""Comparisons and verifications, of which each keeps a core busy."""

_PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}


def create_app(service: Service, settings: Settings) -> FastAPI:
    """The index is loaded when the app starts; without one it starts all the same."""

    metrics = Metrics(service)
    box = feedback.FeedbackBox(settings, metrics)
    answering = Answering(settings, metrics, box.saw)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with written_aside():
            await run_in_threadpool(service.start)
            answering.start()
            service.up.set()
            watch = watching(service, settings.reload_seconds)
            yield
            if watch is not None:
                await run_in_threadpool(watch.stop)
            await answering.stop()
            await run_in_threadpool(box.close)

    app: FastAPI = FastAPIOffline(
        title="Social security QA",
        summary="Cited answers about social security in China's cities.",
        description=_DESCRIPTION,
        version=__version__,
        openapi_tags=_TAGS,
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
        separate_input_output_schemas=False,
        # The metrics and the log have it; FastAPI would look for exporters at every request.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.service, app.state.settings = service, settings
    app.state.metrics, app.state.answering = metrics, answering
    app.state.feedback = box
    app.state.admission = admission = Admission(_AT_ONCE, metrics)
    problems.install(app)
    for module in (ask, compare, catalogue, health, admin, verify, feedback):
        app.include_router(module.router)
    app.include_router(pages.router)
    app.add_exception_handler(404, pages.nothing_here)
    if settings.mcp and mcp.installed():
        mcp.mount(app, settings, service.live, answering, admission)
    # The last one added is the outermost: refusals are counted too.
    app.add_middleware(AsGet)
    app.add_middleware(ShortWay, routes=ask.router.routes, handlers=app.exception_handlers)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes, seconds=settings.body_seconds)
    rate_limit.install_limit(app, settings)
    app.add_middleware(Observe, metrics=metrics, log_questions=settings.log_questions)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Heads)
    rate_limit.install(app, settings)
    _describe_problems(app)
    return app


def _describe_problems(app: FastAPI) -> None:
    """Give documented problems their media type, which FastAPI can't say beside a model."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = generate()
            for path in schema["paths"].values():
                for operation in path.values():
                    for response in operation["responses"].values():
                        if _PROBLEM in response.get("content", {}).values():
                            response["content"] = {problems.MEDIA_TYPE: _PROBLEM}
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
