"""Which versions there are, which one is live, and which go."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_service.errors import CorruptIndex, NoIndex
from qa_service.index.layout import (
    BUILDING,
    CURRENT,
    PRUNED,
    TEMPORARY,
    live_version,
    make_way,
    not_live,
    receipt_path,
    receipts_path,
    replace_file,
    sync,
    version_folder,
    version_names,
)
from qa_service.index.lock import moving_lock
from qa_service.index.manifest import Manifest, read_manifest
from qa_service.index.opened import open_version
from qa_service.index.verify import names_changing, verify


@dataclass(frozen=True)
class Published:
    version: str
    live: bool
    manifest: Manifest | None
    """None for a damaged version."""
    problem: str | None = None


def published(root: Path) -> list[Published]:
    """Every version, newest first. Only the manifests are read; of the other files it is looked at
    whether they are there, and as long as they were. NoIndex when there is no such folder."""
    _require(root)
    live = live_version(root)
    found = []
    for name in reversed(version_names(root)):
        try:
            manifest = read_manifest(root / name, name)
            verify(root / name, manifest, "sizes", None)
            found.append(Published(name, name == live, manifest))
        except CorruptIndex as error:
            problem = error if name == live else not_live(error)
            found.append(Published(name, name == live, None, str(problem)))
    return found


def make_current(root: Path, version: str) -> None:
    """Makes a published version the live one, in one step. UnknownVersion if there is none,
    CorruptIndex if something stands in the place of CURRENT that only its owner may remove."""
    with moving_lock(root):
        version_folder(root, version)
        make_way(root)
        replace_file(root / CURRENT, f"{version}\n".encode())


def rollback(root: Path, version: str) -> None:
    """Makes an older version the live one, having checked that it is whole. It doesn't wait for a
    build in progress, which will make its own version live when it ends."""
    open_version(root, version).close()
    make_current(root, version)


def prune(root: Path, keep: int = 3) -> list[str]:
    """Removes all but the newest `keep` versions and the live one; returns the names removed,
    oldest first. Whoever has one of them open can go on reading it. NoIndex when there is no such
    folder."""
    if keep < 1:
        raise ValueError("the newest version is always kept")
    _require(root)
    if not version_names(root):
        return []
    with moving_lock(root):
        live = live_version(root)
        going = [name for name in version_names(root)[:-keep] if name != live]
        removed = [_set_aside(root, root / name) for name in going]
    _remove(root, removed)
    return going


def sweep(root: Path) -> None:
    """Removes what interrupted builds, removals and replacements have left. Only for the holder of
    the build lock: to anybody else a build in progress looks the same."""
    left = [folder for pattern in (BUILDING, PRUNED) for folder in root.glob(f"{pattern}*")]
    # Another process may be removing the same versions.
    _remove(root, left, ignore_errors=True)
    with moving_lock(root):
        for folder in (root, receipts_path(root)):
            for file in folder.glob(f"{TEMPORARY}*"):
                file.unlink(missing_ok=True)


def _require(root: Path) -> None:
    if not root.is_dir():
        raise NoIndex(f"there is no index folder {root}: name another one, or run qa ingest")


def _set_aside(root: Path, folder: Path) -> Path:
    """Takes a version off the list in one step, so that nobody finds half of it."""
    target = root / f"{PRUNED}{folder.name}-{secrets.token_hex(4)}"
    folder.rename(target)
    sync(root)
    receipt_path(root, folder.name).unlink(missing_ok=True)
    return target


def _remove(root: Path, folders: Sequence[Path], ignore_errors: bool = False) -> None:
    """Their files may be other versions' too, which keep them."""
    if folders:
        with names_changing(root, receipts_path(root)):
            for folder in folders:
                shutil.rmtree(folder, ignore_errors=ignore_errors)
