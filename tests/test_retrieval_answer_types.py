"""The kinds of fact that questions ask for and sentences hold."""

from __future__ import annotations

from typing import get_args

import pytest
from fakes import passage

from qa_service.retrieval.answer_types import AnswerType, asked, asks_how, facts, held


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How long does the new card take?", ("time",)),
        ("How many working days until it is ready?", ("time",)),
        ("How many months of benefits are there?", ("time",)),
        ("What is the deadline for the claim", ("time",)),
        ("Until when is the written report valid?", ("time",)),
        ("社保卡几天能办好", ("time",)),
        ("挂失的有效期", ("time",)),
        ("How many hours does it take?", ("time",)),
        ("Processing time in Jinan", ("time",)),
        ("What is the cut-off for the claim?", ("time",)),
        ("Last day to pay this year?", ("time",)),
        ("On what day is the pension paid?", ("day",)),
        ("Which day does the money arrive", ("day",)),
        ("养老金几号发", ("day",)),
        ("失业金哪天到账", ("day",)),
        ("Which day of the month are pensions paid?", ("monthday",)),
        ("退休金每月几号发", ("monthday",)),
        ("On which days of the month can the unit apply?", ("monthday",)),
        ("Between which days of each month do we file?", ("monthday",)),
        ("From which day to which day can I pay?", ("monthday",)),
        ("What time of the month does the money come?", ("monthday",)),
        ("每月哪几天可以办", ("monthday",)),
        ("社保几号到几号申报", ("monthday",)),
        ("Which days can I apply?", ("day", "hours")),
        ("What time does the hall open?", ("hours",)),
        ("Who declares it and within what time?", ("time",)),
        ("Can I go on Saturday?", ("hours",)),
        ("大厅几点开门", ("hours",)),
        ("周六上班吗", ("hours",)),
        ("I fell ill on Monday, how long may I wait?", ("time",)),
        ("opening hours of the office", ("hours",)),
        ("What is the retirement age?", ("age",)),
        ("At what age do women retire?", ("age",)),
        ("How old must the child be?", ("age",)),
        ("女的几岁退休", ("age",)),
        ("退休年龄是多少", ("age",)),
        ("I reached retirement age, and now?", ()),
        ("What is the old age benefit?", ()),
        ("How old may a complaint be?", ()),
        ("e-mail of the bureau", ("email",)),
        ("e-mail address of the bureau", ("email",)),
        ("How many people are insured?", ("people",)),
        ("What is the monthly unemployment benefit?", ("money",)),
        ("What is a monthly check?", ()),
        ("How much is it?", ("money",)),
        ("What are the fees", ("money",)),
        ("How do retirees apply for the heating fee?", ()),
        ("Highest reimbursement ratio in a hospital", ("money",)),
        ("min and max in Jinan", ("money",)),
        ("I waited 20 min already", ()),
        ("Which city pays more, Jinan or Zibo?", ("money",)),
        ("Do I get less in Jinan than in Zibo?", ("money",)),
        ("Is a new card cheaper in Zibo?", ("money",)),
        ("unemployment benefit which high", ("money",)),  # as the phrasebook puts 哪个高
        ("失业金哪个高", ("money",)),
        ("哪个城市更便宜？", ("money",)),
        ("The factory pays less than it should", ()),
        ("I have paid for more than one year", ()),
        ("I don't get any more letters", ()),
        ("哪个高新区有窗口", ()),
        ("补卡收费吗", ("money",)),
        ("缴费基数", ("money",)),
        ("Which hotline reports the loss?", ("phone",)),
        ("挂失电话", ("phone",)),
        ("Anji County medical security bureau phone", ("phone",)),
        ("What is the phone number of the insurance office?", ("phone",)),
        ("insurance office tel", ("phone",)),
        ("打了电话挂失,还要书面挂失吗", ()),
        ("电话挂失后怎么办", ()),
        ("Where can I get it?", ("place",)),
        ("Which bank issues the card?", ("place",)),
        ("在哪办", ("place",)),
        ("Street address of the bank", ("place",)),
        ("The office for cards in Lixia", ("place",)),
        ("My office is in Lixia", ()),
        ("The hall in Lixia, address?", ("place",)),
        ("How do I change my address?", ()),
        ("社保局地址", ("place",)),
        ("办社保的地方在哪条路", ("place",)),
        ("What do I need to bring?", ("papers",)),
        ("How do I bring my pension over?", ()),  # a transfer
        ("I forgot to bring anything", ()),
        ("change my phone number", ()),  # not the number of a hotline
        ("需要什么材料", ("papers",)),
        ("docs for a claim", ("papers",)),
        ("To whom do I hand the paper invoices?", ()),
        ("Where do I pay and what does it cost?", ("money", "place")),
        ("How long is the wait, and whom do I call?", ("time", "phone")),
        ("What does the law say about registration?", ()),
        ("What happens when the card is lost?", ()),
        ("When I change my job, do I get a new card?", ()),
        ("Who pays when the employer never paid?", ()),
        ("When are pensions paid?", ("time", "day")),
        ("pension in Jinan, when paid?", ("time", "day")),
        ("Where do I apply, and by when?", ("time", "place")),
        ("I retire in May. When in the year must I apply?", ("time",)),
        ("What number do I ring?", ("phone",)),
        ("What number serves as the social security number?", ()),
        ("Is there one social security number for all?", ()),
        ("How often may the phone number be changed?", ("time",)),
        ("My card was lost", ()),  # not "last"
        ("Is a freelancer insured?", ()),  # not "free"
        ("社保卡丢了怎么办", ()),
        ("", ()),
    ],
)
def test_what_is_asked(question: str, expected: tuple[AnswerType, ...]) -> None:
    assert asked(question) == expected


HOLDS: dict[AnswerType, list[str]] = {
    "time": [
        "It takes 15 working days.",
        "Report within thirty days.",
        "The report is valid for 24 hours.",
        "A 30-day period begins.",
        "The card is printed on the spot.",
        "The money comes on the 15th.",
        "30日内办理",
        "领取期限为十二个月",
        "当场办结",
        "The formal report has no time limit.",
        "The report never expires.",
        "Apply at any time.",
        "It is paid for life.",
        "Report within a month.",
        "It takes half an hour.",
        "It can be changed twice a year.",
        "Half a year is enough.",
        "A week later it is ready.",
        "长期有效",
        "半年内办理",
        "申请没有时间限制",
    ],
    "day": [
        "It is paid on the 15th of each month.",
        "Before March 31 of the next year.",
        "At the end of the month.",
        "The first working day of the quarter.",
        "每月15日发放",
        "月底到账",
    ],
    "monthday": [
        "Distribution date: the 18th every month.",
        "On the last working day of the month.",
        "At the end of each month.",
        "每月２２日发放",
        "月底到账",
    ],
    "hours": ["From 9:00 to 17:00.", "Open at 9 am.", "Closed on Sundays.", "周六上午", "下午5点"],
    "age": [
        "The age of 60.",
        "Those aged sixteen or more.",
        "A child 5 years old.",
        "Fifty years of age.",
        "Men retire at 60.",
        "年满16周岁",
        "满六十周岁",
    ],
    "email": ["Write to a@b.cn.", "Fax 0531-66.", "See www.gov.cn.", "传真"],
    "people": ["It has 1.2 million insured employees.", "30 companies paid late.", "共300万人"],
    "money": [
        "The fee is 20 yuan.",
        "RMB 5 is charged.",
        "It pays 85% of it.",
        "工本费20元",
        "免费",
        "It is issued without charge.",
        "No fee is taken.",
        "We do not charge.",
        "Not a penny!",
        "It costs nothing.",
        "不收费",
        "不收取任何费用",
        "The fund reimburses it in full.",
        "One half is borne by the unit.",
        "Three quarters of the bill.",
        "Three times the amount.",
        "领取剩余金额的一半",
        "降低十个百分点",
    ],
    "phone": [
        "Call 12333.",
        "The number is 0531-86666666.",
        "Ask: 029-6821-0457",
        "Ask at 010 8915 2300.",
        "(021) 12345678",
        "（021）1234 5678",
        "拨打电话12333",
    ],
    "place": [
        "Go to the service center.",
        "At any outlet of the bank.",
        "Social Insurance Administration, No. 145 Qingnian Street, Shenhe District.",
        "到服务大厅办理",
        "青年大街145号",
    ],
    "papers": [
        "Bring the ID card.",
        "The application form and a photo.",
        "The labor contract of that period, and salary vouchers.",
        "携带身份证",
        "营业执照",
    ],
}
LACKS: dict[AnswerType, list[str]] = {
    "time": [
        "Apply in 2019.",
        "Take your time.",
        "The daytime counts.",
        "The highest sum in a year.",
        "按时办理",
    ],
    "day": [
        "Within 30 days.",
        "On the 3rd floor.",
        "30日内办理",
        "It may take a while.",
        "新街12号",
    ],
    "monthday": [
        "Alive on 1 November.",
        "Before March 31.",
        "The 3rd floor.",
        "10月15日一次发放",
        "路8号",
    ],
    "hours": ["It takes 24 hours.", "5 working days.", "工作时间"],
    "age": [
        "The retirement age.",
        "It takes 60 days.",
        "Women get 60 days.",
        "The rate of old-age insurance is 20%.",
        "退休年龄",
    ],
    "email": ["Call 12333.", "Go there."],
    "people": ["20 yuan a person.", "Employees pay 8%."],
    "money": [
        "There is a charge.",
        "15 working days.",
        "It pays in full and on time.",
        "Half a year.",
        "A third party.",
        "收费",
    ],
    "phone": [
        "The card has 18 digits.",
        "86666666 people live here.",
        "From 010 to 0890 2300.",
        "Bring a photo.",
    ],
    "place": ["It is 20 yuan.", "The banking hours vary."],
    "papers": ["The card is ready.", "The formal way."],
}


@pytest.mark.parametrize(
    ("kind", "sentence", "expected"),
    [(kind, s, 1.0) for kind, texts in HOLDS.items() for s in texts]
    + [(kind, s, 0.0) for kind, texts in LACKS.items() for s in texts],
)
def test_what_a_sentence_holds(kind: AnswerType, sentence: str, expected: float) -> None:
    assert held(sentence, (kind,)) == expected


def test_every_kind_is_in_the_tables() -> None:
    assert set(HOLDS) == set(LACKS) == set(get_args(AnswerType))


@pytest.mark.parametrize(
    ("sentence", "kinds", "expected"),
    [
        ("The fee is 20 yuan and it takes 15 days.", ["time", "money"], 1.0),
        ("It takes 15 days.", ["time", "money"], 0.5),
        ("It takes 15 days.", ["money", "phone"], 0.0),
        ("It takes 15 days.", [], 0.0),
    ],
)
def test_the_share_of_the_kinds(sentence: str, kinds: list[AnswerType], expected: float) -> None:
    assert held(sentence, tuple(kinds)) == expected


def test_what_each_sentence_of_a_passage_holds() -> None:
    text = "It takes 15 days. Bring the ID card."
    found = passage(text)
    assert facts(found, ("time", "papers")) == (0.5, 0.5)
    assert facts(found, ("time", "phone")) == (0.5, 0.0)
    assert facts(found, ()) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How do I get a new card?", True),
        ("my card is gone, what should I do", True),
        ("Steps for a first card", True),
        ("retirement procedure Qingdao", True),
        ("社保卡丢了怎么办", True),
        ("如何补卡", True),
        ("How long does it take?", False),
        ("How much is it?", False),
        ("What does the law say?", False),
        ("法律怎么规定的", False),
        ("", False),
    ],
)
def test_asks_how(question: str, expected: bool) -> None:
    assert asks_how(question) is expected
