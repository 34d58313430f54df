"""A question and ranges of passages in, scored candidates out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Span
from qa_service.retrieval import fusion
from qa_service.retrieval.analyser import question_terms
from qa_service.retrieval.cosines import Cosines, Seen, highest
from qa_service.retrieval.dense import DenseChannels
from qa_service.retrieval.glossary import Glossary
from qa_service.retrieval.question import Asked, EncodedQuestion, by_encoder, encode_questions
from qa_service.retrieval.spelling import ProofReader, Speller
from qa_service.stores.lexical import LexicalStore

__all__ = ["Asked", "EncodedQuestion", "Pool", "Retriever"]

POOL = 100
"""Candidates that each channel contributes."""

EXHAUSTIVE = 512
"""A scope of so many passages is scored whole."""

WEIGHTS: Mapping[str, float] = {"passage": 1.0, "sentence": 1.0, "words": 1.0}
"""Of the normalised channels in the fused score. Equal weights won: docs/retrieval.md."""

EXPANSION = 0.5
"""Weight of the terms that the glossary adds, beside the question's own."""

FOREIGN_WORDS = 0.5
"""Weight of the words of a question that is not read in English: most passages have their words in
English, which meets another language in names and numbers only."""


@dataclass(frozen=True)
class Pool:
    """Candidates with their evidence, one row each, in no order."""

    ordinals: NDArray[np.int64]
    channels: Mapping[str, NDArray[np.float32]]
    """Raw scores by channel: cosines for "passage" and "sentence", BM25 for "words"."""
    fused: NDArray[np.float64]
    deviation: float
    """Standard deviation of the "sentence" channel over the collection, by which a difference in
    cosine becomes one in `fused`."""
    cosines: Cosines
    """With the passages, by row."""
    anywhere: float
    """The highest cosine, at least 0, of the topic with a sentence of the sampled collection."""
    scope_size: int
    """Passages that were in scope."""

    def __len__(self) -> int:
        return len(self.ordinals)

    def order(self) -> NDArray[np.int64]:
        """Rows by fused score, best first; ties by ordinal."""
        return np.lexsort((self.ordinals, -self.fused))


class Retriever:
    """The channels over one version of the index. Safe for threads."""

    def __init__(
        self,
        main: DenseChannels,
        multilingual: DenseChannels | None,
        words: LexicalStore,
        *,
        main_is_english: bool,
    ) -> None:
        """`multilingual` reads what has no gloss for the main one, if `main_is_english`."""
        self.main = main
        self.multilingual = multilingual
        self.words = words
        self._in_english = main_is_english
        self._glossary = Glossary.load()
        self._speller = Speller(words.vocabulary(), words.document_frequency)
        self._proof_reader = ProofReader(main.encoder)

    def encode(self, questions: Sequence[Asked]) -> list[EncodedQuestion]:
        """All in one batch for each encoder that they need."""
        return encode_questions(
            questions,
            self.main,
            self.multilingual,
            self._terms,
            self._glossary.expansion,
            self._proof_reader.correct,
            in_english=self._in_english,
        )

    def _terms(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._speller.correct(question_terms(text))))

    def at_large(self, questions: Sequence[EncodedQuestion]) -> list[Cosines]:
        """Of each question its cosines with the sampled collection."""

        def found(alike: list[EncodedQuestion]) -> list[Cosines]:
            channels, _ = self.space(alike[0])
            return channels.sampled([self.space(question)[1] for question in alike])

        return by_encoder(questions, found)

    def retrieve(
        self,
        question: EncodedQuestion,
        ranges: Sequence[Span],
        also: Sequence[int] = (),
        at_large: Cosines | None = None,
    ) -> Pool:
        """Candidates among the passages in `ranges` (sorted, disjoint) and the ordinals `also`,
        each scored by every channel. `at_large` are the question's, where they are at hand: those
        of several questions together are sooner made."""
        at_large = self.at_large([question])[0] if at_large is None else at_large
        words = self._word_scores(question)
        size = sum(span.end - span.start for span in ranges)
        if size <= EXHAUSTIVE:
            parts = [np.arange(span.start, span.end, dtype=np.int64) for span in ranges]
            ordinals = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        else:
            ordinals = self._candidates(question, words, ranges)
        if also:
            ordinals = np.union1d(ordinals, np.asarray(also, np.int64))
        return self._score(question, at_large, words, ordinals, size)

    def _word_scores(self, question: EncodedQuestion) -> NDArray[np.float32]:
        scores = self.words.scores(question.terms)
        if question.expansion:
            scores = scores + EXPANSION * self.words.scores(question.expansion)
        return scores

    def _candidates(
        self, question: EncodedQuestion, words: NDArray[np.float32], ranges: Sequence[Span]
    ) -> NDArray[np.int64]:
        found = [_highest(words, span, POOL) for span in ranges]
        merged = np.concatenate(found)
        found = [merged[np.argsort(-words[merged], kind="stable")[:POOL]]]
        channels, seen = self.space(question)
        found.append(channels.candidates(seen.parts, POOL, ranges))
        return np.unique(np.concatenate(found))

    def _score(
        self,
        question: EncodedQuestion,
        at_large: Cosines,
        words: NDArray[np.float32],
        ordinals: NDArray[np.int64],
        scope_size: int,
    ) -> Pool:
        """Candidates with the scores of every channel, raw and fused."""
        channels, seen = self.space(question)
        found = channels.compare(seen, ordinals, at_large)
        passage = fusion.background(at_large.passage)
        sentence = fusion.background(at_large.sentence)
        raw = {
            "passage": _or_zero(found.passage),
            "sentence": _or_zero(found.sentence),
            "words": words[ordinals],
        }
        normalised = {
            "passage": _or_zero(fusion.z_score(found.passage, passage)),
            "sentence": _or_zero(fusion.z_score(found.sentence, sentence)),
            "words": fusion.z_score(raw["words"], fusion.background(words)),
        }
        if question.lang != "en":
            normalised["words"] *= FOREIGN_WORDS
        return Pool(
            ordinals,
            raw,
            fusion.weighted_sum(normalised, WEIGHTS),
            sentence.deviation,
            found,
            highest(at_large.topic_sentence),
            scope_size,
        )

    def compare(self, question: EncodedQuestion, ordinals: Sequence[int]) -> Cosines:
        """The question and its topic with passages."""
        channels, seen = self.space(question)
        return channels.compare(seen, np.asarray(ordinals, np.int64))

    def space(self, question: EncodedQuestion) -> tuple[DenseChannels, Seen]:
        """The channels that know the question's language, and the question as they see it."""
        if question.main is not None:
            return self.main, question.main
        assert self.multilingual is not None, "every question is read by one of the two"
        assert question.multilingual is not None
        return self.multilingual, question.multilingual


def _or_zero(scores: NDArray[Any]) -> NDArray[Any]:
    """With 0 where there is nothing to compare."""
    if not math.isnan(np.add.reduce(scores)):  # a sum is NaN if one of its terms is
        return scores
    return np.where(np.isnan(scores), scores.dtype.type(0), scores)


def _highest(scores: NDArray[np.float32], span: Span, k: int) -> NDArray[np.int64]:
    """Ordinals in `span` of the `k` highest scores above 0."""
    window = scores[span.start : span.end]
    ids = np.argpartition(-window, k)[:k] if len(window) > k else np.arange(len(window))
    return span.start + ids[window[ids] > 0]
