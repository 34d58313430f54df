"""Staged passages to the files of a version: documents, vectors and words, numbered alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_service.build.embed import Embedding
from qa_service.build.progress import BeginStage
from qa_service.build.stretches import Stretch, row_owners, row_parts, stretches
from qa_service.domain import LawArticle, Passage
from qa_service.encoders import Encoder
from qa_service.encoders.choose import Encoders
from qa_service.index.cache import VectorCache
from qa_service.index.documents import DocumentsWriter
from qa_service.index.layout import documents_path, lexical_path
from qa_service.index.manifest import Counts, EncoderRecord, Manifest
from qa_service.index.opened import OpenIndex
from qa_service.index.spaces import extend_space, write_space
from qa_service.index.staging import Embedded, Fresh, Staging
from qa_service.ingest.views import sentence_text
from qa_service.retrieval import analyser
from qa_service.retrieval.parts import (
    MULTILINGUAL_PASSAGES,
    MULTILINGUAL_SENTENCES,
    PASSAGES,
    SENTENCES,
    WORDS,
)
from qa_service.retrieval.phrasebook import Phrasebook
from qa_service.settings import EXACT_ROWS
from qa_service.stores.lexical import LexicalStore
from qa_service.text import language

K1, B = 0.6, 0.75
"""BM25: docs/retrieval.md compares values on several collections."""


@dataclass(frozen=True)
class _SpacePlan:
    name: str
    encoder: Encoder
    whole: bool
    """Whether passages are embedded as a whole, else their sentences."""
    in_english: bool
    """Whether what is in another language is embedded by its gloss."""

    def texts(self, fresh: Fresh) -> Sequence[str]:
        """In the passage's own words."""
        return fresh.embedded.views if self.whole else fresh.embedded.sentences

    def read(self, text: str) -> str:
        """As the encoder gets it."""
        return _gloss(text) if self.in_english and language(text) != "en" else text


def _gloss(text: str) -> str:
    return Phrasebook.load().gloss(text)


def embedded(passage: Passage) -> Embedded:
    """What is embedded of a passage."""
    return Embedded(
        passage.views,
        tuple(
            sentence_text(passage.title, passage.section, passage.text[start:end])
            for start, end in passage.sentences
        ),
    )


def records(encoders: Encoders) -> tuple[EncoderRecord, ...]:
    """What a version says of its encoders."""
    return tuple(
        EncoderRecord(encoder.name, encoder.fingerprint, encoder.dimension, encoder.max_tokens)
        for encoder in (encoders.main, encoders.multilingual)
        if encoder is not None
    )


def write_version(
    folder: Path,
    staging: Staging,
    laws: Sequence[LawArticle],
    encoders: Encoders,
    cache: VectorCache | None,
    stage: BeginStage,
    *,
    before: OpenIndex | None = None,
    exact_rows: int = EXACT_ROWS,
    recipe: str = "",
    law_texts: Mapping[str, str] | None = None,
) -> tuple[Manifest, int]:
    """Writes everything that `staging`, complete now, continues of the version `before`. Returns
    the manifest to publish and the number of passages of which something had to be embedded."""
    groups = staging.place()
    kept = staging.kept()
    plan = stretches(kept)
    with DocumentsWriter(documents_path(folder)) as writer:
        staging.write(writer)
        writer.add_laws(laws)
    fresh_passages = _write_spaces(
        folder, staging, kept, plan, encoders, cache, stage, before, exact_rows
    )
    _write_words(folder, staging, plan, before, in_english=encoders.main_is_english)
    manifest = Manifest(
        counts=Counts(
            articles=staging.count_sources(),
            passages=len(kept),
            laws=len(laws),
            sentences=staging.count_sentences(),
        ),
        groups=groups,
        recipe=recipe,
        encoders=records(encoders),
        spaces={space.name: space.encoder.name for space in _spaces(encoders)},
        lexical={WORDS: analyser.NAME},
        law_texts=dict(law_texts or {}),
    )
    return manifest, fresh_passages


def _spaces(encoders: Encoders) -> list[_SpacePlan]:
    main, in_english = encoders.main, encoders.main_is_english
    plans = [
        _SpacePlan(PASSAGES, main, True, in_english),
        _SpacePlan(SENTENCES, main, False, in_english),
    ]
    if (multilingual := encoders.multilingual) is not None:
        plans.append(_SpacePlan(MULTILINGUAL_PASSAGES, multilingual, True, False))
        plans.append(_SpacePlan(MULTILINGUAL_SENTENCES, multilingual, False, False))
    return plans


def _write_spaces(
    folder: Path,
    staging: Staging,
    kept: NDArray[np.int64],
    plan: Sequence[Stretch],
    encoders: Encoders,
    cache: VectorCache | None,
    stage: BeginStage,
    before: OpenIndex | None,
    exact_rows: int,
) -> int:
    plans = _spaces(encoders)
    counts: list[list[int]] = [[] for _ in plans]
    for fresh in staging.fresh():
        for space, own in zip(plans, counts, strict=True):
            own.append(len(space.texts(fresh)))
    embedded_passages: set[int] = set()
    for space, own in zip(plans, counts, strict=True):
        work = Embedding(space.encoder, cache)
        noun = "passages" if space.whole else "sentences"
        advance = stage(f"{noun} ({space.encoder.name})", sum(own))
        vectors = work.blocks(_texts(staging, space), advance)
        # Only whole passages are searched for among all; sentences are looked up.
        limit = exact_rows if space.whole else None
        base = before.spaces[space.name] if before is not None else None
        owner = base.owner if base is not None else np.zeros(0, np.int32)
        owners = row_owners(kept, owner, own)
        if base is None:
            dimension = space.encoder.dimension
            write_space(folder, space.name, vectors, owners, dimension, exact_rows=limit)
        else:
            parts = row_parts(plan, owner, own)
            extend_space(folder, space.name, base, parts, vectors, owners, exact_rows=limit)
        embedded_passages |= work.passages
    return len(embedded_passages)


def _texts(staging: Staging, space: _SpacePlan) -> Iterator[tuple[int, str]]:
    for fresh in staging.fresh():
        for text in space.texts(fresh):
            yield fresh.ordinal, space.read(text)


def _write_words(
    folder: Path,
    staging: Staging,
    plan: Sequence[Stretch],
    before: OpenIndex | None,
    *,
    in_english: bool,
) -> None:
    """The terms of everything that was embedded of a passage as a whole, in the passage's own words
    and by its gloss."""
    path = lexical_path(folder, WORDS)
    path.parent.mkdir(parents=True, exist_ok=True)

    def words(fresh: Fresh) -> str:
        views = fresh.embedded.views
        foreign = [view for view in views if language(view) != "en"] if in_english else []
        return "\n".join([*views, *map(_gloss, foreign)])

    terms = (analyser.terms(words(fresh)) for fresh in staging.fresh())
    if before is None:
        LexicalStore.write(path, terms, k1=K1, b=B)
    else:
        LexicalStore.extend(path, before.lexical[WORDS], plan, terms)
