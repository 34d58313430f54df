"""The gold files keep their promises: format, known sources, quotes that stand in the sources.

The first two are read with the standard library alone, so that a fault of the project's readers
can't hide a fault of a gold file.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from qa_service.domain import SourceText
from qa_service.evaluation.gold import read_gold
from qa_service.ingest.readers import read
from qa_service.text import squeeze

TESTS = Path(__file__).parent
COLLECTION = TESTS / "collection"

CATEGORIES = {
    "city_procedure", "city_fact", "law", "law_number", "paraphrase", "confusable", "typo", "alias",
    "zh", "keyword", "two_cities", "ambiguous", "unanswerable_absent_city",
    "unanswerable_out_of_scope",
}  # fmt: skip
REQUIRED = {
    "id", "question", "lang", "city", "category", "answerable", "reason", "relevant", "need", "law",
    "answer", "cities",
}  # fmt: skip
OPTIONAL = {"province", "candidates", "note"}
REASONS = {
    "ambiguous": "ambiguous_city",
    "unanswerable_absent_city": "no_city_article",
    "unanswerable_out_of_scope": "out_of_scope",
}
TOPIC_NOT_COVERED = "city covered, topic not"
COPIED = 6
"""So many words in a row, the same in question and quote, are copied."""


@dataclass(frozen=True)
class GoldFile:
    name: str
    gold: Path
    corpus: Path
    cities: frozenset[str]
    """Covered by an article of the corpus."""
    prefix: str
    size: int
    at_least: dict[str, int]
    """Questions by category."""


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


META = _lines(COLLECTION / "meta.jsonl")
LAWS = _lines(COLLECTION / "laws.jsonl")
ENCODING = {article["source"]: article["encoding"] for article in META}

OWN = GoldFile(
    name="corpus",
    gold=TESTS / "gold" / "corpus.jsonl",
    corpus=TESTS.parent / "corpus",
    cities=frozenset({"Shanghai", "Jinan"}),
    prefix="own-",
    size=80,
    at_least={
        "confusable": 10,
        "zh": 10,
        "typo": 8,
        "ambiguous": 5,
        "unanswerable_absent_city": 15,
    },
)
SYNTHETIC = GoldFile(
    name="collection",
    gold=COLLECTION / "gold.jsonl",
    corpus=COLLECTION / "corpus",
    cities=frozenset(city for article in META for city in article["cities"]),
    prefix="col-",
    size=150,
    at_least={
        "city_procedure": 20,
        "city_fact": 20,
        "paraphrase": 20,
        "confusable": 20,
        "zh": 15,
        "ambiguous": 12,
        "two_cities": 8,
        "typo": 12,
        "unanswerable_absent_city": 20,
        "unanswerable_out_of_scope": 20,
    },
)
FILES = [pytest.param(file, id=file.name) for file in (OWN, SYNTHETIC)]


class _Visible(HTMLParser):
    """Text outside script and style; a tag separates words unless it only marks some."""

    MARKS = frozenset({"a", "b", "em", "i", "span", "strong"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style")
        self.parts.append("" if tag in self.MARKS else " ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style")
        self.parts.append("" if tag in self.MARKS else " ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


@cache
def visible_text(corpus: Path, source: str) -> str:
    """What a person sees of a source, white space folded."""
    text = (corpus / source).read_bytes().decode(ENCODING.get(source, "utf-8"))
    if source.endswith(".html"):
        parser = _Visible()
        parser.feed(text)
        text = "".join(parser.parts)
    return " ".join(text.split())


def faults(row: dict[str, Any], file: GoldFile) -> list[str]:
    """What is wrong with one question, in a person's words."""
    found = []
    if missing := REQUIRED - row.keys():
        return [f"lacks {sorted(missing)}"]
    if odd := row.keys() - REQUIRED - OPTIONAL:
        found.append(f"has unknown {sorted(odd)}")
    if row["category"] not in CATEGORIES:
        found.append(f"has unknown category {row['category']}")
    if row["lang"] != ("zh" if _is_chinese(row["question"]) else "en"):
        found.append(f"is not in {row['lang']}")
    if not 1 <= len(row["question"]) <= 1000:
        found.append("is empty or too long")
    if row["need"] not in ("any", "each_source"):
        found.append(f"has unknown need {row['need']}")
    if row["answerable"] != bool(row["relevant"]):
        found.append("is answerable without a quote, or not with one")
    if row["answerable"] and not row["answer"]:
        found.append("has no short answer")
    if row["reason"] != (None if row["answerable"] else REASONS.get(row["category"])):
        found.append(f"has reason {row['reason']}")
    if row["city"] is not None and row["city"] not in row["cities"]:
        found.append("has a city that is not among its cities")
    if row["answerable"] and not set(row["cities"]) <= file.cities:
        found.append("is answerable about a city without an article")
    covered = bool(set(row["cities"]) & file.cities)
    if row["reason"] == "no_city_article" and covered != (row.get("note") == TOPIC_NOT_COVERED):
        found.append("says wrongly whether its city is covered")
    if row["category"] == "two_cities" and len(row["cities"]) != 2:
        found.append("is not about two cities")
    if row["need"] == "each_source" and len({r["source"] for r in row["relevant"]}) < 2:
        found.append("needs each source but has one")
    if row["category"] == "ambiguous":
        candidates = row.get("candidates", [])
        if len(candidates) < 2 or not set(candidates) <= file.cities:
            found.append(f"has candidates {candidates}")
    if any(not re.fullmatch(r"[A-Z].+:\d+", law) for law in row["law"]):
        found.append(f"has laws {row['law']}")
    for relevant in row["relevant"]:
        if not (file.corpus / relevant["source"]).is_file():
            found.append(f"names the missing source {relevant['source']}")
        elif relevant["quote"] not in visible_text(file.corpus, relevant["source"]):
            found.append(f"quotes what {relevant['source']} does not say: {relevant['quote']}")
        if row["category"] != "keyword" and (words := copied(row["question"], relevant["quote"])):
            found.append(f"copies its quote: {words}")
    return found


def copied(question: str, quote: str) -> str:
    """The first run of `COPIED` words that both have; empty when there is none."""
    asked = re.findall(r"\w+", question.lower())
    said = " " + " ".join(re.findall(r"\w+", quote.lower())) + " "
    runs = (" ".join(asked[i : i + COPIED]) for i in range(len(asked) - COPIED + 1))
    return next((run for run in runs if f" {run} " in said), "")


def _is_chinese(question: str) -> bool:
    han = len(re.findall(r"[\u4e00-\u9fff]", question))
    return han > len(re.findall(r"[A-Za-z]", question))


@pytest.mark.parametrize("file", FILES)
def test_every_question_is_well_formed(file: GoldFile) -> None:
    found = {row["id"]: wrong for row in _lines(file.gold) if (wrong := faults(row, file))}
    assert found == {}


@pytest.mark.parametrize("file", FILES)
def test_ids_and_questions_are_unique(file: GoldFile) -> None:
    rows = _lines(file.gold)
    assert [row["id"] for row in rows] == [f"{file.prefix}{n:03}" for n in range(1, len(rows) + 1)]
    assert [q for q, n in Counter(row["question"] for row in rows).items() if n > 1] == []


@pytest.mark.parametrize("file", FILES)
def test_every_category_has_questions_enough(file: GoldFile) -> None:
    counts = Counter(row["category"] for row in _lines(file.gold))
    assert set(counts) == CATEGORIES
    assert counts.total() >= file.size
    assert {c: counts[c] for c, least in file.at_least.items() if counts[c] < least} == {}


def test_law_questions_of_the_corpus_list_every_article_that_quotes_it() -> None:
    quoting = {"Social Insurance Law:58": {"000", "003"}, "Social Insurance Law:4": {"000"}}
    asked = [row for row in _lines(OWN.gold) if row["law"]]
    assert {law for row in asked for law in row["law"]} == set(quoting)
    for row in asked:
        (law,) = row["law"]
        assert {relevant["source"][:3] for relevant in row["relevant"]} == quoting[law], row["id"]


def test_the_collection_is_described_file_by_file() -> None:
    files = {
        path.relative_to(SYNTHETIC.corpus).as_posix()
        for path in SYNTHETIC.corpus.rglob("*")
        if path.is_file() and not path.name.endswith(".meta.json")
    }
    described = [article["source"] for article in META]
    assert files - set(described) == {"032_empty.txt", "033_binary.txt"}
    assert set(described) <= files
    assert len(described) == len(set(described)) >= 24
    assert [quotations["source"] for quotations in LAWS] == described


def test_every_article_of_the_collection_is_asked_about() -> None:
    asked = {r["source"] for row in _lines(SYNTHETIC.gold) for r in row["relevant"]}
    assert {article["source"] for article in META} - asked == set()


def test_boilerplate_phrases_stand_in_their_articles() -> None:
    for article in META:
        text = visible_text(SYNTHETIC.corpus, article["source"])
        absent = [p for p in article["boilerplate_phrases"] if p not in text]
        assert absent == [], article["source"]


def test_law_quotations_begin_as_said() -> None:
    for article in LAWS:
        text = visible_text(SYNTHETIC.corpus, article["source"])
        absent = [q for q in article["quoted"] if q["starts_with"] not in text]
        assert absent == [], article["source"]


ROW: dict[str, Any] = {
    "id": "own-001",
    "question": "Which banks have it in Jinan?",
    "lang": "en",
    "city": "Jinan",
    "category": "city_fact",
    "answerable": True,
    "reason": None,
    "relevant": [
        {
            "source": "003_c9874c32afec712b.txt",
            "quote": "a new card can be reissued at the issuing bank",
        }
    ],
    "need": "any",
    "law": [],
    "answer": "The issuing bank",
    "cities": ["Jinan"],
}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, None),
        (
            {"relevant": [{"source": "003_c9874c32afec712b.txt", "quote": "in 12 days"}]},
            "quotes what",
        ),
        ({"relevant": [{"source": "004.txt", "quote": "x"}]}, "names the missing source"),
        ({"relevant": []}, "is answerable without"),
        ({"reason": "out_of_scope"}, "has reason"),
        ({"city": "Shanghai"}, "has a city that is not"),
        ({"city": "Chengdu", "cities": ["Chengdu"]}, "is answerable about a city without"),
        ({"question": "So it can be reissued at the issuing bank?"}, "copies its quote"),
        ({"question": "济南哪个银行补卡"}, "is not in en"),
        ({"category": "fact"}, "has unknown category"),
        ({"candidates": ["Jinan"], "category": "ambiguous"}, "has candidates"),
        ({"law": ["58"]}, "has laws"),
        ({"topic": "card"}, "has unknown"),
    ],
)
def test_a_fault_is_found(change: dict[str, Any], fault: str | None) -> None:
    found = faults(ROW | change, OWN)
    assert (found == []) if fault is None else any(f.startswith(fault) for f in found), found


def test_what_is_off_the_topic_is_out_of_scope_in_cities_with_articles() -> None:
    questions = read_gold(COLLECTION / "off_topic.jsonl")
    assert len({question.question for question in questions}) == len(questions) == 200
    assert {(q.answerable, q.reason) for q in questions} == {(False, "out_of_scope")}
    assert {q.city for q in questions} - {None} <= SYNTHETIC.cities
    assert Counter(q.category for q in questions) == {"off_topic": 100, "off_topic_city": 100}


def test_short_questions_quote_what_the_long_ones_quote() -> None:
    quoted = {relevant for q in read_gold(COLLECTION / "gold.jsonl") for relevant in q.relevant}
    questions = read_gold(COLLECTION / "short.jsonl")
    assert len({question.question for question in questions}) == len(questions) == 64
    for question in questions:
        assert len(question.question) < 40
        assert set(question.relevant) <= quoted
        assert bool(question.relevant) == question.answerable
    assert {q.city for q in questions} - {None} <= SYNTHETIC.cities


BLIND = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth", "twentyfirst",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "file"),
    [
        *((name, "gold.jsonl") for name in BLIND),
        ("sixth", "chinese.jsonl"),
        ("fifteenth", "chinese.jsonl"),
    ],
)
def test_the_blind_collections_quote_their_articles(name: str, file: str) -> None:
    folder = TESTS / "blind" / name
    said = {}
    for question in read_gold(folder / file):
        for relevant in question.relevant:
            source = read(folder / "corpus", relevant.source)
            assert isinstance(source, SourceText)
            if squeeze(relevant.quote) not in squeeze(source.text):
                said[question.id] = relevant.quote
    assert said == {}
