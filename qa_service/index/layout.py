"""Where everything stands in the index folder, and how a file gets there for good.

index/
├── CURRENT                   one line: the live version
├── 20261122T041500-3f2a9c/   a version, never changed once it has this name
│   ├── manifest.json         everything about it, with the sha256 of every other file
│   ├── documents.sqlite
│   ├── notes.json            what is known against quotations of laws
│   ├── spaces/<name>/        vectors, and which passage each row belongs to; a large file that an
│   │                         older version has too is the same file under a second name
│   └── lexical/<name>/       words
├── .building-<pid>-<random>/ a version to be; what a crash leaves, the next writer removes
├── .pruned-<version>-…/      a version on its way out
├── .cache/                   may be deleted at any time
└── .lock, .lock.holder, .current.lock
"""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import MAXYEAR, UTC, datetime
from pathlib import Path

from qa_service.errors import CorruptIndex, NoIndex, UnknownVersion

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
SPACES = "spaces"
_NO_FILE = {errno.EISDIR: "a folder", errno.ELOOP: "a link in a circle"}

BUILDING = ".building-"
PRUNED = ".pruned-"
TEMPORARY = ".writing-"

REMEDY = "run qa ingest --rebuild"
_OLDER_REMEDY = "choose another version (qa versions list); qa versions prune removes older ones"

VERSION = r"[0-9]{8}T[0-9]{6}-[0-9a-f]{6}"
"""The form of a version's name: UTC time and digest, in the order of publishing."""

TIME = "%Y%m%dT%H%M%S"


def is_version(name: str) -> bool:
    """Whether it has the form, and a time that there is and that another one can follow."""
    if re.fullmatch(VERSION, name) is None:
        return False
    try:
        return moment_of(name).year < MAXYEAR
    except ValueError:
        return False


def moment_of(version: str) -> datetime:
    """ValueError for a time that there is not."""
    return datetime.strptime(version.split("-")[0], TIME).replace(tzinfo=UTC)


def version_folder(root: Path, version: str) -> Path:
    """UnknownVersion for a name that is none, or that no published version has."""
    if not is_version(version) or not (root / version).is_dir():
        raise UnknownVersion(f"{root} holds no version {version!r}; qa versions lists them")
    return root / version


def version_names(root: Path) -> list[str]:
    """Every published version, oldest first."""
    if not root.is_dir():
        return []
    return sorted(path.name for path in root.iterdir() if is_version(path.name) and path.is_dir())


def current_version(root: Path) -> str:
    """The live version. NoIndex before the first one, CorruptIndex when CURRENT can't be read."""
    try:
        content = (root / CURRENT).read_bytes()
    except FileNotFoundError:
        raise NoIndex(f"nothing is published in {root} yet: run qa ingest") from None
    except NotADirectoryError:
        raise NoIndex(f"{root} is no folder: name the index folder") from None
    except OSError as error:
        # Any other error may pass, and what is live is not known until it has.
        if error.errno not in _NO_FILE:
            raise
        reason = f"it is {_NO_FILE[error.errno]}, not a file"
        raise CorruptIndex(
            f"{root / CURRENT} names no version ({reason}); remove it, then roll back to a version "
            f"(qa versions list) or {REMEDY}"
        ) from None
    name = content.decode("utf-8", "replace").strip()
    if not is_version(name):
        raise CorruptIndex(f"{root / CURRENT} names no version ({name[:40]!r}); {REMEDY}")
    return name


def live_version(root: Path) -> str | None:
    """None too when CURRENT is damaged: nothing is live then."""
    try:
        return current_version(root)
    except (NoIndex, CorruptIndex, UnknownVersion):
        return None


def not_live(error: CorruptIndex) -> CorruptIndex:
    """The same of a version that is not live, which no build mends."""
    return CorruptIndex(str(error).replace(REMEDY, _OLDER_REMEDY))


def make_way(root: Path) -> None:
    """So that CURRENT can be replaced: removes an empty folder that stands in its place.
    CorruptIndex for one that holds something, which may be somebody's."""
    path = root / CURRENT
    if path.is_symlink() or not path.is_dir():
        return
    try:
        path.rmdir()
    except OSError:
        raise CorruptIndex(
            f"{path} is a folder that holds something, where the file that names the live version "
            "should be: move it away and try again"
        ) from None


def documents_path(folder: Path) -> Path:
    return folder / "documents.sqlite"


def space_path(folder: Path, name: str) -> Path:
    return folder / SPACES / name


def lexical_path(folder: Path, name: str) -> Path:
    return folder / "lexical" / name


def cache_path(root: Path) -> Path:
    return root / ".cache"


def vector_cache_path(root: Path) -> Path:
    return cache_path(root) / "vectors.sqlite"


def receipts_path(root: Path) -> Path:
    return cache_path(root) / "verified"


def receipt_path(root: Path, version: str) -> Path:
    return receipts_path(root) / f"{version}.json"


@contextmanager
def writing_to(root: Path) -> Iterator[None]:
    """For a block that writes into the index folder: what the system says of a full disk or a
    folder that can't be written becomes an OSError that says where, and the remedy."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT) or "disk is full" in str(error):
            raise OSError(
                f"the disk of {root} is full: free some space and try again (qa versions "
                "prune --keep 1 removes older versions); what is live stays"
            ) from error
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise OSError(
                f"{error.filename or root} can't be written ({error.strerror}): do this as the "
                f"user and on the machine that may write to the index folder {root}"
            ) from error
        if error.errno in (errno.EEXIST, errno.ENOTDIR) and not root.is_dir():
            raise OSError(
                f"there is a file where the index folder {root} should be: name another folder"
            ) from error
        raise


def sync(path: Path) -> None:
    """Returns when the file or folder is on the disk, not only in its cache."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(path: Path, content: bytes) -> None:
    """Gives `path` this content in one step: whoever reads it, and whatever crashes, sees the old
    content or the new one."""
    temporary = path.with_name(f"{TEMPORARY}{path.name}-{secrets.token_hex(4)}")
    try:
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync(path.parent)
