"""The files of a version as they are read: small ones into memory, out of reach of what becomes of
the disk; large ones mapped, so that all processes share them.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from math import prod
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALL_BYTES = 16 * 2**20
"""Below this a file is small. Each process then has a copy in memory, since it would be killed when
a mapped file is cut short, and each version one on the disk, so that no other is damaged with it.
From here on that would cost too much."""

Held = Mapping[Path, bytes]
"""Contents of small files that have been read already, whatever stands on the disk by now."""

NOTHING_HELD: Held = MappingProxyType({})

_HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


def is_small(path: Path) -> bool:
    return path.stat().st_size < SMALL_BYTES


def exists(path: Path, held: Held = NOTHING_HELD) -> bool:
    return path in held or path.exists()


def content(path: Path, held: Held = NOTHING_HELD) -> bytes:
    return held[path] if path in held else path.read_bytes()


def array(path: Path, held: Held = NOTHING_HELD) -> NDArray[Any]:
    """The array in a .npy file, not to be written to. ValueError for anything else."""
    if path in held or is_small(path):
        return _array_over(content(path, held), path)
    # Of numpy's memmap class every slice and every element costs microseconds.
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def _array_over(content: bytes, path: Path) -> NDArray[Any]:
    """Without a copy."""
    file = BytesIO(content)
    version = np.lib.format.read_magic(file)
    if version not in _HEADERS:
        raise ValueError(f"{path} has an unknown version of the format, {version}")
    shape, by_column, kind = _HEADERS[version](file)
    flat = np.frombuffer(content, kind, prod(shape), file.tell())
    return flat.reshape(shape, order="F" if by_column else "C")
