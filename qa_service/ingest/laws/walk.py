"""The state of a reader on its way through a text that quotes laws."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from qa_service.domain import LawKey, LawMention, LawQuote, Span
from qa_service.ingest.laws.marks import QUOTATION_MARKS
from qa_service.laws.names import LawName
from qa_service.laws.references import Reference
from qa_service.text import fold, trim

_MARKUP = "*_[【"
"""Before an article's number: "**Article 58**", 【第五十八条】."""
_LONGEST_INTRODUCTION = 250
"""Characters of a line that may name a labelled legal basis's law in passing."""

_OPENS_BRACKET = re.compile(r"\s*[(（\[【][\"'“‘《〈]?$")
_CLOSES_BRACKET = re.compile(r"[\"'”’》〉]?[)）\]】][.。]?")


@dataclass(frozen=True)
class Block:
    """A quotation that is still running."""

    key: LawKey
    start: int
    words: int


@dataclass
class LawWalk:
    """Where the reader is, and what has been found; only the methods here change it."""

    text: str
    names: Sequence[LawName]
    references: Sequence[Reference]
    fallback: str | None
    """The only national law that the text names, in a labelled legal basis taken for granted."""
    only: str | None
    """The only law of any kind that the text names."""
    lines: Sequence[Span]
    places: Sequence[Span] = ()
    """Where the text names the city that it is about, in order."""
    law: str | None = None
    """Heads the block that the reader is in: that of `block`, where a quotation is running."""
    labelled: bool = False
    """Inside a section labelled as legal basis."""
    listing: bool = False
    """The running quotation has announced a list."""
    block: Block | None = None
    pending: list[Span] = field(default_factory=list)
    """Label and name lines, which are apparatus if a quotation follows."""
    quotes: list[LawQuote] = field(default_factory=list)
    mentions: list[LawMention] = field(default_factory=list)
    apparatus: list[Span] = field(default_factory=list)
    resume: int = 0
    """Everything before is inside an inline quotation already."""

    # --- what stands where ---

    def names_in(self, span: Span) -> Sequence[LawName]:
        """Names that begin inside `span`."""
        low = bisect_left(self.names, span.start, key=lambda n: n.span.start)
        return self.names[low : bisect_left(self.names, span.end, key=lambda n: n.span.start)]

    def references_in(self, span: Span) -> Sequence[Reference]:
        """References that begin inside `span`, not counting a law's name in front of them."""
        low = bisect_left(self.references, span.start, key=lambda r: r.span.start)
        high = bisect_left(self.references, span.end, key=lambda r: r.span.start)
        return self.references[low:high]

    def tells_of_place(self, law: str | None, span: Span) -> bool:
        """Whether `span` names the city that the text is about, as `law` doesn't unless it is that
        city's own."""
        at = bisect_left(self.places, span.start, key=lambda place: place.start)
        if law is None or at == len(self.places) or self.places[at].start >= span.end:
            return False
        return not any(place in fold(law) for place in self._place_names)

    @cached_property
    def _place_names(self) -> frozenset[str]:
        return frozenset(fold(self.text[place.start : place.end]) for place in self.places)

    def quoted_before(self, at: int) -> bool:
        """Whether a quotation is running whose words began before `at`."""
        return self.block is not None and self.block.words < at

    def closed_before(self, at: int) -> bool:
        """Whether the quotation marks that the words of the running quotation began in are closed
        before `at`, and no others opened there."""
        closes = QUOTATION_MARKS.get(self.text[self.block.words - 1]) if self.block else None
        if self.block is None or closes is None or self.text[at] in QUOTATION_MARKS:
            return False
        return self.text.find(closes, self.block.words, at) >= 0

    # --- what heads a quotation ---

    def label(self, start: int, label: Span) -> None:
        """A legal basis begins at `start`, with its label."""
        self.leave(start)
        self.labelled = True
        said = self.text[label.start : label.end].rstrip()
        self.pending = [Span(start, label.start + len(said))]

    def name(self, start: int, law: str, words: Span) -> None:
        """`words`, in a line or sentence that begins at `start`, name the law of what follows."""
        self.close(start)
        self.law = law
        self.pending.append(words if self.pending else Span(start, words.end))

    def chapter(self, title: Span) -> None:
        """The law goes on with another chapter."""
        self.close(title.start)
        self.pending.append(title)

    def open(self, key: LawKey, start: int, words: int, reach: int) -> None:
        """A quotation begins with its number at `start` and the markup around that; what stands
        before it, back to `reach` or what is pending, is apparatus."""
        while start > reach and self.text[start - 1] in _MARKUP:
            start -= 1
        self.close(reach)
        self.apparatus.extend(self.pending)
        gap = max(reach, self.pending[-1].end) if self.pending else reach
        if name := trim(self.text, gap, start):
            self.apparatus.append(name)
        self.pending = []
        self.law, self.block = key.law, Block(key, start, words)

    # --- what ends one ---

    def close(self, end: int) -> None:
        """The running quotation, if there is one, ends before `end`."""
        if self.block is not None and (span := trim(self.text, self.block.start, end)):
            name = self._name_behind(span)
            kept = _without_rest(self.text, self.block, Span(span.start, name or span.end))
            if self.block.words < kept.end:
                self.quotes.append(LawQuote(self.block.key, kept, self.block.words))
                closed = span.end if name else _past_closing(self.text, kept.end)
                if kept.end < closed:
                    self.apparatus.append(Span(kept.end, closed))
        self.block, self.listing = None, False

    def _name_behind(self, span: Span) -> int | None:
        """Where a law's name in brackets begins that `span` ends with."""
        for name in self.names_in(span)[-1:]:
            opens = _OPENS_BRACKET.search(self.text, span.start, name.span.start)
            if opens and _CLOSES_BRACKET.fullmatch(self.text, name.span.end, span.end):
                return opens.start()
        return None

    def interrupt(self, end: int) -> None:
        """The article's own voice returns."""
        self.close(end)
        self.law = None

    def leave(self, end: int) -> None:
        """The legal basis is over."""
        self.close(end)
        self.law, self.labelled, self.pending = None, False, []

    # --- what neither heads nor ends one ---

    def end_list(self) -> None:
        """The announced list has begun and is marked as the law's own, "(1)": a plain number behind
        it is the page's."""
        self.listing = False

    def pass_line(self, content: Span) -> None:
        """A line of text is over. Outside a quotation it ends the waiting for one, unless it
        introduces one with a colon; inside, a colon announces a list."""
        announces = self.text[content.end - 1] in ":："
        if self.block is not None:
            self.listing = self.listing or announces
            return
        names = self.names_in(content)
        if names and announces:
            self.law = names[-1].canonical
            self.pending = [*self.pending, content] if self.labelled else []
            return
        short = content.end - content.start < _LONGEST_INTRODUCTION
        if not self.labelled:
            self.law = None
        elif self.law is None and names and short:
            self.law = names[-1].canonical
        self.pending = []

    def quote(self, key: LawKey, words: Span) -> None:
        """A quotation inside a sentence, which goes on behind it."""
        self.quotes.append(LawQuote(key, words, words.start, inline=True))
        self.resume = max(self.resume, words.end)

    def mention(self, law: str, reference: Reference) -> None:
        self.mentions.extend(LawMention(LawKey(law, n), reference.span) for n in reference.numbers)


def _past_closing(text: str, at: int) -> int:
    while text[at : at + 1] in QUOTATION_MARKS.values():
        at += 1
    return at


def _without_rest(text: str, block: Block, span: Span) -> Span:
    """A quotation without what belongs to the line or number behind it: markup, a mark that opens
    something, the quotation mark that closes what was opened before it."""
    kept = text[span.start : span.end].rstrip(" \t\n#>*_-·•")
    kept = re.sub(r"\s+[\"“《〈(【\[]+$", "", kept)
    if QUOTATION_MARKS.keys() & {text[block.words - 1], text[max(0, block.start - 1)]}:
        kept = kept.rstrip("".join(QUOTATION_MARKS.values()))
    return Span(span.start, span.start + len(kept))
