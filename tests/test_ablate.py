"""What a part of the ranking is worth: the same scores as in service, put together otherwise."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import BagOfWords, Bilingual, passage, write_corpus
from rich.console import Console

from qa_service import cli
from qa_service.build.progress import silent
from qa_service.cli import ablate as command
from qa_service.cli.ablation_inputs import beir_collection, gold_collection, open_passages
from qa_service.domain import Passage, Span
from qa_service.encoders.choose import Encoders
from qa_service.evaluation.ablation.bench import Bench
from qa_service.evaluation.ablation.collection import MEASURES, Collection, Task
from qa_service.evaluation.ablation.learned import Example, learn
from qa_service.evaluation.ablation.run import Row, ablate
from qa_service.evaluation.ablation.scores import (
    CHANNELS,
    Dense,
    dense_scores,
    fused,
    normalised,
    word_scores,
)
from qa_service.evaluation.ablation.table import details, markdown, overview, show
from qa_service.evaluation.ablation.variants import EMBEDDED, SHIPPED, VARIANTS, Variant
from qa_service.index.cache import VectorCache
from qa_service.retrieval.fusion import Background
from qa_service.retrieval.retriever import WEIGHTS, Asked, Retriever
from qa_service.settings import Settings

ENCODERS = Encoders(BagOfWords(), Bilingual())
EQUAL = dict.fromkeys(CHANNELS, 1.0)

TEXTS = (
    "Lost cards are reported by telephone. Then a bank issues a new card.",
    "The pension is paid at sixty. It is paid by a bank.",
    "Unemployment money is paid for twelve months.",
    "社保卡丢了，请电话挂失。",
    "The fee for a new card is 20 yuan.",
)


def _passages() -> tuple[Passage, ...]:
    return tuple(
        passage(
            text,
            id=f"p{number}",
            source=f"{number}.txt",
            lang="zh" if number == 3 else "en",
            views=(f"A title\n{text}",),
        )
        for number, text in enumerate(TEXTS)
    )


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path / "vectors.sqlite")


def _open(cache: VectorCache, passages: Sequence[Passage], questions: Sequence[str]) -> Retriever:
    return open_passages(passages, questions, ENCODERS, cache, silent)


# --- scores -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "What does a new card cost?",
        "Who pays the pension? And for how many months?",
        "社保卡丢了怎么办",
        "养老金 bank",
    ],
)
def test_the_shipped_sum_is_the_retrievers(cache: VectorCache, question: str) -> None:
    passages = _passages()
    retriever = _open(cache, passages, [question])
    encoded = retriever.encode([Asked(question)])[0]
    everything = np.arange(len(passages), dtype=np.int64)
    pool = retriever.retrieve(encoded, [Span(0, len(passages))])
    dense = dense_scores(retriever, encoded, len(passages))
    words = word_scores(retriever.words, encoded.terms, encoded.expansion)
    np.testing.assert_allclose(
        fused(dense, words, everything, "z-scores", WEIGHTS), pool.fused, atol=1e-5
    )
    assert dense.of_sentences.deviation == pytest.approx(pool.deviation)
    assert pool.fused.std() > 0.1


FOUR = Dense(
    passage=np.array([0.4, 0.0, 0.2, 0.8], np.float32),
    sentence=np.array([0.5, np.nan, 0.1, 0.3], np.float32),
    of_passages=Background(0.35, 0.3),
    of_sentences=Background(0.3, 0.2),
    foreign=False,
)
WORDS = np.array([0.0, 3.0, 1.0, 0.0], np.float32)


def test_min_max_is_within_the_candidates() -> None:
    # The last passage, whose cosine is the highest, is out of scope.
    found = normalised(FOUR, WORDS, np.array([0, 1, 2]), "min-max")
    np.testing.assert_allclose(found["passage"], [1.0, 0.0, 0.5], atol=1e-6)
    np.testing.assert_allclose(found["words"], [0.0, 1.0, 1 / 3], atol=1e-6)


def test_reciprocal_ranks() -> None:
    found = normalised(FOUR, WORDS, np.arange(4), "RRF")
    np.testing.assert_allclose(found["passage"], [1 / 62, 1 / 64, 1 / 63, 1 / 61])
    # What has no sentence is behind all that have one.
    np.testing.assert_allclose(found["sentence"], [1 / 61, 1 / 64, 1 / 63, 1 / 62])


def test_z_scores_are_against_the_sample() -> None:
    # Whatever the candidates. The words' sample is all passages: mean 1, variance 6 / 4.
    found = normalised(FOUR, WORDS, np.array([0, 1]), "z-scores")
    np.testing.assert_allclose(found["passage"], [0.05 / 0.3, -0.35 / 0.3], rtol=1e-5)
    np.testing.assert_allclose(found["words"], [-1 / 1.5**0.5, 2 / 1.5**0.5], rtol=1e-5)
    # Without sentences a passage is neither near nor far.
    assert found["sentence"][1] == 0.0


def test_words_between_two_languages_count_half() -> None:
    foreign = replace(FOUR, foreign=True)
    own = normalised(FOUR, WORDS, np.arange(4), "min-max")["words"]
    np.testing.assert_allclose(
        normalised(foreign, WORDS, np.arange(4), "min-max")["words"], 0.5 * own
    )


@pytest.mark.parametrize(("how", "first"), [("min-max", 3), ("RRF", 0)])
def test_other_sums_are_as_spread_as_the_shipped_one(how: str, first: int) -> None:
    scores = fused(FOUR, WORDS, np.arange(4), how, EQUAL)  # type: ignore[arg-type]
    shipped = fused(FOUR, WORDS, np.arange(4), "z-scores", EQUAL)
    assert scores.std() == pytest.approx(shipped.std())
    # Min-max: 0.5 + 1 + 0 of the first against 1 + 13/15 + 0 of the last; of the reciprocal ranks
    # the first has 2, 1 and 3, the last 1, 2 and 4.
    assert scores.argmax() == first


# --- learned weights ----------------------------------------------------------------------------


def test_what_tells_is_learned() -> None:
    rng = np.random.default_rng(1)
    examples = []
    for _ in range(60):
        relevant = np.zeros(5, bool)
        relevant[rng.integers(5)] = True
        noise = rng.standard_normal((5, 2))
        examples.append(Example(np.column_stack([2.0 * relevant, noise[:, 0]]), relevant))
    weights = learn(examples, ["tells", "noise"])
    assert sum(weights.values()) == pytest.approx(2.0)
    assert weights["tells"] > 1.8


def test_a_channel_that_misleads_gets_nothing() -> None:
    example = Example(np.array([[1.0, -1.0], [0.0, 1.0]]), np.array([True, False]))
    assert learn([example], ["right", "wrong"]) == {"right": pytest.approx(2.0), "wrong": 0.0}


def test_nothing_to_learn_from() -> None:
    with pytest.raises(ValueError, match="nothing"):
        learn([], ["a"])


# --- variants -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("embedded", "views"),
    [
        ("as shipped", ("Title\nA > B\nwords", "Title\nwords")),
        ("passage alone", ("words", "words")),
        ("passage under its title", ("Title\nwords", "Title\nwords")),
        ("passage under its headings", ("A > B\nwords", "words")),
    ],
)
def test_embedded_passages(embedded: str, views: tuple[str, ...]) -> None:
    original = passage("words", views=("Title\nA > B\nwords", "Title\nwords"), section=("A", "B"))
    changed = EMBEDDED[embedded](original)  # type: ignore[index]
    assert changed.views == views
    assert (changed.title, changed.section) == ("A title", ("A", "B"))


@pytest.mark.parametrize(
    ("embedded", "title", "section"),
    [("sentence alone", "", ()), ("sentence under its title", "A title", ())],
)
def test_embedded_sentences(embedded: str, title: str, section: tuple[str, ...]) -> None:
    original = passage("words", views=("A title\nA\nwords",), section=("A",))
    changed = EMBEDDED[embedded](original)  # type: ignore[index]
    assert (changed.title, changed.section, changed.views) == (title, section, original.views)


def test_rows_have_names_of_their_own() -> None:
    labels = [(group, one.label) for group, members in VARIANTS.items() for one in members]
    assert len(set(labels)) == len(labels)


# --- collections --------------------------------------------------------------------------------


def _beir(folder: Path) -> Path:
    (folder / "qrels").mkdir(parents=True)
    documents = [
        {"_id": f"d{number}", "title": "", "text": text}
        for number, text in enumerate(TEXTS)
        if number != 3
    ]
    queries = [
        {"_id": "q0", "text": "lost cards telephone"},
        {"_id": "q1", "text": "pension at sixty"},
        {"_id": "q2", "text": "fee for a card"},
    ]
    for name, records in (("corpus", documents), ("queries", queries)):
        lines = "\n".join(json.dumps(record) for record in records)
        (folder / f"{name}.jsonl").write_text(lines, "utf-8")
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq0\td0\t1\nq1\td1\t1\nq2\td4\t1\n", "utf-8"
    )
    return folder


def test_a_beir_folder(tmp_path: Path, cache: VectorCache) -> None:
    collection = beir_collection(_beir(tmp_path / "tiny"), ENCODERS)
    assert (collection.name, collection.shortlist) == ("tiny", 40)
    assert [p.id for p in collection.passages] == ["d0", "d1", "d2", "d4"]
    assert [sorted(task.relevant) for task in collection.tasks] == [[0], [1], [3]]
    rankings = Bench(collection, lambda p, q: _open(cache, p, q)).rank(SHIPPED)
    assert [ranking[0] for ranking in rankings] == [0, 1, 3]
    found = collection.judge([[0, 1], [0, 1], [0, 1, 2]])
    assert found[0] == {"ndcg@10": 1.0, "hit@1": 1.0, "hit@5": 1.0, "mrr@10": 1.0}
    assert found[1]["mrr@10"] == 0.5
    assert found[1]["hit@5"] == 1.0
    assert found[2] == {"ndcg@10": 0.0, "hit@1": 0.0, "hit@5": 0.0, "mrr@10": 0.0}


ARTICLES = {
    "jinan.txt": """How to replace a lost social security card in Jinan?

1. Report the loss by telephone

Call the hotline 12333 at once. The report by telephone is valid for 24 hours.

2. Apply for a new card

Bring the ID card to the service center. The new card is ready after 15 working days.
""",
    "shanghai.txt": """Lost social security card in Shanghai, what now?

1. Report the loss

Dial 962222 to report the loss of the card. It is valid for 10 days.
""",
}
QUESTIONS = [
    {
        "id": "1",
        "question": "Lost card in Jinan: hotline?",
        "category": "a",
        "answerable": True,
        "city": "Jinan",
        "relevant": [{"source": "jinan.txt", "quote": "Call the hotline 12333 at once."}],
    },
    {
        "id": "2",
        "question": "Who wins the cup in Jinan?",
        "category": "b",
        "answerable": False,
        "reason": "out_of_scope",
    },
]


@pytest.fixture
def gold(tmp_path: Path) -> Collection:
    corpus = write_corpus(tmp_path / "corpus", ARTICLES)
    file = tmp_path / "gold.jsonl"
    file.write_text("\n".join(map(json.dumps, QUESTIONS)), "utf-8")
    settings = Settings(_env_file=None)
    return gold_collection(file, corpus, "gold", settings, ENCODERS)


def test_gold_questions_over_a_corpus(gold: Collection, cache: VectorCache) -> None:
    (task,) = gold.tasks  # the answerable one
    assert task.cities == ("Jinan",)
    cities = {gold.passages[ordinal].cities for ordinal in task.candidates}
    assert cities == {("Jinan",)}
    (ranking,) = Bench(gold, lambda p, q: _open(cache, p, q)).rank(SHIPPED)
    assert "12333" in gold.passages[ranking[0]].text
    assert task.relevant >= {ranking[0]}
    assert gold.judge([ranking])[0]["hit@1"] == 1.0
    assert set(gold.judge([ranking])[0]) == set(MEASURES)


def test_passages_of_another_size(gold: Collection) -> None:
    assert gold.resplit is not None
    smaller = gold.resplit(5)
    assert len(smaller.passages) > len(gold.passages)
    assert [task.id for task in smaller.tasks] == ["1"]


# --- the comparison -----------------------------------------------------------------------------


class Flat:
    """A collection whose questions are answered by the first or by the second of two passages."""

    def __init__(self, name: str, tasks: int) -> None:
        passages = (
            passage("alpha beta", id="a", source="a", views=("alpha beta",)),
            passage("gamma delta", id="b", source="b", views=("gamma delta",)),
        )
        words = [("alpha", 0), ("gamma", 1)]
        self.collection = Collection(
            name=name,
            passages=passages,
            tasks=tuple(
                Task(
                    id=str(number),
                    text=words[number % 2][0],
                    candidates=np.arange(2),
                    relevant=frozenset({words[number % 2][1]}),
                )
                for number in range(tasks)
            ),
            shortlist=2,
            arrange=lambda task, shown: range(len(shown)),
            judge=self._judge,
        )

    def _judge(self, rankings: Sequence[Sequence[int]]) -> list[Mapping[str, float]]:
        return [
            dict.fromkeys(MEASURES, float(ranking[0] in task.relevant))
            for task, ranking in zip(self.collection.tasks, rankings, strict=True)
        ]


def _compare(cache: VectorCache, *collections: Collection) -> list[Row]:
    return ablate(
        collections,
        lambda p, q: _open(cache, p, q),
        {
            "Channels alone": (Variant("words", channels=("words",)),),
            "Fusion": (Variant("learned weights", learned=True),),
            "Passages": (Variant("about 9 tokens", target=9),),
        },
    )


def test_every_row_is_compared_with_the_shipped_one(cache: VectorCache) -> None:
    one, other = Flat("one", 8).collection, Flat("other", 6).collection
    rows = _compare(cache, one, other)
    assert [(row.group, row.label) for row in rows] == [
        ("", "as shipped"),
        ("Channels alone", "words"),
        ("Fusion", "learned weights"),
        ("Passages", "about 9 tokens"),
    ]
    shipped, _, learned, sizes = rows
    assert set(shipped.cells) == {"one", "other"}
    assert shipped.cells["one"].p == dict.fromkeys(MEASURES, 1.0)
    assert shipped.cells["one"].measures["hit@1"].n == 8
    weights = learned.cells["one"].weights
    assert weights is not None
    assert set(weights["en"]) == set(CHANNELS)
    assert sizes.cells == {}  # documents come as they are


def test_nothing_is_learned_without_another_collection(cache: VectorCache) -> None:
    rows = _compare(cache, Flat("alone", 4).collection)
    assert [row.cells for row in rows if row.label == "learned weights"] == [{}]


def test_a_worse_row_is_marked(cache: VectorCache) -> None:
    # Passages without what the questions ask for: the words are all there is.
    collection = Flat("flat", 12).collection
    blind = Variant("no text at all", channels=())
    rows = ablate([collection], lambda p, q: _open(cache, p, q), {"Fusion": (blind,)})
    cell = rows[1].cells["flat"]
    assert cell.change["hit@1"] == -0.5
    assert cell.p["hit@1"] == pytest.approx(2 / 2**6)
    assert overview(rows, ["flat", "absent"], "hit@1") == [
        ["as shipped", "1.000", "–"],
        ["no text at all", "0.500 ▼", "–"],
    ]
    assert details(rows, "flat")[0] == ["as shipped", *["1.000 (1.000–1.000)"] * 4]
    assert details(rows, "flat")[1][1].endswith("p 0.031)")
    text = markdown(rows, [collection], "scripts/ablate.py")
    assert "| **Fusion** | |\n| no text at all | 0.500 ▼ |" in text
    assert "| flat | 12 | 2 |" in text
    console = Console(width=100, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    show(rows, [collection], console)
    assert "0.500 ▼" in console.export_text()


def test_what_a_ranking_does_not_see(cache: VectorCache) -> None:
    # Alike but for what the ranking knows: the second opens an article with the question's title,
    # and is law.
    first = passage("alpha beta.", id="a", source="a", views=("alpha beta",), title="alpha")
    second = replace(first, id="b", source="b", kind="law", lead=True)
    flat = Flat("flat", 1).collection
    collection = replace(flat, passages=(first, second))
    bench = Bench(collection, lambda p, q: _open(cache, p, q))
    assert list(bench.rank(SHIPPED)[0]) == [1, 0]
    assert list(bench.rank(Variant("no leads", leads=False))[0]) == [0, 1]
    asked = replace(collection.tasks[0], text="alpha by law")
    bench = Bench(replace(collection, tasks=(asked,)), lambda p, q: _open(cache, p, q))
    no_leads = Variant("no leads", leads=False)
    assert list(bench.rank(no_leads)[0]) == [1, 0]
    assert list(bench.rank(replace(no_leads, laws=False))[0]) == [0, 1]


# --- the command --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "--beir"),
        (["--gold", "a"], "--corpus"),
        (["--beir", "a", "--name", "b", "--name", "c"], "--name"),
        (["--beir", "a", "--beir", "b/a"], "--name"),
        (["--beir", "a", "--only", "Nothing"], "--only"),
    ],
)
def test_wrong_usage(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.setattr(sys, "argv", ["ablate.py", *arguments])
    with pytest.raises(SystemExit) as end:
        cli.run(command.command)
    assert end.value.code == 2
    assert message in capsys.readouterr().err


def test_the_command_writes_its_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("qa_service.encoders.choose.choose_encoders", lambda settings: ENCODERS)
    out = tmp_path / "ablation.md"
    folder = _beir(tmp_path / "tiny")
    arguments = ["--beir", str(folder), "--index", str(tmp_path / "index"), "--only", "BM25"]
    monkeypatch.setattr(sys, "argv", ["ablate.py", *arguments, "--markdown", str(out)])
    with pytest.raises(SystemExit) as end:
        cli.run(command.command)
    assert end.value.code == 0
    text = out.read_text("utf-8")
    assert "| as shipped | 1.000 |" in text
    assert "| k1 1.2, b 0.75 |" in text
    assert str(tmp_path) not in text
    assert "as shipped" in capsys.readouterr().out
