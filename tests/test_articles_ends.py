"""What a page puts between title and text, and below the text."""

from __future__ import annotations

import pytest

from qa_service.cities import Gazetteer
from qa_service.domain import SourceText
from qa_service.ingest.articles import parse

GAZETTEER = Gazetteer.load()
TITLE = "How is the card of Jinan replaced?"
BODY = "Take the identity card to any bank of the city and pay 20 yuan. It is ready in 7 days."
LAW = (
    "Article 58 of the Social Insurance Law: The employing unit shall, within thirty days, apply "
    "for social insurance registration."
)


def kept(text: str) -> str:
    """What sections hold of a text, headings with them."""
    sections = parse(SourceText("a.txt", text), GAZETTEER).sections
    return "\n".join(text[start:end] for section in sections for start, end in section.spans)


@pytest.mark.parametrize(
    "note",
    [
        "Reporter Zhou Min, correspondent Chen   2023-06-28   Reading 6012",
        "(by Teacher Xu of the fund, updated irregularly)",
        "Question number 4471902 / region: Shandong Jinan / status: solved",
        "asked by: aunt Qin  |  place: Jinan  |  asked 5 hours ago  |  browse 977",
        "Words by Marcus T., updated after the fair",
        "Compiled by Auntie Panda, passed by 3 mothers",
        "Speaker: old judge Qiu (retired). Record arranged by apprentice Man.",
        "[Questioner] laoma   Posted 03-11 21:47   Views 2,318   Replies 4",
        "Release time: June 28, 2023    Lawyer in charge: Zhou Min    [Print] [Close]",
        "Issuing date 2023-06-28 | Source: this platform | Validity: effective",
        "Text: Zhou Min    Pictures: from readers    Proofreading: Chen",
        "Posted in **Island Notes** · updated 2023-06-28 · 7 min read",
        "2021/11/03",
        "[2021-11-03]",
        "Wednesday, 3 November 2021",
        "Posted by Ann on 12 March 2024",
        "Published on Jan 5, 2019",
        "Date: March 5, 2022",
    ],
)
def test_who_wrote_and_who_asked_is_no_text(note: str) -> None:
    assert kept(f"{TITLE}\n{note}\n{BODY}") == BODY
    assert kept(f"Job Net > Cards > {TITLE}\n{note}\n{TITLE}\n{BODY}") == BODY


ZH_TITLE = "济南社保卡丢了怎么补办？"
ZH_BODY = "带身份证到任一发卡银行网点申请补办，工本费20元，7个工作日领卡。"


@pytest.mark.parametrize(
    "note",
    [
        "记者 张三 通讯员 李四",
        "提问者：网友123  提问时间：2023-03-04  浏览 234",
        "由张律师整理",
        "2021年11月3日 星期三",
        "问题编号：447190　地区：山东济南　状态：已解决",
    ],
)
def test_who_wrote_and_who_asked_in_chinese(note: str) -> None:
    assert kept(f"首页 > 社保 > {ZH_TITLE}\n{ZH_TITLE}\n{note}\n{ZH_BODY}") == ZH_BODY


@pytest.mark.parametrize(
    "below",
    [
        "热门：济南落户条件\n热门：济南公积金贷款",
        "这个回答有帮助吗？ 有用(57) 没用(3)",
        "更多 > 青岛社保查询\n更多 > 淄博医保",
        "相关问题：烟台社保卡怎么办？｜个人账户怎么查？",
        "扫码加入济南社保交流群",
        "以上内容仅供参考，最终解释权归各中心所有。",
    ],
)
def test_what_leads_away_in_chinese(below: str) -> None:
    assert kept(f"{ZH_TITLE}\n{ZH_BODY}\n{below}") == ZH_BODY


@pytest.mark.parametrize(
    "first",
    [
        "By law, the unit pays for the card.",
        "By phone you report the loss at once",
        "Place: any bank of the city.",
        "Reporter: is there anything else?",
        "Posted cards are returned after 30 days.",
    ],
)
def test_a_first_sentence_is_text(first: str) -> None:
    assert first in kept(f"{TITLE}\n{first}\n{BODY}")


@pytest.mark.parametrize(
    "below",
    [
        "Hot: Steel factory retirement\nHot: How many years can a sailor retire",
        "Was the answer useful?  Useful (57)  Useless (3)\nCard of Heze can be used here or not",
        ">> Is the interest taxed?\n>> What does sealed mean\nOne-to-one planning, first order 9"
        "\nThe article is for reference, the final interpretation belongs to each center.",
        "Injured? Calculator, click here\nMore > Miner compensation\nMore > Does an intern count?",
        "*Click count: 11,204*\n[Print this page] [Close the window]\n- Examination of miners",
        "Similar questions: Is the card of Linyi valid? | Where is the account? | The other party",
        "Previous item: How to fill in the form\nNext item: Parking card, who can apply?",
        "Prior: *Which compound is quiet at night*\nFollowing: *Tax in one table*",
        "<< Former: Is a walker good?\n>> Later: The big Buddha\nGroup purchase of diapers\n"
        "Baby Net does not bear responsibility for consequences of use",
        "Scan QR code to enter the job-hunting group",
        "(Continued on page A07: Fog again)\nSubscribe to the Evening Post: 288 yuan a year",
        "You must log in to reply. Forum posts express only the opinion of their authors.",
        "Attachment: Scale (omitted)\nCC: Office of the Committee.\nDisclosure attribute: active",
        "Words of netizens, not official, Parents Net bears no liability",
        "Hot posts of this section: Is the bus rerouted? / Lantern tickets / Who lost a dog",
        "Everyone is downloading: Shift roster.xls | Heating form.doc | Handbook.doc",
        "In the next issue: * Mahjong and the back * Renting by the sea? * Is coffee healthy",
        "Also in this edition\nThe cruise is extended to nine o'clock\nThe food festival opens",
        "Comments from netizens (2)\nriver boy: only half of it? Before it was more\nAnna: clear",
        "#freelance #cards #Jinan\nLike 455 · Collect 1.2k · Forward 98",
        "Page 1 of 1  [Reply] [Collect] [Report] [Back to list]",
        "Posts represent the views of netizens only. Lu ICP No. 0800",
        "Copyright © Card Net. Legal hotline 400-0600-118",
        "【打印】【关闭】 分享到:微信 微博",
    ],
)
def test_what_leads_away_below_the_text_is_no_part_of_it(below: str) -> None:
    assert kept(f"{TITLE}\n{BODY}\n{below}") == BODY
    assert kept(f"{TITLE}\n{BODY}\n{LAW}\n{below}") == BODY


def test_behind_the_laws_open_lines_go_with_those_that_lead_away() -> None:
    below = "#2 floor: thank you\nRegister and log in to see the pictures"
    assert kept(f"{TITLE}\n{BODY}\n{LAW}\n{below}") == BODY
    assert kept(f"{TITLE}\n{BODY}\n{below}") == f"{BODY}\n#2 floor: thank you"


@pytest.mark.parametrize(
    "end",
    [
        "Bring:\n- the identity card\n- the household register",
        "Scan the QR code at the hall and choose a time.",
        "Phones: Lixia 0531-86666666",
        "The doctor's note is for reference only where the hospital is in another city, "
        "since " + "the bureau looks at the papers by itself and " * 8 + "decides.",
    ],
)
def test_the_last_lines_of_the_text_stay(end: str) -> None:
    assert kept(f"{TITLE}\n{BODY}\n{end}").endswith(end.splitlines()[-1])


@pytest.mark.parametrize("law", ["«Social Insurance Law»", "<<Social Insurance Law>>"])
def test_a_law_in_guillemets_at_the_end_leads_nowhere(law: str) -> None:
    words = f"{law} Article 60: “The employing unit shall pay in time and in full.”"
    text = f"{TITLE}\n{BODY}\nLegal basis\n{words}\n© Bank Co., Ltd."
    (quote,) = parse(SourceText("a.txt", text), GAZETTEER).quotes
    assert text[quote.words : quote.span.end] == "The employing unit shall pay in time and in full."


def test_a_remark_may_stand_between_the_laws_and_what_leads_away() -> None:
    remark = "Warm tip: saving needs care."
    below = "Branch recruitment is open\nWin a rice cooker\n© Bank Co., Ltd."
    assert kept(f"{TITLE}\n{BODY}\n{LAW}\n{remark}\n{below}\n") == f"{BODY}\n{remark}"


def test_a_list_and_a_phone_behind_the_laws_stay() -> None:
    end = "Bring:\n- the identity card\nPhones: Lixia 0531-86666666"
    assert kept(f"{TITLE}\n{BODY}\n{LAW}\n{end}").endswith(end)


def test_a_list_stays_above_what_leads_away() -> None:
    listed = "Bring:\n- the identity card\n- the household register"
    text = f"{TITLE}\n{BODY}\n{listed}\nMore > Miner compensation\nMore > Does an intern count?"
    assert kept(text) == f"{BODY}\n{listed}"


def test_a_sign_at_the_top_takes_no_open_lines_below() -> None:
    text = f"{TITLE}\nEditor: Anna\n- identity card\n- household register\n- photo of two inches"
    assert "photo of two inches" in kept(text)


def test_a_phone_behind_a_source_stays() -> None:
    text = f"{TITLE}\n{BODY}\nSource: network\nLixia District 0531-86666666"
    assert kept(text) == f"{BODY}\nLixia District 0531-86666666"


@pytest.mark.parametrize(
    "between",
    [
        "The satisfaction rate of this answer: 93%",
        "Free consultation, 3-minute quick response, 20,000 lawyers online",
        "Other netizens are also asking: how to calculate overtime pay in ceramic factories?",
        "Accepted answer time: 202 2- 06- 1 1",
    ],
)
def test_what_a_site_puts_between_answer_and_law(between: str) -> None:
    assert kept(f"{TITLE}\n{BODY}\n{between}\nLegal basis:\n{LAW}") == BODY
