"""Corpus files to articles: in this process when they are few, else in several."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.connection import wait
from pathlib import Path

from qa_service.cities import Gazetteer
from qa_service.domain import Article, Skipped
from qa_service.errors import CorpusError
from qa_service.ingest.articles import read_article

_MANY = 200
"""Files from which the start of processes, some half a second each, pays."""

_CHUNK = 8
_AHEAD = 4
"""Chunks for each process that may be ready before they are wanted: what is ready lies in
memory."""


def read_articles(
    root: Path, sources: Sequence[str], *, max_bytes: int, processes: int = 1
) -> Iterator[Article | Skipped]:
    """In the order of `sources`. CorpusError when a file brings the process down that reads it."""
    if processes < 2 or len(sources) < _MANY:
        gazetteer = Gazetteer.load()
        for source in sources:
            yield read_article(root, source, gazetteer, max_bytes=max_bytes)
        return
    # Never forked: a child would inherit the lock of the build, and threads in any state.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _begin) as pool:
        waiting: deque[tuple[Sequence[str], Future[list[Article | Skipped]]]] = deque()
        chunks = (sources[i : i + _CHUNK] for i in range(0, len(sources), _CHUNK))
        try:
            for chunk in islice(chunks, processes * _AHEAD):
                waiting.append((chunk, pool.submit(_read_chunk, root, chunk, max_bytes)))
            while waiting:
                _, done = waiting[0]
                found = done.result()
                waiting.popleft()
                for chunk in islice(chunks, 1):
                    waiting.append((chunk, pool.submit(_read_chunk, root, chunk, max_bytes)))
                yield from found
        except BrokenProcessPool as error:
            raise CorpusError(
                "a process that read the corpus was killed (out of memory?), at one of: "
                + ", ".join(waiting[0][0])
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


_gazetteer: Gazetteer | None = None
"""Of a reading process."""


def _begin() -> None:
    global _gazetteer
    _gazetteer = Gazetteer.load()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Without this, who reads would wait for ever when the build is killed."""
    if (parent := multiprocessing.parent_process()) is not None:
        wait([parent.sentinel])
        os._exit(1)


def _read_chunk(root: Path, sources: Sequence[str], max_bytes: int) -> list[Article | Skipped]:
    assert _gazetteer is not None
    return [read_article(root, source, _gazetteer, max_bytes=max_bytes) for source in sources]
