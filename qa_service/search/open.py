"""The settings to a searcher over the live version."""

from __future__ import annotations

from qa_service.cities import Gazetteer
from qa_service.encoders.choose import Encoders, choose_encoders
from qa_service.index.opened import OpenIndex, open_version
from qa_service.retrieval.opened import retriever_over
from qa_service.search.calibration import Calibration, default_calibration
from qa_service.search.searcher import Searcher
from qa_service.settings import Settings


def open_searcher(settings: Settings, encoders: Encoders | None = None) -> Searcher:
    """NoIndex or CorruptIndex when there is nothing to search, EncoderError without the encoder."""
    return searcher_over(
        open_version(settings.index), encoders or choose_encoders(settings), settings
    )


def searcher_over(index: OpenIndex, encoders: Encoders, settings: Settings) -> Searcher:
    """CorruptIndex when the version was made by other encoders or another analyser."""
    retriever = retriever_over(index, encoders)
    calibration = Calibration.from_json(default_calibration())
    return Searcher(index, retriever, Gazetteer.load(), calibration, settings.max_question_chars)
