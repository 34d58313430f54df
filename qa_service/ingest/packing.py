"""A row of things packed into groups of like size."""

from __future__ import annotations

from collections.abc import Sequence


def pack(
    sizes: Sequence[int], breaks: Sequence[float], target: int, most: int
) -> list[tuple[int, int]]:
    """Ranges that part the row where it costs least.

    A group costs ((size - target) / target) squared, and `breaks[i]` when it begins with thing `i`
    (but for the first). No group of several is larger than `most`. Exact, by dynamic programming
    over the ends of groups.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(sizes) + 1):
        choices: list[tuple[float, int]] = []
        size = 0
        for start in range(end - 1, -1, -1):
            size += sizes[start]
            if end - start > 1 and size > most:
                break
            off = (size - target) / target
            begins = breaks[start] if start else 0.0
            choices.append((best[start][0] + off * off + begins, start))
        best.append(min(choices))
    ranges: list[tuple[int, int]] = []
    end = len(sizes)
    while end:
        ranges.append((best[end][1], end))
        end = best[end][1]
    return ranges[::-1]
