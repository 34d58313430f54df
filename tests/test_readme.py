"""The README keeps its word: its commands run, its answers come out, its lists are complete."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from test_layers import LAYERS

from qa_service.domain import SourceText
from qa_service.encoders import packaged
from qa_service.ingest.readers import read
from qa_service.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
ADDRESS = "localhost:8000"


@dataclass(frozen=True)
class Block:
    """A fenced block: ```language marks."""

    language: str
    marks: tuple[str, ...]
    text: str


BLOCKS = [
    Block(language, tuple(marks.split()), text)
    for language, marks, text in re.findall(
        r"^```(\w+)([^\n]*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE
    )
]
SHELL = "\n".join(block.text for block in BLOCKS if block.language == "sh")


def blocks(language: str, *marks: str) -> list[Block]:
    return [b for b in BLOCKS if (b.language, b.marks) == (language, marks)]


def test_the_blocks_that_are_tested_are_there() -> None:
    assert [len(blocks("sh", "run")), len(blocks("text", "answer"))] == [3, 1]
    assert len(blocks("text", "beginning")) == 1
    assert len(blocks("sh", "run", "served")) == len(blocks("python", "run", "served")) == 1


# --- lists ------------------------------------------------------------------------------------


def test_the_made_parts_are_what_the_code_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import readme

    assert readme.renewed(README) == README, "make readme"


def test_every_file_has_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import readme

    lines = dict(readme.described())
    assert [path for path, text in lines.items() if not text] == []
    assert [path for path in lines if not list(ROOT.glob(path.rstrip("/")))] == []
    folders = tuple(path for path in lines if path.endswith("/"))
    patterns = [path for path in lines if "*" in path]
    files = [
        path.relative_to(ROOT)
        for top in ("qa_service", "scripts", "tests", "docs", "deploy")
        for path in (ROOT / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert len(files) > 200
    unnamed = [
        path.as_posix()
        for path in files
        if path.as_posix() not in lines
        and not path.as_posix().startswith(folders)
        and not any(path.match(pattern) for pattern in patterns)
    ]
    assert unnamed == [], "give it a docstring, or a line in scripts/readme.py"


def test_every_setting_is_listed() -> None:
    listed = re.findall(r"^\| `QA_(\w+)` \|", README, re.MULTILINE)
    assert listed == [name.upper() for name in Settings.model_fields]


def test_the_rooms_are_those_whose_imports_are_checked() -> None:
    table = README.split("| room | does |\n|---|---|\n")[1].split("\n\n")[0]
    listed = [set(re.findall(r"`(\w+)`", row.split("|")[1])) for row in table.splitlines()]
    assert listed == [rooms - {"__init__"} for rooms in LAYERS]


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", README)
    assert len(links) > 3
    local = [link for link in links if not link.startswith("http")]
    assert [link for link in local if not (ROOT / link).exists()] == []


# --- commands ---------------------------------------------------------------------------------


def test_the_commands_exist() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert named >= {"run", "test"}
    assert named - set(targets) == set()
    scripts = set(re.findall(r"scripts/(\w+\.py)", README))
    assert scripts >= {"ingest.py", "ask.py", "evaluate.py"}
    assert [name for name in sorted(scripts) if not (ROOT / "scripts" / name).exists()] == []


@pytest.mark.parametrize("script", sorted(set(re.findall(r"scripts/(\w+\.py)\b", SHELL))))
def test_the_options_exist(script: str) -> None:
    lines = re.sub(r"\\\n", " ", SHELL).splitlines()
    used = {
        option
        for line in lines
        if f"scripts/{script}" in line
        for option in re.findall(r" (--[a-z][a-z-]*)", line)
    }
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / script, "--help"],
        capture_output=True, text=True, check=True, timeout=60,
        env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip
    assert used - set(re.findall(r"--[a-z][a-z-]*", done.stdout)) == set()


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a checkout after `make run`, with a corpus and an index of its own."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    (folder / "scripts").symlink_to(ROOT / "scripts")
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    cache = folder / "index" / ".cache"
    cache.mkdir(parents=True)
    for model in (ROOT / "index" / ".cache").glob(f"{packaged.NAME}*"):  # else exported here
        shutil.copy(model, cache)
    shell(".venv/bin/python scripts/ingest.py --quiet", folder)
    return folder


def shell(command: str, folder: Path) -> str:
    """What it prints. Fails unless every line of it succeeds."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder, capture_output=True, timeout=300, check=False,
        env={**clean, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "COLUMNS": "100"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.mark.model
def test_the_answer_shown_is_the_one_given(checkout: Path) -> None:
    printed = shell(blocks("sh", "run")[0].text, checkout)
    assert lasting(printed) == lasting(blocks("text", "answer")[0].text)


@pytest.mark.model
def test_the_refusal_shown_is_the_one_given(checkout: Path) -> None:
    printed = shell(blocks("sh", "run")[1].text, checkout)
    assert lasting(printed).startswith(lasting(blocks("text", "beginning")[0].text))


def lasting(answer: str) -> str:
    """Without line breaks, and without what may differ from run to run: scores, the files' dates,
    timing, version."""
    answer = re.sub(r"score -?[\d.]+", "score", answer)
    answer = re.sub(r"\d{4}-\d\d-\d\d \(file time\)", "date", answer)
    return " ".join(re.sub(r"\d+ ms, index \S+", "time, index", answer).split())


@pytest.mark.model
def test_an_article_is_added_as_described(checkout: Path) -> None:
    """With the front matter that is shown; in another city than the articles that are there."""
    added = checkout / "corpus" / "new.md"
    added.write_text(
        blocks("markdown")[0].text + "\nIn Nanjing a lost card is replaced at a service hall.\n"
    )
    assert "3 articles" in shell(blocks("sh", "run")[2].text, checkout)
    ask = (
        '.venv/bin/python scripts/ask.py --top-k 1 "Where can I replace my card in Nanjing?" --json'
    )
    answer = json.loads(shell(ask, checkout))
    citation = answer["passages"][0]["citation"]
    assert (answer["status"], citation["source"]) == ("answered", "new.md")
    assert (citation["city"], citation["date"]) == ("Nanjing", "2024-05-31")
    added.unlink()
    assert "1 removed" in shell(blocks("sh", "run")[2].text, checkout)


def test_the_sidecar_is_read(tmp_path: Path) -> None:
    sidecar = next(b.text for b in blocks("json") if "city" in b.text)
    (tmp_path / "page.html").write_text("<p>Bring your identity card to the service hall.</p>")
    (tmp_path / "page.html.meta.json").write_text(sidecar)
    text = read(tmp_path, "page.html")
    assert isinstance(text, SourceText)
    assert (text.url, text.city, text.date) == tuple(json.loads(sidecar).values())


def test_json_blocks_parse() -> None:
    assert [type(json.loads(block.text)) for block in blocks("json")] == [dict, dict]


@pytest.fixture(scope="module")
def served(checkout: Path) -> Iterator[str]:
    """Host and port of a service over the checkout."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    port = address.rpartition(":")[2]
    with (checkout / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "scripts/serve.py", "--port", port],
            cwd=checkout, stdout=log, stderr=log,
            env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"},
        )  # fmt: skip
    try:
        end = time.monotonic() + 120
        while not _ready(address):
            if server.poll() is not None or time.monotonic() > end:
                pytest.fail((checkout / "log").read_text())
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _ready(address: str) -> bool:
    try:
        with urlopen(f"http://{address}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError):
        return False


@pytest.mark.model
@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_the_requests_are_answered(served: str, checkout: Path) -> None:
    commands = blocks("sh", "run", "served")[0].text
    printed = shell(commands.replace(ADDRESS, served).replace("curl -s", "curl -fs"), checkout)
    decoder, documents = json.JSONDecoder(), []
    while printed := printed.strip():
        document, end = decoder.raw_decode(printed)
        documents.append(document)
        printed = printed[end:]
    posted, got, law = documents
    assert (posted["status"], posted["scope"]["cities"]) == ("answered", ["Shanghai"])
    assert "Postal Savings Bank" in posted["passages"][0]["text"]
    assert (got["status"], got["scope"]["cities"]) == ("answered", ["Jinan"])
    assert "within 30 days" in json.dumps(law)


def test_the_python_asks_for_sources_of_any_name() -> None:
    block = blocks("python", "run", "served")[0].text
    asked = next(line for line in block.splitlines() if "/sources/" in line)
    address = re.findall(r"get\((.*?)\)\.text", asked)[0]
    names = {"citation": {"source": "上海/q?#100%.txt"}, "quote": quote}
    assert eval(address, names) == "/sources/%E4%B8%8A%E6%B5%B7/q%3F%23100%25.txt"


@pytest.mark.model
def test_the_python_runs(served: str, checkout: Path) -> None:
    program = blocks("python", "run", "served")[0].text.replace(ADDRESS, served)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Social Insurance Law, Article 58")
