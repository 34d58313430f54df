"""Corpus files to a published version of the index."""

from qa_service.build.builder import BuildSummary, build
from qa_service.build.stand_back import stand_back
from qa_service.build.watch import watch

__all__ = ["BuildSummary", "build", "stand_back", "watch"]
