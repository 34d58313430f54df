"""The build: corpus folder in, published version out."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from qa_service.build.articles import read_articles
from qa_service.build.corpus import recipe, scan
from qa_service.build.doubts import (
    content_of,
    doubts_of,
    doubts_of_copies,
    doubts_of_laws,
    doubts_of_sidecars,
)
from qa_service.build.laws import merge_laws
from qa_service.build.notes import LawTexts, merge_notes, read_law_texts
from qa_service.build.progress import BeginStage, progress_shown
from qa_service.build.version import embedded, records, write_version
from qa_service.cities import Gazetteer
from qa_service.domain import LawArticle, LawKey, Skipped
from qa_service.encoders.choose import Encoders, choose_encoders
from qa_service.errors import BuildLocked, CorpusError, IndexUnavailable
from qa_service.index.cache import VectorCache
from qa_service.index.layout import receipts_path, vector_cache_path
from qa_service.index.manifest import Manifest
from qa_service.index.notes import Notes, write_notes
from qa_service.index.opened import OpenIndex, load, open_version
from qa_service.index.publish import building, publish, seal_folder
from qa_service.index.rows import SourceEntry
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
    warnings: tuple[str, ...] = ()
    """What looks wrong about what was read, on every build until it is mended, and why older
    versions could not be removed."""


@dataclass(frozen=True)
class _Changes:
    """The readable corpus beside the live version, in sources."""

    now: Mapping[str, str]
    """Digest by source."""
    before: Mapping[str, str]
    fresh: frozenset[str]
    """Read again."""
    skipped: tuple[Skipped, ...]
    warnings: tuple[str, ...]

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
            warnings=self.warnings,
            seconds=round(time.monotonic() - began, 3),
        )


@dataclass(frozen=True)
class _Work:
    """What the steps of a build work on."""

    settings: Settings
    files: Mapping[str, str]
    """Digest of every article by source, readable or not."""
    texts: LawTexts
    folder: Path
    """Of the version to be."""
    live: OpenIndex | None
    before: OpenIndex | None
    """The live version if this one continues it."""
    encoders: Encoders
    recipe: str
    staging: Staging
    stage: BeginStage


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
    and so does `dry_run`. Raises CorpusError for a missing folder or one without an article that
    can be read, BuildLocked while another build runs, and what `judge` raises.
    """
    began = time.monotonic()
    with ExitStack() as stack:
        stage = stack.enter_context(progress_shown(progress))
        files = scan(settings.corpus, settings.max_file_bytes)
        _refuse_an_index_among_the_articles(settings)
        texts = read_law_texts(settings.corpus, settings.max_file_bytes)
        folder = stack.enter_context(building(settings.index))
        live = _live(settings)
        if live is not None:
            stack.callback(live.close)
        encoders = encoders or choose_encoders(settings)
        made_by = recipe(settings.max_file_bytes)
        before = live if not rebuild and _continues(live, made_by, encoders) else None
        staging = stack.enter_context(Staging(folder / "staging.sqlite", before))
        work = _Work(
            settings, files, texts, folder, live, before, encoders, made_by, staging, stage
        )
        changes, spoken_of = _stage(work)
        if strict and changes.skipped:
            return changes.summary("", None, began)
        _refuse_an_empty_corpus(work, changes)
        same_files = not changes.fresh and not changes.gone
        if before is not None and same_files and texts.were_of(before):
            kept_back = () if dry_run else _prune(settings)
            summary = changes.summary(before.version, before.manifest, began)
            return _audited(summary, before.notes, settings.corpus, kept_back)
        laws, notes = _merge(work, changes, spoken_of)
        manifest, count = _write(work, changes, laws, anew=rebuild)
        if judge is not None:
            manifest = replace(manifest, reason=_judged(judge, settings, folder, manifest, live))
        version, kept_back = "", ()
        if not dry_run:
            version = publish(settings.index, folder, manifest)
            kept_back = _prune(settings)
        summary = changes.summary(version, manifest, began)
        return _audited(replace(summary, embedded=count), notes, settings.corpus, kept_back)


def _prune(settings: Settings) -> tuple[str, ...]:
    """What is to be said when older versions can't be removed: what has been published is live all
    the same, and the next build tries again."""
    try:
        prune(settings.index, keep=settings.keep_versions)
    except (BuildLocked, OSError) as error:
        return (f"the version is live, but older ones could not be removed: {error}",)
    return ()


def _audited(
    summary: BuildSummary, notes: Notes, corpus: Path, kept_back: Sequence[str]
) -> BuildSummary:
    number = len(notes.bad_quotes)
    warnings = (*summary.warnings, *doubts_of_laws(number, corpus), *kept_back)
    return replace(summary, misleading=number, warnings=warnings)


def _stage(work: _Work) -> tuple[_Changes, set[LawKey]]:
    """Stages what changed; also returns the law articles that it speaks of."""
    settings, files, texts, before = work.settings, work.files, work.texts, work.before
    encoders, staging, stage = work.encoders, work.staging, work.stage
    known = work.live.documents.digests() if work.live is not None else {}
    kept = {s: d for s, d in files.items() if known.get(s) == d} if before is not None else {}
    wanted = [source for source in files if source not in kept]
    fresh: dict[str, str] = {}
    skipped: list[Skipped] = []
    spoken_of: set[LawKey] = set()
    gazetteer = Gazetteer.load()
    entries = _entries_kept(before, kept)
    doubts = [doubt for entry in entries for doubt in entry.doubts]
    contents = {entry.source: content_of(entry) for entry in entries}
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
        doubted = doubts_of(found, gazetteer)
        doubts += doubted
        contents[source] = content_of(found)
        # Of what was read: since the scan the file may have been written on.
        fresh[source] = found.source.digest
        staging.add_article(found, fresh[source], doubted)
        for passage in split(found, encoders.main.count_tokens, encoders.main.max_tokens):
            staging.add_passage(passage, embedded(passage))
        spoken_of |= {quote.key for quote in found.quotes}
        spoken_of |= {mention.key for mention in found.mentions}
    both = kept | fresh
    now = {source: both[source] for source in files if source in both}
    doubts += doubts_of_sidecars(settings.corpus, files)
    warnings = (*sorted(doubts), *doubts_of_copies({source: contents[source] for source in now}))
    changes = _Changes(now, known, frozenset(fresh), (*skipped, *texts.skipped), warnings)
    return changes, spoken_of


def _entries_kept(before: OpenIndex | None, kept: Collection[str]) -> list[SourceEntry]:
    """Of the articles that are not read again."""
    if before is None:
        return []
    return [entry for entry in before.documents.sources() if entry.source in kept]


def _judged(
    judge: Judge, settings: Settings, folder: Path, manifest: Manifest, live: OpenIndex | None
) -> str | None:
    version = seal_folder(settings.index, folder, manifest)
    with load(folder, version, "sizes") as candidate:
        return judge(candidate, live)


def _refuse_an_index_among_the_articles(settings: Settings) -> None:
    index, corpus = settings.index.resolve(), settings.corpus.resolve()
    if not index.is_relative_to(corpus):
        return
    if not any(part.startswith(".") for part in index.relative_to(corpus).parts):
        raise CorpusError(
            f"the index folder {settings.index} is inside the corpus {settings.corpus}, where its "
            "files would count as articles: name another one"
        )


def _refuse_an_empty_corpus(work: _Work, changes: _Changes) -> None:
    """CorpusError where there is no article, or where there are some and none can be read."""
    corpus = work.settings.corpus
    if not work.files and changes.before:
        raise CorpusError(
            f"there is no article in {corpus}, and {len(changes.before)} in the live "
            "version: nothing was published. Look whether it is the right folder and mounted; "
            f"to begin anew remove {work.settings.index}"
        )
    if not work.files:
        raise CorpusError(
            f"there is no article in {corpus}: nothing was published. Put articles in, or look "
            "whether it is the right folder and mounted"
        )
    if not changes.now:
        first = changes.skipped[0]
        raise CorpusError(f"nothing in {corpus} can be read: {first.source}: {first.reason}")


def _merge(
    work: _Work, changes: _Changes, spoken_of: set[LawKey]
) -> tuple[list[LawArticle], Notes]:
    """Completes the staging: what is gone leaves it, and the law articles are merged again that
    any change speaks of. Writes what is known against their quotations."""
    before, staging = work.before, work.staging
    staging.remove_sources(changes.gone if before is not None else ())
    old = before.documents.laws() if before is not None else []
    law_passages, laws, obsolete = merge_laws(
        staging, old, changes.gone, spoken_of, changes.fresh, work.encoders.main, Gazetteer.load()
    )
    staging.remove_passages(obsolete)
    for passage in law_passages:
        staging.add_passage(passage, embedded(passage))
    notes = merge_notes(staging, work.texts, laws, before, old, changes.fresh | changes.gone)
    write_notes(work.folder, notes)
    return laws, notes


def _write(
    work: _Work, changes: _Changes, laws: list[LawArticle], *, anew: bool
) -> tuple[Manifest, int]:
    """The version's files; as `write_version`. `anew`: without vectors from the cache."""
    root = work.settings.index
    with (
        VectorCache(vector_cache_path(root)) as cache,
        names_changing(root, receipts_path(root)),
    ):
        if anew:
            cache.clear()
        found = write_version(
            work.folder,
            work.staging,
            laws,
            work.encoders,
            cache,
            work.stage,
            before=work.before,
            exact_rows=work.settings.exact_rows,
            recipe=work.recipe,
            law_texts=work.texts.digests,
        )
    work.staging.close()
    return found


def _continues(live: OpenIndex | None, made_by: str, encoders: Encoders) -> bool:
    """Whether the live version was made as this build would make it."""
    if live is None:
        return False
    return live.manifest.recipe == made_by and live.manifest.encoders == records(encoders)


def _live(settings: Settings) -> OpenIndex | None:
    """The live version; None when there is none or it is damaged, so that a build mends it."""
    try:
        return open_version(settings.index)
    except IndexUnavailable as error:
        logger.info("building from nothing: %s", error)
        return None
