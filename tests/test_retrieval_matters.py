"""Which single matters a question names and a passage speaks of."""

from __future__ import annotations

import pytest
from fakes import passage

from qa_service.retrieval.matters import named, speaks_of


@pytest.mark.parametrize(
    ("question", "matters"),
    [
        ("How much is paid for a Caesarean in Dalian?", {"caesarean"}),
        ("剖腹产能报多少", {"caesarean"}),
        ("How many days does a new dad get?", {"paternity"}),
        ("My dad is retired, where is his money?", set()),
        ("Interest on the housing fund loan?", {"interest", "loan"}),
        ("I am interested in a card", set()),
        ("高血压门诊能报百分之几", {"chronic"}),
        ("密码忘了", {"password"}),
        ("Is the PIN printed on it?", {"password"}),
        ("My opinion of the spin class", set()),
        ("Do I owe any tax on the dole?", {"tax"}),
        ("Does the tax office collect it?", set()),
        ("Who pays the postage?", {"postage"}),
        ("How much do couriers pay by themselves?", set()),
        ("By what percent were pensions raised?", {"pension rise"}),
        ("Did they increase the monthly pension?", {"pension rise"}),
        ("Is my pension paid in time?", set()),
        ("Braces for my son", {"teeth"}),
        ("The dog's teeth went through my card", set()),
        ("How do I get a card?", set()),
    ],
)
def test_what_a_question_names(question: str, matters: set[str]) -> None:
    assert named(question) == matters


@pytest.mark.parametrize(
    ("text", "matter", "expected"),
    [
        ("Dystocia adds 15 days.", "caesarean", True),
        ("A normal birth: 98 days.", "caesarean", False),
        ("Outpatient special diseases: 70 %.", "chronic", True),
        ("出租屋租赁合同", "rent", True),
        ("The tax bureau collects it.", "tax", False),
        ("Bring one-inch pictures.", "photo", True),
    ],
)
def test_what_a_passage_speaks_of(text: str, matter: str, expected: bool) -> None:
    assert speaks_of(passage(text), matter) == expected
    assert speaks_of(passage("No more.", title=text), matter) == expected
    assert speaks_of(passage("No more.", section=(text,)), matter) == expected


def test_what_is_named_is_spoken_of() -> None:
    for question in (
        "miscarriage", "paternity", "IVF", "Caesarean", "prenatal", "twins", "maternity leave",
        "diabetes", "dentist", "spectacles", "vaccine", "wheelchair", "password", "photo",
        "English-speaking", "loan", "rent", "interest", "income tax", "late fee", "severance",
        "epidural", "train ticket", "postage", "pension rise",
        "无痛", "交通费", "邮费", "养老金上调",
        "流产", "陪产", "试管", "剖宫产", "产检", "双胞胎", "产假", "慢病", "看牙", "近视", "疫苗",
        "轮椅", "密码", "照片", "英语", "贷款", "房租", "利息", "个税", "滞纳金", "经济补偿",
    ):  # fmt: skip
        (matter,) = named(question)
        assert speaks_of(passage(question), matter)
