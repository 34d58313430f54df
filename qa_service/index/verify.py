"""Whether a version's files are still what was published."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

from qa_service.errors import CorruptIndex
from qa_service.index.layout import REMEDY, replace_file
from qa_service.index.manifest import Manifest
from qa_service.stores.files import NOTHING_HELD, Held, is_small

Verify = Literal["full", "changed", "sizes"]
"""full: the sha256 of every file. changed: of every file that has been touched since its sha256 was
last checked, as the file system tells (inode, size, times of modification and of change); only
damage below the file system escapes it. sizes: that every file is there, and as long as it was."""

State = tuple[int, int, int, int, int]
"""Device, inode, size, times of modification and of change."""

_SETTLED_NS = 2_000_000_000
"""A file touched this shortly before it was read may be touched again without its time of change
moving on, on the coarsest clock of a file system: such a file is read again the next time."""


def verify(folder: Path, manifest: Manifest, how: Verify, receipt: Path | None) -> Held:
    """CorruptIndex naming the first file that is missing or not what the manifest says.

    `receipt` is the file that remembers for `changed` what was checked; None remembers nothing.
    Returns the contents of the small files, unless only `sizes` were looked at: what is taken from
    there is what was checked.
    """
    for name, record in manifest.files.items():
        path = folder / name
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            raise CorruptIndex(f"{path} is missing; {REMEDY}") from None
        if size != record.size:
            raise CorruptIndex(f"{path} has {size} bytes instead of {record.size}; {REMEDY}")
    if how == "sizes":
        return NOTHING_HELD
    remembered = _read(receipt) if how == "changed" else {}
    started = time.time_ns()
    before = {name: state(folder / name) for name in manifest.files}
    held = read_small(folder / name for name in manifest.files)
    unsure = [
        name
        for name, record in manifest.files.items()
        if remembered.get(name) != [record.sha256, *before[name]]
        or before[name] != state(folder / name)
    ]
    for name, digest in zip(unsure, digests([folder / n for n in unsure], held), strict=True):
        if digest != manifest.files[name].sha256:
            raise CorruptIndex(f"{folder / name} has been altered; {REMEDY}")
    if unsure and receipt is not None:
        trusted = known_digests(receipt.parent)
        _remember(receipt, manifest, before, started, trusted)
    return held


def read_small(paths: Iterable[Path]) -> Held:
    """The contents of those that are small."""
    return {path: path.read_bytes() for path in paths if is_small(path)}


def remember(folder: Path, manifest: Manifest, started: int, receipt: Path) -> None:
    """Keeps for the next `changed` that the files were read from `started` on (nanoseconds since
    the epoch) and found to be what the manifest says."""
    states = {name: state(folder / name) for name in manifest.files}
    _remember(receipt, manifest, states, started, known_digests(receipt.parent))


def _remember(
    receipt: Path,
    manifest: Manifest,
    states: Mapping[str, State],
    started: int,
    known: Mapping[State, str],
) -> None:
    settled = {
        name: [record.sha256, *states[name]]
        for name, record in manifest.files.items()
        if states[name][-1] < started - _SETTLED_NS or known.get(states[name]) == record.sha256
    }
    others = {name: entry for name, entry in _read(receipt).items() if name not in manifest.files}
    _write(receipt, others | settled)


def known_digests(receipts: Path) -> dict[State, str]:
    """The sha256 of every file that some version's receipt remembers, by its state."""
    known: dict[State, str] = {}
    for receipt in receipts.glob("*.json"):
        for sha256, *then in _read(receipt).values():
            known[tuple(then)] = sha256
    return known


@contextmanager
def names_changing(root: Path, receipts: Path) -> Iterator[None]:
    """For a block in which files of versions gain or lose names, and nothing else happens to them:
    their time of change moves, and what is remembered of them moves with it."""
    before = {receipt: _valid(root / receipt.stem, receipt) for receipt in receipts.glob("*.json")}
    try:
        yield
    finally:
        for receipt, found in before.items():
            now = dict(found)
            for name, (sha256, *old) in found.items():
                with suppress(FileNotFoundError):
                    new = state(root / receipt.stem / name)
                    if new[:-1] == tuple(old[:-1]):
                        now[name] = [sha256, *new]
            if now != found and receipt.exists():
                _write(receipt, now)


def _valid(folder: Path, receipt: Path) -> dict[str, list[Any]]:
    """The entries of a receipt that hold."""
    found = {}
    for name, entry in _read(receipt).items():
        with suppress(FileNotFoundError):
            if list(state(folder / name)) == entry[1:]:
                found[name] = entry
    return found


def digests(paths: Iterable[Path], held: Held = NOTHING_HELD) -> list[str]:
    """sha256 of each file, on several threads: hashing is what opening a large version costs."""

    def digest(path: Path) -> str:
        if path in held:
            return hashlib.sha256(held[path]).hexdigest()
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        return list(pool.map(digest, paths))


def state(path: Path) -> State:
    """Changes whenever a file's content does."""
    stat = path.stat()
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _read(receipt: Path | None) -> dict[str, list[Any]]:
    if receipt is None:
        return {}
    try:
        found = json.loads(receipt.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(receipt: Path, settled: Mapping[str, list[Any]]) -> None:
    # A reader without the right to write, or a full disk, only loses the shortcut.
    with suppress(OSError):
        receipt.parent.mkdir(parents=True, exist_ok=True)
        replace_file(receipt, json.dumps(settled).encode())
