"""The answer inside a passage: its best sentence or two, verbatim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Extract, Passage
from qa_service.retrieval.analyser import term_set
from qa_service.retrieval.answer_types import asked, held
from qa_service.retrieval.rank import TYPE_BONUS, title_agreement
from qa_service.search.evidence import share

WORDS_WEIGHT = 0.5
"""Of the share of the question's words that a sentence holds, beside its cosine."""

SECOND = 0.9
"""A neighbour this good, as a share of the best, is part of the answer."""

FIRST_BONUS = 1.0
"""For the first sentence of an article whose title is the question: less where they agree less."""

_LONG = 400
"""Characters from which one sentence is answer enough."""


def best_sentences(
    question: str,
    passage: Passage,
    cosines: NDArray[np.float32],
    weights: Mapping[str, float],
    *,
    named: bool = False,
) -> tuple[int, ...]:
    """Indices of one sentence, or of two neighbours, in reading order; empty without sentences.

    `cosines`: of the question with each sentence of the passage. `weights`: the idf of each of the
    question's terms. `named`: the passage is a law article that the question names; it begins at
    its beginning. So does an article whose title the question is.
    """
    if not passage.sentences or len(cosines) != len(passage.sentences):
        return ()
    if named:
        return (0,)
    kinds = asked(question)
    scores = [
        cosine
        + WORDS_WEIGHT * share(weights, term_set(sentence))
        + TYPE_BONUS * held(sentence, kinds)
        for cosine, sentence in zip(cosines.tolist(), passage.sentence_texts, strict=True)
    ]
    if passage.lead:
        scores[0] += FIRST_BONUS * title_agreement(term_set(question), passage.title)
    best = scores.index(max(scores))
    start, end = passage.sentences[best]
    if scores[best] <= 0 or end - start > _LONG:
        return (best,)
    neighbours = [i for i in (best - 1, best + 1) if 0 <= i < len(scores)]
    other = max(neighbours, key=lambda i: scores[i], default=best)
    if other != best and scores[other] >= SECOND * scores[best]:
        return tuple(sorted((best, other)))
    return (best,)


def extract(passage: Passage, chosen: Sequence[int]) -> Extract | None:
    """From the first to the last chosen sentence, with what stands between them."""
    if not chosen:
        return None
    start, end = passage.sentences[chosen[0]].start, passage.sentences[chosen[-1]].end
    return Extract(passage.text[start:end], passage.id, start, end)
