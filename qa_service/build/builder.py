"""The build: corpus folder in, published version out."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from qa_service.build.articles import read_articles
from qa_service.build.corpus import corpus_digest, recipe, scan
from qa_service.build.laws import merge_laws
from qa_service.build.notes import LawTexts, merge_notes, read_law_texts
from qa_service.build.progress import Stage, progress_bars
from qa_service.build.version import embedded, records, write_version
from qa_service.cities import Gazetteer
from qa_service.domain import LawKey, Skipped
from qa_service.encoders.choose import Encoders, choose_encoders
from qa_service.errors import CorpusError, IndexUnavailable
from qa_service.index.cache import VectorCache
from qa_service.index.layout import receipts_path, vector_cache_path
from qa_service.index.manifest import Manifest
from qa_service.index.notes import read_notes, write_notes
from qa_service.index.opened import OpenIndex, load, open_version
from qa_service.index.publish import building, publish, seal_folder
from qa_service.index.staging import Staging
from qa_service.index.verify import names_changing
from qa_service.index.versions import prune
from qa_service.ingest.passages import split
from qa_service.settings import Settings

logger = logging.getLogger(__name__)

Judge = Callable[[OpenIndex, OpenIndex | None], str | None]
"""Looks at a version that is ready to be published, and at the live one. Returns the reason to
record for publishing it in spite of something, or None; raises PublishRefused to have it thrown
away."""


@dataclass(frozen=True)
class BuildSummary:
    """What a build did. Counts of articles, except where another noun is in the name."""

    version: str
    """The live version; empty when this build published nothing although something changed."""
    articles: int
    passages: int
    laws: int
    added: int
    changed: int
    removed: int
    unchanged: int
    embedded: int
    """Passages of which something had to be embedded."""
    skipped: tuple[Skipped, ...]
    seconds: float
    misleading: int = 0
    """Quotations of laws that an audit found wrong."""


@dataclass(frozen=True)
class _Changes:
    """The readable corpus beside the live version, in sources."""

    now: Mapping[str, str]
    """Digest by source."""
    before: Mapping[str, str]
    fresh: frozenset[str]
    """Read again."""
    skipped: tuple[Skipped, ...]

    @property
    def gone(self) -> frozenset[str]:
        """Of the version before, what does not stay as it was."""
        return frozenset(s for s in self.before if s in self.fresh or s not in self.now)

    def summary(self, version: str, manifest: Manifest | None, began: float) -> BuildSummary:
        now, before = self.now, self.before
        counts = manifest.counts if manifest is not None else None
        return BuildSummary(
            version=version,
            articles=len(now),
            passages=counts.passages if counts else 0,
            laws=counts.laws if counts else 0,
            added=len(now.keys() - before.keys()),
            changed=sum(before[source] != now[source] for source in now.keys() & before.keys()),
            removed=len(before.keys() - now.keys()),
            unchanged=sum(before.get(source) == digest for source, digest in now.items()),
            embedded=0,
            skipped=self.skipped,
            seconds=round(time.monotonic() - began, 3),
        )


def build(
    settings: Settings,
    *,
    rebuild: bool = False,
    strict: bool = False,
    progress: bool = False,
    encoders: Encoders | None = None,
    judge: Judge | None = None,
    dry_run: bool = False,
) -> BuildSummary:
    """Publishes a version of `settings.corpus` in `settings.index`, unless the live one is of the
    very same files (articles and texts of laws), program and encoders already. What is as it was in
    the live version is neither read nor embedded again, but taken from there; `rebuild` takes
    nothing from anywhere.

    Unreadable files are skipped and named; with `strict` they keep anything from being published,
    and so does `dry_run`. Raises CorpusError for a missing folder or one in which nothing can be
    read, BuildLocked while another build runs, and what `judge` raises.
    """
    began = time.monotonic()
    with ExitStack() as stack:
        stage = stack.enter_context(progress_bars(progress))
        files = scan(settings.corpus, settings.max_file_bytes)
        texts = read_law_texts(settings.corpus, settings.max_file_bytes)
        folder = stack.enter_context(building(settings.index))
        live = _live(settings)
        if live is not None:
            stack.callback(live.close)
        encoders = encoders or choose_encoders(settings)
        made_by = recipe(settings.max_file_bytes)
        before = live if not rebuild and _continues(live, made_by, encoders) else None
        staging = stack.enter_context(Staging(folder / "staging.sqlite", before))
        changes, spoken_of = _stage(settings, files, texts, live, before, encoders, staging, stage)
        if strict and changes.skipped:
            return changes.summary("", None, began)
        if not files and changes.before:
            raise CorpusError(
                f"there is no article in {settings.corpus}, and {len(changes.before)} in the live "
                "version: nothing was published. Look whether it is the right folder and mounted; "
                f"to begin anew remove {settings.index}"
            )
        if files and not changes.now:
            first = changes.skipped[0]
            raise CorpusError(
                f"nothing in {settings.corpus} can be read: {first.source}: {first.reason}"
            )
        same_files = not changes.fresh and not changes.gone
        if before is not None and same_files and texts.were_of(before):
            prune(settings.index, keep=settings.keep_versions)
            summary = changes.summary(before.version, before.manifest, began)
            return replace(summary, misleading=len(read_notes(before.path).bad_quotes))
        staging.remove_sources(changes.gone if before is not None else ())
        old = before.documents.laws() if before is not None else []
        law_passages, laws, obsolete = merge_laws(
            staging, old, changes.gone, spoken_of, changes.fresh, encoders.main, Gazetteer.load()
        )
        staging.remove_passages(obsolete)
        for passage in law_passages:
            staging.add_passage(passage, embedded(passage))
        notes = merge_notes(staging, texts, laws, before, old, changes.fresh | changes.gone)
        write_notes(folder, notes)
        with (
            VectorCache(vector_cache_path(settings.index)) as cache,
            names_changing(settings.index, receipts_path(settings.index)),
        ):
            if rebuild:
                cache.clear()
            manifest, count = write_version(
                folder,
                staging,
                laws,
                encoders,
                cache,
                stage,
                before=before,
                exact_rows=settings.exact_rows,
                corpus_digest=corpus_digest(
                    {**changes.now, **texts.digests}, made_by, *_fingerprints(encoders)
                ),
                recipe=made_by,
                law_texts=texts.digests,
            )
        staging.close()
        if judge is not None:
            manifest = replace(manifest, reason=_judged(judge, settings, folder, manifest, live))
        version = ""
        if not dry_run:
            version = publish(settings.index, folder, manifest)
            prune(settings.index, keep=settings.keep_versions)
        summary = changes.summary(version, manifest, began)
        return replace(summary, embedded=count, misleading=len(notes.bad_quotes))


def _stage(
    settings: Settings,
    files: Mapping[str, str],
    texts: LawTexts,
    live: OpenIndex | None,
    before: OpenIndex | None,
    encoders: Encoders,
    staging: Staging,
    stage: Stage,
) -> tuple[_Changes, set[LawKey]]:
    """Reads what changed into `staging`; also returns the law articles that it speaks of."""
    known = live.documents.digests() if live is not None else {}
    kept = {s: d for s, d in files.items() if known.get(s) == d} if before is not None else {}
    wanted = [source for source in files if source not in kept]
    fresh: set[str] = set()
    skipped: list[Skipped] = []
    spoken_of: set[LawKey] = set()
    gazetteer = Gazetteer.load()
    advance = stage("reading", len(wanted))
    for found in read_articles(
        settings.corpus,
        wanted,
        max_bytes=settings.max_file_bytes,
        processes=settings.build_threads or os.cpu_count() or 1,
    ):
        advance(1)
        if isinstance(found, Skipped):
            skipped.append(found)
            continue
        source = found.source.source
        for city in found.cities:
            if not gazetteer.knows(city):
                logger.warning("%s: no question can name %r, which is no known city", source, city)
        fresh.add(source)
        staging.add_article(found, files[source])
        for passage in split(found, encoders.main.count_tokens, encoders.main.max_tokens):
            staging.add_passage(passage, embedded(passage))
        spoken_of |= {quote.key for quote in found.quotes}
        spoken_of |= {mention.key for mention in found.mentions}
    now = {source: files[source] for source in files if source in kept or source in fresh}
    return _Changes(now, known, frozenset(fresh), (*skipped, *texts.skipped)), spoken_of


def _judged(
    judge: Judge, settings: Settings, folder: Path, manifest: Manifest, live: OpenIndex | None
) -> str | None:
    version = seal_folder(settings.index, folder, manifest)
    with load(folder, version, "sizes") as candidate:
        return judge(candidate, live)


def _continues(live: OpenIndex | None, made_by: str, encoders: Encoders) -> bool:
    """Whether the live version was made as this build would make it."""
    if live is None:
        return False
    return live.manifest.recipe == made_by and live.manifest.encoders == records(encoders)


def _fingerprints(encoders: Encoders) -> list[str]:
    return [record.fingerprint for record in records(encoders)]


def _live(settings: Settings) -> OpenIndex | None:
    """The live version; None when there is none or it is damaged, so that a build mends it."""
    try:
        return open_version(settings.index)
    except IndexUnavailable as error:
        logger.info("building from nothing: %s", error)
        return None
