"""From answers to gold questions to weights, thresholds and what they are worth."""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa_service import cli
from qa_service.cli import calibrate
from qa_service.domain import Answer, Language, Question, Reason, Scope
from qa_service.errors import BadQuestion
from qa_service.evaluation.calibration import fit as fitting
from qa_service.evaluation.calibration.check import Check, area, check, curve
from qa_service.evaluation.calibration.fit import (
    cross_validated,
    fit,
    fit_models,
    fittable,
    fold_numbers,
    logistic,
)
from qa_service.evaluation.calibration.observation import Observation, Outcome, observe
from qa_service.evaluation.calibration.thresholds import choose_thresholds
from qa_service.evaluation.gold import GoldQuestion, Relevant
from qa_service.search.calibration import Calibration
from qa_service.text import language

NAMES = sorted(
    {
        name
        for table in (fitting.EVIDENCE, fitting.TOPIC_EVIDENCE)
        for names in table.values()
        for name in names
    }
)
ANSWERED = Outcome(True)


def gold(id: str, answerable: bool, reason: Reason | None = None) -> GoldQuestion:
    return GoldQuestion(
        id,
        f"Question {id}?",
        "category",
        answerable,
        reason=reason,
        relevant=(Relevant("a.txt", "quote"),) if answerable else (),
    )


def seen(
    answerable: bool,
    value: float = 0.0,
    *,
    lang: Language = "en",
    collection: int = 0,
    reason: Reason | None = None,
    confident: Outcome = ANSWERED,
    doubtful: Outcome = Outcome(False, "out_of_scope"),  # noqa: B008
    id: str = "1",
) -> Observation:
    """With the same value for every piece of evidence."""
    return Observation(
        collection,
        gold(id, answerable, reason),
        lang,
        dict.fromkeys(NAMES, value),
        confident,
        doubtful,
    )


# --- observations -------------------------------------------------------------------------------


class Refusing:
    """Answers as told; a question with "bad" in it is not accepted."""

    def __init__(self, status: str, evidence: float) -> None:
        self._status = status
        self._evidence = evidence

    def ask(self, question: Question) -> Answer:
        if "bad" in question.text:
            raise BadQuestion("no")
        return Answer(
            question=question,
            status=self._status,  # type: ignore[arg-type]
            reason=None if self._status == "answered" else "low_confidence",
            scope=Scope(),
            extract=None,
            hits=(),
            index_version="v",
            timings_ms={},
            confidence=0.5,
            evidence={"sentence": self._evidence},
            lang=language(question.text),
        )


def test_a_question_is_asked_with_confidence_and_without() -> None:
    questions = [gold("1", True), gold("bad", True), gold("社保卡在哪里办", False)]
    found = observe(3, questions, Refusing("answered", 0.25), Refusing("abstained", 0.25))
    assert [(o.collection, o.gold.id, o.lang) for o in found] == [
        (3, "1", "en"),
        (3, "社保卡在哪里办", "zh"),
    ]
    assert found[0].evidence == {"sentence": 0.25}
    assert found[0].confident == Outcome(True, None)
    assert found[0].doubtful == Outcome(False, "low_confidence")


REFUSED = Outcome(False, "no_city_article")


@pytest.mark.parametrize(
    ("observation", "depends", "teaches"),
    [
        (seen(True), True, True),
        (seen(False), True, True),
        # A rule answers or refuses whatever the confidence.
        (seen(True, confident=ANSWERED, doubtful=ANSWERED), False, False),
        (seen(False, confident=REFUSED, doubtful=Outcome(False, "out_of_scope")), False, False),
        (seen(False, reason="ambiguous_city"), True, False),
    ],
)
def test_what_confidence_decides(observation: Observation, depends: bool, teaches: bool) -> None:
    assert (observation.depends, observation.teaches) == (depends, teaches)


# --- the line -----------------------------------------------------------------------------------


def test_a_line_is_where_the_slope_of_the_loss_is_0() -> None:
    # By symmetry the bias is 0; the loss of the weight w is then ln(1 + e^-w) + w² / 20.
    line = logistic(np.array([[-1.0], [1.0]]), np.array([False, True]), ["x"], penalty=0.1)
    weight = line.weights["x"]
    assert line.bias == pytest.approx(0.0, abs=1e-4)
    assert 1 / (1 + math.exp(weight)) == pytest.approx(0.1 * weight, abs=1e-4)


def test_both_classes_weigh_the_same() -> None:
    # Nine of the one kind and one of the other, equally far from 2: unbalanced, the many would
    # draw the boundary towards the one.
    evidence = np.array([[3.0]] * 9 + [[1.0]])
    line = logistic(evidence, np.array([True] * 9 + [False]), ["x"], penalty=0.01)
    assert 0.4 < 1 / (1 + math.exp(-(2 * line.weights["x"] + line.bias))) < 0.6


def test_evidence_that_never_differs_gets_no_weight() -> None:
    evidence = np.array([[0.0, 5.0], [1.0, 5.0]])
    line = logistic(evidence, np.array([False, True]), ["x", "same"], penalty=0.01)
    assert line.weights["same"] == pytest.approx(0.0, abs=1e-6)
    assert line.weights["x"] > 1


@pytest.mark.parametrize("kind", [True, False])
def test_one_kind_alone_is_refused(kind: bool) -> None:
    with pytest.raises(ValueError, match="unanswerable"):
        logistic(np.zeros((2, 1)), np.array([kind, kind]), ["x"], penalty=0.01)


# --- the threshold ------------------------------------------------------------------------------

MIXED = [(True, 0.9), (True, 0.8), (False, 0.6), (True, 0.4), (False, 0.2)]


@pytest.mark.parametrize(
    ("false_answers", "expected"),
    [
        (0.0, 0.7),  # between the 0.8 that may and the 0.6 that may not
        (0.49, 0.7),  # less than one of two is none
        (0.5, 0.3),
        (1.0, 0.3),  # below 0.2 would answer nothing more that can be
    ],
)
def test_the_threshold_lies_in_the_middle_of_its_room(
    false_answers: float, expected: float
) -> None:
    observations = [seen(kind) for kind, _ in MIXED]
    probabilities = np.array([p for _, p in MIXED])
    found = choose_thresholds(observations, probabilities, false_answers)
    assert found == {"en": pytest.approx(expected)}


def test_what_a_rule_answers_wrongly_is_part_of_the_allowance() -> None:
    by_rule = seen(False, confident=ANSWERED, doubtful=ANSWERED)
    observations = [*(seen(kind) for kind, _ in MIXED), by_rule]
    probabilities = np.array([*(p for _, p in MIXED), 0.99])
    # One of three is allowed, and already answered.
    assert choose_thresholds(observations, probabilities, 0.34)["en"] == pytest.approx(0.7)
    assert choose_thresholds(observations, probabilities, 0.67)["en"] == pytest.approx(0.3)


def test_a_threshold_does_not_make_up_for_ambiguous_questions() -> None:
    ambiguous = seen(False, reason="ambiguous_city")
    observations = [*(seen(kind) for kind, _ in MIXED), ambiguous]
    probabilities = np.array([*(p for _, p in MIXED), 0.85])
    assert choose_thresholds(observations, probabilities, 0.0)["en"] == pytest.approx(0.7)


def test_languages_share_the_allowance() -> None:
    english = [(True, 0.9), (False, 0.6), (True, 0.4)]
    chinese = [(True, 0.8), (False, 0.5), (True, 0.3), (True, 0.2)]
    observations = [seen(k) for k, _ in english] + [seen(k, lang="zh") for k, _ in chinese]
    probabilities = np.array([p for _, p in english + chinese])
    # The one false answer buys two answers in Chinese and one in English.
    assert choose_thresholds(observations, probabilities, 0.5) == {
        "en": pytest.approx(0.75),
        "zh": pytest.approx(0.1),
    }


# --- folds --------------------------------------------------------------------------------------


def test_folds_hold_as_much_of_everything() -> None:
    observations = [
        seen(answerable, collection=collection, lang=lang)
        for answerable in (True, False)
        for collection in (0, 1)
        for lang in ("en", "zh")
        for _ in range(10)
    ]
    number = fold_numbers(observations, 5)
    for fold in range(5):
        held = [o for o, n in zip(observations, number, strict=True) if n == fold]
        assert len(held) == 16
        assert set(Counter((o.gold.answerable, o.collection, o.lang) for o in held).values()) == {2}


def simulated(count: int = 40, collections: int = 2, seed: int = 0) -> list[Observation]:
    """Questions that the evidence tells apart, in both languages."""
    rng = np.random.default_rng(seed)
    return [
        seen(
            answerable,
            (1.0 if answerable else -1.0) + 0.2 * rng.standard_normal(),
            lang=lang,
            collection=collection,
            id=f"{lang}{collection}{answerable}{number}",
        )
        for lang in ("en", "zh")
        for collection in range(collections)
        for answerable in (True, False)
        for number in range(count // (4 * collections))
    ]


def test_a_probability_is_of_a_line_that_has_not_seen_its_question() -> None:
    observations = simulated()
    # An answerable question far on the wrong side; its own fold alone can't know.
    odd = seen(True, -1.0, id="odd")
    with_odd = cross_validated([*observations, odd])
    assert with_odd[-1] < 0.1


def test_a_language_with_too_little_is_left_out() -> None:
    observations = [o for o in simulated() if o.lang == "en"]
    lonely = [seen(True, 1.0, lang="zh"), seen(True, 1.0, lang="zh"), seen(False, lang="zh")]
    assert fittable([*observations, *lonely]) == observations
    fitted = fit([*observations, *lonely], 0.05)
    assert set(fitted.models) == set(fitted.thresholds) == {"en"}


# --- the topic ----------------------------------------------------------------------------------


def about(inside: float, answerable: bool, reason: Reason | None, id: str) -> Observation:
    one = seen(answerable, reason=reason, id=id)
    return replace(one, evidence={**one.evidence, "inside": inside})


def test_what_is_off_the_topic_has_no_probability() -> None:
    rng = np.random.default_rng(0)
    noise = 0.05 * rng.standard_normal(100)
    on = [about(0.7 + noise[n], True, None, f"on{n}") for n in range(50)]
    near = [about(0.8, False, "no_city_article", f"near{n}") for n in range(10)]
    off = [about(0.2 + noise[50 + n], False, "out_of_scope", f"off{n}") for n in range(30)]
    (model,) = fit_models([*on, *near, *off]).values()
    assert model.topic is not None
    assert list(model.probabilities(off)) == [0.0] * len(off)
    assert model.are_on_topic(near).all()
    # One answerable question in a hundred may be lost to it, here at most one.
    assert int((~model.are_on_topic(on)).sum()) <= 1
    assert fit([*on, *near, *off], 0.0).to_json()["en"]["topic"]["weights"]["inside"] > 0


def test_without_questions_out_of_scope_there_is_no_topic() -> None:
    (model,) = fit_models([seen(True, 1.0), seen(False, -1.0, reason="no_city_article")]).values()
    assert model.topic is None
    assert model.are_on_topic([seen(True), seen(False)]).all()


# --- the check ----------------------------------------------------------------------------------


def test_what_can_be_told_apart_is() -> None:
    observations = simulated()
    by_folds, by_collection = check(observations, 0.05, folds=5)
    assert (by_folds.name, by_collection.name) == ("5 folds", "each collection by the others")
    for one in (by_folds, by_collection):
        assert len(one.rows) == len(observations)
        assert all(answered == o.gold.answerable for o, answered in one.rows)
    coverage, false_answers = by_folds.coverage(), by_folds.false_answers()
    assert coverage is not None
    assert false_answers is not None
    assert (coverage.value, coverage.n) == (1.0, 20)
    assert (false_answers.value, false_answers.n) == (0.0, 20)


def test_one_collection_has_no_others() -> None:
    assert [one.name for one in check(simulated(collections=1), 0.05, folds=4)] == ["4 folds"]


def test_shares_by_collection_and_category() -> None:
    rows = (
        (seen(True, collection=0), True),
        (seen(True, collection=0), False),
        (seen(False, collection=1), True),
    )
    parts = dict(Check("by hand", rows).by_collection())
    coverage = parts[0].coverage()
    false_answers = parts[1].false_answers()
    assert coverage is not None
    assert coverage.value == 0.5
    assert parts[0].false_answers() is None
    assert false_answers is not None
    assert false_answers.value == 1.0
    assert [name for name, _ in Check("by hand", rows).by_category()] == ["category"]


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        ([3.0, 1.0], [2.0, 1.0], 0.625),  # of four pairs two are right, one wrong and one equal
        ([1.0], [0.0], 1.0),
        ([0.0], [1.0], 0.0),
        ([1.0], [1.0], 0.5),
    ],
)
def test_area(positive: Sequence[float], negative: Sequence[float], expected: float) -> None:
    assert area(np.array(positive), np.array(negative)) == expected


def test_a_curve_tells_the_coverage_at_each_rate() -> None:
    found = curve(simulated(), folds=5)
    assert found.auc.value == 1.0
    assert found.coverage == {0.0: 1.0, 0.05: 1.0, 0.1: 1.0}


# --- the command --------------------------------------------------------------------------------


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["calibrate.py", *arguments])
    with pytest.raises(SystemExit) as end:
        cli.run(calibrate.command)
    assert isinstance(end.value.code, int)
    return end.value.code


def test_the_file_is_what_a_searcher_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    observations = simulated()
    monkeypatch.setattr(
        calibrate, "_observe", lambda n, *_: [o for o in observations if o.collection == n]
    )
    out = tmp_path / "calibration.json"
    one, other = ["--gold", "a/gold.jsonl", "--index", "a"], ["--gold", "b.jsonl", "--index", "b"]
    assert _run(monkeypatch, *one, *other, "--out", str(out)) == 0
    fields = json.loads(out.read_text("utf-8"))
    models = Calibration.from_json(fields).models
    for o in observations:
        model = models[o.lang]
        assert (model.probability(o.evidence) >= model.threshold) == o.gold.answerable
    assert fields["fitted"]["questions"] == 40
    assert fields["fitted"]["fitted_on"] == {"answerable": 20, "unanswerable": 20}
    assert fields["fitted"]["checked"]["5 folds"]["coverage"]["value"] == 1.0
    printed = capsys.readouterr().out
    assert "a/gold.jsonl" in printed
    assert "AUC 1.000" in printed


def test_a_language_that_was_not_asked_in_keeps_its_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa_service.search.calibration import default_calibration

    observations = [o for o in simulated(collections=1) if o.lang == "en"]
    monkeypatch.setattr(calibrate, "_observe", lambda *_: observations)
    out = tmp_path / "calibration.json"
    assert _run(monkeypatch, "--gold", "a", "--index", "b", "--out", str(out)) == 0
    fields = json.loads(out.read_text("utf-8"))
    assert fields["zh"] == default_calibration()["zh"]
    assert fields["en"] != default_calibration()["en"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--gold", "a", "--gold", "b", "--index", "c"], 2, "--index"),
        (["--gold", "a"], 2, "--index"),
        (["--gold", "a", "--index", "b", "--folds", "1"], 2, "--folds"),
    ],
)
def test_wrong_usage(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    assert _run(monkeypatch, *arguments) == code
    assert message in capsys.readouterr().err


def test_too_little_to_fit_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(calibrate, "_observe", lambda *_: [seen(True), seen(True), seen(False)])
    assert _run(monkeypatch, "--gold", "a", "--index", "b") == 1
    assert "too little to fit on" in capsys.readouterr().err
