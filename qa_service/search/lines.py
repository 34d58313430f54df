"""Sentences that are lines of another kind: rows of a table, headings, the heads of lists."""

from __future__ import annotations

import re

from qa_service.domain import Passage
from qa_service.retrieval.kept import kept

_HEADING = 3
"""Words, of two 汉字 each, up to which a sentence only says what comes next: "2. Outpatient
clinics."."""

_HEADS = re.compile(r"[?？:：][\W_]*$|^\W*\d{1,2}\W+(?:[^\W\d]+ ?){1,3}\W*$")
"""A question, the head of a list, or a numbered heading of three words."""

_ROW = re.compile(r"[\t|]|(?<=\S) {2,}+.*(?<=\S) {2,}+")
_ENDS = ".。!！?？;；:："
_WORD = re.compile(r"[\u3400-\u9fff]{1,2}|[^\W\d_\u3400-\u9fff]+")


@kept
def rows(passage: Passage) -> tuple[bool, ...]:
    """Of each sentence, whether it is a row of a table: cells between tabs or bars, in columns, or
    a line each."""
    return tuple(map(_is_row, passage.sentence_texts))


def _is_row(sentence: str) -> bool:
    if "\n" in sentence:  # no sentence that only the width of a page has broken
        return sentence[-1] not in _ENDS
    return _ROW.search(sentence) is not None


_ASKER = re.compile(r"\W*(?:q(?:uestion)?|ask(?:ed|er)?|问|提问)\s*\d{0,2}\s*[:：]", re.IGNORECASE)
_REPLY = re.compile(r"\W*(?:a(?:nswer)?|reply|答|回答)\s*\d{0,2}\s*[:：]", re.IGNORECASE)


@kept
def told_by_asker(passage: Passage) -> tuple[int, ...]:
    """The sentences in which a reader tells what led to the question that a reply follows."""
    found: list[int] = []
    asking: int | None = None
    for number, sentence in enumerate(passage.sentence_texts):
        if _ASKER.match(sentence):
            asking = number
        elif asking is not None and _REPLY.match(sentence):
            found += range(asking, number)
            asking = None
    return tuple(n for n in found if passage.sentence_texts[n][-1] not in "?？")


_OF_ONESELF = re.compile(
    r"\b(?:i(?:['’]m| (?:am|was|had|work(?:ed)?|live[ds]?|went|lost|left|heard|missed|joined|signed"
    r"|slipped|quit|retired|paid|gave|wrote|bought|got))"
    r"|my (?:former |old )?(?:boss|mother|mom|mum|father|dad|parents?|husband|wife|son|daughter"
    r"|company|friends?|colleagues?|granny|grand\w+|cousin|aunt|uncle))\b"
    r"|我(?:妈|爸|老公|老婆|儿子|女儿|朋友|同事|老板|公司)",
    re.IGNORECASE,
)
"""Not "I have gone through registration": so a condition reads in translation (本人)."""


@kept
def told_of_oneself(passage: Passage) -> tuple[int, ...]:
    """The sentences in which somebody tells what he or his family did."""
    texts = passage.sentence_texts
    return tuple(n for n, sentence in enumerate(texts) if _OF_ONESELF.search(sentence))


@kept
def announcing(passage: Passage) -> tuple[bool, ...]:
    """Of each sentence, whether it only says what the next one is about: a question, a heading, the
    head of a list or of a table."""
    return tuple(_announces(passage, number) for number in range(len(passage.sentences)))


def _announces(passage: Passage, number: int) -> bool:
    sentence = passage.sentence_texts[number]
    if not rows(passage)[number]:
        return _is_heading(sentence)
    if not re.search(r"\w", sentence):
        return True  # the rule below the head
    return _is_table_head(passage, number)


def _is_heading(sentence: str) -> bool:
    if only_heads(sentence):
        return True
    return len(_WORD.findall(sentence)) <= _HEADING and not re.search(r"\d\d", sentence)


def only_heads(sentence: str) -> bool:
    """Whether it is a question, the head of a list, or a numbered heading."""
    return _HEADS.search(sentence) is not None


def of_table(passage: Passage, best: int, longest: int) -> tuple[int, int]:
    """The rows that a row of a table is read with, as far as they have no more than `longest`
    characters together: those above it, from the head on; below the head, all others. The sentence
    alone where it is none."""
    are_rows = rows(passage)
    if not are_rows[best]:
        return best, best
    top = bottom = best
    while top > 0 and are_rows[top - 1]:
        top -= 1
    while bottom + 1 < len(are_rows) and are_rows[bottom + 1]:
        bottom += 1
    if not _is_table_head(passage, best):
        short = passage.sentences[best].end - passage.sentences[top].start <= longest
        return (top if short else best), best
    end = passage.sentences[best].start + longest
    while passage.sentences[bottom].end > end and bottom > best:
        bottom -= 1
    return best, bottom


def _is_table_head(passage: Passage, row: int) -> bool:
    """Whether a row is the first of its table and has no numbers."""
    on_top = row == 0 or not rows(passage)[row - 1]
    return on_top and not re.search(r"\d", passage.sentence_texts[row])
