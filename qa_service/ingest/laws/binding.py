"""Which law a reference belongs to where no name stands beside it."""

from __future__ import annotations

import re

from qa_service.domain import Span
from qa_service.ingest.laws.walk import LawWalk
from qa_service.laws.references import Binding, Reference
from qa_service.text import fold

_THIS = re.compile(r"\b(?:this|these|the)\s+[a-z]+$|\bthereof$|本[法条办规细]")


def law_of(walk: LawWalk, reference: Reference, line: Span, *, heads: bool) -> str | None:
    """The law of a reference in `line`; `heads`: it begins an article's words, so that a law only
    named somewhere in the text isn't enough."""
    if reference.binding in (Binding.BEFORE, Binding.AFTER):
        return reference.law
    if reference.binding is Binding.SAME:
        beside = fold(walk.text[reference.reach.start : reference.reach.end])
        return (walk.law if _THIS.search(beside) else None) or reference.law
    if walk.law is not None:
        return walk.law
    if reference.law is not None and not heads:
        return reference.law
    if walk.labelled:
        return walk.fallback
    if heads:
        return _just_mentioned(walk, reference) or just_quoted(walk, reference, line)
    named = {n.canonical for n in walk.names_in(Span(line.start, reference.span.start))}
    return named.pop() if len(named) == 1 else walk.only


def just_quoted(walk: LawWalk, reference: Reference, line: Span) -> str | None:
    """The law of a quotation before it in the same line, if no other is named between."""
    last = walk.quotes[-1] if walk.quotes else None
    if last is None or not last.inline or last.span.start < line.start:
        return None
    between = Span(last.span.end, reference.span.start)
    return None if walk.names_in(between) else last.key.law


def spoken_of(walk: LawWalk, reference: Reference) -> str | None:
    """The law of the last article quoted or mentioned before it, if no other is named between."""
    spoken = [
        *((quote.span.end, quote.key.law) for quote in walk.quotes[-1:]),
        *((mention.span.end, mention.key.law) for mention in walk.mentions[-1:]),
    ]
    end, law = max(spoken, default=(0, None))
    between = Span(end, reference.span.start)
    return None if any(name.canonical != law for name in walk.names_in(between)) else law


def _just_mentioned(walk: LawWalk, reference: Reference) -> str | None:
    """The law of the last mention, if it was of the same article and in the line before: "What does
    Article 47 of the Social Insurance Law say?" over "Article 47 The standard …"."""
    if not walk.mentions or walk.mentions[-1].key.article != reference.numbers[0]:
        return None
    between = walk.text[walk.mentions[-1].span.end : reference.span.start]
    return walk.mentions[-1].key.law if len(between.strip().split("\n")) <= 2 else None
