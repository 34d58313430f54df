"""Gold files and BEIR folders: what is read, what is refused and how the refusal reads."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from qa_service.domain import LawKey
from qa_service.errors import GoldError
from qa_service.evaluation.beir import evaluate_beir, read_beir
from qa_service.evaluation.gold import GoldQuestion, Relevant, read_gold

QUESTION = {
    "id": "1",
    "question": "Which banks issue the card in Shanghai?",
    "category": "city_fact",
    "answerable": True,
    "relevant": [{"source": "shanghai.txt", "quote": "Shanghai Bank"}],
}


def _write(path: Path, *records: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "\n".join(one if isinstance(one, str) else json.dumps(one) for one in records),
        encoding="utf-8",
    )
    return path


def test_a_question_with_every_field(tmp_path: Path) -> None:
    record = QUESTION | {
        "id": 7,
        "lang": "zh",
        "city": "Shanghai",
        "cities": ["Jinan"],
        "province": "Shandong",
        "reason": None,
        "need": "each_source",
        "law": ["Social Insurance Law of the People's Republic of China:58"],
        "answer": "a list",
        "candidates": ["Jinan"],
        "note": "n",
    }
    assert read_gold(_write(tmp_path / "gold.jsonl", record)) == (
        GoldQuestion(
            id="7",
            question="Which banks issue the card in Shanghai?",
            category="city_fact",
            answerable=True,
            lang="zh",
            city="Shanghai",
            cities=("Shanghai", "Jinan"),
            province="Shandong",
            relevant=(Relevant("shanghai.txt", "Shanghai Bank"),),
            need="each_source",
            law=(LawKey("Social Insurance Law", 58),),
            answer="a list",
            candidates=("Jinan",),
            note="n",
        ),
    )


@pytest.mark.parametrize(
    ("written", "city"),
    [
        ("上海", "Shanghai"),
        ("Shanghai City", "Shanghai"),
        ("Kunshan", "Suzhou"),
        ("Suzhou (Anhui)", "Suzhou (Anhui)"),
        ("Shanghia", "Shanghia"),
    ],
)
def test_a_city_has_the_name_that_passages_bear(tmp_path: Path, written: str, city: str) -> None:
    record = QUESTION | {"city": written, "cities": [written, "Jinan"]}
    (question,) = read_gold(_write(tmp_path / "gold.jsonl", record))
    assert (question.city, question.cities) == (city, (city, "Jinan"))


def test_a_number_is_an_answer(tmp_path: Path) -> None:
    (question,) = read_gold(_write(tmp_path / "gold.jsonl", QUESTION | {"answer": 24}))
    assert question.answer == "24"


def test_blank_lines_a_byte_order_mark_and_missing_language(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    other = QUESTION | {"id": "2", "question": "上海社保卡在哪里办理？"}
    path.write_text(
        "\ufeff\n" + json.dumps(QUESTION) + "\n   \n" + json.dumps(other, ensure_ascii=False),
        encoding="utf-8",
    )
    assert [(one.id, one.lang) for one in read_gold(path)] == [("1", "en"), ("2", "zh")]


def _without(field: str) -> dict[str, object]:
    return {key: value for key, value in QUESTION.items() if key != field}


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("{", "not JSON"),
        ("[1]", "not an object"),
        (_without("id"), '"id" is missing'),
        (_without("question"), '"question" is missing'),
        (QUESTION | {"question": "  "}, '"question" is missing or empty'),
        (_without("category"), '"category" is missing'),
        (_without("answerable"), '"answerable" is missing; it must be true or false'),
        (QUESTION | {"answerable": "yes"}, '"answerable" is "yes"; it must be true or false'),
        (QUESTION | {"question": ["q"]}, '"question" is ["q"]; it must be a text'),
        (QUESTION | {"lang": ["en"]}, '"lang" is ["en"]; it must be a text'),
        (QUESTION | {"city": ["Shanghai"]}, '"city" is ["Shanghai"]; it must be a text'),
        (QUESTION | {"province": False}, '"province" is false; it must be a text'),
        (QUESTION | {"answer": [24]}, '"answer" is [24]; it must be a text'),
        (QUESTION | {"note": {"a": 1}}, '"note" is {"a": 1}; it must be a text'),
        (QUESTION | {"id": "0"}, 'the id "0" is used twice'),
        (QUESTION | {"relevant": []}, 'neither "relevant" nor "law"'),
        (QUESTION | {"relevant": "shanghai.txt"}, '"relevant" must be a list'),
        (QUESTION | {"relevant": [{"source": "a.txt"}]}, 'in "relevant": "quote" is missing'),
        (QUESTION | {"relevant": ["a.txt"]}, 'an object with "source" and "quote"'),
        (QUESTION | {"law": ["Social Insurance Law"]}, 'write "Social Insurance Law:58"'),
        (QUESTION | {"need": "both"}, "one of any, each_source"),
        (QUESTION | {"reason": "dunno"}, "one of no_city_article"),
        (
            QUESTION | {"need": "each_source", "relevant": [], "law": ["A:1"]},
            '"relevant" lists no source',
        ),
    ],
)
def test_a_bad_line_is_named_with_its_remedy(tmp_path: Path, record: object, said: str) -> None:
    path = _write(tmp_path / "gold.jsonl", QUESTION | {"id": "0"}, "", record)
    with pytest.raises(GoldError) as error:
        read_gold(path)
    assert str(error.value).startswith(f"{path}, line 3: ")
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "can't be read"), (b"\n", "holds no question"), (b"\xff\xfe{", "not UTF-8")],
)
def test_a_bad_file(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "gold.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GoldError, match=said):
        read_gold(path)


# --- BEIR ------------------------------------------------------------------------------------


def _beir(folder: Path, qrels: str = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t1\nq2\td4\t1\n"
) -> Path:  # fmt: skip
    documents = [{"_id": f"d{n}", "title": "", "text": f"text {n}"} for n in range(1, 6)]
    _write(folder / "corpus.jsonl", *documents)
    queries = [{"_id": f"q{n}", "text": f"query {n}"} for n in range(1, 5)]
    _write(folder / "queries.jsonl", *queries)
    _write(folder / "qrels" / "test.tsv", qrels)
    return folder


def test_only_judged_queries_are_asked_and_those_without_an_answer_are_counted(
    tmp_path: Path,
) -> None:
    dataset = read_beir(_beir(tmp_path / "tiny", "q1\td1\t1\nq3\td2\t0\n"))
    assert dataset.name == "tiny"
    assert dict(dataset.queries) == {"q1": "query 1"}
    assert dataset.left_out == 1
    assert [document.id for document in dataset.corpus] == ["d1", "d2", "d3", "d4", "d5"]


def test_beir_measures_against_values_worked_by_hand(tmp_path: Path) -> None:
    """q1: d1 (grade 2) at rank 3, d2 (grade 1) at rank 1; q2: d4 not returned."""

    def rank(queries: Sequence[str]) -> list[list[tuple[str, float]]]:
        assert list(queries) == ["query 1", "query 2"]
        return [[("d2", 0.5), ("d3", 0.5), ("d1", 0.5)], [("d1", 0.9)]]

    result = evaluate_beir(read_beir(_beir(tmp_path / "tiny")), rank, config={"encoder": "x"})
    ideal = 2 + 1 / math.log2(3)
    assert dict(result.metrics) == pytest.approx(
        {
            "ndcg@10": (1 + 2 / math.log2(4)) / ideal / 2,
            "recall@1": 0.25,
            "recall@5": 0.5,
            "recall@10": 0.5,
            "recall@100": 0.5,
            "mrr@10": 0.5,
            "hit@1": 0.5,
        },
        abs=1e-4,
    )
    assert (result.intervals["hit@1"].low, result.intervals["hit@1"].high) == (0, 1)
    saved = json.loads(result.to_json())
    assert set(saved) == {"dataset", "queries", "corpus", "metrics", "seconds", "config"}
    assert (saved["queries"], saved["corpus"], saved["config"]) == (2, 5, {"encoder": "x"})


def _always(
    ranking: list[tuple[str, float]], queries: Sequence[str]
) -> list[list[tuple[str, float]]]:
    return [ranking for _ in queries]


def test_equal_scores_keep_the_order_given(tmp_path: Path) -> None:
    dataset = read_beir(_beir(tmp_path, "q1\td1\t1\n"))
    for order, expected in ((["d1", "d5"], 1.0), (["d5", "d1"], 0.5)):
        ranking = [(document, 1.0) for document in order]
        result = evaluate_beir(dataset, partial(_always, ranking))
        assert result.metrics["mrr@10"] == expected


def test_mrr_looks_at_ten_and_recall_at_a_hundred(tmp_path: Path) -> None:
    dataset = read_beir(_beir(tmp_path, "q1\td1\t1\n"))
    ranking = [(f"x{n}", 1.0) for n in range(10)] + [("d1", 0.5)]
    metrics = evaluate_beir(dataset, lambda _: [ranking]).metrics
    assert (metrics["mrr@10"], metrics["recall@10"], metrics["recall@100"]) == (0, 0, 1)


@pytest.mark.parametrize(
    ("rankings", "said"),
    [([], "0 rankings for 1 queries"), ([[("d1", 1.0), ("d1", 0.9)]], "a document twice")],
)
def test_a_broken_ranker_is_told(
    tmp_path: Path, rankings: list[list[tuple[str, float]]], said: str
) -> None:
    dataset = read_beir(_beir(tmp_path, "q1\td1\t1\n"))
    with pytest.raises(ValueError, match=said):
        evaluate_beir(dataset, lambda _: rankings)


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("corpus.jsonl", '{"text": "t"}', 'line 1: "_id" is missing'),
        ("corpus.jsonl", '{"_id": "a"}', 'line 1: "text" is missing'),
        (
            "corpus.jsonl",
            '{"_id": "a", "title": 5, "text": "t"}',
            'line 1: "title" is 5; it must be a text',
        ),
        ("corpus.jsonl", '{"_id": "a", "text": ""}\n{"_id": "a", "text": ""}', "used twice"),
        ("queries.jsonl", '{"_id": "q1", "text": "t"}', "lacks query q2"),
        ("qrels/test.tsv", "q1 d1 1\n", "line 1: not a query id"),
        ("qrels/test.tsv", "q1\td1\t1\nq1\td2\thigh\n", "line 2: not a query id"),
        ("qrels/test.tsv", "q1\td1\t0\n", "names no relevant document"),
        ("qrels/test.tsv", "q1\td1\t1\nq2\td9\t1\n", "lacks document d9, .* to query q2"),
    ],
)
def test_a_bad_beir_folder(tmp_path: Path, file: str, content: str, said: str) -> None:
    folder = _beir(tmp_path)
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(GoldError, match=said):
        read_beir(folder)


@pytest.mark.parametrize("file", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_beir_file_is_named(tmp_path: Path, file: str) -> None:
    folder = _beir(tmp_path)
    (folder / file).unlink()
    with pytest.raises(GoldError, match=file):
        read_beir(folder)
