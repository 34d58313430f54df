"""What is known against passages of a version: quotations of laws that an audit found wrong, and
laws whose text is newer than the articles that quote them. Written by the build, read when serving.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

from qa_service.domain import DateOrigin, LawKey, Passage
from qa_service.errors import CorruptIndex
from qa_service.index.layout import REMEDY
from qa_service.stores.files import NOTHING_HELD, Held, content

NOTES = "notes.json"


@dataclass(frozen=True)
class BadQuote:
    """A quotation of a law article that misleads."""

    source: str
    start: int
    end: int
    law: str
    article: int
    verdict: str
    detail: str
    disputed: bool = False

    def __str__(self) -> str:
        doubt = "may be wrong" if self.disputed else "is wrong"
        detail = f": {self.detail}" if self.detail else ""
        return (
            f"The quotation of {self.law}, Article {self.article} {doubt} ({self.verdict}{detail})."
        )


@dataclass(frozen=True)
class LawDate:
    """The date of a law's text."""

    law: str
    date: str
    """ISO 8601."""
    origin: DateOrigin
    source: str

    def newer_than(self, date: str | None) -> bool:
        return date is not None and self.date > date


@dataclass(frozen=True)
class Notes:
    bad_quotes: Sequence[BadQuote] = ()
    law_dates: Mapping[str, LawDate] = field(default_factory=dict)
    """By the law's canonical name."""

    def warnings(self, passage: Passage) -> list[str]:
        """What is to be said with a passage: of a wrong quotation that it shows or that stands in
        its article as the legal basis, and of laws newer than it. In order of importance."""
        shown, basis = [], []
        for quote in self._by_source.get(passage.source, ()):
            if quote.start < passage.end and passage.start < quote.end:
                shown.append(str(quote))
            elif passage.kind == "article" and LawKey(quote.law, quote.article) in passage.laws:
                basis.append(str(quote))
        return [*shown, *basis, *self.outdated(passage.date, _laws(passage))]

    def misquoting(self, key: LawKey) -> set[str]:
        """The sources with a wrong quotation of this article."""
        return {quote.source for quote in self.bad_quotes if (quote.law, quote.article) == key}

    def outdated(self, date: str | None, laws: Sequence[LawKey]) -> list[str]:
        """Of each of these laws whose text is newer than `date`."""
        names = dict.fromkeys(key.law for key in laws)
        newer = [d for law in names if (d := self.law_dates.get(law)) and d.newer_than(date)]
        return [
            f"The text of the {d.law} is of {d.date}"
            + (" (its file's time)" if d.origin == "file time" else "")
            + f", newer than this article ({date})."
            for d in newer
        ]

    @cached_property
    def _by_source(self) -> Mapping[str, Sequence[BadQuote]]:
        found: dict[str, list[BadQuote]] = {}
        for quote in self.bad_quotes:
            found.setdefault(quote.source, []).append(quote)
        return found


NOTHING = Notes()


def _laws(passage: Passage) -> list[LawKey]:
    return [*([passage.law] if passage.law else []), *passage.laws]


def write_notes(folder: Path, notes: Notes) -> None:
    """Into the folder of a version that is being built."""
    content = {
        "bad_quotes": [asdict(quote) for quote in notes.bad_quotes],
        "law_dates": [asdict(date) for date in notes.law_dates.values()],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / NOTES).write_bytes(text.encode("utf-8", "surrogatepass"))


def read_notes(folder: Path, held: Held = NOTHING_HELD) -> Notes:
    """Of a version that has some. CorruptIndex for a damaged file, FileNotFoundError for none."""
    try:
        found = json.loads(content(folder / NOTES, held))
        dates = [LawDate(**entry) for entry in found["law_dates"]]
        quotes = tuple(BadQuote(**entry) for entry in found["bad_quotes"])
    except (ValueError, KeyError, TypeError) as error:
        raise CorruptIndex(f"{folder / NOTES} is damaged ({error}); {REMEDY}") from None
    return Notes(quotes, {date.law: date for date in dates})
