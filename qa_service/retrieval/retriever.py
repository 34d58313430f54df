"""A question and ranges of passages in, scored candidates out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Language, Span
from qa_service.encoders import Vectors
from qa_service.retrieval import fusion
from qa_service.retrieval.analyser import terms
from qa_service.retrieval.dense import DenseChannels, Likeness
from qa_service.stores.lexical import LexicalStore
from qa_service.text import language

POOL = 100
"""Candidates that each channel contributes."""

EXHAUSTIVE = 512
"""A scope of so many passages is scored whole."""

WEIGHTS: Mapping[str, float] = {"passage": 1.0, "sentence": 1.0, "words": 1.0}
"""Of the normalised channels in the fused score. Equal weights won: docs/retrieval.md."""

FOREIGN_WEIGHTS: Mapping[str, float] = {"passage": 1.0, "sentence": 1.0, "words": 0.5}
"""When question and passages differ in language, words can only meet in names and numbers."""


@dataclass(frozen=True)
class EncodedQuestion:
    """A question as the channels want it."""

    text: str
    lang: Language
    terms: tuple[str, ...]
    """Distinct, in order."""
    main: Vectors | None
    multilingual: Vectors | None


@dataclass(frozen=True)
class Pool:
    """Candidates with their evidence, one row each, in no order."""

    ordinals: NDArray[np.int64]
    channels: Mapping[str, NDArray[np.float32]]
    """Raw scores by channel: cosines for "passage" and "sentence", BM25 for "words"."""
    fused: NDArray[np.float64]
    scope_size: int = 0
    """Passages that were in scope."""
    own: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    """Whether the cosines are the main encoder's, else the multilingual one's."""

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
        """`main` may hold only the passages in its encoder's language, if `multilingual` holds all."""
        self.main = main
        self.multilingual = multilingual
        self.words = words

    def encode(self, questions: Sequence[str]) -> list[EncodedQuestion]:
        """All in one batch for each encoder that they need."""
        langs = [language(question) for question in questions]
        parts = [DenseChannels.parts(question) for question in questions]
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
            EncodedQuestion(text, lang, tuple(dict.fromkeys(terms(text))), own, other)
            for text, lang, own, other in zip(questions, langs, main, multilingual, strict=True)
        ]

    def retrieve(self, question: EncodedQuestion, ranges: Sequence[Span]) -> Pool:
        """Candidates among the passages in `ranges` (sorted, disjoint), each scored by every
        channel."""
        words = self.words.scores(question.terms)
        size = sum(span.end - span.start for span in ranges)
        if size <= EXHAUSTIVE:
            parts = [np.arange(span.start, span.end, dtype=np.int64) for span in ranges]
            ordinals = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        else:
            ordinals = self._candidates(question, words, ranges)
        return self.score(question, words, ordinals, size)

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
        passage = np.full(len(ordinals), np.nan, np.float32)
        sentence = passage.copy()
        z_passage = np.zeros(len(ordinals))
        z_sentence = np.zeros(len(ordinals))
        own = np.zeros(len(ordinals), bool)
        for channels, encoded in self._spaces(question):
            found = channels.likeness(encoded, ordinals)
            fresh = np.isnan(passage) & ~np.isnan(found.passage)
            at_large: Likeness = channels.sampled(encoded)
            for raw, z, scores, sampled in (
                (passage, z_passage, found.passage, at_large.passage),
                (sentence, z_sentence, found.sentence, at_large.sentence),
            ):
                raw[fresh] = scores[fresh]
                against = fusion.background(sampled[~np.isnan(sampled)])
                z[fresh] = np.nan_to_num(fusion.z_score(scores[fresh], against))
            if channels is self.main:
                own |= fresh
        channels_raw = {
            "passage": np.nan_to_num(passage),
            "sentence": np.nan_to_num(sentence),
            "words": words[ordinals],
        }
        normalised = {
            "passage": z_passage,
            "sentence": z_sentence,
            "words": fusion.z_score(words[ordinals], fusion.background(words)),
        }
        foreign = question.main is None
        fused = fusion.weighted_sum(normalised, FOREIGN_WEIGHTS if foreign else WEIGHTS)
        return Pool(ordinals, channels_raw, fused, scope_size, own)

    def sentence_cosines(self, question: EncodedQuestion, ordinal: int) -> NDArray[np.float32]:
        """As `DenseChannels.sentence_cosines`, from the space that scored the passage."""
        for channels, encoded in self._spaces(question):
            cosines = channels.sentence_cosines(encoded, ordinal)
            if len(cosines):
                return cosines
        return np.zeros(0, np.float32)

    def _spaces(self, question: EncodedQuestion) -> list[tuple[DenseChannels, Vectors]]:
        """The spaces that the question is in; the first that holds a passage scores it."""
        pairs = [(self.main, question.main), (self.multilingual, question.multilingual)]
        return [(space, vec) for space, vec in pairs if space is not None and vec is not None]


def _encode(
    channels: DenseChannels, parts: Sequence[Sequence[str]], wanted: Sequence[bool]
) -> list[Vectors | None]:
    flat = [text for texts, want in zip(parts, wanted, strict=True) if want for text in texts]
    vectors = channels.encoder.encode(flat, "query") if flat else None
    out: list[Vectors | None] = []
    start = 0
    for texts, want in zip(parts, wanted, strict=True):
        if not want or vectors is None:
            out.append(None)
            continue
        out.append(vectors[start : start + len(texts)])
        start += len(texts)
    return out


def _highest(scores: NDArray[np.float32], span: Span, k: int) -> NDArray[np.int64]:
    """Ordinals in `span` of the `k` highest scores above 0."""
    window = scores[span.start : span.end]
    if len(window) > k:
        window_ids = np.argpartition(-window, k)[:k]
    else:
        window_ids = np.arange(len(window))
    return span.start + window_ids[window[window_ids] > 0]
