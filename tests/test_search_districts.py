"""Articles about one district alone, and what they may answer."""

from __future__ import annotations

import pytest
from fakes import BY_COVERAGE, BagOfWords, build_index, open_with, passage

from qa_service.cities import Gazetteer
from qa_service.domain import Passage, Question
from qa_service.encoders.choose import Encoders
from qa_service.search import Searcher
from qa_service.search.calibration import Calibration, Model
from qa_service.search.districts import stand_back, tells

GAZETTEER = Gazetteer.load()
LAW = passage("It shall take 60 days.", kind="law")
SUZHOU = passage("It takes 15 days.", title="Work injuries in Suzhou", cities=("Suzhou",))


def of(title: str, text: str = "It takes 12 days.") -> Passage:
    return passage(text, title=title, cities=("Suzhou",))


def stands_back(shown: Passage, question: str) -> bool:
    places = [mention.place for mention in GAZETTEER.find(question)]
    return stand_back([shown, SUZHOU, LAW], question, GAZETTEER.districts(places), GAZETTEER)[0]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Work injuries in Kunshan", True),
        ("Kunshan City: work injuries", True),
        ("Work injuries in Kunshan, Suzhou", True),
        ("Work injuries in Kunshan (Suzhou, Jiangsu)", True),
        ("Suzhou Kunshan work injuries", True),
        ("Work injuries in Suzhou's Kunshan", True),
        ("苏州昆山工伤认定", True),
        ("昆山市工伤认定", True),
        ("Work injuries in Kunshan and Taicang", True),
        # About the city, with a district by the way.
        ("Suzhou: work injuries, and what people in Kunshan should know", False),
        ("The factory in Kunshan closed down, who pays in Suzhou?", False),
        ("Work injuries in Suzhou, Kunshan and Taicang", False),
        ("苏州、昆山、太仓工伤认定", False),
        ("Work injuries in Suzhou", False),
        ("Work injuries", False),
    ],
)
def test_what_is_about_one_district_alone(title: str, expected: bool) -> None:
    assert stands_back(of(title), "How long does it take in Changshu?") is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How long does it take in Changshu?", True),
        ("常熟多少天", True),
        ("How long does it take in Kunshan?", False),
        ("How long does it take in Kunshan or Changshu?", False),
        # What is asked of the city, unless each district has its own.
        ("How long does it take in Suzhou?", False),
        ("What is the telephone number in Suzhou?", True),
        ("苏州工伤认定地址", True),
        ("What is the telephone number in Kunshan, Suzhou?", False),
        ("What is the telephone number in Lixia, Jinan?", True),
        ("How long does it take in Lixia, Jinan?", False),
    ],
)
def test_what_it_does_not_answer(question: str, expected: bool) -> None:
    assert stands_back(of("Work injuries in Kunshan"), question) is expected


def test_a_passage_that_names_the_asked_district_may_tell() -> None:
    shown = of("Work injuries in Kunshan", "People from Changshu go to No. 5 First Road.")
    assert not stands_back(shown, "Where do I go in Changshu?")
    assert stands_back(shown, "Where do I go in Taicang?")


def test_where_nothing_else_is_about_the_place_all_stand_back() -> None:
    changshu = GAZETTEER.districts([GAZETTEER.find("Changshu")[0].place])
    shown = [of("Work injuries in Kunshan"), LAW]
    assert stand_back(shown, "How long in Changshu?", changshu, GAZETTEER) == [True, True]
    assert stand_back([LAW], "How long in Changshu?", changshu, GAZETTEER) == [False]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the telephone number in Kunshan?", True),
        ("昆山的电话", True),
        # Beside the name of another, none, or no number.
        ("What is the telephone number in Changshu?", False),
        ("What is the telephone number in Taicang?", False),
        ("What is the telephone number in Suzhou?", False),
        ("What are the opening hours in Kunshan?", False),
        ("Who pays in Kunshan?", False),
    ],
)
def test_what_stands_beside_a_district_in_a_list(question: str, expected: bool) -> None:
    shown = passage("Kunshan 0512-57379925; Wuzhong 0512-65252222. In Taicang call the hotline.")
    places = [mention.place for mention in GAZETTEER.find(question)]
    assert tells(question, [SUZHOU, shown], GAZETTEER.districts(places)) is expected


# --- in the pipeline --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    encoders = Encoders(BagOfWords(), None)
    corpus = {
        "kunshan.txt": "Work injury identification in Kunshan\n\nAddress of the work injury"
        " identification window: No. 5 First Road. It takes 12 days.\n\n"
        "Legal basis: Article 36 of the Social Insurance Law: A work injury identification shall"
        " take 60 days.\n",
        "jinhua.txt": "Social security card in Jinhua\n\nThe card is ready after 15 days.\n",
        "yiwu.txt": "Social security card in Yiwu\n\nThe card is ready after 5 days, and in Yiwu"
        " the social security card is ready at once at the address No. 6 Second Road.\n",
    }
    root = tmp_path_factory.mktemp("counties")
    return open_with(build_index(root, corpus, encoders), encoders, BY_COVERAGE)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("How many days does work injury identification take in Kunshan?", None),
        ("How many days does work injury identification take in Suzhou?", None),
        ("How many days does work injury identification take in Changshu?", "no_city_article"),
        ("Address of the work injury identification in Kunshan?", None),
        ("Address of the work injury identification in Suzhou?", "no_city_article"),
    ],
)
def test_a_neighbour_gets_no_answer_of_another_district(
    counties: Searcher, question: str, reason: str | None
) -> None:
    answer = counties.ask(Question(question))
    assert answer.reason == reason
    assert answer.hits[0].passage.source == "kunshan.txt"


@pytest.mark.parametrize(
    ("place", "source"),
    [("Yiwu", "yiwu.txt"), ("Dongyang, Jinhua", "jinhua.txt")],
)
def test_what_is_about_the_whole_city_goes_first(
    counties: Searcher, place: str, source: str
) -> None:
    answer = counties.ask(Question(f"After how many days is the social security card in {place}?"))
    assert (answer.reason, answer.hits[0].passage.source) == (None, source)


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Of which nothing is confident by its words."""
    corpus = {
        "suzhou.txt": "Work injury identification in Suzhou\n\n"
        "Kunshan 0512-57379925; Wuzhong 0512-65252222; Gusu 0512-65252333.\n"
    }
    never = Calibration({"en": Model({}, bias=-10.0, threshold=0.5)})
    encoders = Encoders(BagOfWords(), None)
    settings = build_index(tmp_path_factory.mktemp("lists"), corpus, encoders)
    return open_with(settings, encoders, never)


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("What is the telephone number for work injury identification in Kunshan?", 1.0),
        ("What is the telephone number for work injury identification in Taicang?", 0.0),
        # Whose number it is, is told by the branch alone.
        ("What is the telephone number of the police in Kunshan?", 0.0),
        ("What is the telephone number for pensions in Kunshan?", 0.0),
    ],
)
def test_a_row_of_a_list(lists: Searcher, question: str, listed: float) -> None:
    answer = lists.ask(Question(question))
    assert answer.evidence["listed"] == listed
    assert (answer.reason is None) is bool(listed)
