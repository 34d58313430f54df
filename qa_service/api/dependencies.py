"""What routes take from the app they run in. Coroutines, so that they cost no thread."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from qa_service.api.metrics import Metrics
from qa_service.api.state import Live, Service


async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


async def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


ServiceDep = Annotated[Service, Depends(_service)]
MetricsDep = Annotated[Metrics, Depends(_metrics)]


async def _live(service: ServiceDep) -> Live:
    return service.live()


LiveDep = Annotated[Live, Depends(_live)]
