"""Metrics, causes, curves, comparisons and reports, over a pipeline that answers from a script."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from qa_service.domain import (
    Answer,
    Extract,
    Hit,
    LawKey,
    Passage,
    Question,
    Reason,
    Rejected,
    Scope,
)
from qa_service.errors import BadQuestion, GoldError, UnknownSource
from qa_service.evaluation.compare import compare, compare_scores, randomisation_test
from qa_service.evaluation.confusion import confuse
from qa_service.evaluation.estimate import estimate
from qa_service.evaluation.gold import GoldQuestion, Need, Relevant
from qa_service.evaluation.page import render
from qa_service.evaluation.record import Evaluation, Row, read_evaluation
from qa_service.evaluation.report import show, show_comparison
from qa_service.evaluation.risk import risk_coverage
from qa_service.evaluation.run import evaluate

LAW = LawKey("Social Insurance Law", 58)
OTHER_LAW = LawKey("Social Insurance Law", 4)


def passage(
    text: str,
    source: str = "jinan.txt",
    *cities: str,
    law: LawKey | None = None,
    laws: tuple[LawKey, ...] = (),
) -> Passage:
    return Passage(
        id=f"{source}#{text}",
        kind="article" if law is None else "law",
        text=text,
        source=source,
        start=0,
        end=len(text),
        sha256="",
        title="",
        cities=cities,
        law=law,
        laws=laws,
    )


def answer(
    *passages: Passage,
    reason: Reason | None = None,
    confidence: float = 0.5,
    cities: tuple[str, ...] = (),
    extract: tuple[int, int] | None = None,
) -> Answer:
    """Abstained when a reason is given. `extract` is a span of the first passage."""
    first = passages[0] if passages else None
    return Answer(
        question=Question("?"),
        status="answered" if reason is None else "abstained",
        reason=reason,
        scope=Scope(cities=cities),
        extract=None
        if extract is None or first is None
        else Extract(first.text[slice(*extract)], first.id, *extract),
        hits=tuple(Hit(one, 1 / rank) for rank, one in enumerate(passages, start=1)),
        index_version="v1",
        timings_ms={},
        confidence=confidence,
    )


@dataclass
class Scripted:
    """Answers by question text."""

    answers: Mapping[str, Answer | BadQuestion]
    rejected: Mapping[str, Rejected] = field(default_factory=dict)
    """By passage id, told to who explains and expects it."""
    asked: list[Question] = field(default_factory=list)

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        found = self.answers[question.text]
        if isinstance(found, BadQuestion):
            raise found
        if question.explain and (rejected := self.rejected.get(question.expect or "")):
            found = replace(found, rejected=(rejected,))
        return replace(found, question=question)


def gold(
    text: str,
    *relevant: tuple[str, str],
    city: str | None = None,
    cities: tuple[str, ...] = (),
    category: str = "fact",
    need: Need = "any",
    law: tuple[LawKey, ...] = (),
    answerable: bool = True,
    reason: Reason | None = None,
) -> GoldQuestion:
    return GoldQuestion(
        id=text,
        question=text,
        category=category,
        answerable=answerable,
        city=city,
        cities=cities or ((city,) if city else ()),
        reason=reason,
        relevant=tuple(Relevant(*one) for one in relevant),
        need=need,
        law=law,
    )


def run(*pairs: tuple[GoldQuestion, Answer]) -> Evaluation:
    return evaluate(Scripted({g.question: a for g, a in pairs}), [g for g, _ in pairs])


def values(question: GoldQuestion, given: Answer) -> Mapping[str, float]:
    return run((question, given)).rows[0].values


RIGHT = passage("The card costs 22 yuan.", "jinan.txt", "Jinan")
NEXT = passage("It takes ten days.", "jinan.txt", "Jinan")
STRAY = passage("The card costs 20 yuan.", "shanghai.txt", "Shanghai")
NATIONAL = passage("Employers register staff.", "law.txt", law=LAW)
COST = ("jinan.txt", "costs 22 yuan")
DAYS = ("jinan.txt", "takes ten days")
LOG3 = math.log2(3)


@pytest.mark.parametrize(
    ("question", "ranked", "expected"),
    [
        (
            gold("first", COST),
            [RIGHT, STRAY],
            {"hit@1": 1, "hit@3": 1, "mrr@10": 1, "ndcg@10": 1, "recall@10": 1},
        ),
        (
            gold("fourth", COST),
            [STRAY, NEXT, NATIONAL, RIGHT],
            {"hit@1": 0, "hit@3": 0, "hit@5": 1, "mrr@10": 0.25, "ndcg@10": 1 / math.log2(5)},
        ),
        (gold("never", COST), [NEXT, STRAY], {"hit@10": 0, "mrr@10": 0, "ndcg@10": 0}),
        (gold("nothing", COST), [], {"hit@10": 0, "mrr@10": 0, "ndcg@10": 0, "recall@10": 0}),
        # One of two items: enough for a hit, half of the recall, and an ideal of two passages.
        (
            gold("half", COST, DAYS),
            [RIGHT],
            {"hit@1": 1, "recall@10": 0.5, "ndcg@10": 1 / (1 + 1 / LOG3)},
        ),
        # One passage that holds both items is as good as can be.
        (
            gold("both at once", COST, DAYS),
            [passage("It costs 22 yuan and takes ten days.")],
            {"recall@10": 1, "ndcg@10": 1},
        ),
        # A repetition neither gains nor costs: gains 1, 0, 1 against an ideal of 1, 1.
        (
            gold("repeated", COST, DAYS),
            [RIGHT, passage("So it costs 22 yuan."), NEXT],
            {"recall@10": 1, "ndcg@10": (1 + 1 / 2) / (1 + 1 / LOG3)},
        ),
        # Each source is needed, and the second comes at rank 4.
        (
            gold("compare", COST, ("shanghai.txt", "20 yuan"), need="each_source"),
            [RIGHT, NEXT, NATIONAL, STRAY],
            {"hit@1": 0, "hit@3": 0, "hit@5": 1, "mrr@10": 1, "recall@10": 1},
        ),
        (
            gold("compare", COST, ("shanghai.txt", "20 yuan"), need="each_source"),
            [RIGHT, NEXT],
            {"hit@5": 0, "hit@10": 0, "mrr@10": 1, "recall@10": 0.5},
        ),
    ],
    ids=lambda value: value.id if isinstance(value, GoldQuestion) else None,
)
def test_ranking_worked_by_hand(
    question: GoldQuestion, ranked: Sequence[Passage], expected: Mapping[str, float]
) -> None:
    measured = values(question, answer(*ranked))
    assert {name: measured[name] for name in expected} == pytest.approx(dict(expected), abs=1e-4)


def test_the_eleventh_passage_counts_for_nothing() -> None:
    fill = [passage(f"filler {n}") for n in range(10)]
    measured = values(gold("late", COST), answer(*fill, RIGHT))
    assert [measured[name] for name in ("hit@10", "mrr@10", "ndcg@10", "recall@10")] == [0] * 4


REFUSED = answer(reason="no_city_article")


@pytest.mark.parametrize(
    ("question", "given", "wrong"),
    [
        (gold("q", COST, city="Jinan"), answer(RIGHT, STRAY), 0),
        (gold("q", COST, city="Jinan"), answer(STRAY, RIGHT), 1),
        (gold("q", COST, city="Jinan"), answer(NATIONAL), 0),
        (gold("q", COST, city="Jinan"), answer(), 0),
        # a passage about several cities, one of them asked about
        (gold("q", COST, city="Jinan"), answer(passage("t", "s", "Shanghai", "Jinan")), 0),
        (gold("q", COST, city="Xi'an"), answer(passage("t", "s", "Xian")), 0),
        (gold("q", COST, cities=("Jinan", "Wuhan")), answer(STRAY), 1),
        (gold("q", COST, cities=("Jinan", "Shanghai")), answer(STRAY), 0),
        # an abstention is judged by the passages beside it
        (gold("q", city="Lanzhou", answerable=False), answer(STRAY, reason="no_city_article"), 1),
        (gold("q", city="Lanzhou", answerable=False), REFUSED, 0),
        # nothing is known of the city
        (gold("q", COST), answer(STRAY), None),
    ],
)
def test_wrong_city(question: GoldQuestion, given: Answer, wrong: float | None) -> None:
    assert values(question, given).get("wrong-city@1") == wrong


@pytest.mark.parametrize(
    ("question", "given", "expected"),
    [
        (gold("q", COST), answer(RIGHT), {"coverage": 1, "right@1": 1, "precision": 1}),
        (gold("q", COST), answer(NEXT, RIGHT), {"coverage": 1, "right@1": 0, "precision": 0}),
        # what an abstention ranks counts as ranked, not as answered
        (
            gold("q", COST),
            answer(RIGHT, reason="low_confidence"),
            {"hit@1": 1, "coverage": 0, "right@1": 0, "precision": None},
        ),
        (
            gold("q", answerable=False, reason="out_of_scope"),
            answer(RIGHT),
            {"false-answer": 1, "precision": 0, "reason": None, "coverage": None, "hit@1": None},
        ),
        (
            gold("q", answerable=False, reason="out_of_scope"),
            answer(reason="out_of_scope"),
            {"false-answer": 0, "reason": 1, "precision": None},
        ),
        (
            gold("q", answerable=False, reason="out_of_scope"),
            answer(reason="low_confidence"),
            {"false-answer": 0, "reason": 0},
        ),
        (gold("q", answerable=False), answer(reason="low_confidence"), {"reason": None}),
    ],
)
def test_decisions(
    question: GoldQuestion, given: Answer, expected: Mapping[str, float | None]
) -> None:
    measured = values(question, given)
    assert {name: measured.get(name) for name in expected} == expected


LINKING = passage("City rules.", "jinan.txt", "Jinan", laws=(LAW,))
SECOND_LAW = passage("Records can be looked up.", "law.txt", law=OTHER_LAW)


@pytest.mark.parametrize(
    ("named", "ranked", "precision", "recall", "linked"),
    [
        ((LAW,), [NATIONAL], 1, 1, 1),
        ((LAW,), [SECOND_LAW, NATIONAL], 0, 1, 1),
        ((LAW,), [LINKING], None, 0, 1),
        ((LAW, OTHER_LAW), [NATIONAL, NEXT], 1, 0.5, 0.5),
        ((LAW,), [NEXT, NEXT, NEXT, NEXT, NEXT, NATIONAL], None, 0, 0),
    ],
)
def test_law_citations(
    named: tuple[LawKey, ...],
    ranked: Sequence[Passage],
    precision: float | None,
    recall: float,
    linked: float,
) -> None:
    measured = values(gold("q", law=named), answer(*ranked))
    assert measured.get("law-precision@1") == precision
    assert (measured["law-recall@5"], measured["law-linked@5"]) == (recall, linked)


def test_law_is_not_measured_where_the_gold_names_none() -> None:
    assert not [name for name in values(gold("q", COST), answer(NATIONAL)) if "law" in name]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (answer(RIGHT, extract=(0, 23)), 1),
        (answer(RIGHT, extract=(9, 18)), 1),  # "costs 22 ", 8 of 13 when folded
        (answer(RIGHT, extract=(0, 8)), 0),
        (answer(STRAY, extract=(0, 23)), 0),
        (answer(RIGHT), 0),
        (answer(RIGHT, extract=(0, 23), reason="low_confidence"), None),
    ],
)
def test_the_extract_holds_the_quote(given: Answer, expected: float | None) -> None:
    assert values(gold("q", COST), given).get("extract") == expected


def test_verbatim_compares_with_the_sources_and_the_extract_with_its_passage() -> None:
    sources = {"jinan.txt": RIGHT.text, "shanghai.txt": "The card costs 21 yuan."}

    def source_text(source: str) -> str:
        if source not in sources:
            raise UnknownSource(source)
        return sources[source]

    true, false = answer(RIGHT, extract=(0, 3)), answer(RIGHT, extract=(0, 3))
    assert false.extract is not None
    false = replace(false, extract=replace(false.extract, text="Tha"))
    given = {
        "true": true,
        "false extract": false,
        "false passage": answer(STRAY),
        "no source": answer(NATIONAL),
        "nothing": answer(),
    }
    questions = [gold(text, COST) for text in given]
    rows = evaluate(Scripted(given), questions, source_text=source_text).rows
    assert [row.values.get("verbatim") for row in rows] == [1, 0.5, 0, 0, None]


def test_means_by_category_count_only_what_applies() -> None:
    found = run(
        (gold("1", COST, category="a"), answer(RIGHT)),
        (gold("2", COST, category="a"), answer(NEXT)),
        (gold("3", answerable=False, category="b"), answer(NEXT)),
    )
    assert (found.metrics["hit@1"].value, found.metrics["hit@1"].n) == (0.5, 2)
    assert found.categories["a"]["hit@1"].value == 0.5
    assert "hit@1" not in found.categories["b"]
    assert found.categories["b"]["false-answer"].value == 1
    assert found.metrics["precision"].value == pytest.approx(1 / 3)
    assert found.index_version == "v1"


def test_questions_are_asked_as_a_user_would() -> None:
    asker = Scripted({"q": answer(RIGHT)})
    evaluate(asker, [gold("q", COST, city="Jinan")])
    assert asker.asked == [Question("q", top_k=10)]


def test_no_questions() -> None:
    empty = evaluate(Scripted({}), [])
    assert (empty.metrics, empty.categories, empty.rows, empty.misses) == ({}, {}, (), ())
    assert "No question was asked" in render(empty, empty)
    assert risk_coverage(empty.rows).area is None


def test_everything_abstained() -> None:
    found = run(
        (gold("1", COST, city="Jinan"), answer(reason="no_city_article")),
        (gold("2", answerable=False, reason="out_of_scope"), answer(reason="out_of_scope")),
    )
    means = {name: one.value for name, one in found.metrics.items()}
    assert means["coverage"] == means["hit@10"] == means["wrong-city@1"] == 0
    assert means["false-answer"] == 0
    assert means["reason"] == 1
    assert "precision" not in means
    assert "Misses (1)" in render(found)


def test_a_question_that_is_not_accepted_is_not_answered() -> None:
    found = evaluate(Scripted({"q": BadQuestion("too long")}), [gold("q", COST)])
    assert found.rows[0].values["coverage"] == found.rows[0].values["hit@10"] == 0
    assert found.rows[0].miss == "refused, should answer"
    assert str(found.rows[0].cause) == "refused: too long"


# --- intervals -------------------------------------------------------------------------------


def test_an_interval_is_that_of_the_binomial_where_this_is_known() -> None:
    """Means of resamples of 50 ones and 50 zeros are binomial: 0.5 ± 1.96 · 0.05."""
    one = estimate([0.0, 1.0] * 50)
    assert one.value == 0.5
    assert (one.low, one.high) == pytest.approx((0.402, 0.598), abs=0.015)
    assert one == estimate([0.0, 1.0] * 50)


def test_an_interval_of_values_alike_has_no_width() -> None:
    assert (estimate([1.0]).low, estimate([0.0] * 9).high) == (1, 0)


# --- misses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "given", "miss", "cause"),
    [
        (gold("q", COST), answer(RIGHT), None, "None"),
        (
            gold("q", COST, city="Jinan"),
            answer(NEXT, RIGHT, cities=("Jinan",)),
            "found at rank 2",
            "rank: relevant at rank 2; jinan.txt is first",
        ),
        (
            gold("q", COST, city="Jinan"),
            answer(STRAY, RIGHT, cities=("Jinan",)),
            "another city first",
            "rank: relevant at rank 2; shanghai.txt is about another city",
        ),
        (
            gold("q", COST, city="Jinan"),
            answer(STRAY, cities=("Shanghai",)),
            "another city first",
            "scope: taken to ask about Shanghai, not Jinan",
        ),
        (
            gold("q", COST),
            answer(RIGHT, reason="low_confidence", confidence=0.31),
            "abstained (low_confidence), should answer",
            "decision: abstained as low_confidence, confidence 0.31",
        ),
        (
            gold("q", answerable=False),
            answer(RIGHT, confidence=0.9),
            "answered, should abstain",
            "decision: answered, confidence 0.90",
        ),
        (
            gold("q", answerable=False, reason="out_of_scope"),
            answer(reason="ambiguous_city"),
            "abstained as ambiguous_city, should be out_of_scope",
            "decision: abstained as ambiguous_city, confidence 0.50",
        ),
        (gold("q", COST), answer(NEXT), "not found", "unknown: not returned"),
        (
            gold("q", COST, ("shanghai.txt", "20 yuan"), need="each_source"),
            answer(RIGHT),
            "only a part found",
            "unknown: not returned",
        ),
    ],
)
def test_what_went_wrong_and_why(
    question: GoldQuestion, given: Answer, miss: str | None, cause: str
) -> None:
    row = run((question, given)).rows[0]
    assert (row.miss, str(row.cause)) == (miss, cause)


AGAIN = passage("Again: it costs 22 yuan.")


@pytest.mark.parametrize(
    ("rejected", "cause"),
    [
        ({}, f"unknown: nothing was reported of {RIGHT.id}"),
        ({RIGHT.id: Rejected(RIGHT.id, "fusion", "rank 60")}, "fusion: rank 60"),
        # Of two right passages the one that came furthest tells.
        (
            {
                RIGHT.id: Rejected(RIGHT.id, "top_k", "rank 11"),
                AGAIN.id: Rejected(AGAIN.id, "channel", "in none"),
            },
            "top_k: rank 11",
        ),
    ],
)
def test_a_lost_passage_is_followed_to_its_stage(
    rejected: Mapping[str, Rejected], cause: str
) -> None:
    asker = Scripted({"q": answer(NEXT)}, rejected)
    found = evaluate(asker, [gold("q", COST)], passages=[NEXT, RIGHT, AGAIN])
    assert str(found.rows[0].cause) == cause
    assert [question.expect for question in asker.asked] == [None, RIGHT.id, AGAIN.id]


def test_only_the_part_that_is_missing_is_followed() -> None:
    asker = Scripted({"q": answer(RIGHT)}, {STRAY.id: Rejected(STRAY.id, "scope", "not asked")})
    question = gold("q", COST, ("shanghai.txt", "20 yuan"), need="each_source")
    found = evaluate(asker, [question], passages=[RIGHT, STRAY])
    assert str(found.rows[0].cause) == "scope: not asked"
    assert [one.expect for one in asker.asked] == [None, STRAY.id]


def test_a_quote_that_no_passage_holds_was_lost_before_the_question() -> None:
    asker = Scripted({"q": answer(NEXT)})
    found = evaluate(asker, [gold("q", COST)], passages=[NEXT, STRAY])
    assert str(found.rows[0].cause) == "index: no passage holds the quote"
    found = evaluate(asker, [gold("q", law=(LAW,))], passages=[NEXT, STRAY])
    assert str(found.rows[0].cause) == "index: no passage holds the law article"


# --- curves and cities -----------------------------------------------------------------------


def test_risk_and_coverage_worked_by_hand() -> None:
    """By confidence: right at 0.9; right and a false answer, both at 0.8; wrong at 0.2, not
    answered, of a city with articles. What a rule refuses has no say."""
    found = run(
        (gold("1", COST), answer(RIGHT, confidence=0.9)),
        (gold("2", COST), answer(RIGHT, confidence=0.8)),
        (gold("3", answerable=False), answer(RIGHT, confidence=0.8)),
        (gold("4", COST), answer(NEXT, confidence=0.2, reason="no_city_article")),
        (
            gold("5", answerable=False),
            replace(answer(RIGHT, confidence=1.0, reason="low_confidence"), ruled_out=True),
        ),
    )
    risk = risk_coverage(found.rows)
    assert [point.threshold for point in risk.points] == [0.9, 0.8, 0.2]
    assert [point.coverage for point in risk.points] == pytest.approx([0.2, 0.6, 0.8])
    assert [point.risk for point in risk.points] == pytest.approx([0, 1 / 3, 1 / 2])
    assert [point.answered for point in risk.points] == pytest.approx([1 / 3, 2 / 3, 1])
    assert [point.false_answers for point in risk.points] == pytest.approx([0, 0.5, 0.5])
    assert risk.area == pytest.approx((0.2 * 0 + 0.4 / 3 + 0.2 / 2) / 0.8)
    assert risk.taken == risk.points[1]


def test_cities_confused() -> None:
    found = run(
        (gold("1", COST, city="Jinan"), answer(RIGHT)),
        (gold("2", COST, city="Jinan"), answer(STRAY)),
        (gold("3", COST, city="Jinan"), answer(NATIONAL)),
        (gold("4", COST, city="Jinan"), answer(RIGHT, reason="low_confidence")),
        (gold("5", city="Lanzhou", answerable=False), answer(STRAY, reason="no_city_article")),
        (gold("6", COST), answer(STRAY)),
    )
    confusion = confuse(found.rows)
    assert confusion.asked == ("Jinan", "Lanzhou")
    assert confusion.first == ("Jinan", "Shanghai", "no city", "abstained")
    assert confusion.counts == {
        ("Jinan", "Jinan"): 1,
        ("Jinan", "Shanghai"): 1,
        ("Jinan", "no city"): 1,
        ("Jinan", "abstained"): 1,
        ("Lanzhou", "Shanghai"): 1,
    }
    assert confusion.wrong == {("Jinan", "Shanghai"), ("Lanzhou", "Shanghai")}
    wrong = sum(confusion.counts[cell] for cell in confusion.wrong)
    assert wrong / 5 == found.metrics["wrong-city@1"].value


# --- comparing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ([], 1.0),
        ([0.0, 0.0], 1.0),
        ([1.0], 1.0),  # either sign is as far from 0
        ([1.0] * 5, 2 / 32),
        ([1.0] * 5 + [0.0] * 100, 2 / 32),
        ([-1.0] * 5, 2 / 32),
        ([1.0, 1.0, 1.0, -1.0], 10 / 16),  # sums of ±4 and ±2 : 2 + 8 of 16
    ],
)
def test_the_randomisation_test_worked_by_hand(differences: list[float], p: float) -> None:
    assert randomisation_test(differences) == pytest.approx(p)


def test_gains_losses_and_what_is_only_on_one_side() -> None:
    before = run(
        (gold("1", COST, category="a"), answer(NEXT)),
        (gold("2", COST, category="b"), answer(RIGHT)),
        (gold("3", category="b", answerable=False), answer(reason="low_confidence")),
        (gold("old", COST), answer(RIGHT)),
    )
    after = run(
        (gold("1", COST, category="a"), answer(RIGHT)),
        (gold("2", COST, category="b"), answer(RIGHT)),
        (gold("3", category="b", answerable=False), answer(NEXT)),
        (gold("new", COST), answer(RIGHT)),
    )
    found = compare(before, after)
    differences = {one.metric: one for one in found.metrics}
    hit = differences["hit@1"]
    assert (hit.before, hit.after, hit.change, hit.n, hit.worse) == (0.5, 1, 0.5, 2, False)
    assert differences["false-answer"].worse
    assert [(one.id, one.metric) for one in found.losses] == [("3", "false-answer")]
    assert ("1", "hit@1") in [(one.id, one.metric) for one in found.gains]
    assert {one.id for one in found.gains} == {"1"}
    assert [one.after for one in found.categories["a"] if one.metric == "hit@1"] == [1]
    assert (found.only_before, found.only_after) == (("old",), ("new",))
    text = StringIO()
    show_comparison(found, Console(file=text, width=120))
    assert re.search(r"Losses: 1 question\n  3  \[3, b\]\n +false-answer 0 → 1\n", text.getvalue())
    assert "hit@1 0 → 1" in str(render(after, before))


def test_a_question_worded_otherwise_is_not_the_same_question() -> None:
    before, after = run((gold("1", COST), answer(NEXT))), run((gold("1", COST), answer(RIGHT)))
    row = replace(after.rows[0], gold=replace(after.rows[0].gold, question="reworded"))
    found = compare(before, replace(after, rows=(row,)))
    assert (found.metrics, found.only_before) == ((), ("1",))


def test_a_change_of_a_share_is_shown_in_percentage_points() -> None:
    questions = [gold(str(number), COST) for number in range(12)]
    before = run(*((one, answer(RIGHT)) for one in questions))
    after = run(*((one, answer(NEXT)) for one in questions))
    text = StringIO()
    show_comparison(compare(before, after), Console(file=text, width=120))
    assert re.search(r"hit@1 +│ +100.0% │ +0.0% │ +-100.0 │ < 0.001 │ 12 │", text.getvalue())
    assert re.search(r"mrr@10 +│ +1.000 │ +0.000 │ +-1.000 │", text.getvalue())


def test_only_what_chance_does_not_explain_is_a_regression() -> None:
    def evaluated(right: int) -> Evaluation:
        pairs = [(gold(str(n), COST), answer(RIGHT if n < right else NEXT)) for n in range(12)]
        return run(*pairs)

    assert "hit@1" in [one.metric for one in compare(evaluated(12), evaluated(2)).regressions()]
    assert compare(evaluated(12), evaluated(10)).regressions() == ()
    assert compare(evaluated(2), evaluated(12)).regressions() == ()


def test_scores_without_a_common_question_can_not_be_compared() -> None:
    with pytest.raises(ValueError, match="share no question"):
        compare_scores("ndcg@10", {"a": 1.0}, {"b": 1.0})


# --- kept and shown --------------------------------------------------------------------------

TRICKY = gold(
    "<script>alert(1)</script> & [bold]社保卡[/bold]", COST, city="Jinan", category="<b>c</b>"
)


def _some() -> Evaluation:
    return evaluate(
        Scripted(
            {
                TRICKY.question: answer(
                    passage("<img src=x> first", "a&b.txt", "Shanghai"), RIGHT, confidence=0.8
                ),
                "law": answer(NATIONAL, confidence=0.7, extract=(0, 9)),
                "none": answer(reason="out_of_scope", confidence=0.1),
            }
        ),
        [TRICKY, gold("law", law=(LAW,)), gold("none", answerable=False, reason="out_of_scope")],
        name="gold & co.jsonl",
        config={"encoder": "<x>", "fusion": {"weights": [0.5, 0.5]}},
    )


def test_an_evaluation_survives_json(tmp_path: Path) -> None:
    found = _some()
    path = tmp_path / "run.json"
    path.write_text(found.to_json(), encoding="utf-8")
    assert read_evaluation(path) == found


@pytest.mark.parametrize("content", ["", "{}", '{"gold": 1}'])
def test_what_is_no_evaluation_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GoldError, match=r"run\.json: not a saved evaluation"):
        read_evaluation(path)


class _Balance(HTMLParser):
    """Notes tags that are closed in the wrong order and everything that would be fetched."""

    VOID = frozenset({"meta", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.fetched += [str(value) for name, value in attrs if name in ("src", "href", "srcset")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_escaped_and_asks_for_nothing() -> None:
    found = _some()
    html = render(found, found)
    page = _Balance()
    page.feed(html)
    page.close()
    assert page.open == []
    assert page.fetched == []
    assert not {"script", "img", "link", "b>c"} & set(page.seen)
    assert not re.search(r"https?:|url\(|@import", html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; [bold]社保卡[/bold]" in html
    assert "a&amp;b.txt" in html
    assert "&lt;b&gt;c&lt;/b&gt;" in html
    assert "{&#39;weights&#39;: [0.5, 0.5]}" in html
    assert "scope: taken to ask about no city, not Jinan" in html
    assert html.count('class="plot"') == 3
    assert "Against the earlier run" in html
    assert "Against the earlier run" not in render(found)


def test_the_page_plots_what_was_measured() -> None:
    html = render(_some())
    # Met at rank 1 by one of two questions, by both from rank 2.
    assert "<title>hit@1: 50.0%</title>" in html
    assert "<title>hit@2: 100.0%</title>" in html
    assert "confidence ≥ 0.70: 66.7% answered, 50.0% of them wrong" in html


def test_a_report_cannot_command_the_terminal() -> None:
    found = _some()
    hostile = "\x1b]0;owned\x07\x9b2J"

    def spoilt(row: Row) -> Row:
        spoilt = replace(row.gold, id=row.gold.id + hostile, question=hostile, category=hostile)
        ranked = tuple(replace(one, text=hostile, source=hostile) for one in row.ranked)
        return replace(row, gold=spoilt, ranked=ranked)

    found = replace(found, rows=tuple(map(spoilt, found.rows)))
    text = StringIO()
    show(found, Console(file=text, width=140))
    without = replace(found, rows=found.rows[:1])
    show_comparison(compare(found, without), Console(file=text, width=140))
    assert "]0;owned" in text.getvalue()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text.getvalue())


def test_the_console_report_says_what_was_ranked_instead_and_why() -> None:
    text = StringIO()
    show(_some(), Console(file=text, width=140))
    said = text.getvalue()
    assert "gold & co.jsonl: 3 questions, index v1" in said
    assert "<script>alert(1)</script> & [bold]社保卡[/bold]" in said
    assert "another city first (scope: taken to ask about no city, not Jinan)" in said
    assert "expected  “costs 22 yuan” jinan.txt" in said
    assert re.search(r"1\s+<img src=x> first  \[a&b.txt, Shanghai\]", said)
    assert re.search(r"2  ✓ The card costs 22 yuan", said)


def test_names_of_categories_and_measures_are_whole_in_a_narrow_report() -> None:
    names = ("unanswerable_absent_city", "unanswerable_out_of_scope")
    found = run(*((gold(name, answerable=False, category=name), answer(RIGHT)) for name in names))
    text = StringIO()
    show(found, Console(file=text, width=80))
    first = re.findall(r"^[│┃]\s*(\S*) *[│┃]", text.getvalue(), re.MULTILINE)
    assert "Category" in "".join(first)
    assert all(name in "".join(first) for name in names)
