"""The day of publication that an article states, and the days in it that are none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qa_service.ingest.publication import published

TITLE = "How is the card of Jinan replaced?"
BODY = "Take the identity card to any bank of the city and pay 20 yuan. It is ready in 7 days."
DAY = "2023-05-17"


def found(text: str) -> str | None:
    day = published(text)
    return day.isoformat() if day is not None else None


@pytest.mark.parametrize(
    "line",
    [
        # What is labelled.
        "Published: 2023-05-17 09:12 Source: Jinan Daily",
        "Release time: 2023-05-17 14:20:11 Source: Jinan Daily Font: big small",
        "Publication date: 2023-5-17",
        "Published on May 17, 2023",
        "Posted by Ann on 17 May 2023",
        "Posted by Ann on Wednesday, 17th May 2023",
        "Released by: Cherry mother    2023/5/17 10:15:44    [Collection]",
        "Time of publication: May 17, 2023 | Click: 2210",
        "pubdate 2023-05-17 source: finishing editor: Zhao",
        "**Published:** 2023-05-17",
        "Author: Li   Updated on: Sept 1, 2024   Published on May. 17, 2023",
        "Issued: 2023-05-17. Reprint please note.",
        "Published 2023-05-17 by Qian, read 2,907 times",
        "Published 2023-05-17, updated 2024-01-02",
        "Release date\t2023-05-17\tValidity\tlong-term",
        "| Release date | 2023-05-17 |",
        "Validity: valid       Date of publication: 2023-05-17",
        "This page was last revised on 17 May 2023 (Wednesday) 03:11.",
        "Reply time: 2023-05-17T08:00:00+08:00",
        "发布时间：2023年05月17日 来源：济南人社",
        "来源：人社局　发布日期：2023.5.17　浏览：31次",
        "【发布时间】2023-05-17 【字体：大 中 小】",
        "发布于 2023年5月17日 9时30分",
        # Other pieces around it.
        "2023-05-17 16:20:18   Author: Sweet orange   Source: Nantong",
        "[2023-05-17] [Source: compiled by village cadres] [View 6,120]",
        "Source: Jinan Daily 2023-05-17",
        "By Li Wei, May 17, 2023",
        "Xiao Wan on Workplace | column 214 | 2023-05-17 | for reference only",
        "Original  Phoenix City  2023-05-17 18:02  Hebei",
        "2023-05-17\tSource: Jinan Daily",
        "编辑:小报 2023-05-17 浏览:9,204次",
        "Time: 2023-05-17   Number of readers: 733",
        "2023-05-17 江城生活通",
        "2023-05-17 River City Daily",
        "Morning Post client, compiled 2023-05-17",
        "Posted on 2023/05/17 in Foreign affairs | 7 comments | Previous: Overtime | Next: Leave",
        # Nothing else.
        "2023/05/17",
        "*May 17, 2023*",
        "Wednesday, 17 May 2023",
        "2023年5月17日 星期三",
        "二〇二三年五月十七日",
    ],
)
def test_a_day_of_publication(line: str) -> None:
    assert found(f"{TITLE}\n\n{line}\n\n{BODY}\n{BODY}") == DAY
    assert found(f"Job Net > Cards\n{line}\n{TITLE}\n{BODY}") == DAY


@pytest.mark.parametrize(
    "line",
    [
        "From January 1, 2023, the base of payment is 4,000 yuan",
        "From January 1, 2023",
        "Valid until 2023-12-31",
        "Valid until: 2023-12-31",
        "Effective date:  2023-01-01",
        "Implementation date | 2023-01-01",
        "[Payment time]  2023-01-01",
        "Deadline: 2023-06-30",
        "Date of birth: 2003-01-01",
        "Time: from October 9 to November 24, 2023",
        "Time: May 20, 2023 to May 24, 2023",
        "Date: 2023-05-01 - 2023-06-30",
        "2023-05-01 - 2023-06-30",
        "Time: 2023-05-20 9:00-17:00, in the hall",
        "Published on January 5, 2019, the Measures changed the rules.",
        "The Measures were issued on January 5, 2019.",
        "Issued on January 5, 2019 the rules hold in every district",
        "The notice of 2023-05-17 applies",
        "2023-05-17 What is the telephone of the bus company",
        "January 1, 2023: the new base",
        "Minimum wage of Jinan - July 1, 2023",
        "| Standard | 2023-05-17 | 20 yuan |",
        "Date: 2020-02-03\t20 yuan",
        "https://a.example/2023/05/17/card",
        "2023年1月1日起施行",
        "2023年1月1日 全市开通",
        "Posted on 2023-05-17 in the hall is the list of the names",
        "有效期至 2025年12月31日",
        "自2023年1月1日",
        "2010年10月28日第十一届全国人民代表大会常务委员会第十七次会议通过",
        "Published: 2023-13-45",
        "Published: 1889-05-17",
        "Published: 2087-05-17",
        "Published: 2023",
        "Version 1.2023.05.17",
    ],
)
def test_another_day(line: str) -> None:
    assert found(f"{TITLE}\n{line}\n{BODY}\n{BODY}") is None
    assert found(f"{TITLE}\n{BODY}\n{line}") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        # The first of the best: published, anything else, updated, asked.
        (f"2023-01-01\n{TITLE}\nPublished: {DAY}\nPublished: 2023-09-09\n{BODY}", DAY),
        (f"{TITLE}\nUpdated: 2024-01-01\nDate: {DAY}\n{BODY}", DAY),
        (f"Letter time: 2023-01-01\n{TITLE}\nUpdated: {DAY}\n{BODY}", DAY),
        (f"Question time: {DAY}\n{TITLE}\n{BODY}", DAY),
        # Above the first paragraph there may be any, below it what is labelled.
        (f"{TITLE}\n{BODY}\nReply time: {DAY}\n{BODY}\n{BODY}", DAY),
        (f"{TITLE}\n{BODY}\n{DAY}\n" + f"{BODY}\n" * 8, None),
        (f"{TITLE}\n" + f"{BODY}\n" * 12 + f"Published: {DAY}\n" + f"{BODY}\n" * 12, None),
        # At the end.
        (f"{TITLE}\n" + f"{BODY}\n" * 20 + "Bureau of Jinan\nMay 17, 2023\nPrint", DAY),
        (f"{TITLE}\n" + f"{BODY}\n" * 20 + f"Last updated: {DAY}\n", DAY),
        (f"{TITLE}\n" + f"{BODY}\n" * 20 + f"Cards of Zibo\n{DAY}\nBases\n2022-01-01\n", None),
        (f"{TITLE}\n{DAY}\n" + f"{BODY}\n" * 20 + "June 1, 2024\n", DAY),
        (f"{TITLE}\n" + "from " * 200 + DAY, None),
        ("", None),
    ],
)
def test_where_a_day_is_looked_for(text: str, day: str | None) -> None:
    assert found(text) == day


def test_a_day_to_come_is_none() -> None:
    today = datetime.now(UTC).date()
    for ahead, is_one in ((0, True), (1, True), (2, False)):
        line = f"Published: {today + timedelta(days=ahead)}"
        assert (found(f"{TITLE}\n{line}\n{BODY}") is not None) == is_one
