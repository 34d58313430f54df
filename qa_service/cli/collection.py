"""Any collection of documents as a version of its own, to measure ranking on it: the pipeline
without cities and without abstention.

It stands here because it builds and searches.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from qa_service.build.progress import BeginStage, silent
from qa_service.build.version import embedded, write_version
from qa_service.domain import Passage, SourceText, Span
from qa_service.encoders import Encoder
from qa_service.encoders.choose import Encoders, choose_encoders
from qa_service.index.cache import VectorCache
from qa_service.index.layout import vector_cache_path
from qa_service.index.opened import OpenIndex, open_version
from qa_service.index.publish import building, publish
from qa_service.index.staging import Staging
from qa_service.ingest.views import embedded_text
from qa_service.retrieval.opened import retriever_over
from qa_service.retrieval.rank import rank, shortlist_size
from qa_service.retrieval.retriever import Asked, EncodedQuestion, Retriever
from qa_service.settings import Settings
from qa_service.text import language, sentences

Ranking = list[tuple[str, float]]
Rank = Callable[[Sequence[str]], list[Ranking]]

DEPTH = 100
"""Documents ranked for a query."""

RERANKED = shortlist_size(10)
"""Of which so many are read and ranked as the service does to show ten passages."""


class Document(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...


def rank_collection(
    documents: Sequence[Document], settings: Settings, *, stage: BeginStage = silent
) -> tuple[Rank, Mapping[str, Any]]:
    """A function from queries to their `DEPTH` best documents, best first, and what it was made
    with.

    Vectors are cached with the index of `settings`; the version itself is temporary.
    """
    encoders = choose_encoders(settings)
    passages = [document_passage(document, encoders.main) for document in documents]
    with VectorCache(vector_cache_path(settings.index)) as cache:
        index = temporary_version(passages, encoders, cache, stage)
    retriever = retriever_over(index, encoders)
    config = {
        "encoder": encoders.main.name,
        "multilingual_encoder": encoders.multilingual.name if encoders.multilingual else None,
        "depth": DEPTH,
        "reranked": RERANKED,
    }
    return lambda queries: _rank(index, retriever, queries), config


def temporary_version(
    passages: Iterable[Passage], encoders: Encoders, cache: VectorCache, stage: BeginStage
) -> OpenIndex:
    """A version of the passages alone, opened; its folder is gone already."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        with building(root) as folder:
            with Staging(folder / "staging.sqlite") as staging:
                for passage in passages:
                    staging.add_passage(passage, embedded(passage))
                manifest, _ = write_version(folder, staging, (), encoders, cache, stage)
            publish(root, folder, manifest)
        # The files stay open, and readable.
        return open_version(root)


def _rank(index: OpenIndex, retriever: Retriever, queries: Sequence[str]) -> list[Ranking]:
    encoded = retriever.encode([Asked(query) for query in queries])
    return [_rank_one(index, retriever, one) for one in encoded]


def _rank_one(index: OpenIndex, retriever: Retriever, question: EncodedQuestion) -> Ranking:
    pool = retriever.retrieve(question, [Span(0, len(index))])
    rows = [int(row) for row in pool.order()[:DEPTH]]
    first = rows[:RERANKED]
    ordinals = [int(pool.ordinals[row]) for row in first]
    ranked = rank(
        question.text,
        index.documents.passages_at(ordinals),
        [float(pool.fused[row]) for row in first],
        pool.deviation,
        pool.cosines.sentences(first),
    )
    order = [first[entry.position] for entry in ranked] + rows[RERANKED:]
    ids = [p.id for p in index.documents.passages_at(int(pool.ordinals[row]) for row in order)]
    # Any decreasing score keeps the order; the fused one doesn't hold beyond the reranked ones.
    return [(id, float(len(ids) - place)) for place, id in enumerate(ids)]


def document_passage(document: Document, encoder: Encoder) -> Passage:
    """A document as one passage, with views within the encoder's limit."""
    text = document.text or document.title
    spans = tuple(sentences(text))
    source = SourceText(document.id, text)
    return Passage(
        id=document.id,
        kind="article",
        text=text,
        source=document.id,
        start=0,
        end=len(text),
        sha256=source.sha256,
        title=document.title,
        lang=language(text),
        sentences=spans,
        views=tuple(_views(document.title, text, spans, encoder)),
    )


def _views(title: str, text: str, spans: Sequence[Span], encoder: Encoder) -> Iterable[str]:
    """The text in windows of whole sentences within the encoder's limit, each under the title."""

    def view(first: int, last: int) -> str:
        words = text[spans[first].start : spans[last].end]
        return embedded_text(title, (), (), words)

    first = 0
    for last in range(len(spans)):
        if last > first and encoder.count_tokens(view(first, last)) > encoder.max_tokens:
            yield view(first, last - 1)
            first = last
    yield view(first, len(spans) - 1) if spans else embedded_text(title, (), (), text)
