"""Is it alive, is it ready, what has it counted. Coroutines, so they answer while all threads
search."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from qa_service.api.dependencies import LiveDep, MetricsDep
from qa_service.api.problems import documented
from qa_service.api.schemas import Alive, Ready

router = APIRouter(tags=["operating"])


@router.get("/healthz")
async def healthz() -> Alive:
    """The process is alive."""
    return Alive()


@router.get("/readyz", responses=documented(503))
async def readyz(live: LiveDep) -> Ready:
    """An index is loaded, and which."""
    return Ready(index_version=live.searcher.version)


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "Prometheus text format."}},
)
async def metrics(metrics: MetricsDep) -> Response:
    """Requests, answers, abstentions, time by stage, and the index in use."""
    return Response(metrics.exposition(), media_type=CONTENT_TYPE_LATEST)
