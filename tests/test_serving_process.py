"""The service as a process: signals, swaps under load, several workers."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from test_cli_serve import free_port

from qa_service.cli.load import drive, in_turn

ROOT = Path(__file__).parents[1]


@dataclass
class Served:
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def get(self, address: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{address}", timeout=20)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


@contextmanager
def served(folder: Path, *command: str) -> Iterator[Served]:
    port = free_port()
    log = folder / "log"
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *(part.replace("PORT", str(port)) for part in command)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": path, "TMPDIR": str(folder)},
            stdout=output,
            stderr=output,
        )
    service = Served(process, port, log)
    try:
        until(lambda: answers(service), 30)
        yield service
    finally:
        process.kill()
        process.wait()


def answers(service: Served) -> bool:
    assert service.process.poll() is None, service.log.read_text()
    try:
        return service.get("/healthz").status_code == 200
    except httpx.TransportError:
        return False


def until(condition: Callable[[], object], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "CURRENT").write_text("v1\n")
    return tmp_path


def publish(folder: Path, version: str) -> None:
    new = folder / "new"
    new.write_text(f"{version}\n")
    new.replace(folder / "CURRENT")


def test_a_signal_lets_requests_in_flight_end(folder: Path) -> None:
    with served(folder, "tests/served_process.py", str(folder), "PORT", "1") as service:
        with ThreadPoolExecutor(3) as pool:
            asked = [pool.submit(service.get, f"/ask?q=Cards{i}") for i in range(3)]
            time.sleep(0.5)
            service.process.send_signal(signal.SIGTERM)
            time.sleep(0.2)
            with pytest.raises(httpx.TransportError):
                service.get("/healthz")
            assert [one.result().status_code for one in asked] == [200, 200, 200]
        assert service.process.wait(5) == 0
        assert "Traceback" not in service.log.read_text()


def test_who_is_still_in_flight_when_the_time_to_stop_is_over_is_told_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_DRAIN_SECONDS", "1")
    with served(folder, "tests/served_process.py", str(folder), "PORT") as service:
        with socket.create_connection(("127.0.0.1", service.port), timeout=10) as stuck:
            stuck.sendall(
                b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b'Content-Length: 50\r\n\r\n{"quest'
            )
            time.sleep(0.3)
            service.process.send_signal(signal.SIGTERM)
            answer = b"".join(iter(lambda: stuck.recv(65536), b""))
        assert service.process.wait(10) == 0
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503 ")
        assert b"content-type: application/problem+json" in head.lower()
        assert json.loads(body)["type"] == "urn:qa-service:problem:overloaded"
        assert "Traceback" not in service.log.read_text()
        lines = service.lines()
        assert [line["event"] for line in lines if line["level"] == "error"] == [
            "Cancel 1 running task(s), timeout graceful shutdown exceeded"
        ]
        assert [line["status"] for line in lines if line["event"] == "request"] == [503]


def test_no_request_is_lost_while_versions_change_under_load(folder: Path) -> None:
    with served(folder, "tests/served_process.py", str(folder), "PORT", "0.001") as service:

        def version() -> str:
            found: str = service.get("/readyz").json()["index_version"]
            return found

        going = True
        with ThreadPoolExecutor(1) as pool:
            load = pool.submit(drive, service.port, in_turn(["Cards?"]), 8, keep_on=lambda: going)
            for name in ("v2", "v3", "v1"):
                time.sleep(0.2)
                publish(folder, name)
                until(lambda n=name: version() == n, 1)
            publish(folder, "broken")
            time.sleep(0.6)
            assert version() == "v1"
            publish(folder, "v4")
            until(lambda: version() == "v4", 1)
            time.sleep(0.2)
            going = False
            done = load.result(20)
        assert (dict(done.failed), done.refused) == ({}, [])
        assert set(done.versions) == {"v1", "v2", "v3", "v4"}
        assert sum(done.versions.values()) == len(done.milliseconds) > 100
        refused = [line for line in service.lines() if line["level"] == "error"]
        assert [line["event"] for line in refused] == [
            "no new index version loaded: a file is missing",
            "the version in use stays; looking again in 2 s",
        ]
        metrics = service.get("/metrics").text
        assert 'qa_reloads_total{outcome="refused"} 1.0' in metrics
        assert 'qa_reloads_total{outcome="swapped"} 5.0' in metrics


def test_several_workers_serve_and_count_together(tmp_path: Path) -> None:
    index = tmp_path / "index"
    command = ["scripts/serve.py", "--index", str(index), "--port", "PORT", "--workers", "2"]
    with served(tmp_path, *command) as service:
        until(lambda: service.log.read_text().count("Application startup complete") == 2, 20)
        assert service.get("/readyz").json()["type"] == "urn:qa-service:problem:no-index"
        for _ in range(20):
            assert service.get("/cities").status_code == 503
        counted = 'qa_requests_total{method="GET",route="/cities",status="503"} 20.0'
        assert counted in service.get("/metrics").text
        assert "qa_waiting_questions 0.0" in service.get("/metrics").text
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(15) == 0
        assert "Traceback" not in service.log.read_text()


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    index = tmp_path / "index"
    command = ["scripts/serve.py", "--index", str(index), "--port", "PORT", "--workers", "2"]
    with served(tmp_path, *command) as service:
        until(lambda: service.log.read_text().count("Application startup complete") == 2, 20)
        service.process.kill()
        until(lambda: service.log.read_text().count("Finished server process") == 2, 10)
        with pytest.raises(httpx.TransportError):
            service.get("/healthz")
