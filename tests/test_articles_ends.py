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
        "05 Mar 2024 17:40 Editor: Kite girl",
        "Published on March 5th, 2023   By: Lake editor   Font: Big Medium Small",
        "March 5, 2023 by admin",
        "Original Lychee sister Garden Worker 2024-07-19 18:02 Shandong",
        "Lychee sister  2024-07-19",
        "Original | 2024-07-19",
        "Updated at: July 2024",
        "2 days ago",
        "Yesterday 18:20",
        "1,203 views",
        "1203 people read it",
        "Answered by Xiao Yu | Level 7 | Adoption rate 81%",
        "Click on the blue words above to follow us",
        "Click to consult",
        "Hello, glad to answer your question.",
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
        "2024年7月19日 18:02　编辑：小荷",
        "原创 | 2024-07-19",
        "3天前",
        "1203人阅读",
        "点击上方蓝字关注我们",
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
        "网友评论（2）\n小鱼：临沂只有80%！\n向日葵：谢谢分享，很有用。",
        "共3条评论\n小鱼：临沂只有80%！",
        "点赞(36) | 收藏(12) | 举报",
        "本文网址：http://example.com/123.html",
        "（记者 李明 通讯员 王芳）",
        "大家还在看\n青岛社保查询\n淄博医保",
        "展开全文",
        "打开APP",
        "本文关键词：社保卡，济南",
        "希望以上内容对您有所帮助。",
        "如果您还有其他问题，请咨询专业律师。",
        "其他城市：青岛社保卡、淄博社保卡",
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
        "Netizen comments (2)\nSunflower88: In Linyi it is only 80%!\nLittle fish: Thanks, useful.",
        "Comments (3)\nLittle fish: In Linyi it is only 80%.\nSunflower: Thanks for sharing!",
        "Latest comments\nUser123: in Heze it is 700 yuan.\nUser8: good.",
        "2 comments\nUser123: in Heze it is 700 yuan.\nUser8: good.",
        "Other answers (2)\nHeze gives only 1,000 yuan. Haha.\nBy coolbean 2023-04-12\nAgreed!",
        "Related articles\nCard of Heze\nCard of Linyi\nComments (1)\nUser8: Heze pays 700 yuan.",
        "Like it (36) | Collect (12) | Report",
        "-END-",
        "Report this page",
        "Source | Spring Daily",
        "Hits: 1203 Release: 2023-04-05",
        "This article URL: http://example.com/123.html?id=4",
        "(Reporter Li Ming, correspondent Wang Fang)",
        "Worker's Home © 2010-2023  QQ group 445566778",
        "Keywords of this article: pension Heze",
        "People who read this article also read:\nHeze pension\nLinyi social security",
        "Guess you are looking for\nHeze pension how to check\nLinyi card",
        "Open the APP to read the full text",
        "Expand the full text",
        "Press and hold the picture to identify the code, and get the manual for free",
        "This article is reproduced from the Internet. Copyright belongs to the original author. "
        "If there is any infringement, please inform us to delete it.",
        "I hope the above content can help you. If you still have questions, please consult a "
        "professional lawyer.",
        "The above is the answer of Lawyer Mo for you. For more questions, click on the "
        "consultation below.",
        "For more information about pension, please pay attention to Card Net.",
        "Other cities: Heze subsidy, Linyi subsidy, Zibo subsidy",
        "March 5, 2023",
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
        "Comments\nThe court was right: the unit has to pay.",
        "Comments from the bureau: the unit has to pay.",
        "Reader message\nReader Zhou: my wife has no job.\nReply: She has half of the standard.",
        "Other answers (2)\nThe unit has to pay.\nArticle 58 of the law says so.",
        "Other answers\nAnna: I used the card in another province with the filing, and the clinic "
        "settled it at once, only five diseases are paid there.",
        "Comments (1)" + "\nThe window is open on working days." * 9,
        "Opening hours\nTime: 8:30-17:00",
        "Open the APP and choose the city.",
        "Other cities: Heze 80%, Linyi 70%.",
        "Other cities: Heze and Linyi, by post",
        "If you have questions, call 12333.",
        "I hope that the form is here by the 15th, it helps.",
        "Grade | Level 1 | Level 2",
        "Date of the first payment: 2023-07-05",
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


def test_comments_end_where_the_article_goes_on() -> None:
    comments = "Netizen comments (2)\nSunflower88: In Linyi it is only 80%!\nFish: Thanks."
    assert kept(f"{TITLE}\n{BODY}\n{comments}\nLegal basis:\n{LAW}") == BODY
    below = "II. Where it is replaced\nAt the bank."
    assert kept(f"{TITLE}\n{BODY}\n{comments}\n{below}") == f"{BODY}\n{below}"


def test_a_number_of_comments_above_the_text_is_a_button() -> None:
    assert kept(f"{TITLE}\nComments (3)\n{BODY}") == BODY


def test_a_table_of_contents_is_dropped_and_its_headings_stay() -> None:
    text = "1. Conditions\nYou have paid for a year.\n2. Amount\nIt is 640 yuan."
    assert kept(f"{TITLE}\nContents\n1 Conditions\n2 Amount\n{text}") == text
    assert kept(f"{TITLE}\n本文目录\n一、条件\n二、金额\n{text}").endswith(f"金额\n{text}")


def test_a_page_that_holds_its_text_twice_has_it_once() -> None:
    text = f"1. Where\n{BODY}\n2. When\n{BODY.replace('any', 'that')}"
    assert kept(f"{TITLE}\n{text}\n{TITLE}\n2 days ago\n{text}") == text
    other = f"{BODY}\nIn Heze it is 10 yuan.\n{BODY}\nIn Linyi it is 30 yuan."
    assert kept(f"{TITLE}\n{other}") == other


def test_a_list_of_titles_goes_on_behind_one_that_is_broken_at_the_width() -> None:
    text = (
        "The card is renewed at the bank that issued it, within one\nmonth before it expires, and "
        "the old card is handed in at the\ncounter of the bank, where it is destroyed at once."
    )
    titles = (
        "- Related articles\n- Where is the treatment in other places reimbursed when one\n"
        "comes back?\n- Shenzhen settled down to protect itself.\n"
        "- Payment of the medical insurance for urban and rural\nresidents in Tianjin"
    )
    assert kept(f"{TITLE}\n\n{text}\n\n{titles}") == text
