"""Whole articles as careless as pages on the web are: what is quoted, whose they are, what goes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from qa_service.cities import Gazetteer
from qa_service.domain import SourceText
from qa_service.ingest.articles import parse
from qa_service.ingest.passages import split
from qa_service.text import squeeze

GAZETTEER = Gazetteer.load()
SIL = "Social Insurance Law"
INJURY = "Regulations on Work-Related Injury Insurance"


@dataclass(frozen=True)
class Careless:
    name: str
    text: str
    title: str
    cities: tuple[str, ...]
    quotes: tuple[tuple[str, int, str, str], ...] = ()
    """Law, article, how the law's own words begin, how the quotation ends."""
    mentions: frozenset[tuple[str, int]] = frozenset()
    gone: tuple[str, ...] = ()
    """In no passage."""
    kept: tuple[str, ...] = ()
    """Each whole in one passage of the article."""


ARTICLES = [
    Careless(
        "numbering that changes its mind, ordinals for articles, neighbours on one line",
        """Website Home - Encyclopedia - How to transfer social security from Hefei to Nanjing?
How to transfer social security from Hefei to Nanjing?
First, go to the hall.
1, bring the ID card;
2、bring the payment voucher printed in Hefei;
(3) wait for 15 working days.
Step 1 Log in to the "My Nanjing" APP.
① take a number ② hand in the form ③ sign.
Legal basis: "People's Republic of China (PRC) Social Insurance Law" Nineteenth If an individual \
is employed across the overall planning area, his relationship will be transferred with him. \
Thirty-second individuals who are employed across the area, their medical insurance relationship \
will be transferred with them.
- Previous article:How to check Suzhou pension - Next article:Wuxi maternity allowance standard
""",
        "How to transfer social security from Hefei to Nanjing?",
        ("Hefei", "Nanjing"),
        (
            (SIL, 19, "If an individual is", "with him."),
            (SIL, 32, "individuals who are", "with them."),
        ),
        gone=("Suzhou pension", "Wuxi maternity", "Website Home"),
        kept=("2、bring the payment voucher printed in Hefei;", "③ sign."),
    ),
    Careless(
        "a county-level city; titles of other cities without bullets",
        """Legal Consultation - Social security - How to apply for Kunshan social security card?
How to apply for Kunshan social security card?
Legal subjectivity:
People who work in Kunshan apply through the unit, and the bank makes the card in 20 days.
Legal objectivity:
Regulations on Unemployment Insurance
Article 16 Urban enterprises shall issue certificates for unemployed people in time.
Related links
How to check Changzhou social security
Wuxi medical insurance reimbursement ratio
How much is the Jinan pension
""",
        "How to apply for Kunshan social security card?",
        ("Suzhou",),
        (("Regulations on Unemployment Insurance", 16, "Urban enterprises", "in time."),),
        gone=("Changzhou", "Wuxi", "Jinan", "Related links"),
        kept=("People who work in Kunshan apply through the unit",),
    ),
    Careless(
        "quotations that close with their reference; a paraphrase that does is none",
        """How do flexible employees in Yiwu pay social security?
Individual households without employees may pay premiums directly (Article 60, Social Insurance \
Law).
"Workers who lose their jobs shall receive unemployment benefits for twelve months at most." \
(Social Insurance Law, Article 46)
""",
        "How do flexible employees in Yiwu pay social security?",
        ("Jinhua",),
        ((SIL, 46, "Workers who lose", "at most."),),
        frozenset({(SIL, 60)}),
        kept=("Individual households without employees may pay premiums directly",),
    ),
    Careless(
        "the city's own sentences directly behind the law",
        """How to handle maternity insurance in Ningbo?
Legal basis:
Social Insurance Law
Article 54 If the employer has paid the premiums, its employees enjoy maternity benefits. The \
required funds are paid from the maternity insurance fund.
The window of Ningbo is on the second floor, and the papers are handed in there.
Bring the diagnosis.
""",
        "How to handle maternity insurance in Ningbo?",
        ("Ningbo",),
        ((SIL, 54, "If the employer has", "insurance fund."),),
        kept=("The window of Ningbo is on the second floor", "Bring the diagnosis."),
    ),
    Careless(
        "a mention first, the law's words later, of the same law a last mention",
        """How is work injury treated in Zhongshan?
Paragraph 1 of Article 38 of the Social Insurance Law lists the fees. The text is as follows:
Article 38 The following expenses shall be paid from the fund: (1) medical expenses; (2) meal \
allowance.
Article 39 of the same law speaks of wages.
In Zhongshan the meal allowance is 70 yuan a day.
""",
        "How is work injury treated in Zhongshan?",
        ("Zhongshan",),
        ((SIL, 38, "The following expenses", "meal allowance."),),
        frozenset({(SIL, 38), (SIL, 39)}),
        kept=("In Zhongshan the meal allowance is 70 yuan a day.",),
    ),
    Careless(
        "laws among steps",
        """How to get the Ganzhou work injury money?
1. Report in Ganzhou. Article 17 of the Regulations on Industrial Injury Insurance stipulates: If \
an employee is injured by an accident, the unit shall apply within 30 days.
2. Wait for 60 days in Ganzhou.
3. Article 30 of the Regulations on Industrial Injury Insurance: Employees who suffer injuries \
due to work shall enjoy medical treatment.
4. The money comes on the 25th.
""",
        "How to get the Ganzhou work injury money?",
        ("Ganzhou",),
        (
            (INJURY, 17, "If an employee is", "30 days."),
            (INJURY, 30, "Employees who suffer", "medical treatment."),
        ),
        kept=("2. Wait for 60 days in Ganzhou.", "4. The money comes on the 25th."),
    ),
    Careless(
        "hard-wrapped lines",
        """   Where can Zunyi people renew the card?

   The Zunyi card is renewed at the bank that
   issued it, within one month before it
   expires, and the old card is handed in.

   Legal basis: Article 58 of the Social
   Insurance Law: The employing unit shall,
   within thirty days from the date of
   employment, register its employees.
""",
        "Where can Zunyi people renew the card?",
        ("Zunyi",),
        ((SIL, 58, "The employing unit shall,", "its employees."),),
        kept=("issued it, within one month before it",),
    ),
    Careless(
        "advertisements, and titles of others at the end under no heading",
        """How to activate the Huangshi card?
[Advertisement] Learn Java in 3 months
The Huangshi card is activated at the bank that issued it.
Sponsored: the best loans
Legal basis: Social Insurance Law
Article 58 The employing unit shall, within 30 days, register its employees.

How to pay Yichang medical insurance?
Ezhou retirement age of women
Is the Xiaogan card free?
""",
        "How to activate the Huangshi card?",
        ("Huangshi",),
        ((SIL, 58, "The employing unit shall", "its employees."),),
        gone=("Java", "loans", "Yichang", "Ezhou", "Xiaogan"),
        kept=("The Huangshi card is activated at the bank that issued it.",),
    ),
    Careless(
        "persons from elsewhere are no cities",
        "How do Hong Kong, Macau and Taiwan residents join social insurance in Zhuhai City, "
        "Guangdong Province?\nZhuhai's hall accepts the residence permit.\n",
        "How do Hong Kong, Macau and Taiwan residents join social insurance in Zhuhai City, "
        "Guangdong Province?",
        ("Zhuhai",),
        kept=("Zhuhai's hall accepts the residence permit.",),
    ),
    Careless(
        "in Chinese: a county-level city, two articles in a row, the city behind them",
        """法律咨询 - 社保 - 常熟生育津贴怎么领
常熟生育津贴怎么领
（1）单位在常熟市医保窗口申请；
（2）15个工作日到账。
法律依据：《中华人民共和国社会保险法》第四条中华人民共和国境内的用人单位和个人依法缴纳社会保险费，\
有权查询缴费记录。第五十六条　职工有下列情形之一的，可以享受生育津贴：（一）女职工生育享受产假；\
（二）法律、法规规定的其他情形。常熟市民可拨打12333咨询。
昆山生育津贴怎么领
太仓社保卡在哪办
张家港医保怎么报销
""",
        "常熟生育津贴怎么领",
        ("Suzhou",),
        (
            (SIL, 4, "中华人民共和国境内", "缴费记录。"),
            (SIL, 56, "职工有下列情形", "其他情形。"),
        ),
        gone=("昆山", "太仓", "张家港"),
        kept=("（2）15个工作日到账。", "常熟市民可拨打12333咨询。"),
    ),
]


@pytest.mark.parametrize("careless", ARTICLES, ids=lambda careless: careless.name)
def test_a_careless_article(careless: Careless) -> None:
    article = parse(SourceText("a.txt", careless.text), GAZETTEER)
    assert (squeeze(article.title), article.cities) == (careless.title, careless.cities)
    found = [(*q.key, squeeze(careless.text[q.words : q.span.end])) for q in article.quotes]
    assert [key[:2] for key in found] == [want[:2] for want in careless.quotes]
    for (_, _, words), (_, _, begins, ends) in zip(found, careless.quotes, strict=True):
        assert words.startswith(begins)
        assert words.endswith(ends)
    assert {tuple(mention.key) for mention in article.mentions} == careless.mentions
    shown = [squeeze(p.text) for p in split(article, lambda text: len(text.split()), 256)]
    for phrase in careless.gone:
        assert not any(phrase in text for text in shown), phrase
    for phrase in careless.kept:
        assert any(squeeze(phrase) in text for text in shown), phrase


def test_a_list_that_a_colon_introduces_stays_at_the_end() -> None:
    text = (
        "What do I need in Ankang?\nFor the Ankang window you need:\nOriginal ID card of the "
        "applicant\nCopy of the household register\nHow many photos, if not two\n"
    )
    article = parse(SourceText("a.txt", text), GAZETTEER)
    shown = " ".join(p.text for p in split(article, lambda words: len(words.split()), 256))
    assert "How many photos, if not two" in shown


def test_a_row_of_links_above_the_title_is_no_title() -> None:
    text = "Home | Jobs | Resume template\nHow to renew the Weihai card?\nGo to the bank.\n"
    assert parse(SourceText("a.txt", text), GAZETTEER).title == "How to renew the Weihai card?"


def test_a_text_of_nothing_but_labels_is_read() -> None:
    parse(SourceText("a.txt", "How to?\n" + "Legal basis: " * 5000), GAZETTEER)
