"""Headings inside a passage: of joined short sections, each sentence stands under its own."""

from __future__ import annotations

from qa_service.domain import Passage, Span
from qa_service.retrieval.kept import kept
from qa_service.text import letters, trim


@kept
def inner_headings(passage: Passage) -> tuple[Span | None, ...]:
    """Of each sentence of an article's passage the heading that it stands under in the text; None
    where that is in `section`, above all of them. A heading with a colon has what follows as
    closely as the first: "Employees:" heads a list, and not the paragraph behind it."""
    if passage.kind != "article":
        return (None,) * len(passage.sentences)
    text, above = passage.text, set(map(letters, passage.section))
    found: list[Span | None] = []
    own, lines, end = None, 0, 0
    for sentence in passage.sentences:
        if (heading := trim(text, end, sentence.start)) is not None:
            own = None if letters(text[slice(*heading)]) in above else heading
            lines = text.count("\n", heading.end, sentence.start)
        elif own and text[own.end - 1] in ":：" and text.count("\n", end, sentence.start) > lines:
            own = None
        found.append(own)
        end = sentence.end
    return tuple(found)


def group(passage: Passage, number: int) -> Span | None:
    """The heading with a colon that a sentence stands under: "Employees:" tells its figures from
    those of others."""
    heading = inner_headings(passage)[number]
    return heading if heading and passage.text[heading.end - 1] in ":：" else None


def heading_above(passage: Passage, number: int) -> Span | None:
    """The heading that a sentence is the first one under."""
    headings = inner_headings(passage)
    heading = headings[number]
    return heading if heading and headings.index(heading) == number else None
