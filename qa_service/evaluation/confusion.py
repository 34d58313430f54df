"""Which city's passage came first, by the city asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa_service.evaluation.record import Row

NATIONAL = "no city"
ABSTAINED = "abstained"
NOTHING = "nothing"


@dataclass(frozen=True)
class Confusion:
    """Counts by gold city and by the city of the first passage. Beside cities, a column is
    NATIONAL (a passage about no city), ABSTAINED or NOTHING (answered without a passage).

    An abstention whose first passage is about another city counts in that city's column, so what
    stands there is what wrong-city@1 counts.
    """

    asked: tuple[str, ...]
    first: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]
    wrong: frozenset[tuple[str, str]]
    """The cells that count for wrong-city@1."""


def confuse(rows: Sequence[Row]) -> Confusion:
    """Of the questions whose city is known."""
    counts: Counter[tuple[str, str]] = Counter()
    wrong = set()
    for row in rows:
        if not row.gold.cities:
            continue
        astray = bool(row.values.get("wrong-city@1"))
        cell = " + ".join(row.gold.cities), _column(row, astray=astray)
        counts[cell] += 1
        if astray:
            wrong.add(cell)
    special = (NATIONAL, ABSTAINED, NOTHING)
    columns = {column for _, column in counts}
    return Confusion(
        asked=tuple(sorted({city for city, _ in counts})),
        first=(*sorted(columns - set(special)), *(name for name in special if name in columns)),
        counts=dict(counts),
        wrong=frozenset(wrong),
    )


def _column(row: Row, *, astray: bool) -> str:
    if row.status == "abstained" and not astray:
        return ABSTAINED
    if not row.ranked:
        return NOTHING
    return " + ".join(row.ranked[0].cities) or NATIONAL
