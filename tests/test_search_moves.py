"""What moves from one place to another: what a question asks, and a passage tells."""

from __future__ import annotations

import pytest
from fakes import BY_COVERAGE, BagOfWords, Bilingual, build_index, open_with, passage

from qa_service.cities import Gazetteer
from qa_service.domain import LawKey, Question
from qa_service.encoders.choose import Encoders
from qa_service.search import Searcher
from qa_service.search.moves import Way, distance, moves, speaks_of_moving, way

GAZETTEER = Gazetteer.load()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How do I transfer my pension from Tianjin to Beijing?", True),
        ("Tianjin to Beijing transfer", True),
        ("Can the years be transferred to Beijing?", True),
        ("Moving my medical insurance from Nanjing to Wuhan", True),
        ("Do I have to move the old social security account?", True),
        ("社保从上海转到北京怎么办", True),
        ("养老保险关系迁到武汉", True),
        # By the way, or of something else.
        ("I'm transferring from Wuhan to Shanghai, where do I report a lost card?", False),
        ("I moved from Tianjin to Beijing. What does a new card cost?", False),
        ("When is the benefit transferred in Jinan?", False),
        ("Can I transfer my social security card from Tianjin to Beijing?", False),
        ("Transfer from Golmud to a Xining hospital", False),
        ("Moving house from Tianjin to Beijing", False),
        ("转到上海住院怎么报销", False),
        ("我从天津转到上海工作，社保卡丢了", False),
        ("How do I get a card?", False),
    ],
)
def test_what_asks_how_something_moves(question: str, expected: bool) -> None:
    assert moves(question) is expected


def told_way(text: str) -> Way | None:
    mentions = GAZETTEER.find(text)
    return way(text, mentions, {m.place.of_city for m in mentions if m.place.of_city})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How to transfer Tianjin social security to Beijing?", ("Tianjin", "Beijing")),
        ("transfer to Beijing from Tianjin", ("Tianjin", "Beijing")),
        ("I left Tianjin and work in Beijing. How do I transfer?", ("Tianjin", "Beijing")),
        ("Tianjin → Beijing", ("Tianjin", "Beijing")),
        ("天津社保怎么转到北京", ("Tianjin", "Beijing")),
        ("社保从北京转天津", ("Beijing", "Tianjin")),
        ("我从天津来北京上班", ("Tianjin", "Beijing")),
        # Neither way, or both.
        ("Transfer between Tianjin and Beijing", None),
        ("天津北京养老保险转移", None),
        ("Do I go back to Tianjin to transfer to Beijing?", None),
        ("From Tianjin to Beijing or the other way round", None),
        ("天津转到北京，反之亦然", None),
        ("from Tianjin to Beijing by Jinan", None),
        ("to Beijing", None),
    ],
)
def test_the_way(text: str, expected: tuple[str, str] | None) -> None:
    assert told_way(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Social security in Tianjin can be transferred to Beijing after a month.", True),
        ("His basic old-age insurance relationship moves with him.", True),
        ("Transferring the pension into Luzhou", True),
        ("Part 2: transfer in", True),
        ('Choose "transfer and continue" in the program.', True),
        ("养老保险关系转移接续", True),
        # From one insurance to another, in the same place.
        ("He may transfer to the new rural social old-age insurance.", False),
        ("也可以转入新型农村社会养老保险", False),
        ("The money in the medical account of the old card moves to the new card.", False),
        ("Foreigners' medical insurance cards in Shanghai should be transferred.", False),
        ("The unemployment insurance money is transferred on the 20th.", False),
        ("It is paid by bank transfer.", False),
        ("The bank is told to transfer the social insurance premiums.", False),
        ("Report the loss by telephone.", False),
    ],
)
def test_what_speaks_of_moving(text: str, expected: bool) -> None:
    assert speaks_of_moving(passage(text)) is expected
    assert speaks_of_moving(passage("It takes a month.", title=text)) is expected


def test_a_law_speaks_of_other_transfers() -> None:
    told = "It decides to transfer social insurance premiums and tells the bank to transfer them."
    assert speaks_of_moving(passage(told))
    assert not speaks_of_moving(passage(told, kind="law", law=LawKey("Social Insurance Law", 63)))


BOTH = ("Tianjin", "Beijing")
THERE, BACK = Way(*BOTH), Way("Beijing", "Tianjin")


@pytest.mark.parametrize(
    ("title", "section", "cities", "asked", "expected"),
    [
        ("Transfer of insurance from Tianjin to Beijing", (), BOTH, THERE, 0),
        ("Transfer of insurance from Tianjin to Beijing", (), BOTH, BACK, 1),
        ("Transfer of insurance from Tianjin to Beijing", (), BOTH, None, 0),
        ("Transfer of insurance between Tianjin and Beijing", (), BOTH, BACK, 0),
        # The nearest heading tells.
        ("Pension transfer to Beijing from Tianjin", ("Beijing to Tianjin",), BOTH, BACK, 0),
        ("Pension transfer of both", ("1. To Beijing from Tianjin", "Time"), BOTH, BACK, 1),
        ("Transfer of insurance from Tianjin to Beijing", (), ("Beijing",), BACK, 1),
        # What a city says of itself, and what holds everywhere.
        ("Transfer of insurance to Beijing", (), ("Beijing",), BACK, 0),
        ("Transfer of insurance", (), (), BACK, 0),
        ("A new card in Beijing", (), ("Beijing",), BACK, 2),
    ],
)
def test_how_far_a_passage_is_from_telling(
    title: str,
    section: tuple[str, ...],
    cities: tuple[str, ...],
    asked: Way | None,
    expected: int,
) -> None:
    found = passage("It takes a month.", title=title, section=section, cities=cities)
    assert distance(found, BOTH, asked, GAZETTEER) == expected
    assert distance(found, (), asked, GAZETTEER) == 0


# --- in the pipeline --------------------------------------------------------------------------

CORPUS = {
    "pair.txt": """How to transfer Tianjin social security to Beijing?

Social security in Tianjin can be transferred to Beijing after the first month. The transfer takes \
20 working days.

Legal basis: Article 19 of the Social Insurance Law: If an individual takes jobs across pooling \
areas, his basic old-age insurance relationship moves with him.
""",
    "beijing.txt": """How to get a social security card in Beijing?

The new card of Beijing social security is ready after 15 working days.
""",
    "shanghai.txt": """How to get a social security card in Shanghai?

The new card of Shanghai social security is ready after 7 working days.
""",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    encoders = Encoders(BagOfWords(), Bilingual())
    return open_with(
        build_index(tmp_path_factory.mktemp("moves"), CORPUS, encoders), encoders, BY_COVERAGE
    )


@pytest.mark.parametrize(
    ("question", "city", "first", "pair"),
    [
        ("How to transfer social security from Tianjin to Beijing?", None, "pair.txt", 0),
        # The way back: the law, and what is told of the way there behind it.
        ("How to transfer social security from Beijing to Tianjin?", None, "law", 1),
        # Another pair: the law alone.
        ("How to transfer social security from Shanghai to Beijing?", None, "law", None),
        ("How to transfer social security from Chengdu to Beijing?", None, "law", None),
        ("How to transfer social security from Chengdu?", "Beijing", "law", None),
        # Not named from where.
        ("How to transfer social security to Beijing?", None, "pair.txt", 0),
    ],
)
def test_a_pair_answers_for_itself(
    searcher: Searcher, question: str, city: str | None, first: str, pair: int | None
) -> None:
    hits = [hit.passage for hit in searcher.ask(Question(question, city=city)).hits]
    law = LawKey("Social Insurance Law", 19)
    assert (hits[0].law == law) if first == "law" else (hits[0].source == first)
    pairs = [n for n, hit in enumerate(hits) if len(hit.cities) > 1]
    assert pairs[:1] == ([] if pair is None else [pair])


@pytest.mark.parametrize("way", ["from Shanghai to Beijing", "from Beijing to Tianjin"])
def test_nothing_else_speaks_for_an_answer(searcher: Searcher, way: str) -> None:
    days = "After how many working days is the transfer of social security"
    answer = searcher.ask(Question(f"{days} {way} ready?"))
    assert (answer.status, answer.reason) == ("abstained", "no_city_article")
