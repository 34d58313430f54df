"""scripts/serve.py as a process of its own, and what it serves."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from queue import Empty, Queue

import httpx
import pytest
from fakes import BagOfWords, build_index

from qa_service.cli import serve
from qa_service.cli.serve import make_service
from qa_service.encoders.choose import Encoders
from qa_service.index.layout import current_version
from qa_service.retrieval.phrasebook import Phrasebook
from qa_service.settings import Settings

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_it_serves_without_an_index_and_stops_on_a_signal(tmp_path: Path) -> None:
    port = free_port()
    log = tmp_path / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "scripts/serve.py", "--index", str(tmp_path), "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=output,
            stderr=output,
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            assert _alive(client, server) == {"status": "alive"}, log.read_text()
            ready = client.get("/readyz")
            assert ready.status_code == 503
            assert ready.headers["content-type"] == "application/problem+json"
            assert ready.json()["type"] == "urn:qa-service:problem:no-index"
            assert client.get("/docs").status_code == 200
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0
    finally:
        server.kill()
        server.wait()
    assert "nothing is published" in log.read_text()
    assert "Traceback" not in log.read_text()


@pytest.fixture
def indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a small index, and an encoder that counts words."""
    encoders = Encoders(BagOfWords())
    settings = build_index(tmp_path, {"a.txt": "Cards in Jinan\n\nBring your ID card.\n"}, encoders)
    monkeypatch.setattr("qa_service.encoders.choose.choose_encoders", lambda chosen: encoders)
    return settings


def test_a_limit_shorter_than_the_questions_that_warm_it_lets_it_start(indexed: Settings) -> None:
    service = make_service(indexed.model_copy(update={"max_question_chars": 1}))
    service.start()
    assert service.searcher().version == current_version(indexed.index)
    assert service.reload() == current_version(indexed.index)  # asks all of them before it swaps


def test_what_few_questions_need_is_loaded_when_the_others_can_be_asked(
    indexed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Queue[object] = Queue()
    monkeypatch.setattr(serve, "warm", lambda searcher, questions: asked.put(questions))
    service = make_service(indexed)
    service.start()
    assert asked.get(timeout=5) == serve._WARMING
    with pytest.raises(Empty):
        asked.get(timeout=0.2)
    service.up.set()
    assert asked.get(timeout=5) == serve._WARMING_ASIDE


def _alive(client: httpx.Client, server: subprocess.Popen[bytes]) -> object:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            return client.get("/healthz").json()
        except httpx.TransportError:
            time.sleep(0.05)
    return None


def test_a_version_is_warmed_for_the_multilingual_encoder_too() -> None:
    chinese = [question for question in serve._WARMING_ASIDE if not question.isascii()]
    assert chinese
    assert [Phrasebook.load().english(question) for question in chinese] == [None] * len(chinese)
