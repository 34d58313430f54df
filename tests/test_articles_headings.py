"""Markers, labels, summaries and steps inside a line."""

from __future__ import annotations

import pytest

from qa_service.ingest.headings import (
    BULLET,
    heading_words,
    label,
    marker,
    step_starts,
    summary,
    weight,
    without_marker,
)

# rank, number, the words behind the marker
MARKERS = [
    ("1. Go to the window", (3, 1, "Go to the window")),
    ("1, report the loss by phone", (3, 1, "report the loss by phone")),
    ("4, the staff review", (3, 4, "the staff review")),
    ("2、提交材料", (3, 2, "提交材料")),
    ("3．提交材料", (3, 3, "提交材料")),
    ("12) Collect", (3, 12, "Collect")),
    ("1.Prepare the card", (3, 1, "Prepare the card")),
    ("(1) the unit", (4, 1, "the unit")),
    ("（2）单位", (4, 2, "单位")),
    ("③领取", (4, 3, "领取")),
    ("1.2 Materials", (4, 2, "Materials")),
    ("(two) Residents", (2, 2, "Residents")),
    ("（二）书面挂失", (2, 2, "书面挂失")),
    ("Step 3 replace", (3, 3, "replace")),
    ("Step 1: Bring it", (3, 1, "Bring it")),
    ("Step two, wait", (3, 2, "wait")),
    ("第三步，领卡", (3, 3, "领卡")),
    ("First, who has to join?", (1, 1, "who has to join?")),
    ("Secondly, wait", (1, 2, "wait")),
    ("Three. Processing flow", (1, 3, "Processing flow")),
    ("I. Conditions", (1, 1, "Conditions")),
    ("IV. Fees", (1, 4, "Fees")),
    ("一、挂失方式", (1, 1, "挂失方式")),
    ("第二，补办", (1, 2, "补办")),
    ("十二、附则", (1, 12, "附则")),
    ("a. ID card", (5, 1, "ID card")),
    ("(B) Fees", (5, 2, "Fees")),
    ("B、费用", (5, 2, "费用")),
    ("Ⅰ. Conditions", (1, 1, "Conditions")),
    ("Ⅳ、费用", (1, 4, "费用")),
    ("II、Conditions", (1, 2, "Conditions")),
    ("Part II: Fees", (1, 2, "Fees")),
    ("㈡费用", (2, 2, "费用")),
    ("⑵ the form", (4, 2, "the form")),
    ("❷ the form", (4, 2, "the form")),
    ("⒉ Fees", (3, 2, "Fees")),
    ("【2】费用", (3, 2, "费用")),
    ("[2] Fees", (3, 2, "Fees")),
    ("2 - Fees", (3, 2, "Fees")),
    ("The second step: wait", (3, 2, "wait")),
    ("Method two: online", (5, 2, "online")),
    ("Method 2/6: online", (5, 2, "online")),
    ("Step 2/4 Wait", (3, 2, "Wait")),
    ("Situation 2, lost", (5, 2, "lost")),
    ("方法二：网上", (5, 2, "网上")),
    ("First of all, what does it cost", (1, 1, "what does it cost")),
    ("Finally, where to go", (1, 0, "where to go")),
    ("- Natural birth: 2,600 yuan", (BULLET, 0, "Natural birth: 2,600 yuan")),
    ("• photo", (BULLET, 0, "photo")),
    ("**1. Online**", (3, 1, "Online**")),
]


@pytest.mark.parametrize(("line", "expected"), MARKERS)
def test_marker(line: str, expected: tuple[int, int, str]) -> None:
    found = marker(line, 0, len(line))
    assert found is not None
    assert (found.rank, found.number, line[found.end :]) == expected


@pytest.mark.parametrize(
    "line",
    [
        "1 1 service bank outlets",
        "1 86 outlets",
        "1,896 yuan is paid each month",
        "86% in third-class hospitals",
        "2.5 yuan for a copy",
        "2.5% of the base",
        "2024.1.1 is the first day",
        "9:00 to 17:00",
        "020-96855",
        "2024. The base rises",
        "I pay by myself",
        "i. am not sure",
        "One card for all",
        "First of all, go there.",
        "Finally, the result comes; wait",
        "15 - 20 days",
        "3-5 working days",
        "2-year-old children",
        "Case by case, they decide",
        "I, Anna, went there",
        "Second-class hospitals",
        "1.",
        "Civil servants",
    ],
)
def test_no_marker(line: str) -> None:
    assert marker(line, 0, len(line)) is None


STEPS = [
    (
        "New staff wait. 1. The unit logs in. 2. The bank pays 1,896 yuan. 3. Draw it.",
        ["1.", "2.", "3."],
    ),
    ("1. One thing. 2. Another; 3. a third", ["2.", "3."]),
    ("1、填写申请表；2、缴纳工本费20元；3、领取新卡。", ["2、", "3、"]),
    ("First, open the app. Pay. Second, wait 2. days", ["Second,"]),
    ("bring: (1) the card; (2) the form; (3) the photo.", ["(1)", "(2)", "(3)"]),
    ("the steps are 1. Prepare it 2. Go there 3. Wait", ["1.", "2.", "3."]),
    (
        "I. Conditions: 1. A year. 2. Sealed. II. Process: 1. Apply online. 2. Wait. 3. Done.",
        ["1.", "2.", "II.", "1.", "2.", "3."],
    ),
    ("Call 96855 and press 3. Say the name. Wait 24 hours.", []),
    ("One line is enough. 1. stands alone", []),
    ("It costs 20 yuan in all. 2. is no step alone", []),
    ("It was so on 2024.1.1 and is 86% of 1,896 yuan. 1 86 outlets. 5. Fifth", []),
    ("Articles 1. and 2. do not count", []),
]


@pytest.mark.parametrize(("line", "expected"), STEPS)
def test_steps_inside_a_line(line: str, expected: list[str]) -> None:
    starts = step_starts(line, 0, len(line))
    assert [
        line[at:].split()[0][: len(word)] for at, word in zip(starts, expected, strict=True)
    ] == (expected)


LABELS = [
    ("Legal analysis: New employees wait.", "Legal analysis:"),
    ("Legal objectivity:", "Legal objectivity:"),
    ("Legal subjectivity", "Legal subjectivity"),
    ("## Legal analysis", "## Legal analysis"),
    ("**Legal analysis:** text", "**Legal analysis:**"),
    ("Extended information", "Extended information"),
    ("【法律分析】新员工", "【法律分析】"),
    ("法律依据：", "法律依据："),
    ("扩展资料：医保", "扩展资料："),
    ("Legal analysis shows that it is so.", None),
    ("Best answer", "Best answer"),
    ("最佳答案", "最佳答案"),
    ("Best answer of the year in Jinan", None),
    ("Extended information is printed on the card.", None),
]


@pytest.mark.parametrize(("line", "expected"), LABELS)
def test_label(line: str, expected: str | None) -> None:
    span = label(line, 0, len(line))
    assert (line[slice(*span)] if span else None) == expected


SUMMARIES = [
    ("To sum up, it is so.", "To sum up"),
    ("In summary", "In summary"),
    ("综上所述，应先挂失。", "综上所述"),
    ("Summary:", "Summary"),
    ("In short, go.", "In short"),
    ("In short supply are cards.", None),
    ("总的来说，先挂失。", "总的来说"),
    ("结语", "结语"),
    ("Conclusion\nGo there.", "Conclusion"),
    ("Summary of the base", None),
]


@pytest.mark.parametrize(("line", "expected"), SUMMARIES)
def test_summary(line: str, expected: str | None) -> None:
    span = summary(line, 0, len(line))
    assert (line[slice(*span)] if span else None) == expected


def test_words_of_a_heading() -> None:
    assert heading_words("##  Who  can apply ##") == "Who can apply"
    assert heading_words("**Processing flow:**") == "Processing flow"
    assert heading_words("## Who can apply {#who-can-apply .unnumbered}") == "Who can apply"
    assert without_marker("Second, how to get a new one?") == "how to get a new one?"
    assert without_marker("Fees") == "Fees"


def test_weight_counts_words_and_half_han() -> None:
    assert weight("Go to the bank, No. 5") == 6
    assert weight("补办流程") == 2
    assert weight("15日发放到账户中") == weight("15") + weight("日发放到账户中") == 4.5
