"""Serve the index over HTTP."""

from __future__ import annotations

import errno
import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa_service.cli.options import IndexOption, settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from qa_service.api.state import Service
    from qa_service.search import Searcher
    from qa_service.settings import Settings


def command(
    index: IndexOption = None,
    host: Annotated[
        str | None,
        typer.Option(
            help="Address to listen on. [default: QA_HOST or 127.0.0.1, this machine only]"
        ),
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on. [default: QA_PORT or 8000]")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes that serve. [default: QA_WORKERS or 1]")
    ] = None,
) -> None:
    """Serve the published index over HTTP; /docs describes the routes.

    Without an index it starts all the same and answers 503 until one is published, which it
    notices. SIGTERM ends it when the requests in flight are answered.

    Exit codes: 0 stopped, 1 error, 2 wrong usage.
    """
    unknown: list[str] = []
    chosen = settings(say=unknown.append, index=index, host=host, port=port, workers=workers)

    import logging

    from qa_service.api.logs import configure_logging

    configure_logging(chosen.log_format)
    for message in unknown:
        logging.getLogger(__name__).warning("%s", message)
    # Before anything is loaded, which takes a while.
    check_address(chosen.host, chosen.port)
    _check_database(chosen)
    if chosen.workers == 1:
        service = make_service(chosen)
        # Here, so that an encoder that can't be had ends the command in one line.
        service.start()
        run(service, chosen)
    else:
        _run_workers(chosen)


def check_address(host: str, port: int) -> None:
    """QAError when the service could not listen there."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        bound = [_can_bind(family, address) for family, _, _, _, address in found]
        trouble = None if any(bound) else os.strerror(errno.EADDRNOTAVAIL)
    except OSError as error:
        trouble = error.strerror or str(error)
    if trouble is not None:
        from qa_service.errors import QAError

        raise QAError(
            f"port {port} of {host} can't be listened on ({trouble}): choose another with "
            "--port (QA_PORT) or --host (QA_HOST)"
        )


def _can_bind(family: int, address: Any) -> bool:
    """False for an address that this machine hasn't, which a name may stand for beside one of its;
    OSError when it has it and can't listen there."""
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # elsewhere it would let two listen
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            probe.bind(address)
        except OSError as error:
            if error.errno != errno.EADDRNOTAVAIL:
                raise
            return False
    return True


def _check_database(chosen: Settings) -> None:
    """Wrong usage when the feedback's database is none or has no driver here."""
    if chosen.feedback_url is None:
        return
    from qa_service.feedback import StoreUnavailable, engine_of

    try:
        engine_of(chosen.feedback_url.get_secret_value()).dispose()
    except StoreUnavailable as error:
        raise typer.BadParameter(f"QA_FEEDBACK_URL: {error}") from error


def run(service: Service, chosen: Settings) -> None:
    """Serves in this process until a signal ends it."""
    import uvicorn

    from qa_service.api.app import create_app

    gc.set_threshold(_YOUNG)
    with _sigterm_is_no_failure():
        uvicorn.run(create_app(service, chosen), **_options(chosen))


@contextmanager
def _sigterm_is_no_failure() -> Iterator[None]:
    """SIGTERM ends the process with exit code 0. uvicorn drains first and then raises the signal
    once more, which would kill it where nothing handles that."""
    before = signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


_YOUNG = 50_000
"""New objects after which Python looks for cycles among them. It waits for 700 unless it is told
otherwise, and then a batch of answers, which has none, is looked through again and again: a tenth
of the interpreter's time."""


def _options(chosen: Settings) -> dict[str, Any]:
    return {
        "host": chosen.host,
        "port": chosen.port,
        # By name, for the workers.
        "http": "qa_service.api.connections:Connection",
        "server_header": False,
        # Requests are logged by the app, which knows more about them.
        "access_log": False,
        # Whom to believe about the client is for the app's settings to say.
        "proxy_headers": False,
        "log_config": None,
        "timeout_graceful_shutdown": chosen.drain_seconds,
    }


def make_service(chosen: Settings) -> Service:
    """The service over the published index of the settings, not started."""
    from functools import cache

    from qa_service.api.state import Service
    from qa_service.encoders.choose import choose_encoders
    from qa_service.index.layout import current_version
    from qa_service.search import open_searcher

    # Every version is searched with the same encoders, so a reload need not load them again.
    encoders = cache(lambda: choose_encoders(chosen))
    started = False

    def load() -> Searcher:
        nonlocal started
        current_version(chosen.index)  # NoIndex before an encoder is loaded for nothing
        searcher = open_searcher(chosen, encoders())
        warm(searcher, _WARMING)
        if started:
            warm(searcher, _WARMING_ASIDE)
        else:
            # The multilingual encoder and the one for batches take a second to load, and few
            # questions need them: the first version does not wait, a later one finds them loaded.
            threading.Thread(target=warm_aside, args=(searcher,), daemon=True).start()
            started = True
        return searcher

    def warm_aside(searcher: Searcher) -> None:
        # Before that it would take the interpreter from what the start waits for.
        service.up.wait()
        warm(searcher, _WARMING_ASIDE)

    service = Service(load, lambda: current_version(chosen.index))
    return service


def warm(searcher: Searcher, questions: Sequence[str]) -> None:
    """Asks what touches every part that a question can, so that nobody's is the first; of
    each question as much as may be asked."""
    from qa_service.domain import Question

    limit = searcher.max_question_chars
    searcher.ask_many([Question(text[:limit]) for text in questions])


_WARMING = (
    "Where can I get a social security card?",
    "What does Article 1 of the Social Insurance Law say?",
)
_WARMING_ASIDE = (
    # Of words that the phrasebook lacks: it is for the multilingual encoder.
    "珠穆朗玛峰在哪儿？",
    *(f"Which window has the form of number {number}?" for number in range(16)),
)


def _run_workers(chosen: Settings) -> None:
    import tempfile

    import uvicorn

    # A worker is a fresh process: it reads from the environment what was given as an option here.
    for name in ("index", "workers"):
        os.environ[f"QA_{name.upper()}"] = str(getattr(chosen, name))
    with tempfile.TemporaryDirectory(prefix="qa-metrics-") as counts:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts
        uvicorn.run(
            f"{__name__}:worker_app", factory=True, workers=chosen.workers, **_options(chosen)
        )


def worker_app() -> FastAPI:
    """The app of one of several worker processes, from the environment."""
    from qa_service.api.app import create_app
    from qa_service.api.logs import configure_logging
    from qa_service.api.metrics import forget_dead_workers

    gc.set_threshold(_YOUNG)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    chosen = settings(say=lambda message: None)  # the parent has said it
    configure_logging(chosen.log_format)
    forget_dead_workers()
    if not chosen.threads:
        cores = max(1, (os.cpu_count() or 1) // chosen.workers)
        chosen = chosen.model_copy(update={"threads": cores})
    return create_app(make_service(chosen), chosen)


def _end_with_parent() -> None:
    """Workers whose parent was killed would go on holding the port."""
    import multiprocessing

    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
