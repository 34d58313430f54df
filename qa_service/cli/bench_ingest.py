"""How much of ingestion is the encoder."""

from __future__ import annotations

import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_service.cli.options import CorpusOption, settings, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_service.encoders import Encoder, Progress, Role, Vectors
    from qa_service.settings import Settings


@dataclass(frozen=True)
class Step:
    """One row of the table."""

    name: str
    seconds: float
    passages: int

    @property
    def rate(self) -> float:
        """Passages a second."""
        return self.passages / self.seconds


def command(
    corpus: CorpusOption = None,
    copies: Annotated[
        int, typer.Option(min=1, help="How often to take the articles, each time a little changed.")
    ] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Build an index of the articles from nothing, then again without a change, then with one
    article changed, and let the bare encoders encode the same texts: what they need is the least
    that ingestion can.
    """
    chosen = settings(corpus=corpus)

    import json

    from qa_service.cli.bench_service import machine

    with tempfile.TemporaryDirectory(prefix="bench-ingest-") as name:
        folder = Path(name)
        _copy(chosen.corpus, folder / "corpus", copies)
        # The exported encoder is kept: exporting happens once on a machine.
        steps = _measure(
            chosen.model_copy(update={"corpus": folder / "corpus", "index": folder / "index"}),
            chosen.model_cache,
        )
    bare = steps[0].seconds
    if as_json:
        rows = [{**asdict(step), "ratio": step.seconds / bare} for step in steps]
        write_json(json.dumps({"machine": machine(), "steps": rows}, indent=1))
        return
    typer.echo(machine())
    typer.echo(f"{'':<24}{'seconds':>9}{'passages/s':>12}{'to the encoders':>17}")
    for step in steps:
        typer.echo(
            f"{step.name:<24}{step.seconds:>9.2f}{step.rate:>12,.1f}{step.seconds / bare:>16.2f}x"
        )


def _copy(corpus: Path, to: Path, copies: int) -> None:
    """Copies with a sentence of their own, so that no text is embedded only once for all."""
    for number in range(copies):
        for path in sorted(corpus.rglob("*")):
            if not path.is_file() or path.suffix not in (".txt", ".md", ".html"):
                continue
            target = to / str(number) / path.relative_to(corpus)
            target.parent.mkdir(parents=True, exist_ok=True)
            content = path.read_bytes()
            for word in (b" the ", "，".encode()):
                content = content.replace(word, word + b"no. %d " % number)
            target.write_bytes(content)


def _measure(chosen: Settings, models: Path) -> list[Step]:
    import shutil

    from qa_service.build import build
    from qa_service.encoders.choose import choose_encoders

    if models.is_dir():
        chosen.model_cache.mkdir(parents=True)
        for path in models.glob("*.*"):
            if path.suffix in (".onnx", ".json"):
                shutil.copy(path, chosen.model_cache)
    real = choose_encoders(chosen)
    main = _Recording(real.main)
    other = _Recording(real.multilingual) if real.multilingual is not None else None
    encoders = replace(real, main=main, multilingual=other)

    def built(name: str) -> Step:
        start = time.perf_counter()
        summary = build(chosen, encoders=encoders)
        return Step(name, time.perf_counter() - start, summary.passages)

    real.main.encode(["warm"])
    full = built("ingest from nothing")
    recorded = [(recording.encoder, recording.texts) for recording in (main, other) if recording]
    start = time.perf_counter()
    for encoder, texts in recorded:
        encoder.encode(list(texts))
    bare = Step("encoders alone", time.perf_counter() - start, full.passages)
    unchanged = built("ingest, nothing changed")
    path = next(path for path in sorted(chosen.corpus.rglob("*")) if path.suffix == ".txt")
    path.write_bytes(path.read_bytes() + b"\n\nOne more sentence about 30 days.\n")
    return [bare, full, unchanged, built("ingest, one changed")]


class _Recording:
    """An encoder that keeps what it was given."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.name = encoder.name
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension
        self.max_tokens = encoder.max_tokens
        self.texts: list[str] = []

    def encode(
        self, texts: Sequence[str], role: Role = "passage", progress: Progress | None = None
    ) -> Vectors:
        self.texts += texts
        return self.encoder.encode(texts, role, progress)

    def count_tokens(self, text: str) -> int:
        return self.encoder.count_tokens(text)
