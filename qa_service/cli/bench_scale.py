"""How search, memory and publishing grow with the corpus."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa_service.cli.options import write_json

if TYPE_CHECKING:
    import numpy as np

    from qa_service.domain import Span
    from qa_service.stores.vectors import FaissStore

_QUESTIONS = 200
_TRUE = 100
"""Questions whose results are compared with those of an exact search."""


@dataclass(frozen=True)
class Scale:
    """One row of the table. Times in milliseconds unless another unit is in the name."""

    passages: int
    written: str
    """files: by a real build from files; direct: the same passages without reading files."""
    full_seconds: float
    unchanged_seconds: float | None
    changed_seconds: float
    """Publishing after one article of ten passages has changed."""
    changed_embedded: int
    megabytes: float
    """On disk, all files of a version."""
    open_seconds: float
    unscoped_p50: float
    unscoped_p99: float
    scoped_p50: float
    scoped_p99: float
    vectors_ms: float
    """Of the unscoped search, the part that finds the nearest passage vectors; p50."""
    exact_ms: float
    """The same, comparing every vector."""
    recall: float
    """Of the ten nearest of an exact search, unscoped."""
    scoped_recall: float
    """The same in scopes of a city."""
    large_recall: float
    """The same in a scope of half of all passages."""
    anonymous_megabytes: float
    """Memory of a process that has opened the version and searched, without mapped files."""
    pss_megabytes: float
    """The same with its share of mapped files: what the system can take back at any time."""


def command(
    sizes: Annotated[str, typer.Option(help="Passages, with commas: 1k,10k,100k,1m.")] = "1k,10k",
    files: Annotated[
        str, typer.Option(help="Up to so many passages are built from files, more directly.")
    ] = "100k",
    folder: Annotated[
        Path | None, typer.Option(help="Where to write; needs about 25 kB for a passage.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
) -> None:
    """Time searching and publishing over synthetic articles of ten passages, four vectors each.

    An encoder of random word vectors stands in for the real one, so that the figures are those of
    everything else. 100k takes some minutes, 1m half an hour.
    """
    import json

    wanted = [_number(size) for size in sizes.split(",")]
    limit = _number(files)
    rows = []
    for size in wanted:
        with tempfile.TemporaryDirectory(prefix="bench-scale-", dir=folder) as name:
            rows.append(_measure(Path(name), size, from_files=size <= limit))
        if not as_json:
            typer.echo(f"{size:,} passages: done", err=True)
    if as_json:
        from qa_service.cli.bench_service import machine

        found = {"machine": machine(), "rows": [asdict(row) for row in rows]}
        write_json(json.dumps(found, indent=1))
    else:
        _show(rows)


def _number(text: str) -> int:
    units = {"k": 1_000, "m": 1_000_000}
    text = text.strip().lower()
    try:
        number = float(text.rstrip("km")) * units.get(text[-1:], 1)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no number of passages") from None
    if number < 100:
        raise typer.BadParameter("at least 100 passages")
    return int(number)


def _measure(folder: Path, size: int, *, from_files: bool) -> Scale:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    from qa_service.cli.synthetic import SECTIONS

    index = folder / "index"
    write = _build_from_files if from_files else _build_directly
    times = write(folder, index, size // SECTIONS)
    version = next(path for path in index.iterdir() if path.name[0] == "2")
    files = [path for path in version.rglob("*") if path.is_file()]
    # In a process of its own, whose memory is only what searching takes.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        found = pool.submit(_search, index).result()
    return Scale(
        passages=size,
        written="files" if from_files else "direct",
        megabytes=sum(path.stat().st_size for path in files) / 1e6,
        **times,
        **found,
    )


# --- writing ----------------------------------------------------------------------------------


def _cities() -> list[str]:
    from qa_service.cities import Gazetteer

    gazetteer = Gazetteer.load()
    provinces = ("Shandong", "Jiangsu", "Zhejiang", "Sichuan", "Guangdong", "Henan", "Hebei")
    return [city for province in provinces for city in gazetteer.cities_of(province)]


def _build_from_files(folder: Path, index: Path, articles: int) -> dict[str, Any]:
    from qa_service.build import build
    from qa_service.cli.synthetic import synthetic_encoders, write_corpus
    from qa_service.settings import Settings

    corpus = folder / "corpus"
    write_corpus(corpus, articles, _cities())
    settings = Settings(_env_file=None, corpus=corpus, index=index, keep_versions=1)
    encoders = synthetic_encoders()

    def run() -> tuple[float, int]:
        start = time.perf_counter()
        summary = build(settings, encoders=encoders, progress=True)
        return time.perf_counter() - start, summary.embedded

    full, _ = run()
    unchanged, _ = run()
    path = corpus / "0000/0000001.txt"
    path.write_text(path.read_text("utf-8").replace(" working days", " days"), "utf-8")
    changed, embedded = run()
    return {
        "full_seconds": full,
        "unchanged_seconds": unchanged,
        "changed_seconds": changed,
        "changed_embedded": embedded,
    }


def _build_directly(folder: Path, index: Path, articles: int) -> dict[str, Any]:
    from qa_service.build.progress import progress_shown
    from qa_service.build.version import embedded, write_version
    from qa_service.cli.synthetic import passages, synthetic_encoders
    from qa_service.index.opened import open_version
    from qa_service.index.publish import building, publish
    from qa_service.index.staging import Staging
    from qa_service.index.versions import prune

    cities, encoders = _cities(), synthetic_encoders()

    def write(numbers: Iterator[int] | range, changed: bool) -> tuple[float, int]:
        start = time.perf_counter()
        before = open_version(index) if changed else None
        with building(index) as target, progress_shown(True) as stage:
            with Staging(target / "staging.sqlite", before) as staging:
                gone = []
                for number in numbers:
                    for passage in passages(number, cities):
                        if changed:
                            gone.append(passage.id)
                            passage = _reworded(passage)
                        staging.add_passage(passage, embedded(passage))
                staging.remove_passages(gone)
                manifest, count = write_version(
                    target, staging, (), encoders, None, stage, before=before
                )
            publish(index, target, manifest)
            prune(index, keep=1)
        return time.perf_counter() - start, count

    full, _ = write(range(articles), False)
    changed, count = write(range(1, 2), True)
    return {
        "full_seconds": full,
        "unchanged_seconds": None,
        "changed_seconds": changed,
        "changed_embedded": count,
    }


def _reworded(passage: Any) -> Any:
    from dataclasses import replace

    text = passage.text.replace("office", "bureau")
    return replace(passage, id=f"{passage.id}-2", text=text, views=(text,))


# --- searching --------------------------------------------------------------------------------


def _search(index: Path) -> dict[str, Any]:
    import numpy as np

    from qa_service.cli.synthetic import question, synthetic_encoders
    from qa_service.domain import Span
    from qa_service.index.opened import open_version
    from qa_service.retrieval.opened import retriever_over
    from qa_service.retrieval.parts import PASSAGES
    from qa_service.retrieval.retriever import Asked

    encoders = synthetic_encoders()
    start = time.perf_counter()
    opened = open_version(index)
    retriever = retriever_over(opened, encoders)
    open_seconds = time.perf_counter() - start
    questions = retriever.encode([Asked(question(number)) for number in range(_QUESTIONS)])
    named = sorted({city for group in opened.manifest.groups for city in group.cities})
    scopes = [
        opened.group_ranges(lambda g, c=city: not g.cities or c in g.cities)  # type: ignore[misc]
        for city in named
    ]
    everything = [Span(0, len(opened))]
    retriever.retrieve(questions[0], everything)
    unscoped = _times(lambda n: retriever.retrieve(questions[n], everything))
    scoped = _times(lambda n: retriever.retrieve(questions[n], scopes[n % len(scopes)]))
    anonymous, pss = _memory_megabytes()
    space = opened.spaces[PASSAGES]
    store = space.store
    vectors = np.concatenate([q.main.parts[:1] for q in questions if q.main is not None])
    alone = _times(lambda n: store.search(vectors[n : n + 1], 100))
    half = [Span(len(store) // 4, len(store) // 4 + len(store) // 2)]
    with _exact(store) as exact:
        slow = _times(lambda n: exact.search(vectors[n : n + 1], 100), 30)
        recalls = [
            _recall(store, exact, vectors, lambda n: None),
            _recall(store, exact, vectors, lambda n: space.rows(scopes[n % len(scopes)])),
            _recall(store, exact, vectors, lambda n: half),
        ]
    return {
        "open_seconds": open_seconds,
        "unscoped_p50": _percentile(unscoped, 50),
        "unscoped_p99": _percentile(unscoped, 99),
        "scoped_p50": _percentile(scoped, 50),
        "scoped_p99": _percentile(scoped, 99),
        "vectors_ms": _percentile(alone, 50),
        "exact_ms": _percentile(slow, 50),
        "recall": recalls[0],
        "scoped_recall": recalls[1],
        "large_recall": recalls[2],
        "anonymous_megabytes": anonymous,
        "pss_megabytes": pss,
    }


@contextmanager
def _exact(store: FaissStore) -> Iterator[FaissStore]:
    """The same rows without codes."""
    from copy import copy

    other = copy(store)
    other.codes = None
    yield other


def _recall(
    store: FaissStore,
    exact: FaissStore,
    vectors: np.ndarray[Any, np.dtype[np.float32]],
    scope: Callable[[int], list[Span] | None],
) -> float:
    """Of the ten nearest rows."""
    found = total = 0
    for number in range(_TRUE):
        ranges = [span for span in scope(number) or [] if span.start < span.end] or None
        query = vectors[number : number + 1]
        wanted = {int(row) for row in exact.search(query, 10, ranges)[1][0] if row >= 0}
        got = {int(row) for row in store.search(query, 10, ranges)[1][0]}
        found += len(wanted & got)
        total += len(wanted)
    return found / total


def _memory_megabytes() -> tuple[float, float]:
    """Of this process: what is no mapped file, and its share of everything it has in memory."""
    found = {}
    for line in Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:]:
        name, value = line.split(":")
        found[name] = int(value.split()[0]) / 1_000
    return found["Anonymous"], found["Pss"]


def _times(work: Callable[[int], object], rounds: int = _QUESTIONS) -> list[float]:
    out = []
    for number in range(rounds):
        start = time.perf_counter()
        work(number)
        out.append((time.perf_counter() - start) * 1_000)
    return out


def _percentile(values: list[float], percent: float) -> float:
    import numpy as np

    return float(np.percentile(values, percent))


# --- showing ----------------------------------------------------------------------------------


def _show(rows: list[Scale]) -> None:
    from rich.console import Console
    from rich.table import Table

    from qa_service.cli.bench_service import machine

    console = Console(highlight=False)
    console.print(machine())
    search = Table(title="Searching (BM25, passage and sentence vectors; milliseconds)")
    for title in ("passages", "all p50", "p99", "one city p50", "p99", "vectors", "compared one by "
                  "one", "ratio", "recall@10", "in a city", "in a half"):  # fmt: skip
        search.add_column(title, justify="right")
    for row in rows:
        search.add_row(
            f"{row.passages:,}",
            *(f"{value:.1f}" for value in (row.unscoped_p50, row.unscoped_p99, row.scoped_p50)),
            *(f"{value:.1f}" for value in (row.scoped_p99, row.vectors_ms, row.exact_ms)),
            f"{row.vectors_ms / row.exact_ms:.2f}",
            *(f"{value:.3f}" for value in (row.recall, row.scoped_recall, row.large_recall)),
        )
    console.print(search)
    build = Table(title="Publishing (seconds) and memory (megabytes)")
    for title in ("passages", "written from", "full", "unchanged", "share", "one article changed",
                  "share", "embedded", "opened in s", "on disk", "anonymous", "PSS"):  # fmt: skip
        build.add_column(title, justify="right")
    for row in rows:
        unchanged = row.unchanged_seconds
        build.add_row(
            f"{row.passages:,}",
            row.written,
            f"{row.full_seconds:.1f}",
            "-" if unchanged is None else f"{unchanged:.2f}",
            "-" if unchanged is None else f"{unchanged / row.full_seconds:.1%}",
            f"{row.changed_seconds:.2f}",
            f"{row.changed_seconds / row.full_seconds:.1%}",
            str(row.changed_embedded),
            f"{row.open_seconds:.2f}",
            *(f"{value:.0f}" for value in (row.megabytes, row.anonymous_megabytes)),
            f"{row.pss_megabytes:.0f}",
        )
    console.print(build)
