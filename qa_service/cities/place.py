"""A place of China, and a mention of one in a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qa_service.domain import Span

PlaceKind = Literal["city", "province", "district"]
How = Literal["exact", "variant", "han", "district", "fuzzy", "province"]


@dataclass(frozen=True)
class Place:
    name: str
    """Canonical English. Unique among cities and among provinces; many districts share one."""
    kind: PlaceKind
    """A municipality, Hong Kong and Macau are cities (and their own province). A district is also a
    county, a county-level city, a banner or a well-known zone."""
    zh: str
    """Full official name in 汉字."""
    city: str | None
    """Of a district: the canonical name of its city."""
    province: str

    @property
    def of_city(self) -> str | None:
        """The city meant when this place is named: itself, a district's city, of a province
        None."""
        return self.name if self.kind == "city" else self.city


@dataclass(frozen=True)
class PlaceMention:
    place: Place
    span: Span
    """With the word City, Province, District … or 市, 省, 区 … where one follows, without 's."""
    text: str
    how: How


def shared_name(city: str) -> str:
    """ "Yulin" of "Yulin (Shaanxi)"."""
    return city.partition(" (")[0]
