"""When a returned passage counts as an answer."""

from __future__ import annotations

import pytest

from qa_service.domain import LawKey, Passage
from qa_service.evaluation.gold import GoldQuestion, Need, Relevant
from qa_service.evaluation.relevance import covers, judge, same_source

QUOTE = "pays 22 yuan for the card"  # 25 characters: half of it are 13


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("Then one pays 22 yuan for the card.", QUOTE, True),
        ("Then one pays\n  22 yuan\tfor the card.", QUOTE, True),
        ("Then one pays 22 yuan f", QUOTE, True),  # 14 of 25, at the passage's end
        ("Then one pays 22 yuan", QUOTE, False),  # 12
        ("an for the card. It takes a day.", QUOTE, True),  # 15 of 25, at its beginning
        ("the card. It takes a day.", QUOTE, False),  # 8
        ("22 yuan for the", QUOTE, True),  # a piece of the quote, 15
        ("22 yuan", QUOTE, False),
        # A common run inside a passage is a coincidence, however long.
        ("He pays 22 yuan for a photograph.", QUOTE, False),
        ("The limit is 9,240,000 yuan here.", "1,240,000 yuan", False),
        ("Then one pays 23 yuan for the card.", QUOTE, False),
        ("办理时需要本人身份证原件。", "本人身份证", True),
        ("", QUOTE, False),
        ("Then one pays.", "  ", False),
    ],
)
def test_covers(text: str, quote: str, expected: bool) -> None:
    assert covers(text, quote) is expected


@pytest.mark.parametrize(
    ("gold", "source", "expected"),
    [
        ("a.txt", "a.txt", True),
        ("a.txt", "north/a.txt", True),
        ("north/a.txt", "north/a.txt", True),
        ("south/a.txt", "north/a.txt", False),
        ("./north\\a.txt", "north/a.txt", True),
        ("a.txt", "aa.txt", False),
        ("caf\u00e9.txt", "cafe\u0301.txt", True),
    ],
)
def test_sources_compare_by_path_or_by_name(gold: str, source: str, expected: bool) -> None:
    assert same_source(gold, source) is expected


LAW = LawKey("Social Insurance Law", 58)


def _passage(source: str, text: str, law: LawKey | None = None) -> Passage:
    return Passage(
        id=f"{source}:{text}",
        kind="article" if law is None else "law",
        text=text,
        source=source,
        start=0,
        end=len(text),
        sha256="",
        title="",
        law=law,
    )


def _gold(*relevant: tuple[str, str], need: Need = "any", law: tuple[LawKey, ...] = ()) -> (
    GoldQuestion
):  # fmt: skip
    return GoldQuestion(
        "1", "?", "c", True, relevant=tuple(Relevant(*one) for one in relevant), need=need, law=law
    )


TWO = _gold(("a.txt", "alpha beta"), ("b.txt", "gamma delta"), need="each_source")
BOTH = _gold(("a.txt", "alpha beta"), ("a.txt", "gamma delta"))
SAME = _gold(("a.txt", "alpha beta"), ("b.txt", "alpha  beta"))
ABOUT_LAW = _gold(("a.txt", "alpha beta"), ("b.txt", "gamma delta"), law=(LAW,))
A, B = _passage("a.txt", "alpha beta"), _passage("b.txt", "gamma delta")
NEITHER = _passage("a.txt", "epsilon")
A_AGAIN = _passage("a.txt", "so alpha beta")


@pytest.mark.parametrize(
    ("gold", "passages", "items", "first", "met", "found"),
    [
        # need any: one is enough
        (BOTH, [NEITHER, A], 2, 2, 2, 1),
        (BOTH, [_passage("a.txt", "alpha beta, gamma delta")], 2, 1, 1, 2),
        # the quote in another source is no answer
        (BOTH, [B], 2, None, None, 0),
        (BOTH, [], 2, None, None, 0),
        # the same words in two sources are one thing to find
        (SAME, [A], 1, 1, 1, 1),
        # each_source: the need is met where the last source is found
        (TWO, [A, A_AGAIN, NEITHER, B], 2, 1, 4, 2),
        (TWO, [A, A_AGAIN], 2, 1, None, 1),
        # a law article is found by its name, whichever source it is cited from …
        (ABOUT_LAW, [_passage("c.txt", "zeta", LAW)], 1, 1, 1, 1),
        # … or by its words, in a listed source alone
        (ABOUT_LAW, [B], 1, 1, 1, 1),
        (ABOUT_LAW, [_passage("c.txt", "gamma delta")], 1, None, None, 0),
        (ABOUT_LAW, [_passage("c.txt", "zeta", LawKey("Labor Law", 58))], 1, None, None, 0),
        # a law article that wasn't named is found by its quote
        (BOTH, [_passage("a.txt", "alpha beta", LAW)], 2, 1, 1, 1),
        # two law articles are two things to find
        (
            _gold(law=(LAW, LawKey("Social Insurance Law", 60))),
            [_passage("c.txt", "zeta", LAW)],
            2,
            1,
            1,
            1,
        ),
        # an unanswerable question has nothing to find
        (GoldQuestion("1", "?", "c", False), [A], 0, None, None, 0),
    ],
)
def test_judge(
    gold: GoldQuestion,
    passages: list[Passage],
    items: int,
    first: int | None,
    met: int | None,
    found: int,
) -> None:
    judged = judge(gold, passages)
    assert (judged.items, judged.first, judged.met, judged.found(10)) == (items, first, met, found)


def test_the_name_of_a_law_does_not_stand_for_a_source() -> None:
    gold = _gold(("a.txt", "alpha"), ("b.txt", "beta"), need="each_source", law=(LAW,))
    assert judge(gold, [_passage("c.txt", "zeta", LAW)]).first is None
