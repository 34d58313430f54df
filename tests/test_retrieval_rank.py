"""The order of a shortlist: the fused score and what is known of each passage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from fakes import passage

from qa_service.cities import Gazetteer
from qa_service.domain import LawKey, Passage
from qa_service.retrieval import rank as ranking
from qa_service.retrieval.rank import is_about_law, rank

PLAIN = "Apply at once. Then wait for it."
JINAN = passage(PLAIN, cities=("Jinan",))
SHANGHAI = passage(PLAIN, cities=("Shanghai",))
BOTH = passage(PLAIN, cities=("Jinan", "Shanghai"))
NATIONAL = passage(PLAIN)
LAW = passage(PLAIN, kind="law", law=LawKey("Social Insurance Law", 58))
TO_SUM_UP = passage("To sum up, apply at once. Then wait for it.")
REFERS = passage("See also Article 41 of the Social Insurance Law. Articles 23 to 32 too.")
REFERS_AND_SAYS = passage("See Article 41 of the Social Insurance Law. Apply at the bank.")
ZH_SUMMARY = passage("总之，请尽快办理。")


def score(
    question: str,
    shown: Passage,
    cities: Sequence[str] = (),
    whole: Sequence[str] = (),
    provinces: Sequence[str] = (),
    *,
    fused: float = 0.0,
    cosines: Sequence[float] | None = None,
    deviation: float = 1.0,
) -> float:
    given = [0.5] * len(shown.sentences) if cosines is None else cosines
    (only,) = rank(
        question,
        [shown],
        [fused],
        deviation,
        [np.array(given, np.float32)],
        cities,
        whole,
        provinces,
    )
    return only.score


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does the law say?", True),
        ("Am I legally insured?", True),
        ("Under which regulations?", True),
        ("art. and articles", True),
        ("社会保险法怎么规定", True),
        ("第五十八条", True),
        ("第一千一百七十九条", True),
        ("How do I replace a lawn mower?", False),
        ("Where is the office?", False),
        ("补卡", False),
    ],
)
def test_is_about_law(question: str, expected: bool) -> None:
    assert is_about_law(question) is expected


@pytest.mark.parametrize(
    ("question", "shown", "cities", "expected"),
    [
        ("apply", JINAN, (), 0.0),
        ("apply", JINAN, ("Jinan",), ranking.CITY_BONUS),
        ("apply", BOTH, ("Shanghai", "Jinan"), ranking.CITY_BONUS),
        ("apply", SHANGHAI, ("Jinan",), 0.0),
        ("apply", NATIONAL, ("Jinan",), 0.0),
        ("apply", LAW, (), 0.0),
        ("apply", LAW, ("Jinan",), -ranking.LAW_PENALTY),
        ("the law", LAW, (), ranking.LAW_BONUS),
        ("the law", LAW, ("Jinan",), ranking.LAW_BONUS),
        ("the law", JINAN, ("Jinan",), ranking.CITY_BONUS),
        ("apply", REFERS, (), -ranking.REFERRAL_PENALTY),
        ("the law", REFERS, (), 0.0),
        ("apply", REFERS_AND_SAYS, (), 0.0),
        ("apply", TO_SUM_UP, (), -ranking.SUMMARY_PENALTY),
        ("办理", ZH_SUMMARY, (), -ranking.SUMMARY_PENALTY),
    ],
)
def test_what_a_passage_gains_and_loses(
    question: str, shown: Passage, cities: tuple[str, ...], expected: float
) -> None:
    assert score(question, shown, cities) == expected
    assert score(question, shown, cities, fused=1.5) == 1.5 + expected


@pytest.mark.parametrize(
    ("begins", "sums_up"),
    [
        ("All in all,", True),
        ("To summarise,", True),
        ("To conclude,", True),
        ("In a word,", True),
        ("In short,", True),
        ("总而言之，", True),
        ("总的来说，", True),
        ("## Conclusion\n", True),
        ("In short supply:", False),
        ("Conclusions of the bureau:", False),
    ],
)
def test_what_a_summary_begins_with(begins: str, sums_up: bool) -> None:
    shown = passage(f"{begins} apply at once. Then wait for it.")
    assert score("apply", shown) == -ranking.SUMMARY_PENALTY * sums_up


def test_an_article_about_an_asked_province_goes_before_its_cities() -> None:
    of_province = passage(PLAIN, provinces=("Shandong",))
    cities, whole = ("Jinan", "Yantai"), ("Shandong",)
    assert score("apply", of_province, cities, whole, whole) == ranking.PROVINCE_BONUS
    assert score("apply", JINAN, cities, whole, whole) == ranking.CITY_BONUS
    assert ranking.CITY_BONUS < ranking.PROVINCE_BONUS


def test_an_article_about_the_province_of_an_asked_city_goes_before_what_holds_everywhere() -> None:
    of_province = passage(PLAIN, provinces=("Shandong",))
    assert score("apply", of_province, ("Jinan",), (), ("Shandong",)) == ranking.AROUND_BONUS
    assert score("apply", of_province, ("Jinan",), (), ("Henan",)) == 0.0
    assert 0 < ranking.AROUND_BONUS < ranking.CITY_BONUS


@pytest.mark.parametrize(
    ("text", "lead", "lost"),
    [
        ("Cards get lost. Then what should you do? Let's have a look.", True, True),
        ("Cards get lost. The details are as follows.", True, True),
        ("很多人问社保卡丢了怎么办，一起来看看吧。", True, True),
        ("What does a new card cost? Who pays it? Follow the lake's window.", True, True),
        ("What does a new card cost? It is free. It is ready in a week.", True, False),
        ("Cards get lost. Let's have a look.", False, False),
        ("Let's have a look. Cards are replaced at the bank.", True, False),
        ("Cards are replaced at the bank. " * 10 + "Let's have a look.", True, False),
    ],
)
def test_an_opening_that_only_announces_the_article(text: str, lead: bool, lost: bool) -> None:
    shown = passage(text, title="Lost card", lead=lead)
    expected = -ranking.PREAMBLE_PENALTY if lost else ranking.LEAD_BONUS * lead
    assert score("card lost", shown) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("I lost my card on the bus. My wife says I need a new one. How long does it take?", True),
        ("我的卡丢了。我不知道怎么办。去哪里补？", True),
        ("I lost my card. My wife too. How long? Answer: Seven days.", False),
        ("How long? It takes seven days. Where? At the bank. Ask us for more.", False),
        ('Open "My Jinan" and choose loss. In "My Jinan" it is free. What next? Wait.', False),
        ("I lost my card. My wife lost hers.", False),
        ("I lost my card on the bus. How long does a new one take?", True),
        ("How long does a new one take? I lost mine.", False),
    ],
)
def test_a_post_that_only_asks(text: str, lost: bool) -> None:
    assert score("card", passage(text)) == (-ranking.ASKER_PENALTY if lost else 0.0)


def test_a_passage_without_any_such_fact() -> None:
    assert score("Which fax?", passage(PLAIN)) == -ranking.LACKS_PENALTY
    assert score("Which fax?", passage("Fax 0531-66."), cosines=[0.5]) == pytest.approx(
        ranking.TYPE_BONUS
    )


TIMES = passage("Apply at once. It takes 15 days. Then wait.")


@pytest.mark.parametrize(
    ("question", "cosines", "deviation", "gain"),
    [
        # The sentence with the days is the best one already: it gains the whole bonus.
        ("How long?", [0.2, 0.5, 0.1], 1.0, 0.1),
        # It is 0.06 below the best one: 0.04 of the bonus are left.
        ("How long?", [0.5, 0.44, 0.1], 1.0, 0.04),
        ("How long?", [0.5, 0.44, 0.1], 0.2, 0.2),
        # Too far below.
        ("How long?", [0.5, 0.3, 0.1], 1.0, 0.0),
        # Two kinds, of which it holds one: half of the bonus.
        ("How long, and how much is it?", [0.2, 0.5, 0.1], 1.0, 0.05),
        ("Whom do I ask?", [0.2, 0.5, 0.1], 1.0, 0.0),
        # Passages that are all alike, but for rounding, have no deviation to measure it by.
        ("How long?", [0.2, 0.5, 0.1], 0.0, 0.1),
        ("How long?", [0.2, 0.5, 0.1], 3e-8, 0.1),
        # Without its sentences' vectors there is nothing to gain.
        ("How long?", [], 1.0, 0.0),
    ],
)
def test_a_fact_of_the_asked_kind(
    question: str, cosines: list[float], deviation: float, gain: float
) -> None:
    assert ranking.TYPE_BONUS == 0.1
    found = score(question, TIMES, cosines=cosines, deviation=deviation)
    assert found == pytest.approx(gain, abs=1e-6)


@pytest.mark.parametrize(
    ("question", "title", "lead", "share"),
    [
        # Terms: replac, lost, card.
        ("How do I replace a lost card?", "Replace the lost card", True, 1.0),
        ("How do I replace a lost card?", "Replace the lost card", False, 0.0),
        # Dice 2·3/(3+4) = 6/7, of the way from 0.6 to 1: 0.2571/0.4.
        ("How do I replace a lost card?", "Replace the lost social card", True, 9 / 14),
        # Dice 2·2/(3+3) = 2/3: 1/6 of the way.
        ("How do I replace a lost card?", "Replace the lost book", True, 1 / 6),
        # Dice 2·1/(3+3) = 1/3: below the least agreement.
        ("How do I replace a lost card?", "Sell a card today", True, 0.0),
        ("How do I replace a lost card?", "", True, 0.0),
        ("What?", "What?", True, 0.0),  # nothing but stop words
    ],
)
def test_the_first_passage_under_a_title_that_is_the_question(
    question: str, title: str, lead: bool, share: float
) -> None:
    assert ranking.TITLE_AGREES == 0.6
    shown = passage(PLAIN, title=title, lead=lead)
    assert score(question, shown) == pytest.approx(ranking.LEAD_BONUS * share)


@pytest.mark.parametrize(("text", "lead"), [(PLAIN, True), (PLAIN, False), ("As follows.", True)])
def test_a_question_that_is_the_title_to_the_letter(text: str, lead: bool) -> None:
    shown = passage(text, title="Where do I replace a lost card?", lead=lead)
    same, other = "where do I replace a lost card", "Where do I replace lost cards?"
    gained = score(same, shown) - score(other, shown)
    answers = lead and text == PLAIN
    assert gained == pytest.approx(ranking.TITLE_BONUS if answers else 0.0)


@pytest.mark.parametrize(
    ("shown", "gains"),
    [
        (passage("Windows: Lixia District, No. 5; Tianqiao, No. 6."), True),
        (passage("No. 5", section=("Lixia",)), True),
        (passage("No. 5", title="历下区社保窗口"), True),
        (passage("Windows: Tianqiao District, No. 6."), False),
        (passage("A lixiated solution."), False),
    ],
)
def test_the_asked_district(shown: Passage, gains: bool) -> None:
    gazetteer = Gazetteer.load()
    lixia = gazetteer.districts([mention.place for mention in gazetteer.find("Lixia District")])
    cosines = [np.zeros(len(shown.sentences), np.float32)]
    (found,) = rank("apply", [shown], [0.0], 1.0, cosines, districts=lixia)
    assert found.score == (ranking.DISTRICT_BONUS if gains else 0.0)


def test_the_order() -> None:
    cosines = [np.array([0.5, 0.5], np.float32)] * 4
    found = rank(
        "apply", [SHANGHAI, JINAN, LAW, JINAN], [1.0, 0.5, 1.0, 0.5], 1.0, cosines, ["Jinan"]
    )
    # 1.0, 0.5 + 2.0, 1.0 - 2.0, 0.5 + 2.0; of equal ones the first first.
    assert [(r.position, r.score) for r in found] == [(1, 2.5), (3, 2.5), (0, 1.0), (2, -1.0)]
    assert rank("apply", [], [], 1.0, []) == []
