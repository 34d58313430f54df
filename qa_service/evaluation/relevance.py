"""Whether a returned passage answers a gold question.

A passage is relevant when it comes from a listed source and holds the quote, white space folded, or
at least half of it. A law article is one passage however many articles quote it, so it is relevant
too when the gold question names it.

What there is to find are a question's *items*:

- with need each_source, its sources;
- else, when it names law articles, these: its quotes are their wordings in several articles, and a
  passage of an article that holds one counts for all of them;
- else its distinct quotes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from qa_service.domain import Passage
from qa_service.evaluation.gold import GoldQuestion
from qa_service.text import squeeze


@dataclass(frozen=True)
class Judged:
    """A ranking against a gold question."""

    items: int
    """How many there are to find; 0 for an unanswerable question."""
    finds: tuple[frozenset[int], ...]
    """By rank, the numbers of the items that the passage holds; a relevant passage holds one."""
    need_all: bool
    """Whether the need is met by all items together, or by any one."""

    @property
    def first(self) -> int | None:
        """Rank of the first relevant passage, from 1."""
        return next((rank for rank, found in enumerate(self.finds, start=1) if found), None)

    @property
    def met(self) -> int | None:
        """The first rank, from 1, by which the need is met."""
        if not self.need_all:
            return self.first
        seen: frozenset[int] = frozenset()
        for rank, found in enumerate(self.finds, start=1):
            seen |= found
            if len(seen) == self.items:
                return rank
        return None

    def found(self, k: int) -> int:
        """How many items the first `k` passages hold."""
        return len(frozenset().union(*self.finds[:k]))


def judge(question: GoldQuestion, passages: Sequence[Passage]) -> Judged:
    """`passages` in ranked order."""
    need_all = question.need == "each_source"
    if not question.answerable:
        return Judged(0, (frozenset(),) * len(passages), need_all)
    items = _items(question)
    return Judged(
        len(items), tuple(_finds(question, items, passage) for passage in passages), need_all
    )


def _items(question: GoldQuestion) -> list[str]:
    if question.need == "each_source":
        names = [path_of(relevant.source) for relevant in question.relevant]
    elif question.law:
        names = [str(key) for key in question.law]
    else:
        names = [squeeze(relevant.quote) for relevant in question.relevant]
    return list(dict.fromkeys(names))


def _finds(question: GoldQuestion, items: list[str], passage: Passage) -> frozenset[int]:
    held = [
        relevant
        for relevant in question.relevant
        if same_source(relevant.source, passage.source) and covers(passage.text, relevant.quote)
    ]
    if question.need == "each_source":
        return frozenset(items.index(path_of(relevant.source)) for relevant in held)
    if question.law:
        if passage.law in question.law:
            return frozenset({items.index(str(passage.law))})
        return frozenset(range(len(items))) if held else frozenset()
    return frozenset(items.index(squeeze(relevant.quote)) for relevant in held)


def covers(text: str, quote: str) -> bool:
    """Whether `text` holds `quote`, white space folded, or at least half of its characters.

    A passage is one piece of its source, so what it holds of a quote without holding all of it lies
    at an edge: the quote's beginning at its end, the quote's end at its beginning, or the passage
    is a piece of the quote. A common run anywhere else is a coincidence: "0 yuan" is half of
    "1,240 yuan".
    """
    text, quote = squeeze(text), squeeze(quote)
    if not text or not quote:
        return False
    if quote in text:
        return True
    half = (len(quote) + 1) // 2
    if text in quote:
        return len(text) >= half
    return any(
        text.endswith(quote[:length]) or text.startswith(quote[-length:])
        for length in range(half, min(len(quote), len(text) + 1))
    )


def same_source(gold: str, source: str) -> bool:
    """By path in the corpus, or by file name when `gold` gives that alone."""
    gold, source = path_of(gold), path_of(source)
    return source == gold if "/" in gold else source.rpartition("/")[2] == gold


def path_of(source: str) -> str:
    """As paths are compared."""
    # macOS writes file names decomposed, gold files are typed composed.
    return unicodedata.normalize("NFC", source.replace("\\", "/")).removeprefix("./")
