"""Counting and cutting tokens the way an encoder does, without its model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids = npt.NDArray[np.int64]


def load_tokenizer(folder: Path) -> Tokenizer:
    """The model's fast tokenizer, with neither truncation nor padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def windows(ids: Sequence[int], max_tokens: int) -> list[list[int]]:
    """`ids` with its first and last special token, as sequences of at most `max_tokens` that each
    keep both. A sequence within the limit is its own only window; longer ones overlap by a quarter.
    """
    if len(ids) <= max_tokens:
        return [list(ids)]
    first, last, inner = ids[0], ids[-1], ids[1:-1]
    size = max_tokens - 2
    step = size - size // 4
    starts = range(0, max(len(inner) - size // 4, 1), step)
    return [[first, *inner[start : start + size], last] for start in starts]


def batches_by_length(lengths: Sequence[int], max_batch_tokens: int) -> list[list[int]]:
    """Positions of `lengths` in batches of like length, longest first, so that padding wastes
    little: a batch's size times its longest text stays within `max_batch_tokens` (at least one
    text)."""
    batches: list[list[int]] = []
    for position in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batches and (len(batches[-1]) + 1) * lengths[batches[-1][0]] <= max_batch_tokens:
            batches[-1].append(position)
        else:
            batches.append([position])
    return batches
