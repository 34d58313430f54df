"""A question and ranges of passages in, scored candidates out: on a small version of the index."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import BagOfWords, Bilingual, build_index

from qa_service.build.version import embedded
from qa_service.domain import Span
from qa_service.encoders import Vectors
from qa_service.encoders.choose import Encoders
from qa_service.errors import CorruptIndex
from qa_service.index.opened import OpenIndex, open_version
from qa_service.retrieval import analyser, retriever
from qa_service.retrieval.cosines import Seen, highest
from qa_service.retrieval.opened import retriever_over
from qa_service.retrieval.phrasebook import Phrasebook
from qa_service.retrieval.question import encode_questions
from qa_service.retrieval.retriever import (
    EXPANSION,
    FOREIGN_WORDS,
    Asked,
    Pool,
    Retriever,
)
from qa_service.text import squeeze

ENGLISH = {
    "jinan.txt": """What to do when a Jinan social security card is lost?

Call 12333 first. The report by telephone is valid for 24 hours.

1. Report the loss in writing

Bring the ID card to the service center of the district. A report in writing is valid for 30 days.

2. Apply for a new card

The fee is 20 yuan. The new card is ready after 15 working days.
""",
    "dalian.txt": """How does one claim unemployment insurance money in Dalian?

1. Who can claim

Whoever has paid for one year and has lost the job against his will.

2. How much it is

Ninety per cent of the minimum wage are paid every month, at a bank.
""",
    "pension.txt": """When can a pension be drawn?

Whoever has paid contributions for fifteen years draws a pension on reaching retirement age.
""",
}
CHINESE = {
    "luoyang.txt": """洛阳社保卡丢了怎么补办？

先拨打电话12333挂失。

一、补办

带身份证到银行补办，十五个工作日后领取新卡。

二、费用

补卡收费20元。
""",
}

QUESTIONS = [
    "How many days until the new card is ready?",
    "I lost my job. What do they pay me?",
    "telephone to report a lost card",
    "社保卡磕裂豁口鞘榫，补办要几天？",
    "retirment",
]


class Opened:
    """An index with its encoders and retriever."""

    def __init__(self, root: Path, texts: dict[str, str], encoders: Encoders) -> None:
        settings = build_index(root, texts, encoders)
        self.encoders = encoders
        self.index: OpenIndex = open_version(settings.index)
        self.retriever: Retriever = retriever_over(self.index, encoders)

    def pool(
        self,
        question: str,
        ranges: list[Span] | None = None,
        also: tuple = (),
        topic: str | None = None,
    ) -> Pool:
        (encoded,) = self.retriever.encode([Asked(question, topic)])
        return self.retriever.retrieve(
            encoded, [Span(0, len(self.index))] if ranges is None else ranges, also
        )

    def ordinals(self, source: str) -> list[int]:
        documents = self.index.documents
        return [i for i, p in enumerate(documents.passages()) if p.source == source]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    encoders = Encoders(BagOfWords(), Bilingual())
    return Opened(tmp_path_factory.mktemp("mixed"), ENGLISH | CHINESE, encoders)


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    encoders = Encoders(BagOfWords(), Bilingual())
    return Opened(tmp_path_factory.mktemp("english"), ENGLISH, encoders)


# --- encoding -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("questions", "by_main", "by_multilingual"),
    [
        # Each text once.
        (
            ["A missing card?", "A pension?", "A missing card?"],
            ("A missing card?", "A pension?"),
            None,
        ),
        (["社保卡磕裂豁口"], None, ("社保卡磕裂豁口",)),
        (
            ["Lost. Where?", "社保卡磕裂豁口"],
            ("Lost. Where?", "Lost.", "Where?"),
            ("社保卡磕裂豁口",),
        ),
        ([], None, None),
    ],
)
def test_one_batch_for_each_encoder(
    mixed: Opened,
    questions: list[str],
    by_main: tuple[str, ...] | None,
    by_multilingual: tuple[str, ...] | None,
) -> None:
    for encoder in (mixed.encoders.main, mixed.encoders.multilingual):
        encoder.calls.clear()  # type: ignore[union-attr]
    encoded = mixed.retriever.encode([Asked(question) for question in questions])
    for encoder, texts in (
        (mixed.encoders.main, by_main),
        (mixed.encoders.multilingual, by_multilingual),
    ):
        expected = [] if texts is None else [("query", texts)]
        assert encoder.calls == expected  # type: ignore[union-attr]
    assert [e.text for e in encoded] == questions


def test_everyday_english_is_searched_for_in_official_words_too(english: Opened) -> None:
    (encoded,) = english.retriever.encode([Asked("My boss stole my jobless money")])
    main = english.encoders.main
    said = main.encode(["My boss stole my jobless money"])
    official = main.encode(["My employer stole my unemployment insurance money"])
    both = said + official
    np.testing.assert_allclose(encoded.main.parts, both / np.linalg.norm(both), atol=1e-6)
    assert encoded.text == "My boss stole my jobless money"
    assert "employ" in encoded.expansion
    assert "employ" not in encoded.terms


def test_chinese_that_the_phrasebook_has_is_read_in_english(english: Opened) -> None:
    (encoded,) = english.retriever.encode([Asked("大连社保卡丢了", "社保卡丢了", ("Dalian",))])
    main = english.encoders.main
    assert encoded.lang == "en"
    assert encoded.multilingual is None
    topic = main.encode(["social security card lost"])
    np.testing.assert_array_equal(encoded.main.topic, topic)
    np.testing.assert_array_equal(encoded.main.parts, beside(topic, main.encode(["Dalian"])))
    # Found by its own words too, where articles are in Chinese.
    assert {"lost", "dalian"} <= set(encoded.terms)
    assert "丢了" in encoded.expansion
    assert "丢了" not in encoded.terms


def test_chinese_passages_are_compared_by_their_gloss(mixed: Opened) -> None:
    (encoded,) = mixed.retriever.encode([Asked("社保卡丢了")])
    assert encoded.main is not None
    (ordinal,) = [
        ordinal
        for ordinal in mixed.ordinals("luoyang.txt")
        if "收费" in mixed.index.documents.passages_at([ordinal])[0].text
    ]
    (passage,) = mixed.index.documents.passages_at([ordinal])
    glosses = [Phrasebook.load().gloss(text) for text in embedded(passage).sentences]
    assert "replace the card fee 20 yuan" in squeeze(glosses[-1])
    expected = mixed.encoders.main.encode(glosses) @ encoded.main.parts[0]
    (found,) = mixed.retriever.compare(encoded, [ordinal]).sentences([0])
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_an_english_collection_needs_one_encoder_for_english(english: Opened) -> None:
    encoded = english.retriever.encode([Asked("A missing card?"), Asked("社保卡磕裂豁口")])
    assert [e.main is None for e in encoded] == [False, True]
    assert [e.multilingual is None for e in encoded] == [True, False]


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("lost card", "lost social security card"),
        ("Card lost?", "social security card lost?"),
        ("My card has been stolen.", "My social security card has been stolen."),
        ("Can I get a card?", "Can I get a social security card?"),
        ("lost bank card", "lost bank card"),
        ("my card number", "my card number"),
    ],
)
def test_a_card_without_a_word_of_which(english: Opened, asked: str, read: str) -> None:
    main = english.encoders.main
    assert isinstance(main, BagOfWords)
    main.calls.clear()
    (encoded,) = english.retriever.encode([Asked(asked)])
    assert [texts for _, texts in main.calls] == [tuple(dict.fromkeys((asked, read)))]
    assert encoded.main is not None
    np.testing.assert_array_equal(encoded.main.parts, main.encode([asked]))
    np.testing.assert_array_equal(encoded.main.topic, main.encode([read]))


def test_the_text_is_read_without_slips_and_with_its_places(english: Opened) -> None:
    meant = {"mcuh": "much", "crad": "card", "Datong": "dating"}
    (encoded,) = encode_questions(
        [Asked("Datong crad, how mcuh?", "crad, how mcuh?", ("Datong",))],
        english.retriever.main,
        None,
        lambda text: tuple(text.split()),
        lambda _: (),
        lambda text: re.sub(r"\w+", lambda word: meant.get(word[0], word[0]), text),
        in_english=True,
    )
    assert encoded.text == "Datong card, how much?"


def test_an_english_question_on_chinese_passages_alone(tmp_path: Path) -> None:
    opened = Opened(tmp_path, CHINESE, Encoders(BagOfWords(), Bilingual()))
    (encoded,) = opened.retriever.encode([Asked("unemployment in working days")])
    assert encoded.main is not None
    pool = opened.pool("bank working days")
    assert len(pool) == len(opened.index) > 0
    first = opened.index.documents.passages_at([pool.ordinals[pool.order()[0]]])[0]
    assert "工作日" in first.text
    assert pool.cosines.topic_passage[0] == pytest.approx(pool.channels["passage"][0])


def test_without_a_multilingual_encoder_the_main_one_reads_everything(tmp_path: Path) -> None:
    opened = Opened(tmp_path, ENGLISH | CHINESE, Encoders(BagOfWords()))
    (encoded,) = opened.retriever.encode([Asked("社保卡磕裂豁口")])
    assert encoded.main is not None
    assert encoded.multilingual is None
    pool = opened.pool("社保卡磕裂豁口")
    assert int(pool.ordinals[pool.order()[0]]) in opened.ordinals("luoyang.txt")


def beside(topic: Vectors, places: Vectors) -> Vectors:
    """Topic and places, both of shape (1, d) or (n, d), as one unit vector."""
    both = topic + 0.5 * places.mean(axis=0)
    together: Vectors = (both / np.linalg.norm(both)).astype(np.float32)
    return together


def test_a_question_with_a_place_is_one_text_to_read(mixed: Opened) -> None:
    main = mixed.encoders.main
    assert isinstance(main, BagOfWords)
    here = Asked("A missing card in Yangzhou?", "A missing card?", ("Yangzhou",))
    both = replace(here, places=("Yangzhou", "Jinan"))
    first, second = (mixed.retriever.encode([asked])[0] for asked in (here, both))
    topic = main.encode(["A missing card?"])
    for encoded, places in ((first, ["Yangzhou"]), (second, ["Yangzhou", "Jinan"])):
        assert encoded.main is not None
        np.testing.assert_array_equal(encoded.main.topic, topic)
        np.testing.assert_array_equal(encoded.main.parts, beside(topic, main.encode(places)))
    # The names have been read by now.
    main.calls.clear()
    mixed.retriever.encode([both])
    assert [texts for _, texts in main.calls] == [("A missing card?",)]


def test_a_question_is_the_same_with_its_place_in_the_text_and_beside_it(mixed: Opened) -> None:
    within = Asked("A missing card in Jinan?", "A missing card?", ("Jinan",))
    beside_it = Asked("A missing card?", "A missing card?", ("Jinan",))
    first, second = mixed.retriever.encode([within, beside_it])
    np.testing.assert_array_equal(first.main.parts, second.main.parts)


def test_a_question_encoded(mixed: Opened) -> None:
    (encoded,) = mixed.retriever.encode(
        [Asked("My cardd in Jinan is lost. A fee?", "My cardd is lost. A fee?", ("Jinan",))]
    )
    main = mixed.encoders.main
    topic = main.encode(["My cardd is lost. A fee?"])
    np.testing.assert_array_equal(encoded.main.topic, topic)
    assert encoded.main is not None
    np.testing.assert_array_equal(encoded.main.parts[:1], beside(topic, main.encode(["Jinan"])))
    np.testing.assert_array_equal(
        encoded.main.parts[1:], main.encode(["My cardd is lost.", "A fee?"])
    )
    assert encoded.terms == ("card", "jinan", "lost", "fee")
    assert encoded.topic_terms == ("card", "lost", "fee")
    assert {"miss", "charg", "挂失"} & set(encoded.expansion) == {"miss", "charg"}


# --- candidates ---------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_candidates_of_large_channels_are_the_whole_scope(
    mixed: Opened, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = mixed.pool(question)
    assert whole.ordinals.tolist() == list(range(len(mixed.index)))
    monkeypatch.setattr(retriever, "EXHAUSTIVE", 0)
    chosen = mixed.pool(question)
    assert chosen.ordinals.tolist() == whole.ordinals.tolist()
    np.testing.assert_array_equal(chosen.fused, whole.fused)
    assert chosen.order().tolist() == whole.order().tolist()


@pytest.mark.parametrize("question", QUESTIONS)
def test_few_candidates_have_the_scores_they_have_among_many(
    mixed: Opened, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = mixed.pool(question)
    monkeypatch.setattr(retriever, "EXHAUSTIVE", 0)
    monkeypatch.setattr(retriever, "POOL", 2)
    few = mixed.pool(question)
    # Two by words, two by each space that the question is in; some of them the same.
    assert 2 <= len(few) <= 6 < len(whole)
    np.testing.assert_array_equal(few.fused, whole.fused[few.ordinals])
    for name in ("passage", "words"):
        assert int(whole.channels[name].argmax()) in few.ordinals
    assert few.scope_size == len(whole)


@pytest.mark.parametrize("exhaustive", [0, 512])
@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_out_of_scope_but_what_is_asked_for_by_name(
    mixed: Opened, question: str, exhaustive: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retriever, "EXHAUSTIVE", exhaustive)
    inside = mixed.ordinals("jinan.txt") + mixed.ordinals("pension.txt")
    ranges = [Span(i, i + 1) for i in sorted(inside)]
    pool = mixed.pool(question, ranges)
    assert set(pool.ordinals.tolist()) <= set(inside)
    assert pool.scope_size == len(inside)
    outside = mixed.ordinals("dalian.txt")[0]
    also = mixed.pool(question, ranges, (outside, inside[0], outside))
    assert also.ordinals.tolist() == sorted({*pool.ordinals.tolist(), outside, inside[0]})
    assert mixed.pool(question, [], (outside,)).ordinals.tolist() == [outside]
    assert len(mixed.pool(question, [])) == 0


# --- scores -------------------------------------------------------------------------------------


def test_the_channels_and_their_sum(english: Opened) -> None:
    found = english.retriever
    (question,) = found.encode([Asked("How many days until the new card is ready?")])
    pool = english.pool(question.text)
    assert question.main is not None
    words = found.words.scores(question.terms) + EXPANSION * found.words.scores(question.expansion)
    dense = found.main.compare(question.main, pool.ordinals)
    np.testing.assert_allclose(pool.channels["words"], words)
    np.testing.assert_allclose(pool.channels["passage"], dense.passage)
    np.testing.assert_allclose(pool.channels["sentence"], dense.sentence)
    # The collection is smaller than a sample of it: its own mean and deviation are the background.
    summed = sum((s - s.mean()) / s.std() for s in (words, dense.passage, dense.sentence))
    np.testing.assert_allclose(pool.fused, summed, rtol=1e-5)
    assert pool.deviation == pytest.approx(dense.sentence.std())
    assert pool.order().tolist() == np.argsort(-summed, kind="stable").tolist()
    best = english.index.documents.passages_at([pool.ordinals[pool.order()[0]]])[0]
    assert "15 working days" in best.text


def test_passages_in_both_languages_are_scored_by_the_main_encoder(mixed: Opened) -> None:
    found = mixed.retriever
    (question,) = found.encode([Asked("How many days until a lost card is replaced?")])
    assert question.main is not None
    assert question.multilingual is None
    pool = mixed.pool(question.text)
    assert len(pool) == len(mixed.index)
    main = found.main.compare(question.main, pool.ordinals)
    for name in ("passage", "sentence"):
        np.testing.assert_allclose(pool.channels[name], getattr(main, name))


def test_a_chinese_question_is_scored_by_the_multilingual_encoder_alone(mixed: Opened) -> None:
    found = mixed.retriever
    assert found.multilingual is not None
    (question,) = found.encode([Asked("社保卡磕裂豁口鞘榫，补办要几天？")])
    assert question.main is None
    assert question.multilingual is not None
    pool = mixed.pool(question.text)
    likeness = found.multilingual.compare(question.multilingual, pool.ordinals)
    np.testing.assert_allclose(pool.channels["passage"], likeness.passage)
    words = pool.channels["words"]
    expected = FOREIGN_WORDS * (words - words.mean()) / words.std()
    for scores in (likeness.passage, likeness.sentence):
        expected += (scores - scores.mean()) / scores.std()
    np.testing.assert_allclose(pool.fused, expected, rtol=1e-4, atol=1e-5)


def test_each_language_finds_the_other(mixed: Opened) -> None:
    pool = mixed.pool("失业", [Span(o, o + 1) for o in mixed.ordinals("dalian.txt")])
    assert pool.channels["passage"].max() > 0.1
    luoyang = [Span(o, o + 1) for o in mixed.ordinals("luoyang.txt")]
    pool = mixed.pool("bank working days", luoyang)
    first = mixed.index.documents.passages_at([pool.ordinals[pool.order()[0]]])[0]
    assert "工作日" in first.text


def test_every_sentence_of_a_chinese_passage_has_a_cosine(mixed: Opened) -> None:
    found = mixed.retriever
    (question,) = found.encode([Asked("a lost card")])
    ordinals = mixed.ordinals("luoyang.txt")
    compared = found.compare(question, ordinals).sentences(range(len(ordinals)))
    passages = mixed.index.documents.passages_at(ordinals)
    assert [len(own) for own in compared] == [len(passage.sentences) for passage in passages]


def test_the_topic_with_some_passages_and_with_all(mixed: Opened) -> None:
    pool = mixed.pool("missing card in Dalian", topic="missing card")
    rows = [int(np.flatnonzero(pool.ordinals == o)[0]) for o in mixed.ordinals("dalian.txt")]
    assert highest(pool.cosines.topic_sentence) == pytest.approx(pool.anywhere)
    assert highest(pool.cosines.topic_sentence[rows]) < pool.anywhere
    topic = mixed.encoders.main.encode(["missing card"])
    alone = mixed.retriever.main.compare(Seen(topic, topic), np.array(mixed.ordinals("dalian.txt")))
    best = highest(pool.cosines.topic_passage[rows])
    assert best == pytest.approx(float(np.nanmax(alone.passage)))


def test_questions_together_are_at_large_as_each_alone(mixed: Opened) -> None:
    found = mixed.retriever
    questions = found.encode([Asked(text) for text in (*QUESTIONS, "社保卡磕裂豁口")])
    for question, own in zip(questions, found.at_large(questions), strict=True):
        (alone,) = found.at_large([question])
        np.testing.assert_allclose(own.passage, alone.passage, atol=1e-6)
        np.testing.assert_allclose(own.topic_sentence, alone.topic_sentence, atol=1e-6)


def test_an_index_of_other_encoders_is_refused(mixed: Opened) -> None:
    with pytest.raises(CorruptIndex, match="made by encoder bag-of-words"):
        retriever_over(mixed.index, Encoders(BagOfWords(dimension=64), Bilingual()))


def test_an_index_of_another_analyser_is_refused(
    mixed: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analyser, "NAME", "another/1")
    with pytest.raises(CorruptIndex, match=r"made by analyser snowball.*not by another/1"):
        retriever_over(mixed.index, mixed.encoders)
