"""The pipeline: scope → encode → retrieve → rank → decide → extract."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from qa_service.cities import Gazetteer
from qa_service.domain import Answer, Hit, LawKey, Passage, Question, Rejected
from qa_service.errors import BadQuestion, UnknownLaw
from qa_service.index.opened import OpenIndex
from qa_service.retrieval import fusion
from qa_service.retrieval.retriever import EncodedQuestion, Pool, Retriever
from qa_service.search.arrange import arrange
from qa_service.search.extract import best_sentences, extract
from qa_service.search.scope import Coverage, Scoped, find_scope

TOP_K_MAX = 50

_SHORTLIST = 3
"""Candidates read for each passage wanted, since some repeat others."""


class Searcher:
    """Answers questions over one version of the index. Safe for threads; never changed."""

    def __init__(
        self,
        index: OpenIndex,
        retriever: Retriever,
        gazetteer: Gazetteer,
        max_question_chars: int = 1000,
    ) -> None:
        self.index = index
        self.retriever = retriever
        self.gazetteer = gazetteer
        self.max_question_chars = max_question_chars

    @property
    def version(self) -> str:
        return self.index.version

    @cached_property
    def coverage(self) -> Coverage:
        groups = self.index.manifest.groups
        return Coverage(
            cities=frozenset(city for group in groups for city in group.cities),
            provinces=frozenset(p for g in groups if not g.cities for p in g.provinces),
            laws=frozenset(law.key for law in self.index.documents.laws()),
        )

    def ask(self, question: Question) -> Answer:
        """BadQuestion for an empty or overlong question or `top_k` out of 1..50, UnknownCity for a
        `city` that is no place."""
        return self.ask_many([question])[0]

    def ask_many(self, questions: Sequence[Question]) -> list[Answer]:
        """As `ask`, encoding all in one batch."""
        clock = time.perf_counter
        t0 = clock()
        for question in questions:
            self._check(question)
        scoped = [find_scope(q, self.gazetteer, self.coverage) for q in questions]
        t1 = clock()
        encoded = self.retriever.encode([s.topic for s in scoped])
        t2 = clock()
        return [
            self._answer(q, s, e, {"scope": t1 - t0, "encode": t2 - t1})
            for q, s, e in zip(questions, scoped, encoded, strict=True)
        ]

    def _check(self, question: Question) -> None:
        if not question.text.strip():
            raise BadQuestion("the question is empty")
        if len(question.text) > self.max_question_chars:
            raise BadQuestion(
                f"the question has {len(question.text)} characters; at most "
                f"{self.max_question_chars} are read"
            )
        if not 1 <= question.top_k <= TOP_K_MAX:
            raise BadQuestion(f"top_k is {question.top_k}, not between 1 and {TOP_K_MAX}")

    def _answer(self, question, scoped, encoded, seconds) -> Answer:
        clock = time.perf_counter
        began = clock()
        documents = self.index.documents
        pool = self.retriever.retrieve(encoded, self.index.group_ranges(scoped.admits))
        t1 = clock()
        order = pool.order()
        shortlist = [int(pool.ordinals[r]) for r in order[: question.top_k * 3 + 10]]
        named = [
            documents.ordinal(documents.law(k).passage_id)
            for k in scoped.scope.laws
            if k in self.coverage.laws
        ]
        shortlist = list(dict.fromkeys([*named, *shortlist]))
        passages = documents.passages_at(shortlist)
        row = {int(o): r for r, o in enumerate(pool.ordinals)}
        ranks = {name: fusion.ranks(s) for name, s in pool.channels.items()}
        arranged = arrange(passages, scoped.scope.cities, question.top_k)
        hits = []
        for i in arranged.kept:
            r = row.get(shortlist[i])
            p = passages[i]
            cos = self.retriever.sentence_cosines(encoded, shortlist[i])
            hits.append(
                Hit(
                    p,
                    float(pool.fused[r]) if r is not None else 0.0,
                    {n: float(s[r]) for n, s in pool.channels.items()} if r is not None else {},
                    {n: int(s[r]) for n, s in ranks.items()} if r is not None else {},
                    best_sentences(p, cos, encoded.terms, self.retriever.words.idf),
                )
            )
        status = "answered" if hits else "abstained"
        seconds = seconds | {"retrieve": t1 - began, "rank": clock() - t1}
        seconds["total"] = sum(seconds.values())
        return Answer(
            question,
            status,
            None if hits else "low_confidence",
            scoped.scope,
            extract(hits[0].passage, hits[0].best_sentences) if hits else None,
            tuple(hits),
            self.version,
            {k: v * 1000 for k, v in seconds.items()},
        )
