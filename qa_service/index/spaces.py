"""A space: vectors of one kind, by one encoder, and the passage that each belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_service.domain import Span
from qa_service.index.layout import space_path
from qa_service.stores.files import NOTHING_HELD, Held, array
from qa_service.stores.vectors import FaissStore

_OWNER = "owner.npy"


@dataclass(frozen=True)
class Space:
    store: FaissStore
    owner: NDArray[np.int32]
    """Ordinal of the passage of each row, never decreasing: a range of passages is a range of
    rows. A passage may own no row, one or several."""

    def rows(self, passages: Sequence[Span]) -> list[Span]:
        """The rows of ranges of passages."""
        # Searched for in the owners' own type: any other would make numpy copy them first.
        edges = np.asarray(passages, dtype=np.int32).reshape(-1, 2)
        found = np.searchsorted(self.owner, edges)
        return [Span(int(start), int(end)) for start, end in found]


def write_space(
    folder: Path,
    name: str,
    vectors: NDArray[np.float32] | Iterable[NDArray[np.float32]],
    owner: Sequence[int] | NDArray[np.int32],
    dimension: int,
    *,
    exact_rows: int | None = None,
) -> None:
    """Writes the space into a version's folder. `vectors` and `exact_rows` as in
    `FaissStore.write`; ValueError when there is not one owner for each row, or when they decrease.
    """
    path = space_path(folder, name)
    owners = _checked(name, owner)
    FaissStore.write(path, vectors, dimension, exact_rows=exact_rows)
    _write_owners(path, name, owners)


def extend_space(
    folder: Path,
    name: str,
    base: Space,
    parts: Sequence[Span | int],
    fresh: Iterable[NDArray[np.float32]],
    owner: Sequence[int] | NDArray[np.int32],
    *,
    exact_rows: int | None = None,
) -> None:
    """As `write_space`, of rows that are for the most part in `base` already; `parts` and `fresh`
    as in `FaissStore.extend`."""
    path = space_path(folder, name)
    owners = _checked(name, owner)
    FaissStore.extend(path, base.store, parts, fresh, exact_rows=exact_rows)
    _write_owners(path, name, owners)


def _checked(name: str, owner: Sequence[int] | NDArray[np.int32]) -> NDArray[np.int32]:
    owners = np.asarray(owner, dtype=np.int32)
    if np.any(owners[1:] < owners[:-1]) or (len(owners) and owners[0] < 0):
        raise ValueError(f"the owners of space {name!r} must be ordinals that never decrease")
    return owners


def _write_owners(path: Path, name: str, owners: NDArray[np.int32]) -> None:
    np.save(path / _OWNER, owners, allow_pickle=False)
    if len(FaissStore.open(path)) != len(owners):
        raise ValueError(f"space {name!r} has {len(owners)} owners, not one for each row")


def open_space(folder: Path, name: str, held: Held = NOTHING_HELD) -> Space:
    path = space_path(folder, name)
    store = FaissStore.open(path, held)
    owner = array(path / _OWNER, held)
    if owner.dtype != np.int32 or owner.shape != (len(store),):
        raise ValueError(f"{path / _OWNER}: expected one owner for each of {len(store)} rows")
    return Space(store, owner)
