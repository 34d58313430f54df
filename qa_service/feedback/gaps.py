"""What is asked and not answered, by city and topic: the articles to write next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from qa_service.cities import Gazetteer
from qa_service.encoders import Encoder, Vectors
from qa_service.feedback.store import Entry
from qa_service.search.scope import without

_NEAR = 0.45
"""Cosine distance within which, on average, questions are of one topic."""

MOST = 4000
"""Distinct questions of a city that are compared, each with each: about 150 MB."""


@dataclass(frozen=True)
class Gap:
    """Questions of one topic about one city."""

    city: str | None
    """None for questions that name no city."""
    headline: str
    """The question nearest to all the others."""
    questions: tuple[str, ...]
    """Distinct, the most asked first."""
    asked: int
    disliked: int
    last: datetime


def find_gaps(
    entries: Iterable[Entry],
    encoder: Encoder,
    gazetteer: Gazetteer,
    warn: Callable[[str], object] = lambda line: None,
) -> list[Gap]:
    """Of the entries, the newest first, that tell of something missing; the most asked gap first.

    A question about two cities counts for both. Topics are clusters by average linkage of the
    questions' vectors, the names of places left out of them. Of each city the newest `MOST`
    distinct questions count; `warn` is told where there are more.
    """
    by_city, topics = _unmet(entries, gazetteer, warn)
    if not topics:
        return []
    rows = {question: row for row, question in enumerate(topics)}
    vectors = encoder.encode(list(topics.values()), "query")
    gaps = []
    for about, asked in by_city.items():
        distinct = list(asked)
        points = vectors[[rows[question] for question in distinct]]
        for members in _clusters(points):
            chosen = [distinct[m] for m in members]
            headline = chosen[int(np.argmax(points[members] @ points[members].sum(axis=0)))]
            gaps.append(_gap(about, headline, [e for q in chosen for e in asked[q]]))
    return sorted(gaps, key=lambda gap: (-gap.asked, gap.city or "", gap.headline))


def _unmet(
    entries: Iterable[Entry], gazetteer: Gazetteer, warn: Callable[[str], object]
) -> tuple[dict[str | None, dict[str, list[Entry]]], dict[str, str]]:
    """Entries by city and question, and the topic of each question."""
    by_city: dict[str | None, dict[str, list[Entry]]] = defaultdict(dict)
    topics: dict[str, str] = {}
    cut: set[str] = set()
    for entry in entries:
        if not entry.unmet:
            continue
        mentions = gazetteer.find(entry.question, fuzzy=True)
        named = dict.fromkeys(m.place.of_city for m in mentions if m.place.of_city)
        cities: list[str | None] = [*named] or [None]
        if entry.city and (place := gazetteer.resolve(entry.city)) and place.of_city:
            cities = [place.of_city]
        topic = without(entry.question, [mention.span for mention in mentions])
        for city in cities:
            asked = by_city[city]
            if entry.question not in asked and len(asked) == MOST:
                cut.add(city or "any city")
                continue
            asked.setdefault(entry.question, []).append(entry)
            topics[entry.question] = topic or entry.question
    for where in sorted(cut):
        warn(f"{where}: only the newest {MOST:,} questions were compared")
    return by_city, topics


def _gap(city: str | None, headline: str, entries: Sequence[Entry]) -> Gap:
    asked: dict[str, int] = defaultdict(int)
    for entry in entries:
        asked[entry.question] += 1
    return Gap(
        city=city,
        headline=headline,
        questions=tuple(sorted(asked, key=lambda q: (-asked[q], q != headline, q))),
        asked=len(entries),
        disliked=sum(entry.rating == "down" for entry in entries),
        last=max(entry.created for entry in entries),
    )


def _clusters(points: Vectors) -> list[list[int]]:
    """Rows by cluster, in order of their first rows."""
    if len(points) < 2:
        return [[0]] if len(points) else []
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist

    labels = fcluster(linkage(np.clip(pdist(points, "cosine"), 0, 2), "average"), _NEAR, "distance")
    found: dict[int, list[int]] = defaultdict(list)
    for row, label in enumerate(labels):
        found[int(label)].append(row)
    return list(found.values())
