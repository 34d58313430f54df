"""Numbers with their units, in digits, English words and 汉字."""

from __future__ import annotations

import time

import pytest

from qa_service.alignment import changes, place_of, tokens
from qa_service.figures import changed_figures, find_figures, find_phones

FIGURES = [
    ("within 30 days of", ["30 days"]),
    ("within thirty (30) days", ["30 days"]),
    ("自用工之日起三十日内", ["30 days"]),
    ("the 30-day period", ["30 days"]),
    ("15 working days, 十五个工作日", ["15 working days", "15 working days"]),
    ("twenty-four months, one year, 24 hours", ["24 months", "1 year", "24 hours"]),
    ("3-5 days; 3 to 5 days; 三至五日", ["3 days", "5 days"] * 3),
    ("500 yuan but not more than 3,000 yuan", ["500 yuan", "3000 yuan"]),
    ("RMB 20, 3万元, 三千五百元, two thousand yuan",
     ["20 yuan", "30000 yuan", "3500 yuan", "2000 yuan"]),
    ("one thousand two hundred yuan, one thousand yuan, ten thousand yuan, one-thousandth",
     ["1200 yuan", "1000 yuan", "10000 yuan", "0.1 percent"]),
    ("110%, 百分之一百一十, five percent", ["110 percent", "110 percent", "5 percent"]),
    ("百分之𝟖, 百分之８, 百分之1,200, 百分之٨.5",
     ["8 percent", "8 percent", "1200 percent", "8.5 percent"]),
    ("两千零五元, 一〇五元, 万元, 三亿五千万元, 一万亿元",
     ["2005 yuan", "105 yuan", "10000 yuan", "350000000 yuan", "1000000000000 yuan"]),
    ("五" * 5_000, []),
    ("five ten-thousandths, 0.05%, 万分之五", ["0.05 percent"] * 3),
    ("not less than one time and not more than three times", ["1 times", "3 times"]),
    ("Article 63 of this Law; 第六十三条", ["Article 63", "Article 63"]),
    ("(1) one of the following; (2) the second; 一次性", []),
    ("1. First\n2、Then 4 people", ["4"]),
    ("since 2024年5月1日 and May 1, 2024", []),
    ("call 0531-12345678 or dial 12333", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "figures"), FIGURES)
def test_figures(text: str, figures: list[str]) -> None:
    found = find_figures(text)
    assert [str(figure) for figure in found] == figures
    starts = [figure.span.start for figure in found]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("jan 1 " * 20_000, []),
        ("jan 1" + " " * 20_000, []),
        ("5 " + "more " * 4_000, ["5"]),
        ("5 " + "(1) - " * 4_000 + "days", ["5 days"]),
        ("5" + " " * 20_000 + "days", ["5 days"]),
        ("5" + " " * 20_000, ["5"]),
    ],
)
def test_long_runs_take_linear_time(text: str, figures: list[str]) -> None:
    began = time.process_time()
    assert [str(figure) for figure in find_figures(text)] == figures
    # Measured 0.3 s at most; minutes when it was quadratic, and ages when it was exponential.
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("Tel. 0531-12345678.", ["0531-12345678"]),
        ("Tel. 0833-244-7719.", ["0833-244-7719"]),
        ("the counter at 010-8876 5432", ["010-8876 5432"]),
        ("at 010 8915 2300 or (021) 1234 5678", ["010 8915 2300", "(021) 1234 5678"]),
        ("please call 021-6 2148 809.", ["021-6 2148 809"]),  # as machines break it
        ("dial 12333 for help", ["12333"]),
        ("12333 people came", []),
        ("400-820-5188, 13812345678", ["400-820-5188", "13812345678"]),
        ("a fee of 12000 yuan", []),
    ],
)
def test_phones(text: str, phones: list[str]) -> None:
    assert [text[s:e] for s, e in find_phones(text)] == phones


@pytest.mark.parametrize(
    ("one", "other", "changed"),
    [
        ("15 days", "30 days", [("15 days", "30 days")]),
        ("15 working days", "15 days", []),
        ("30 days, 15 days", "30 days, 30 days", [("15 days", "30 days")]),
        ("30 days", "30 days and 15 days", []),
        ("30 days", "30 months", []),
        ("one year", "two years or 30 days", [("1 year", "2 years")]),
    ],
)
def test_changed_figures(one: str, other: str, changed: list[tuple[str, str]]) -> None:
    found = changed_figures(find_figures(one), find_figures(other))
    assert [(str(a), str(b)) for a, b in found] == changed


def test_the_place_that_words_were_made_from() -> None:
    text = "One two three. The unit shall pay within 30 days of hiring. Nine ten eleven."
    place = place_of(tokens("the unit may pay within 15 days of hiring"), text)
    assert text[place.start : place.end] == "The unit shall pay within 30 days of hiring"
    assert place_of(tokens("nothing alike"), text) == (0, 0)
    assert place_of([], text) == (0, 0)
    assert place_of(tokens("words"), "") == (0, 0)


def test_changes_keep_the_words_as_written() -> None:
    assert changes("The Unit may pay.", "the unit shall not pay.") == (("may", "shall not"),)
    assert changes("same", "SAME") == ()
