"""An article to passages: cut along its structure, whole sentences, within the encoder's limit."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from qa_service.cities import Gazetteer
from qa_service.domain import Article, Passage, Section, Span
from qa_service.ingest.headings import marker, summary
from qa_service.ingest.packing import pack
from qa_service.ingest.pieces import pieces_within
from qa_service.ingest.runs import Atom, Run, break_cost, lead_in_of, part_of, whole_blocks
from qa_service.ingest.views import embedded_text
from qa_service.ingest.wraps import unwrapped
from qa_service.text import letters, sentences, squeeze

CountTokens = Callable[[str], int]

__all__ = ["CountTokens", "split"]

_LARGE = 200
"""Tokens of the shown text that a passage of several blocks stays within."""
_TARGET = 150
_TINY = 40
"""Tokens of a section that may join its neighbour."""
_ROW = re.compile(r"\t|^\|")
"""Of a table."""
_BARE = re.compile(r"[\W_]*|[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、)）]")
"""What is no passage."""


def split(article: Article, count_tokens: CountTokens, max_tokens: int) -> list[Passage]:
    """Passages of an article in reading order, those of law quotations left out.

    Of an article about several cities, a passage is about those that it names, if it names any.
    Consecutive steps stay together, with their lead-in, where they fit; a passage is never a
    heading alone, and never crosses what isn't a part of the article. `count_tokens(view)` is at
    most `max_tokens`: what doesn't fit is cut between sentences, then clauses, then words. Raises
    ValueError when the limit leaves no room for a single word.
    """
    found = _Splitter(article, count_tokens, max_tokens).passages()
    # What stands between boilerplate and a law may be a law's number or asterisks alone.
    passages = [passage for passage in found if not _BARE.fullmatch(passage.text)]
    if len(article.cities) > 1:
        passages = [replace(passage, cities=_cities_of(passage)) for passage in passages]
    return [replace(passage, lead=not place) for place, passage in enumerate(passages)]


def _cities_of(passage: Passage) -> tuple[str, ...]:
    """Of the article's cities those that a passage speaks of by name; all, where it names none."""
    said = "\n".join((*passage.section, passage.text))
    mentions = Gazetteer.load().find(said, context=passage.title)
    named = {mention.place.of_city for mention in mentions}
    return tuple(city for city in passage.cities if city in named) or passage.cities


class _Splitter:
    def __init__(self, article: Article, count_tokens: CountTokens, max_tokens: int) -> None:
        self.article = article
        self.text = article.source.text
        self.flowing = unwrapped(self.text)
        self.count = lru_cache(maxsize=4096)(count_tokens)
        self.max_tokens = max_tokens
        self.places = article.cities or article.provinces

    def passages(self) -> Iterator[Passage]:
        occurrences: Counter[str] = Counter()
        for run in self._joined(list(self._runs())):
            previous: Run | None = None
            for part in self._cut(run):
                span = part.span
                text = self.text[span.start : span.end]
                occurrences[text] += 1
                yield self._passage(part, previous, run, occurrences[text])
                previous = part

    def _passage(self, part: Run, previous: Run | None, run: Run, occurrence: int) -> Passage:
        article, span = self.article, part.span
        source, text = article.source, self.text[span.start : span.end]
        spans = [
            Span(s.start - span.start, s.end - span.start)
            for block in whole_blocks(part)
            for s in sentences(self.flowing, block.start, block.end)
        ]
        return Passage(
            id=_digest(source.source, text, occurrence),
            kind="article",
            text=text,
            source=source.source,
            start=span.start,
            end=span.end,
            sha256=source.sha256,
            title=article.title,
            section=part.path,
            lang=article.lang,
            cities=article.cities,
            provinces=article.provinces,
            url=source.url,
            date=source.date,
            date_origin=source.date_origin,
            laws=tuple(dict.fromkeys(quote.key for quote in article.quotes)),
            sentences=tuple(spans),
            views=(self._view(part, lead_in_of(self.text, run, part) if previous else None),),
        )

    # --- the embedded text ---

    def _view(self, part: Run, lead_in: str | None = None) -> str:
        """The richest embedded text within the limit; the passage's own words are all in it."""
        span = part.span
        text = self.text[span.start : span.end]
        path = part.path
        if path and letters(text).startswith(letters(path[-1])):
            path = path[:-1]  # the text begins with it
        title = self.article.title
        extended = (*path, lead_in) if lead_in else path
        for candidate in dict.fromkeys(
            [(title, extended), (title, path), (title, path[-1:]), (title, ())]
        ):
            view = embedded_text(candidate[0], self.places, candidate[1], text)
            if self.count(view) <= self.max_tokens:
                return view
        words = title.split()
        while words:  # an overlong title
            words = words[: len(words) // 2]
            view = embedded_text(" ".join(words), self.places, (), text)
            if self.count(view) <= self.max_tokens:
                return view
        view = embedded_text("", (), (), text)
        if self.count(view) > self.max_tokens:
            raise ValueError(f"max_tokens={self.max_tokens} is too small for {text[:40]!r}")
        return view

    def _fits(self, path: tuple[str, ...], start: int, end: int) -> bool:
        """Whether a text fits below its context."""
        return self.count(squeeze(self.text[start:end])) <= self._room(path)

    def _room(self, path: tuple[str, ...]) -> int:
        """Tokens for the text below a context, which gets at most half of the limit: a longer one
        is shortened."""
        context = embedded_text(self.article.title, self.places, path, "")
        used = self.count(context + "\n") - self.count("")
        return self.max_tokens - min(used, self.max_tokens // 2)

    # --- sections to runs ---

    def _runs(self) -> Iterator[Run]:
        """Maximal runs of atoms that one passage may span, each with the heading in front of it."""
        for section in self.article.sections:
            heading = section.heading if _is_named(self.text, section) else None
            run: list[Atom] = []
            headings: tuple[Span, ...] = ()
            last = heading
            for block in section.blocks:
                if last is not None and not self._blank(last.end, block.start):
                    if run:
                        yield Run(section.path, tuple(run), headings)
                    run, headings = [], ()
                elif not run and heading is not None and last == heading:
                    headings = (heading,)
                run.extend(self._atoms(section.path, block, run[-1] if run else None))
                last = block
            if run:
                yield Run(section.path, tuple(run), headings)

    def _blank(self, start: int, end: int) -> bool:
        return not self.text[start:end].strip()

    def _atoms(self, path: tuple[str, ...], block: Span, before: Atom | None) -> Iterator[Atom]:
        words = self.flowing[block.start : block.end]
        row = _ROW.search(words) is not None
        heads = row and not (before and before.row) and not re.search(r"\d", words)
        listed = row or marker(words, 0, len(words)) is not None
        leads_in = heads or words.rstrip("*_ ").endswith((":", "："))
        if self._size(block) <= _LARGE and self._fits(path, *block):
            yield Atom(block, listed, leads_in, row=row)
            return
        pieces = [
            piece
            for sentence in sentences(self.flowing, *block)
            for piece in pieces_within(self.text, sentence, lambda span: self._fits(path, *span))
        ]
        for i, piece in enumerate(pieces):
            yield Atom(piece, listed, leads_in and i == len(pieces) - 1, inside=i > 0)

    def _size(self, span: Span) -> int:
        return self.count(self.text[span.start : span.end])

    def _joined(self, runs: list[Run]) -> list[Run]:
        """Runs, tiny ones joined to a neighbour under the same parent heading."""
        joined: list[Run] = []
        for run in runs:
            if joined and (both := self._together(joined[-1], run)):
                joined[-1] = both
            else:
                joined.append(run)
        return joined

    def _together(self, one: Run, other: Run) -> Run | None:
        if min(self._size(one.span), self._size(other.span)) > _TINY:
            return None
        between = Span(one.span.end, other.span.start)
        parent = one.path[:-1]
        siblings = one.path == other.path or (
            bool(one.path) and len(one.path) == len(other.path) and parent == other.path[:-1]
        )
        introduces = one.path == other.path[:-1] and self._size(one.span) <= _TINY
        if (
            not (siblings or introduces)
            or not self._blank(*between)
            or self._about_different_cities(one, other)
            or self._summarises(one)
            or self._summarises(other)
        ):
            return None
        path = one.path if one.path == other.path else other.path if introduces else parent
        span = Span(one.span.start, other.span.end)
        if self._size(span) > _LARGE or not self._fits(path, *span):
            return None
        return Run(path, (*one.atoms, *other.atoms), (*one.headings, *other.headings))

    def _about_different_cities(self, one: Run, other: Run) -> bool:
        """Whether both stand under the name of a city, and not the same."""
        if len(self.article.cities) < 2 or not (one.path and other.path):
            return False
        cities = [set(Gazetteer.load().cities_in(run.path[-1])) for run in (one, other)]
        return all(cities) and cities[0] != cities[1]

    def _summarises(self, run: Run) -> bool:
        words = self.text[run.span.start : run.span.end]
        return summary(words, 0, len(words)) is not None

    # --- runs to passages ---

    def _cut(self, run: Run) -> list[Run]:
        """The run as one passage if it fits, else as the cheapest row of passages."""
        if self._fits(run.path, *run.span) and self._size(run.span) <= _LARGE:
            return [run]
        parts: list[Run] = []
        for start, end in self._cheapest(run):
            part = part_of(run, start, end)
            if self._fits(part.path, *part.span):
                parts.append(part)
                continue
            # Tokens of the whole are more than those of its parts, or the heading has too many.
            for alone in (part_of(run, i, i + 1) for i in range(start, end)):
                fits = self._fits(alone.path, *alone.span)
                parts.append(alone if fits else replace(alone, headings=()))
        return parts

    def _cheapest(self, run: Run) -> list[tuple[int, int]]:
        """Ranges of atoms for passages. Sizes are added up, which is exact for tokens that don't
        span a blank."""
        atoms, none = run.atoms, self.count("")
        sizes = [self._size(atom.span) - none for atom in atoms]
        sizes[0] += self._size(Span(run.span.start, atoms[0].span.start)) - none
        breaks = [0.0, *(break_cost(atoms, at) for at in range(1, len(atoms)))]
        return pack(sizes, breaks, _TARGET, min(_LARGE, self._room(run.path)) - none)


def _is_named(text: str, section: Section) -> bool:
    """Whether a section's heading is in its path; a label isn't."""
    if section.heading is None or not section.path:
        return False
    return letters(section.path[-1]) == letters(text[section.heading.start : section.heading.end])


def _digest(*parts: object) -> str:
    return hashlib.sha256(
        "\x00".join(map(str, parts)).encode("utf-8", "surrogatepass")
    ).hexdigest()[:16]
