"""The real encoders on the real articles: no worse than the committed baseline, and the questions
that the service exists for."""

from __future__ import annotations

from pathlib import Path

import baseline
import pytest
from baseline import Outcome, Outcomes

from qa_service.domain import Answer, LawKey, Question
from qa_service.encoders import multilingual
from qa_service.evaluation.record import Evaluation
from qa_service.search import Searcher

ALLOWED = 2
"""Questions that a measure may lose, less those that it gains, before the comparison fails: another
processor rounds otherwise, and a tie may fall the other way."""

SHANGHAI, JINAN = "000_fd3d23d54a1f3f57.txt", "003_c9874c32afec712b.txt"


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    if not multilingual.installed():
        pytest.skip("the baseline was made with the extra qa-service[multilingual]")
    return baseline.index_of_the_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def evaluation(searcher: Searcher) -> Evaluation:
    return baseline.ask_the_gold_questions(searcher)


# --- against the baseline -----------------------------------------------------------------------


@pytest.mark.model
def test_no_worse_than_the_baseline(
    evaluation: Evaluation, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = baseline.compare(baseline.read(baseline.BASELINE), baseline.outcomes(evaluation))
    with capsys.disabled():
        print("\n\nAgainst tests/gold/baseline.jsonl:")
        print("\n".join(f"  {line}" for line in baseline.report(measured)))
    lost = {m.measure: len(m.losses) - len(m.gains) for m in measured}
    assert all(net <= ALLOWED for net in lost.values()), (
        f"net losses {lost}; if they are wanted, run .venv/bin/python tests/baseline.py"
    )


@pytest.mark.model
def test_the_baseline_is_of_these_questions(evaluation: Evaluation) -> None:
    before = baseline.read(baseline.BASELINE)
    now = {row.gold.id: row.gold.question for row in evaluation.rows}
    assert {i: o.question for i, o in before.items()} == now, (
        "the gold questions have changed: run .venv/bin/python tests/baseline.py"
    )
    assert baseline.BASELINE.stat().st_size < 60_000


@pytest.mark.model
def test_never_another_city_and_always_verbatim(evaluation: Evaluation) -> None:
    assert [row.gold.id for row in evaluation.rows if row.values.get("wrong-city@1")] == []
    assert [row.gold.id for row in evaluation.rows if row.values.get("verbatim") != 1] == []


# --- two languages at once ----------------------------------------------------------------------


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "source", "told"),
    [
        ("Jinan 社保卡 lost", JINAN, "If the social security card is lost"),
        ("济南社保卡丢了", JINAN, "If the social security card is lost"),
        ("how to 挂失 社保卡 in Shanghai", SHANGHAI, "report"),
        ("上海办卡银行", SHANGHAI, "Shanghai Bank"),
        ("外国人在上海去哪里办社保卡？", SHANGHAI, "It can be handled at Shanghai Bank"),
    ],
)
def test_short_and_mixed_questions_are_answered(
    searcher: Searcher, question: str, source: str, told: str
) -> None:
    answer = searcher.ask(Question(question))
    assert answer.status == "answered"
    assert answer.lang == "en"
    first = answer.hits[0].passage
    assert first.source == source
    assert told in first.text


# --- questions about anything else --------------------------------------------------------------


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "how tall is the tower in Shanghai",
        "photosynthesis in Jinan",
        "best dim sum in Shanghai",
        "blorf wibble Jinan",
        "Shanghai asdfgh qwerty",
        "how do photons travel",
        "python list comprehension",
        "who is the mayor of Jinan?",
        "translate good morning",
        "上海早茶推荐",
        "济南天气",
        "今天晚上看什么电影",
    ],
)
def test_what_is_not_about_social_security_is_refused_as_that(
    searcher: Searcher, question: str
) -> None:
    answer = searcher.ask(Question(question))
    assert (answer.status, answer.reason) == ("abstained", "out_of_scope")


# --- the questions that it exists for -----------------------------------------------------------


def check_citations(searcher: Searcher, answer: Answer) -> None:
    for hit in answer.hits:
        source = searcher.index.documents.source_text(hit.passage.source)
        assert source.text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert source.sha256 == hit.passage.sha256


@pytest.mark.model
def test_where_a_foreigner_gets_a_card_in_shanghai(searcher: Searcher) -> None:
    answer = searcher.ask(Question("Where can a foreigner get a social security card in Shanghai?"))
    assert (answer.status, answer.scope.cities) == ("answered", ("Shanghai",))
    first = answer.hits[0].passage
    assert (first.source, first.cities) == (SHANGHAI, ("Shanghai",))
    assert "It can be handled at Shanghai Bank, Shanghai Pudong Development Bank" in first.text
    assert answer.extract is not None
    assert answer.extract.passage_id == first.id
    assert LawKey("Social Insurance Law", 58) in first.laws
    check_citations(searcher, answer)


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "Where can a foreigner get a social security card in Jinan?",
        "Where can a foreigner get a social security card in Ji'nan",
        "外国人在济南哪里办社保卡？",
        "Which bank in Jinan handles a foreigner's card: Shanghai Bank or Pudong Development Bank?",
    ],
)
def test_the_same_in_jinan_is_never_a_passage_about_shanghai(
    searcher: Searcher, question: str
) -> None:
    for city in (None, "Jinan", "济南"):
        answer = searcher.ask(Question(question, city=city, top_k=50))
        assert answer.scope.cities == ("Jinan",)
        assert answer.hits[0].passage.source == JINAN
        assert {hit.passage.cities for hit in answer.hits} <= {("Jinan",), ()}
        check_citations(searcher, answer)


@pytest.mark.model
def test_article_58_of_the_social_insurance_law(searcher: Searcher) -> None:
    answer = searcher.ask(Question("What does Article 58 of the Social Insurance Law say?"))
    assert answer.status == "answered"
    first = answer.hits[0].passage
    assert (first.kind, first.law) == ("law", LawKey("Social Insurance Law", 58))
    assert "within 30 days from the date of employment" in first.text
    assert [h.passage.law for h in answer.hits].count(first.law) == 1
    law = searcher.index.documents.law(LawKey("Social Insurance Law", 58))
    assert law.passage_id == first.id
    assert law.quoted_by == (SHANGHAI, JINAN)
    check_citations(searcher, answer)


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "How do I replace a lost social security card in Chengdu?",
        "Where can a foreigner get a social security card in Chengdu?",
        "成都社保卡丢了怎么办？",
    ],
)
def test_chengdu_has_no_article(searcher: Searcher, question: str) -> None:
    answer = searcher.ask(Question(question))
    assert (answer.status, answer.reason) == ("abstained", "no_city_article")
    assert answer.scope.uncovered == ("Chengdu",)
    assert answer.extract is None
    # Only what holds in the whole country, and says so.
    assert answer.hits
    assert all(h.passage.kind == "law" and not h.passage.cities for h in answer.hits)


# --- the comparison itself ----------------------------------------------------------------------


def made_of(**given: tuple[bool | None, bool | None, str]) -> Outcomes:
    return {
        id: Outcome(f"{id}?", one, five, status, None) for id, (one, five, status) in given.items()
    }


BEFORE = made_of(
    a=(True, True, "answered"),
    b=(False, True, "answered"),
    c=(True, True, "abstained"),
    d=(None, None, "abstained"),
    e=(None, None, "answered"),
)


def test_what_a_comparison_finds() -> None:
    after = made_of(
        a=(False, True, "answered"),
        b=(False, False, "abstained"),
        c=(True, True, "answered"),
        d=(None, None, "answered"),
        e=(None, None, "abstained"),
        f=(True, True, "answered"),
    )
    found = {m.measure: m for m in baseline.compare(BEFORE, after)}
    moved = {
        name: ([m.id for m in one.gains], [m.id for m in one.losses]) for name, one in found.items()
    }
    assert moved == {
        "hit@1": ([], ["a"]),
        "hit@5": ([], ["b"]),
        "coverage": (["c"], ["b"]),
        "false-answer": (["e"], ["d"]),
    }
    hit1 = found["hit@1"].difference
    assert (hit1.before, hit1.after, hit1.n) == pytest.approx((2 / 3, 1 / 3, 3))
    assert str(found["hit@1"].losses[0]) == "- hit@1        a  a?"


def test_a_reworded_question_is_another_one() -> None:
    after = {**BEFORE, "a": Outcome("reworded?", False, False, "abstained", None)}
    assert not any(m.gains or m.losses for m in baseline.compare(BEFORE, after))


def test_the_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "baseline.jsonl"
    baseline.write({**BEFORE, "z": Outcome("济南\n“?”", None, None, "abstained", "x")}, path)
    assert baseline.read(path) == {
        **BEFORE,
        "z": Outcome("济南\n“?”", None, None, "abstained", "x"),
    }
    assert len(path.read_text("utf-8").splitlines()) == 6
