"""A name in a text with all the places that it may mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from qa_service.cities.table import Entry, Guard

Suffix = Literal["city", "district", "county", "prefecture", "province"]


class Meaning(NamedTuple):
    """One place that a name may mean."""

    entry: Entry
    spelled: str
    """The name as the gazetteer writes it, plain."""
    guard: Guard
    canonical: bool


@dataclass(frozen=True)
class Match:
    """A name in a text; spans are half-open."""

    start: int
    name_end: int
    end: int
    """Behind the word City, District …"""
    suffix: Suffix | None
    proper: bool
    """Written as a proper noun, or behind a preposition of place."""
    han: bool
    meanings: tuple[Meaning, ...]

    def fires(self, meaning: Meaning) -> bool:
        """Whether the name stands for this place, as far as its guard goes."""
        return (
            self.suffix is not None
            or meaning.guard == "free"
            or (meaning.guard == "capital" and self.proper)
        )


def with_suffix(match: Match, suffix: Suffix, end: int) -> Match:
    """`match` with the word City … if one of its meanings is such a place."""
    fits = [m for m in match.meanings if _fits(m, suffix)]
    if not fits:
        return match
    # "the Jinan district offices" are Jinan's: a well-known city is not 晋安区 (Jin'an).
    keep = [m for m in match.meanings if m.entry.place.kind == "city" and m.entry.tier >= 2]
    kept = fits + [m for m in keep if m not in fits and suffix in ("district", "county")]
    return replace(match, end=end, suffix=suffix, proper=True, meanings=tuple(kept))


def _fits(meaning: Meaning, suffix: Suffix) -> bool:
    place = meaning.entry.place
    match suffix:
        case "province":
            return place.kind == "province" or place.zh.endswith("特别行政区")
        case "city":
            return place.kind == "city" or place.zh.endswith("市")
        case "prefecture":
            return place.kind == "city" and place.zh[-1] in "州区盟"
        case "district":
            return place.kind == "district" and not place.zh.endswith(("县", "旗"))
        case "county":
            return place.zh.endswith(("县", "旗"))
