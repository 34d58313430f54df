"""Which branch of social security a question names and a passage speaks of."""

from __future__ import annotations

import pytest
from fakes import passage

from qa_service.domain import Passage
from qa_service.retrieval.branches import named, spoken_of, told_by


@pytest.mark.parametrize(
    ("question", "branches"),
    [
        ("On what day are pensions paid in Changzhou?", {"pension"}),
        ("烟台退休金每月几号发", {"pension"}),
        ("How many days of maternity leave do you get?", {"maternity"}),
        ("济南生育津贴怎么领", {"maternity"}),
        ("unemployment benefit and pension", {"unemployment", "pension"}),
        ("I lost my job, what now?", set()),
        ("I deliver parcels, how do I pay?", set()),
        ("Where do I get the card?", set()),
        ("What is the starting line in hospital?", {"medical"}),
        ("公积金租房提取", {"housing"}),
        ("who gets the survivors' grant", {"death"}),
        ("hurt my leg at work, how much money", {"injury"}),
        ("A beam crushed his foot in the Qidong shipyard", {"injury"}),
        ("在厂里被机器压了手", {"injury"}),
        ("I fell ill on holiday, and at work nobody knows", set()),
        ("上班路线改了，卡丢了", set()),
        # Care in hospital is another matter only where each has its own starting line.
        ("starting line for a hospital stay", {"medical", "inpatient"}),
        ("门诊起付线", {"medical", "outpatient"}),
        ("I paid for the hospital stay, who refunds it?", {"medical"}),
    ],
)
def test_what_a_question_names(question: str, branches: set[str]) -> None:
    assert named(question) == branches


@pytest.mark.parametrize(
    ("text", "branch"),
    [
        ("Many retirees wait for the 15th.", "pension"),
        ("Those who lost a good job register first.", "unemployment"),
        ("After the delivery the unit hands in the papers.", "maternity"),
        ("The doctor writes the sick note.", "medical"),
        ("He was injured at the machine.", "injury"),
        ("When the insured dies, the family reports it.", "death"),
        ("冬季采暖补贴", "heating"),
        ("He was admitted on Monday.", "inpatient"),
        ("Any clinic of the street.", "outpatient"),
    ],
)
def test_a_passage_speaks_of_it_in_other_words(text: str, branch: str) -> None:
    assert branch in spoken_of(text)


def test_what_is_named_is_spoken_of() -> None:
    for question in (
        "pensions",
        "reimbursement",
        "失业金",
        "产假",
        "工伤",
        "provident fund",
        "抚恤",
    ):
        assert named(question)
        assert named(question) <= spoken_of(question)


LIST = (
    "Pension insurance is for old age. Medical insurance pays a part of the bills. Unemployment "
    "insurance is for a time without work. Maternity insurance pays for a birth."
)


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        (passage("Bring the pension book."), {"pension"}),
        (passage("Bring the book.", title="Retirement", section=("Heating money",)),
         {"pension", "heating"}),
        # A list of all insurances tells of none, but for what stands above it.
        (passage(LIST), set()),
        (passage(LIST, section=("Dole",)), {"unemployment"}),
        # With figures it is a table of rates.
        (passage(f"{LIST} You pay 8%, 2%, 0.5% and nothing."),
         {"pension", "medical", "unemployment", "maternity"}),
        # Said of several at once it is said of each.
        (passage("Join the pension and medical insurance. Unemployment, maternity and work injury "
                 "insurance are for employees."),
         {"pension", "medical", "unemployment", "maternity", "injury"}),
    ],
)  # fmt: skip
def test_what_a_passage_tells_of(shown: Passage, told: set[str]) -> None:
    assert told_by(shown) == told
