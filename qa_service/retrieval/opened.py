"""The channels over an opened version."""

from __future__ import annotations

from qa_service.encoders.choose import Encoders
from qa_service.index.opened import OpenIndex
from qa_service.retrieval import analyser
from qa_service.retrieval.dense import DenseChannels
from qa_service.retrieval.parts import (
    MULTILINGUAL_PASSAGES,
    MULTILINGUAL_SENTENCES,
    PASSAGES,
    SENTENCES,
    WORDS,
)
from qa_service.retrieval.retriever import Retriever


def retriever_over(index: OpenIndex, encoders: Encoders) -> Retriever:
    """CorruptIndex when the version was made by other encoders or another analyser."""
    index.require_analyser(WORDS, analyser.NAME)
    index.require_encoder(PASSAGES, encoders.main.name, encoders.main.fingerprint)
    main = DenseChannels(encoders.main, index.spaces[PASSAGES], index.spaces[SENTENCES], len(index))
    multilingual = None
    if encoders.multilingual is not None and MULTILINGUAL_PASSAGES in index.spaces:
        other = encoders.multilingual
        index.require_encoder(MULTILINGUAL_PASSAGES, other.name, other.fingerprint)
        multilingual = DenseChannels(
            encoders.multilingual,
            index.spaces[MULTILINGUAL_PASSAGES],
            index.spaces[MULTILINGUAL_SENTENCES],
            len(index),
        )
    return Retriever(
        main, multilingual, index.lexical[WORDS], main_is_english=encoders.main_is_english
    )
