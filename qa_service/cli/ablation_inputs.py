"""What an ablation compares on: BEIR folders, and gold questions over a corpus folder.

It stands here because it puts together what build, search and evaluation each know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from qa_service.build.progress import BeginStage
from qa_service.cities import Gazetteer
from qa_service.cli.collection import RERANKED, document_passage, temporary_version
from qa_service.domain import Passage, Question, Skipped
from qa_service.encoders.choose import Encoders
from qa_service.errors import CorpusError
from qa_service.evaluation.ablation.collection import MEASURES, Collection, Ranking, Task
from qa_service.evaluation.beir import BeirDataset, read_beir
from qa_service.evaluation.gold import GoldQuestion, read_gold
from qa_service.evaluation.metrics import measure_answers
from qa_service.evaluation.ranking import measure_rankings
from qa_service.evaluation.relevance import judge
from qa_service.index.cache import VectorCache
from qa_service.index.manifest import Group
from qa_service.ingest.articles import read_article
from qa_service.ingest.laws.articles import merge
from qa_service.ingest.passages import CountTokens, split
from qa_service.ingest.readers import iter_corpus
from qa_service.retrieval.opened import retriever_over
from qa_service.retrieval.rank import shortlist_size
from qa_service.retrieval.retriever import Retriever
from qa_service.search.arrange import arrange
from qa_service.search.scope import Coverage, find_scope
from qa_service.settings import Settings
from qa_service.text import language

_SHOWN = 10
"""Passages judged."""
_TARGET = 150
"""Tokens that the shipped splitter aims at."""


def open_passages(
    passages: Sequence[Passage],
    questions: Sequence[str],
    encoders: Encoders,
    cache: VectorCache,
    stage: BeginStage,
) -> Retriever:
    """As a version would be, in a temporary folder. Where all is in English the multilingual
    encoder has nothing to do, and its vectors are left out."""
    languages = {passage.lang for passage in passages} | set(map(language, questions))
    if languages == {"en"}:
        encoders = replace(encoders, multilingual=None)
    index = temporary_version(passages, encoders, cache, stage)
    order = [passage.id for passage in index.documents.passages()]
    if order != [passage.id for passage in passages]:
        raise ValueError("the passages are not in the order of a version")
    return retriever_over(index, encoders)


def _in_order(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """As a version numbers them."""
    return tuple(sorted(passages, key=lambda p: (p.group, p.source, p.start, p.id)))


# --- BEIR ---------------------------------------------------------------------------------------


def beir_collection(folder: Path, encoders: Encoders) -> Collection:
    """Raises GoldError."""
    dataset = read_beir(folder)
    passages = _in_order(document_passage(document, encoders.main) for document in dataset.corpus)
    ordinal = {passage.id: number for number, passage in enumerate(passages)}
    everything = np.arange(len(passages), dtype=np.int64)
    tasks = tuple(
        Task(
            id=key,
            text=text,
            candidates=everything,
            relevant=frozenset(
                ordinal[document]
                for document, grade in dataset.qrels[key].items()
                if grade > 0 and document in ordinal
            ),
        )
        for key, text in dataset.queries.items()
    )
    return Collection(
        name=dataset.name,
        passages=passages,
        tasks=tasks,
        shortlist=RERANKED,
        arrange=lambda task, shown: range(len(shown)),
        judge=partial(_judge_beir, dataset, passages, tasks),
    )


def _judge_beir(
    dataset: BeirDataset,
    passages: Sequence[Passage],
    tasks: Sequence[Task],
    rankings: Sequence[Ranking],
) -> list[Mapping[str, float]]:
    run = {
        task.id: [passages[ordinal].id for ordinal in ranking]
        for task, ranking in zip(tasks, rankings, strict=True)
    }
    values = measure_rankings(dataset.qrels, run, ("ndcg@10", "hit@1", "mrr@10"))
    return [
        {**values[task.id], "hit@5": float(bool(task.relevant & set(ranking[:5])))}
        for task, ranking in zip(tasks, rankings, strict=True)
    ]


# --- gold questions over a corpus ---------------------------------------------------------------


def gold_collection(
    gold: Path, corpus: Path, name: str, settings: Settings, encoders: Encoders
) -> Collection:
    """Its answerable questions. Raises GoldError and CorpusError."""
    questions = tuple(question for question in read_gold(gold) if question.answerable)
    return _gold_collection(questions, corpus, name, settings, encoders, _TARGET)


def _gold_collection(
    questions: Sequence[GoldQuestion],
    corpus: Path,
    name: str,
    settings: Settings,
    encoders: Encoders,
    target: int,
) -> Collection:
    gazetteer = Gazetteer.load()
    passages, coverage = _passages(corpus, settings, encoders, gazetteer, target)
    tasks = tuple(_task(question, passages, coverage, gazetteer) for question in questions)
    return Collection(
        name=name,
        passages=passages,
        tasks=tasks,
        shortlist=shortlist_size(_SHOWN),
        arrange=lambda task, shown: arrange(shown, task.asked, _SHOWN).kept,
        judge=partial(_judge_gold, questions, passages),
        resplit=lambda tokens: _gold_collection(
            questions, corpus, name, settings, encoders, tokens
        ),
    )


def _passages(
    corpus: Path, settings: Settings, encoders: Encoders, gazetteer: Gazetteer, target: int
) -> tuple[tuple[Passage, ...], Coverage]:
    """Passages of about `target` tokens: the splitter's sizes are fixed, so the tokens are counted
    by another measure, which leaves the encoder's limit where it is."""
    main, scale = encoders.main, _TARGET / target
    count: CountTokens = (
        main.count_tokens
        if target == _TARGET
        else lambda text: round(scale * main.count_tokens(text))
    )
    limit = settings.max_file_bytes
    read = (read_article(corpus, s, gazetteer, max_bytes=limit) for s in iter_corpus(corpus))
    articles = [article for article in read if not isinstance(article, Skipped)]
    if not articles:
        raise CorpusError(f"nothing in {corpus} can be read")
    found = [p for a in articles for p in split(a, count, int(scale * main.max_tokens))]
    law_passages, laws = merge(articles, main.count_tokens, main.max_tokens, gazetteer)
    passages = _in_order([*found, *law_passages])
    coverage = Coverage(
        cities=frozenset(city for passage in passages for city in passage.cities),
        provinces=frozenset(p for one in passages if not one.cities for p in one.provinces),
        laws={law.key: law.passage_id for law in laws},
    )
    return passages, coverage


def _task(
    question: GoldQuestion,
    passages: Sequence[Passage],
    coverage: Coverage,
    gazetteer: Gazetteer,
) -> Task:
    scoped = find_scope(Question(question.question), gazetteer, coverage)
    scope = scoped.scope
    admitted = [
        n for n, passage in enumerate(passages) if scoped.admits(Group(*passage.group, n, n + 1))
    ]
    named = [n for n, passage in enumerate(passages) if passage.law in scope.laws]
    return Task(
        id=question.id,
        text=question.question,
        candidates=np.union1d(admitted, named).astype(np.int64),
        topic=scoped.topic,
        places=scope.places,
        cities=scope.cities if scope.covered else (),
        whole=scoped.whole,
        provinces=scope.provinces,
        asked=scoped.named,
        laws=scope.laws,
        relevant=frozenset(n for n, p in enumerate(passages) if judge(question, [p]).finds[0]),
    )


def _judge_gold(
    questions: Sequence[GoldQuestion], passages: Sequence[Passage], rankings: Sequence[Ranking]
) -> list[Mapping[str, float]]:
    judged = [
        judge(question, [passages[ordinal] for ordinal in ranking])
        for question, ranking in zip(questions, rankings, strict=True)
    ]
    values = measure_answers(questions, [None] * len(questions), judged)
    return [{name: row[name] for name in MEASURES} for row in values]
