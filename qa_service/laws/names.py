"""Names of laws, and where they stand in a text.

National laws that articles on social security quote are in a table, in English and 汉字. Any other
law (of a city, of another field) is known by the form of its name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qa_service.domain import Span
from qa_service.laws.canonical import (
    COUNTRY,
    COUNTRY_BEFORE,
    COUNTRY_BEFORE_HAN,
    ENGLISH,
    HAN,
    canonical_law,
)
from qa_service.laws.forms import (
    HAN_LOCAL,
    HAN_PREFIX,
    OUTSIDE,
    names_by_form,
    names_in_marks,
)
from qa_service.laws.table import NATIONAL
from qa_service.text import fold


class LawName(NamedTuple):
    """A law's name in a text."""

    span: Span
    canonical: str


def find_law_names(text: str) -> list[LawName]:
    """The laws named in `text`, in order, without overlap. Where one name contains another the
    law of a city and a rule that implements a law win over the national law inside them."""
    folded = fold(text)
    known = sorted(_national(text, folded), key=lambda n: n.span)
    found = [*known, *(LawName(span, canonical_law(name)) for span, name in names_in_marks(text))]
    by_form = (LawName(span, canonical_law(text[slice(*span)])) for span in names_by_form(text))
    found.extend(name for name in by_form if _is_another(text, name, known))
    kept: list[LawName] = []
    for name in sorted(found, key=lambda n: n.span.start - n.span.end):
        at = bisect_left(kept, name.span, key=lambda n: n.span)
        if (at == 0 or kept[at - 1].span.end <= name.span.start) and (
            at == len(kept) or name.span.end <= kept[at].span.start
        ):
            kept.insert(at, name)
    return kept


_OF_A_PLACE = re.compile(rf"\s+(?:of|in)\s+(?!{COUNTRY})[A-Z\u4e00-\u9fff]", re.I)


def _is_another(text: str, name: LawName, known: Sequence[LawName]) -> bool:
    """Whether a name by form is a law of its own although a national law's name is part of it."""
    at = bisect_left(known, name.span.end, key=lambda k: k.span.start)
    inside = next((k for k in known[max(0, at - 2) : at] if k.span.end > name.span.start), None)
    if inside is None or "mplement" in text[name.span.start : name.span.end]:
        return True
    statute = re.search(r"\b(?:Law|Code)\b", inside.canonical) is not None
    if name.span.start < inside.span.start:  # "Guangdong Work-Related Injury Insurance …"
        return name.span.end <= inside.span.end or not statute
    return not statute and _OF_A_PLACE.match(text, inside.span.end, name.span.end) is not None


def _national(text: str, folded: str) -> Iterator[LawName]:
    for (canonical, _, _), english, han in zip(NATIONAL, ENGLISH, HAN, strict=True):
        for match in english.finditer(folded):
            start, end = match.span()
            if start and _WORD.match(folded, start - 1):
                continue
            start = _with_country(folded, start)
            if (local := _local_in_lower_case(text, start, end)) is not None:
                yield LawName(Span(local, end), canonical_law(text[local:end]))
            else:
                yield LawName(Span(start, end), canonical)
        for match in han.finditer(text):
            start, end = match.span()
            if text.endswith(COUNTRY_BEFORE_HAN, 0, start):
                start -= len(COUNTRY_BEFORE_HAN)
            if place := HAN_PREFIX.search(text, max(0, start - 8), start):
                local_name = HAN_LOCAL.search(text, max(0, place.start() - 6), end)
                if local_name and local_name.end() >= end:
                    continue  # 广东省工伤保险条例
            if not _IN_A_WORD.match(text, end):
                yield LawName(Span(start, end), canonical)


_WORD = re.compile(r"\w")
_LONGEST_COUNTRY = 60
"""Characters: "the people's republic of china (p. r. c.) "."""


def _with_country(folded: str, start: int) -> int:
    """Where the name of the country before a law's begins, if it is there."""
    before = COUNTRY_BEFORE.search(folded, max(0, start - _LONGEST_COUNTRY), start)
    return start if before is None else before.start()


_IN_A_WORD = re.compile(r"(?<=法)(?:学|规(?!定)|[律庭院])")
"""Behind a name that is none: 社会保险法学会, 社保法规, 劳动法律, 劳动法庭."""


_WORD_BEFORE = re.compile(r"[a-z'’-]+(?=[ ]+$)")


def _local_in_lower_case(text: str, start: int, end: int) -> int | None:
    """Where "shanghai social security card management measures" begins; None if no place does."""
    name = text[start:end]
    if not name.islower() or not re.search(r"(?:measures|regulations?)$", name):
        return None
    before = _WORD_BEFORE.search(text, max(0, start - 24), start)
    if before is None or before.group().removesuffix("'s") in OUTSIDE:
        return None
    return before.start()
