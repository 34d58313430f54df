"""Whether a version's files are still what was published."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Literal

from qa_service.errors import CorruptIndex
from qa_service.index.layout import REMEDY
from qa_service.index.manifest import FileRecord, Manifest

Verify = Literal["full", "changed", "sizes"]
"""full: the sha256 of every file. changed: of every file that has been touched since its sha256 was
last checked, as the file system tells (inode, size, times of modification and of change); only
damage below the file system escapes it. sizes: that every file is there, and as long as it was."""

_SETTLED_NS = 2_000_000_000
"""A file touched this shortly before it was read may be touched again without its time of change
moving on, on the coarsest clock of a file system: such a file is read again the next time."""


def verify(folder: Path, manifest: Manifest, how: Verify, receipt: Path | None) -> None:
    """CorruptIndex naming the first file that is missing or not what the manifest says.

    `receipt` is the file that remembers for `changed` what was checked; None remembers nothing.
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
        return
    remembered = _read(receipt) if how == "changed" else {}
    before = {name: _state(folder / name) for name in manifest.files}
    unsure = [
        name
        for name, record in manifest.files.items()
        if remembered.get(name) != [record.sha256, *before[name]]
    ]
    started = time.time_ns()
    for name, digest in zip(unsure, digests(folder / name for name in unsure), strict=True):
        if digest != manifest.files[name].sha256:
            raise CorruptIndex(f"{folder / name} has been altered; {REMEDY}")
    if unsure and receipt is not None:
        settled = {
            name: [record.sha256, *before[name]]
            for name, record in manifest.files.items()
            if before[name][-1] < started - _SETTLED_NS
        }
        _write(receipt, settled)


def file_record(path: Path) -> FileRecord:
    return FileRecord(path.stat().st_size, next(iter(digests([path]))))


def digests(paths: Iterable[Path]) -> list[str]:
    """sha256 of each file, on several threads: hashing is what opening a large version costs."""

    def digest(path: Path) -> str:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        return list(pool.map(digest, paths))


def _state(path: Path) -> tuple[int, int, int, int, int]:
    stat = path.stat()
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _read(receipt: Path | None) -> dict[str, list[object]]:
    if receipt is None:
        return {}
    try:
        found = json.loads(receipt.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(receipt: Path, settled: dict[str, list[object]]) -> None:
    temporary = receipt.with_name(f"{receipt.name}-{os.getpid()}-{time.monotonic_ns()}")
    # A reader without the right to write, or a full disk, only loses the shortcut.
    with suppress(OSError):
        receipt.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(settled), encoding="utf-8")
        os.replace(temporary, receipt)
