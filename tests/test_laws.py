"""Names of laws and references to their articles."""

from __future__ import annotations

import pytest

from qa_service.laws.canonical import NATIONAL_LAWS, canonical_law, chinese_law
from qa_service.laws.find import find_references
from qa_service.laws.names import find_law_names
from qa_service.numerals import holds_number, parse_number

SIL = "Social Insurance Law"
FOREIGN = "Interim Measures for Foreigners Employed in China to Participate in Social Insurance"
IMPLEMENTATION = "Several Provisions on the Implementation of the Social Insurance Law"
MEDIATION = "Labor Dispute Mediation and Arbitration Law"
CARDS = "Measures for the Administration of Social Security Cards"
CIVIL = "Civil Code"
WORK_INJURY = "Regulations on Work-Related Injury Insurance"


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("58", 58),
        ("58th", 58),
        ("fifty-eight", 58),
        ("fifty eighth", 58),
        ("ninth", 9),
        ("one hundred and twenty-third", 123),
        ("hundredth", 100),
        ("twelve", 12),
        ("五十八", 58),
        ("十", 10),
        ("十二", 12),
        ("一百零五", 105),
        ("一〇五", 105),
        ("二百", 200),
        ("0", None),
        ("article", None),
        ("1165", 1165),
        ("1,165", 1165),
        ("1165th", 1165),
        ("one thousand one hundred and sixty-five", 1165),
        ("one thousand and ninety-second", 1092),
        ("a thousand, one hundred and two", 1102),
        ("one thousand", 1000),
        ("一千一百六十五", 1165),
        ("一千零九十二", 1092),
        ("一千", 1000),
        ("一一六五", 1165),
        ("1899", 1899),
        ("1900", None),
        ("2023", None),
        ("二〇二三", None),
        ("两千", None),
    ],
)
def test_parse_number(words: str, number: int | None) -> None:
    assert parse_number(words) == number


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("People's Republic of China (PRC) social insurance law", SIL),
        ("Social Insurance Law of the People's Republic of China", SIL),
        ("Social Insurance Law of People's Republic of China (PRC)", SIL),
        ("Social Insurance Law in People's Republic of China (PRC)", SIL),
        ("Social Insurance Law in the PRC", SIL),
        ("the Social Insurance Law", SIL),
        ("China Social Insurance Law", SIL),
        ("PRC Social Insurance Law", SIL),
        ("Social Security Law", SIL),
        ("Social Insurance Law of the PRC (2018 Amendment)", SIL),
        ("“Social Insurance Law”", SIL),
        ("《中华人民共和国社会保险法》", SIL),
        ("社会保险法", SIL),
        ("实施《中华人民共和国社会保险法》若干规定", IMPLEMENTATION),
        ("《实施〈中华人民共和国社会保险法〉若干规定》", IMPLEMENTATION),
        ("Implementation Rules of the Social Insurance Law", IMPLEMENTATION),
        ("Labour Contract Law of the PRC", "Labor Contract Law"),
        ("劳动合同法", "Labor Contract Law"),
        ("中华人民共和国劳动法", "Labor Law"),
        (
            "Interim Measures for the Participation in Social Insurance of Foreigners Employed in "
            "China",
            FOREIGN,
        ),
        (
            "Interim Measures for Participation in Social Insurance by Foreigners Working "
            "within the "
            "Territory of China",
            FOREIGN,
        ),
        ("在中国境内就业的外国人参加社会保险暂行办法", FOREIGN),
        (
            "Law of the People's Republic of China on Mediation and Arbitration of Labor Disputes",
            MEDIATION,
        ),
        ("Regulation on Work-Related Injury Insurance", WORK_INJURY),
        ("Work Injury Insurance Regulations", WORK_INJURY),
        ("工伤保险条例", WORK_INJURY),
        (
            "Regulations on Unemployment Insurance in People’s Republic of China (PRC)",
            "Regulations on Unemployment Insurance",
        ),
        (
            "Measures for the Administration of Social Security Cards in People's Republic of "
            "China (PRC)",
            CARDS,
        ),
        (
            "Law in People's Republic of China (PRC) on Mediation and Arbitration of Labor "
            "Disputes",
            MEDIATION,
        ),
        ("Constitution in People's Republic of China (PRC)", "Constitution"),
        ("Unemployment Insurance Regulations", "Regulations on Unemployment Insurance"),
        (
            "Provisional Regulations on Collection and Payment of Social Insurance Premiums",
            "Interim Regulations on the Collection and Payment of Social Insurance Premiums",
        ),
        (
            "Regulations on the Management of Housing Provident Fund",
            "Regulations on the Administration of Housing Provident Fund",
        ),
        ("Social Security Card Management Measures", CARDS),
        ("《社会保障卡管理办法》", CARDS),
        ("Civil Service Law", "Civil Servant Law"),
        ("居民身份证法", "Resident Identity Card Law"),
        # as they are called for short
        ("社保法", SIL),
        ("SIL", SIL),
        ("LCL", "Labor Contract Law"),
        ("实施社保法若干规定", IMPLEMENTATION),
        ("外国人参加社保暂行办法", FOREIGN),
        ("Interim Measures for Foreigners' Social Insurance", FOREIGN),
        ("foreigners' social insurance interim measures", FOREIGN),
        ("劳动仲裁法", MEDIATION),
        ("工伤条例", WORK_INJURY),
        ("失业条例", "Regulations on Unemployment Insurance"),
        ("公积金条例", "Regulations on the Administration of Housing Provident Fund"),
        ("社保卡管理办法", CARDS),
        ("年休假条例", "Regulations on Paid Annual Leave of Employees"),
        ("女职工特别规定", "Special Provisions on Labor Protection of Female Employees"),
        ("社保经办条例", "Regulations on the Handling of Social Insurance"),
        (
            "社保费征缴条例",
            "Interim Regulations on the Collection and Payment of Social Insurance Premiums",
        ),
        # not in the table
        (
            "Shanghai Social Security Card Management Measures",
            "Shanghai Social Security Card Management Measures",
        ),
        (
            "the shanghai social security card management measures",
            "Shanghai Social Security Card Management Measures",
        ),
        (
            "Regulations of Guangdong Province on Work-Related Injury Insurance",
            "Regulations of Guangdong Province on Work-Related Injury Insurance",
        ),
        ("《济南市社会保障卡管理办法》", "济南市社会保障卡管理办法"),
        ("Company Law of the People's Republic of China", "Company Law"),
        ("Company Law in People's Republic of China (PRC)", "Company Law"),
        (
            "Regulations on Tobacco Sales in People's Republic of China",
            "Regulations on Tobacco Sales",
        ),
        (
            "Provisions on the Employment of Foreigners in China",
            "Provisions on the Employment of Foreigners in China",
        ),
        ("PRC Company Law", "Company Law"),
        ("中华人民共和国公司法", "公司法"),
    ],
)
def test_canonical_law(name: str, canonical: str) -> None:
    assert canonical_law(name) == canonical
    assert canonical_law(canonical) == canonical


def test_table_is_idempotent() -> None:
    assert {canonical_law(name) for name in NATIONAL_LAWS} == NATIONAL_LAWS


def test_the_chinese_name_of_every_national_law_means_it() -> None:
    assert chinese_law(SIL) == "社会保险法"
    assert chinese_law(WORK_INJURY) == "工伤保险条例"
    assert chinese_law("Shanghai Card Measures") is None
    for name in NATIONAL_LAWS:
        chinese = chinese_law(name)
        assert chinese is not None
        assert not set(chinese) & set("[]()?|.")
        assert canonical_law(chinese) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("according to law, laws and regulations apply; by law", []),
        ("State Regulations and Relevant Provisions", []),
        ("Beijing Municipal Human Resources and Social Security Bureau", []),
        ("中国社会保险法学会", []),
        ("社保法律法规，劳动法律，劳动法庭", []),
        ("社会保险法规定", [("社会保险法", SIL)]),
        ("the SIL, the LCL", [("SIL", SIL), ("LCL", "Labor Contract Law")]),
        ("silent sil", [("sil", SIL)]),
        ("basil and asocial security law", []),
        ("按广东省工伤条例", [("广东省工伤条例", "广东省工伤条例")]),
        (
            "Social Insurance Law in People's Republic of China (PRC) Article 57, Company Law "
            "in the People’s Republic of China",
            [
                ("Social Insurance Law in People's Republic of China (PRC)", SIL),
                ("Company Law in the People’s Republic of China", "Company Law"),
            ],
        ),
        (
            "Regulations on Unemployment Insurance in People’s Republic of China (PRC)",
            [
                (
                    "Regulations on Unemployment Insurance in People’s Republic of China (PRC)",
                    "Regulations on Unemployment Insurance",
                )
            ],
        ),
        ("pay according to law in People's Republic of China (PRC)", []),
        ("Social Insurance Law\nIn the PRC it is paid.", [("Social Insurance Law", SIL)]),
        (
            "the Social Insurance Law of People's Republic of China (PRC) The unit",
            [("Social Insurance Law of People's Republic of China (PRC)", SIL)],
        ),
        (
            "Article 10 of People's Republic of China (PRC) Social Insurance Law Employees should",
            [("People's Republic of China (PRC) Social Insurance Law", SIL)],
        ),
        (
            "the new Labor Contract Law and the Provisions of the Labor Law",
            [("Labor Contract Law", "Labor Contract Law"), ("Labor Law", "Labor Law")],
        ),
        (
            "According to the Shanghai Social Security Card Management Measures the card",
            [("Shanghai Social Security Card Management Measures",) * 2],
        ),
        (
            "Guangdong Work-Related Injury Insurance Regulations",
            [("Guangdong Work-Related Injury Insurance Regulations",) * 2],
        ),
        (
            "the Measures of Shanghai Municipality for the Administration of Social Security Cards "
            "Cardholders who lose it",
            [
                (
                    "Measures of Shanghai Municipality for the Administration of Social "
                    "Security Cards",
                )
                * 2
            ],
        ),
        (
            "art 7 of jinan social security card management measures",
            [
                (
                    "jinan social security card management measures",
                    "Jinan Social Security Card Management Measures",
                )
            ],
        ),
        (
            "根据广东省工伤保险条例和《社会保险法》",
            [("广东省工伤保险条例", "广东省工伤保险条例"), ("《社会保险法》", SIL)],
        ),
        ("按照实施《社会保险法》若干规定办理", [("实施《社会保险法》若干规定", IMPLEMENTATION)]),
    ],
)
def test_find_law_names(text: str, names: list[tuple[str, str]]) -> None:
    found = find_law_names(text)
    assert [(text[n.span.start : n.span.end], n.canonical) for n in found] == names


Ref = tuple[str, str | None, tuple[int, ...]]

REFERENCES: list[tuple[str, list[Ref]]] = [
    ("Article 58", [("Article 58", None, (58,))]),
    ("what is article 72 about?", [("article 72", None, (72,))]),
    ("article 58 of the Social Insurance Law", [("article 58", SIL, (58,))]),
    ("Social Insurance Law, Article 58", [("Article 58", SIL, (58,))]),
    ("art 58 social insurance law", [("art 58", SIL, (58,))]),
    ("the Social Insurance Law's article 58", [("article 58", SIL, (58,))]),
    ("In the Social Insurance Law, what does art. 58 say?", [("art. 58", SIL, (58,))]),
    ("Art. 58(2)", [("Art. 58(2)", None, (58,))]),
    ("Arts. 58-60", [("Arts. 58-60", None, (58, 59, 60))]),
    ("Articles 58 to 60", [("Articles 58 to 60", None, (58, 59, 60))]),
    ("Articles 58, 59 and 60", [("Articles 58, 59 and 60", None, (58, 59, 60))]),
    (
        "Article 58 and Article 60 of the Social Insurance Law",
        [("Article 58 and Article 60", SIL, (58, 60))],
    ),
    ("Paragraph 1 of Article 27", [("Paragraph 1 of Article 27", None, (27,))]),
    (
        "the first paragraph of Article 27 of the Labor Law",
        [("the first paragraph of Article 27", "Labor Law", (27,))],
    ),
    (
        "Article 45, paragraph 2, of the Social Insurance Law",
        [("Article 45, paragraph 2", SIL, (45,))],
    ),
    ("the 58th article", [("the 58th article", None, (58,))]),
    ("fifty-eighth article of the Labor Law", [("fifty-eighth article", "Labor Law", (58,))]),
    ("Article fifty-eight", [("Article fifty-eight", None, (58,))]),
    ("ARTICLE 58", [("ARTICLE 58", None, (58,))]),
    ("Article 100th", [("Article 100th", None, (100,))]),
    ("Rule three.", [("Rule three", None, (3,))]),
    ("Section 58?", [("Section 58", None, (58,))]),
    ("Article 1165 of the Civil Code", [("Article 1165", CIVIL, (1165,))]),
    ("Civil Code, Art. 1,165", [("Art. 1,165", CIVIL, (1165,))]),
    ("the 1165th article of the Civil Code", [("the 1165th article", CIVIL, (1165,))]),
    (
        "Article one thousand one hundred and sixty-five of the Civil Code",
        [("Article one thousand one hundred and sixty-five", CIVIL, (1165,))],
    ),
    (
        "Civil Code One thousand and ninety-second Minors",
        [("One thousand and ninety-second", CIVIL, (1092,))],
    ),
    ("Articles 1165 to 1167", [("Articles 1165 to 1167", None, (1165, 1166, 1167))]),
    (
        "Articles 39,1165,1179 and 1191",
        [("Articles 39,1165,1179 and 1191", None, (39, 1165, 1179, 1191))],
    ),
    ("民法典第一千一百六十五条第一款", [("第一千一百六十五条第一款", CIVIL, (1165,))]),
    ("《民法典》1165条", [("1165条", CIVIL, (1165,))]),
    (
        "第九百九十八条至第一千条和第一千零二条",
        [("第九百九十八条至第一千条和第一千零二条", None, (998, 999, 1000, 1002))],
    ),
    ("§58", [("§58", None, (58,))]),
    ("第五十八条", [("第五十八条", None, (58,))]),
    ("第58条讲什么", [("第58条", None, (58,))]),
    ("社会保险法第五十八条第一款", [("第五十八条第一款", SIL, (58,))]),
    ("社会保险法58条", [("58条", SIL, (58,))]),
    ("第五十八条至第六十条", [("第五十八条至第六十条", None, (58, 59, 60))]),
    ("第58、59条", [("第58、59条", None, (58, 59))]),
    (
        "《社会保险法》第五十八条、第六十条和《劳动法》第三条",
        [("第五十八条、第六十条", SIL, (58, 60)), ("第三条", "Labor Law", (3,))],
    ),
    (
        "Article 58 of the Social Insurance Law and Article 38 of the Labor Contract Law",
        [("Article 58", SIL, (58,)), ("Article 38", "Labor Contract Law", (38,))],
    ),
    (
        "Social Insurance Law Article 58, Labor Law Article 3",
        [("Article 58", SIL, (58,)), ("Article 3", "Labor Law", (3,))],
    ),
    (
        "Article 63 of the Social Insurance Law applies. Article 82 of the same law helps.",
        [("Article 63", SIL, (63,)), ("Article 82", SIL, (82,))],
    ),
    (
        "Article 12 of the Jinan Social Security Card Management Measures",
        [("Article 12", "Jinan Social Security Card Management Measures", (12,))],
    ),
    # an ordinal without "article", beside a law's name
    (
        "Eighty-sixth of the Social Insurance Law",
        [("Eighty-sixth", "Social Insurance Law", (86,))],
    ),
    ("Labor Law Seventy-second The units", [("Seventy-second", "Labor Law", (72,))]),
    ("Labor Law first came into force", []),
    # no references
    ("Article 3 of this contract", []),
    ("the following article 3 ways to pay", []),
    ("an article one can read", []),
    ("Related articles, 5 articles of daily use", []),
    ("1. Article title", []),
    ("article 30 days", []),
    ("Article 58.5", []),
    ("Article 2023", []),
    ("Rules 1999 on cards", []),
    ("the 2018 Law and the 1994 one", []),
    ("article 1200 yuan, article 1200 RMB", []),
    ("an article of 1200 words; Article 1200 words", []),
    ("Article 12,345", []),
    ("Article 1,200,000", []),
    ("第二〇二三条", []),
    ("第一条消息，第二条街", []),
    ("state of the art 5G", []),
]


@pytest.mark.parametrize(("text", "expected"), REFERENCES, ids=[t for t, _ in REFERENCES])
def test_find_references(text: str, expected: list[Ref]) -> None:
    found = find_references(text)
    assert [(text[r.span.start : r.span.end], r.law, r.numbers) for r in found] == expected


def test_reach_holds_the_name() -> None:
    text = "See Article 58 of the Social Insurance Law now."
    (reference,) = find_references(text)
    assert text[reference.reach.start : reference.reach.end] == (
        "Article 58 of the Social Insurance Law"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Article 58", True),
        ("Article ５８", True),
        ("the Fifty-eighth", True),
        ("Article one hundred", True),
        ("Article one thousand", True),
        ("第千条", True),
        ("第五十八条", True),
        ("My card is lost, often.", False),
        ("社保卡丢了怎么办", False),
        ("", False),
    ],
)
def test_whether_there_is_a_number(text: str, expected: bool) -> None:
    assert holds_number(text) == expected
