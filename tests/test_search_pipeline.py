"""Question in, cited answer out: whole versions of the index, built and searched as in service,
with a small encoder that counts words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from fakes import BY_COVERAGE, BagOfWords, Bilingual, build_index, open_with

from qa_service.domain import MAX_TOP_K, Answer, LawKey, Question
from qa_service.encoders.choose import Encoders
from qa_service.errors import BadQuestion, CorruptIndex, NoIndex, UnknownCity
from qa_service.retrieval import retriever
from qa_service.search import Searcher, open_searcher, searcher
from qa_service.settings import Settings

COLLECTION = Path(__file__).parent / "collection"

LAW = """Legal basis: Article 58 of the Social Insurance Law: The employing unit shall, within 30 \
days from the date of employment, apply to the social insurance agency for registration."""
CORPUS = {
    "jinan.txt": f"""How to replace a lost social security card in Jinan?

1. Report the loss by telephone

Call the hotline 12333 at once. The report by telephone is valid for 24 hours.

2. Apply for a new card

Bring the ID card to the service center. The new card is ready after 15 working days.

{LAW}
""",
    "shanghai.txt": f"""Lost social security card in Shanghai, what now?

1. Report the loss

Dial 962222 to report the loss of the card. It is valid for 10 days.

2. New card

Go to a bank with the ID card. The new card is ready after 7 working days.

{LAW}
""",
    "jilin.txt": """Pension age in Jilin Province

In the whole province the pension is drawn from the age of sixty by men.
""",
    "card.txt": """What is the electronic social security card for?

The electronic card shows the QR code for hospitals, pharmacies and buses.
""",
}


@pytest.fixture(scope="module")
def encoders() -> Encoders:
    return Encoders(BagOfWords(), Bilingual())


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, encoders: Encoders) -> Settings:
    return build_index(tmp_path_factory.mktemp("small"), CORPUS, encoders)


@pytest.fixture(scope="module")
def small(settings: Settings, encoders: Encoders) -> Searcher:
    return open_with(settings, encoders, BY_COVERAGE)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory, encoders: Encoders) -> Searcher:
    root = tmp_path_factory.mktemp("collection")
    return open_with(build_index(root, COLLECTION / "corpus", encoders), encoders, BY_COVERAGE)


def check_verbatim(searcher: Searcher, answer: Answer) -> None:
    for hit in answer.hits:
        shown = hit.passage
        source = searcher.index.documents.source_text(shown.source)
        assert source.text[shown.start : shown.end] == shown.text
        assert source.sha256 == shown.sha256
    if answer.extract is not None:
        shown = next(h.passage for h in answer.hits if h.passage.id == answer.extract.passage_id)
        assert shown.text[answer.extract.start : answer.extract.end] == answer.extract.text
        assert answer.extract.text.strip()


# --- answers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "source", "held", "extract"),
    [
        (
            "After how many working days is the new card ready in Jinan?",
            "jinan.txt",
            "15 working days",
            "The new card is ready after 15 working days.",
        ),
        (
            "After how many working days is the new card ready in Shanghai?",
            "shanghai.txt",
            "7 working days",
            "The new card is ready after 7 working days.",
        ),
        # A province's article answers for its cities.
        ("What is the pension age in Changchun?", "jilin.txt", "sixty", "In the whole province"),
        ("Pension age in Jilin province", "jilin.txt", "sixty", "In the whole province"),
        # What is about no city answers wherever.
        ("What does the electronic card show?", "card.txt", "QR code", "The electronic card"),
        ("Electronic card QR code in Jinan", "card.txt", "QR code", "The electronic card"),
    ],
)
def test_an_answer(small: Searcher, question: str, source: str, held: str, extract: str) -> None:
    answer = small.ask(Question(question))
    assert (answer.status, answer.reason) == ("answered", None)
    assert answer.hits[0].passage.source == source
    assert held in answer.hits[0].passage.text
    assert answer.extract is not None
    assert extract in answer.extract.text
    assert answer.extract.passage_id == answer.hits[0].passage.id
    assert answer.confidence > 0.5
    check_verbatim(small, answer)


def test_what_an_answer_tells_about_itself(small: Searcher) -> None:
    question = Question("When is the new card ready in Jinan?", top_k=2)
    answer = small.ask(question)
    assert answer.question == question
    assert answer.index_version == small.version == small.index.version
    assert list(answer.timings_ms) == ["scope", "encode", "retrieve", "rank", "total"]
    *stages, total = answer.timings_ms.values()
    assert total == pytest.approx(sum(stages))
    assert min(stages) > 0
    assert len(answer.hits) == 2
    assert {*answer.evidence} == {
        "passage", "sentence", "local", "fact", "asks", "elsewhere", "inside", "outside", "odds",
        "coverage", "unknown", "astray", "missing", "untold", "listed",
    }  # fmt: skip
    assert all(hit.channels == hit.ranks == {} for hit in answer.hits)
    assert answer.rejected == ()
    for hit in small.ask(replace(question, explain=True)).hits:
        assert set(hit.channels) == set(hit.ranks) == {"passage", "sentence", "words"}


def test_two_cities_each_have_their_best_passage_in_front(small: Searcher) -> None:
    answer = small.ask(Question("Compare Shanghai and Jinan: new card ready after working days"))
    assert answer.status == "answered"
    first = [hit.passage for hit in answer.hits[:2]]
    assert {p.cities for p in first} == {("Jinan",), ("Shanghai",)}
    assert all("working days" in p.text for p in first)


def test_a_chinese_question(small: Searcher) -> None:
    answer = small.ask(Question("济南补办社保卡要几个工作日？"))
    assert answer.scope.cities == ("Jinan",)
    assert answer.status == "answered"
    assert "15 working days" in answer.hits[0].passage.text
    check_verbatim(small, answer)


def test_the_parameter_decides_over_the_question(small: Searcher) -> None:
    answer = small.ask(Question("New card ready in Shanghai?", city="济南"))
    assert answer.hits[0].passage.cities == ("Jinan",)
    assert not any("Shanghai" in hit.passage.cities for hit in answer.hits)


# --- law ----------------------------------------------------------------------------------------

ARTICLE_58 = LawKey("Social Insurance Law", 58)


@pytest.mark.parametrize(
    "question",
    [
        "What does Article 58 of the Social Insurance Law say?",
        "art. 58 social insurance law",
        "社会保险法第五十八条",
        "Article 58 of the Social Insurance Law for a card in Jinan",
        "Article 58 of the Social Insurance Law in Harbin",
    ],
)
def test_a_law_article_by_its_number(small: Searcher, question: str) -> None:
    answer = small.ask(Question(question))
    assert (answer.status, answer.reason) == ("answered", None)
    first = answer.hits[0].passage
    assert (first.kind, first.law) == ("law", ARTICLE_58)
    assert "within 30 days" in first.text
    law = small.index.documents.law(ARTICLE_58)
    assert law.quoted_by == ("jinan.txt", "shanghai.txt")
    assert law.passage_id == first.id
    check_verbatim(small, answer)


def test_a_law_article_by_its_number_among_many_passages(
    small: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retriever, "EXHAUSTIVE", 0)
    monkeypatch.setattr(retriever, "POOL", 1)
    answer = small.ask(Question("Art. 58: QR code of the electronic card in pharmacies and buses"))
    # No channel has it among its candidates.
    assert [hit.passage.law for hit in answer.hits] == [ARTICLE_58, None]
    assert answer.hits[1].passage.source == "card.txt"


def test_a_law_article_by_its_number_though_nothing_else_is_like_it(
    small: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing is read for its words.
    monkeypatch.setattr(searcher, "shortlist_size", lambda shown: 0)
    answer = small.ask(Question("第五十八条", top_k=1))
    assert [hit.passage.law for hit in answer.hits] == [ARTICLE_58]


def test_a_law_article_that_no_article_quotes(small: Searcher) -> None:
    answer = small.ask(Question("What does Article 99 of the Social Insurance Law say?"))
    assert (answer.status, answer.reason) == ("abstained", "low_confidence")
    assert answer.extract is None
    assert answer.scope.laws == (LawKey("Social Insurance Law", 99),)


def test_a_law_article_is_one_passage_however_many_quote_it(small: Searcher) -> None:
    laws = [p for p in small.index.documents.passages() if p.kind == "law"]
    assert [p.law for p in laws] == [ARTICLE_58]
    citing = [p.source for p in small.index.documents.passages() if ARTICLE_58 in p.laws]
    assert set(citing) == {"jinan.txt", "shanghai.txt"}


# --- abstentions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "untold"),
    [
        ("How much is paid in Jinan for grade 9 of disability?", 1.0),
        # Named by the way.
        ("With grade 9 of disability, where in Jinan do I get a new card?", 0.0),
    ],
)
def test_a_grade_of_disability_that_no_passage_tells_of(
    small: Searcher, question: str, untold: float
) -> None:
    assert small.ask(Question(question)).evidence["untold"] == untold


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory, encoders: Encoders) -> Searcher:
    corpus = {
        "jinan.txt": "Card windows in Jinan\n\nTelephone of each card window:"
        " Tianqiao 0531-22222222, Shizhong 0531-33333333.\n",
        "qingdao.txt": "Card windows in Qingdao\n\nTelephone of all card windows: 0532-12333333.\n",
        "nanjing.txt": "Card windows in Nanjing\n\nTelephone of all card windows: 025-12333333."
        " In Xuanwu and Qinhuai the card is ready in 5 working days.\n",
        "suzhou.txt": "Card offices in Suzhou\n\n"
        "Address of the card office in Gusu: No. 5 First Road.\n"
        "Address of the card office in Wuzhong: 6 Second Road.\n",
        "wuhan.txt": "武汉社保卡窗口\n\n江岸区电话027-82222222，洪山区电话027-83333333。\n",
        "hangzhou.txt": "Card offices in Hangzhou\n\n"
        "The address of the card office is the district's in Xihu, Binjiang or elsewhere.\n",
    }
    root = tmp_path_factory.mktemp("windows")
    return open_with(build_index(root, corpus, encoders), encoders, BY_COVERAGE)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Telephone of the card window in Tianqiao, Jinan?", None),
        # Lixia's is not told, and another district's is not Lixia's.
        ("Telephone of the card window in Lixia, Jinan?", "no_city_article"),
        ("济南历下区社保卡窗口电话", "no_city_article"),
        ("Address of the card office in Xiangcheng, Suzhou?", "no_city_article"),
        ("苏州相城区的社保卡办公室地址在哪", "no_city_article"),
        # What no list gives by district may hold in all of them.
        ("Telephone of the card window in Laoshan, Qingdao?", None),
        ("Telephone of the card window in Jianye, Nanjing?", None),
        ("Address of the card office in Yuhang, Hangzhou?", None),
    ],
)
def test_what_each_district_has_of_its_own(
    windows: Searcher, question: str, reason: str | None
) -> None:
    assert windows.ask(Question(question)).reason == reason


@pytest.mark.parametrize(
    ("question", "untold"),
    [("武汉青山区社保卡窗口电话", 1.0), ("武汉江岸区社保卡窗口电话", 0.0)],
)
def test_a_list_in_chinese(windows: Searcher, question: str, untold: float) -> None:
    assert windows.ask(Question(question)).evidence["untold"] == untold


@pytest.mark.parametrize(
    ("question", "city", "reason"),
    [
        ("When is the new card ready in Chengdu?", None, "no_city_article"),
        ("When is the new card ready in Jinan?", "Chengdu", "no_city_article"),
        # Jinan's article has days, but speaks of no pension.
        ("After how many working days is the pension ready in Jinan?", None, "no_city_article"),
        ("Which zebra paints the opera in Jinan?", None, "out_of_scope"),
        ("How do I replace a US social security card?", None, "out_of_scope"),
        ("When is the new card ready?", None, "ambiguous_city"),
    ],
)
def test_abstentions_say_why(small: Searcher, question: str, city: str | None, reason: str) -> None:
    answer = small.ask(Question(question, city=city))
    assert (answer.status, answer.reason) == ("abstained", reason)
    assert answer.extract is None
    check_verbatim(small, answer)


def test_for_a_city_without_articles_national_law_alone_is_offered(small: Searcher) -> None:
    answer = small.ask(Question("When is the new card ready in Chengdu?", top_k=50))
    assert [hit.passage.law for hit in answer.hits] == [ARTICLE_58]
    assert answer.scope.uncovered == ("Chengdu",)
    assert answer.candidates == ()


@pytest.mark.parametrize(
    "question",
    [
        "When is the new card ready?",
        # Both passages of Jinan are nearer to it than the best one of Shanghai.
        "New card ready at the service center, or telephone the hotline at once to report it?",
    ],
)
def test_an_ambiguous_question_shows_each_candidates_best_passage_first(
    small: Searcher, question: str
) -> None:
    answer = small.ask(Question(question))
    assert (answer.reason, set(answer.candidates)) == ("ambiguous_city", {"Jinan", "Shanghai"})
    assert {hit.passage.cities for hit in answer.hits[:2]} == {("Jinan",), ("Shanghai",)}
    of_shanghai = [hit.score for hit in answer.hits if hit.passage.cities == ("Shanghai",)]
    assert of_shanghai == sorted(of_shanghai, reverse=True)


@pytest.mark.parametrize(
    ("question", "error", "words"),
    [
        (Question(""), BadQuestion, "empty"),
        (Question(" \n"), BadQuestion, "empty"),
        (Question("a" * 1001), BadQuestion, "1001 characters"),
        (Question("card", top_k=0), BadQuestion, "top_k is 0"),
        (Question("card", top_k=MAX_TOP_K + 1), BadQuestion, "top_k is 51"),
        (Question("card", city="Atlantis"), UnknownCity, "Atlantis"),
    ],
)
def test_questions_that_are_refused(
    small: Searcher, question: Question, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        small.ask(question)


def test_the_longest_question_is_read(small: Searcher) -> None:
    assert small.ask(Question("a" * 1000, top_k=MAX_TOP_K)).status == "abstained"


# --- opening ------------------------------------------------------------------------------------


def test_opening(tmp_path: Path, settings: Settings, encoders: Encoders) -> None:
    assert open_searcher(settings, encoders).ask(Question("Electronic card QR code")).hits
    with pytest.raises(NoIndex):
        open_searcher(Settings(_env_file=None, index=tmp_path / "none"), encoders)
    with pytest.raises(CorruptIndex, match="made by encoder bag-of-words"):
        open_searcher(settings, Encoders(BagOfWords(dimension=64)))


# --- on a whole collection ----------------------------------------------------------------------

TEMPLATES = [
    "Where do I get a social security card in {}?",
    "{}: my card is lost, how do I replace it",
    "How much is the unemployment insurance money in {}?",
    "Which documents are needed to retire in {}?",
    "{}社保卡丢了怎么补办",
]


def cities(searcher: Searcher) -> list[str]:
    return sorted(searcher.coverage.cities)


def asked(searcher: Searcher) -> Iterator[Question]:
    for city in cities(searcher):
        han = city.partition(" (")[0]
        for template in TEMPLATES:
            yield Question(template.format(han), city=city, top_k=20)


def test_never_a_passage_of_another_city(collection: Searcher) -> None:
    assert len(cities(collection)) >= 25
    questions = list(asked(collection))
    for answer in collection.ask_many(questions):
        assert answer.scope.covered
        for hit in answer.hits:
            about = hit.passage.cities
            assert not about or answer.question.city in about, answer.question
            if not about and hit.passage.provinces:
                assert set(hit.passage.provinces) & set(answer.scope.provinces)
        check_verbatim(collection, answer)


def shares_its_name(city: str, cities: Sequence[str]) -> bool:
    """Whether the province must stand beside it: Taizhou and Taizhou (Jiangsu)."""
    return "(" in city or any(other.startswith(f"{city} (") for other in cities)


def test_a_name_that_two_cities_share(collection: Searcher) -> None:
    both = ("Taizhou", "Taizhou (Jiangsu)")
    answer = collection.ask(Question("How long does the loss report by phone last in Taizhou?"))
    assert (answer.reason, answer.candidates) == ("ambiguous_city", both)
    assert answer.scope.cities == both
    for question, city in (
        ("How long does the loss report by phone last in Taizhou, Jiangsu?", both[1]),
        ("How long does the loss report by phone last in Taizhou of Zhejiang?", both[0]),
        ("泰州电话挂失有效期多久？", both[1]),
        ("How long does the loss report by phone last in Jiangyan, Taizhou?", both[1]),
    ):
        assert collection.ask(Question(question)).scope.cities == (city,)
    asked = Question("How long does the loss report by phone last?", city="Taizhou, Jiangsu")
    assert collection.ask(asked).scope.cities == (both[1],)


def test_never_another_city_where_the_question_names_it(collection: Searcher) -> None:
    for city in cities(collection):
        if shares_its_name(city, cities(collection)):
            continue
        for template in TEMPLATES[:2]:
            answer = collection.ask(Question(template.format(city), top_k=20))
            assert answer.scope.cities == (city,)
            assert all(not h.passage.cities or city in h.passage.cities for h in answer.hits)


def test_of_two_cities_no_third(collection: Searcher) -> None:
    for one, other in list(combinations(cities(collection), 2))[::11]:
        if any(shares_its_name(city, cities(collection)) for city in (one, other)):
            continue
        answer = collection.ask(Question(f"lost card in {one} and in {other}", top_k=20))
        assert answer.scope.cities == (one, other)
        assert all(
            not h.passage.cities or {one, other} & set(h.passage.cities) for h in answer.hits
        )


def test_one_by_one_or_together(collection: Searcher) -> None:
    gold = (COLLECTION / "gold.jsonl").read_text("utf-8").splitlines()
    questions = [Question(json.loads(line)["question"]) for line in gold[::7]]
    together = collection.ask_many(questions)
    alone = [collection.ask(question) for question in questions]
    assert [comparable(a) for a in together] == [comparable(a) for a in alone]
    for one, other in zip(together, alone, strict=True):
        assert [h.score for h in one.hits] == pytest.approx([h.score for h in other.hits], abs=1e-4)
        assert one.confidence == pytest.approx(other.confidence, abs=1e-5)
    assert {a.status for a in together} == {"answered", "abstained"}
    assert collection.ask_many([]) == []


def comparable(answer: Answer) -> Answer:
    """Without what differs from one call to the next: times, the last digits of a sum that is
    added up in another order, and ranks within a channel, which those decide between equals."""
    return replace(
        answer,
        timings_ms={},
        confidence=0.0,
        evidence={},
        hits=tuple(replace(h, score=0.0, channels={}, ranks={}) for h in answer.hits),
    )


def test_every_passage_stands_in_its_source(collection: Searcher) -> None:
    documents = collection.index.documents
    seen = 0
    for shown in documents.passages():
        source = documents.source_text(shown.source)
        assert source.text[shown.start : shown.end] == shown.text
        assert source.sha256 == shown.sha256
        seen += 1
    assert seen == len(collection.index) > 100


def test_an_answer_is_never_a_heading(collection: Searcher) -> None:
    gold = (COLLECTION / "gold.jsonl").read_text("utf-8").splitlines()
    questions = [Question(json.loads(line)["question"]) for line in gold[::2]]
    answered = [a for a in collection.ask_many(questions) if a.extract is not None]
    assert len(answered) > 30
    for answer in answered:
        assert answer.extract is not None
        headings = answer.hits[0].passage.section
        assert answer.extract.text not in headings
        check_verbatim(collection, answer)
