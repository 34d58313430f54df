"""Whether quoted words stand in the texts of a version, and if not, what was made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Literal, Protocol

from rapidfuzz import fuzz

from qa_service.alignment import Change, changes, place_of, tokens
from qa_service.domain import Span
from qa_service.figures import changed_figures, find_figures
from qa_service.text import fold, sentences

Verdict = Literal["exact", "elsewhere", "folded", "altered", "absent"]
"""exact: the very words stand where the claim says, as precisely as it says so.
elsewhere: the very words stand at another place than the claim says.
folded: the same words but for white space, width of characters, kind of quotation mark or case.
altered: words like these stand there, with the changes given.
absent: nothing like it."""

_LIKE = 72.0
"""Per cent of the characters that agree from which a place is what a quotation was made from."""
_MANY = 12
"""Texts in which the nearest place is looked for; the likeliest come first."""


@dataclass(frozen=True)
class Text:
    """A source's text."""

    source: str
    content: str

    @cached_property
    def bare(self) -> str:
        """Folded, without white space."""
        return "".join(fold(self.content).split())


class Texts(Protocol):
    """Where words are looked for. Whatever reading raises ends the look-up."""

    def text(self, source: str) -> Text | None:
        """None where there is no such source."""

    def likely(self, words: str) -> Iterable[Text]:
        """May hold the words, the likeliest first."""

    def everywhere(self) -> Iterable[Text]:
        """All of them."""


@dataclass(frozen=True)
class Claim:
    """Words said to stand in a source."""

    text: str
    source: str | None = None
    span: Span | None = None
    """Where in the source, in characters."""
    inside: Span | None = None
    """The part of the source that they are said to stand in, where no `span` says it better."""

    @property
    def anywhere(self) -> bool:
        """Whether nothing is said of the place."""
        return self.source is None and self.span is None


@dataclass(frozen=True)
class Verification:
    """What has become of a claim."""

    claim: Claim
    verdict: Verdict
    source: str | None = None
    """Where the words, or the ones nearest to them, stand; None when absent."""
    span: Span | None = None
    found: str | None = None
    """The source's own words at `span`."""
    changes: tuple[Change, ...] = ()
    numbers: tuple[Change, ...] = ()
    """The changed numbers among the changes, with their units."""

    @property
    def verbatim(self) -> bool:
        return self.verdict in ("exact", "elsewhere")


def verify(claim: Claim, texts: Texts) -> Verification:
    """All texts are read only when no likely one holds the very words.

    A number or word cut in the middle is not verbatim: "5 days" does not stand in "15 days".
    """
    return verify_all([claim], texts)[0]


def verify_all(claims: Sequence[Claim], texts: Texts) -> list[Verification]:
    """As `verify`, in the order given; all texts are read once at most."""
    told = [_among_likely(claim, texts) for claim in claims]
    left = [i for i, found in enumerate(told) if found is None]
    for text in texts.everywhere() if left else ():
        for i in left:
            claim = claims[i]
            if (span := next(_places(text.content, claim.text), None)) is not None:
                told[i] = _found(claim, "exact" if claim.anywhere else "elsewhere", text, span)
        left = [i for i in left if told[i] is None]
        if not left:
            break
    return [found or _like(claim, texts) for claim, found in zip(claims, told, strict=True)]


def _first(claim: Claim, texts: Texts) -> Iterator[Text]:
    """The texts to look at first: the one that the claim names, then the likely ones."""
    if claim.source is not None and (named := texts.text(claim.source)) is not None:
        yield named
    yield from (text for text in texts.likely(claim.text) if text.source != claim.source)


def _among_likely(claim: Claim, texts: Texts) -> Verification | None:
    """None when the very words stand in none of the texts that are known without reading all."""
    if not claim.text.strip():
        return Verification(claim, "absent")
    for text in _first(claim, texts):
        if text.source == claim.source and (span := _claimed(text.content, claim)) is not None:
            return _found(claim, "exact", text, span)
        places = _places(text.content, claim.text)
        if (span := _nearest(places, claim.span or claim.inside)) is not None:
            return _found(claim, "exact" if claim.anywhere else "elsewhere", text, span)
    return None


def _like(claim: Claim, texts: Texts) -> Verification:
    """Of words that stand in no text as they are."""
    for text in _first(claim, texts):
        if (span := _folded_place(text, claim.text)) is not None:
            return _found(claim, "folded", text, span)
    return _altered(claim, islice(_first(claim, texts), _MANY))


def holds(text: Text, words: str) -> bool:
    """Whether `words` stand in `text`, white space and width apart."""
    exact = next(_places(text.content, words), None)
    return exact is not None or _folded_place(text, words) is not None


def claims_of(answer: str) -> list[Claim]:
    """An answer's sentences, each to be verified alone, without list marks and quotation marks
    around them."""
    claims = []
    for start, end in sentences(answer):
        words = re.sub(r"^(?:[-*•·>]\s+|\(?\d{1,2}[.)、]\s+)+", "", answer[start:end])
        words = words.strip().strip('"“”「」').strip()
        if re.search(r"\w", words):
            claims.append(Claim(words))
    return claims


# --- places -------------------------------------------------------------------------------------

_NUMERAL = "[〇零一二两三四五六七八九十百千万亿]"


def _places(text: str, words: str, inside: Span | None = None) -> Iterator[Span]:
    """Where `words` stand in `text`, not as a part of longer words or numbers."""
    start, end = inside or (0, len(text))
    at = text.find(words, start, end)
    while at >= 0:
        if _whole(text, at, at + len(words)):
            yield Span(at, at + len(words))
        at = text.find(words, at + 1, end)


def _claimed(text: str, claim: Claim) -> Span | None:
    """The first place in the source named that is what the claim says."""
    places = _places(text, claim.text, claim.span or claim.inside)
    return next((place for place in places if claim.span in (None, place)), None)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no word or number goes on over the edges of a span."""
    return not (_joined(text, start) or _joined(text, end))


def _joined(text: str, at: int) -> bool:
    before, after = text[max(0, at - 2) : at], text[at : at + 2]
    if not before or not after:
        return False
    both = before[-1] + after[0]
    if re.fullmatch(r"[A-Za-zÀ-ɏ]{2}|\d{2}", both) or re.fullmatch(_NUMERAL + "{2}", both):
        return True
    return bool(
        re.fullmatch(r"\d[.,，．]\d", before[-1] + after)
        or re.fullmatch(r"\d[.,，．]\d", before + after[0])
    )


def _nearest(places: Iterable[Span], wanted: Span | None) -> Span | None:
    at = wanted.start if wanted is not None else 0
    return min(places, key=lambda span: abs(span.start - at), default=None)


def _found(claim: Claim, verdict: Verdict, text: Text, span: Span) -> Verification:
    return Verification(claim, verdict, text.source, span, text.content[span.start : span.end])


# --- folded -------------------------------------------------------------------------------------

_CJK = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")


def _folded_place(text: Text, words: str) -> Span | None:
    # Cheap: without any white space the words must stand in the text already.
    if "".join(fold(words).split()) not in text.bare:
        return None
    folded, offsets = _squeezed(text.content)
    wanted, _ = _squeezed(words)
    for start, end in _places(folded, wanted):
        return Span(offsets[start], offsets[end - 1] + 1)
    return None


def _squeezed(text: str) -> tuple[str, list[int]]:
    """`text` folded, white space as one space, none beside a Chinese character or at the ends; and
    where each character stands in `text`."""
    folded = fold(text)
    out: list[str] = []
    offsets: list[int] = []
    for run in re.finditer(r"(\s+)|\S+", folded):
        start, end = run.span()
        if run[1] is None:
            out.extend(run.group())
            offsets.extend(range(start, end))
        elif start > 0 and end < len(text) and not _CJK.search(text[start - 1] + text[end]):
            out.append(" ")
            offsets.append(start)
    return "".join(out), offsets


# --- altered ------------------------------------------------------------------------------------


def _altered(claim: Claim, texts: Iterable[Text]) -> Verification:
    words = fold(claim.text)
    split = tokens(claim.text)
    best, at, nearest = _LIKE, Span(0, 0), None
    for text in texts:
        place = place_of(split, text.content)
        found = text.content[place.start : place.end]
        likeness = fuzz.ratio(words, fold(found), score_cutoff=best)
        if likeness > best or (nearest is None and likeness >= best):
            best, at, nearest = likeness, place, text
    if nearest is None:
        return Verification(claim, "absent")
    found = nearest.content[at.start : at.end]
    told = Verification(claim, "altered", nearest.source, at, found, changes(claim.text, found))
    return replace(told, numbers=_changed_numbers(told, nearest.content))


def _changed_numbers(told: Verification, text: str) -> tuple[Change, ...]:
    assert told.span is not None
    start, end = told.span
    quoted = told.claim.text
    mine = find_figures(quoted)
    # Read with what follows, so that a unit behind the last word counts.
    around = text[start : end + 12]
    theirs = [f for f in find_figures(around) if f.span.start < end - start]
    numbers = [
        Change(_of(quoted, one.span), _of(around, other.span))
        for one, other in changed_figures(mine, theirs)
    ]
    said = " ".join(part for number in numbers for part in number)
    for change in told.changes:
        digits = [re.findall(r"\d+(?:[.,]\d+)*", part) for part in change]
        if (
            digits[0] != digits[1]
            and any(digits)
            and not all(number in said for number in (*digits[0], *digits[1]))
        ):
            numbers.append(change)
    return tuple(numbers)


def _of(text: str, span: Span) -> str:
    return text[span.start : span.end]
