"""Questions about another country's schemes, and questions that only name a country."""

from __future__ import annotations

import pytest

from qa_service.search.jurisdiction import is_about_another_country


@pytest.mark.parametrize(
    ("question", "names_place", "expected"),
    [
        # The scheme of a country.
        ("How do I replace a US social security card?", False, True),
        ("U.S. Social Security number", False, True),
        ("German pension contributions", False, True),
        ("Britain's state pension", False, True),
        ("the UK national insurance number", True, True),
        ("Canadian public health insurance", False, True),
        ("美国社保卡怎么补办", False, True),
        ("德国的养老保险", True, True),
        # Something in a country.
        ("How do I claim unemployment benefits in Germany?", False, True),
        ("The pension age of Japan", False, True),
        ("Am I insured in the UK?", False, True),
        ("在日本怎么办社保", False, True),
        ("Who pays for social insurance registration in Lagos?", False, True),
        ("work injury in Texas", False, True),
        ("unemployment benefit Moscow", False, True),
        ("New York unemployment benefits", False, True),
        ("在纽约怎么补办社保卡", False, True),
        ("失业金 东京", False, True),
        ("东京的失业金", False, True),
        # In a place of China, whatever country is named besides.
        ("A hospital bill from Thailand, where in Jinan do I hand it in?", True, False),
        ("I moved to Shanghai from Germany. Where is my card made?", True, False),
        # People, languages, agreements, and what "us" also means.
        ("English hotline social security Shenzhen", True, False),
        ("Is there a Japanese-speaking social security window?", False, False),
        ("Korean version social insurance app", False, False),
        ("Can an American engineer get a social security card?", False, False),
        ("Does a British citizen pay pension contributions?", False, False),
        ("Is a worker from Germany exempt under the bilateral agreement?", False, False),
        ("Does a foreign national of Japan get a pension?", False, False),
        ("German pension agreement with China", False, False),
        ("Does China pay my pension in Canada?", False, False),
        ("德国员工在中国免缴养老保险吗", False, False),
        ("Who pays us social security money?", False, False),
        ("I am from Mongolia, which window makes my card?", False, False),
        ("My wife comes from Peru. Is she insured?", False, False),
        ("Inner Mongolia pension", True, False),
        ("内蒙古养老金", True, False),
        ("从美国回来社保怎么续", False, False),
        ("Tell us social insurance rules", False, False),
        ("Does the index of benefits matter?", False, False),
        ("How do I get a card?", False, False),
        ("Perugia pension", False, False),
        ("", False, False),
    ],
)
def test_is_about_another_country(question: str, names_place: bool, expected: bool) -> None:
    assert is_about_another_country(question, names_place=names_place) is expected
