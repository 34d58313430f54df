"""Reads the gazetteer's data file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from qa_service.cities.place import Place, PlaceKind

_FILE = Path(__file__).parents[1] / "data" / "places.tsv"

Guard = Literal["free", "capital", "suffix"]


class Name(NamedTuple):
    """A way to write a place's name."""

    text: str
    guard: Guard
    """Whether it is a name without City, 市 … behind it: always, as a proper noun, never."""


@dataclass(frozen=True)
class Entry:
    place: Place
    tier: int
    """How well known the place's city is, 1 to 4; 0 for a province."""
    english: tuple[Name, ...]
    """The canonical name first."""
    han: tuple[Name, ...]
    """The full official name first."""


class Letter(NamedTuple):
    """A city's name in one 汉字."""

    entry: Entry
    alone: bool
    """Whether 在 or 来 before it is enough to tell it from the word that it is besides."""


@dataclass(frozen=True)
class Table:
    entries: tuple[Entry, ...]
    letters: Mapping[str, Letter]
    area_codes: Mapping[str, str]
    """Of cities that share a name: the canonical name by the telephone code."""
    real_words: frozenset[str]
    """Never corrected into a name."""
    common_words: frozenset[str]
    before: Mapping[str, str]
    after: Mapping[str, str]
    idioms: tuple[str, ...]


_MARKS: Mapping[str, Guard] = {"~": "capital", "!": "suffix"}


def read_table() -> Table:
    """From the file that ships with the package."""
    text = _FILE.read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    english = {row[2]: row[1] for row in rows if row[0] in ("province", "city")}
    entries = tuple(_entry(row, english) for row in rows if row[0] in get_args(PlaceKind))
    cities = {entry.place.zh: entry for entry in entries if entry.place.kind == "city"}
    return Table(
        entries=entries,
        letters={
            row[1]: Letter(cities[row[2]], row[3] == "alone") for row in rows if row[0] == "letter"
        },
        area_codes={row[1]: english[row[2]] for row in rows if row[0] == "code"},
        real_words=frozenset(w for row in rows if row[0] == "words" for w in row[1].split()),
        common_words=frozenset(w for row in rows if row[0] == "common" for w in row[1].split()),
        before={row[1]: row[2] for row in rows if row[0] == "before"},
        after={row[1]: row[2] for row in rows if row[0] == "after"},
        idioms=tuple(i for row in rows if row[0] == "idioms" for i in row[1].split()),
    )


def _entry(row: list[str], english: Mapping[str, str]) -> Entry:
    kind, name, zh, city, province, tier, bare, han_bare, names, han = row
    place = Place(name, cast(PlaceKind, kind), zh, english.get(city), english[province])
    stem, *others = [part for part in han.split("|") if part]
    return Entry(
        place,
        int(tier),
        (Name(name, cast(Guard, bare)), *(_name(part) for part in names.split("|") if part)),
        (
            Name(zh, "free"),
            *([Name(stem, cast(Guard, han_bare))] if 1 < len(stem) < len(zh) else []),
            *(Name(other, "free") for other in others),
        ),
    )


def _name(part: str) -> Name:
    mark = _MARKS.get(part[0])
    return Name(part[1:], mark) if mark else Name(part, "free")
