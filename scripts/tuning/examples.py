"""Gold questions as the ranking sees them, with all that depends on no vector of a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Question
from qa_service.encoders.choose import Encoders
from qa_service.evaluation.gold import GoldQuestion, read_gold
from qa_service.evaluation.relevance import judge
from qa_service.retrieval import fusion
from qa_service.retrieval.cosines import Rows, gather
from qa_service.retrieval.fusion import Background
from qa_service.retrieval.question import Asked, Text, texts_of
from qa_service.retrieval.spelling import ProofReader
from qa_service.search.open import open_searcher
from qa_service.search.scope import find_scope
from qa_service.search.searcher import Searcher
from qa_service.settings import Settings

CANDIDATES = 20
"""Passages that a question chooses among, and all right ones of the first fifty."""


@dataclass(frozen=True)
class Vectors:
    """Of m candidates, the rows of one candidate after the other."""

    rows: NDArray[np.float32]
    """(r, d)"""
    owners: NDArray[np.int64]
    """(r,): which candidate each row is of."""
    background: Background


@dataclass(frozen=True)
class Example:
    collection: str
    texts: tuple[Text, ...]
    """The topic, and its sentences if it has several."""
    places: tuple[str, ...]
    passages: Vectors
    sentences: Vectors
    rest: NDArray[np.float32]
    """(m,): the final score without the two channels of vectors."""
    right: NDArray[np.bool_]
    """(m,)"""


def examples(index: Path, gold: Path, settings: Settings, encoders: Encoders) -> Iterator[Example]:
    """Of the answerable questions that the main encoder reads."""
    searcher = open_searcher(settings.model_copy(update={"index": index}), encoders)
    spelt = ProofReader(encoders.main)
    for question in read_gold(gold):
        if question.answerable and (found := _example(searcher, spelt, question, gold)):
            yield found


def _example(
    searcher: Searcher, spelt: ProofReader, question: GoldQuestion, gold: Path
) -> Example | None:
    asked = Question(question.question, top_k=50, explain=True)
    scoped = find_scope(asked, searcher.gazetteer, searcher.coverage)
    if scoped.scope.laws:  # found by number, whatever the vectors say
        return None
    said = Asked(scoped.text, scoped.topic, scoped.places)
    encoded = searcher.retriever.encode([said])[0]
    hits = searcher.ask(asked).hits
    if encoded.main is None or not hits:
        return None
    finds = judge(question, [hit.passage for hit in hits]).finds
    kept = [n for n, found in enumerate(finds) if n < CANDIDATES or found]
    hits = tuple(hits[n] for n in kept)
    at_large = searcher.retriever.at_large([encoded])[0]
    backgrounds = [fusion.background(c) for c in (at_large.passage, at_large.sentence)]
    ordinals = np.array([searcher.index.documents.ordinal(hit.passage.id) for hit in hits])
    channels = searcher.retriever.main
    scores = np.array([hit.score for hit in hits])
    for name, background in zip(("passage", "sentence"), backgrounds, strict=True):
        scores -= fusion.z_score(np.array([hit.channels[name] for hit in hits]), background)
    passages, sentences = (
        _vectors(gather(space, ordinals), background)
        for space, background in zip(
            (channels.passages, channels.sentences), backgrounds, strict=True
        )
    )
    return Example(
        str(gold),
        tuple(texts_of(said, spelt.correct, in_english=True)),
        said.places,
        passages,
        sentences,
        scores.astype(np.float32),
        np.array([bool(finds[n]) for n in kept]),
    )


def _vectors(rows: Rows, background: Background) -> Vectors:
    blocks = np.concatenate(rows.blocks) if rows.blocks else np.zeros((0, 384), np.float32)
    return Vectors(
        blocks.astype(np.float32), np.repeat(np.arange(len(rows.counts)), rows.counts), background
    )
