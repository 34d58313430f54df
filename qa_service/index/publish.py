"""From a folder being built to a published version."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from qa_service.index.layout import (
    BUILDING,
    MANIFEST,
    TIME,
    make_way,
    moment_of,
    receipt_path,
    receipts_path,
    sync,
    version_names,
    writing_to,
)
from qa_service.index.lock import build_lock
from qa_service.index.manifest import FORMAT, FileRecord, Manifest, seal, write_manifest
from qa_service.index.opened import load
from qa_service.index.verify import digests, known_digests, remember, state
from qa_service.index.versions import make_current, sweep


@contextmanager
def building(root: Path) -> Iterator[Path]:
    """An empty folder for a new version, in `root`, which is created if need be.

    Nobody else builds meanwhile (BuildLocked). However the block ends, what it has not published is
    removed; after a crash the next one does that.
    """
    with writing_to(root), ExitStack() as stack:
        root.mkdir(parents=True, exist_ok=True)
        stack.enter_context(build_lock(root))
        make_way(root)  # now rather than when everything is built
        sweep(root)
        folder = root / f"{BUILDING}{os.getpid()}-{secrets.token_hex(4)}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def publish(root: Path, folder: Path, manifest: Manifest) -> str:
    """Publishes the files in `folder` as the live version and returns its name.

    Readers see nothing until everything is on the disk, and then the whole. CorruptIndex when what
    was built doesn't fit together.
    """
    started = time.time_ns()
    version = seal_folder(root, folder, manifest)
    with load(folder, version, "sizes") as opened:
        sealed = opened.manifest
    folder.rename(root / version)
    sync(root)
    remember(root / version, sealed, started, receipt_path(root, version))
    make_current(root, version)
    return version


def seal_folder(root: Path, folder: Path, manifest: Manifest) -> str:
    """Gives the files in `folder` their manifest and returns the name that it is sealed with; all
    of it is on the disk then. The folder can be opened as it stands, or sealed again with another
    manifest."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    for path in paths:
        sync(path)
    known = known_digests(receipts_path(root))
    unknown = [path for path in paths if state(path) not in known]
    found = dict(zip(unknown, digests(unknown), strict=True))
    records = {
        path.relative_to(folder).as_posix(): FileRecord(
            path.stat().st_size, found[path] if path in found else known[state(path)]
        )
        for path in paths
    }
    moment = _moment(root)
    manifest = replace(
        manifest, format=FORMAT, created=moment.isoformat(timespec="seconds"), files=records
    )
    version = f"{moment.strftime(TIME)}-{seal(manifest)}"
    write_manifest(folder / MANIFEST, replace(manifest, version=version))
    sync(folder / MANIFEST)
    for path in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        sync(path)
    sync(folder)
    return version


def _moment(root: Path) -> datetime:
    """Now, or a second after the newest version if the clock is behind: names sort by age."""
    now = datetime.now(UTC).replace(microsecond=0)
    names = version_names(root)
    if not names:
        return now
    return max(now, moment_of(names[-1]) + timedelta(seconds=1))
