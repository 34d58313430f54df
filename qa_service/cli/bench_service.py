"""A service of its own for a benchmark: an index, a process, questions, and the machine's name."""

from __future__ import annotations

import os
import platform
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from qa_service.index.documents import Documents
from qa_service.index.layout import current_version, documents_path
from qa_service.text import language

ROOT = Path(__file__).resolve().parents[2]

_READY_SECONDS = 120


@contextmanager
def some_index(index: Path | None, corpus: Path) -> Iterator[Path]:
    """`index`, or one built from `corpus` and removed afterwards."""
    if index is not None:
        yield index
        return
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as folder:
        built = Path(folder) / "index"
        ingest(corpus, built).communicate()
        yield built


def ingest(
    corpus: Path, index: Path, *options: str, nice: int = 0, threads: int = 0
) -> subprocess.Popen[bytes]:
    """Starts scripts/ingest.py, at lower priority and with fewer threads if asked."""
    command = [sys.executable, "scripts/ingest.py", "--quiet"]
    command += ["--corpus", str(corpus.resolve()), "--index", str(index.resolve()), *options]
    if nice:
        command = ["nice", "-n", str(nice), *command]
    more = {"QA_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)} if threads else {}
    return subprocess.Popen(
        command, cwd=ROOT, env=_environment(**more), stdout=sys.stderr, stderr=sys.stderr
    )


@contextmanager
def running(index: Path, **settings: object) -> Iterator[int]:
    """A service over `index` on a free port, ready to answer; yields the port. `settings` are
    given to it as QA_<NAME>."""
    port = _free_port()
    environment = _environment(**{f"QA_{name.upper()}": str(v) for name, v in settings.items()})
    command = [sys.executable, "scripts/serve.py", "--index", str(index.resolve())]
    with tempfile.TemporaryFile() as log:
        service = subprocess.Popen(
            [*command, "--port", str(port)], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            _wait(port, service)
            yield port
        finally:
            service.terminate()
            service.wait()


_QUESTIONS = 8192
"""More than a service keeps answers for, unless it is told otherwise."""


def questions(index: Path, count: int = _QUESTIONS) -> list[str]:
    """So many distinct questions about what the index holds, of one sentence and of a question's
    usual length, always the same for the same index. In English, since another language asks
    another encoder; in Chinese only where there is no English passage to ask about."""
    documents = Documents(documents_path(index / current_version(index)))
    told = [
        (passage.lang, passage.cities, passage.text[start:end].rstrip(".!?;:。！？；：").split())
        for passage in documents.passages()
        for start, end in passage.sentences
    ]
    documents.close()
    told = [one for one in told if one[0] == "en"] or told
    chosen = random.Random(0)
    found: dict[str, None] = {}
    while len(found) < count:
        lang, cities, words = chosen.choice(told)
        length = chosen.randint(4, 12)
        start = chosen.randrange(max(1, len(words) - length))
        topic = " ".join(words[start : start + length])[:120]
        place = f" in {chosen.choice(cities)}" if cities else ""
        question = f"{chosen.choice(_OPENINGS)} {topic}{place}?"
        if language(question) == lang or lang == "zh":
            found[question] = None
    return list(found)


_OPENINGS = (
    "How do I", "Where can I find", "What is", "Who pays for", "What documents are needed for",
    "When does one get", "Is it possible to have", "What does the law say about",
)  # fmt: skip


def machine() -> str:
    """Processor, cores and the versions that speed depends on, in one line."""
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, ONNX Runtime {version('onnxruntime')}"
    )


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", **more}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int, service: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _READY_SECONDS
    while time.monotonic() < end and service.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz") as response:
                if response.status == 200:
                    return
        except (URLError, ConnectionError):
            time.sleep(0.02)
    raise TimeoutError("the service did not become ready")
