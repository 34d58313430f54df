"""What the service counts, for Prometheus."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa_service.api.state import Service
from qa_service.domain import Answer
from qa_service.errors import IndexUnavailable

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Metrics:
    """One registry per app, so that two apps in one process never share a counter."""

    def __init__(self, service: Service) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "qa_requests",
            "Requests by route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.request_seconds = Histogram(
            "qa_request_seconds",
            "Time from request to the end of its response, by route.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.answers = Counter(
            "qa_answers", "Questions by outcome.", ("status",), registry=self.registry
        )
        self.abstentions = Counter(
            "qa_abstentions", "Abstentions by reason.", ("reason",), registry=self.registry
        )
        self.stage_seconds = Histogram(
            "qa_stage_seconds",
            "Time spent on a question, by stage.",
            ("stage",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.registry.register(_IndexCollector(service))
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)

    def count(self, answer: Answer) -> None:
        self.answers.labels(answer.status).inc()
        if answer.reason is not None:
            self.abstentions.labels(answer.reason).inc()
        for stage, milliseconds in answer.timings_ms.items():
            self.stage_seconds.labels(stage).observe(milliseconds / 1000)

    def exposition(self) -> bytes:
        return generate_latest(self.registry)


class _IndexCollector(Collector):
    """Reads the live version when scraped, so a swap needs no bookkeeping."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        loaded = GaugeMetricFamily("qa_index_loaded", "Whether an index is loaded.")
        info = GaugeMetricFamily("qa_index_info", "The index version in use.", labels=["version"])
        counts = GaugeMetricFamily("qa_index_size", "What the index holds.", labels=["kind"])
        try:
            searcher = self._service.searcher()
        except IndexUnavailable:
            loaded.add_metric([], 0)
        else:
            loaded.add_metric([], 1)
            info.add_metric([searcher.version], 1)
            for kind, count in asdict(searcher.index.manifest.counts).items():
                counts.add_metric([kind], count)
        yield from (loaded, info, counts)


class RequestMetrics:
    """ASGI middleware that counts requests under their route's template, never under a raw path."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = time.perf_counter()
        try:
            await self.app(scope, receive, watched)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self.metrics.requests.labels(method, route, status).inc()
            self.metrics.request_seconds.labels(route).observe(time.perf_counter() - began)
