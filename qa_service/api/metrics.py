"""What the service counts, for Prometheus."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from qa_service.api.state import Service
from qa_service.errors import IndexUnavailable

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Environment variable with the folder in which several processes count together."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128)


class Metrics:
    """One registry per app, so that two apps in one process never share a counter.

    With several worker processes counters and histograms are sums over all of them; what is said
    about the index is the answering worker's.
    """

    def __init__(self, service: Service) -> None:
        registry = CollectorRegistry()
        self.requests = Counter(
            "qa_requests",
            "Requests by route and status.",
            ("method", "route", "status"),
            registry=registry,
        )
        self.request_seconds = Histogram(
            "qa_request_seconds",
            "Time from request to the end of its response, by route.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self.answers = Counter(
            "qa_answers", "Questions by outcome.", ("status",), registry=registry
        )
        self.abstentions = Counter(
            "qa_abstentions", "Abstentions by reason.", ("reason",), registry=registry
        )
        self.stage_seconds = Histogram(
            "qa_stage_seconds",
            "Time spent on a question, by stage; queue is the wait for a searching thread.",
            ("stage",),
            buckets=_SECONDS,
            registry=registry,
        )
        self.batch_questions = Histogram(
            "qa_batch_questions",
            "Questions searched together.",
            buckets=_SIZES,
            registry=registry,
        )
        self.cache = Counter(
            "qa_cache", "Questions by whether the cache knew the answer.", ("result",),
            registry=registry,
        )  # fmt: skip
        self.refused = Counter(
            "qa_refused_requests",
            "Requests given up: overload (there was no room), timeout, gone (the client left).",
            ("why",),
            registry=registry,
        )
        self.reloads = Counter(
            "qa_reloads",
            "New index versions by outcome: swapped in, or refused because they can't be used.",
            ("outcome",),
            registry=registry,
        )
        self._waiting = Gauge(
            "qa_waiting_questions",
            "Questions that wait for a searching thread.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        for why in ("overload", "timeout", "gone"):
            self.refused.labels(why)
        for outcome in ("swapped", "refused"):
            self.reloads.labels(outcome)
        for result in ("hit", "miss"):
            self.cache.labels(result)
        self._depth: Callable[[], int] = lambda: 0
        # A metric takes longer to find its part for some labels than to count.
        self._requests = cache(self.requests.labels)
        self._request_seconds = cache(self.request_seconds.labels)
        self._stage_seconds = cache(self.stage_seconds.labels)
        self.registry = _shared_registry() if SHARED in os.environ else registry
        self.registry.register(_IndexCollector(service))
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        service.on_reload(lambda outcome: self.reloads.labels(outcome).inc())

    def read_queue_depth(self, depth: Callable[[], int]) -> None:
        """From now on `depth` says how many questions wait."""
        self._depth = depth

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests(method, route, status).inc()
        self._request_seconds(route).observe(seconds)
        self._waiting.set(self._depth())

    def count(
        self, status: str, reason: str | None, stages: Mapping[str, float], cached: bool
    ) -> None:
        """One question. `stages`: milliseconds by stage."""
        self.answers.labels(status).inc()
        if reason is not None:
            self.abstentions.labels(reason).inc()
        self.cache.labels("hit" if cached else "miss").inc()
        for stage, milliseconds in stages.items():
            self._stage_seconds(stage).observe(milliseconds / 1000)

    def exposition(self) -> bytes:
        self._waiting.set(self._depth())
        return generate_latest(self.registry)


def _shared_registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def forget_dead_workers() -> None:
    """A worker that was killed waits for nothing any more; what it counted stays counted."""
    for file in Path(os.environ[SHARED]).glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            with suppress(FileNotFoundError):
                multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]


class _IndexCollector(Collector):
    """Reads the live version when scraped, so a swap needs no bookkeeping."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        loaded = GaugeMetricFamily("qa_index_loaded", "Whether an index is loaded.")
        info = GaugeMetricFamily("qa_index_info", "The index version in use.", labels=["version"])
        age = GaugeMetricFamily("qa_index_age_seconds", "Time since the version was built.")
        counts = GaugeMetricFamily("qa_index_size", "What the index holds.", labels=["kind"])
        try:
            searcher = self._service.searcher()
        except IndexUnavailable:
            loaded.add_metric([], 0)
        else:
            manifest = searcher.index.manifest
            loaded.add_metric([], 1)
            info.add_metric([searcher.version], 1)
            if manifest.created:
                built = datetime.fromisoformat(manifest.created).timestamp()
                age.add_metric([], max(0.0, time.time() - built))
            for kind, count in asdict(manifest.counts).items():
                counts.add_metric([kind], count)
        yield from (loaded, info, age, counts)
