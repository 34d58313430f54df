"""The commands: what they print, their exit codes, and that their help costs nothing."""

from __future__ import annotations

import ast
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from clients import client_of
from fake_service import JINAN_PASSAGE, SHANGHAI_PASSAGE, Documents, FakeSearcher
from fastapi.testclient import TestClient

from qa_service import cli
from qa_service.cli import ablate, ask, bench_scale, calibrate, evaluate, ingest, serve
from qa_service.domain import Hit, Question, Rejected, Scope, Skipped
from qa_service.errors import BuildLocked, EncoderError, NoIndex
from qa_service.settings import Settings

ROOT = Path(__file__).parents[1]
QUESTION = "Where can a foreigner get a social security card in Shanghai?"


@dataclass
class Result:
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command as its script would, with these arguments."""

    def call(command: Callable[..., None], *arguments: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["script", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.run(command)
        code = end.value.code
        assert isinstance(code, int)
        return Result(code, *capfd.readouterr())

    return call


@pytest.fixture
def searcher(monkeypatch: pytest.MonkeyPatch) -> FakeSearcher:
    """What the commands open, whatever the index."""
    fake = FakeSearcher()
    monkeypatch.setattr("qa_service.search.open_searcher", lambda *_: fake)
    monkeypatch.setattr("qa_service.encoders.choose.choose_encoders", lambda settings: None)
    return fake


# --- help -------------------------------------------------------------------------------------

HEAVY = {"torch", "faiss", "fastapi", "sentence_transformers", "onnxruntime", "numpy", "pydantic"}
WATCH = """
import runpy, sys
sys.argv = [sys.argv[1], *sys.argv[2:]]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as end:
    assert end.code == 0, end.code
print(*sorted({name.partition(".")[0] for name in sys.modules}), sep=chr(10), file=sys.stderr)
"""


@pytest.mark.parametrize("name", ["ask", "evaluate", "ingest", "serve"])
def test_help_loads_nothing_heavy(name: str) -> None:
    script = f"scripts/{name}.py"
    done = subprocess.run(
        [sys.executable, "-c", WATCH, script, "--help"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", "TERM": "dumb"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Exit codes:" in done.stdout
    assert "--index" in done.stdout
    assert "qa_service" in done.stderr.split()
    assert HEAVY.isdisjoint(done.stderr.split())


@pytest.mark.parametrize("name", ["build_gazetteer", "lock", "readme", "screenshots"])
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [(["--help"], 0, "usage: "), (["--no-such", "x"], 2, "unrecognized arguments: --no-such")],
)
def test_maintainers_scripts_do_nothing_else_than_was_asked(
    name: str, arguments: list[str], code: int, said: str
) -> None:
    done = subprocess.run(
        [sys.executable, f"scripts/{name}.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == code
    assert said in (done.stderr if code else done.stdout)


def test_the_console_command_has_every_subcommand(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["qa", "--help"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 0
    out = capfd.readouterr().out
    assert all(f" {name} " in out for name in ("ingest", "ask", "serve", "evaluate"))


def test_a_subcommand_is_the_script(
    searcher: FakeSearcher, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["qa", "ask", "--city", "Jinan", "Cards?"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 0
    assert searcher.asked == [Question("Cards?", "Jinan")]
    assert "Bank of Shanghai" in capfd.readouterr().out


# --- refusals ---------------------------------------------------------------------------------


def test_messages_name_no_script() -> None:
    """An installation has the console command alone. What measures is run from a checkout."""
    package = ROOT / "qa_service"
    naming = set()
    for module in package.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(module.read_text("utf-8"))))
        docstrings = {node.value for node in nodes if isinstance(node, ast.Expr)}
        texts = {n.value for n in nodes if isinstance(n, ast.Constant) and n not in docstrings}
        if any(isinstance(text, str) and "scripts/" in text for text in texts):
            naming.add(module.relative_to(package).as_posix())
    assert naming == {"cli/ablate.py", "cli/bench_service.py"}


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (NoIndex("nothing is published:\n run it"), "error: nothing is published: run it\n"),
        (EncoderError("the weights are altered"), "error: the weights are altered\n"),
        (PermissionError(13, "Permission denied", "x"),
         "error: [Errno 13] Permission denied: 'x'\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("json_too", [(), ("--json",)])
def test_an_error_is_one_line(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    line: str,
    json_too: tuple[str, ...],
) -> None:
    def fail(settings: Settings) -> FakeSearcher:
        raise error

    monkeypatch.setattr("qa_service.search.open_searcher", fail)
    assert run(ask.command, QUESTION, *json_too) == Result(1, "", line)


CLOSED = """
import typer
from rich.console import Console
from qa_service.cli import run
from qa_service.cli.options import write_json
def command():
    for say in (typer.echo, Console().print, write_json, print):
        say("a line")
    typer.echo("an error", err=True)
    raise typer.Exit(3)
run(command)
"""


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_a_reader_who_closes_the_pipe_is_no_error(closed: str) -> None:
    read, write = os.pipe()
    os.close(read)
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, closed: write}
    done = subprocess.run([sys.executable, "-c", CLOSED], cwd=ROOT, **streams)
    os.close(write)
    assert done.returncode == 3
    assert done.stdout in (None, b"a line\n" * 4)
    assert done.stderr in (None, b"an error\n")


@pytest.mark.parametrize(
    ("command", "arguments", "words"),
    [
        (ask.command, [], "question"),
        (ask.command, [QUESTION, "--top-k", "0"], "--top-k"),
        (ask.command, [QUESTION, "--top-k", "51"], "--top-k"),
        (ask.command, [QUESTION, "--topk", "5"], "--topk"),
        (ask.command, [QUESTION, "--expect", "id"], "--expect is for --explain"),
        (serve.command, ["--port", "70000"], "--port"),
        (evaluate.command, [], "--gold"),
        (evaluate.command, ["--gold", "a", "--beir", "b"], "--gold"),
        (evaluate.command, ["--beir", "b", "--report", "c"], "--report"),
        (evaluate.command, ["--gold", "a", "--report", "/nowhere/x.html"], "--report"),
        (evaluate.command, ["--gold", "a", "--json", "/"], "--json"),
        (evaluate.command, ["--beir", "b", "--limit", "3"], "--limit"),
        (ask.command, [QUESTION, "--index", ""], "'--index': must not be empty"),
        (ingest.command, ["--corpus", " "], "'--corpus': must not be empty"),
        (ablate.command, ["--gold", "a", "--corpus", ""], "'--corpus': must not be empty"),
        (calibrate.command, ["--gold", "a", "--index", ""], "'--index': must not be empty"),
    ],
)
def test_wrong_usage(
    run: Run, command: Callable[..., None], arguments: list[str], words: str
) -> None:
    result = run(command, *arguments)
    assert result.code == 2
    assert words in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("QA_PORT", "harbour", "QA_PORT: Input should be a valid integer"),
        ("QA_RELOAD_SECONDS", "inf", "QA_RELOAD_SECONDS: Input should be a finite number"),
        ("QA_ENCODER", "", "QA_ENCODER: must not be empty"),
    ],
)
def test_a_wrong_setting_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    result = run(ask.command, QUESTION)
    assert result.code == 2
    assert words in result.err
    assert "Traceback" not in result.err


def test_all_wrong_settings_are_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_PORT", "harbour")
    monkeypatch.setenv("QA_MAX_BATCH", "0")
    said = " ".join(run(serve.command, "--workers", "0", "--host", "").err.split())
    for wrong in (
        "--host: must not be empty; QA_PORT: Input should",
        "--workers: ",
        "QA_MAX_BATCH",
    ):
        assert wrong in said


# --- ask --------------------------------------------------------------------------------------


def test_json_is_what_the_service_returns(run: Run, searcher: FakeSearcher) -> None:
    result = run(ask.command, QUESTION, "--json", "--explain", "--top-k", "1", "--city", "济南")
    assert (result.code, result.err) == (0, "")
    with client_of(lambda: searcher) as client:
        body = {"question": QUESTION, "explain": True, "top_k": 1, "city": "济南"}
        printed, served = json.loads(result.out), client.post("/ask", json=body).json()
    # Only a service has a queue, and its total begins with the request.
    for answer in (printed, served):
        times = answer.pop("timings_ms")
        assert times.keys() >= {"scope", "encode", "retrieve", "rank", "total"}
    assert printed == served
    assert searcher.asked[0] == searcher.asked[1] == Question(QUESTION, "济南", 1, True)
    assert "上海/bank cards.txt" in result.out


def test_an_answer_for_people(run: Run, searcher: FakeSearcher) -> None:
    result = run(ask.command, QUESTION)
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "Foreigners apply at the Bank of Shanghai.\n"
        "\n"
        "[1] Cards in Shanghai (Shanghai), 上海/bank cards.txt\n"
        "    Foreigners apply at the Bank of Shanghai. It costs <b>nothing</b>.\n"
        "    上海/bank cards.txt:18-84 · score 0.750 · "
        "https://example.com/shanghai · 2024-05-01 (front matter) · "
        "legal basis: Social Insurance Law, Article 58\n"
        "\n"
        "[2] Social Insurance Law, Article 58 (quoted in 上海/bank cards.txt and jinan.txt)\n"
        "    Article 58 An employing unit shall register within 30 days.\n"
        "    上海/bank cards.txt:85-144 · score 0.250 · https://example.com/shanghai · 2024-05-01 "
        "(front matter)\n"
        "\n"
        "10 ms, index v1\n"
    )


def test_an_abstention_for_people(run: Run, searcher: FakeSearcher) -> None:
    result = run(ask.command, "A card in Chengdu?")
    assert result.code == 0
    assert result.out.startswith(
        "No answer (no_city_article). No article covers Chengdu. There are articles about Jinan, "
        "Shanghai and Suzhou. The passages shown are national law, which holds in every city.\n"
        "\n"
        "[1] Social Insurance Law, Article 58"
    )


def test_arguments_are_utf_8_whatever_the_locale(run: Run, searcher: FakeSearcher) -> None:
    question, city = (text.encode().decode("ascii", "surrogateescape") for text in ("卡？", "济南"))
    assert run(ask.command, question, "--city", city).code == 0
    assert searcher.asked == [Question("卡？", "济南")]
    refused = run(ask.command, "\udcff card")
    assert (refused.code, refused.out) == (2, "")
    assert "must be UTF-8" in refused.err


def test_a_city_that_is_empty_is_none(run: Run, searcher: FakeSearcher) -> None:
    assert run(ask.command, QUESTION, "--city", " ").code == 0
    assert searcher.asked == [Question(QUESTION)]


def test_what_the_terminal_lacks_is_replaced(
    run: Run, searcher: FakeSearcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    ascii_only = TextIOWrapper(BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", ascii_only)
    assert run(ask.command, QUESTION) == Result(0, "", "")
    ascii_only.seek(0)
    assert "[1] Cards in Shanghai (Shanghai), ??/bank cards.txt\n" in ascii_only.read()


def test_a_city_without_articles_is_said(run: Run, searcher: FakeSearcher) -> None:
    result = run(ask.command, "Cards in Shanghai, Harbin, Jinan and Suzhou?")
    assert result.out.startswith(
        "Foreigners apply at the Bank of Shanghai.\nPassage 1 is about Shanghai and Suzhou. "
        "No passage shown is about Jinan. No article covers Harbin.\n\n[1] Cards in"
    )


def test_the_evidence_for_people(run: Run, searcher: FakeSearcher) -> None:
    out = run(ask.command, QUESTION, "--explain").out
    assert "Scope: Shanghai (“shanghai”), by question" in out
    assert "Confidence: 0.875, by\n" in out
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert "p-shanghai returned, 0.750 dense 0.500 (2), bm25 7.500 (1)" in rows
    assert "p-jinan scope: about Jinan dense 0.250 (3)" in rows


def test_what_is_known_against_a_citation_is_said() -> None:
    from rich.console import Console

    from qa_service.api.present import ask_response, shown_by
    from qa_service.cli.show_answer import show

    response = ask_response(FakeSearcher().ask(Question("x")), shown_by(Documents().law))
    first = response.passages[0]
    doubted = first.citation.model_copy(update={"warnings": ["The law says 30 days."]})
    response = response.model_copy(
        update={"passages": [first.model_copy(update={"citation": doubted})]}
    )
    console = Console(width=200, highlight=False)
    with console.capture() as captured:
        show(response, console)
    assert "Beware: The law says 30 days." in captured.get()


def test_of_several_cities_each_has_its_answer() -> None:
    from rich.console import Console

    from qa_service.api.present import ask_response, shown_by
    from qa_service.cli.show_answer import show

    answer = FakeSearcher().ask(Question("x"))
    hits = tuple(
        Hit(found, 1.0, best_sentences=(0,)) for found in (SHANGHAI_PASSAGE, JINAN_PASSAGE)
    )
    scope = Scope(("Jinan", "Shanghai", "Chengdu"), covered=True, uncovered=("Chengdu",))
    response = ask_response(
        replace(answer, hits=hits, scope=scope), shown_by(Documents().law), ("Jinan", "Shanghai")
    )
    assert response.answer is not None
    console = Console(width=200, highlight=False)
    with console.capture() as captured:
        show(response, console)
    start, end = JINAN_PASSAGE.sentences[0]
    jinan = f"Jinan: {JINAN_PASSAGE.text[start:end]}"
    assert captured.get().startswith(
        f"{jinan}\nShanghai: {response.answer.text}\n"
        "Passage 1 is about Shanghai. Passage 2 is about Jinan. No article covers Chengdu."
    )


def test_ids_are_whole_in_a_narrow_explanation() -> None:
    from rich.console import Console

    from qa_service.api.present import ask_response, shown_by
    from qa_service.cli.show_answer import show

    ids = [f"law-implementing-rules-of-the-social-insurance-law-{number}" for number in (4, 58)]
    lost = tuple(Rejected(id, "top_k", "ranked 9, 5 asked for", {"words": 0.5}) for id in ids)
    asked = replace(FakeSearcher().ask(Question("x", explain=True)), rejected=lost)
    console = Console(width=60, highlight=False)
    with console.capture() as captured:
        show(ask_response(asked, shown_by(Documents().law)), console)
    first = "".join(line.split(" ")[0] for line in captured.get().splitlines())
    assert all(id in first for id in ids)


def test_a_misspelt_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from qa_service.cli import options

    options._warn.cache_clear()
    monkeypatch.setenv("QA_RELOAD_SECOND", "3")
    monkeypatch.setenv("QA_NO_SUCH", "3")
    error = run(ask.command, QUESTION).err
    assert "QA_RELOAD_SECOND is no setting; QA_RELOAD_SECONDS is one" in error
    assert "QA_NO_SUCH is no setting\n" in error


def test_corpus_text_cannot_command_the_terminal() -> None:
    from rich.console import Console

    from qa_service.api.present import ask_response, shown_by
    from qa_service.cli.show_answer import show

    answer = FakeSearcher().ask(Question("x"))
    response = ask_response(answer, shown_by(Documents().law))
    text = "\x1b]0;owned\x07\x9b2J [red]rm[/red] \r\x00end\nnext\tline"
    extract = response.answer
    assert extract is not None
    hostile = response.model_copy(
        update={"answer": extract.model_copy(update={"text": text}), "passages": []}
    )
    console = Console(width=200, highlight=False)
    with console.capture() as captured:
        show(hostile, console)
    shown = captured.get()
    assert not any((ord(c) < 32 and c not in "\n\t") or 127 <= ord(c) < 160 for c in shown)
    assert "[red]rm[/red]" in shown
    assert "end\nnext" in shown


# --- ingest -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Summary:
    version: str | None = "v2"
    articles: int = 3
    passages: int = 20
    laws: int = 5
    added: int = 1
    changed: int = 1
    removed: int = 2
    unchanged: int = 1
    embedded: int = 14
    skipped: tuple[Skipped, ...] = ()
    seconds: float = 1.25
    misleading: int = 0
    warnings: tuple[str, ...] = ()


SKIPPED = (Skipped("a b/坏.txt", "not text"), Skipped("big.txt", "too large"))
LINES = (
    "Version v2: 3 articles, 20 passages, 5 law articles, in 1.2 s.\n"
    "Articles: 1 added, 1 changed, 2 removed, 1 unchanged. Passages embedded: 14.\n"
)
NAMED = "skipped a b/坏.txt: not text\nskipped big.txt: too large\n"


@pytest.mark.parametrize(
    ("arguments", "summary", "expected"),
    [
        ([], Summary(), Result(0, LINES, "")),
        ([], Summary(skipped=SKIPPED), Result(3, f"{LINES[:-1]} Skipped: 2 files.\n", NAMED)),
        ([], Summary(articles=1, passages=1, laws=1),
         Result(0, LINES.replace("3 articles, 20 passages, 5 law articles",
                                 "1 article, 1 passage, 1 law article"), "")),
        ([], Summary(warnings=("a.md: odd",)), Result(0, LINES, "warning: a.md: odd\n")),
        (["--quiet"], Summary(), Result(0, "", "")),
        (["--quiet"], Summary(skipped=SKIPPED), Result(3, "", NAMED)),
        (["--strict"], Summary(version=None, skipped=SKIPPED),
         Result(3, "", NAMED + "nothing published\n")),
        (["--quiet"], Summary(skipped=SKIPPED, warnings=("a.md: odd",)),
         Result(3, "", NAMED + "warning: a.md: odd\n")),
    ],
)  # fmt: skip
def test_ingest_for_people(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    summary: Summary,
    expected: Result,
) -> None:
    monkeypatch.setattr("qa_service.build.build", lambda *_, **__: summary)
    assert run(ingest.command, *arguments) == expected


@pytest.mark.parametrize(("skipped", "code"), [((), 0), (SKIPPED, 3)])
def test_ingest_for_programs(
    run: Run, monkeypatch: pytest.MonkeyPatch, skipped: tuple[Skipped, ...], code: int
) -> None:
    summary = Summary(skipped=skipped, warnings=("a.md: odd",))
    monkeypatch.setattr("qa_service.build.build", lambda *_, **__: summary)
    result = run(ingest.command, "--json")
    assert (result.code, result.err) == (code, "warning: a.md: odd\n")
    assert json.loads(result.out) == {
        "version": "v2",
        "articles": 3,
        "passages": 20,
        "laws": 5,
        "added": 1,
        "changed": 1,
        "removed": 2,
        "unchanged": 1,
        "embedded": 14,
        "skipped": [{"source": one.source, "reason": one.reason} for one in skipped],
        "seconds": 1.25,
    }


def test_ingest_passes_its_options_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def build(settings: Settings, **options: bool) -> Summary:
        seen.append((settings.corpus, settings.index, options))
        return Summary()

    monkeypatch.setattr("qa_service.build.build", build)
    monkeypatch.setenv("QA_INDEX", "from-environment")
    run(ingest.command, "--corpus", "c")
    run(ingest.command, "--index", "i", "--rebuild", "--strict", "--quiet")
    assert seen == [
        (Path("c"), Path("from-environment"),
         {"rebuild": False, "strict": False, "progress": True}),
        (Path("corpus"), Path("i"), {"rebuild": True, "strict": True, "progress": False}),
    ]  # fmt: skip


def test_a_locked_build_is_an_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(settings: Settings, **options: bool) -> Summary:
        raise BuildLocked("another process builds")

    monkeypatch.setattr("qa_service.build.build", build)
    assert run(ingest.command) == Result(1, "", "error: another process builds\n")


def ended(*_: object, **__: object) -> Summary:
    """A build during which SIGTERM comes."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)
    raise AssertionError("it went on")


def test_sigterm_ends_a_build_with_a_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa_service.build.build", ended)
    before = signal.getsignal(signal.SIGTERM)
    line = "ended by SIGTERM; what is published stays\n"
    assert run(ingest.command) == Result(143, "", line)
    assert signal.getsignal(signal.SIGTERM) == before


def test_sigterm_is_how_watching_ends(
    run: Run,
    searcher: FakeSearcher,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("qa_service.build.build", ended)
    with caplog.at_level("INFO"):
        assert run(ingest.command, "--watch", "--corpus", str(tmp_path)).code == 0
    assert caplog.messages == ["ended by SIGTERM; what is published stays"]


# --- serve ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "host", "port"),
    [([], "127.0.0.1", 8000), (["--host", "0.0.0.0", "--port", "9000"], "0.0.0.0", 9000)],
)
def test_serve_listens_on_loopback_unless_told(
    run: Run,
    searcher: FakeSearcher,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    host: str,
    port: int,
) -> None:
    (tmp_path / "CURRENT").write_text("20240101T000000-abcdef\n")
    seen: list[Any] = []

    def served(app: Any, **options: Any) -> None:
        with TestClient(app) as client:
            seen.append((options["host"], options["port"], client.get("/readyz").json()))

    monkeypatch.setattr("uvicorn.run", served)
    monkeypatch.setattr("qa_service.api.logs.configure_logging", lambda form: None)
    monkeypatch.setattr(serve, "check_address", lambda host, port: None)
    assert run(serve.command, "--index", str(tmp_path), *arguments).code == 0
    assert seen == [(host, port, {"status": "ready", "index_version": "v1"})]


def test_a_misspelt_setting_is_a_line_of_the_log(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("QA_PROT", "9")
    monkeypatch.setattr("qa_service.api.logs.configure_logging", lambda form: None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        error = run(serve.command, "--port", str(taken.getsockname()[1])).err
    assert caplog.messages == ["QA_PROT is no setting; QA_PORT is one"]
    assert "QA_PROT" not in error


def test_an_address_that_is_taken_or_is_none_is_said_before_anything_is_loaded(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_service.api.logs.configure_logging", lambda form: None)
    monkeypatch.setattr(serve, "make_service", lambda chosen: pytest.fail("loaded"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(serve.command, "--port", port) == Result(
            1,
            "",
            f"error: port {port} of 127.0.0.1 can't be listened on (Address already in use): "
            "choose another with --port (QA_PORT) or --host (QA_HOST)\n",
        )
    for host in ("192.0.2.1", "no host", "256.1.1.1"):
        result = run(serve.command, "--port", "0", "--host", host)
        assert result.code == 1
        assert f"port 0 of {host} can't be listened on (" in result.err
    for host in ("127.0.0.1", "localhost", "0.0.0.0"):
        serve.check_address(host, 0)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("foo", "write a database's URL"),
        ("foo://bar", "no database's URL"),
        ("mysql+asyncmy://a@b/c", "driver is not installed"),
    ],
)
def test_a_feedback_database_that_cannot_be_one(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str, reason: str
) -> None:
    pytest.importorskip("sqlalchemy")
    monkeypatch.setenv("QA_FEEDBACK_URL", url)
    monkeypatch.setattr("qa_service.api.logs.configure_logging", lambda form: None)
    monkeypatch.setattr(serve, "make_service", lambda chosen: pytest.fail("loaded"))
    result = run(serve.command, "--port", "0")
    assert result.code == 2
    said = " ".join(result.err.replace("│", " ").split())
    assert "QA_FEEDBACK_URL" in said
    assert reason in said


# --- evaluate ---------------------------------------------------------------------------------

GOLD = [
    {"id": "1", "question": QUESTION, "category": "city", "answerable": True, "city": "Shanghai",
     "relevant": [{"source": "上海/bank cards.txt", "quote": "Bank of Shanghai"}]},
    {"id": "2", "question": "A card in Chengdu?", "category": "absent", "answerable": False,
     "reason": "no_city_article"},
    {"id": "3", "question": "Whose card?", "category": "absent", "answerable": False,
     "reason": "out_of_scope"},
]  # fmt: skip


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in GOLD), encoding="utf-8")
    return path


def test_evaluate_writes_what_it_prints(
    run: Run, searcher: FakeSearcher, gold: Path, tmp_path: Path
) -> None:
    written, page = tmp_path / "out.json", tmp_path / "out.html"
    result = run(
        evaluate.command, "--gold", str(gold), "--json", str(written), "--report", str(page)
    )
    assert (result.code, result.err) == (0, "")
    metrics = json.loads(written.read_text(encoding="utf-8"))["metrics"]
    assert (metrics["hit@1"]["value"], metrics["hit@1"]["n"]) == (1.0, 1)
    assert (metrics["false-answer"]["value"], metrics["false-answer"]["n"]) == (0.5, 2)
    assert "Whose card?" in result.out
    assert "answered, should abstain" in result.out
    assert "Whose card?" in page.read_text(encoding="utf-8")

    again = run(evaluate.command, "--gold", str(gold), "--compare-with", str(written))
    assert again.code == 0
    assert "Before" in again.out


def test_a_gold_city_that_is_none_is_named(
    run: Run, searcher: FakeSearcher, tmp_path: Path
) -> None:
    path = tmp_path / "gold.jsonl"
    row = {"question": QUESTION, "category": "city", "answerable": False}
    rows = [{**row, "id": city, "city": city} for city in ("上海", "Shanghia", "Kunshan")]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert run(evaluate.command, "--gold", str(path)).err == (
        "warning: gold question Shanghia: no city is called 'Shanghia': every passage counts as "
        "another city's\n"
    )


def test_evaluate_can_stop_early(
    run: Run, searcher: FakeSearcher, gold: Path, tmp_path: Path
) -> None:
    written = tmp_path / "out.json"
    run(evaluate.command, "--gold", str(gold), "--json", str(written), "--limit", "2")
    rows = json.loads(written.read_text(encoding="utf-8"))["rows"]
    assert [row["gold"]["id"] for row in rows] == ["1", "2"]


def test_what_gold_questions_rest_on_and_nobody_says_is_named_first(
    run: Run, searcher: FakeSearcher, tmp_path: Path
) -> None:
    path = tmp_path / "gold.jsonl"
    row = {"question": QUESTION, "category": "city", "answerable": True}
    bank = {"source": "bank cards.txt", "quote": "Bank of\nShanghai"}
    wrong = [
        {"source": "bank card.txt", "quote": "Bank of Shanghai"},
        {"source": "上海/bank cards.txt", "quote": "Bank of China"},
    ]
    rows = [
        {**row, "id": "1", "relevant": [bank, *wrong], "law": ["Social Insurance Law:58"]},
        {**row, "id": "2", "law": ["Social Insurance Law:59"]},
        {**row, "id": "3", "answerable": False, "relevant": wrong},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    result = run(evaluate.command, "--gold", str(path))
    assert (result.code, result.err) == (
        0,
        "warning: gold question 1: there is no source 'bank card.txt'\n"
        "warning: gold question 1: 上海/bank cards.txt doesn't hold 'Bank of China'\n"
        "warning: gold question 2: no article quotes Article 59 of the Social Insurance Law\n",
    )
    rows = [
        {**row, "id": str(n), "relevant": [{"source": f"{n}.txt", "quote": "a"}]} for n in range(12)
    ]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    said = run(evaluate.command, "--gold", str(path)).err.splitlines()
    assert (len(said), said[-1]) == (11, "warning: and 2 more of the kind")
    rows = [{**row, "id": str(n), "relevant": [*wrong[:1]] * 2} for n in range(12)]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert run(evaluate.command, "--gold", str(path)).err == (
        "warning: gold questions 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more: there is no source "
        "'bank card.txt'\n"
    )


def test_a_gold_file_that_is_missing_is_an_error(run: Run, searcher: FakeSearcher) -> None:
    result = run(evaluate.command, "--gold", "nowhere.jsonl")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("error: nowhere.jsonl can't be read")
    assert result.err.count("\n") == 1
    assert searcher.asked == []


# --- benchmarks -------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.parametrize("write", ["_build_from_files", "_build_directly"])
def test_the_benchmark_of_scale_measures(tmp_path: Path, write: str) -> None:
    index = tmp_path / "index"
    written = getattr(bench_scale, write)(tmp_path, index, articles=10)
    assert written["changed_embedded"] == 10  # the passages of one article
    found = bench_scale._search(index)
    # So few passages are compared one by one.
    assert [found[name] for name in ("recall", "scoped_recall", "large_recall")] == [1, 1, 1]
    assert 0 < found["unscoped_p50"] <= found["unscoped_p99"]
