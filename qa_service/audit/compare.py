"""One quotation beside one text of the same law article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from qa_service.alignment import Change, changes, likeness, place_of, tokens
from qa_service.audit.verdicts import Verdict
from qa_service.domain import Language
from qa_service.figures import Figure, changed_figures, find_figures
from qa_service.text import fold, language, letters

COPY = 0.8
"""Share of common words from which one text was copied from the other, not translated anew: two
renderings of one article share at most 0.7 in the collections that this was measured on."""
_PART = 20
"""Letters of the shortest text taken for a part of a longer one."""
_NEGATIONS = re.compile(
    r"not|no|never|without|nor|neither|none|cannot|can't|don't|doesn't|isn't|won't|shouldn't|mustn't"
    r"|unless|except|[不未无非勿免]"
)


@dataclass(frozen=True)
class Wording:
    """The words of a law article as somebody has them."""

    text: str

    @cached_property
    def letters(self) -> str:
        return letters(self.text)

    @cached_property
    def tokens(self) -> list[str]:
        return tokens(self.text)

    @cached_property
    def figures(self) -> list[Figure]:
        return find_figures(self.text)

    @cached_property
    def lang(self) -> Language:
        return language(self.text)


@dataclass(frozen=True)
class Comparison:
    verdict: Verdict
    numbers: tuple[tuple[Figure | str, Figure | str], ...] = ()
    """Changed ones, as quoted and as they should be."""
    changes: tuple[Change, ...] = ()
    copied: bool = False
    """Near enough to be a copy."""
    detail: str = ""


def compare(quoted: Wording, other: Wording) -> Comparison:
    """What the quotation made of the other text."""
    if quoted.letters == other.letters:
        return Comparison("exact", copied=True)
    if len(quoted.letters) >= _PART and quoted.letters in other.letters:
        return Comparison("truncated", copied=True, detail=_truncation(quoted, other))
    if len(other.letters) >= _PART and other.letters in quoted.letters:
        return Comparison("exact", copied=True)
    if quoted.lang == other.lang:
        place = place_of(quoted.tokens, other.text)
        found = other.text[place.start : place.end]
        if likeness(quoted.tokens, tokens(found)) >= COPY:
            return _copied(quoted, found)
        # The other may be the part.
        place = place_of(other.tokens, quoted.text)
        part = quoted.text[place.start : place.end]
        if likeness(other.tokens, tokens(part)) >= COPY:
            return _copied(Wording(part), other.text)
    numbers = _numbers_of_translations(quoted, other)
    return Comparison("number changed" if numbers else "variant", tuple(numbers))


def _copied(quoted: Wording, found: str) -> Comparison:
    altered = changes(quoted.text, found)
    numbers: list[tuple[Figure | str, Figure | str]] = [
        *changed_figures(quoted.figures, find_figures(found))
    ]
    if not numbers:
        digits = [(c, _digits(c.quoted), _digits(c.found)) for c in altered]
        numbers += [(c.quoted, c.found) for c, one, two in digits if one and two and one != two]
    if numbers:
        return Comparison("number changed", tuple(numbers), altered, True)
    mine, theirs = _negations(quoted.tokens), _negations(tokens(found))
    if mine != theirs:
        detail = "a negation is missing" if mine < theirs else "a negation was added"
        return Comparison("negation lost", (), altered, True, detail)
    return Comparison("variant", (), altered, True)


def _numbers_of_translations(quoted: Wording, other: Wording) -> list[tuple[Figure, Figure]]:
    """Changed figures, where both texts are about as long: a part of an article may hold one number
    and another part another."""
    mine, theirs = _length(quoted), _length(other)
    if not 0.6 <= mine / max(theirs, 1) <= 1.7:
        return []
    return [(a, b) for a, b in changed_figures(quoted.figures, other.figures) if a.unit]


def _length(wording: Wording) -> float:
    """In English words; a 汉字 is about six tenths of one."""
    return len(wording.tokens) * (0.6 if wording.lang == "zh" else 1.0)


def _digits(words: str) -> list[str]:
    """Bare numbers, list marks apart."""
    return re.findall(r"\d+(?:[.,]\d+)*", re.sub(r"\(\d{1,2}\)", "", fold(words)))


def _negations(words: Sequence[str]) -> int:
    return sum(_NEGATIONS.fullmatch(word) is not None for word in words)


def _truncation(quoted: Wording, other: Wording) -> str:
    share = len(quoted.letters) / len(other.letters)
    ends = re.search(r"[.;。；!?？！:：][\"'”’)）]*\s*$", quoted.text) is not None
    where = "" if ends else ", and ends in the middle of a sentence"
    return f"{share:.0%} of the article{where}"
