"""A question and ranges of passages in, scored candidates out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Span
from qa_service.encoders import Vectors
from qa_service.retrieval import fusion
from qa_service.retrieval.analyser import terms
from qa_service.retrieval.dense import DenseChannels
from qa_service.retrieval.glossary import Glossary
from qa_service.retrieval.question import Asked, EncodedQuestion, encode_questions
from qa_service.retrieval.spelling import ProofReader, Speller
from qa_service.stores.lexical import LexicalStore

__all__ = ["Asked", "EncodedQuestion", "Pool", "Retriever", "TopicCosines"]

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
    scope_size: int
    """Passages that were in scope."""

    def __len__(self) -> int:
        return len(self.ordinals)

    def order(self) -> NDArray[np.int64]:
        """Rows by fused score, best first; ties by ordinal."""
        return np.lexsort((self.ordinals, -self.fused))


class TopicCosines(NamedTuple):
    """Highest cosines of a question's topic; 0 without passages."""

    passage: float
    """With one of the passages."""
    sentence: float
    """With a sentence in them."""
    anywhere: float
    """With a sentence of the sampled collection."""


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
        return tuple(dict.fromkeys(self._speller.correct(terms(text))))

    def retrieve(
        self, question: EncodedQuestion, ranges: Sequence[Span], also: Sequence[int] = ()
    ) -> Pool:
        """Candidates among the passages in `ranges` (sorted, disjoint) and the ordinals `also`,
        each scored by every channel."""
        words = self._word_scores(question)
        size = sum(span.end - span.start for span in ranges)
        if size <= EXHAUSTIVE:
            parts = [np.arange(span.start, span.end, dtype=np.int64) for span in ranges]
            ordinals = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        else:
            ordinals = self._candidates(question, words, ranges)
        ordinals = np.union1d(ordinals, np.asarray(also, np.int64))
        return self.score(question, words, ordinals, size)

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
        for channels, encoded in self._spaces(question):
            found.append(channels.candidates(encoded, POOL, ranges))
        return np.unique(np.concatenate(found))

    def score(
        self,
        question: EncodedQuestion,
        words: NDArray[np.float32],
        ordinals: NDArray[np.int64],
        scope_size: int,
    ) -> Pool:
        """Candidates with the scores of every channel, raw and fused.

        Normalised within a language: a Chinese question is nearer to any Chinese passage than to an
        English one, whatever they say.
        """
        raw = {name: np.zeros(len(ordinals), np.float32) for name in ("passage", "sentence")}
        normalised = {name: np.zeros(len(ordinals)) for name in WEIGHTS}
        deviation = np.ones(len(ordinals), np.float32)
        english = self.main.holds(ordinals) if self.multilingual else None
        waiting = np.ones(len(ordinals), bool)
        for channels, encoded in self._spaces(question):
            found = channels.likeness(encoded, ordinals)
            fresh = waiting & ~np.isnan(found.passage)
            waiting &= ~fresh
            at_large = channels.sampled(encoded)
            for here, sampled_here in self._by_language(channels, fresh, english):
                for name, scores, sampled in (
                    ("passage", found.passage, at_large.passage),
                    ("sentence", found.sentence, at_large.sentence),
                ):
                    against = fusion.background(_known(sampled[sampled_here]))
                    raw[name][here] = np.nan_to_num(scores[here])
                    normalised[name][here] = np.nan_to_num(fusion.z_score(scores[here], against))
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
        return Pool(ordinals, raw, fused, deviation, scope_size)

    def _by_language(
        self,
        channels: DenseChannels,
        rows: NDArray[np.bool_],
        english: NDArray[np.bool_] | None,
    ) -> list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
        """`rows` of the candidates in one language, with the rows of the sample in it."""
        everything = np.ones(len(channels.sample), bool)
        if english is None:
            return [(rows, everything)]
        sampled = self.main.holds(channels.sample)
        pairs = [(rows & english, sampled), (rows & ~english, ~sampled)]
        return [
            (here, there if np.count_nonzero(there) >= TELLING else everything)
            for here, there in pairs
            if here.any()
        ]

    def sentence_cosines(
        self, question: EncodedQuestion, ordinals: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        """As `DenseChannels.sentence_cosines`, each passage from the space that scored it."""
        return _sentence_cosines(self._spaces(question), ordinals)

    def topic_sentence_cosines(
        self, question: EncodedQuestion, ordinals: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        """The same of the question's topic."""
        pairs = [(self.main, question.topic_main), (self.multilingual, question.topic_multilingual)]
        spaces = [(space, vec) for space, vec in pairs if space is not None and vec is not None]
        return _sentence_cosines(spaces, ordinals)

    def topic_likeness(self, question: EncodedQuestion, ordinals: Sequence[int]) -> TopicCosines:
        """Of the question's topic with passages, and with a sample of the whole collection."""
        pairs = [(self.main, question.topic_main), (self.multilingual, question.topic_multilingual)]
        waiting = np.asarray(ordinals, np.int64)
        passage, sentence, anywhere = [0.0], [0.0], [0.0]
        for channels, encoded in pairs:
            if channels is None or encoded is None:
                continue
            found = channels.likeness(encoded, waiting)
            held = ~np.isnan(found.passage)
            passage += found.passage[held].tolist()
            sentence += found.sentence[held].tolist()
            anywhere += _known(channels.sampled(encoded).sentence).tolist()
            waiting = waiting[~held]
        return TopicCosines(max(passage), max(sentence), max(anywhere))

    def _spaces(self, question: EncodedQuestion) -> list[tuple[DenseChannels, Vectors]]:
        """The spaces that the question is in; the first that holds a passage scores it."""
        pairs = [(self.main, question.main), (self.multilingual, question.multilingual)]
        return [(space, vec) for space, vec in pairs if space is not None and vec is not None]


def _sentence_cosines(
    spaces: Sequence[tuple[DenseChannels, Vectors]], ordinals: Sequence[int]
) -> list[NDArray[np.float32]]:
    found: list[NDArray[np.float32]] = [np.zeros(0, np.float32)] * len(ordinals)
    for channels, encoded in spaces:
        missing = [place for place, cosines in enumerate(found) if not len(cosines)]
        if not missing:
            break
        fresh = channels.sentence_cosines(encoded, [ordinals[place] for place in missing])
        for place, cosines in zip(missing, fresh, strict=True):
            found[place] = cosines
    return found


def _known(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return scores[~np.isnan(scores)]


def _highest(scores: NDArray[np.float32], span: Span, k: int) -> NDArray[np.int64]:
    """Ordinals in `span` of the `k` highest scores above 0."""
    window = scores[span.start : span.end]
    ids = np.argpartition(-window, k)[:k] if len(window) > k else np.arange(len(window))
    return span.start + ids[window[ids] > 0]
