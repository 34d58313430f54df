"""Law quotations of many articles to one passage each."""

from __future__ import annotations

import re
import textwrap
import time

import pytest

from qa_service.cities import Gazetteer
from qa_service.domain import (
    Article,
    LawArticle,
    LawKey,
    LawMention,
    LawQuote,
    Passage,
    SourceText,
    Span,
)
from qa_service.ingest.laws.articles import merge
from qa_service.text import squeeze

GAZETTEER = Gazetteer.load()
SIL = "Social Insurance Law"
ONE = "The employing unit shall, within thirty days, apply for registration."
MORE = ONE + " The state sets up a number. It is the citizen's own."
OTHER = "Within thirty days of hiring a worker the employer registers that employee."


def count(text: str) -> int:
    return len(re.findall(r"[A-Za-z0-9]+|[^\sA-Za-z0-9]", text)) + 2


def quoting(
    source: str, words: str, number: int = 58, law: str = SIL, inline: bool = False
) -> Article:
    """An article whose only text is "Article 58 WORDS"."""
    head = f"Intro.\nArticle {number} "
    quote = LawQuote(LawKey(law, number), Span(7, len(head) + len(words)), len(head), inline=inline)
    return Article(SourceText(source, head + words), "T", "en", (), (), (), (quote,), ())


def mentioning(source: str, number: int = 58) -> Article:
    mention = LawMention(LawKey(SIL, number), Span(0, 4))
    return Article(SourceText(source, "Art. 58"), "T", "en", (), (), (), (), (mention,))


def merged(*articles: Article, limit: int = 256) -> tuple[Passage, LawArticle]:
    passages, laws = merge(articles, count, limit, GAZETTEER)
    (passage,), (law,) = passages, laws
    return passage, law


def test_a_sentence_broken_at_the_page_s_width_is_one() -> None:
    first = (
        "Whoever obtains benefits by fraud, by forged proof or by other means is ordered by the "
        "state to return what was paid, and to pay the double of it as a fine to the agency."
    )
    broken = textwrap.fill(f"Article 58 {first} It is no pension.", 40).removeprefix("Article 58 ")
    passage, _ = merged(quoting("a.txt", broken))
    assert [squeeze(sentence) for sentence in passage.sentence_texts] == [
        first,
        "It is no pension.",
    ]


def test_one_article_quoted_by_many_is_one_passage() -> None:
    passage, law = merged(
        quoting("c.txt", ONE),
        quoting("b.txt", MORE.upper().replace(",", " ,")),
        quoting("a.txt", OTHER),
        mentioning("d.txt"),
        mentioning("a.txt"),
    )
    assert passage.text == "Article 58 " + MORE.upper().replace(",", " ,")
    assert (passage.source, passage.start, passage.end) == ("b.txt", 7, 7 + len(passage.text))
    assert (passage.id, passage.kind, passage.title) == ("law-social-insurance-law-58", "law", SIL)
    assert (passage.section, passage.law) == (("Article 58",), LawKey(SIL, 58))
    assert (passage.laws, passage.cities, passage.provinces) == ((), (), ())
    assert law.variants == (passage.text, "Article 58 " + OTHER)
    assert law.quoted_by == ("a.txt", "b.txt", "c.txt")
    assert law.mentioned_by == ("d.txt",)
    assert law.passage_id == passage.id
    assert passage.views == (
        f"Social Insurance Law, Article 58\n{MORE.upper().replace(',', ' ,')}",
        f"Social Insurance Law, Article 58\n{OTHER}",
    )


SHOWN = [
    pytest.param(
        [("a", ONE, True), ("b", OTHER, False)], "b", id="its own quotation before inline"
    ),
    pytest.param([("a", ONE, True), ("b", MORE, False)], "b", id="the fuller of one wording"),
    pytest.param(
        [("a", MORE, False), ("b", OTHER, False), ("c", OTHER, False)], "b", id="the most common"
    ),
    pytest.param([("a", OTHER, False), ("b", MORE, False)], "b", id="the longest of equals"),
    pytest.param([("b", ONE, False), ("a", ONE, False)], "a", id="the first source"),
    pytest.param(
        [("a", OTHER, False), ("b", MORE, False), ("c", ONE, False)],
        "b",
        id="parts support the whole",
    ),
]


@pytest.mark.parametrize(("quotes", "source"), SHOWN)
def test_which_wording_is_shown(quotes: list[tuple[str, str, bool]], source: str) -> None:
    articles = [quoting(name, words, inline=inline) for name, words, inline in quotes]
    assert merged(*articles)[0].source == source
    assert merged(*reversed(articles)) == merged(*articles)


@pytest.mark.parametrize(
    ("one", "other", "wordings"),
    [
        (MORE, MORE.replace("registration", "registrat1on").replace("1", "i"), 1),
        (MORE, MORE.replace("employing unit", "employlng unit"), 1),
        (MORE, MORE.replace("thirty days", "30 days"), 2),
        (MORE.replace("thirty", "30"), MORE.replace("thirty", "60"), 2),
        (MORE, "用人单位应当自用工之日起三十日内申请办理社会保险登记。", 2),
    ],
)
def test_distinct_wordings(one: str, other: str, wordings: int) -> None:
    passage, law = merged(quoting("a", one), quoting("b", other))
    assert len(law.variants) == len(passage.views) == wordings


def test_chinese_and_english_are_variants_of_one_passage() -> None:
    zh = "用人单位应当自用工之日起三十日内申请办理社会保险登记。"
    passage, law = merged(quoting("a", zh), quoting("b", zh), quoting("c", MORE))
    assert (passage.lang, passage.text) == ("zh", f"Article 58 {zh}")
    assert law.variants == (f"Article 58 {zh}", f"Article 58 {MORE}")


def test_a_long_article_is_embedded_in_windows_that_have_all_of_it() -> None:
    words = " ".join(
        f"The unit number {i} pays in time, and so does the person {i}." for i in range(30)
    )
    long = words + " " + "without any stop " * 60 + "end."
    passage, _ = merged(quoting("a", long), limit=64)
    assert all(count(view) <= 64 for view in passage.views)
    heads, windows = zip(*(view.split("\n") for view in passage.views), strict=True)
    assert set(heads) == {"Social Insurance Law, Article 58"}
    assert " ".join(windows) == squeeze(long)


def test_sentences_are_the_law_s_words_without_its_number() -> None:
    passage, _ = merged(quoting("a", MORE))
    assert [passage.text[slice(*s)] for s in passage.sentences] == [
        ONE,
        "The state sets up a number.",
        "It is the citizen's own.",
    ]


def test_ids_are_readable_and_unique() -> None:
    names = [SIL, "Social-Insurance Law", "上海市社会保险条例", "北京市社会保险条例", "Law's Law"]
    passages, laws = merge([quoting("a", ONE, 7, law) for law in names], count, 256, GAZETTEER)
    ids = {p.title: p.id for p in passages}
    assert len(set(ids.values())) == len(names)
    assert ids["Law's Law"] == "law-laws-law-7"
    assert re.fullmatch(r"law-social-insurance-law-[0-9a-f]{8}-7", ids[SIL])
    assert re.fullmatch(r"law-[0-9a-f]{8}-7", ids["上海市社会保险条例"])
    assert [law.key for law in laws] == sorted(law.key for law in laws)


def test_a_city_s_regulation_belongs_to_the_city() -> None:
    passages, _ = merge(
        [
            quoting("a", ONE, 7, "Shanghai Municipal Regulations on Social Insurance"),
            quoting("b", ONE, 7, "Shandong Province Employment Promotion Regulations"),
            quoting("c", ONE, 7, "Labor Contract Law"),
        ],
        count,
        256,
        GAZETTEER,
    )
    assert {p.source: (p.cities, p.provinces) for p in passages} == {
        "a": (("Shanghai",), ()),
        "b": ((), ("Shandong",)),
        "c": ((), ()),
    }


def test_a_law_article_only_mentioned_has_no_passage() -> None:
    assert merge([mentioning("a")], count, 256, GAZETTEER) == ([], [])


def test_many_quotations_in_one_text_take_linear_time() -> None:
    text = "".join(f"Article {number} {ONE}\n" for number in range(1, 1_200))
    starts = [match.span() for match in re.finditer(r"Article \d+ ", text)]
    quotes = [
        LawQuote(LawKey(SIL, n), Span(start, words + len(ONE)), words)
        for n, (start, words) in enumerate(starts, 1)
    ]
    article = Article(SourceText("a", text), "T", "en", (), (), (), tuple(quotes), ())
    began = time.process_time()
    assert len(merge([article], count, 256, GAZETTEER)[0]) == len(quotes)
    assert time.process_time() - began < 3  # measured 0.3 s; 7 s when each read the text anew
