"""A question and ranges of passages in, scored candidates out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Span
from qa_service.retrieval import fusion
from qa_service.retrieval.analyser import question_terms
from qa_service.retrieval.cosines import Comparison, Cosines, Seen
from qa_service.retrieval.dense import DenseChannels
from qa_service.retrieval.glossary import Glossary
from qa_service.retrieval.question import Asked, EncodedQuestion, encode_questions
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

TELLING = 5
"""Sampled passages of a language from which they have a distribution of their own."""

FOREIGN_WORDS = 0.5
"""Weight of words between a question and a passage of different languages."""


Some = NDArray[np.bool_] | slice
"""Of passages in a row."""

_ALL = slice(None)


@dataclass(frozen=True)
class Pool:
    """Candidates with their evidence, one row each, in no order."""

    ordinals: NDArray[np.int64]
    channels: Mapping[str, NDArray[np.float32]]
    """Raw scores by channel: cosines for "passage" and "sentence", BM25 for "words"."""
    fused: NDArray[np.float64]
    deviation: NDArray[np.float32]
    """Standard deviation of the "sentence" channel over the collection, by which a difference in
    cosine becomes one in `fused`."""
    comparison: Comparison
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
    ) -> None:
        """`main` may hold the passages in its encoder's language alone, if `multilingual` holds
        all."""
        self.main = main
        self.multilingual = multilingual
        self.words = words
        self._glossary = Glossary.load()
        self._speller = Speller(words.vocabulary(), words.document_frequency)
        self._proof_reader = ProofReader(main.encoder)
        self._sampled = {c: self._sample_by_language(c) for c in filter(None, (main, multilingual))}

    def _sample_by_language(self, channels: DenseChannels) -> tuple[Some, Some]:
        """Which sampled passages stand for those in English, and which for the others."""
        if self.multilingual is None:
            return _ALL, _ALL
        english = self.main.holds(channels.sample)
        return _telling(english), _telling(~english)

    def encode(self, questions: Sequence[Asked]) -> list[EncodedQuestion]:
        """All in one batch for each encoder that they need."""
        return encode_questions(
            questions,
            self.main,
            self.multilingual,
            self._terms,
            self._glossary.expansion,
            self._proof_reader.correct,
        )

    def _terms(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._speller.correct(question_terms(text))))

    def at_large(self, questions: Sequence[EncodedQuestion]) -> list[list[Cosines]]:
        """Of each question its cosines with the sampled collection, in the order of its
        `spaces`."""
        found: list[list[Cosines]] = [[] for _ in questions]
        for channels, views in (
            (self.main, [question.main for question in questions]),
            (self.multilingual, [question.multilingual for question in questions]),
        ):
            asked = [(own, seen) for own, seen in zip(found, views, strict=True) if seen]
            if channels is not None and asked:
                sampled = channels.sampled([seen for _, seen in asked])
                for (own, _), cosines in zip(asked, sampled, strict=True):
                    own.append(cosines)
        return found

    def retrieve(
        self,
        question: EncodedQuestion,
        ranges: Sequence[Span],
        also: Sequence[int] = (),
        at_large: Sequence[Cosines] | None = None,
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
        for channels, seen in self.spaces(question):
            found.append(channels.candidates(seen.parts, POOL, ranges))
        return np.unique(np.concatenate(found))

    def _score(
        self,
        question: EncodedQuestion,
        at_large: Sequence[Cosines],
        words: NDArray[np.float32],
        ordinals: NDArray[np.int64],
        scope_size: int,
    ) -> Pool:
        """Candidates with the scores of every channel, raw and fused.

        Normalised within a language: a Chinese question is nearer to any Chinese passage than to an
        English one, whatever they say.
        """
        raw = {name: np.zeros(len(ordinals), np.float32) for name in ("passage", "sentence")}
        normalised = {name: np.zeros(len(ordinals)) for name in raw}
        deviation = np.ones(len(ordinals), np.float32)
        mixed = self.multilingual is not None and not self.main.complete
        english = self.main.holds(ordinals) if mixed else None
        waiting = np.ones(len(ordinals), bool)
        compared: list[Cosines] = []
        anywhere = 0.0
        for (channels, seen), sampled in zip(self.spaces(question), at_large, strict=True):
            found = channels.compare(seen, ordinals, sampled)
            compared.append(found)
            anywhere = max(anywhere, _known(sampled.topic_sentence).max(initial=0.0))
            fresh = waiting & ~np.isnan(found.passage)
            waiting &= ~fresh
            for here, there in self._by_language(channels, fresh, english):
                for name, scores, others in (
                    ("passage", found.passage[here], sampled.passage[there]),
                    ("sentence", found.sentence[here], sampled.sentence[there]),
                ):
                    against = fusion.background(_known(others))
                    raw[name][here] = _or_zero(scores)
                    normalised[name][here] = _or_zero(fusion.z_score(scores, against))
                    if name == "sentence":
                        deviation[here] = against.deviation
        raw["words"] = words[ordinals]
        normalised["words"] = fusion.z_score(raw["words"], fusion.background(words))
        fused = fusion.weighted_sum(normalised, WEIGHTS)
        if question.lang != "en":
            # Words of two languages meet in names and numbers only.
            fused -= (
                (1 - FOREIGN_WORDS)
                * normalised["words"]
                * (english if english is not None else np.ones(len(ordinals)))
            )
        return Pool(
            ordinals, raw, fused, deviation, Comparison(compared), float(anywhere), scope_size
        )

    def _by_language(
        self,
        channels: DenseChannels,
        rows: NDArray[np.bool_],
        english: NDArray[np.bool_] | None,
    ) -> list[tuple[Some, Some]]:
        """`rows` of the candidates in one language, with the rows of the sample in it."""
        of_english, of_others = self._sampled[channels]
        if english is None or (rows & english).all():
            return [(_ALL if rows.all() else rows, of_english)]
        pairs = [(rows & english, of_english), (rows & ~english, of_others)]
        return [(here, sampled) for here, sampled in pairs if here.any()]

    def compare(self, question: EncodedQuestion, ordinals: Sequence[int]) -> Comparison:
        """The question and its topic with passages."""
        wanted = np.asarray(ordinals, np.int64)
        return Comparison(
            [channels.compare(seen, wanted) for channels, seen in self.spaces(question)]
        )

    def spaces(self, question: EncodedQuestion) -> list[tuple[DenseChannels, Seen]]:
        """The spaces that the question is in; the first that holds a passage scores it."""
        pairs = ((self.main, question.main), (self.multilingual, question.multilingual))
        return [(space, seen) for space, seen in pairs if space is not None and seen is not None]


def _telling(sampled: NDArray[np.bool_]) -> Some:
    """Those, if they are enough to have a distribution, else all."""
    return sampled if TELLING <= np.count_nonzero(sampled) < len(sampled) else _ALL


def _or_zero(scores: NDArray[np.floating]) -> NDArray[np.floating]:
    """With 0 where there is nothing to compare."""
    if not _has_nan(scores):
        return scores
    return np.where(np.isnan(scores), scores.dtype.type(0), scores)


def _known(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return scores[~np.isnan(scores)] if _has_nan(scores) else scores


def _has_nan(scores: NDArray[np.floating]) -> bool:
    """By their sum, which is one if one of them is."""
    return math.isnan(np.add.reduce(scores))


def _highest(scores: NDArray[np.float32], span: Span, k: int) -> NDArray[np.int64]:
    """Ordinals in `span` of the `k` highest scores above 0."""
    window = scores[span.start : span.end]
    ids = np.argpartition(-window, k)[:k] if len(window) > k else np.arange(len(window))
    return span.start + ids[window[ids] > 0]
