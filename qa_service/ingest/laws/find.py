"""Law articles in a text: what is quoted, what is only mentioned, and what merely introduces it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa_service.domain import LawKey, LawMention, LawQuote, Span
from qa_service.ingest.laws.binding import just_quoted, law_of, spoken_of
from qa_service.ingest.laws.closing import closing_quotation
from qa_service.ingest.laws.extent import inline_end
from qa_service.ingest.laws.heads import (
    Name,
    anchor_at,
    broken_ordinal,
    content_start,
    head_of,
    label_at,
    name_alone,
    reference_at,
    skip_space,
)
from qa_service.ingest.laws.marks import ENDING, LABEL, NUMBERED, OWN_ITEM, is_normative, is_prose
from qa_service.ingest.laws.opening import Opening, clause_end
from qa_service.ingest.laws.quotes import opening
from qa_service.ingest.laws.voice import speaks_for_itself
from qa_service.ingest.laws.walk import LawWalk
from qa_service.laws.canonical import NATIONAL_LAWS
from qa_service.laws.find import find_references
from qa_service.laws.names import find_law_names
from qa_service.laws.references import Binding, Reference
from qa_service.text import fold, lines_of, sentences, trim

_GUILLEMETS = str.maketrans("«»‹›", "“”‘’")


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
    within = text[: body.end].translate(_GUILLEMETS)
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
    for line, following in zip(walk.lines, [*walk.lines[1:], None], strict=False):
        _read_line(walk, line, following)
    walk.close(body.end)
    quotes = sorted(walk.quotes, key=lambda quote: quote.span)
    return LawFindings(tuple(quotes), tuple(walk.mentions), tuple(walk.apparatus))


def _read_line(walk: LawWalk, line: Span, following: Span | None) -> None:
    """One line: what it ends, what it heads, and what it quotes."""
    at = content_start(walk.text, line)
    if label := label_at(walk.text, at, line.end):
        walk.label(line.start, label)
        at = label.end
    if at >= line.end:
        return
    content = Span(at, line.end)
    anchor: int | None = None
    match head_of(walk, line, content, following, labelled=label is not None):
        case Name(law, words):
            return walk.name(line.start, law, words)
        case "chapter":
            return walk.chapter(content)
        case "end":
            walk.leave(line.start)
        case "item":
            walk.end_list()
        case int(anchor):
            pass
    _scan(walk, content, line, anchor)
    walk.pass_line(content)


def _scan(walk: LawWalk, content: Span, line: Span, anchor: int | None) -> None:
    """The sentences of a line, and every reference in it; `anchor`: where the reference begins
    that the line begins with."""
    text = walk.text
    for sentence in sentences(text, content.start, content.end):
        if sentence.end <= walk.resume:
            continue
        start = sentence.start
        first = start == content.start
        if not first:
            if ENDING.match(fold(text[start : sentence.end])):
                walk.leave(start)
            if label := label_at(text, start, sentence.end):
                walk.label(start, label)
                start = label.end
                anchor = anchor_at(walk, start, Span(start, line.end))
        elif anchor is not None and anchor >= sentence.end:
            continue
        said = Span(start, sentence.end)
        if walk.labelled and (law := name_alone(walk, said)) is not None:
            walk.name(start, law, said)
            anchor = anchor_at(walk, skip_space(text, sentence.end), line)
            continue
        broken = broken_ordinal(walk, start, line.end, first=first or anchor == start)
        if broken and (walk.block or walk.labelled or walk.pending):
            key, words = broken
            walk.open(key, start, words, start)
        references = walk.references_in(said)
        if walk.quoted_before(start) and (
            walk.closed_before(start) or speaks_for_itself(walk, sentence, references)
        ):
            walk.interrupt(start)
        for reference in references:
            _read_reference(walk, reference, start, line, anchor)


def _read_reference(
    walk: LawWalk, reference: Reference, sentence: int, line: Span, anchor: int | None
) -> None:
    """A reference opens a quotation, or ends one in quotation marks, or is a mention."""
    text = walk.text
    begins = anchor is not None and reference.span.start == anchor
    sentence = max(sentence, *(text.rfind(c, sentence, reference.reach.start) + 1 for c in ";；"))
    in_block = walk.law is not None or walk.labelled
    goes_on = not (begins or in_block) and just_quoted(walk, reference, line) is not None
    opens: Opening | None = None
    if reference.span.start >= walk.resume:
        block = in_block or goes_on
        opens = opening(text, reference, sentence, line, begins=begins, in_block=block)
    heads = opens is not None and opens.form in ("plain", "alone")
    law = law_of(walk, reference, line, heads=heads)
    if law is None and opens is not None and _says_what_shall_be(walk, opens, line):
        law = spoken_of(walk, reference)
        goes_on = True
    if law is None:
        return
    weak = reference.weak and reference.binding is Binding.NONE and not (begins and in_block)
    if opens is None or weak or not _is_quoted(walk, opens, reference, law):
        _read_mention(walk, reference, law, line)
        return
    key = LawKey(law, reference.numbers[0])
    inside = walk.block is not None and opens.form != "cited"
    if (heads and not goes_on) or (walk.labelled and (begins or inside)):
        reach = line.start if begins else reference.reach.start
        walk.open(key, reference.span.start, opens.words, reach)
        return
    walk.close(sentence)
    within = _line_of(walk, opens) or line
    opens = replace(opens, colon=opens.colon or (heads and goes_on))
    end = inline_end(text, opens, reference.span.start, within.end)
    if span := trim(text, opens.words, end):
        walk.quote(key, span)


def _says_what_shall_be(walk: LawWalk, opens: Opening, line: Span) -> bool:
    """Whether a colon leads to a sentence that can be no other's than a law's."""
    clause = walk.text[opens.words : clause_end(walk.text, opens.words, line.end)]
    return opens.colon and is_normative(clause) and not is_prose(clause)


def _read_mention(walk: LawWalk, reference: Reference, law: str, line: Span) -> None:
    """A reference that opens no quotation: one in quotation marks may end with it."""
    closed = closing_quotation(walk.text, reference, line, labelled=walk.labelled)
    if closed and walk.block is None:
        walk.quote(LawKey(law, reference.numbers[0]), closed)
    elif not (reference.weak and reference.binding in (Binding.NONE, Binding.SENTENCE)):
        walk.mention(law, reference)


def _is_quoted(walk: LawWalk, opens: Opening, reference: Reference, law: str) -> bool:
    """Whether what begins like a quotation can be the law's text."""
    line = _line_of(walk, opens)
    if line is None or (opens.form == "alone" and not _words_follow(walk, opens, reference)):
        return False
    # No law but a city's own names a city: the article tells what follows from it.
    clause = Span(opens.words, clause_end(walk.text, opens.words, line.end))
    return not walk.tells_of_place(law, clause)


def _line_of(walk: LawWalk, opens: Opening) -> Span | None:
    """The line that the words of a quotation begin in; None where none follow."""
    at = bisect_right(walk.lines, opens.words, key=lambda line: line.end)
    return walk.lines[at] if at < len(walk.lines) else None


def _words_follow(walk: LawWalk, opens: Opening, reference: Reference) -> bool:
    """Whether the line behind a number that stands alone can be the law's text."""
    line = _line_of(walk, opens)
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
    if reference_at(walk, opens.words, line) is not None:
        return False
    if len(content.split()) < 4 and not re.search(r"[\u4e00-\u9fff]{6}", content):
        return not NUMBERED.match(folded) and walk.lines[-1] != line
    numbered = NUMBERED.match(folded) and not OWN_ITEM.match(folded)
    named = reference.binding in (Binding.AFTER, Binding.BEFORE)
    return not numbered and not (named and is_prose(content))
