"""The state of a reader on its way through a text that quotes laws."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa_service.domain import LawKey, LawMention, LawQuote, Span
from qa_service.laws import LawName, Reference
from qa_service.text import trim


@dataclass
class Block:
    """A quotation that is still running."""

    key: LawKey
    start: int
    words: int


@dataclass
class LawWalk:
    """Where the reader is, and what has been found."""

    text: str
    names: Sequence[LawName]
    references: Sequence[Reference]
    fallback: str | None
    """The only national law that the text names, in a labelled legal basis taken for granted."""
    only: str | None
    """The only law of any kind that the text names."""
    lines: list[Span]
    places: Sequence[Span] = ()
    """Where the text names the city that it is about, in order."""
    law: str | None = None
    """Heads the block that the reader is in."""
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

    def names_in(self, span: Span) -> Sequence[LawName]:
        """Names that begin inside `span`."""
        low = bisect_left(self.names, span.start, key=lambda n: n.span.start)
        return self.names[low : bisect_left(self.names, span.end, key=lambda n: n.span.start)]

    def references_in(self, span: Span) -> Sequence[Reference]:
        """References that begin inside `span`, not counting a law's name in front of them."""
        low = bisect_left(self.references, span.start, key=lambda r: r.span.start)
        high = bisect_left(self.references, span.end, key=lambda r: r.span.start)
        return self.references[low:high]

    def names_place(self, span: Span) -> bool:
        """Whether the city that the text is about is named in `span`."""
        at = bisect_left(self.places, span.start, key=lambda place: place.start)
        return at < len(self.places) and self.places[at].start < span.end

    def close(self, end: int) -> None:
        if self.block is not None:
            span = trim(self.text, self.block.start, end)
            if span is not None and self.block.words < span.end:
                kept = self.text[span.start : span.end].rstrip(" \t\n#>*_-·•")
                kept = re.sub(r"\s+[\"“《〈(【\[]+$", "", kept)
                before = self.text[self.block.words - 1] + self.text[max(0, self.block.start - 1)]
                if any(mark in '"“「『' for mark in before):
                    kept = kept.rstrip('"”」』')
                self.quotes.append(
                    LawQuote(
                        self.block.key, Span(span.start, span.start + len(kept)), self.block.words
                    )
                )
        self.block, self.listing = None, False

    def leave(self, end: int) -> None:
        """The legal basis is over."""
        self.close(end)
        self.law, self.labelled, self.pending = None, False, []
