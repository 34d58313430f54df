"""Rows of vectors in files: written as a stream, read, shared between folders."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from qa_service.stores.files import NOTHING_HELD, Held, array, is_small

Rows = NDArray[np.float32]

UNIT_TOLERANCE = 1e-3
"""How far a row's length may be from 1; float32 rounding is a thousand times smaller."""


class RowsWriter:
    """A .npy file of float32, one row after the other, so that more rows than fit into memory can
    be written. It is complete when the `with` block has ended.

    A row is a unit vector, or zeros for a text without any content (it scores 0). ValueError for
    anything else: a store of other rows would not compute cosines.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        self._file = open(path, "wb")  # noqa: SIM115 — closed by __exit__
        self._dimension = dimension
        self.count = 0
        self._write_header()

    def append(self, block: Rows) -> None:
        """(n, dimension)"""
        rows = np.ascontiguousarray(block, dtype=np.float32)
        self._check(rows)
        self._file.write(rows.data)
        self.count += len(rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._file:
            if kind is None:
                # numpy pads the header so that the first axis can grow in place.
                self._file.seek(0)
                self._write_header()

    def _write_header(self) -> None:
        shape = (self.count, self._dimension)
        header = {"descr": "<f4", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(self._file, header)

    def _check(self, rows: Rows) -> None:
        if rows.ndim != 2 or rows.shape[1] != self._dimension:
            raise ValueError(f"expected rows of {self._dimension} numbers, got shape {rows.shape}")
        lengths = np.linalg.norm(rows, axis=1)
        wrong = ~((np.abs(lengths - 1) <= UNIT_TOLERANCE) | (lengths == 0))
        if wrong.any():
            row = int(np.argmax(wrong))
            raise ValueError(f"row {self.count + row} has length {lengths[row]:.4g}, not 1")


def read_rows(path: Path, held: Held = NOTHING_HELD) -> Rows:
    """Not to be written to. ValueError when the file holds anything but rows."""
    rows: Rows = array(path, held)
    if rows.dtype != np.float32 or rows.ndim != 2:
        raise ValueError(f"{path} has {rows.dtype} of shape {rows.shape}, no rows")
    return rows


def share(old: Path, new: Path) -> None:
    """Gives a large file that never changes a second name, where the file system can. A small one
    is copied, so that what damages one in place leaves the other."""
    if not is_small(old):
        with suppress(OSError):
            os.link(old, new)
            return
    shutil.copyfile(old, new)
