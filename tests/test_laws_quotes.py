"""Quotations of law articles told apart from mentions, form by form."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_service.domain import LawKey, Span
from qa_service.ingest.laws.find import find_laws

SIL = "Social Insurance Law"
LCL = "Labor Contract Law"
CIVIL = "Civil Code"
WORK_INJURY = "Regulations on Work-Related Injury Insurance"
UNEMPLOYMENT = "Regulations on Unemployment Insurance"
HOUSING = "Regulations on the Administration of Housing Provident Fund"
FOREIGN = "Interim Measures for Foreigners Employed in China to Participate in Social Insurance"


@dataclass(frozen=True)
class Case:
    name: str
    text: str
    quotes: tuple[tuple[str, int, str, str], ...] = ()
    """Law, article, how the law's own words begin, how the quotation ends."""
    mentions: tuple[tuple[str, int], ...] = ()
    inline: bool | tuple[bool, ...] = False
    """Of all quotations, or of each."""
    title: str = ""


CASES = [
    Case(
        "a text that ends where a quotation begins",
        'Pay in time.\nArticle 58 of the Social Insurance Law stipulates: "',
        mentions=((SIL, 58),),
    ),
    Case(
        "the same in Chinese",
        "按时缴费。\n《社会保险法》第五十八条规定：“",
        mentions=((SIL, 58),),
    ),
    Case("dashes are no words of a law", "Social Insurance Law 第五十八条 -  -  - "),
    # --- blocks ----------------------------------------------------------------------------
    Case(
        "name, number and text on lines of their own",
        "Legal basis:\nPeople's Republic of China (PRC) social insurance law\nArticle 58\n"
        "The employing unit shall apply for registration within 30 days.\n- Related articles\n"
        "- Can I use my card?",
        ((SIL, 58, "The employing unit", "within 30 days."),),
    ),
    *(
        Case(
            f"a law that is attached: {head}",
            f"Pay in time.\n{head}\nArticle 4 Employers and individuals have the right to inquire "
            "about records.",
            ((SIL, 4, "Employers", "about records."),),
        )
        for head in (
            "Appendix: Social Insurance Law",
            "Annex 1: Social Insurance Law of the People's Republic of China",
            "Attachment 2: Social Insurance Law",
            "Full text of the Social Insurance Law",
            "Social Insurance Law (full text)",
            "附：《社会保险法》",
            "附件1：中华人民共和国社会保险法",
            "《社会保险法》全文如下：",
        )
    ),
    Case(
        "a number glued to the name of the law",
        "Legal basis: Social Insurance Law of the People's Republic of ChinaArticle 14 The account "
        "shall not be withdrawn in advance.",
        ((SIL, 14, "The account", "in advance."),),
    ),
    Case(
        "two articles, the first with two paragraphs",
        "Legal basis:\n\nSocial Insurance Law of the People's Republic of China\n\n"
        "Article 4 Employers and individuals have the right to inquire about records.\n\n"
        "Individuals enjoy social insurance benefits according to law.\n\n"
        "Article 58 An employing unit shall apply within 30 days.",
        (
            (SIL, 4, "Employers and individuals", "benefits according to law."),
            (SIL, 58, "An employing unit", "within 30 days."),
        ),
    ),
    Case(
        "behind some words and a colon, in quotation marks",
        'Do not sign it.\nFinally: Social Insurance Law, article 45, "The unemployed who meet the '
        'following conditions shall receive unemployment insurance benefits from the fund."',
        ((SIL, 45, "The unemployed", "from the fund."),),
    ),
    # "in People's Republic of China (PRC)"
    Case(
        "in the country: a sentence states it",
        "Pay in time. Article 57 of the Social Insurance Law in People's Republic of China (PRC) "
        "stipulates that the employing unit shall apply for registration.",
        ((SIL, 57, "the employing unit", "registration."),),
        inline=True,
    ),
    Case(
        "in the country: a sentence cites it",
        "Pay in time. According to Article 62 of the Labor Law in People's Republic of China "
        "(PRC): Female workers shall be granted no less than ninety days of leave.",
        (("Labor Law", 62, "Female workers", "days of leave."),),
        inline=True,
    ),
    Case(
        "in the country: a law that is known by its form",
        "Pay in time. Article 62 of the Company Law in the People’s Republic of China (PRC) "
        "stipulates that the company shall bear the cost of registration.",
        (("Company Law", 62, "the company", "registration."),),
        inline=True,
    ),
    Case(
        "in the country: three laws in one legal basis",
        "Legal basis:\nRegulations on Unemployment Insurance in People's Republic of China (PRC)\n"
        "Article 14 The unemployed shall receive unemployment benefits.\n"
        "Measures for the Administration of Social Security Cards in People's Republic of China "
        "(PRC)\nArticle 3 The card shall be issued free of charge.\n"
        "Social Insurance Law in People's Republic of China (PRC) Article 58 The employing unit "
        "shall apply for registration.",
        (
            ("Regulations on Unemployment Insurance", 14, "The unemployed", "benefits."),
            (
                "Measures for the Administration of Social Security Cards",
                3,
                "The card",
                "free of charge.",
            ),
            (SIL, 58, "The employing unit", "registration."),
        ),
    ),
    # numbers above 999
    Case(
        "the Civil Code behind another law",
        "Legal basis:\nArticle 39 of the Social Insurance Law: The employer shall pay.\n"
        "Article 1179 of the Civil Code: Whoever infringes upon another shall compensate.",
        (
            (SIL, 39, "The employer", "shall pay."),
            (CIVIL, 1179, "Whoever infringes", "shall compensate."),
        ),
    ),
    Case(
        "the same behind blank lines, its name in front and in quotation marks",
        "Legal basis:\n\nArticle 39 of the Social Insurance Law: The employer shall pay.\n\n"
        '"Civil Code" Article 1182 The compensation shall be paid in full.',
        (
            (SIL, 39, "The employer", "shall pay."),
            (CIVIL, 1182, "The compensation", "in full."),
        ),
    ),
    Case(
        "the Civil Code in Chinese",
        "法律依据：\n《中华人民共和国社会保险法》第三十九条 用人单位应当缴纳工伤保险费。\n"
        "《中华人民共和国民法典》第一千一百七十九条 侵害他人造成人身损害的，应当赔偿医疗费。\n"
        "第一千零九条 从事有关活动的，应当遵守法律。",
        (
            (SIL, 39, "用人单位", "工伤保险费。"),
            (CIVIL, 1179, "侵害他人", "医疗费。"),
            (CIVIL, 1009, "从事有关", "遵守法律。"),
        ),
    ),
    Case(
        "its name above its articles",
        "Pay in time.\nCivil Code of the People's Republic of China\n"
        "Article 1165 Whoever is at fault shall bear liability.\n"
        "Article one thousand one hundred and ninety-one The employer shall bear liability.",
        (
            (CIVIL, 1165, "Whoever is", "bear liability."),
            (CIVIL, 1191, "The employer", "bear liability."),
        ),
    ),
    Case(
        "a year is no article",
        "Legal basis:\nSocial Insurance Law\nArticle 39 The employer shall pay.\n"
        "Rules 1999 of the city shall not apply.",
        ((SIL, 39, "The employer", "shall not apply."),),
    ),
    Case(
        "numbers in brackets below the law's name",
        "Do it soon.\nSocial Insurance Law:\n[Article 58] The employing unit shall apply for "
        "registration within 30 days.\n[Article 62] Where it fails to declare, the payable amount "
        "shall be determined at 110 percent.\nReferences\n1. A newspaper",
        (
            (SIL, 58, "The employing unit", "within 30 days."),
            (SIL, 62, "Where it fails", "at 110 percent."),
        ),
    ),
    Case(
        "name and number in brackets each, and the paragraph behind; opening hours are no law",
        "【Social Insurance Law】【Article 58】Para. 2: The employing unit shall apply for "
        "registration within 30 days.\nThe counter is open every day, Saturdays 8:00-11:00.",
        ((SIL, 58, "The employing unit", "within 30 days."),),
    ),
    Case(
        "name and number in Chinese brackets",
        "要办理。\n【《社会保险法》第五十八条】用人单位应当自用工之日起三十日内申请办理社会保险登记。\n"
        "【第六十二条】用人单位未按规定申报的，按照该单位上月缴费额的百分之一百一十确定应当缴纳数额。",
        (
            (SIL, 58, "用人单位应当", "办理社会保险登记。"),
            (SIL, 62, "用人单位未按", "确定应当缴纳数额。"),
        ),
    ),
    Case(
        "the number inside the quotation marks",
        'By law: Social Insurance Law, "Article 58: The employing unit shall apply for '
        'registration within 30 days from the date of employment."\nGo there.',
        ((SIL, 58, "The employing unit", "the date of employment."),),
        inline=True,
    ),
    Case(
        "in its article, in corner brackets",
        "Do it. The Social Insurance Law provides in its Article 58 that 「the employing unit "
        "shall apply for registration within 30 days from the date of employment」. So go.",
        ((SIL, 58, "the employing unit", "the date of employment"),),
        inline=True,
    ),
    Case(
        "a line below a label with its reference behind",
        "Law link\nThe employing unit shall apply to the agency for registration within 30 days. "
        "(Article 58, Social Insurance Law)\nGo there.",
        ((SIL, 58, "The employing unit", "within 30 days."),),
        inline=True,
    ),
    Case(
        "behind a label and an arrow",
        'Legal note: → according to Article 58 of the Social Insurance Law, "The state establishes '
        'a unified individual social security number." Go there.',
        ((SIL, 58, "The state", "security number."),),
        inline=True,
    ),
    Case(
        "in quotation marks right behind the number",
        'Look at it: see Social Insurance Law, article 58 "The state establishes a unified number, '
        "which is the number of the citizen's identity card.\"",
        ((SIL, 58, "The state", "identity card."),),
        inline=True,
    ),
    Case(
        "as an article puts it",
        "Also, as Article 97 of the Social Insurance Law puts it, Foreigners employed within the "
        "territory of China shall participate in social insurance.",
        ((SIL, 97, "Foreigners employed", "in social insurance."),),
        inline=True,
    ),
    Case(
        "a link to regulations as a label",
        "Go there.\nLink to regulations: Article 21 of the Social Insurance Law The treatment of "
        "new rural social endowment insurance consists of two parts.",
        ((SIL, 21, "The treatment", "of two parts."),),
    ),
    Case(
        "a case put to you inside the law",
        "Legal basis: Social Insurance Law\nArticle 46 The longest period shall be twelve months. "
        "If you become unemployed again, the period is calculated anew.\nIf you are in doubt, call "
        "12333.",
        ((SIL, 46, "The longest", "calculated anew."),),
    ),
    Case(
        "chapters of a notice of the city's own",
        "The Measures are printed.\nChapter I General Provisions\nArticle 1 These Measures share "
        "the burden.\nChapter II Funds\nArticle 2 The fund is raised at 108 yuan a year.",
    ),
    Case(
        "a law's words between quotation marks in a sentence about it",
        'Article 56 of the Social Insurance Law lets workers have the allowance "(1) when a woman '
        'worker takes maternity leave for childbirth; (2) in other circumstances".',
        ((SIL, 56, "(1) when", "other circumstances"),),
        inline=True,
    ),
    Case(
        "law after the label, with a full stop",
        "Legal basis: People's Republic of China (PRC) Social Insurance Law.\n"
        "Article 16 Individuals who have paid for fifteen years draw the basic pension.",
        ((SIL, 16, "Individuals who", "basic pension."),),
    ),
    Case(
        "reference and law in one line with the text",
        "Legal basis: Article 57 of the Social Insurance Law of People's Republic of China (PRC) "
        "The employing unit should apply within thirty days.\nIf the items change, it should go "
        "through the formalities.\nArticle 58 The employing unit should register the worker.",
        (
            (SIL, 57, "The employing unit", "through the formalities."),
            (SIL, 58, "The employing unit", "register the worker."),
        ),
    ),
    Case(
        "law without the country, capital directly behind",
        "Legal basis: Article 10 of the Labor Law Employers shall not dismiss workers at will.",
        (("Labor Law", 10, "Employers shall", "at will."),),
    ),
    Case(
        "law before the number in one line",
        "Legal ground: Social Insurance Law of the PRC, Article 63: If the unit has not paid on "
        "time, the collection agency shall order it to pay.",
        ((SIL, 63, "If the unit", "order it to pay."),),
    ),
    Case(
        "law of the PRC, a capital directly behind",
        "Legal basis: Article 10 of the Social Insurance Law of the PRC Employees shall "
        "participate.\nArticle 5 of the Regulations on Unemployment Insurance Employers who pay "
        "late shall be fined.",
        (
            (SIL, 10, "Employees shall", "participate."),
            ("Regulations on Unemployment Insurance", 5, "Employers who", "be fined."),
        ),
    ),
    Case(
        "several laws one after another",
        "Legal basis:\nSocial Insurance Law\nArticle 97 Foreigners employed in China take part "
        "with reference to this Law.\nInterim Measures for Participation in Social Insurance of "
        "Foreigners Employed in China\nArticle 3 Foreigners lawfully hired take part.\n"
        "Labor Contract Law of the People's Republic of China\nArticle 38\nA worker may dissolve "
        "the contract.",
        (
            (SIL, 97, "Foreigners employed", "this Law."),
            (FOREIGN, 3, "Foreigners lawfully", "take part."),
            (LCL, 38, "A worker may", "the contract."),
        ),
    ),
    Case(
        "a city regulation is not the national law",
        "Legal basis:\nSocial Insurance Law\nArticle 58 The employing unit shall register.\n"
        "Jinan Social Security Card Management Measures\nArticle 7 The card is made within "
        "fifteen working days.",
        (
            (SIL, 58, "The employing unit", "shall register."),
            ("Jinan Social Security Card Management Measures", 7, "The card is", "working days."),
        ),
    ),
    Case(
        "a city regulation in lower case on its line",
        "Legal basis:\nshanghai social security card management measures\n"
        "Article 7 The card is issued free of charge for the first time.",
        (("Shanghai Social Security Card Management Measures", 7, "The card is", "first time."),),
    ),
    Case(
        "a province's regulation, head first",
        "Legal basis: Article 12 of the Regulations of Guangdong Province on Work-Related Injury "
        "Insurance Employers shall pay the premium.",
        (
            (
                "Regulations of Guangdong Province on Work-Related Injury Insurance",
                12,
                "Employers shall",
                "the premium.",
            ),
        ),
    ),
    Case(
        "lower case after the number",
        "Legal basis:\nPRC Social Insurance Law\nArticle 58 the employing unit shall register the "
        "worker within 30 days.",
        ((SIL, 58, "the employing unit", "within 30 days."),),
    ),
    Case(
        "punctuation behind the number",
        "Legal basis:\nSocial Insurance Law\nArticle 58: The employing unit shall register.\n"
        "Article 59. The government shall strengthen collection.\n"
        "Article 60, The unit shall declare by itself and pay in time.\n"
        "Article 61 - Agencies shall collect in full.",
        (
            (SIL, 58, "The employing", "register."),
            (SIL, 59, "The government", "collection."),
            (SIL, 60, "The unit", "in time."),
            (SIL, 61, "Agencies shall", "in full."),
        ),
    ),
    Case(
        "captions",
        "Legal basis:\nSocial Insurance Law\nArticle 58 [Registration] The employing unit shall "
        "register.\nArticle 59 (Collection of premiums) The government shall strengthen it.",
        ((SIL, 58, "The employing", "register."), (SIL, 59, "The government", "strengthen it.")),
    ),
    Case(
        "ordinal for the number",
        "Legal basis:\nSocial Insurance Law\nArticle 27 Insured persons shall pay.\n"
        "Seventy-second social insurance agencies should be set up in each pooling area.\n"
        "Seventy-fourth A social insurance agency shall keep records for each person.",
        (
            (SIL, 27, "Insured persons", "shall pay."),
            (SIL, 72, "social insurance agencies", "pooling area."),
            (SIL, 74, "A social insurance", "each person."),
        ),
    ),
    Case(
        "number with ordinal ending, rule, capitals, words",
        "Legal basis:\nMilitary Insurance Law\nArticle 100th The unit shall obey.\nRule three. "
        "Soldiers take part in insurance.\nARTICLE 12 The state shall bear the cost.\n"
        "Article fifty-eight Units shall register for them.\nArt. 7 Pensions are paid monthly.",
        (
            ("Military Insurance Law", 100, "The unit", "obey."),
            ("Military Insurance Law", 3, "Soldiers take", "insurance."),
            ("Military Insurance Law", 12, "The state", "the cost."),
            ("Military Insurance Law", 58, "Units shall", "for them."),
            ("Military Insurance Law", 7, "Pensions are", "monthly."),
        ),
    ),
    Case(
        "digits with an ordinal ending alone",
        "Legal basis:\nSocial Insurance Law\n58th The employing unit shall register the worker.",
        ((SIL, 58, "The employing", "the worker."),),
    ),
    Case(
        "markdown",
        "## Legal basis\n\n**Social Insurance Law**\n\n**Article 54** If the unit has paid, its "
        "employees enjoy treatment.\n\n> Article 56 Employees can enjoy allowance in these cases:\n"
        "\n## Contact\n\nDial 12333.",
        ((SIL, 54, "If the unit", "treatment."), (SIL, 56, "Employees can", "cases:")),
    ),
    Case(
        "《》 around an English name",
        "Legal basis: 《Social Insurance Law of the People's Republic of China》 Article 58 An "
        "employing unit shall register.",
        ((SIL, 58, "An employing", "register."),),
    ),
    Case(
        "in guillemets",
        "Legal basis\n«Social Insurance Law» Article 60: «The employing unit shall declare and pay "
        "on time.»\n‹Labor Law› Article 72 Employers must participate.",
        ((SIL, 60, "The employing", "on time."), ("Labor Law", 72, "Employers", "participate.")),
    ),
    Case(
        "sentences joined without a space",
        "Legal basis: Article 60 of the Social Insurance Law The employing unit shall pay on time."
        "Article 38 of the Labor Contract Law The worker may leave.You can call the hall.",
        ((SIL, 60, "The employing", "on time."), (LCL, 38, "The worker", "may leave.")),
    ),
    Case(
        "sentences joined, and cited inside one",
        "According to Article 58 of the Social Insurance Law, the unit shall register within 30 "
        "days.Wages are another matter.",
        ((SIL, 58, "the unit", "30 days."),),
        inline=True,
    ),
    Case(
        "the next number in lower case behind a full stop",
        "Legal basis: Labor Contract Law article 38 The worker may leave under article 39 of this "
        "Law. article 46 The employing unit shall pay compensation.",
        ((LCL, 38, "The worker", "this Law."), (LCL, 46, "The employing", "compensation.")),
        mentions=((LCL, 39),),
    ),
    Case(
        "no space around the number",
        "Legal basis:\nSocial Insurance LawArticle60 The employing unit shall pay on time.",
        ((SIL, 60, "The employing", "on time."),),
    ),
    Case(
        "a paragraph behind the number, and a dash",
        "Legal basis:\nSocial Insurance Law, Article 60, the first paragraph: The unit shall pay.\n"
        "Article 61.— The agency shall collect.",
        ((SIL, 60, "The unit", "shall pay."), (SIL, 61, "The agency", "collect.")),
    ),
    Case(
        "a line below a label with its reference behind a dash",
        "Legal basis:\nThe employing unit shall apply to the agency for registration within 30 "
        "days. — Social Insurance Law, Article 58",
        ((SIL, 58, "The employing unit", "within 30 days."),),
        inline=True,
    ),
    Case(
        "in angle brackets",
        "Legal basis\n<Social Insurance Law> Article 60 The employing unit shall pay on time.",
        ((SIL, 60, "The employing", "on time."),),
    ),
    Case(
        "the law's name in brackets behind its words",
        "The Social Insurance Law holds.\nLegal basis\nArticle 60. The employing unit shall pay on "
        "time. (Social Insurance Law)\n第六十一条 社会保险费征收机构应当按时足额征收社会保险费。"
        "（《社会保险法》）",
        ((SIL, 60, "The employing", "on time."), (SIL, 61, "社会保险费", "社会保险费。")),
    ),
    Case(
        "the reference alone on its line",
        "Legal basis: Article 74 of the Social Insurance Law of the People's Republic of China\n"
        "The social insurance agency gets the data it needs through handling business.",
        ((SIL, 74, "The social insurance agency", "handling business."),),
    ),
    Case(
        "amendment and chapter lines between name and number",
        "Legal basis:\nSocial Insurance Law of the People's Republic of China (2018 Amendment)\n"
        "Chapter VII Social Insurance Premium Collection\n"
        "Article 58 The employing unit shall register.",
        ((SIL, 58, "The employing", "register."),),
    ),
    Case(
        "a numbered list of laws",
        "Legal basis:\n1. Social Insurance Law\nArticle 58 The unit shall register workers.\n"
        "2. Labor Law\nArticle 72 Employers and workers must participate.",
        ((SIL, 58, "The unit", "workers."), ("Labor Law", 72, "Employers and", "participate.")),
    ),
    Case(
        "numbered references",
        "Legal basis:\n1. Article 58 of the Social Insurance Law: The unit shall register.\n"
        "2. Article 72 of the Labor Law: Employers must participate in insurance.",
        ((SIL, 58, "The unit", "register."), ("Labor Law", 72, "Employers must", "insurance.")),
    ),
    Case(
        "articles in one run-on paragraph",
        "Legal basis: Article 10 of the Social Insurance Law Employees shall participate. Units "
        "pay the premium. Article 12 The employing unit shall pay in proportion. Article 38 of "
        "the Labor Contract Law of the PRC A worker may dissolve the contract.",
        (
            (SIL, 10, "Employees shall", "the premium."),
            (SIL, 12, "The employing", "in proportion."),
            (LCL, 38, "A worker", "the contract."),
        ),
    ),
    Case(
        "run-on, no full stop before the next number",
        "Legal basis: Social Insurance Law Article 10 Employees shall participate together "
        "Article 12 The employing unit shall pay in proportion",
        ((SIL, 10, "Employees", "together"), (SIL, 12, "The employing", "in proportion")),
    ),
    Case(
        "run-on, label and summary in mid-line",
        "The card is made in 7 days. Legal basis: Article 58 of the Social Insurance Law of "
        "People's Republic of China (PRC) The employing unit shall register. To sum up, the card "
        "is quick.",
        ((SIL, 58, "The employing", "register."),),
    ),
    Case(
        "enumeration inside the article",
        "Legal basis:\nSocial Insurance Law\nArticle 45 Persons meeting the following conditions "
        "shall draw benefits:\n(1) they have paid for a year;\n(2) they did not quit;\n"
        "(3) they have registered.\nArticle 46 The longest period is twelve months.",
        ((SIL, 45, "Persons meeting", "have registered."), (SIL, 46, "The longest", "months.")),
    ),
    Case(
        "an announced list with plain numbers belongs to the article",
        "Legal basis:\nSocial Insurance Law\nArticle 45 Persons meeting the following conditions "
        "shall draw benefits:\n1. they have paid for a year;\n2. they did not quit.\n"
        "To sum up, apply early.",
        ((SIL, 45, "Persons meeting", "did not quit."),),
    ),
    Case(
        "an inner reference does not end the quotation",
        "Legal basis:\nSocial Insurance Law\nArticle 16 Persons draw the pension. The measures "
        "in Article 15 of this Law apply to them. The State Council decides.",
        ((SIL, 16, "Persons draw", "Council decides."),),
        mentions=((SIL, 15),),
    ),
    Case(
        "words of the article's own behind the quotation",
        "Legal basis: Article 38 of the Labor Contract Law The worker may dissolve the contract. "
        "The procedure follows Article 63 of the Social Insurance Law, and a complaint is accepted "
        "under Article 82 of the same law.",
        ((LCL, 38, "The worker", "the contract."),),
        mentions=((SIL, 63), (SIL, 82)),
    ),
    Case(
        "a heading ends the quotation",
        "Legal basis:\nSocial Insurance Law\nArticle 58 The unit shall register.\n"
        "Second, how to get a new card?\nGo to the bank.",
        ((SIL, 58, "The unit", "register."),),
    ),
    Case(
        "a section after the quotation, by its number",
        "Legal basis:\nSocial Insurance Law\nArticle 58 The unit shall register.\n"
        "1. Materials\nBring the identity card.\nArticle on cards",
        ((SIL, 58, "The unit", "register."),),
    ),
    Case(
        "extended information ends it",
        "Legal basis:\nSocial Insurance Law\nArticle 58 The unit shall register.\n"
        "Extended information:\nThe card has a chip.",
        ((SIL, 58, "The unit", "register."),),
    ),
    Case(
        "words to the reader end it",
        "Legal basis:\nSocial Insurance Law\nArticle 58 The unit shall register.\n"
        "If you lose your card, dial 12333.",
        ((SIL, 58, "The unit", "register."),),
    ),
    Case(
        "a law's my is its translator's",
        "Legal basis: Article 14 of the Regulations on Unemployment Insurance stipulates: "
        "Unemployed persons shall receive benefits who (1) have paid for 1 year; (2) not because "
        "of my will to interrupt employment.",
        (("Regulations on Unemployment Insurance", 14, "Unemployed persons", "employment."),),
    ),
    Case(
        "an item of an article is told of",
        "In accordance with Item 6 of Article 24 of the Social Insurance Law, employees whose rent "
        "exceeds the proportion can withdraw it.",
        (),
        ((SIL, 24),),
    ),
    Case(
        "a sentence with another article to look up is the page's own",
        "According to Article 84 of the Social Insurance Law, the unit is also fined, and see "
        "Article 46 of the Labor Contract Law.",
        (),
        ((SIL, 84), ("Labor Contract Law", 46)),
    ),
    Case(
        "a number to call ends it",
        "Legal basis:\nSocial Insurance Law\nArticle 58 The unit shall register.\n"
        "The window for registration is on 0833-244-7719.",
        ((SIL, 58, "The unit", "register."),),
    ),
    Case(
        "a wrapped line is no heading",
        "Legal basis:\nSocial Insurance Law\nArticle 58\nThe employing unit shall, within 30 days\n"
        "from the date of employment, apply\nfor registration.",
        ((SIL, 58, "The employing", "for registration."),),
    ),
    Case(
        "legal objectivity is a label",
        "Legal subjectivity: The card can be used.\nLegal objectivity: Article 58 of the Social "
        "Insurance Law The unit shall register.",
        ((SIL, 58, "The unit", "register."),),
    ),
    Case(
        "label without a name, one law named elsewhere",
        "The Social Insurance Law governs this.\nLegal basis:\nArticle 58 The unit shall register "
        "its workers.",
        ((SIL, 58, "The unit", "workers."),),
    ),
    Case(
        "label without any name: no key is invented",
        "Legal basis:\nArticle 58 The unit shall register its workers.",
    ),
    Case(
        "two laws named elsewhere: no key is invented",
        "The Social Insurance Law and the Labor Law govern this.\nLegal basis:\nArticle 58 The "
        "unit shall register its workers.",
    ),
    Case(
        "introduced by a sentence with a colon",
        "The Social Insurance Law stipulates the following:\nArticle 58 The unit shall register.",
        ((SIL, 58, "The unit", "register."),),
    ),
    # --- inline ----------------------------------------------------------------------------
    Case(
        "according to",
        "Cards are free. According to Article 4 of the Social Insurance Law, employers and "
        "individuals who pay premiums have the right to inquire about records. The bank is open.",
        ((SIL, 4, "employers and individuals", "about records."),),
        inline=True,
    ),
    Case(
        "according to the provisions of",
        "According to the relevant provisions of Article 58 of the Social Insurance Law of the "
        "People's Republic of China, the employing unit shall register within 30 days.",
        ((SIL, 58, "the employing unit", "within 30 days."),),
        inline=True,
    ),
    Case(
        "pursuant to, law in front",
        "Pursuant to the Social Insurance Law, Article 58, an employing unit shall register its "
        "workers. Go to the window.",
        ((SIL, 58, "an employing unit", "its workers."),),
        inline=True,
    ),
    Case(
        "as stipulated in",
        "As stipulated in Article 63 of the Social Insurance Law, the collection agency shall "
        "order it to pay.",
        ((SIL, 63, "the collection agency", "to pay."),),
        inline=True,
    ),
    Case(
        "stipulates that",
        "Article 58 of the Social Insurance Law stipulates that the employing unit shall register "
        "within 30 days. Many firms are late.",
        ((SIL, 58, "the employing unit", "within 30 days."),),
        inline=True,
    ),
    Case(
        "clearly stipulates, no that",
        "Article 58 of China's Social Insurance Law clearly stipulates the employing unit shall "
        "register within 30 days.",
        ((SIL, 58, "the employing unit", "within 30 days."),),
        inline=True,
    ),
    Case(
        "provides, in quotation marks, two sentences",
        'Article 58 of the Social Insurance Law provides: "The employing unit shall register. '
        'Otherwise the agency decides." That is strict.',
        ((SIL, 58, "The employing", "agency decides."),),
        inline=True,
    ),
    Case(
        "the law stipulates in its article",
        "The Social Insurance Law stipulates in Article 58 that the employing unit shall register "
        "within 30 days.",
        ((SIL, 58, "the employing unit", "30 days."),),
        inline=True,
    ),
    Case(
        "it is stipulated in … that",
        "It is stipulated in Article 10 of the Social Insurance Law that employees shall take part "
        "in pension insurance.",
        ((SIL, 10, "employees shall", "pension insurance."),),
        inline=True,
    ),
    Case(
        "two citations in one paragraph",
        "According to Article 10 of the Social Insurance Law, employees shall participate in it. "
        "According to Article 72 of the Labor Law, employers must participate in it as well.",
        (
            (SIL, 10, "employees shall", "in it."),
            ("Labor Law", 72, "employers must", "as well."),
        ),
        inline=True,
    ),
    Case(
        "citation with a paragraph number",
        "According to Paragraph 1 of Article 27 of the Social Insurance Law, the insured person "
        "no longer pays the premium after retirement.",
        ((SIL, 27, "the insured person", "after retirement."),),
        inline=True,
    ),
    Case(
        "labelled citation: a quotation, not a sentence of the article",
        "Legal basis: According to Article 58 of the Social Insurance Law, the employing unit "
        "shall register within 30 days.",
        ((SIL, 58, "the employing unit", "30 days."),),
    ),
    Case(
        "labelled stipulation",
        "Legal basis: Article 58 of the Social Insurance Law stipulates: The employing unit shall "
        "register within 30 days. The agency shall check.",
        ((SIL, 58, "The employing unit", "shall check."),),
    ),
    # --- mentions --------------------------------------------------------------------------
    Case(
        "see", "For late payment see Article 63 of the Social Insurance Law.", mentions=((SIL, 63),)
    ),
    Case(
        "in brackets",
        "The unit must register (Social Insurance Law, Article 58) in time.",
        mentions=((SIL, 58),),
    ),
    Case(
        "range",
        "In accordance with Articles 58 to 60 of the Social Insurance Law, units register and pay.",
        mentions=((SIL, 58), (SIL, 59), (SIL, 60)),
    ),
    Case(
        "a list behind the label",
        "Legal basis: Articles 58, 59 and 60 of the Social Insurance Law.\nDial the window.",
        mentions=((SIL, 58), (SIL, 59), (SIL, 60)),
    ),
    Case(
        "references alone, one a line",
        "Legal basis:\nArticle 58 of the Social Insurance Law\nArticle 38 of the Labor Contract "
        "Law\nTo sum up, register in time.",
        mentions=((SIL, 58), (LCL, 38)),
    ),
    Case(
        "the same law",
        "The arrears follow Article 63 of the Social Insurance Law, and a complaint is accepted "
        "under Article 82 of the same law.",
        mentions=((SIL, 63), (SIL, 82)),
    ),
    Case(
        "cited, but with advice to the reader",
        "According to Article 58 of the Social Insurance Law, you should ask your boss to "
        "register you.",
        mentions=((SIL, 58),),
    ),
    Case(
        "provides for",
        "Article 58 of the Social Insurance Law provides for registration.",
        mentions=((SIL, 58),),
    ),
    Case(
        "a question",
        "What does Article 58 of the Social Insurance Law stipulate?",
        mentions=((SIL, 58),),
    ),
    Case(
        "a sentence about it",
        "Article 58 of the Social Insurance Law is often cited.",
        mentions=((SIL, 58),),
    ),
    Case(
        "violation",
        "A firm that violates Article 58 of the Social Insurance Law must pay a "
        "fine under Article 84.",
        mentions=((SIL, 58), (SIL, 84)),
    ),
    # --- neither ---------------------------------------------------------------------------
    Case(
        "a contract's article",
        "The Labor Law applies. Article 3 of this contract shall be changed in writing.",
    ),
    Case(
        "related articles",
        "Social Insurance Law\n- Related articles\n- 5 articles of daily use"
        "\n1. Article title\nThe following article explains it.",
    ),
    Case(
        "according to law",
        "Units pay according to law, laws and regulations. Second, the bank makes the card.",
    ),
    Case("a date", "On the 58th day the card is made. Social Insurance Law"),
    # --- Chinese ---------------------------------------------------------------------------
    Case(
        "第五十八条 under the name",
        "法律依据：\n《中华人民共和国社会保险法》\n"
        "第五十八条　用人单位应当自用工之日起三十日内申请登记。\n"
        "国家建立全国统一的个人社会保障号码。\n第五十九条 "
        "县级以上人民政府加强社会保险费的征收工作。\n"
        "综上所述，应及时办理。",
        (
            (SIL, 58, "用人单位应当", "社会保障号码。"),
            (SIL, 59, "县级以上", "征收工作。"),
        ),
    ),
    Case(
        "总的来说 ends it",
        "法律依据：\n社会保险法\n"
        "第五十八条 用人单位应当自用工之日起三十日内申请登记。\n总的来说应当尽快。",
        ((SIL, 58, "用人单位应当", "申请登记。"),),
    ),
    Case(
        "name and number in one line",
        "法律依据：《中华人民共和国社会保险法》第五十八条 "
        "用人单位应当自用工之日起三十日内申请登记。",
        ((SIL, 58, "用人单位应当", "申请登记。"),),
    ),
    Case(
        "number directly before the text",
        "法律依据：\n中华人民共和国社会保险法\n"
        "第五十八条用人单位应当自用工之日起三十日内申请登记。",
        ((SIL, 58, "用人单位应当", "申请登记。"),),
    ),
    Case(
        "caption",
        "法律依据：\n《社会保险法》\n"
        "第58条【社会保险登记】用人单位应当自用工之日起三十日内申请登记。",
        ((SIL, 58, "用人单位应当", "申请登记。"),),
    ),
    Case(
        "规定",
        "补办很快。《社会保险法》第五十八条规定：用人单位应当自用工之日起三十日内申请登记。请尽快办"
        "理。",
        ((SIL, 58, "用人单位应当", "申请登记。"),),
        inline=True,
    ),
    Case(
        "根据",
        "根据《中华人民共和国社会保险法》第五十八条第一款的规定，用人单位应当自用工之日起三十日内申请登"
        "记。"
        "带身份证去窗口。",
        ((SIL, 58, "用人单位应当", "申请登记。"),),
        inline=True,
    ),
    Case(
        "quotation marks",
        "社会保险法第四条规定：“个人依法享受社会保险待遇。有权监督本单位为其缴费情况。”所以可以查"
        "询。",
        ((SIL, 4, "个人依法", "缴费情况。"),),
        inline=True,
    ),
    Case(
        "a city's measures",
        "法律依据：\n《社会保险法》\n第五十八条 用人单位应当申请登记。\n"
        "《济南市社会保障卡管理办法》\n"
        "第七条 社会保障卡首次申领免费，由银行发放。",
        (
            (SIL, 58, "用人单位应当", "申请登记。"),
            ("济南市社会保障卡管理办法", 7, "社会保障卡首次", "银行发放。"),
        ),
    ),
    Case(
        "the rules that implement the law are not the law",
        "法律依据：\n实施《中华人民共和国社会保险法》若干规定\n第三条 "
        "参加职工基本养老保险的个人可以延长缴费。",
        (
            (
                "Several Provisions on the Implementation of the Social Insurance Law",
                3,
                "参加职工",
                "延长缴费。",
            ),
        ),
    ),
    Case(
        "mentions",
        "逾期不缴的，适用《社会保险法》第六十三条和第八十六条。",
        mentions=((SIL, 63), (SIL, 86)),
    ),
    Case(
        "an inner mention",
        "法律依据：\n《社会保险法》\n第六十条 "
        "用人单位依照本法第五十八条的规定缴纳社会保险费，不得减免。",
        ((SIL, 60, "用人单位依照", "不得减免。"),),
        mentions=((SIL, 58),),
    ),
    Case(
        "range in Chinese",
        "详见《社会保险法》第五十八条至第六十条。",
        mentions=((SIL, 58), (SIL, 59), (SIL, 60)),
    ),
    Case("第一条消息", "《社会保险法》出台。第一条消息是好的，第二条街有银行。"),
    # --- more ways to write a legal basis ---------------------------------------------------
    Case(
        "label in brackets",
        "【Legal basis】Article 58 of the Social Insurance Law of the People's Republic of China "
        "An employing unit shall register its workers.",
        ((SIL, 58, "An employing", "its workers."),),
    ),
    Case(
        "label as a sentence",
        "The legal basis is as follows: Article 58 of the Social Insurance Law: An employing unit "
        "shall register.",
        ((SIL, 58, "An employing", "register."),),
    ),
    Case(
        "comma behind the law's name",
        "Legal basis: Article 45 of the Social Insurance Law, unemployed persons who meet these "
        "conditions shall receive money: (1) paid for a year; (2) not by own will. Article 46 If "
        "paid for one year, the longest is twelve months.",
        ((SIL, 45, "unemployed persons", "own will."), (SIL, 46, "If paid", "months.")),
    ),
    Case(
        "quotation marks around name and text",
        'Legal basis: "Social Insurance Law" article 58: the employing unit shall register. '
        '"Labor Law" article 72: insurance must be joined.',
        ((SIL, 58, "the employing", "register."), ("Labor Law", 72, "insurance must", "joined.")),
    ),
    Case(
        "law's name in brackets behind the number",
        "Legal basis:\nArticle 58 (Social Insurance Law) The employing unit shall register.",
        ((SIL, 58, "The employing", "register."),),
    ),
    Case(
        "name as a sentence, broken ordinals in the same line",
        "Jinan is large. Legal basis: People's Republic of China (PRC) social insurance law. "
        "Fifty-eighth employers shall, within thirty days, register. Fifty-ninth people's "
        "governments at or above the county level shall strengthen collection.",
        ((SIL, 58, "employers shall", "register."), (SIL, 59, "people's", "collection.")),
    ),
    Case(
        "adopted at",
        "Legal basis:\nSocial Insurance Law of the People's Republic of China\n\nAdopted at the "
        "17th meeting of the Standing Committee on October 28, 2010\n\nArticle 2 The state "
        "establishes social insurance.",
        ((SIL, 2, "The state", "social insurance."),),
    ),
    Case(
        "a notice of a city",
        "Jinan Municipal People's Government Notice on Adjusting Social Insurance\n"
        "Article 3 The base shall be adjusted in July.",
        (
            (
                "Jinan Municipal People's Government Notice on Adjusting Social Insurance",
                3,
                "The base",
                "in July.",
            ),
        ),
    ),
    Case(
        "numbered label, heading behind",
        "Third, the legal basis\nSocial Insurance Law\nArticle 58 The unit shall register.\n"
        "Fourth, the fee\nIt costs 20 yuan.",
        ((SIL, 58, "The unit", "register."),),
    ),
    Case(
        "the law in front of every number",
        "Social Insurance Law Article 58\nThe employing unit shall register.\n"
        "Social Insurance Law Article 59\nThe government shall collect.",
        ((SIL, 58, "The employing", "register."), (SIL, 59, "The government", "collect.")),
    ),
    Case(
        "the second article stipulates as well",
        "Legal basis: Article 12 of the Labor Contract Law stipulates that contracts are divided "
        "into three kinds; Article 38 stipulates that the worker may dissolve the contract.",
        ((LCL, 12, "contracts are", "three kinds;"), (LCL, 38, "the worker", "the contract.")),
    ),
    Case(
        "references in a row, law in front of each",
        "Legal basis: Social Insurance Law of the PRC Article 86, Article 63, Labor Contract Law "
        "Article 38.",
        mentions=((SIL, 86), (SIL, 63), (LCL, 38)),
    ),
    Case(
        "two articles cited together",
        "According to Article 58 and Article 60 of the Social Insurance Law, units shall register "
        "and pay in full.",
        mentions=((SIL, 58), (SIL, 60)),
    ),
    Case(
        "cited for what a counter does",
        "Under Article 58 of the Social Insurance Law, the Jinan window handles registration "
        "within 5 days.",
        mentions=((SIL, 58),),
    ),
    Case(
        "an article that obliges, covers, applies",
        "Article 58 of the Social Insurance Law obliges the unit to register.\nArt. 58(2) of the "
        "Social Insurance Law covers flexible workers.\nParagraph 1 of Article 27 of the Social "
        "Insurance Law applies to retirees.",
        mentions=((SIL, 58), (SIL, 58), (SIL, 27)),
    ),
    Case(
        "items of a Chinese article, then a section of the page",
        "《社会保险法》第四十五条　失业人员符合下列条件的，领取失业保险金：\n（一）缴费满一年的；\n"
        "（二）非因本人意愿中断就业的。\n一、办理材料\n身份证",
        ((SIL, 45, "失业人员", "中断就业的。"),),
    ),
    Case(
        "Chinese: two laws in one line",
        "法律客观：《劳动合同法》第三十八条规定，用人单位有下列情形之一的，劳动者可以解除劳动合同。"
        "《社会保险法》第八十六条 用人单位未按时足额缴纳的，责令限期缴纳。",
        ((LCL, 38, "用人单位有", "劳动合同。"), (SIL, 86, "用人单位未", "限期缴纳。")),
    ),
    Case(
        "Chinese: captions on the number's line",
        "二、法律依据\n《上海市社会保障卡管理办法》\n第七条（申领）\n符合条件的人员可以申领。\n"
        "第八条（有效期）\n有效期为十年。\n三、结论\n请尽快办理。",
        (
            ("上海市社会保障卡管理办法", 7, "符合条件", "可以申领。"),
            ("上海市社会保障卡管理办法", 8, "有效期为", "十年。"),
        ),
    ),
    Case(
        "Chinese: 中华 behind the number, and the full text announced",
        "法律依据：《社会保险法》第四条中华人民共和国境内的个人有权查询缴费记录。"
        "《劳动法》第七十二条原文如下：用人单位必须依法参加社会保险。",
        ((SIL, 4, "中华人民共和国", "缴费记录。"), ("Labor Law", 72, "用人单位", "社会保险。")),
    ),
    Case(
        "Chinese: the article says what the law's article is about",
        "法律依据：《社会保险法》第六十条　用人单位应当按时足额缴纳社会保险费。"
        "详见《社会保险法》第五十八条。《社会保险法》第六十一条适用于外国人。",
        ((SIL, 60, "用人单位应当", "社会保险费。"),),
        mentions=((SIL, 58), (SIL, 61)),
    ),
    # --- ordinals beside a law's name -------------------------------------------------------
    Case(
        "name and ordinals in one line",
        "Legal basis: People's Republic of China (PRC) Social Insurance Law Forty-fifth A person "
        "out of work shall draw benefit. Forty-sixth If both have paid, the period is a year.",
        ((SIL, 45, "A person", "draw benefit."), (SIL, 46, "If both", "a year.")),
    ),
    Case(
        "ordinal of a law",
        "Legal basis: Eighty-sixth of the Social Insurance Law Where an employing unit does not "
        "pay, it shall be fined.",
        ((SIL, 86, "Where an", "be fined."),),
    ),
    Case(
        "small ordinal beside the name, in lower case behind it",
        'Legal ground: "Social Insurance Law" Fourth employers and individuals have the right to '
        "inquire about records.",
        ((SIL, 4, "employers and", "about records."),),
    ),
    Case(
        "an ordinal that counts something else",
        "Under the Social Insurance Law second jobs are insured too, and the Labor Law "
        "twenty-first century version says nothing.",
    ),
    # --- openings and closings ---------------------------------------------------------------
    Case(
        "a comma before a case supposed",
        "Labor Contract Law, Article 38, Under any of the following circumstances, the laborer may "
        "leave.",
        ((LCL, 38, "Under any", "may leave."),),
    ),
    Case(
        "a verb the law doesn't begin with, and a plural it does",
        "Legal basis:\nSocial Insurance Law\n"
        "Article 29 speaks of settlement in other places and of nothing else.\n"
        "Article 32 individuals who are employed across areas keep their relationship.",
        ((SIL, 32, "individuals who", "their relationship."),),
        mentions=((SIL, 29),),
    ),
    Case(
        "the original text announced",
        "The original text of Article 14 of the Social Insurance Law is as follows: Personal "
        "accounts shall not be withdrawn in advance.",
        ((SIL, 14, "Personal accounts", "in advance."),),
        inline=True,
    ),
    Case(
        "quotation marks closed by the reference in brackets",
        'No. "Employees shall take part in maternity insurance and pay nothing." (Article 53 of '
        "the Social Insurance Law) So it is.",
        ((SIL, 53, "Employees shall", "pay nothing."),),
        inline=True,
    ),
    Case(
        "a phrase in quotation marks is no quotation",
        'It is called "the right of inquiry" (Article 4 of the Social Insurance Law).',
        mentions=((SIL, 4),),
    ),
    Case(
        "a label without a colon",
        "Legal basis Article 8 of the Social Insurance Law Social insurance agencies provide "
        "services.",
        ((SIL, 8, "Social insurance agencies", "provide services."),),
    ),
    Case(
        "a question that names the law, its article below",
        "What does Article 47 of the Social Insurance Law say?\n"
        "Article 47 The standard shall not be lower than the allowance.",
        ((SIL, 47, "The standard", "the allowance."),),
        mentions=((SIL, 47),),
    ),
    Case(
        "a mention without a name belongs to the law of its line",
        "The duty is in Article 57 of the Social Insurance Law. If nothing is declared, Art. 62 "
        "applies.\nArticle 38 of the Labor Contract Law is another matter.",
        mentions=((SIL, 57), (SIL, 62), (LCL, 38)),
    ),
    Case(
        "a conclusion and an amount are not the law's, a fine may be",
        "Legal basis:\nSocial Insurance Law\nArticle 84 The persons responsible shall be fined "
        "not more than 3,000 yuan. Therefore register in time.\n"
        "Article 86 A late fee is charged. The base is 4,000 yuan.",
        ((SIL, 84, "The persons", "3,000 yuan."), (SIL, 86, "A late fee", "is charged.")),
    ),
    Case(
        "where an article's author says what else to read",
        "Legal basis:\nRegulations on Work-Related Injury Insurance\n"
        "Article 26 The agency shall pay the costs.\n"
        "See also Article 24 and Article 25 of these Regulations.",
        ((WORK_INJURY, 26, "The agency", "the costs."),),
        mentions=((WORK_INJURY, 24), (WORK_INJURY, 25)),
    ),
    # --- the same law, and a law of which something is said by the way ------------------------
    *(
        Case(
            f"one more article: {lead}… {law}",
            "Pay in time. According to the Social Insurance Law, Art. 46, the longest period is a "
            f"year in all.\n{lead}Art. 51 of {law}: whoever draws money stops drawing it when he "
            "is employed again.",
            ((SIL, 46, "the longest", "in all."), (SIL, 51, "whoever draws", "employed again.")),
            inline=True,
        )
        for lead, law in (
            ("And ", "the same law"),
            ("And ", "the said Law"),
            ("In addition, ", "that law"),
            ("Furthermore, ", "the Social Insurance Law"),
            ("On this there is ", "the law mentioned above"),
        )
    ),
    Case(
        "one more article is only told of",
        "Article 46 of the Social Insurance Law counts months. And Art. 51 of the same law: you "
        "stop drawing the money when you are employed again.\nThere is Article 52: see below.",
        mentions=((SIL, 46), (SIL, 51), (SIL, 52)),
    ),
    *(
        Case(
            f"a law, {aside}",
            f"The Social Insurance Law of the PRC{aside} in its Article 27 that a person who has "
            "paid for so long no longer pays after retirement.",
            ((SIL, 27, "a person", "after retirement."),),
            inline=True,
        )
        for aside in (
            " says",
            ", which came into force on July 1, 2011, states",
            ", in force since 2011, clearly provides",
            ", as last amended in 2018, stipulates",
        )
    ),
    Case(
        "a law, of which a sentence says other things",
        "The Labor Law, which came into force in 1995, is old, and the Social Insurance Law says "
        "in its Article 27 that a person who has paid no longer pays after retirement.",
        ((SIL, 27, "a person", "after retirement."),),
        inline=True,
    ),
    Case(
        "Chinese: the said law, the same law",
        "《社会保险法》很重要。该法第四十六条规定，缴费满一年的，领取期限最长为十二个月。\n"
        "同法第五十一条规定，失业人员重新就业的，停止领取失业保险金。",
        ((SIL, 46, "缴费满", "十二个月。"), (SIL, 51, "失业人员", "失业保险金。")),
        inline=True,
    ),
    Case(
        "Chinese: a sentence by another law behind the quotation",
        "法律依据：《社会保险法》第五十一条 失业人员有下列情形之一的，停止领取失业保险金。\n"
        "另根据《失业保险条例》第十四条的规定，具体办法由各地制定。",
        ((SIL, 51, "失业人员", "失业保险金。"), (UNEMPLOYMENT, 14, "具体办法", "制定。")),
        inline=(False, True),
    ),
    Case(
        "Chinese: the same in one line",
        "法律依据：《社会保险法》第五十八条规定，用人单位应当自用工之日起三十日内申请登记。"
        "根据《社会保险法》第四条的规定，个人可以查询缴费记录。",
        ((SIL, 58, "用人单位", "申请登记。"), (SIL, 4, "个人可以", "缴费记录。")),
        inline=(False, True),
    ),
    # --- one article behind another in a paragraph --------------------------------------------
    Case(
        "the next article of the law, by its number alone",
        "What does the law say? In the Social Insurance Law, Article 28 reads: Expenses that "
        "conform to the catalogue shall be paid from the fund. Article 30 The following expenses "
        "shall not be paid from the fund: (1) those abroad; (2) those of a third party. It is the "
        "same in our city.",
        (
            (SIL, 28, "Expenses that", "from the fund."),
            (SIL, 30, "The following", "third party."),
        ),
        inline=True,
    ),
    Case(
        "Chinese: the next article of the law, by its number alone",
        "《社会保险法》第二十八条规定：符合目录的医疗费用，由基金支付。"
        "第三十条 下列医疗费用不纳入基金支付范围。",
        ((SIL, 28, "符合目录", "基金支付。"), (SIL, 30, "下列医疗", "支付范围。")),
        inline=True,
    ),
    Case(
        "another article in quotation marks, whatever leads to it",
        'The basis is Article 10 of the Social Insurance Law: "Employees shall participate in '
        'basic pension insurance, which their employers pay too." And for the second question, '
        'Article 16: "Individuals who have paid for fifteen years shall receive the basic pension '
        'every month."',
        (
            (SIL, 10, "Employees shall", "pay too."),
            (SIL, 16, "Individuals who", "every month."),
        ),
        inline=True,
    ),
    Case(
        "of a law named since, and not of the one quoted before",
        'The basis is Article 97 of the Social Insurance Law, which reads: "Foreigners employed '
        'in China shall participate in social insurance." and the Interim Measures for Social '
        'Insurance of Foreigners Employed in China, whose Article 5 reads: "Foreigners who leave '
        'China before the age of pension shall have their accounts retained."',
        (
            (SIL, 97, "Foreigners employed", "social insurance."),
            (FOREIGN, 5, "Foreigners who leave", "accounts retained."),
        ),
        inline=True,
    ),
    Case(
        "another article in lower case, and how the text leads to it",
        "Article 86 of the Social Insurance Law is the source: If the employing unit fails to pay "
        "in full, a late payment fee shall be charged from the day of default. Article 63 goes "
        "on: if the employing unit still fails to pay, the agency may inquire about its accounts.",
        ((SIL, 86, "If the employing", "of default."), (SIL, 63, "if the employing", "accounts.")),
        inline=True,
    ),
    Case(
        "in another paragraph, as what a clause with a colon leads to",
        'Article 58 of the Social Insurance Law: "The employing unit shall apply for registration '
        'of its employees within 30 days." Reduction likewise.\n'
        "If the unit doesn't register: Article 84, if the employing unit fails to register, the "
        "department shall order it to make corrections within a time limit.\n"
        "And an employee may terminate the contract under Article 38 of the Labor Contract Law.",
        ((SIL, 58, "The employing", "30 days."), (SIL, 84, "if the employing", "time limit.")),
        inline=(False, True),
        mentions=((LCL, 38),),
    ),
    Case(
        "by what kind of law it is alone",
        "According to Article 24 of the Regulations on the Administration of Housing Provident "
        "Fund, an employee may withdraw the balance when he retires.\n"
        "What if the unit does not open the account? Regulation Article 37: if the unit does not "
        "open the account for its employees, the center shall order it to do so.",
        ((HOUSING, 24, "an employee", "retires."), (HOUSING, 37, "if the unit", "to do so.")),
        inline=True,
    ),
    Case(
        "in a sentence that speaks of something else behind the number",
        "Article 25 of the Social Insurance Law stipulates that the state shall establish medical "
        "insurance for residents. Article 29, on settlement, provides that expenses which the "
        "fund shall pay are settled between agency and hospital.",
        ((SIL, 25, "the state", "residents."), (SIL, 29, "expenses which", "hospital.")),
        inline=True,
    ),
    Case(
        "a number that has lost the blank behind it",
        "Legal basis: Social Insurance Law Article 14The personal account shall not be withdrawn "
        "in advance. Article 58of the form is none.",
        ((SIL, 14, "The personal", "is none."),),
    ),
    Case(
        "label, name and articles in one line",
        "Law. Social Insurance Law. Article 20 The state improves a new rural old-age insurance. "
        "Article 14 The personal account shall not be withdrawn in advance.",
        ((SIL, 20, "The state", "insurance."), (SIL, 14, "The personal", "in advance.")),
    ),
    Case(
        "no more where it says where else to look",
        "Law: Article 17 of the Social Insurance Law says that when a participant dies, those he "
        "leaves behind can receive a funeral grant. The raise of pensions is another thing, see "
        "Article 18.",
        ((SIL, 17, "when a participant", "funeral grant."),),
        mentions=((SIL, 18),),
    ),
    Case(
        "by its number alone where another law was named since",
        "Article 28 of the Social Insurance Law reads: Expenses that conform to the catalogue "
        "shall be paid from the fund. The Civil Code differs. Article 30 The following expenses "
        "shall not be paid from the fund.",
        ((SIL, 28, "Expenses that", "from the fund."),),
        inline=True,
    ),
    Case(
        "Chinese: violation of",
        "违反《社会保险法》第五十八条规定的，由社会保险行政部门责令改正。",
        mentions=((SIL, 58),),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_quotes_and_mentions(case: Case) -> None:
    found = find_laws(case.text, Span(0, len(case.text)), title=case.title)
    got = [
        (q.key.law, q.key.article, case.text[q.words : q.span.end], q.inline) for q in found.quotes
    ]
    assert [g[:2] for g in got] == [(law, n) for law, n, _, _ in case.quotes]
    for (_, _, words, _), (_, _, begins, ends) in zip(got, case.quotes, strict=True):
        assert words.startswith(begins)
        assert words.endswith(ends)
    inline = case.inline if isinstance(case.inline, tuple) else (case.inline,) * len(got)
    assert tuple(inside for *_, inside in got) == inline
    assert [(m.key.law, m.key.article) for m in found.mentions] == list(case.mentions)


@pytest.mark.parametrize(
    ("when", "own"),
    [
        ("on the 15th of each month", True),
        ("on Tuesdays and Thursdays", True),
        ("within 15 days", False),
        ("on Sundays", False),
    ],
)
def test_a_national_law_names_no_day_of_a_counter(when: str, own: bool) -> None:
    says, more = "The agency shall reply.", f"The subsidy is paid {when}."
    text = f"Legal basis: Social Insurance Law\nArticle 58 {says} {more}"
    (quote,) = find_laws(text, Span(0, len(text))).quotes
    assert text[quote.words : quote.span.end] == (says if own else f"{says} {more}")


@pytest.mark.parametrize(
    ("law", "quoted"),
    [
        ("Social Insurance Law", False),
        ("Regulations on the Placement of Retired Soldiers", False),
        ("Jinan Regulations on the Placement of Retired Soldiers", True),
    ],
)
def test_no_law_but_a_city_s_own_names_it(law: str, quoted: bool) -> None:
    text = f"According to Article 12 of the {law}, the bureau of Jinan shall accept the materials."
    places = [Span(m.start(), m.end()) for m in re.finditer("Jinan", text)]
    found = find_laws(text, Span(0, len(text)), places=places)
    assert (len(found.quotes), len(found.mentions)) == ((1, 0) if quoted else (0, 1))


def test_a_national_law_names_no_city() -> None:
    text = (
        "Legal basis:\nSocial Insurance Law\nArticle 4 Employers may ask for records. The window "
        "in Jinan answers. Under Article 82 of the Social Insurance Law, Jinan shall accept "
        "complaints."
    )
    places = [Span(at, at + 5) for at in (text.index("Jinan"), text.rindex("Jinan"))]
    found = find_laws(text, Span(0, len(text)), places=places)
    assert [text[q.words : q.span.end] for q in found.quotes] == ["Employers may ask for records."]
    assert [m.key for m in found.mentions] == [LawKey(SIL, 82)]
    # a city's regulation does
    local = text.replace("Social Insurance Law\n", "Jinan Social Security Card Measures\n")
    places = [Span(m, m + 5) for m in range(len(local)) if local.startswith("Jinan", m)]
    (quote,) = find_laws(local, Span(0, len(local)), places=places).quotes
    assert "The window in Jinan answers." in local[quote.words : quote.span.end]


@pytest.mark.parametrize(
    ("text", "apparatus"),
    [
        (
            "Body.\nLegal basis:\nPRC Social Insurance Law\nArticle 58\nThe unit shall register.",
            ["Legal basis:", "PRC Social Insurance Law"],
        ),
        (
            "## Legal basis\n\nArticle 58 of the Social Insurance Law: The unit shall register.",
            ["## Legal basis"],
        ),
        (
            "Legal basis: According to Article 58 of the Social Insurance Law, the employing unit "
            "shall register its workers.",
            ["Legal basis:", "According to"],
        ),
        (
            "法律依据：《社会保险法》第五十八条 用人单位应当申请登记。",
            ["法律依据：", "《社会保险法》"],
        ),
        (
            "Legal basis:\n«Social Insurance Law» Article 58: “The employing unit shall register.”",
            ["Legal basis:", "«Social Insurance Law»", "”"],
        ),
        (
            "Social Insurance Law\nArticle 58 The unit shall register. (Social Insurance Law)",
            ["Social Insurance Law", " (Social Insurance Law)"],
        ),
        # a label that nothing is quoted under stays, as does a mention's
        ("Legal basis: see Article 58 of the Social Insurance Law.", []),
        ("Legal basis:\nThe card is free.", []),
        (
            "According to Article 4 of the Social Insurance Law, employers have the right to ask.",
            [],
        ),
        *(
            (f"{head}\nArticle 4 of the Social Insurance Law: Employers may ask for them.", [head])
            for head in ["What does the law say?", "What does the state say", "Law", "法律怎么说"]
        ),
        ("Law firms know.\nWhat does the law say? It lets employers ask for their records.", []),
    ],
)
def test_apparatus(text: str, apparatus: list[str]) -> None:
    found = find_laws(text, Span(0, len(text)))
    assert [text[a.start : a.end] for a in found.apparatus] == apparatus


def test_span_begins_with_the_number() -> None:
    text = "Legal basis: Article 57 of the Social Insurance Law of the PRC The unit shall apply."
    (quote,) = find_laws(text, Span(0, len(text))).quotes
    assert text[quote.span.start :] == (
        "Article 57 of the Social Insurance Law of the PRC The unit shall apply."
    )
    assert text[quote.words :] == "The unit shall apply."


def test_only_the_body_is_read() -> None:
    title = "What does Article 58 of the Social Insurance Law say?\n"
    body = "Social Insurance Law\nArticle 4 Employers may ask for their records.\n"
    rest = "- Article 60 of the Social Insurance Law explained"
    text = title + body + rest
    found = find_laws(text, Span(len(title), len(title) + len(body)))
    assert [q.key for q in found.quotes] == [LawKey(SIL, 4)]
    assert found.mentions == ()


_PIECES = st.sampled_from(
    [
        "Legal basis:",
        "Social Insurance Law",
        "Article 58",
        "Articles 58 to 60",
        "the",
        "\n",
        "The employing unit shall register within 30 days.",
        "of",
        "this Law",
        "Seventy-second",
        "According to",
        ",",
        "stipulates that",
        "“",
        "”",
        "《社会保险法》",
        "第五十八条",
        "规定：",
        "用人单位应当申请登记。",
        "(1)",
        "To sum up,",
        "1.",
        "- ",
        "?",
        "Rule three.",
        "of the same law",
        "Jinan Social Security Card Management Measures",
        "Chapter I",
        ":",
        "you",
        "\u3000",
    ]
)


@given(st.lists(_PIECES, max_size=30))
def test_spans_are_sound(pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = find_laws(text, Span(0, len(text)))
    end = 0
    for quote in found.quotes:
        assert end <= quote.span.start <= quote.words < quote.span.end <= len(text)
        assert not text[quote.words].isspace()
        end = quote.span.end
    end = 0
    for span in found.apparatus:
        assert end <= span.start < span.end
        assert all(span.end <= q.span.start or q.span.end <= span.start for q in found.quotes)
        end = span.end
    for mention in found.mentions:
        assert 0 <= mention.span.start < mention.span.end <= len(text)


@pytest.mark.parametrize(
    ("begins", "own"),
    [
        ("Therefore,", True),
        ("For instance,", True),
        ("For example,", True),
        ("That is,", True),
        ("This means that", True),
        ("Note that", True),
        ("In fact,", True),
        ("As for the rest,", True),
        ("Of course,", True),
        ("See also Article 24 and Article 25 of these rules:", True),
        ("See Article 24, by which", True),
        ("See the table, by which", False),
        ("As can be seen,", True),
        ("In short,", True),
        ("However,", False),
        ("According to the needs of the work,", False),
        ("For this,", False),
        ("Under these rules,", False),
        ("Please note that", True),
        ("Remember that", True),
        ("Don’t forget that", True),
        ("Click the link below by which", True),
        ("Press and hold the picture, so that", True),
        ("Press and publication units and", False),
        ("For more information about cards,", True),
        ("For more than three years", False),
        ("At present,", True),
        ("(Now", True),
        ("This answer says that", True),
        ("Xiaobian reminds everyone that", True),
        ("According to the person in charge,", True),
        ("Legal tips:", True),
        ("Editor's comment:", True),
        ("Knowledge expansion:", True),
        ("Case: In May", True),
        ("Among them:", False),
        ("The standard is:", False),
        ("Including: (1)", False),
        ("Paragraph two:", False),
        ("How to apply?\nThen", True),
    ],
)
def test_whose_voice_a_sentence_behind_a_law_is(begins: str, own: bool) -> None:
    says = "The agency shall reply in writing."
    more = f"{begins} the agency shall be set up."
    for before in (
        "Legal basis: Social Insurance Law\nArticle 58 ",
        "The card is free. Article 58 of the Social Insurance Law stipulates: ",
    ):
        text = f"{before}{says} {more}"
        (quote,) = find_laws(text, Span(0, len(text))).quotes
        assert text[quote.words : quote.span.end] == (says if own else f"{says} {more}")


@pytest.mark.parametrize(
    ("begins", "own"),
    [
        ("因此", True), ("由此", True), ("可见", True), ("例如", True), ("那么", True),
        ("实践中", True), ("综上", True), ("故", True), ("故意犯罪的", False), ("根据需要", False),
        ("参见本法第二十四条", True), ("更多社保知识请看本站", True), ("更多于十五年的", False),
        ("此外", True), ("需要注意的是", True), ("请携带身份证", True), ("请求支付的", False),
        ("编辑：小王", True), ("其中：失业的", False),
    ],
)  # fmt: skip
def test_whose_voice_it_is_in_chinese(begins: str, own: bool) -> None:
    says, more = "经办机构应当书面答复。", f"{begins}，经办机构应当设立网点。"
    for before in ("法律依据：\n社会保险法\n第五十八条 ", "《社会保险法》第五十八条规定："):
        text = f"{before}{says}{more}"
        (quote,) = find_laws(text, Span(0, len(text))).quotes
        assert text[quote.words : quote.span.end] == (says if own else f"{says}{more}")


@pytest.mark.parametrize(
    "unit",
    [
        "Article 58 of the ",
        "Article 1165 of the ",
        "Articles 1165,1,165,",
        "one thousand one hundred and ",
        "第五十八条",
        "第一千一百",
        "The Law ",
        "《",
        "According to Article 4, the ",
    ],
)
def test_long_lines_are_read_in_linear_time(unit: str) -> None:
    text = unit * 5_000
    started = time.perf_counter()
    find_laws(text, Span(0, len(text)))
    assert time.perf_counter() - started < 10


def test_a_text_that_names_its_city_again_and_again_is_read_in_linear_time() -> None:
    text = "Article 4 of the Labor Law stipulates that whoever works in Jinan pays.\n" * 3_000
    places = [Span(*match.span()) for match in re.finditer("Jinan", text)]
    began = time.process_time()
    assert len(find_laws(text, Span(0, len(text)), places=places).mentions) == len(places)
    assert time.process_time() - began < 5  # measured 1.4 s; 8 s when each read all the others
