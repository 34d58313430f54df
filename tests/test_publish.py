"""The gate: nothing worse is published, unless somebody says why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from fake_encoder import HashedWords, fake_encoders
from test_index_versions import leftovers
from typer.testing import CliRunner

from qa_service.build import BuildSummary
from qa_service.cli import publish as publish_command
from qa_service.domain import Skipped
from qa_service.encoders.choose import Encoders
from qa_service.errors import EncoderError, GoldError, PublishRefused
from qa_service.evaluation.gold import GoldQuestion
from qa_service.evaluation.record import Evaluation, Row
from qa_service.evaluation.run import summarise
from qa_service.index.layout import version_names
from qa_service.index.opened import open_version
from qa_service.release import Release, Verdict, judge, release
from qa_service.release import publish as release_module
from qa_service.release.gate import fewest
from qa_service.retrieval import analyser
from qa_service.settings import Settings

# --- the decision -----------------------------------------------------------------------------


def row(id: str, status: str = "answered", **values: float) -> Row:
    names = {name.replace("_at_", "@").replace("_", "-"): value for name, value in values.items()}
    return Row(
        gold=GoldQuestion(id, f"question {id}?", "cards", answerable=False),
        status=status,  # type: ignore[arg-type]
        reason=None,
        scope=(),
        confidence=None,
        evidence={},
        extract=None,
        ranked=(),
        items=0,
        first=None,
        met=None,
        milliseconds=1.0,
        values=names,
    )


def evaluation(*rows: Row) -> Evaluation:
    return summarise(rows, name="gold", index_version="v", top_k=10, seconds=0.0, config={})


def hits(values: Sequence[float]) -> Evaluation:
    return evaluation(*(row(str(n), hit_at_1=value) for n, value in enumerate(values)))


@pytest.mark.parametrize(
    ("before", "after", "losses"),
    [
        # Lost on all of n questions, either sign is as likely for each: p = 2 / 2^n.
        ([1] * 6, [0] * 6, ["hit@1"]),
        ([1] * 5, [0] * 5, []),
        ([1] * 6 + [0], [0] * 6 + [1], []),
        ([0] * 6, [1] * 6, []),
        ([1] * 6, [1] * 6, []),
    ],
)
def test_a_loss_that_chance_does_not_explain(
    before: list[float], after: list[float], losses: list[str]
) -> None:
    verdict = judge(hits(after), hits(before), alpha=0.05)
    assert [loss.metric for loss in verdict.losses] == losses
    assert verdict.accepted is not bool(losses)
    if losses:
        assert verdict.grounds == ("hit@1 went from 1.000 to 0.000 (6 questions, p = 0.0312)",)
        assert verdict.losing_questions[5] == "5 'question 5?': hit@1 1 → 0"
        assert len(verdict.losing_questions) == 6


def test_more_of_what_should_be_less_is_a_loss() -> None:
    before = evaluation(*(row(str(n), false_answer=0.0) for n in range(8)))
    after = evaluation(*(row(str(n), false_answer=1.0) for n in range(8)))
    assert [loss.metric for loss in judge(after, before, 0.05).losses] == ["false-answer"]
    assert judge(before, after, 0.05).accepted


@pytest.mark.parametrize(
    ("candidate", "grounds"),
    [
        (row("a", wrong_city_at_1=1.0), ("another city first: a 'question a?'",)),
        (row("a", "abstained", wrong_city_at_1=1.0), ()),
        (row("a", verbatim=0.9), ("not verbatim: a 'question a?'",)),
        (row("a", "abstained", verbatim=0.5), ("not verbatim: a 'question a?'",)),
        (row("a", wrong_city_at_1=0.0, verbatim=1.0), ()),
    ],
)
def test_what_no_version_may_do(candidate: Row, grounds: tuple[str, ...]) -> None:
    """Whether there is a live version or not, and whether it does the same."""
    for live in (None, evaluation(candidate)):
        verdict = judge(evaluation(candidate), live, alpha=0.05)
        assert (verdict.accepted, verdict.grounds) == (not grounds, grounds)


def test_a_live_version_that_cannot_be_asked() -> None:
    verdict = judge(hits([1]), None, 0.05, incomparable="made by another encoder")
    assert (verdict.accepted, verdict.grounds) == (False, ("made by another encoder",))


# --- from files to a live version -------------------------------------------------------------

CITIES = ("Jinan", "Shanghai", "Wuhan", "Chengdu", "Nanjing", "Xiamen", "Dalian", "Harbin")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    questions = []
    for number, city in enumerate(CITIES, start=1):
        fact = f"The fee for a replacement card in {city} is {number * 7} yuan."
        (corpus / f"{city}.txt").write_text(
            f"What does a replacement social security card cost in {city}?\n\n{fact} "
            "Bring your identity card to the service centre.\n"
        )
        questions.append(
            {
                "id": city,
                "question": f"What is the fee for a replacement card in {city}?",
                "category": "cards",
                "city": city,
                "answerable": True,
                "relevant": [{"source": f"{city}.txt", "quote": fact}],
            }
        )
    (tmp_path / "gold.jsonl").write_text("\n".join(map(json.dumps, questions)))
    return Settings(_env_file=None, corpus=corpus, index=tmp_path / "index")


def gold(settings: Settings) -> Path:
    return settings.corpus.with_name("gold.jsonl")


def spoil(settings: Settings) -> None:
    """All articles but one lose the fact that is asked for."""
    for city in CITIES[1:]:
        (settings.corpus / f"{city}.txt").write_text(
            f"Opening hours in {city}\n\nThe service centre is open on weekdays.\n"
        )


def run(settings: Settings, **options: Any) -> Release:
    return release(settings, gold(settings), encoders=fake_encoders(), **options)


def test_the_first_version_and_a_better_one_are_published(settings: Settings) -> None:
    first = run(settings)
    assert first.verdict is not None
    assert (first.verdict.accepted, first.verdict.comparison) == (True, None)
    (settings.corpus / "more.txt").write_text("Pensions in Jinan\n\nPaid on the 15th.\n")
    second = run(settings)
    assert second.verdict is not None
    assert second.verdict.comparison is not None
    assert {d.metric: d.change for d in second.verdict.comparison.metrics}["hit@1"] == 0
    with open_version(settings.index) as live:
        assert (live.version, live.manifest.reason) == (second.summary.version, None)
    again = run(settings)
    assert (again.verdict, again.summary.version) == (None, second.summary.version)


def test_a_worse_version_is_refused_and_leaves_nothing(settings: Settings) -> None:
    first = run(settings).summary.version
    spoil(settings)
    with pytest.raises(PublishRefused) as refusal:
        run(settings)
    said = str(refusal.value)
    assert "hit@1 went from 1.000 to 0.125 (8 questions, p = 0.0156)" in said
    assert all(f"  {city} 'What is the fee" in said for city in CITIES[1:])
    assert "  Jinan 'What" not in said
    with open_version(settings.index) as live:
        assert live.version == first
    assert (version_names(settings.index), leftovers(settings.index)) == ([first], [])


def test_what_the_gate_cannot_find_is_said(settings: Settings) -> None:
    said: list[str] = []
    run(settings, warn=said.append)
    assert said == []
    spoil(settings)
    with pytest.raises(PublishRefused):
        run(settings, warn=said.append)
    assert len(said) == len(CITIES) - 1
    assert said[0].startswith("gold question Shanghai: Shanghai.txt doesn't hold 'The fee")


@pytest.mark.parametrize(("alpha", "least"), [(0.05, 6), (0.0625, 6), (0.07, 5), (0.5, 3)])
def test_how_many_questions_can_show_a_loss(alpha: float, least: int) -> None:
    assert fewest(alpha) == least
    assert [judge(hits([0] * n), hits([1] * n), alpha).accepted for n in (least - 1, least)] == [
        True,
        False,
    ]


@pytest.mark.parametrize(("number", "warned"), [(3, True), (5, True), (6, False)])
def test_that_the_questions_are_too_few_is_said(
    settings: Settings, number: int, warned: bool
) -> None:
    path = gold(settings)
    path.write_text("\n".join(path.read_text().splitlines()[:number]))
    said: list[str] = []
    run(settings, warn=said.append)
    assert said == []  # nothing to lose yet
    (settings.corpus / "more.txt").write_text("Pensions in Jinan\n\nPaid on the 15th.\n")
    run(settings, warn=said.append)
    assert (
        said
        == [
            f"{path}: too few questions ({number}) to tell a loss from chance, "
            "which takes 6: write more"
        ]
        * warned
    )


def test_a_reason_is_recorded_where_it_was_needed(settings: Settings) -> None:
    run(settings)
    spoil(settings)
    forced = run(settings, reason="the fees were wrong")
    assert forced.verdict is not None
    assert not forced.verdict.accepted
    with open_version(settings.index) as live:
        assert live.version == forced.summary.version
        assert live.manifest.reason == "the fees were wrong"
    (settings.corpus / "more.txt").write_text("Pensions in Jinan\n\nPaid on the 15th.\n")
    run(settings, reason="not needed")
    with open_version(settings.index) as live:
        assert live.manifest.reason is None


def test_a_dry_run_judges_and_publishes_nothing(settings: Settings) -> None:
    first = run(settings).summary.version
    spoil(settings)
    dry = run(settings, dry_run=True)
    assert (dry.summary.version, dry.summary.changed) == ("", 7)
    assert dry.verdict is not None
    assert [loss.metric for loss in dry.verdict.losses if loss.metric == "hit@1"] == ["hit@1"]
    assert version_names(settings.index) == [first]


def test_another_encoder_is_compared_with_the_one_before(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(settings)
    other = Encoders(HashedWords("other", "2"), main_is_english=False)
    asked_for = []

    def choose(chosen: Settings) -> Encoders:
        asked_for.append((chosen.encoder, chosen.multilingual_encoder))
        return fake_encoders()

    monkeypatch.setattr(release_module, "choose_encoders", choose)
    done = release(settings, gold(settings), encoders=other)
    assert asked_for == [("hashed words", "none")]
    assert done.verdict is not None
    assert done.verdict.comparison is not None


@pytest.mark.parametrize(
    ("had", "message"),
    [
        (lambda _: Encoders(HashedWords(fingerprint="other weights")), "other weights"),
        (EncoderError("it can't be loaded"), "can't be loaded"),
    ],
)
def test_an_encoder_that_cannot_be_had_any_more_must_be_forced(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, had: Any, message: str
) -> None:
    first = run(settings).summary.version
    other = Encoders(HashedWords("other", "2"), main_is_english=False)

    def choose(chosen: Settings) -> Encoders:
        if isinstance(had, Exception):
            raise had
        return had(chosen)

    monkeypatch.setattr(release_module, "choose_encoders", choose)
    with pytest.raises(PublishRefused, match=message):
        release(settings, gold(settings), encoders=other)
    assert version_names(settings.index) == [first]
    assert release(settings, gold(settings), encoders=other, reason="new").summary.version


def test_after_a_change_of_the_analyser_a_version_must_be_forced(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(settings).summary.version
    monkeypatch.setattr(analyser, "NAME", "another/1")
    with pytest.raises(PublishRefused, match=r"can't be asked, to compare: .* made by analyser"):
        run(settings, rebuild=True)
    assert version_names(settings.index) == [first]
    assert run(settings, rebuild=True, reason="new").summary.version


def test_without_gold_questions_nothing_is_built(settings: Settings) -> None:
    with pytest.raises(GoldError):
        release(settings, Path("nowhere.jsonl"), encoders=fake_encoders())
    assert not settings.index.exists()


# --- the command ------------------------------------------------------------------------------

DONE = BuildSummary("v2", 3, 20, 5, 1, 0, 0, 2, 7, (), 1.0)
KEPT_BACK = BuildSummary("", 3, 20, 5, 1, 0, 0, 2, 7, (), 1.0)
SKIPPED = BuildSummary("v2", 3, 20, 5, 1, 0, 0, 2, 7, (Skipped("a.txt", "empty"),), 1.0)
GOOD = Verdict((), (), (), (), None)
BAD = Verdict((), (), (row("a"),), (), None)


@pytest.mark.parametrize(
    ("arguments", "outcome", "code", "said"),
    [
        ([], Release(DONE, GOOD), 0, "Accepted."),
        ([], Release(DONE, None), 0, "Nothing to judge"),
        ([], Release(SKIPPED, GOOD), 3, "skipped a.txt: empty"),
        ([], PublishRefused("worse:\nhit@1 fell"), 4, "hit@1 fell"),
        (["--force", "--reason", "r"], Release(DONE, BAD), 0, "another city first: a"),
        (["--dry-run"], Release(KEPT_BACK, GOOD), 0, "nothing published"),
        (["--dry-run"], Release(KEPT_BACK, BAD), 4, "another city first: a"),
        (["--force"], None, 2, "go together"),
        (["--reason", "r"], None, 2, "go together"),
        (["--force", "--reason", " "], None, 2, "go together"),
    ],
)
def test_exit_codes(
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    outcome: Release | Exception | None,
    code: int,
    said: str,
) -> None:
    result = invoke(monkeypatch, arguments, outcome)
    assert result.exit_code == code, result.output
    assert said in result.output


def test_a_losing_question_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = judge(hits([0] * 6), hits([1] * 6), alpha=0.05)
    said = invoke(monkeypatch, ["--dry-run"], Release(KEPT_BACK, bad)).output
    assert "against it: hit@1 went from 1.000 to 0.000 (6 questions, p = 0.0312)" in said
    assert said.count("question 5?") == 1


@pytest.mark.parametrize(
    ("outcome", "content"),
    [
        (Release(DONE, GOOD), {"published": True, "accepted": True, "grounds": []}),
        (PublishRefused("worse:\nhit@1"), {"published": False, "refused": ["worse:", "hit@1"]}),
        (Release(KEPT_BACK, None), {"published": False, "accepted": None}),
    ],
)
def test_json(
    monkeypatch: pytest.MonkeyPatch, outcome: Release | Exception, content: Mapping[str, Any]
) -> None:
    result = invoke(monkeypatch, ["--json"], outcome)
    assert json.loads(result.stdout) | content == json.loads(result.stdout)


def invoke(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], outcome: Release | Exception | None
) -> Any:
    def released(*_: Any, **options: Any) -> Release:
        assert outcome is not None
        assert options["dry_run"] == ("--dry-run" in arguments)
        assert options["reason"] == ("r" if "--reason" in arguments else None)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr("qa_service.release.release", released)
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(publish_command.command)
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, arguments)
