"""An opened version: what answering questions reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from qa_service.domain import Span
from qa_service.errors import CorruptIndex
from qa_service.index.documents import Documents
from qa_service.index.layout import (
    CURRENT,
    REMEDY,
    current_version,
    documents_path,
    lexical_path,
    live_version,
    not_live,
    receipt_path,
    version_folder,
)
from qa_service.index.manifest import Group, Manifest, read_manifest
from qa_service.index.notes import NOTES, NOTHING, Notes, read_notes
from qa_service.index.spaces import Space, open_space
from qa_service.index.verify import Verify, verify
from qa_service.stores.lexical import LexicalStore


@dataclass(frozen=True)
class OpenIndex:
    """Everything in it is numbered alike: passage i of `documents` is document i of every lexical
    store and owner i in every space. Safe for any number of threads.

    It stays whole when its version is pruned meanwhile. What becomes of its small files once it is
    open doesn't concern it; a large one that is cut short ends the process.
    """

    version: str
    path: Path
    manifest: Manifest
    documents: Documents
    spaces: Mapping[str, Space]
    lexical: Mapping[str, LexicalStore]
    notes: Notes

    def __len__(self) -> int:
        """Number of passages."""
        return len(self.documents)

    def group_ranges(self, wanted: Callable[[Group], bool]) -> list[Span]:
        """The passages of the wanted groups, as sorted ranges with gaps between them."""
        ranges: list[Span] = []
        for group in self.manifest.groups:
            if group.start == group.end or not wanted(group):
                continue
            if ranges and ranges[-1].end == group.start:
                ranges[-1] = Span(ranges[-1].start, group.end)
            else:
                ranges.append(group.span)
        return ranges

    def require_encoder(self, space: str, name: str, fingerprint: str) -> None:
        """CorruptIndex unless this encoder made the space: vectors of two can't be compared."""
        record = self.manifest.encoder(space)
        if record.fingerprint != fingerprint:
            configured = (
                "with other prefixes (QA_QUERY_PREFIX, QA_PASSAGE_PREFIX or QA_MULTILINGUAL_…) or "
                "weights than are configured"
                if name == record.name
                else f"not by {name}, which is configured"
            )
            raise CorruptIndex(
                f"version {self.version} was made by encoder {record.name} {configured} "
                f"({record.fingerprint}, not {fingerprint}); set them as they were or {REMEDY}"
            )

    def require_analyser(self, store: str, name: str) -> None:
        """CorruptIndex unless this analyser made the store's terms: others would not be found."""
        if (made_by := self.manifest.lexical.get(store)) != name:
            raise CorruptIndex(
                f"version {self.version} was made by analyser {made_by}, not by {name}, which this "
                f"program has; {REMEDY}"
            )

    def close(self) -> None:
        """Lets go of the files. Nothing may read any more; dropping the last reference, once the
        requests in flight have ended, does the same."""
        self.documents.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_version(
    root: Path, version: str | None = None, verify: Verify = "changed", *, spaces: bool = True
) -> OpenIndex:
    """Opens the live version, or another by name, after checking its files. Without `spaces` their
    files are neither checked nor opened: enough to look texts and words up.

    NoIndex when nothing is published, UnknownVersion for a name that is not, CorruptIndex naming
    the file and the remedy when something is missing, altered or of another format.
    """
    if version is not None:
        folder = version_folder(root, version)
        try:
            return load(folder, version, verify, receipt_path(root, version), spaces=spaces)
        except CorruptIndex as error:
            raise error if version == live_version(root) else not_live(error) from None
    name = current_version(root)
    while True:
        try:
            if not (root / name).is_dir():
                raise CorruptIndex(
                    f"{root / CURRENT} names {name}, which is missing: roll back to another "
                    f"version (qa versions list) or {REMEDY}"
                )
            return load(root / name, name, verify, receipt_path(root, name), spaces=spaces)
        except CorruptIndex:
            # Between reading CURRENT and opening what it named, that version may have been replaced
            # and removed; then the new one is what was asked for.
            latest = current_version(root)
            if latest == name:
                raise
            name = latest


def load(
    folder: Path, version: str, how: Verify, receipt: Path | None = None, *, spaces: bool = True
) -> OpenIndex:
    """Opens the version in `folder`, wherever that is. Errors as for `open_version`."""
    with ExitStack() as undo:
        try:
            manifest = read_manifest(folder, version)
            if not spaces:
                manifest = manifest.without_spaces()
            # Inside, since a version may be pruned while its files are being read.
            held = verify(folder, manifest, how, receipt)
            documents = Documents(documents_path(folder), held)
            undo.callback(documents.close)
            opened = OpenIndex(
                version=version,
                path=folder,
                manifest=manifest,
                documents=documents,
                spaces={name: open_space(folder, name, held) for name in manifest.spaces},
                lexical={
                    name: LexicalStore.open(lexical_path(folder, name), held)
                    for name in manifest.lexical
                },
                notes=read_notes(folder, held) if NOTES in manifest.files else NOTHING,
            )
            _check(opened)
        except (OSError, EOFError, ValueError, KeyError) as error:
            raise CorruptIndex(f"{folder} can't be opened ({error}); {REMEDY}") from error
        undo.pop_all()
    return opened


def _check(opened: OpenIndex) -> None:
    """ValueError unless the parts of a version speak of the same passages."""
    manifest, count = opened.manifest, len(opened)
    if manifest.counts.passages != count:
        raise ValueError(f"{manifest.counts.passages} passages counted, {count} kept")
    end = 0
    for group in manifest.groups:
        if group.start != end or group.end < group.start:
            raise ValueError(f"group {group.cities} begins at {group.start}, not at {end}")
        end = group.end
    if end != count:
        raise ValueError(f"the groups end at passage {end} of {count}")
    for name, store in opened.lexical.items():
        if len(store) != count:
            raise ValueError(f"lexical store {name!r} has {len(store)} of {count} passages")
    encoders = {encoder.name: encoder for encoder in manifest.encoders}
    for name, space in opened.spaces.items():
        if len(space.owner) and int(space.owner[-1]) >= count:
            raise ValueError(f"space {name!r} belongs to passage {space.owner[-1]} of {count}")
        if manifest.spaces[name] not in encoders:
            raise ValueError(f"space {name!r} was made by an unknown encoder")
        if space.store.dimension != encoders[manifest.spaces[name]].dimension:
            raise ValueError(f"space {name!r} has {space.store.dimension} dimensions")
