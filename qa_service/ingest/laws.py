"""Law articles in a text: what is quoted, what is only mentioned, and what merely introduces it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa_service.domain import LawKey, LawMention, LawQuote, Span
from qa_service.ingest.law_binding import law_of
from qa_service.ingest.law_closing import closing_quotation
from qa_service.ingest.law_extent import inline_end
from qa_service.ingest.law_heads import (
    anchor_at,
    broken_ordinal,
    content_start,
    ends_block,
    named_anchor_at,
    read_chapter,
    read_label,
    read_name,
    read_name_line,
    skip_space,
    take_introduction,
)
from qa_service.ingest.law_marks import ENDING, LABEL, NUMBERED, OWN_ITEM, is_prose
from qa_service.ingest.law_opening import Opening, clause_end
from qa_service.ingest.law_quotes import opening
from qa_service.ingest.law_voice import speaks_for_itself
from qa_service.ingest.law_walk import Block, LawWalk
from qa_service.laws import (
    NATIONAL_LAWS,
    Binding,
    Reference,
    find_law_names,
    find_references,
)
from qa_service.text import fold, lines_of, sentences, trim


@dataclass(frozen=True)
class LawFindings:
    """Everything about laws in one text, each part in order of the text."""

    quotes: tuple[LawQuote, ...]
    mentions: tuple[LawMention, ...]
    apparatus: tuple[Span, ...]
    """What introduces a quotation without being one: "Legal basis:", the law's name on its line."""


def find_laws(
    text: str, body: Span, *, title: str = "", places: Sequence[Span] = ()
) -> LawFindings:
    """The law articles quoted and mentioned in `text[body.start:body.end]`.

    `places`: where the text names the city that it is about, in order; no national law does.

    A quotation without any law's name is keyed to the only national law that text and `title`
    name, if it stands in a labelled legal basis, and left out otherwise.
    """
    within = text[: body.end]
    names = [n for n in find_law_names(within) if n.span.start >= body.start]
    named = {n.canonical for n in [*names, *find_law_names(title)]}
    known = named & NATIONAL_LAWS
    walk = LawWalk(
        text=within,
        names=names,
        references=[
            r for r in find_references(within, names, weak=True) if r.span.start >= body.start
        ],
        fallback=next(iter(known)) if len(known) == 1 else None,
        only=next(iter(named)) if len(named) == 1 else None,
        lines=list(lines_of(within, *body)),
        places=places,
        resume=body.start,
    )
    for index in range(len(walk.lines)):
        _read_line(walk, index)
    walk.close(body.end)
    quotes = sorted(walk.quotes, key=lambda quote: quote.span)
    return LawFindings(tuple(quotes), tuple(walk.mentions), tuple(walk.apparatus))


def _read_line(walk: LawWalk, index: int) -> None:
    """One line: what it ends, what it heads, and what it quotes."""
    text, line = walk.text, walk.lines[index]
    at = content_start(text, line)
    if at >= line.end:
        return
    following = walk.lines[index + 1] if index + 1 < len(walk.lines) else None
    at, labelled = read_label(walk, line.start, at, line.end)
    if at >= line.end:
        return
    folded = fold(text[at : line.end])
    number, own_item = NUMBERED.match(folded), OWN_ITEM.match(folded)
    behind = at + number.end() if number and not own_item else at
    for begin in (at, behind):
        if read_name_line(walk, line.start, Span(begin, line.end), following):
            return
    if read_chapter(walk, Span(at, line.end)):
        return
    anchor = anchor_at(walk, at, line) or anchor_at(walk, behind, line)
    if own_item and anchor is None:
        anchor = named_anchor_at(walk, skip_space(text, at + own_item.end()), line)
    if anchor is None and not labelled and ends_block(walk, line, at, number, following):
        walk.leave(line.start)
    _scan(walk, Span(at, line.end), line, anchor)
    if walk.block is None:
        take_introduction(walk, Span(at, line.end))
    elif text[line.end - 1] in ":：":
        walk.listing = True


def _scan(walk: LawWalk, content: Span, line: Span, anchor: int | None) -> None:
    """The sentences of a line, and every reference in it."""
    text = walk.text
    for sentence in sentences(text, content.start, content.end):
        if sentence.end <= walk.resume:
            continue
        start = sentence.start
        first = start == content.start
        if not first:
            if ENDING.match(fold(text[start : sentence.end])):
                walk.leave(start)
            start, labelled = read_label(walk, start, start, sentence.end)
            if labelled:
                anchor = anchor_at(walk, start, Span(start, line.end))
        elif anchor is not None and anchor >= sentence.end:
            continue
        if walk.labelled and read_name(walk, Span(start, sentence.end)):
            anchor = anchor_at(walk, skip_space(text, sentence.end), line)
            continue
        if (broken := broken_ordinal(walk, start, line.end, first=first or anchor == start)) and (
            walk.block or walk.labelled or walk.pending
        ):
            number, words = broken
            law = walk.block.key.law if walk.block else walk.law
            assert law is not None  # or there is no broken ordinal
            _open(walk, LawKey(law, number), start, words, start)
        references = walk.references_in(Span(start, sentence.end))
        if (
            walk.block
            and walk.block.words < start
            and speaks_for_itself(walk, sentence, references)
        ):
            walk.close(start)
            walk.law = None
        for reference in references:
            _read_reference(walk, reference, start, line, anchor)


def _read_reference(
    walk: LawWalk, reference: Reference, sentence: int, line: Span, anchor: int | None
) -> None:
    """A reference opens a quotation, or is a mention."""
    text = walk.text
    begins = anchor is not None and reference.span.start == anchor
    sentence = max(sentence, *(text.rfind(c, sentence, reference.reach.start) + 1 for c in ";；"))
    inside = reference.span.start < walk.resume
    in_block = walk.block is not None or walk.law is not None or walk.labelled
    opens: Opening | None = None
    if not inside:
        opens = opening(text, reference, sentence, line, begins=begins, in_block=in_block)
    heads = opens is not None and opens.form in ("plain", "alone")
    law = law_of(walk, reference, line, heads=heads)
    if law is None:
        return
    if opens is not None and opens.form == "alone" and not _words_follow(walk, opens, reference):
        opens = None
    if opens is not None and law in NATIONAL_LAWS:
        clause = Span(opens.words, clause_end(text, opens.words, _line_end(walk, opens)))
        if walk.names_place(clause):
            opens = None  # a national law names no city: the article tells what follows from it
    weak = reference.weak and reference.binding is Binding.NONE and not (begins and in_block)
    if opens is None or weak:
        closed = closing_quotation(text, reference, line, labelled=walk.labelled)
        if closed and walk.block is None:
            key = LawKey(law, reference.numbers[0])
            walk.quotes.append(LawQuote(key, closed, closed.start, inline=True))
        elif not (reference.weak and reference.binding in (Binding.NONE, Binding.SENTENCE)):
            walk.mentions.extend(
                LawMention(LawKey(law, n), reference.span) for n in reference.numbers
            )
        return
    key = LawKey(law, reference.numbers[0])
    labelled = walk.labelled and (begins or walk.block is not None)
    as_block = labelled or opens.form in ("plain", "alone")
    if as_block:
        reach = line.start if begins else reference.reach.start
        _open(walk, key, reference.span.start, opens.words, reach)
        walk.law = law
        return
    walk.close(sentence)
    limit = line.end if opens.words < line.end else _line_end(walk, opens)
    end = inline_end(text, opens, reference.span.start, limit)
    span = trim(text, opens.words, end)
    if span is not None:
        walk.quotes.append(LawQuote(key, span, span.start, inline=True))
        walk.resume = span.end


def _line_end(walk: LawWalk, opens: Opening) -> int:
    return next(line.end for line in walk.lines if line.end > opens.words)


def _words_follow(walk: LawWalk, opens: Opening, reference: Reference) -> bool:
    """Whether the line behind a number that stands alone can be the law's text."""
    line = next((line for line in walk.lines if line.end > opens.words), None)
    if line is None:
        return False
    content = walk.text[opens.words : line.end]
    folded = fold(content)
    if (
        ENDING.match(folded)
        or LABEL.match(folded)
        or folded.endswith("?")
        or (walk.text.startswith(("#", "- "), line.start))
    ):
        return False
    if anchor_at(replace(walk, law=None, block=None), opens.words, line) is not None:
        return False
    if len(content.split()) < 4 and not re.search(r"[\u4e00-\u9fff]{6}", content):
        return not NUMBERED.match(folded) and walk.lines[-1] != line
    numbered = NUMBERED.match(folded) and not OWN_ITEM.match(folded)
    named = reference.binding in (Binding.AFTER, Binding.BEFORE)
    return not numbered and not (named and is_prose(content))


def _open(walk: LawWalk, key: LawKey, start: int, words: int, reach: int) -> None:
    """Begins a quotation, with the markup that its number stands in; what stands between the last
    end and `start` is apparatus."""
    while start > reach and walk.text[start - 1] in "*_[【":
        start -= 1
    walk.close(reach)
    walk.apparatus.extend(walk.pending)
    gap = max(reach, walk.pending[-1].end) if walk.pending else reach
    if name := trim(walk.text, gap, start):
        walk.apparatus.append(name)
    walk.pending = []
    walk.block = Block(key, start, words)
