"""Feedback: what is kept, what is masked, and what is learnt from it."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("sqlalchemy")

from clients import client_of
from fake_service import TEXTS
from sqlalchemy import make_url

from qa_service.cities import Gazetteer
from qa_service.cli import feedback as feedback_command
from qa_service.cli import run
from qa_service.encoders.choose import Encoders
from qa_service.errors import GoldError, UnknownSource
from qa_service.evaluation.gold import read_gold
from qa_service.feedback import Entry, FeedbackStore, StoreUnavailable
from qa_service.feedback import gaps as gaps_module
from qa_service.feedback.gaps import MOST, find_gaps
from qa_service.feedback.mask import mask
from qa_service.feedback.review import promote
from qa_service.feedback.store import _patience

GAZETTEER = Gazetteer.load()

MASKED = [
    ("My ID is 11010519491231002X.", "My ID is [ID number]."),
    ("身份证号110105194912310021怎么办", "身份证号[ID number]怎么办"),
    ("１１０１０５１９４９１２３１００２Ｘ", "[ID number]"),
    ("110105 19491231 002x lost", "[ID number] lost"),
    ("old card 110105491231002", "old card [ID number]"),
    ("call me on 13812345678", "call me on [telephone number]"),
    ("电话138-1234-5678。", "电话[telephone number]。"),
    ("+86 138 1234 5678", "[telephone number]"),
    ("office 0531-12345678 is closed", "office [telephone number] is closed"),
    ("(010) 6512 3456", "[telephone number]"),
    ("write to li.wei@example.com!", "write to [e-mail]!"),
    ("card 6222 0212 3456 7890 123", "card [number]"),
    ("dial 12333, Article 58, 30 days, 1,500 yuan in 2024", None),
    ("from 2024-05-01 to 2025-06-30", None),
    ("社保卡丢了，12333打不通", None),
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_personal_numbers_are_masked(text: str, expected: str | None) -> None:
    assert mask(text) == (text if expected is None else expected)


def test_a_long_run_of_letters_is_masked_in_linear_time() -> None:
    began = time.process_time()
    assert mask("_" * 30_000) == "_" * 30_000
    assert time.process_time() - began < 3  # measured 0.1 s; 7 s when it was quadratic


# --- the database -----------------------------------------------------------------------------


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/feedback.sqlite"


@pytest.fixture
def store(url: str) -> Iterator[FeedbackStore]:
    store = FeedbackStore(url)
    yield store
    store.close()


WHOLE = Entry(
    question="Is 11010519491231002X lost?",
    rating="down",
    note="Call 13812345678",
    city="Jinan 13812345678" + "x" * 300,
    reason="low_confidence",
    passage_ids=("p-jinan", "上海"),
    index_version="v1",
)


def test_an_entry_is_kept_masked(store: FeedbackStore, url: str, tmp_path: Path) -> None:
    began = datetime.now(UTC).replace(tzinfo=None)
    assert store.add(WHOLE) == 1
    assert store.add(replace(WHOLE, rating="up")) == 2
    kept = FeedbackStore(url).entries()
    assert [entry.id for entry in kept] == [2, 1]
    assert began <= kept[1].created <= began + timedelta(minutes=1)
    assert replace(kept[1], created=datetime.min, id=0) == replace(
        WHOLE,
        question="Is [ID number] lost?",
        note="Call [telephone number]",
        city="Jinan [telephone number]" + "x" * 176,
    )
    assert store.entry(1) == kept[1]
    assert store.entry(3) is None
    raw = (tmp_path / "feedback.sqlite").read_bytes()
    assert b"11010519491231002X" not in raw
    assert b"13812345678" not in raw


def test_entries_are_chosen(store: FeedbackStore) -> None:
    for rating in ("up", "down", "none"):
        store.add(replace(WHOLE, rating=rating))
    store.mark(1, "dismissed")
    assert [e.id for e in store.entries(state="new")] == [3, 2]
    assert [e.id for e in store.entries(limit=1)] == [3]


def test_old_entries_are_deleted(store: FeedbackStore) -> None:
    store.add(WHOLE)
    later = datetime.now(UTC) + timedelta(days=30)
    assert store.purge(0, later) == 0
    assert store.purge(31, later) == 0
    assert store.purge(29, later) == 1
    assert store.entries() == []


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all/f.sqlite", "no url", "nosuch://x", "sqlite:////tmp"]
)
def test_a_database_that_cannot_be_had(url: str) -> None:
    with pytest.raises(StoreUnavailable):
        FeedbackStore(url).entries()


# --- POST /feedback ---------------------------------------------------------------------------


BODY = {
    "rating": "down",
    "question": "Where is the office in Jinan? I am 11010519491231002X",
    "note": "closed",
    "passage_ids": ["0123456789abcdef", "law-social-insurance-law-58"],
    "index_version": "20240101T000000-abcdef",
}


def test_feedback_is_kept(url: str, store: FeedbackStore) -> None:
    with client_of(feedback_url=url) as http:
        response = http.post("/feedback", json=BODY)
        assert (response.status_code, response.json()) == (201, {"id": 1})
        http.post("/ask", json={"question": "Where is it in Shanghai?"})
        http.post("/ask", json={"question": "Where is it in Chengdu?"})
    (entry,) = store.entries()
    assert entry.question == "Where is the office in Jinan? I am [ID number]"
    assert (entry.rating, entry.note) == ("down", "closed")
    assert entry.passage_ids == ("0123456789abcdef", "law-social-insurance-law-58")
    assert entry.index_version == "20240101T000000-abcdef"
    assert (entry.city, entry.state) == (None, "new")


def test_nothing_is_kept_unless_it_is_set_up(tmp_path: Path) -> None:
    for settings in ({}, {"feedback_url": " "}):
        with client_of(**settings) as http:
            response = http.post("/feedback", json=BODY)
            assert response.status_code == 403
            assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "wrong",
    [
        {"rating": "maybe"},
        {"rating": None},
        {"question": " "},
        {"question": "x" * 1001},
        {"note": "x" * 1001},
        {"reason": "hunger"},
        {"passage_ids": ["0123456789abcdef"] * 51},
        {"passage_ids": ["Call 13812345678"]},
        {"index_version": "13812345678"},
        {"question": "Where?\0"},
        {"note": "closed\0"},
        {"city": "Jinan\0"},
        {"city": "x" * 201},
        {"note": "\ud800"},
        {"passage_ids": ["\ud800"]},
        {"email": "me@example.com"},
    ],
)
def test_bad_feedback_is_refused(url: str, wrong: Any) -> None:
    with client_of(feedback_url=url) as http:
        # Written in ASCII: half a surrogate pair has no other form.
        content = json.dumps(BODY | wrong)
        kind = {"content-type": "application/json"}
        assert http.post("/feedback", content=content, headers=kind).status_code == 422


def test_a_lost_database_keeps_nobody_from_asking() -> None:
    with client_of(feedback_url="sqlite:////nowhere/f.sqlite", feedback_abstentions=True) as http:
        refused = http.post("/feedback", json=BODY)
        assert refused.status_code == 503
        assert "retry-after" in refused.headers
        assert "nowhere" not in refused.text
        asked = http.post("/ask", json={"question": "Where is it in Chengdu?"})
        assert asked.status_code == 200


@pytest.mark.parametrize(("keep", "kept"), [(False, []), (True, ["Is it in Chengdu?"])])
def test_unanswered_questions_are_kept_only_when_asked_to(
    url: str, store: FeedbackStore, keep: bool, kept: list[str]
) -> None:
    with client_of(feedback_url=url, feedback_abstentions=keep) as http:
        for question in ("Is it in Chengdu?", "Is it in Shanghai?"):
            assert http.post("/ask", json={"question": question}).status_code == 200
    assert [e.question for e in store.entries()] == kept
    assert all(e.rating == "none" and e.reason == "no_city_article" for e in store.entries())


def test_questions_without_an_answer_are_kept_whoever_asks(url: str, store: FeedbackStore) -> None:
    pytest.importorskip("mcp")
    call = {"name": "search", "arguments": {"question": "Is it in Chengdu? (agent)"}}
    with client_of(feedback_url=url, feedback_abstentions=True, mcp_hosts="*") as http:
        http.get("/", params={"q": "Is it in Chengdu? (page)", "city": "Jinan"})
        told = http.post(
            "/mcp",
            json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call},
            headers={"Accept": "application/json, text/event-stream"},
        )
        assert told.json()["result"]["structuredContent"]["reason"] == "no_city_article"
        http.get("/ask", params={"q": "Is it in Chengdu? (address)", "city": "济南"})
        both = [{"question": f"Is it in Chengdu? ({n})"} for n in (1, 2)]
        http.post("/ask/batch", json={"questions": both})
    assert [(e.question[18:], e.city) for e in reversed(store.entries())] == [
        ("(page)", "Jinan"), ("(agent)", None), ("(address)", "济南"), ("(1)", None), ("(2)", None),
    ]  # fmt: skip


def test_a_slow_database_holds_up_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    opened, kept = threading.Event(), []

    class Slow:
        def __init__(self, url: str) -> None:
            assert opened.wait(10)

        def purge(self, days: int) -> None:
            pass

        def add(self, entry: Entry) -> int:
            kept.append(entry.question)
            return 1

        def close(self) -> None:
            pass

    monkeypatch.setattr("qa_service.api.feedback.FeedbackStore", Slow)
    with client_of(feedback_url="sqlite://", feedback_abstentions=True) as http:
        for number in range(103):
            asked = http.post("/ask", json={"question": f"Is it in Chengdu? {number}"})
            assert asked.status_code == 200
        assert kept == []
        opened.set()
    # A hundred may wait.
    assert kept == [f"Is it in Chengdu? {number}" for number in range(100)]


def test_a_database_that_is_away_is_not_asked_for_every_question(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(url: str) -> None:
        raise StoreUnavailable("it is away")

    monkeypatch.setattr("qa_service.api.feedback.FeedbackStore", away)
    with client_of(feedback_url="sqlite://", feedback_abstentions=True) as http:
        for number in range(5):
            http.post("/ask", json={"question": f"Is it in Chengdu? {number}"})
    assert [r.getMessage() for r in caplog.records if "kept" in r.getMessage()] == [
        "unanswered questions are not kept for 30 s: it is away"
    ]


class Lost:
    """A database that is there when it is opened, and away when it is written."""

    def __init__(self, tries: list[str], url: str) -> None:
        self.tries = tries

    def purge(self, days: int) -> None:
        pass

    def add(self, entry: Entry) -> int:
        self.tries.append(entry.rating)
        raise StoreUnavailable("it is away")

    def close(self) -> None:
        pass


def no_database(tries: list[str], url: str) -> None:
    tries.append("open")
    raise StoreUnavailable("it is away")


@pytest.mark.parametrize(
    ("database", "pause", "tried"),
    [
        (no_database, 30.0, ["open"]),
        (Lost, 30.0, ["down"]),
        (no_database, 0.0, ["open", "open", "open"]),
        (Lost, 0.0, ["down", "down", "none"]),
    ],
)
def test_feedback_is_refused_at_once_while_the_database_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, database: Any, pause: float, tried: list[str]
) -> None:
    tries: list[str] = []
    monkeypatch.setattr("qa_service.api.feedback.FeedbackStore", partial(database, tries))
    monkeypatch.setattr("qa_service.api.feedback._PAUSE", pause)
    with client_of(feedback_url="sqlite://", feedback_abstentions=True) as http:
        for _ in range(2):
            refused = http.post("/feedback", json=BODY)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
        http.post("/ask", json={"question": "Is it in Chengdu?"})
    assert tries == tried


def test_a_slow_database_takes_a_few_threads_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    began, go_on = threading.Semaphore(0), threading.Event()

    class Slow(Lost):
        def add(self, entry: Entry) -> int:
            began.release()
            assert go_on.wait(10)
            return 1

    monkeypatch.setattr("qa_service.api.feedback.FeedbackStore", partial(Slow, []))
    with client_of(feedback_url="sqlite://") as http, ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(http.post, "/feedback", json=BODY) for _ in range(8)]
        for _ in waiting:
            assert began.acquire(timeout=10)
        refused = http.post("/feedback", json=BODY)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert refused.json()["type"] == "urn:qa-service:problem:overloaded"
        go_on.set()
        assert [one.result().status_code for one in waiting] == [201] * 8
        assert http.post("/feedback", json=BODY).status_code == 201


@pytest.mark.parametrize(
    ("url", "arguments"),
    [
        ("postgresql+psycopg://user@host/name", {"connect_timeout": 5}),
        ("postgresql+psycopg2://user@host/name", {"connect_timeout": 5}),
        ("postgresql+psycopg://user@host/name?connect_timeout=1", {}),
        ("sqlite:///feedback.sqlite", {}),
    ],
)
def test_connecting_has_an_end(url: str, arguments: dict[str, int]) -> None:
    assert _patience(make_url(url)) == arguments


# --- review -----------------------------------------------------------------------------------

ASKED = Entry(question="Where do I go in Jinan?", rating="down", id=7)


def text_of(source: str) -> str:
    if source not in TEXTS:
        raise UnknownSource(source)
    return TEXTS[source].text


def promoted(gold: Path, entry: Entry = ASKED, **rest: Any) -> str:
    return promote(entry, gold, text_of=text_of, gazetteer=GAZETTEER, **rest)


def test_an_entry_becomes_a_gold_question(tmp_path: Path) -> None:
    gold = tmp_path / "new" / "gold.jsonl"
    assert promoted(gold, source="jinan.txt", quote="Go to the\n service centre.") == "feedback-7"
    weather = Entry(question="What is the weather?", rating="none", id=8)
    assert promoted(gold, weather, reason="out_of_scope") == "feedback-8"
    first, second = read_gold(gold)
    assert (first.question, first.city, first.answerable) == (ASKED.question, "Jinan", True)
    assert [(r.source, r.quote) for r in first.relevant] == [
        ("jinan.txt", "Go to the service centre.")
    ]
    assert (second.answerable, second.reason) == (False, "out_of_scope")


@pytest.mark.parametrize(
    ("question", "city", "asked"),
    [
        ("Where do I go?", "jinan", "Jinan: Where do I go?"),
        ("去哪里办？", "Jinan", "济南市：去哪里办？"),
        ("Where do I go in Jinan?", "Jinan", "Where do I go in Jinan?"),
    ],
)
def test_a_city_given_beside_a_question_goes_into_its_words(
    tmp_path: Path, question: str, city: str, asked: str
) -> None:
    entry = Entry(question=question, rating="down", city=city, id=7)
    promoted(tmp_path / "gold.jsonl", entry, reason="out_of_scope")
    (gold,) = read_gold(tmp_path / "gold.jsonl")
    assert (gold.question, gold.cities) == (asked, ("Jinan",))


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, GoldError),
        ({"source": "jinan.txt"}, GoldError),
        ({"quote": "Go to"}, GoldError),
        ({"source": "jinan.txt", "quote": "Go to the station."}, GoldError),
        ({"source": "no.txt", "quote": "Go"}, UnknownSource),
        ({"source": "jinan.txt", "quote": "Go to", "reason": "out_of_scope"}, GoldError),
    ],
)
def test_nothing_is_promoted_without_a_true_quote(
    tmp_path: Path, given: Any, error: type[Exception]
) -> None:
    gold = tmp_path / "gold.jsonl"
    promoted(gold, replace(ASKED, question="Before?", id=1), reason="out_of_scope")
    before = gold.read_bytes()
    with pytest.raises(error):
        promoted(gold, **given)
    assert gold.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["gold.jsonl"]


def test_no_question_is_promoted_twice(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    promoted(gold, reason="out_of_scope")
    with pytest.raises(GoldError, match="already"):
        promoted(gold, replace(ASKED, id=9), reason="out_of_scope")


def test_a_gold_file_that_was_broken_before_is_named(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "1"}\n', "utf-8")
    with pytest.raises(GoldError, match=re.escape(f'{gold}, line 1: "question" is missing')):
        promoted(gold, reason="out_of_scope")
    assert gold.read_text("utf-8") == '{"id": "1"}\n'


# --- gaps -------------------------------------------------------------------------------------


class Topics:
    """One axis for each of a few words."""

    words = ("card", "pension", "birth")

    def encode(self, texts: Sequence[str], role: str = "passage", progress: Any = None) -> Any:
        rows = [[float(word in text.lower()) for word in self.words] + [0.01] for text in texts]
        vectors = np.array(rows, np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_gaps_by_city_and_topic() -> None:
    def asked(question: str, rating: Any = "down", day: int = 1, **rest: Any) -> Entry:
        return Entry(question=question, rating=rating, created=datetime(2026, 1, day), **rest)

    gaps = find_gaps(
        [
            asked("How do I replace a card in Chengdu?", day=3),
            asked("Lost card in Chengdu", "none", reason="no_city_article"),
            asked("Lost card in Chengdu", "none", reason="no_city_article", day=2),
            asked("When is the pension paid in Chengdu?"),
            asked("Can I move my pension from Wuhan to Jinan?"),
            asked("Lost card", city="济南"),
            asked("Where is the birth grant?"),
            asked("Where is my card in Jinan?", "up"),
        ],
        Topics(),  # type: ignore[arg-type]
        GAZETTEER,
    )
    assert [(g.city, g.headline, g.asked, g.disliked) for g in gaps] == [
        ("Chengdu", "How do I replace a card in Chengdu?", 3, 1),
        (None, "Where is the birth grant?", 1, 1),
        ("Chengdu", "When is the pension paid in Chengdu?", 1, 1),
        ("Jinan", "Can I move my pension from Wuhan to Jinan?", 1, 1),
        ("Jinan", "Lost card", 1, 1),
        ("Wuhan", "Can I move my pension from Wuhan to Jinan?", 1, 1),
    ]
    assert gaps[0].questions == ("Lost card in Chengdu", "How do I replace a card in Chengdu?")
    assert gaps[0].last == datetime(2026, 1, 3)
    assert find_gaps([], Topics(), GAZETTEER) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Lost card in Wuhan", "Lost card"),
        ("When is Wuhan's pension paid?", "When is pension paid?"),
        ("武汉的社保卡丢了怎么办", "社保卡丢了怎么办"),
        ("In Wuhan", "In Wuhan"),
        ("Wuhan?", "Wuhan?"),
    ],
)
def test_a_topic_has_no_places_and_none_of_their_words(question: str, topic: str) -> None:
    read: list[str] = []

    class Reading(Topics):
        def encode(self, texts: Sequence[str], role: str = "passage", progress: Any = None) -> Any:
            read.extend(texts)
            return super().encode(texts)

    entry = Entry(question=question, rating="down", created=datetime(2026, 1, 1))
    find_gaps([entry], Reading(), GAZETTEER)  # type: ignore[arg-type]
    assert read == [topic]


MANY = [
    Entry(question=question, rating="down", created=datetime(2026, 1, 9 - day))
    for day, question in enumerate(
        [
            "Lost card",
            "Lost card in Wuhan",
            "A new card",
            "Lost card",
            "A pension",
            "Birth in Wuhan",
        ]
    )
]
"""The newest first."""


def test_of_each_city_the_newest_questions_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps_module, "MOST", 2)
    said: list[str] = []
    topics = Topics()
    gaps = find_gaps(MANY, topics, GAZETTEER, warn=said.append)  # type: ignore[arg-type]
    assert [(g.city, g.questions, g.asked) for g in gaps] == [
        (None, ("Lost card", "A new card"), 3),
        ("Wuhan", ("Birth in Wuhan",), 1),
        ("Wuhan", ("Lost card in Wuhan",), 1),
    ]
    assert said == ["any city: only the newest 2 questions were compared"]
    find_gaps(MANY[:4], topics, GAZETTEER, warn=pytest.fail)  # type: ignore[arg-type]


# --- the database is let go -------------------------------------------------------------------


@pytest.fixture
def let_go(monkeypatch: pytest.MonkeyPatch) -> list[FeedbackStore]:
    """The databases that were."""
    found: list[FeedbackStore] = []
    monkeypatch.setattr(FeedbackStore, "close", lambda store: found.append(store))
    return found


def test_a_service_that_ends_lets_the_database_go(url: str, let_go: list[FeedbackStore]) -> None:
    with client_of(feedback_url=url) as http:
        assert http.post("/feedback", json={"question": "?", "rating": "up"}).status_code == 201
        assert let_go == []
    assert len(let_go) == 1


@pytest.mark.parametrize(("arguments", "code"), [(("list",), 0), (("review", "9"), 2)])
def test_a_command_lets_the_database_go(
    command: Callable[..., tuple[int, str, str]],
    let_go: list[FeedbackStore],
    arguments: tuple[str, ...],
    code: int,
) -> None:
    assert command(*arguments)[0] == code
    assert len(let_go) == 1


# --- the command ------------------------------------------------------------------------------


@pytest.fixture
def command(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, url: str
) -> Callable[..., tuple[int, str, str]]:
    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["feedback.py", *arguments, "--database", url])
        with pytest.raises(SystemExit) as end:
            run(feedback_command.command)
        assert isinstance(end.value.code, int)
        return end.value.code, *capfd.readouterr()

    return call


def test_the_command(command: Callable[..., tuple[int, str, str]], store: FeedbackStore) -> None:
    store.add(WHOLE)
    store.add(replace(WHOLE, question="\x1b[31mred?", rating="up", reason=None))
    code, out, _ = command("list", "--json")
    assert (code, [entry["id"] for entry in json.loads(out)]) == (0, [2, 1])
    code, out, _ = command("list")
    assert code == 0
    assert "\x1b[31m" not in out
    code, out, _ = command("export")
    assert [json.loads(line)["rating"] for line in out.splitlines()] == ["down", "up"]
    assert command("review", "1", "--dismiss")[:2] == (0, "1 dismissed\n")
    assert [e.state for e in store.entries()] == ["new", "dismissed"]
    assert command("review", "9")[0] == 2
    code, out, _ = command("purge", "--days", "1")
    assert (code, out) == (0, "0 entries deleted\n")


def test_questions_that_gaps_leave_out_are_said(
    command: Callable[..., tuple[int, str, str]],
    store: FeedbackStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for entry in reversed(MANY):
        store.add(entry)
    encoders = Encoders(Topics())  # type: ignore[arg-type]
    monkeypatch.setattr("qa_service.encoders.choose.choose_encoders", lambda chosen: encoders)
    monkeypatch.setattr(gaps_module, "MOST", 1)
    code, out, err = command("gaps", "--json")
    assert (code, {gap["headline"] for gap in json.loads(out)}) == (
        0,
        {"Lost card", "Lost card in Wuhan"},
    )
    assert err.splitlines() == [
        "Wuhan: only the newest 1 questions were compared",
        "any city: only the newest 1 questions were compared",
    ]


def test_the_help_says_how_many_questions_are_compared(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("sys.argv", ["feedback.py", "--help"])
    with pytest.raises(SystemExit):
        run(feedback_command.command)
    assert f"newest {MOST:,} questions" in " ".join(capfd.readouterr().out.split())


def test_no_database_is_wrong_usage(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("QA_FEEDBACK_URL", raising=False)
    monkeypatch.setattr("sys.argv", ["feedback.py", "list"])
    with pytest.raises(SystemExit) as end:
        run(feedback_command.command)
    assert end.value.code == 2
    assert "QA_FEEDBACK_URL" in capfd.readouterr().err
