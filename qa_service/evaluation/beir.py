"""Ranking measured over a folder in BEIR's format: corpus.jsonl, queries.jsonl, qrels/test.tsv."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from qa_service.errors import GoldError
from qa_service.evaluation.estimate import estimates
from qa_service.evaluation.gold import read_jsonl
from qa_service.evaluation.ranking import MEASURES, measure_rankings
from qa_service.evaluation.record import Estimate

Rank = Callable[[Sequence[str]], Sequence[Sequence[tuple[str, float]]]]
"""Query texts → for each, document ids with scores, best first, at least 100 where there are."""


@dataclass(frozen=True)
class Document:
    id: str
    title: str
    text: str


@dataclass(frozen=True)
class BeirDataset:
    name: str
    corpus: tuple[Document, ...]
    queries: Mapping[str, str]
    """Texts of the queries that have a relevant document, by id."""
    qrels: Mapping[str, Mapping[str, int]]
    """Grades by query of `queries`, by document id."""
    left_out: int
    """Queries judged in qrels/test.tsv without any relevant document."""


@dataclass(frozen=True)
class BeirResult:
    dataset: str
    queries: int
    corpus: int
    """Documents."""
    metrics: Mapping[str, float]
    seconds: float
    """For ranking alone."""
    config: Mapping[str, Any]
    intervals: Mapping[str, Estimate]
    left_out: int

    def to_json(self) -> str:
        """Without the intervals and what was left out."""
        kept = TypeAdapter(BeirResult)
        return kept.dump_json(self, indent=1, exclude={"intervals", "left_out"}).decode()


def read_beir(folder: Path) -> BeirDataset:
    """Raises GoldError, naming file and line. Queries that qrels/test.tsv doesn't judge, as those
    for training, are no part of the data set."""
    corpus = tuple(
        Document(
            key,
            _field(path, line, {"title": record.get("title") or ""}, "title", empty=True),
            _field(path, line, record, "text", empty=True),
        )
        for path, line, key, record in _records(folder / "corpus.jsonl")
    )
    texts = {
        key: _field(path, line, record, "text")
        for path, line, key, record in _records(folder / "queries.jsonl")
    }
    judged = _read_qrels(folder / "qrels" / "test.tsv")
    qrels = {query: grades for query, grades in judged.items() if max(grades.values()) > 0}
    for query in qrels:
        if query not in texts:
            raise GoldError(f"{folder / 'queries.jsonl'} lacks query {query} of qrels/test.tsv")
    if not qrels:
        raise GoldError(f"{folder / 'qrels/test.tsv'} names no relevant document")
    documents = {document.id for document in corpus}
    for query, grades in qrels.items():
        if lacking := next((id for id in grades if grades[id] > 0 and id not in documents), None):
            raise GoldError(
                f"{folder / 'corpus.jsonl'} lacks document {lacking}, which qrels/test.tsv calls "
                f"relevant to query {query}"
            )
    return BeirDataset(
        name=folder.resolve().name,
        corpus=corpus,
        queries={query: texts[query] for query in qrels},
        qrels=qrels,
        left_out=len(judged) - len(qrels),
    )


def evaluate_beir(
    dataset: BeirDataset, rank: Rank, *, config: Mapping[str, Any] | None = None
) -> BeirResult:
    """Rankings count in the order given, their scores do not. A document that has a query's id
    stays in its ranking: ids of documents and queries are apart here.

    Raises ValueError when `rank` returns other than one ranking a query, or a document twice.
    """
    start = time.perf_counter()
    rankings = rank(list(dataset.queries.values()))
    seconds = time.perf_counter() - start
    if len(rankings) != len(dataset.queries):
        raise ValueError(f"{len(rankings)} rankings for {len(dataset.queries)} queries")
    run = {}
    for query, ranking in zip(dataset.queries, rankings, strict=True):
        run[query] = [document for document, _ in ranking]
        if len(set(run[query])) < len(run[query]):
            raise ValueError(f"the ranking of query {query} holds a document twice")
    rows = measure_rankings(dataset.qrels, run, tuple(MEASURES))
    intervals = estimates(rows.values(), MEASURES)
    return BeirResult(
        dataset=dataset.name,
        queries=len(rows),
        corpus=len(dataset.corpus),
        metrics={name: one.value for name, one in intervals.items()},
        seconds=seconds,
        config=config or {},
        intervals=intervals,
        left_out=dataset.left_out,
    )


def _records(path: Path) -> list[tuple[Path, int, str, Mapping[str, Any]]]:
    records: dict[str, tuple[Path, int, str, Mapping[str, Any]]] = {}
    for line, record in read_jsonl(path):
        key = record.get("_id")
        key = str(key) if isinstance(key, int) else key
        if not isinstance(key, str) or not key:
            raise GoldError(f'{path}, line {line}: "_id" is missing; it must be a text')
        if key in records:
            raise GoldError(f'{path}, line {line}: the id "{key}" is used twice')
        records[key] = (path, line, key, record)
    return list(records.values())


def _field(
    path: Path, line: int, record: Mapping[str, Any], field: str, *, empty: bool = False
) -> str:
    value = record.get(field)
    if not isinstance(value, str) or not (empty or value.strip()):
        blank = value is None or isinstance(value, str)
        what = "missing or empty" if blank else json.dumps(value)
        raise GoldError(f'{path}, line {line}: "{field}" is {what}; it must be a text')
    return value


def _read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Grades by query, by document. A first line whose third column is no number is a header."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise GoldError(f"{path} can't be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise GoldError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    qrels: dict[str, dict[str, int]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        columns = line.split("\t")
        try:
            query, document, grade = columns[0], columns[1], int(columns[2])
        except (IndexError, ValueError) as error:
            if number == 1 and len(columns) == 3:
                continue
            raise GoldError(
                f"{path}, line {number}: not a query id, a document id and a whole-number grade, "
                "separated by tabs"
            ) from error
        qrels.setdefault(query, {})[document] = grade
    return qrels
