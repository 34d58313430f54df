"""Careless articles to structure: titles, headings, blocks, boilerplate, cities."""

from __future__ import annotations

import re
import textwrap
import time
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa_service.cities import Gazetteer
from qa_service.domain import Article, LawKey, LawMention, LawQuote, SourceText, Span
from qa_service.ingest.articles import parse
from qa_service.text import squeeze

GAZETTEER = Gazetteer.load()


@dataclass(frozen=True)
class Findings:
    quotes: Sequence[LawQuote] = ()
    mentions: Sequence[LawMention] = ()
    apparatus: Sequence[Span] = ()


def find_quotes(text: str, body: Span, **_: object) -> Findings:
    """Quotations that stand on lines "Article N words", under a line "Legal basis:"."""
    quotes = [
        LawQuote(LawKey("Test Law", int(m[1])), Span(*m.span()), m.start(2))
        for m in re.compile(r"^Article (\d+) (.+?)[ ]*$", re.M).finditer(text, *body)
    ]
    basis = [Span(*m.span()) for m in re.compile(r"^Legal basis:", re.M).finditer(text, *body)]
    return Findings(quotes, (), basis)


def article(text: str, **known: str) -> Article:
    return parse(SourceText("a.txt", text, **known), GAZETTEER, find_quotes)  # type: ignore[arg-type]


def shape(text: str, **known: str) -> list[tuple[tuple[str, ...], list[str]]]:
    """Heading path and blocks of the sections that have blocks, lines of a block joined."""
    found = article(text, **known)
    return [
        (section.path, [" ".join(text[slice(*block)].split()) for block in section.blocks])
        for section in found.sections
        if section.blocks
    ]


# --- title and breadcrumb -----------------------------------------------------------------------

BODY = "The card is made at the bank in 7 working days."
TITLE = "Where can I apply for the Jinan card?"


@pytest.mark.parametrize(
    "top",
    [
        f"Job Recruitment Website - Social security inquiry - {TITLE}\n\n{TITLE}\n\n",
        f"Job Recruitment Website - Social security inquiry - {TITLE}\n",
        f"Home > Social security > {TITLE}\n{TITLE.upper()}\n",
        f"Home>Social security>Text\n{TITLE}\n",
        f"Current location: Home » Cards » {TITLE}\n",
        f"Some portal | Cards | {TITLE}\n  {TITLE.replace(' ', '  ')}\n",
        f"Cards - Lost - {TITLE}\n{TITLE}\n{TITLE}\n",
        f"# {TITLE}\n\nJob Website - Cards - {TITLE}\n\n",
        f"{TITLE}\n\n",
        f"{TITLE}\nSource: network\nRelease time: 2023-05-01 10:20\n",
        f"Home > Cards > Where can I apply for…\n{TITLE}\n",
        f"Job Recruitment Website - Social security inquiry - {TITLE} {TITLE} ",
        f"# {TITLE}\n",
        f"Card circle  >>  Shandong area  >>  Lost card\nEditor: Anna\n{TITLE}\n",
        f"Service Net / Notices / Loss and change\n\n# {TITLE}\n\n**{TITLE}**\n",
        f"*Notes › Cards › Bank*\n\n# {TITLE}\n",
        f"Parents' Forum -> Shandong board -> Jinan -> Pinned\n{TITLE}\n{TITLE}\n",
        f"RIVER EVENING POST\nLivelihood | Explainer\n\n{TITLE}\n\nPhoto: a bank (file picture)\n",
        f"Municipal Human Resources Bureau\n{TITLE}\n",
        f"市人力资源局\n{TITLE}\n",
        f"{TITLE} - Social security inquiry - Job Website\n{TITLE}\n",
        f"{TITLE}_Job Website\n{TITLE}\n",
        f"{TITLE} | Job Website\n\n{TITLE}\n",
        f"Job Website-Social security-{TITLE}\n{TITLE}\n",
        f"Job Website · Cards · {TITLE}\n{TITLE}\n",
        f"Job Website - {TITLE} - Jinan - Shandong\n{TITLE}\n",
        f"Job Recruitment Website\n{TITLE}\n",
        f"劳动保障网\n{TITLE}\n",
        f"Consulting Express (Shandong)\nLocation: first page > Shandong > Cards\n{TITLE}\n",
    ],
)
def test_breadcrumb_and_title_are_found_and_dropped(top: str) -> None:
    long = f"{BODY} " * 6  # so that the run-on form is one long line
    text = f"{top}{long}"
    assert article(text).title.casefold() == TITLE.casefold()
    assert shape(text) == [((), [long.strip()])]


@pytest.mark.parametrize(
    "title",
    [
        "How to find the Jinan Social Security Center",
        "Address of the card center",
        "济南哪里有社保局",
    ],
)
def test_a_title_that_ends_like_an_authority_s_name(title: str) -> None:
    assert article(f"{title}\nThe offices\nGo to the bank.").title == title


@pytest.mark.parametrize(
    "above",
    [
        "Livelihood Window\nHome page | Headlines | Insurance | Schools\n"
        "Current position: Home >> Guide",
        "Card Net > Legal knowledge > Cards > text\n"
        "[Login] [Register] [Ask a lawyer] Collect this site",
        "Lakeside Evening News digital edition\n"
        "Thursday, 20 July 2023   Edition A07: Livelihood   Previous edition ◄ ► Next edition",
        "OLD AND WELL - the magazine for the seniors of the lake\n"
        "Column: Cards   No. 11/2023   page 34",
        "Platform of the lake\nSearch: [      ]  Hot words: pension, card\n"
        "Home page → Policy → Cards",
        "HR Home (hr) ____ the library of managers\n"
        "[Contract] [Wages] [Social security] [Templates]",
    ],
)
def test_what_a_site_puts_above_a_title(above: str) -> None:
    text = f"{above}\n{TITLE}\nAuthor: Anna   2023-08-14\n{BODY}"
    assert (article(text).title, shape(text)) == (TITLE, [((), [BODY])])


def test_the_title_among_lines_of_all_kinds_is_the_one_that_the_text_speaks_of() -> None:
    title = "How is the maternity allowance of nurses calculated and who pays it"
    text = f"""
        The lake knows
        Open in the APP, the experience is better
        Thursday, July 6, 2023
        Index number: 4302/2023    Subject: Employment
        {title}
        12 people follow this
        The maternity allowance of nurses is calculated from the average wage of the unit.
        The fund pays it within a month, and the nurses need not apply for it by themselves."""
    text = textwrap.dedent(text).strip()
    assert article(text).title == title
    assert "experience" not in str(shape(text))


@pytest.mark.parametrize(
    ("title", "lines", "law", "words"),
    [
        (
            "Hurt in a factory in Anqing, who pays?",
            ["Tell the boss", "2. Go to the hall"],
            "Regulations on Work-Related Injury Insurance",
            "The unit shall apply for identification of the injury under these regulations on"
            " work-related injury insurance.",
        ),
        (
            "Anqing rent withdrawal",
            ["Up to 900 yuan a month", "Open the APP."],
            "Regulations on the Administration of Housing Provident Fund (2019 Revision)",
            "An employee may withdraw the balance of the housing provident fund under the"
            " regulations on the administration of the fund.",
        ),
        (
            "安庆社保卡丢了怎么补办？",
            ["一、挂失", "拨打0556-12333，有效期5天。"],
            "《中华人民共和国社会保险法》",
            "用人单位应当为其职工向社会保险经办机构申请办理社会保险登记。",
        ),
    ],
)
def test_a_law_s_name_below_short_lines_is_no_title(
    title: str, lines: list[str], law: str, words: str
) -> None:
    found = article("\n".join([title, *lines, law, words]))
    assert (found.title, found.cities) == (title, ("Anqing",))
    shown = str(shape("\n".join([title, *lines, law, words])))
    assert all(line.removeprefix("2. ") in shown for line in lines)


@pytest.mark.parametrize("line", ["Bring the card.", "1. Bring the card", "To sum up", "综上"])
def test_no_line_of_the_text_goes_with_those_above_a_title(line: str) -> None:
    below = "Where the allowance of the nurses is paid to them"
    text = f"The lake knows\n{line}\n{below}\n{'The allowance of the nurses is paid here. ' * 3}"
    found = article(text)
    assert found.title == "The lake knows"
    assert line in text[found.sections[0].spans[0].start :]


def test_the_topic_below_a_title_is_not_its_name() -> None:
    assert article(f"Cards of Jinan, replaced and renewed\nTopic: Cards\n{BODY}").title == (
        "Cards of Jinan, replaced and renewed"
    )


def test_what_a_document_is_filed_under_is_no_title() -> None:
    above = "Index number: 2023-017    Issuing agency: Bureau of the lake    Validity: valid"
    title = "Guide to the payment of the maternity allowance"
    body = "The maternity allowance is paid by the fund. The guide says who asks for payment."
    assert article(f"{above}\n{title}\n{body}").title == title


@pytest.mark.parametrize(
    "rows",
    [
        ["District\tAddress\tTelephone", "Xiaodian\t2 Pingyang Road\t0351-7120000"],
        ["| District | Address | Telephone |", "| --- | --- | --- |", "| Xiaodian | 2 Road | 71 |"],
    ],
)
def test_the_head_of_a_table_below_a_title_is_no_row_of_links(rows: list[str]) -> None:
    text = "\n".join([TITLE, *rows])
    expected = [squeeze(row) for row in rows]
    assert (article(text).title, shape(text)) == (TITLE, [((), expected)])


def test_the_subject_of_a_post_is_its_title() -> None:
    text = f"Lake BBS » Voices » Reply\nSubject: [Consultation] {TITLE}\n{BODY}"
    assert (article(text).title, shape(text)) == (TITLE, [((), [BODY])])


def test_a_note_in_columns_below_the_title_unseats_it_not() -> None:
    title = "Cards of Jinan: a guide"
    text = f"Card Net > Cards\n{title}\nItem 42   Released by Anna   Read by many\n{BODY}"
    assert article(text).title == title


def test_a_title_that_holds_a_dash() -> None:
    title = "Jinan - how to apply for the card?"
    text = f"Job Website - Cards - {title}\n{title}\n{BODY}"
    assert (article(text).title, shape(text)) == (title, [((), [BODY])])


def test_a_title_of_two_parts_is_not_cut_at_a_short_heading_below() -> None:
    assert article(f"Jinan: cards lost and found\nJinan\n{BODY}").title == (
        "Jinan: cards lost and found"
    )


def test_a_heading_below_a_breadcrumb_with_the_title_is_no_title() -> None:
    text = f"Home > Cards > How is the card of Jinan replaced when lost\nWho can apply\n{BODY}"
    assert article(text).title == "How is the card of Jinan replaced when lost"
    assert shape(text) == [(("Who can apply",), [BODY])]


@pytest.mark.parametrize(
    "byline", ["Time: 2022-12-15 08:30 Source: Bay affairs", "2022-12-15 | Source: Bay"]
)
def test_a_question_between_breadcrumb_and_byline_is_the_title(byline: str) -> None:
    title = "How do designers working in Quanzhou take part? Can they get it back?"
    top = "Fujian insurance > Quanzhou > Foreigners and Hong Kong, Macao and Taiwan"
    assert article(f"{top}\n{title}\n{byline}\n\n{BODY}").title == title
    below = article(f"{top}\nWho must take part?\nThose who hold a permit must.").title
    assert below == "Foreigners and Hong Kong, Macao and Taiwan"


def test_a_title_above_a_breadcrumb_stands_where_no_other_is_below() -> None:
    text = f"Cards of Jinan\nLocation: Home > Cards\n{BODY}"
    assert article(text).title == "Cards of Jinan"


def test_a_breadcrumb_and_a_title_broken_at_the_width_of_the_page() -> None:
    title = "How much is the unemployment insurance money of Yinchuan this year and how to get it"
    broken = title.replace(" and", "\nand")
    text = f"Ningxia window - Ask and answer - {broken}\n\n{broken}\n\nIt is 1,755 yuan."
    found = article(text)
    assert found.title == title
    assert shape(text) == [((), ["It is 1,755 yuan."])]


def test_chinese_breadcrumb() -> None:
    text = "首页 > 社保 > 正文\n济南社保卡怎么办？\n来源：网络\n到银行办理，7天领卡。"
    found = article(text)
    assert (found.title, found.lang, found.cities) == ("济南社保卡怎么办？", "zh", ("Jinan",))
    assert shape(text) == [((), ["到银行办理，7天领卡。"])]


@pytest.mark.parametrize("behind", ["_Job Website", "_Cards_Job Website"])
def test_the_site_s_name_behind_a_title_in_the_text_goes(behind: str) -> None:
    found = article(f"{TITLE}{behind}\n{BODY}")
    assert (found.title, shape(f"{TITLE}{behind}\n{BODY}")) == (TITLE, [((), [BODY])])


def test_a_given_title_stands_and_the_page_s_name_behind_it_goes() -> None:
    assert article(BODY, title="Cards in Jinan").title == "Cards in Jinan"
    text = f"{TITLE}\n{BODY}"
    assert article(text, title=f"{TITLE}_Job Website").title == TITLE
    assert shape(text, title=f"{TITLE}_Job Website") == [((), [BODY])]


def test_a_title_with_pandoc_s_attributes_is_the_title_once_more() -> None:
    assert shape(f"# {TITLE} {{#cards .unnumbered}}\n\n{BODY}", title=TITLE) == [((), [BODY])]


def test_a_given_title_may_stand_in_two_lines() -> None:
    text = f"Cards of Jinan\nand of all its banks\nSource: bureau\n{BODY}"
    assert shape(text, title="Cards of Jinan and of all its banks") == [((), [BODY])]


def test_without_a_title_the_first_words_are_it_and_stay_in_the_text() -> None:
    text = "1. Take the card to the bank;\n2. Wait for a day;"
    assert article(text).title == "1. Take the card to the bank;"
    assert shape(text) == [((), ["1. Take the card to the bank;", "2. Wait for a day;"])]
    assert article("").title == "a.txt"


def test_text_with_dashes_below_the_title_is_no_breadcrumb() -> None:
    line = "Website - log in to the portal of the city and submit the form"
    assert shape(f"{TITLE}\n{line}.\n{BODY}") == [((), [f"{line}.", BODY])]


# --- headings -----------------------------------------------------------------------------------

STRUCTURES = [
    pytest.param(
        """(A) Grades and subsidies
        300 yuan - subsidy 40 yuan
        500 yuan - subsidy 70 yuan
        1,000 yuan - subsidy 110 yuan
        (B) When to pay
        In December.""",
        [
            (
                ("(A) Grades and subsidies",),
                [
                    "300 yuan - subsidy 40 yuan",
                    "500 yuan - subsidy 70 yuan",
                    "1,000 yuan - subsidy 110 yuan",
                ],
            ),
            (("(B) When to pay",), ["In December."]),
        ],
        id="lines of amounts are no headings",
    ),
    pytest.param(
        """1. Medical care
        It is paid in full.
        2. Disability
        It is paid for 27 months.
        Legal basis:
        Article 30 An employee shall be treated.
        The center stands at No. 18 Youyi Road.""",
        [
            (("1. Medical care",), ["It is paid in full."]),
            (("2. Disability",), ["It is paid for 27 months."]),
            ((), ["The center stands at No. 18 Youyi Road."]),
        ],
        id="what stands behind the legal basis of all stands under no heading",
    ),
    pytest.param(
        """1. Medical care
        It is paid in full.
        Legal basis:
        Article 30 An employee shall be treated.
        The hospital asks for it.
        2. Disability
        It is paid for 27 months.""",
        [
            (("1. Medical care",), ["It is paid in full."]),
            (("1. Medical care",), ["The hospital asks for it."]),
            (("2. Disability",), ["It is paid for 27 months."]),
        ],
        id="what stands behind the legal basis of a section stays under its heading",
    ),
    pytest.param(
        """⒈ Ways
        Method one: online
        Log in.
        Method two: at the window
        Queue there.
        ⒉ Papers
        ⑴ ID card
        ⑵ photo""",
        [
            (("⒈ Ways", "Method one: online"), ["Log in."]),
            (("⒈ Ways", "Method two: at the window"), ["Queue there."]),
            (("⒉ Papers",), ["⑴ ID card", "⑵ photo"]),
        ],
        id="numbers of one character, and what is counted in words",
    ),
    pytest.param(
        """First of all, who pays
        The unit pays.
        Second, how much
        It pays 9%.
        Finally, where to go
        To the hall.
        The way there:
        First, the bus
        Second, the tram
        Finally, on foot""",
        [
            (("First of all, who pays",), ["The unit pays."]),
            (("Second, how much",), ["It pays 9%."]),
            (
                ("Finally, where to go",),
                ["To the hall."],
            ),
            (
                ("Finally, where to go", "The way there"),
                ["First, the bus", "Second, the tram", "Finally, on foot"],
            ),
        ],
        id="the last of what is counted has no number",
    ),
    pytest.param(
        """Go to the bank.
        User asked again: and the money? He keeps it.
        Lawyer's answer: Write it down.
        Questioner asks further: My card, is it void?
        Lawyer's answer: Yes.""",
        [
            ((), ["Go to the bank.", "User asked again: and the money? He keeps it."]),
            ((), ["Write it down."]),
            (("Questioner asks further: My card, is it void?",), ["Yes."]),
        ],
        id="a reader's next question and the answer under its label",
    ),
    pytest.param(
        """First, the telephone

        Dial 12333.

        Second, the report in writing

        1. Fill in the form
        Sign it.

        Step 3 a new card

        Pay 20 yuan.

        4, the old one

        It is void.""",
        [
            (("First, the telephone",), ["Dial 12333."]),
            (("Second, the report in writing", "1. Fill in the form"), ["Sign it."]),
            (("Step 3 a new card",), ["Pay 20 yuan."]),
            (("4, the old one",), ["It is void."]),
        ],
        id="numbers that go on in another manner",
    ),
    pytest.param(
        """Second, how to reissue the card after it is lost?

        1, report the loss by phone

        Dial 12333 and say the name.

        2. Report the loss in writing

        Go to the center.
        The report is valid for 30 days.

        Step 3 replace

        Bring the card.

        Third, what does it cost?
        Nothing.""",
        [
            (
                (
                    "Second, how to reissue the card after it is lost?",
                    "1, report the loss by phone",
                ),
                ["Dial 12333 and say the name."],
            ),
            (
                (
                    "Second, how to reissue the card after it is lost?",
                    "2. Report the loss in writing",
                ),
                ["Go to the center.", "The report is valid for 30 days."],
            ),
            (
                ("Second, how to reissue the card after it is lost?", "Step 3 replace"),
                ["Bring the card."],
            ),
            (("Third, what does it cost?",), ["Nothing."]),
        ],
        id="questions, numbered headings, steps as headings",
    ),
    pytest.param(
        """1. The unit has paid for a year;
        2. The employee did not quit;
        Processing flow:
        1. Prepare the card;
        4, the staff review the materials;
        To sum up, go to the bank. It is near.
        """,
        [
            ((), ["1. The unit has paid for a year;", "2. The employee did not quit;"]),
            (("Processing flow",), ["1. Prepare the card;", "4, the staff review the materials;"]),
            (("To sum up",), ["To sum up, go to the bank. It is near."]),
        ],
        id="steps, a lead-in, a summary",
    ),
    pytest.param(
        """I. Conditions
        1. ID card
        2. Photo
        3. Form
        II. Process
        (one) Online
        Open the app.
        (two) Offline
        Go there.
        """,
        [
            (("I. Conditions",), ["1. ID card", "2. Photo", "3. Form"]),
            (("II. Process", "(one) Online"), ["Open the app."]),
            (("II. Process", "(two) Offline"), ["Go there."]),
        ],
        id="items without a stop are no headings",
    ),
    pytest.param(
        """一、挂失方式
        （一）电话挂失
        拨打12333，有效期7天。
        （二）书面挂失
        持身份证办理。
        二、补办流程
        1、填写申请表；2、缴费20元；3、领卡。
        综上所述，先挂失。
        """,
        [
            (("一、挂失方式", "（一）电话挂失"), ["拨打12333，有效期7天。"]),
            (("一、挂失方式", "（二）书面挂失"), ["持身份证办理。"]),
            (("二、补办流程",), ["1、填写申请表；", "2、缴费20元；", "3、领卡。"]),
            (("综上所述",), ["综上所述，先挂失。"]),
        ],
        id="Chinese",
    ),
    pytest.param(
        "Legal analysis: New staff wait for the 1 86 outlets. 1. The unit pays 1,896 yuan. "
        "2. The bank sends 86% by 2024.1.1 and the rest later. 3. Draw it. To sum up, wait.",
        [
            (
                (),
                [
                    "New staff wait for the 1 86 outlets.",
                    "1. The unit pays 1,896 yuan.",
                    "2. The bank sends 86% by 2024.1.1 and the rest later.",
                    "3. Draw it.",
                ],
            ),
            (("To sum up",), ["To sum up, wait."]),
        ],
        id="everything in one line",
    ),
    pytest.param(
        "First, online. Open the app. Second, offline. Go there. 1. Where is it? At No. 8 Jiefang "
        "Road. 2. When is it open? From 9:00 to 17:00.",
        [
            ((), ["First, online. Open the app.", "Second, offline. Go there."]),
            (("1. Where is it?",), ["At No. 8 Jiefang Road."]),
            (("2. When is it open?",), ["From 9:00 to 17:00."]),
        ],
        id="questions inside a line are headings",
    ),
    pytest.param(
        """## Who can apply
        All with a card.
        ### In the city
        Those at work.
        ## How much
        - Birth: 2,600 yuan
        - Examination: 1,200 yuan in all
        """,
        [
            (("Who can apply",), ["All with a card."]),
            (("Who can apply", "In the city"), ["Those at work."]),
            (("How much",), ["- Birth: 2,600 yuan", "- Examination: 1,200 yuan in all"]),
        ],
        id="Markdown",
    ),
    pytest.param(
        """Extended information:
        The card was made in 1998.
        Legal subjectivity: It has to be paid.
        Required materials:
        ID card
        Household register
        Two photos
        The window checks them on the spot.
        """,
        [
            ((), ["The card was made in 1998."]),
            ((), ["It has to be paid."]),
            (
                ("Required materials",),
                [
                    "ID card",
                    "Household register",
                    "Two photos",
                    "The window checks them on the spot.",
                ],
            ),
        ],
        id="labels are no content, short lines under a lead-in are",
    ),
    pytest.param(
        """First, who pays?
        The unit pays.
        How it is paid by the units of the city:
        1. By bank;
        2. By phone;
        Second, when is it paid?
        On the 5th.
        """,
        [
            (("First, who pays?",), ["The unit pays."]),
            (("How it is paid by the units of the city",), ["1. By bank;", "2. By phone;"]),
            (("Second, when is it paid?",), ["On the 5th."]),
        ],
        id="a list of its own between numbered headings",
    ),
    pytest.param(
        """Materials needed:
        1. The card;
        2. The form.
        The card is a chip card of the public, and its functions are as follows:
        1. it proves who you are;
        2. it pays.
        """,
        [
            (("Materials needed",), ["1. The card;", "2. The form."]),
            (
                (),
                [
                    "The card is a chip card of the public, and its functions are as follows:",
                    "1. it proves who you are;",
                    "2. it pays.",
                ],
            ),
        ],
        id="a lead-in's heading ends with its list",
    ),
    pytest.param(
        """The money is paid to the account that stands on the back of the social security
        card of the insured person on the 20th.
        You can also go to the bank
        The bank opens at nine.
        """,
        [
            (
                (),
                [
                    "The money is paid to the account that stands on the back of the social "
                    "security card of the insured person on the 20th.",
                    "You can also go to the bank",
                    "The bank opens at nine.",
                ],
            )
        ],
        id="a hard wrap, and a sentence that lacks its stop",
    ),
    pytest.param(
        """You can pay on your own or let the unit pay for you, as is told here.

        Conditions
        ==========

        Whoever lives in the city can take part.

        Of residents
        ---

        They pay once a year.
        """,
        [
            ((), ["You can pay on your own or let the unit pay for you, as is told here."]),
            (("Conditions",), ["Whoever lives in the city can take part."]),
            (("Conditions", "Of residents"), ["They pay once a year."]),
        ],
        id="headings that Markdown underlines",
    ),
    pytest.param(
        """Whoever is insured in the city can use the money of the family.

        · How to bind
        Open the applet and add the member with name and number, which takes effect at once.

        · What is needed for a parent of another city who has no card?
        (1) The household register.
        (2) A promise.

        The family are:
        · parents
        · children
        """,
        [
            ((), ["Whoever is insured in the city can use the money of the family."]),
            (
                ("How to bind",),
                [
                    "Open the applet and add the member with name and number, which takes effect "
                    "at once."
                ],
            ),
            (
                ("What is needed for a parent of another city who has no card?",),
                ["(1) The household register.", "(2) A promise."],
            ),
            (("The family are",), ["· parents", "· children"]),
        ],
        id="headings behind bullets, and items behind bullets",
    ),
    pytest.param(
        """Method 1/2: the applet
        Open the applet and choose the record.
        Method 2/2: window
        Bring the card.
        """,
        [
            (("Method 1/2: the applet",), ["Open the applet and choose the record."]),
            (("Method 2/2: window",), ["Bring the card."]),
        ],
        id="one of so many ways",
    ),
    *(
        pytest.param(
            f"""Outpatient clinics
            The fund pays by the level of the hospital.
            {rows}
            At most 3,500 yuan are paid in a year.
            """,
            [
                (
                    ("Outpatient clinics",),
                    [
                        "The fund pays by the level of the hospital.",
                        *(" ".join(row.split()) for row in rows.split("\n")),
                        "At most 3,500 yuan are paid in a year.",
                    ],
                )
            ],
            id=f"rows of {kind} are no headings",
        )
        for kind, rows in [
            ("rates", "二级医院 在职60% 退休68%\n三级医院 在职50% 退休60%"),
            ("a rate each", "Second-level hospital 60%\nThird-level hospital 50%"),
            ("times", "Under 5 years 6 months\nFrom 10 years 24 months"),
        ]
    ),
]


@pytest.mark.parametrize(("body", "expected"), STRUCTURES)
def test_structure(body: str, expected: list[tuple[tuple[str, ...], list[str]]]) -> None:
    lines = "\n".join(line.strip() for line in body.splitlines())
    assert shape(f"{TITLE}\n\n{lines}") == expected


# --- boilerplate --------------------------------------------------------------------------------

BOILERPLATE = [
    "- Related articles\n- Is it closed in Jinan?\n- Cards came back.\n- Payment standard",
    "Related articles:\nWhat is a card in Jinan?\nPayment standard of Jinan",
    "Related articles: Payment standard of Jinan | What is a card?",
    "**Recommended reading**\n1. What is a card in Jinan?\n2. What is a base?",
    "You may also like\n\n- What is a card in Jinan?\n\n- What is a base?",
    "Hot articles\nWhat is a card in Jinan?\nShenzhen settled to protect itself.\nWhat is a base?",
    "- Previous article: How to move the archive of Jinan?\n- Next article: What is a base?",
    "Previous article: How to move it?\nNext article:\nWhat is the meaning of base?",
    "相关文章\n济南公积金提取条件\n如何查询缴费记录？",
    "猜你喜欢：\n- 济南公积金\n- 如何查询",
    "上一篇：社保断缴怎么办？\n下一篇：医保报销比例是多少？",
    "Source: network\nEditor: Xiao Li\nViews: 1,234",
    "来源：网络\n责任编辑：小李\n浏览次数：22",
    "This article is from the network. If there is any infringement, contact us to delete it.",
    "版权声明：本文来源于网络，如有侵权请联系我们删除。",
    "Disclaimer:\nThe pages are as they are and nobody answers for them.",
    "Copyright © 2023 Job Website. All rights reserved.",
    "Share to: WeChat Weibo QQ",
    "Post time: 2024-02-27 21:35 | Only look at the author | Reverse order | Share to WeChat",
    "2024-01-22 16:40  Comment(0)  Collect  Share to WeChat",
    "*Updated on 2023-10-19 | Source: Labor Net | Share to WeChat*",
    "Xiao Li reports | 2024-05-13 | Adjust font A- A A+ | Share to WeChat",
    "Issued: 2024-01-05. Reprint please note. Share to WeChat.",
    "发布时间：2024-03-05　来源：网络整理　阅读：3026　分享到微信　字号：大 中 小",
    "Recommended: Jinan noodle shop; How to write a resume; One day tour",
    "Lucky recommendation: Jinan noodle shop; Does it count; One day tour",
    "Hot spots: [Jinan rents] [Part-time at the\nuniversity] [Train tickets]",
    "---- Post is closed, no more replies ----",
    "> Welcome to add the editor's WeChat to enter the group",
    "-----",
    "[1] [2] Next page",
    "Page: 1 2 3 ... 8 Next page   Quick reply   Return to list",
    "共3页 1 2 3 下一页 尾页",
    "Back to list  Post a new thread",
    "Powered by Discuz! X3.4",
    "返回列表 发新帖",
    "24-hour hot news\n1. The lake race opens\n2. Barley rises",
    "24小时热点新闻\n青海湖赛事开赛\n青稞价格上涨",
    "The above is the content that the editor of the website has sorted out for you.",
    "(This document is publicly disclosed)",
    "（此件主动公开）",
    "点个“在看”，让更多人知道！",
    "对我有帮助 12 没帮助",
    "打印本页 关闭窗口",
    "我要纠错",
    "如涉及知识产权问题，请权利人联系我们。",
    "Was this answer useful?  Yes  No",
    "<aside>",
    "</td></tr></table>",
    "::: {.note}",
    ":::",
    "[]{#top}",
    "Hot threads: Is the metro of Jinan late? | Best noodles | Any used bike for sale?",
    "(End of the full text. Please indicate the source for reprinting)",
    "Related articles\nHow to withdraw it in Jinan\nIs the loan of Jinan cheap\n",
    "Related questions\nWhat is a card in Jinan?\nWhat is a base?",
    "Guess you like it\n· How to merge cards\n· Can a card be a bank card\n· 2023 annual review",
    "A- A A+",
    "2021-09-27 | Lawyer team | 5 minutes to read | Follow +",
    "★ Follow us, don't get lost ★",
    "[Click to add customer service WeChat, free evaluation of your age]",
    'Warm tip: WeChat search public number "Quancheng Treasure", after following, reply [card] in '
    "the dialog box to get the entrance.",
    "温馨提示：微信搜索公众号“济南宝”，关注后回复【社保卡】获取入口。",
    "The article is reprinted by the column, in case of infringement please inform.",
    "Original, reprint must be authorised.",
    "Reward the author | 88 people have rewarded",
    "Comment area is closed",
    "Comments are closed. [RSS] [About me] [Recipes]",
    "Quancheng Daily Reminders – translated automatically, please see the original for details",
    "Posted on 2023/09/05 in Cards | 7 comments | Previous: Wages of Jinan | Next: Leave",
    "[Read the original] [Forward to friends]",
    "This experience is original, do not reprint without permission. It has helped 3,387 people. "
    "Vote | Collect | Share | Reward",
    "If your situation is complicated, Law Express also provides online lawyer consultation, "
    "welcome to consult.",
]


@pytest.mark.parametrize("block", BOILERPLATE)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_boilerplate_is_dropped_and_the_text_behind_it_is_not(block: str, gap: str) -> None:
    title = "How are cards made?"
    text = f"{title}\nOne can go there.{gap}{block}{gap}How long does it take?\nIt takes 7 days."
    assert shape(text) == [
        ((), ["One can go there."]),
        (("How long does it take?",), ["It takes 7 days."]),
    ]
    assert article(text).cities == ()
    assert [blocks for _, blocks in shape(f"{title}\nGo there.\n{block}")] == [["Go there."]]


@pytest.mark.parametrize(
    "path",
    [
        "Find a lawyer network -> Labor law -> Work injury -> Jiangsu",
        "Quancheng Forum > Old age > original post ›",
        "HR companion / Foreign affairs / Article",
    ],
)
def test_where_the_page_stands_on_its_site_is_no_heading(path: str) -> None:
    text = f"How are cards made?\n{path}\n\nOne can go there."
    assert shape(text) == [((), ["One can go there."])]


@pytest.mark.parametrize(
    "line", ["Kind / Old card / New card", "App > Cards", "Grade 1 > Grade 2 > Grade 3"]
)
def test_a_line_with_few_or_other_parts_is_no_path(line: str) -> None:
    (section,) = shape(f"How are cards made?\n\n{line}\nOne can go there.")
    assert line in (*section[0], *section[1])


def test_boilerplate_inside_a_line() -> None:
    text = (
        f"{TITLE}\nGo there. This article is from the network, please contact us to delete it. "
        "Pay on the 15th. - Related articles - What is a base? - Jinan bank"
    )
    assert shape(text) == [((), ["Go there."]), ((), ["Pay on the 15th."])]
    glued = f"{TITLE}\nGo there. Previous article: What is a base? Next article: Jinan bank"
    assert shape(glued) == [((), ["Go there."])]


@pytest.mark.parametrize(
    "line",
    [
        "Scan the code and follow the official account of the city, then press query.",
        "Source of the money: the fund pays one half and the unit the other.",
        "Related questions can be asked by phone on working days.",
        "Contact us by phone on 12333.",
        "Update: the base is 4,588 yuan from July 2023 on.",
        "Next, take the form to the window.",
        "The form has 2 pages, sign the last page.",
        "此件公证书须经认证，2个工作日。",
        "下一页表格填写身份证号码，共18位。",
        "The above is what the bureau asks for: 2 photos.",
        "对困难人员有帮助的补贴每月300元。",
        "Recommended materials are the card and the form.",
        "Recommended: the card and the form are brought along.",
        "Author: Yes, all counties follow the city from 2022.",
        "Print the form, collect it on 2024-05-13 at the window.",
        "Add the card to the application of the bank.",
        "2024-01-15 | 2024-02-15 | 2024-03-15",
        "Log in to the public number of the bureau and press Cards.",
        "Click to add a family member, then add the card.",
        "If your situation is complicated, go to window 3 with all papers.",
        "Posted on the wall of the hall are the rates of all grades.",
        "The form is translated automatically and printed with the card, see the notes for the fee "
        "that is due for each further page of the certificate, and for the days that it takes.",
    ],
)
def test_text_that_only_sounds_like_boilerplate_stays(line: str) -> None:
    assert shape(f"{TITLE}\nGo there.\n{line}\nWait.") == [((), ["Go there.", line, "Wait."])]


def test_a_quotation_ends_where_boilerplate_begins() -> None:
    def greedy(text: str, body: Span, **_: object) -> Findings:
        start = text.index("Article 58")
        return Findings([LawQuote(LawKey("L", 58), Span(start, len(text)), start + 11)])

    text = f"{TITLE}\nGo.\nArticle 58 The unit pays.\n- Related articles\n- Article 9 of it\nWait."
    found = parse(SourceText("a.txt", text), GAZETTEER, greedy)
    assert text[slice(*found.quotes[0].span)] == "Article 58 The unit pays."
    assert [text[slice(*b)] for s in found.sections for b in s.blocks] == ["Go.", "Wait."]


def test_an_inline_quotation_stays_in_the_text() -> None:
    def inline(text: str, body: Span, **_: object) -> Findings:
        start = text.index("units pay")
        return Findings([LawQuote(LawKey("L", 4), Span(start, start + 9), start, inline=True)])

    text = f"{TITLE}\nBy Article 4 of L, units pay in time."
    found = parse(SourceText("a.txt", text), GAZETTEER, inline)
    assert [text[slice(*b)] for s in found.sections for b in s.blocks] == [text.split("\n")[1]]
    assert [q.key for q in found.quotes] == [LawKey("L", 4)]


# --- cities -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("city", "cities", "provinces"),
    [
        (None, ("Shanghai",), ()),
        ("济南", ("Jinan",), ()),
        ("Lixia", ("Jinan",), ()),
        ("Jinan, Shanghai; 济南", ("Jinan", "Shanghai"), ()),
        ("Atlantis", ("Atlantis",), ()),
        ("Shandong", (), ("Shandong",)),
        ("Suzhou, Anhui", ("Suzhou (Anhui)",), ()),
        ("Jiangsu, Taizhou; Jinan", ("Taizhou (Jiangsu)", "Jinan"), ()),
        ("Jinan, Anhui", ("Jinan",), ()),
        ("Anhui, Shandong", (), ("Anhui", "Shandong")),
        ("national", (), ()),
        (" ", ("Shanghai",), ()),
    ],
)
def test_a_given_city_overrides_the_text(
    city: str | None, cities: tuple[str, ...], provinces: tuple[str, ...]
) -> None:
    source = SourceText("a.txt", "Cards in Shanghai\nGo to the bank.", city=city)
    found = parse(source, GAZETTEER, find_quotes)
    assert (found.cities, found.provinces) == (cities, provinces)


def test_cities_are_not_read_from_laws_and_boilerplate() -> None:
    text = (
        "How are cards made?\nGo.\nLegal basis:\nArticle 7 Units of Jinan pay.\n"
        "- Related articles\n- Jinan"
    )
    assert article(text).cities == ()
    assert [str(q.key) for q in article(text).quotes] == ["Test Law:7"]


# --- nothing lost, nothing twice ----------------------------------------------------------------

_NUMBERS = ["1. ", "2, ", "3、", "(1) ", "First, ", "Second, ", "II. ", "一、", "Step 3 ", "- ", ""]
_ENDS = [".", ";", "", "?", ":", ", 1,896 yuan. 2. Then it w is 86%.", "。"]
_SENTENCE_ENDS = (".", "。")
_DROPPED = [
    "- Related articles\n- {d} one\n- {d} two?",
    "Previous article: {d} it?",
    "Source: {d}",
    "This article is from the network, please contact us to delete {d}.",
    "Article 5 The law {q} says so.",
    "Legal basis:",
]


@st.composite
def careless_articles(draw: st.DrawFn) -> str:
    """Articles whose words say where they must end up: d… nowhere, q… in a quotation, w… in the
    text or a heading, once."""
    lines = draw(st.sampled_from([["Job Website - Cards - How are d0 made?"], []]))
    lines = [*lines, "How are d0 made?"]
    for i in range(draw(st.integers(1, 9))):
        if draw(st.integers(0, 4)) == 0:
            if "x0x" in lines[-1]:  # an open line between two of these is one
                lines[-1] += "."
            lines.append(draw(st.sampled_from(_DROPPED)).format(d=f"d{i}x", q=f"q{i}x"))
            continue
        words = " ".join(
            f"W{i}x{j}x" if j == 0 else f"w{i}x{j}x" for j in range(draw(st.integers(1, 20)))
        )
        lines.append(draw(st.sampled_from(_NUMBERS)) + words + draw(st.sampled_from(_ENDS)))
    if not lines[-1].endswith(_SENTENCE_ENDS):  # open lines that ask end in no article: titles
        lines.append("W9x ends it.")
    return draw(st.sampled_from(["\n", "\n\n", "\n \n"])).join(lines)


def _is_boilerplate_item(text: str, word: str) -> bool:
    """A line with a bullet behind a list of bullets belongs to it."""
    before = text[: text.index(word)].splitlines()
    here = before.pop()
    above = [line for line in before if line.strip()]
    return here.startswith("- ") and bool(above) and above[-1].startswith("- ")


@settings(max_examples=300, deadline=None)
@given(careless_articles())
@example(
    "Job Website - Cards - How are d0 made?\nHow are d0 made?\n- Related articles\n- d0x one\n"
    "- d0x two?\nW1x0x w1x1x\nThis article is from the network, please contact us to delete d2x."
)
def test_every_word_is_where_it_belongs_exactly_once(text: str) -> None:
    found = article(text)
    places = [
        *(block for section in found.sections for block in section.blocks),
        *(section.heading for section in found.sections if section.heading),
        *(quote.span for quote in found.quotes),
    ]
    covered = [0] * len(text)
    for start, end in places:
        assert text[start:end] == text[start:end].strip()
        for at in range(start, end):
            covered[at] += 1
    assert max(covered, default=0) <= 1, "twice"
    for match in re.finditer(r"\b([dwq])\d\w*", text, re.I):
        said = match.group()
        if said[0] == "d":
            assert covered[match.start()] == 0, said
        elif not _is_boilerplate_item(text, said):
            assert all(covered[match.start() : match.end()]), f"{said} is lost"
    quoted = " ".join(text[slice(*quote.span)] for quote in found.quotes)
    assert re.findall(r"\bq\w+", quoted) == re.findall(r"\bq\w+", text)
    starts = [start for start, _ in places[: -len(found.quotes) or None]]
    assert len(set(starts)) == len(starts)


@pytest.mark.parametrize(
    "unit",
    [
        *(" ", "\t", "-", " -", ">", ".", "?", "=", "　　a", "１%", " > a", "· a\n\n"),
        *("Article 1, ", "第一条、", "last: ", "finally, ", 'Article 1: "'),
    ],
)
def test_a_long_run_of_one_thing_takes_linear_time(unit: str) -> None:
    text = f"{TITLE}\n\nfirst {unit * (20_000 // len(unit))} last\nGo there.\n"
    started = time.perf_counter()
    assert article(text).title == TITLE
    # A fifth of a second on an idle core, and many seconds if it were read anew from each place.
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "words", ["date", "views", "Article 58", "Article 58 of the Labor Law", "Labor Law", "1 --"]
)
def test_a_long_run_of_blanks_behind_words_takes_linear_time(words: str) -> None:
    started = time.process_time()
    assert article(f"{TITLE}\n\nGo there.\n{words}{' ' * 20_000}x\n").title == TITLE
    # Measured 0.2 s; 8 s and far more when each blank could be read in several ways.
    assert time.process_time() - started < 4


@pytest.mark.parametrize(
    "lines", [["Contents", *[f"heading {n:x}z" for n in range(1_000)] * 2], ["5 comments"] * 3_000]
)
def test_many_lines_of_one_kind_take_linear_time(lines: list[str]) -> None:
    below = "\n".join(lines)
    started = time.process_time()
    assert article(f"{TITLE}\n\nWhoever loses a card goes there.\n{below}\n").title == TITLE
    # Measured 0.6 s; 8 s when all lines below each were read for it.
    assert time.process_time() - started < 5
