"""The channels' scores of a question for every passage, and the ways to make one score of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qa_service.retrieval import fusion
from qa_service.retrieval.question import EncodedQuestion
from qa_service.retrieval.retriever import EXPANSION, FOREIGN_WORDS, Retriever
from qa_service.stores.lexical import LexicalStore

Fusion = Literal["z-scores", "min-max", "RRF"]

CHANNELS = ("passage", "sentence", "words")


@dataclass(frozen=True)
class Dense:
    """Cosines of a question with all n passages; NaN where a passage has nothing to compare."""

    passage: NDArray[np.float32]
    sentence: NDArray[np.float32]
    of_passages: fusion.Background
    """How the question's cosines with passages of the collection are distributed."""
    of_sentences: fusion.Background
    foreign: bool
    """Whether the question is not read in English."""


def dense_scores(retriever: Retriever, question: EncodedQuestion, count: int) -> Dense:
    """Of every passage, as the retriever has them."""
    channels, seen = retriever.space(question)
    (at_large,) = channels.sampled([seen])
    found = channels.compare(seen, np.arange(count, dtype=np.int64), at_large)
    return Dense(
        found.passage,
        found.sentence,
        fusion.background(at_large.passage),
        fusion.background(at_large.sentence),
        foreign=question.lang != "en",
    )


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

    z-scores are against the sample of the collection, the others within the candidates.
    """
    out = {
        name: np.nan_to_num(_on_scale(scores[candidates], against, how))
        for name, scores, against in (
            ("passage", dense.passage, dense.of_passages),
            ("sentence", dense.sentence, dense.of_sentences),
        )
    }
    out["words"] = _on_scale(words[candidates], fusion.background(words), how)
    if dense.foreign:
        out["words"] *= FOREIGN_WORDS
    return out


def _on_scale(
    scores: NDArray[np.float32], against: fusion.Background, how: Fusion
) -> fusion.Scores:
    if how == "z-scores":
        return fusion.z_score(scores, against)
    known = np.nan_to_num(scores, nan=-1.0)
    return fusion.min_max(known) if how == "min-max" else fusion.reciprocal_rank(known)


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
