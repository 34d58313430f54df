"""Which of the places that share a name is meant.

The rules, in this order:

1. An apostrophe decides: Jin'an is 晋安, not Jinan.
2. The word behind the name decides: "Jilin City" is the city, "Wuzhong District" no city. But a
   well-known city stays ("the Jinan district offices") unless the text names the city of a district
   spelled alike ("Nanjing County, Zhangzhou").
3. A province goes before a city, a city before a district: "Jilin" and "Hainan" are provinces.
4. Among cities of one name, a province named in the same breath ("Suzhou in Anhui"), or in brackets
   at the end of what is said ("Suzhou pension: when and how much (Anhui)"), picks, else the far
   better-known one (by tier) is meant.
5. A lesser-known city gives way to a district of its name when the text names the district's city
   and not the city's province: with Suzhou in the text, "Wuzhong" is Suzhou's district.
6. Among districts of one name, one whose city (else province) the text names, the nearest first;
   else, of a title's, the one whose city the article names most often; else the only one; else the
   one whose city is of a higher tier than all others', unless the bare name stands in a text about
   other cities; else none: a wrong city is worse than no city. A bare name is rather a county-level
   city's, which has no other: "Jinjiang" is 晋江, not Chengdu's Jinjiang District, unless the
   district's city is two tiers higher; in a text about other cities too where the others are
   counties: "from Yiwu to Wenzhou".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qa_service.cities.match import Match, Meaning
from qa_service.cities.place import Place

_FAR = 1_000_000_000
_BREATH_TAKEN = re.compile(
    r"\b(?:from|to|into|between|and|or|vs|versus|with|than)\b|[到转和与至.!?;\n。\uff01\uff1f\uff1b]"
)
_BY_APOSTROPHE = re.compile(r" ?' ?")
_SAME_BREATH, _SAME_LINE = 60, 200
"""Characters."""


class Anchor(NamedTuple):
    """A place that the text names beyond doubt."""

    start: int
    end: int
    place: Place


class Named:
    """The anchors of a text, by the place's name."""

    def __init__(
        self,
        matches: Iterable[Match],
        provinces: Iterable[Place] = (),
        elsewhere: Sequence[str] = (),
    ) -> None:
        """`provinces` to reckon with although the text doesn't name them; `elsewhere`: cities that
        a district may be of where the text doesn't tell, the likeliest first."""
        self.cities: dict[str, list[Anchor]] = defaultdict(list)
        self.provinces: dict[str, list[Anchor]] = defaultdict(list)
        for match in matches:
            self._add(match)
        self.elsewhere = elsewhere
        for province in provinces:
            self.provinces[province.name].append(Anchor(_FAR, _FAR, province))

    def _add(self, match: Match) -> None:
        firing = [m for m in match.meanings if match.fires(m)]
        sure = [m for m in firing if m.entry.place.kind == "province" and match.suffix != "city"]
        if not sure:
            cities = [m for m in firing if m.entry.place.kind == "city"]
            sure = [m for m in cities if m.entry.tier >= 2] or cities
        if len(sure) == 1:
            place = sure[0].entry.place
            group = self.provinces if place.kind == "province" else self.cities
            group[place.name].append(Anchor(match.start, match.end, place))

    def nearest(self, name: str | None, match: Match) -> Anchor | None:
        """The anchor of that name nearest to `match`, other than `match` itself."""
        group = self.cities.get(name or "") or self.provinces.get(name or "") or []
        at = bisect_left(group, match.start, key=lambda anchor: anchor.start)
        near = [a for a in group[max(0, at - 1) : at + 2] if a.start != match.start]
        return min(near, key=lambda a: _distance(match, a), default=None)

    def other_city(self, match: Match) -> bool:
        """Whether the text names a city elsewhere than in `match`."""
        return any(a.start != match.start for group in self.cities.values() for a in group[:2])


def choose(match: Match, named: Named, plain_text: str) -> Place | None:
    """The place that `match` means; None when that can't be told."""
    if len(match.meanings) == 1:  # for speed; the rules below say the same
        return match.meanings[0].entry.place
    meanings = _by_apostrophe(match, plain_text)
    provinces = [m for m in meanings if m.entry.place.kind == "province"]
    cities = [m for m in meanings if m.entry.place.kind == "city" and match.fires(m)]
    districts = [m for m in meanings if m.entry.place.kind == "district"]
    if provinces and match.suffix in (None, "province"):
        return provinces[0].entry.place
    if not cities:
        return _district([d for d in districts if match.fires(d)], match, named)
    city = _city(cities, match, named, plain_text)
    if city is not None and match.suffix in ("district", "county"):
        districts = [d for d in districts if d.spelled == city.spelled]
    if districts and (city is None or _gives_way(city, match, named)):
        there = _nearest(districts, match, named)
        if there is not None:
            return there
        if city is not None and city.entry.tier == 2 and match.suffix in ("district", "county"):
            return _district(districts, match, named) or city.entry.place
    return city.entry.place if city is not None else None


def _by_apostrophe(match: Match, plain_text: str) -> Sequence[Meaning]:
    written = plain_text[match.start : match.name_end]
    if "'" not in written:
        return match.meanings
    written = _BY_APOSTROPHE.sub("'", written)  # "Jin 'an"
    return [m for m in match.meanings if m.spelled == written] or match.meanings


def _gives_way(city: Meaning, match: Match, named: Named) -> bool:
    """Whether it is rather a district if the text names the district's city."""
    if match.suffix in ("district", "county"):
        return True
    return city.entry.tier == 1 and named.nearest(city.entry.place.province, match) is None


def _city(cities: Sequence[Meaning], match: Match, named: Named, plain_text: str) -> Meaning | None:
    if len(cities) == 1:
        return cities[0]
    near = []
    for city in cities:
        anchor = named.nearest(city.entry.place.province, match)
        if anchor is None:
            continue
        if _same_breath(match, anchor, plain_text) or _bracketed(match, anchor, named, plain_text):
            near.append((_distance(match, anchor), city))
    if near:
        nearest = min(distance for distance, _ in near)
        there = [city for distance, city in near if distance == nearest]
        return there[0] if len(there) == 1 else None
    best = max(c.entry.tier for c in cities)
    known = [c for c in cities if c.entry.tier == best]
    known = [c for c in known if c.canonical] or known
    return known[0] if len(known) == 1 else None


def _same_breath(match: Match, anchor: Anchor, plain_text: str) -> bool:
    if anchor.start == _FAR:
        return True
    between = plain_text[min(match.end, anchor.end) : max(match.start, anchor.start)]
    return len(between) <= _SAME_BREATH and not _BREATH_TAKEN.search(between)


def _bracketed(match: Match, anchor: Anchor, named: Named, plain_text: str) -> bool:
    """Whether the anchor stands in brackets behind `match`, on its line and with no other city
    between."""
    around = plain_text[anchor.start - 1 : anchor.start] + plain_text[anchor.end : anchor.end + 1]
    if around not in ("()", "[]", "【】") or not 0 < anchor.start - match.end <= _SAME_LINE:
        return False
    cities = (city for group in named.cities.values() for city in group)
    between = any(match.end <= city.start < anchor.start for city in cities)
    return not between and "\n" not in plain_text[match.end : anchor.start]


def _district(districts: Sequence[Meaning], match: Match, named: Named) -> Place | None:
    if not districts:
        return None
    there = _nearest(districts, match, named)
    if there is not None:
        return there
    in_province = [d for d in districts if named.nearest(d.entry.place.province, match)]
    if len({d.entry.place.city for d in in_province}) == 1:
        return in_province[0].entry.place
    homes = {d.entry.place.city: d.entry.place for d in districts}
    if (home := next((city for city in named.elsewhere if city in homes), None)) is not None:
        return homes[home]
    if len({d.entry.place.city for d in districts}) > 1:
        best = max(d.entry.tier for d in districts)
        own = [d for d in districts if d.entry.place.zh.endswith("市") and d.entry.tier >= best - 1]
        only = match.suffix is None and len({d.entry.place.city for d in own}) == 1
        rural = all(d in own or d.entry.place.zh.endswith(("县", "旗")) for d in districts)
        if match.suffix is None and named.other_city(match) and not (only and rural):
            return None
        if only:
            return own[0].entry.place
        districts = [d for d in districts if d.entry.tier == best]
    return districts[0].entry.place if len({d.entry.place.city for d in districts}) == 1 else None


def _nearest(districts: Sequence[Meaning], match: Match, named: Named) -> Place | None:
    """The district whose city the text names, nearest to `match`."""
    best = None
    for district in districts:
        anchor = named.nearest(district.entry.place.city, match)
        if anchor is not None:
            found = (_distance(match, anchor), district.entry.place)
            best = found if best is None or found[0] < best[0] else best
    return best[1] if best is not None else None


def _distance(match: Match, anchor: Anchor) -> int:
    return max(anchor.start - match.end, match.start - anchor.end, 0)
