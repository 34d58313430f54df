"""Ranks a collection in every variant, computing each channel's scores once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Language, Passage
from qa_service.evaluation.ablation.collection import Collection, Ranking
from qa_service.evaluation.ablation.learned import Example
from qa_service.evaluation.ablation.scores import (
    Dense,
    dense_scores,
    fused,
    normalised,
    word_scores,
)
from qa_service.evaluation.ablation.variants import EMBEDDED, Embedded, Places, Variant
from qa_service.retrieval.analyser import terms
from qa_service.retrieval.answer_types import asked
from qa_service.retrieval.cosines import Seen
from qa_service.retrieval.question import Asked, EncodedQuestion
from qa_service.retrieval.rank import rank
from qa_service.retrieval.retriever import Retriever
from qa_service.stores.lexical import LexicalStore

Open = Callable[[Sequence[Passage], Sequence[str]], Retriever]
"""A retriever over passages, built as a version is, for these questions."""

Weights = Mapping[Language, Mapping[str, float]]
"""Learned, by the question's language."""

_DEPTH = 100
"""Candidates that weights are learned on, beside the relevant ones."""


class Bench:
    """One collection with what has been computed for it."""

    def __init__(self, collection: Collection, open_passages: Open) -> None:
        self.collection = collection
        self._open = open_passages
        self._retrievers: dict[Embedded, Retriever] = {}
        self._dense: dict[tuple[Embedded, Places, bool], list[Dense]] = {}
        self._words: dict[
            tuple[Embedded, tuple[float, float], bool, bool], list[NDArray[np.float32]]
        ] = {}
        self._questions = self._retriever("as shipped").encode(
            [Asked(task.text, task.topic, task.places) for task in collection.tasks]
        )

    @property
    def languages(self) -> list[Language]:
        """Of the questions."""
        return sorted({question.lang for question in self._questions})

    def rank(self, variant: Variant, learned: Weights | None = None) -> list[Ranking]:
        """By task. `learned` are the weights for a variant that has them."""
        return [
            self._rank_one(variant, number, self._weights(variant, number, learned))
            for number in range(len(self.collection.tasks))
        ]

    def examples(self, channels: Sequence[str], most: int) -> Iterator[tuple[Language, Example]]:
        """To learn weights from: at most `most` questions, evenly spread."""
        tasks = self.collection.tasks
        some = np.linspace(0, len(tasks) - 1, min(most, len(tasks))).astype(int)
        for number in some:
            task, question = tasks[number], self._questions[number]
            dense, words = self._scores(Variant(""), number)
            columns = normalised(dense, words, task.candidates, "z-scores")
            features = np.column_stack([columns[name] for name in channels])
            relevant = np.isin(task.candidates, list(task.relevant))
            kept = relevant.copy()
            kept[np.argsort(-features.sum(axis=1), kind="stable")[:_DEPTH]] = True
            if relevant.any() and not relevant[kept].all():
                yield question.lang, Example(features[kept], relevant[kept])

    def _weights(
        self, variant: Variant, number: int, learned: Weights | None
    ) -> Mapping[str, float]:
        if variant.learned and learned is not None:
            return learned[self._questions[number].lang]
        return dict.fromkeys(variant.channels, 1.0)

    def _rank_one(self, variant: Variant, number: int, weights: Mapping[str, float]) -> Ranking:
        """As the searcher ranks: by the fused score, then the shortlist once more, law articles
        that the question names first, then without repetitions."""
        collection, task = self.collection, self.collection.tasks[number]
        dense, words = self._scores(variant, number)
        scores = fused(dense, words, task.candidates, variant.fusion, weights)
        best = np.lexsort((task.candidates, -scores))[: collection.shortlist]
        ordinals = [int(ordinal) for ordinal in task.candidates[best]]
        passages = [collection.passages[ordinal] for ordinal in ordinals]
        ranked = rank(
            self._questions[number].text,
            [_seen(passage, variant) for passage in passages],
            [float(score) for score in scores[best]],
            dense.of_sentences.deviation,
            self._cosines(variant, number, ordinals),
            task.cities if variant.cities else (),
            task.whole if variant.cities else (),
            task.provinces if variant.cities else (),
        )
        order = sorted(
            (entry.position for entry in ranked),
            key=lambda position: passages[position].law not in task.laws,
        )
        shown = collection.arrange(task, [passages[position] for position in order])
        return [ordinals[order[place]] for place in shown]

    def _cosines(
        self, variant: Variant, number: int, ordinals: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        """Of the question with each sentence of each passage; nothing where no kind of fact is
        asked for or none is to be preferred, since only that preference reads them."""
        if not variant.facts or not asked(self._questions[number].text):
            return [np.zeros(0, np.float32)] * len(ordinals)
        retriever = self._retriever(variant.embedded)
        compared = retriever.compare(self._question(number, variant), ordinals)
        return compared.sentences(range(len(ordinals)))

    def _scores(self, variant: Variant, number: int) -> tuple[Dense, NDArray[np.float32]]:
        return self._dense_scores(variant)[number], self._word_scores(variant)[number]

    def _question(self, number: int, variant: Variant) -> EncodedQuestion:
        question = self._questions[number]
        if variant.places == "left out":
            question = _with_views(question, _without_places)
        elif variant.places == "in the text":
            written = self._as_written[number]
            question = replace(question, main=written.main, multilingual=written.multilingual)
        if not variant.sentences_of_question:
            question = _with_views(question, _as_one_sentence)
        return question

    @cached_property
    def _as_written(self) -> list[EncodedQuestion]:
        asked_as_read = [Asked(question.text) for question in self._questions]
        return self._retriever("as shipped").encode(asked_as_read)

    def _retriever(self, embedded: Embedded) -> Retriever:
        if embedded not in self._retrievers:
            passages = [EMBEDDED[embedded](passage) for passage in self.collection.passages]
            texts = [task.text for task in self.collection.tasks]
            self._retrievers[embedded] = self._open(passages, texts)
        return self._retrievers[embedded]

    def _dense_scores(self, variant: Variant) -> list[Dense]:
        key = (variant.embedded, variant.places, variant.sentences_of_question)
        if key not in self._dense:
            retriever, count = self._retriever(variant.embedded), len(self.collection.passages)
            self._dense[key] = [
                dense_scores(retriever, self._question(n, variant), count)
                for n in range(len(self.collection.tasks))
            ]
        return self._dense[key]

    def _word_scores(self, variant: Variant) -> list[NDArray[np.float32]]:
        shipped = self._retriever("as shipped").words
        bm25 = variant.bm25 or (shipped.k1, shipped.b)
        key = (variant.words, bm25, variant.spelling, variant.glossary)
        if key not in self._words:
            store = self._store(variant.words, bm25)
            self._words[key] = [
                word_scores(
                    store,
                    question.terms if variant.spelling else _typed(question.text),
                    question.expansion if variant.glossary else (),
                )
                for question in self._questions
            ]
        return self._words[key]

    def _store(self, text: Embedded, bm25: tuple[float, float]) -> LexicalStore:
        k1, b = bm25
        documents = (EMBEDDED[text](passage).views for passage in self.collection.passages)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "words"
            LexicalStore.write(path, (terms("\n".join(views)) for views in documents), k1=k1, b=b)
            # Its files stay mapped when the folder is gone.
            return LexicalStore.open(path)


def _typed(question: str) -> tuple[str, ...]:
    """Its terms, misspelt ones too."""
    return tuple(dict.fromkeys(terms(question)))


def _with_views(question: EncodedQuestion, change: Callable[[Seen], Seen]) -> EncodedQuestion:
    main, multilingual = (seen and change(seen) for seen in (question.main, question.multilingual))
    return replace(question, main=main, multilingual=multilingual)


def _without_places(seen: Seen) -> Seen:
    return seen._replace(parts=np.concatenate([seen.topic, seen.parts[1:]]))


def _as_one_sentence(seen: Seen) -> Seen:
    return seen._replace(parts=seen.parts[:1])


def _seen(passage: Passage, variant: Variant) -> Passage:
    """The passage without what the ranking is not to see."""
    if not variant.leads and passage.lead:
        passage = replace(passage, lead=False)
    if not variant.laws and passage.kind == "law":
        passage = replace(passage, kind="article")
    return passage
