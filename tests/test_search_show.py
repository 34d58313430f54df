"""From the ranked shortlist to what is shown: arranged, and with the answer inside marked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fakes import passage
from hypothesis import given
from hypothesis import strategies as st

from qa_service.cities import Gazetteer
from qa_service.domain import Extract, LawKey, Passage, Span
from qa_service.retrieval.analyser import question_terms
from qa_service.retrieval.dedupe import repeats
from qa_service.search.arrange import arrange
from qa_service.search.evidence import relative
from qa_service.search.extract import best_sentences, extract
from qa_service.search.inner_headings import inner_headings

# --- arrange ------------------------------------------------------------------------------------


def about(words: str, *cities: str) -> Passage:
    return passage(words, cities=cities)


J1, J2, J3 = about("a b c", "Jinan"), about("d e f", "Jinan"), about("g h i", "Jinan")
S1, S2 = about("j k l", "Shanghai"), about("m n o", "Shanghai")
BOTH = about("p q r", "Jinan", "Shanghai")
J1_AGAIN = about("c b a", "Jinan")
J1_ELSEWHERE = about("a b c", "Shanghai")
LAW = passage("s t u", kind="law")
ART_1, ART_2 = (passage("v w x", kind="law", law=LawKey("Labor Law", n)) for n in (1, 2))


@pytest.mark.parametrize(
    ("passages", "cities", "top_k", "kept", "duplicates"),
    [
        ([], [], 5, (), {}),
        ([J1, J2, J3], ["Jinan"], 2, (0, 1), {}),
        # What repeats another gives its place to the next.
        ([J1, J1_AGAIN, J2], ["Jinan"], 2, (0, 2), {1: 0}),
        # No law article stands for another one.
        ([ART_1, ART_2, J1], [], 5, (0, 1, 2), {}),
        # Every asked city has its best passage in front, in the order of the scores.
        ([J1, J2, LAW, S1, S2], ["Shanghai", "Jinan"], 5, (0, 3, 1, 2, 4), {}),
        ([J1, J2, J3, S1], ["Jinan", "Shanghai"], 2, (0, 3), {}),
        ([LAW, J1, S1], ["Jinan", "Shanghai"], 5, (1, 2, 0), {}),
        # One passage may serve both.
        ([J1, BOTH, S1], ["Jinan", "Shanghai"], 2, (0, 1), {}),
        ([BOTH, J1, S1], ["Jinan", "Shanghai"], 5, (0, 1, 2), {}),
        # A city of which nothing was found holds no place.
        ([J1, J2], ["Jinan", "Harbin"], 5, (0, 1), {}),
        # With one city, or none, the scores alone count.
        ([J1, J2, S1], ["Shanghai"], 5, (0, 1, 2), {}),
        ([J1, J2, S1], [], 5, (0, 1, 2), {}),
    ],
)
def test_arrange(
    passages: list[Passage],
    cities: list[str],
    top_k: int,
    kept: tuple[int, ...],
    duplicates: dict[int, int],
) -> None:
    arranged = arrange(passages, cities, top_k)
    assert arranged.kept == kept
    assert arranged.duplicates == duplicates


texts = st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6).map(" ".join))
places = st.sampled_from([(), ("Jinan",), ("Shanghai",), ("Jinan", "Shanghai")])


@given(texts, st.data(), st.integers(1, 6))
def test_nothing_is_shown_twice(words: list[str], data: st.DataObject, top_k: int) -> None:
    shown = [about(text, *data.draw(places)) for text in words]
    arranged = arrange(shown, ["Jinan", "Shanghai"], top_k)
    kept = [shown[i].text for i in arranged.kept]
    assert repeats(kept) == [None] * len(kept)
    assert len(kept) == min(top_k, len(shown) - len(arranged.duplicates))
    assert not set(arranged.kept) & set(arranged.duplicates)


# --- the answer inside --------------------------------------------------------------------------

TEXT = (
    "2. Apply for a new card\n\nBring the ID card. The new card is ready after 15 working days. "
    "The fee is 20 yuan."
)


def body(text: str) -> Passage:
    """Without the heading among its sentences, as passages are cut."""
    whole = passage(text)
    return replace(whole, section=whole.sentence_texts[:1], sentences=whole.sentences[1:])


def chosen(
    question: str, cosines: list[float], terms: tuple[str, ...] = (), shown: Passage | None = None
) -> tuple[int, ...]:
    shown = shown or body(TEXT)
    shares = relative(dict.fromkeys(terms, 1.0))
    return best_sentences(question, shown, np.array(cosines, np.float32), shares)


@pytest.mark.parametrize(
    ("question", "cosines", "terms", "expected"),
    [
        ("what", [0.2, 0.8, 0.3], (), (1,)),
        # A neighbour belongs to it that has 0.8 of its score, which is 0.64.
        ("what", [0.65, 0.8, 0.3], (), (0, 1)),
        ("what", [0.63, 0.8, 0.3], (), (1,)),
        ("what", [0.63, 0.8, 0.79], (), (1, 2)),
        ("what", [0.75, 0.8, 0.79], (), (0, 1, 2)),
        # Where steps are asked for, 0.7 of it: 0.56.
        ("How do I get one?", [0.57, 0.8, 0.3], (), (0, 1)),
        ("How do I get one?", [0.55, 0.8, 0.3], (), (1,)),
        # What is no neighbour, but has 0.9 of it, which is 0.72: with all between.
        ("what", [0.8, 0.1, 0.73], (), (0, 1, 2)),
        ("what", [0.73, 0.1, 0.8], (), (0, 1, 2)),
        ("what", [0.8, 0.1, 0.71], (), (0,)),
        # 0.45 + 0.2 · 1, of both words, is more than 0.58 + 0.2 · 0.
        ("what", [0.58, 0.1, 0.45], ("fee", "yuan"), (2,)),
        # Of "new card" the second sentence has both (0.7), the first one (0.55).
        ("what", [0.45, 0.5, 0.0], ("new", "card"), (1,)),
        # The one that says how long: 0.55 + 0.1 beats 0.6, and 0.8 of it are 0.52.
        ("How long?", [0.1, 0.55, 0.6], (), (1, 2)),
        ("How long?", [0.1, 0.55, 0.51], (), (1,)),
        ("what", [-0.2, -0.1, -0.3], (), (1,)),
    ],
)
def test_best_sentences(
    question: str, cosines: list[float], terms: tuple[str, ...], expected: tuple[int, ...]
) -> None:
    assert chosen(question, cosines, terms) == expected


def test_the_sentence_about_the_asked_district() -> None:
    gazetteer = Gazetteer.load()
    shown = passage("Lixia District: No. 5 First Road. Tianqiao District: No. 6 Second Road.")
    cosines = np.array([0.5, 0.49], np.float32)
    tianqiao = gazetteer.districts([gazetteer.find("Tianqiao District")[0].place])
    assert best_sentences("which office", shown, cosines, {}, tianqiao) == (1,)
    # 0.49 + 0.1 + 0.2, of which 0.8 are 0.63 and more than 0.5 + 0.1; alike without a district.
    assert best_sentences("which office", shown, cosines, {}) == (0, 1)
    # What asks for no such fact may name where one lives by the way.
    assert best_sentences("can I", shown, cosines, {}, tianqiao) == (0, 1)


def test_what_a_reader_tells_of_himself_is_hardly_an_answer() -> None:
    shown = passage("I went to the window today. Refusing three times is regarded as refusal.")
    assert chosen("how often", [0.5, 0.45], shown=shown) == (1,)
    # What the law asks of "me" is none.
    law = passage("I have gone through registration. Refusing three times is regarded as refusal.")
    assert chosen("how often", [0.6, 0.4], shown=law) == (0,)


def test_what_the_asker_tells_is_no_answer() -> None:
    shown = passage(
        "Q: My finger was crushed by the machine at work. Who pays?\n"
        "A: The work injury insurance fund pays for the treatment of the finger."
    )
    assert chosen("who pays", [0.9, 0.1, 0.3], shown=shown) == (2,)
    # Where nobody replies it is the page that tells.
    alone = passage(shown.text.replace("A: ", ""))
    assert chosen("who pays", [0.9, 0.1, 0.3], shown=alone) == (0,)


@pytest.mark.parametrize(
    ("text", "best", "expected"),
    [
        ("May the boss look at it? He sees only what he paid. Others see nothing.", 0, (0, 1)),
        ("He sees only what he paid. May the boss look at it? Others see nothing.", 1, (1, 2)),
        ("He may bring these papers:\nThe card is one. The form is another.", 0, (0, 1)),
        ("单位能看我的记录吗？单位只能看到自己缴的。别的都看不到。", 0, (0, 1)),
        (
            "2. Outpatient clinics. The fund pays 60% of ordinary bills. The rest is yours.",
            0,
            (0, 1),
        ),
        ("一、办理材料。带身份证和申请表。别的不用带。", 0, (0, 1)),
        ("带身份证和申请表。别的都不用带。", 0, (0,)),
        ("The fund pays 60% of all bills. The rest is for you to pay.", 0, (0,)),
        # What is announced announces.
        ("Where is it checked?\nThere are two ways:\nThe app tells it. So do we.", 0, (0, 1, 2)),
        # A number is an answer, however short.
        ("Consultation 0531-86666666. The rest is written on the wall.", 0, (0,)),
        # Nothing comes behind it.
        ("He sees only what he paid. May the boss look at it?", 1, (1,)),
    ],
)
def test_what_only_announces_the_answer_has_it_with_it(
    text: str, best: int, expected: tuple[int, ...]
) -> None:
    shown = body(f"Heading\n{text}")
    cosines = [0.1] * len(shown.sentences)
    cosines[best] = 0.8
    assert chosen("what", cosines, shown=shown) == expected


TABLE = """Heading
The fund pays for all births.
| Kind | Amount |
|---|---|
| Caesarean | 3,900 yuan |
| Other | at the window |
Ask the unit."""


@pytest.mark.parametrize(
    ("text", "best", "expected"),
    [
        (TABLE, 1, (1, 2, 3, 4)),  # the head with all rows
        (TABLE, 3, (1, 2, 3)),  # a row with those above it
        (TABLE, 4, (1, 2, 3, 4)),
        (TABLE, 0, (0,)),
        ("Heading\nPlace\tYuan\nHaicheng\t1,200\nOther\t900", 0, (0, 1, 2)),
        # No further than is read at a glance.
        (f"Heading\nPlace\tYuan\nA{' a' * 150}\t1\nB{' b' * 150}\t2", 0, (0, 1)),
        (f"Heading\nPlace\tYuan\nA{' a' * 150}\t1\nB{' b' * 150}\t2", 2, (2,)),
    ],
)
def test_a_row_is_read_with_its_table(text: str, best: int, expected: tuple[int, ...]) -> None:
    shown = body(text)
    cosines = [0.1] * len(shown.sentences)
    cosines[best] = 0.8
    assert chosen("what", cosines, shown=shown) == expected


def test_a_row_that_an_answer_grew_to_is_read_with_its_head() -> None:
    assert chosen("what", [0.1, 0.1, 0.1, 0.1, 0.7, 0.8], shown=body(TABLE)) == (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    "rows",
    [
        ("Kind  Amount  Days", "Birth  3,900 yuan  98", "Other  900 yuan  15"),  # in columns
        ("Kind\nAmount\nDays", "Birth\n3,900 yuan\n98", "Other\n900 yuan\n15"),  # a line each
    ],
)
def test_a_row_of_a_table_without_marks_is_read_with_its_head(rows: tuple[str, ...]) -> None:
    text = "\n".join(("The fund pays for all births.", *rows))
    starts = [text.index(row) for row in rows]
    spans = tuple(Span(at, at + len(row)) for at, row in zip(starts, rows, strict=True))
    shown = replace(body(text), text=text, sentences=(Span(0, 29), *spans))
    assert chosen("what", [0.1, 0.1, 0.1, 0.8], shown=shown) == (1, 2, 3)


def test_a_sentence_that_the_width_of_a_page_has_broken_is_no_row() -> None:
    text = "The fund pays.\nIt is paid\nto the bank card."
    shown = replace(body(text), text=text, sentences=(Span(0, 14), Span(15, len(text))))
    assert chosen("what", [0.1, 0.8], shown=shown) == (1,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is free.\nNew card\n20 yuan. At once.", [None, "New card", "New card"]),
        # What is above the whole passage is in its section.
        ("1. Fees:\nIt is free.\nNew card\n20 yuan.", [None, "New card"]),
        # A heading with a colon ends with its list, any other goes on.
        ("Loss:\nIt is free.\nAt once.\n\nAsk us.", ["Loss:", "Loss:", None]),
        ("挂失：\n\n免费。\n\n当场。\n\n\n请咨询。", ["挂失：", "挂失：", None]),
        ("Loss\nIt is free.\n\nAt once.", ["Loss", "Loss"]),
    ],
)
def test_headings_inside_a_passage(text: str, expected: list[str | None]) -> None:
    headings = {"1. Fees:", "New card", "Loss:", "Loss", "挂失："}
    whole = passage(text, section=("1. Fees",))
    spans = zip(whole.sentences, whole.sentence_texts, strict=True)
    cut = replace(whole, sentences=tuple(span for span, said in spans if said not in headings))
    found = inner_headings(cut)
    assert [heading and text[slice(*heading)] for heading in found] == expected
    assert inner_headings(replace(cut, kind="law")) == (None,) * len(expected)


GROUPS = """Employees:
Grade one 1,005 yuan
Grade two 1,341 yuan
Residents:
Grade one 534 yuan
Grade two 712 yuan

The agency pays."""
EMPLOYEES = GROUPS[: GROUPS.index("\nResidents")]
RESIDENTS = GROUPS[len(EMPLOYEES) + 1 : GROUPS.index("\n\n")]
IN_CHINESE = "职工：\n一级1005元\n二级1341元\n居民：\n一级534元\n二级712元\n\n由经办机构支付。"


def in_groups(text: str) -> Passage:
    """Without the names of the groups among its sentences, as passages are cut."""
    whole = passage(text)
    spans = zip(whole.sentences, whole.sentence_texts, strict=True)
    return replace(
        whole, sentences=tuple(span for span, said in spans if not said.endswith((":", "：")))
    )


@pytest.mark.parametrize(
    ("text", "question", "best", "expected"),
    [
        # Whose figures they are is told by the heading alone.
        (GROUPS, "what of a resident", 0, RESIDENTS),
        (GROUPS, "what of an employee", 2, EMPLOYEES),
        (IN_CHINESE, "what of a resident", 0, "居民：\n一级534元\n二级712元"),
        (IN_CHINESE, "what of an employee", 2, "职工：\n一级1005元\n二级1341元"),
        # What is no list ends with it.
        (GROUPS, "what", 4, "The agency pays."),
        # No further than is read at a glance.
        (f"Residents:\nAll{' of them' * 60}\nGrade two 712 yuan", "what", 1, "Grade two 712 yuan"),
    ],
)
def test_a_list_is_read_with_the_name_of_its_group(
    text: str, question: str, best: int, expected: str
) -> None:
    shown = in_groups(text)
    cosines = [0.5] * len(shown.sentences)
    cosines[best] += 0.05
    indices = chosen(question, cosines, question_terms(question), shown)
    found = extract(shown, indices)
    assert found is not None
    assert found.text == expected


def test_an_answer_begins_with_the_heading_above_it() -> None:
    shown = in_groups("The loss is free.\nNew card:\nIt costs 20 yuan.\nIt takes a day.")
    beginning = extract(shown, (1, 2))
    assert beginning is not None
    assert beginning.text == "New card:\nIt costs 20 yuan.\nIt takes a day."
    later = extract(shown, (2,))
    assert later is not None
    assert later.text == "It takes a day."


def test_an_answer_ends_before_what_it_only_announces() -> None:
    shown = body("Heading\nThe lock lasts 72 hours at most.\n2. Formal loss.\nGo to any bank.")
    assert chosen("what", [0.8, 0.7, 0.1], shown=shown) == (0,)
    shown = body("Heading\nIt is made in seven days.\nWho may collect it?\nAny relative may.")
    assert chosen("what", [0.8, 0.7, 0.1], shown=shown) == (0,)
    assert chosen("what", [0.7, 0.8, 0.1], shown=shown) == (0, 1, 2)


@pytest.mark.parametrize(
    ("question", "count", "words", "expected"),
    [
        ("what", 8, 5, (2, 3, 4, 5, 6)),
        ("How do I get one?", 8, 5, (2, 3, 4, 5, 6)),
        # As many as 400 characters hold.
        ("How do I get one?", 8, 50, (2, 3)),
    ],
)
def test_an_answer_is_short(
    question: str, count: int, words: int, expected: tuple[int, ...]
) -> None:
    shown = body("Heading\n" + f"One goes there{' on' * words}. " * count)
    assert len(shown.sentences) == count
    falling = [0.1, 0.1, 0.8, 0.79, 0.78, 0.77, 0.76, 0.75]
    assert chosen(question, falling, shown=shown) == expected


def test_an_article_whose_title_is_asked_begins_at_its_beginning() -> None:
    title = "A new card from the bank in Jinan"
    asked, other = title.lower(), "A lost card in Jinan"
    shown = replace(body(TEXT), title=title, lead=True)
    assert chosen(asked, [0.5, 0.65, 0.1], shown=shown) == (0, 1)
    assert chosen(other, [0.5, 0.65, 0.1], shown=shown) == (1,)
    assert chosen(asked, [0.5, 0.65, 0.1], shown=replace(shown, lead=False)) == (1,)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("May a student from abroad join?", (0, 1)),
        ("Does my wife without a job join?", (1,)),  # who hears "Yes." hears what nobody wrote
    ],
)
@pytest.mark.parametrize("bare", ["Yes.", "Of course!", "可以。"])
def test_a_bare_yes_answers_the_question_above_it_alone(
    bare: str, question: str, expected: tuple[int, ...]
) -> None:
    shown = replace(
        passage(f"{bare} Whoever has a permit joins on the first day. Bring the papers."),
        section=("May students from abroad join?",),
    )
    assert chosen(question, [0.8, 0.8, 0.1], shown=shown) == expected


def test_of_an_article_that_is_named_all_but_what_is_very_long() -> None:
    short = body("Heading\nThe first rule is this. The second rule is that. The third is none.")
    cosines = np.array([0.1, 0.9, 0.1], np.float32)
    assert best_sentences("what", short, cosines, {}, named=True) == (0, 1, 2)
    long = body(f"Heading\nThe first rule. The second {'and more ' * 60}rule. The third rule.")
    assert best_sentences("what", long, cosines, {}, named=True) == (0, 1, 2)
    longer = body(f"Heading\nThe first rule. The second {'and more ' * 140}rule. The third rule.")
    assert best_sentences("what", longer, cosines, {}, named=True) == (0,)


def test_a_long_sentence_is_answer_enough() -> None:
    long = body(f"Heading\nOne {'and one ' * 60}more. Two.")
    assert [e - s > 400 for s, e in long.sentences] == [True, False]
    assert chosen("what", [0.8, 0.8], shown=long) == (0,)
    assert chosen("what", [0.7, 0.8], shown=long) == (1,)


@pytest.mark.parametrize(
    ("shown", "cosines"),
    [
        (passage(""), []),
        (passage("One. Then two."), []),
        (passage("One. Then two."), [0.5]),
    ],
)
def test_without_sentences_or_their_vectors(shown: Passage, cosines: list[float]) -> None:
    assert chosen("what", cosines, shown=shown) == ()


def test_the_extract_is_verbatim() -> None:
    shown = body(TEXT)
    start = TEXT.index("The new card")
    assert extract(shown, (1,)) == Extract(
        "The new card is ready after 15 working days.", shown.id, start, TEXT.index(" The fee")
    )
    assert extract(shown, (1, 2)) == Extract(TEXT[start:], shown.id, start, len(TEXT))
    assert extract(shown, ()) is None
