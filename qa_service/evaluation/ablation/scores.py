"""The channels' scores of a question for every passage, and the ways to make one score of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qa_service.retrieval import fusion
from qa_service.retrieval.question import EncodedQuestion
from qa_service.retrieval.retriever import EXPANSION, FOREIGN_WORDS, TELLING, Retriever
from qa_service.stores.lexical import LexicalStore

Fusion = Literal["z-scores", "min-max", "RRF"]

CHANNELS = ("passage", "sentence", "words")


@dataclass(frozen=True)
class Part:
    """Passages in one language: a question is compared with them by one encoder."""

    rows: NDArray[np.bool_]
    """(n,)"""
    passage: fusion.Background
    """How the question's cosines with passages of the collection are distributed."""
    sentence: fusion.Background
    foreign: bool
    """Whether the question is in another language."""


@dataclass(frozen=True)
class Dense:
    """Cosines of a question with all n passages; NaN where a passage has nothing to compare."""

    passage: NDArray[np.float32]
    sentence: NDArray[np.float32]
    parts: tuple[Part, ...]


def dense_scores(retriever: Retriever, question: EncodedQuestion, count: int) -> Dense:
    """Every passage by the first space that holds it, as the retriever does it."""
    ordinals = np.arange(count, dtype=np.int64)
    passage = np.full(count, np.nan, np.float32)
    sentence = np.full(count, np.nan, np.float32)
    english = (
        retriever.main.holds(ordinals)
        if retriever.multilingual is not None
        else np.ones(count, bool)
    )
    parts: list[Part] = []
    for channels, seen in retriever.spaces(question):
        (at_large,) = channels.sampled([seen])
        found = channels.compare(seen, ordinals, at_large)
        fresh = np.isnan(passage) & ~np.isnan(found.passage)
        passage[fresh], sentence[fresh] = found.passage[fresh], found.sentence[fresh]
        for of, lang in ((english, "en"), (~english, "zh")):
            if not (fresh & of).any():
                continue
            sampled = of[channels.sample]
            if np.count_nonzero(sampled) < TELLING:
                sampled[:] = True
            parts.append(
                Part(
                    fresh & of,
                    _background(at_large.passage[sampled]),
                    _background(at_large.sentence[sampled]),
                    foreign=question.lang != "en" and lang == "en",
                )
            )
    return Dense(passage, sentence, tuple(parts))


def word_scores(
    store: LexicalStore, terms: Sequence[str], expansion: Sequence[str]
) -> NDArray[np.float32]:
    """(n,): BM25 of the question's own terms, and with less weight of those the glossary adds."""
    scores = store.scores(terms)
    return scores + EXPANSION * store.scores(expansion) if expansion else scores


def normalised(
    dense: Dense, words: NDArray[np.float32], candidates: NDArray[np.int64], how: Fusion
) -> dict[str, fusion.Scores]:
    """By channel, (m,) for the candidates: on a scale on which channels can be added.

    z-scores are against the sample of the collection, the others within the candidates; each within
    the passages of one language.
    """
    out = {name: np.zeros(len(candidates)) for name in CHANNELS}
    for part in dense.parts:
        here = part.rows[candidates]
        for name, scores, against in (
            ("passage", dense.passage, part.passage),
            ("sentence", dense.sentence, part.sentence),
        ):
            own = scores[candidates[here]]
            out[name][here] = np.nan_to_num(_on_scale(own, against, how))
    out["words"] = _on_scale(words[candidates], fusion.background(words), how)
    for part in dense.parts:
        if part.foreign:
            out["words"][part.rows[candidates]] *= FOREIGN_WORDS
    return out


def _on_scale(
    scores: NDArray[np.float32], against: fusion.Background, how: Fusion
) -> fusion.Scores:
    if how == "z-scores":
        return fusion.z_score(scores, against)
    known = np.nan_to_num(scores, nan=-1.0)
    return fusion.min_max(known) if how == "min-max" else fusion.reciprocal_rank(known)


def deviations(dense: Dense, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
    """(m,): what a standard deviation of the sentence channel is in cosine."""
    out = np.ones(len(candidates), np.float32)
    for part in dense.parts:
        out[part.rows[candidates]] = part.sentence.deviation
    return out


def _background(sampled: NDArray[np.float32]) -> fusion.Background:
    return fusion.background(sampled[~np.isnan(sampled)])


def fused(
    dense: Dense,
    words: NDArray[np.float32],
    candidates: NDArray[np.int64],
    how: Fusion,
    weights: Mapping[str, float],
) -> fusion.Scores:
    """(m,). What is not a sum of z-scores is stretched to the spread that their sum has here, so
    that what the ranking adds to it (the asked city, the kind of fact) means the same."""
    score = fusion.weighted_sum(normalised(dense, words, candidates, how), weights)
    if how == "z-scores" or not len(score):
        return score
    reference = fusion.weighted_sum(normalised(dense, words, candidates, "z-scores"), weights)
    spread = float(score.std())
    return score * (float(reference.std()) / spread) if spread > 1e-12 else score
