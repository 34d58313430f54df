"""A question and ranges of passages in, scored candidates out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Language, Span
from qa_service.encoders import Vectors
from qa_service.retrieval import fusion
from qa_service.retrieval.analyser import terms
from qa_service.retrieval.dense import DenseChannels
from qa_service.retrieval.glossary import Glossary
from qa_service.retrieval.spelling import Speller
from qa_service.stores.lexical import LexicalStore
from qa_service.text import language

POOL = 100
"""Candidates that each channel contributes."""

EXHAUSTIVE = 512
"""A scope of so many passages is scored whole."""

WEIGHTS: Mapping[str, float] = {"passage": 1.0, "sentence": 1.0, "words": 1.0}
"""Of the normalised channels in the fused score. Equal weights won: docs/retrieval.md."""

EXPANSION = 0.5
"""Weight of the terms that the glossary adds, beside the question's own."""

FOREIGN_WORDS = 0.5
"""Weight of words between a question and a passage of different languages."""


@dataclass(frozen=True)
class EncodedQuestion:
    """A question as the channels want it."""

    text: str
    lang: Language
    terms: tuple[str, ...]
    """Distinct, in order, misspelt ones corrected."""
    expansion: tuple[str, ...]
    """Terms that the question's things go by elsewhere."""
    main: Vectors | None
    """Its `DenseChannels.parts` by the main encoder; None where that doesn't know the language."""
    topic_main: Vectors | None
    """(1, d): the question without the names of places."""
    multilingual: Vectors | None
    topic_multilingual: Vectors | None
    topic_terms: tuple[str, ...]


@dataclass(frozen=True)
class Pool:
    """Candidates with their evidence, one row each, in no order."""

    ordinals: NDArray[np.int64]
    channels: Mapping[str, NDArray[np.float32]]
    """Raw scores by channel: cosines for "passage" and "sentence", BM25 for "words"."""
    fused: NDArray[np.float64]
    deviation: NDArray[np.float32]
    """Standard deviation of the "sentence" channel over the collection: a cosine's worth in `fused`."""
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
        """`main` may hold only the passages in its encoder's language, if `multilingual` holds all."""
        self.main = main
        self.multilingual = multilingual
        self.words = words
        self._glossary = Glossary.load()
        self._speller = Speller(words.vocabulary(), words.document_frequency)

    def encode(
        self, questions: Sequence[str], topics: Sequence[str] | None = None
    ) -> list[EncodedQuestion]:
        """All in one batch for each encoder that they need. `topics`: the questions without the names
        of places, where that is known."""
        langs = [language(question) for question in questions]
        parts = [
            [*DenseChannels.parts(question), topic]
            for question, topic in zip(questions, topics or questions, strict=True)
        ]
        foreign = self.multilingual
        needs_main = [lang == "en" or foreign is None for lang in langs]
        needs_foreign = [
            foreign is not None and (lang != "en" or not self.main.complete) for lang in langs
        ]
        main = _encode(self.main, parts, needs_main)
        multilingual = (
            _encode(foreign, parts, needs_foreign) if foreign else [None] * len(questions)
        )
        return [
            EncodedQuestion(
                text,
                lang,
                self._terms(text),
                self._glossary.expansion(text),
                *_split(own),
                *_split(other),
                self._terms(topic),
            )
            for text, topic, lang, own, other in zip(
                questions, topics or questions, langs, main, multilingual, strict=True
            )
        ]

    def _terms(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._speller.correct(terms(text))))

    def retrieve(
        self, question: EncodedQuestion, ranges: Sequence[Span], also: Sequence[int] = ()
    ) -> Pool:
        """Candidates among the passages in `ranges` (sorted, disjoint) and the ordinals `also`, each
        scored by every channel."""
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
            fused -= (1 - FOREIGN_WORDS) * normalised["words"] * (
                english if english is not None else np.ones(len(ordinals))
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
        return [(here, there if there.any() else everything) for here, there in pairs if here.any()]

    def sentence_cosines(self, question: EncodedQuestion, ordinal: int) -> NDArray[np.float32]:
        """As `DenseChannels.sentence_cosines`, from the space that scored the passage."""
        for channels, encoded in self._spaces(question):
            cosines = channels.sentence_cosines(encoded, ordinal)
            if len(cosines):
                return cosines
        return np.zeros(0, np.float32)

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


def _encode(
    channels: DenseChannels, parts: Sequence[Sequence[str]], wanted: Sequence[bool]
) -> list[Vectors | None]:
    # Most questions name no place, so that whole and topic are one text.
    texts = dict.fromkeys(t for part, want in zip(parts, wanted, strict=True) if want for t in part)
    if not texts:
        return [None] * len(parts)
    vectors = channels.encoder.encode(list(texts), "query")
    row = {text: number for number, text in enumerate(texts)}
    return [
        vectors[[row[text] for text in part]] if want else None
        for part, want in zip(parts, wanted, strict=True)
    ]


def _split(encoded: Vectors | None) -> tuple[Vectors | None, Vectors | None]:
    """The question's parts, and its topic, which stands last."""
    return (None, None) if encoded is None else (encoded[:-1], encoded[-1:])


def _known(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return scores[~np.isnan(scores)]


def _highest(scores: NDArray[np.float32], span: Span, k: int) -> NDArray[np.int64]:
    """Ordinals in `span` of the `k` highest scores above 0."""
    window = scores[span.start : span.end]
    if len(window) > k:
        window_ids = np.argpartition(-window, k)[:k]
    else:
        window_ids = np.arange(len(window))
    return span.start + window_ids[window[window_ids] > 0]
