"""What stands around an article and never is a part of it: lists of related articles, links to the
previous and the next one, notes on source and copyright, rules and buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_service.domain import Span
from qa_service.ingest.boilerplate_words import (
    ADVERT,
    BULLETED_NEIGHBOUR,
    BUTTON,
    BYLINE,
    COUNTED,
    DATED,
    DISCLAIMS,
    HEAD_LABEL,
    HEAD_NAME,
    HEAD_PIECE,
    INNER_OPENER,
    LINKS,
    MAY_OPEN_LIST,
    NEIGHBOUR,
    NOTICE,
    OPENS_LIST,
    PERSON,
    PIECE,
    RECOMMENDS,
)
from qa_service.ingest.headings import BULLET, heading_words, label, marker, summary, weight
from qa_service.ingest.tail import tail
from qa_service.text import fold, lines_of, sentences

_BEFORE, _BEHIND = " \t\r\n#>*_[【(|-", " \t\r\n*_]】)|:>»-"
"""What stands around the words of a line, folded."""
_ENDS_SENTENCE = (".", ";", "。", "；", "!", "！", ",", "，", ":", "：")
_UNKNOWN_PIECE = re.compile(r"[^|\d.;:]{2,50}\|")
_SEARCH = re.compile(r"\W*(?:\w+\s)?(?:search|搜索)(?:\s\w+)?\s*[:\[]")
"""Begins a field to search in."""
_IN_ROW = re.compile(r"\s*[|｜\[\]【】]\s*|\s{2,}|\t")
"""Between the pieces of a row of links."""
_ROW_WORDS = 6
"""Words of its longest piece."""
_LONGEST_TITLE = 25
"""Words of the longest title taken for one in a list without bullets."""


def boilerplate(text: str, start: int = 0) -> tuple[Span, ...]:
    """Spans behind `start` that are no part of the article, in order, apart from each other."""
    folded = fold(text)
    lines = list(lines_of(text, start))
    spans: list[Span] = []
    i = 0
    while i < len(lines):
        line = lines[i]
        bare = _bare(folded, line)
        after = _after(text, folded, lines, i, bare)
        if after > i:
            spans += lines[i:after]
            i = after
            continue
        if at := _inner_opener(folded, line):
            spans += _sentences_that_disclaim(text, folded, Span(line.start, at))
            after = _after_list(text, folded, lines, i + 1, bulleted=True)
            spans += [Span(at, line.end), *lines[i + 1 : after]]
            i = after
            continue
        spans += _sentences_that_disclaim(text, folded, line)
        i += 1
    return tuple(sorted([*spans, *tail(text, start, spans)]))


def _after(text: str, folded: str, lines: list[Span], i: int, bare: str) -> int:
    """Index of the first line behind the boilerplate that line `i` opens; `i` if it opens none."""
    line = lines[i]
    if not any(c.isalnum() or c == "|" for c in folded[line.start : line.end]):
        return i + 1  # a rule
    if LINKS.fullmatch(folded, *line):
        return i + 1
    bulleted = _is_bulleted(text, line)
    if OPENS_LIST.fullmatch(bare):
        return _after_list(text, folded, lines, i + 1, bulleted)
    head, *rest = re.split(r"[:\]】]", bare, maxsplit=1)
    if any(rest) and OPENS_LIST.fullmatch(head.strip()):  # with its titles behind it
        if bare.count("[") > bare.count("]") and i + 1 < len(lines):  # broken in the midst of one
            return i + 2
        return _after_list(text, folded, lines, i + 1, bulleted=True)
    if any(rest) and RECOMMENDS.fullmatch(head.strip()) and _are_titles(rest[0]):
        return i + 1
    if MAY_OPEN_LIST.fullmatch(bare):
        after = _after_list(text, folded, lines, i + 1, bulleted)
        return after if after - i > 2 else i
    if neighbour := _neighbour(text, line, bare):
        alone = not bare[neighbour.end() :].strip(" :>»")
        return i + 2 if alone and i + 1 < len(lines) and _is_item(text, lines, i + 1) else i + 1
    if NOTICE.match(bare):
        alone = bool(NOTICE.fullmatch(bare)) or bare.endswith(":")
        return min(i + 2, len(lines)) if alone else i + 1
    if any(kind.fullmatch(bare) for kind in (ADVERT, DATED, COUNTED, BUTTON)):
        return i + 1
    if _is_in_pieces(bare):
        return i + 1
    if (byline := BYLINE.match(bare)) and len(bare) <= 160:
        said = bare[byline.end() :].strip()
        # The author of a post answers who asks below it.
        answers = PERSON.match(bare) and re.search(r"[.。]$", said) and weight(said) >= 4
        if weight(said) <= 20 and not answers and not re.search(r"[.;!?]\s|[。;!?]", said):
            return i + 1
    return i


def _is_in_pieces(bare: str) -> bool:
    """Whether a line is made of a date, a source, buttons: two at least, not of dates alone, and of
    other words no more than one short piece between bars."""
    known = dates = at = 0
    other = False
    while at < len(bare):
        if bare[at] in " |·•,.;-/":
            at += 1
        elif found := PIECE.match(bare, at):
            known, dates = known + 1, dates + (found["date"] is not None)
            at = max(found.end(), at + 1)
        elif not other and (unknown := _UNKNOWN_PIECE.match(bare, at)):
            other, at = True, unknown.end()
        else:
            return False
    return known >= 2 and dates < known


def _are_titles(said: str) -> bool:
    parts = re.split(r"[;|·]|\]\s*\[|\s[/*]\s", said)
    in_sentences = re.search(r"(?:\.\s+|。)\S", said)
    return len(parts) >= 2 and not in_sentences and max(map(weight, parts)) <= 14


def _bare(folded: str, line: Span) -> str:
    """The words of a line, without bullet, brackets and Markdown around them."""
    return _unwrapped(folded[line.start : line.end])


def _unwrapped(line: str) -> str:
    return line.lstrip(_BEFORE).rstrip(_BEHIND)


def _is_around(text: str, folded: str, line: Span) -> bool:
    """Whether a line opens boilerplate."""
    bare = _bare(folded, line)
    return bool(
        OPENS_LIST.fullmatch(bare)
        or _neighbour(text, line, bare)
        or NOTICE.match(bare)
        or BUTTON.fullmatch(bare)
        or is_byline(bare)
        or DISCLAIMS.search(folded[line.start : line.end])
    )


def _neighbour(text: str, line: Span, bare: str) -> re.Match[str] | None:
    if found := NEIGHBOUR.match(bare):
        return found
    return BULLETED_NEIGHBOUR.match(bare) if _is_bulleted(text, line) else None


def _after_list(text: str, folded: str, lines: list[Span], i: int, bulleted: bool) -> int:
    """Index of the first line behind a list of titles whose first item would be line `i`."""
    if i < len(lines) and _is_bulleted(text, lines[i]):
        while i < len(lines) and _is_bulleted(text, lines[i]):
            i += 1
        return i
    if bulleted and i < len(lines):
        return i
    first = i
    tight = i + 1 < len(lines) and not _is_apart(text, lines, i + 1)
    while i < len(lines) and _is_item(text, lines, i):
        if tight and i > first + 1 and _is_apart(text, lines, i):
            break
        parted = tight and i + 1 < len(lines) and _is_apart(text, lines, i + 1)
        if i > first and not parted and _heads_text(text, folded, lines, i):
            break
        i += 1
    return i


def _is_item(text: str, lines: list[Span], i: int) -> bool:
    line = text[lines[i].start : lines[i].end]
    number = marker(line, 0, len(line))
    said = line[number.end :] if number else line
    if label(said, 0, len(said)) or summary(said, 0, len(said)):
        return False
    if _is_bulleted(text, lines[i]):
        return True
    if weight(said) > _LONGEST_TITLE or re.search(r"[.;]\s+\S|[。；]\S", said):
        return False
    if not said.endswith(_ENDS_SENTENCE):
        return True
    # "Shenzhen settled down to protect itself." is a title too, where titles stand on both sides.
    return (
        said.endswith((".", "。"))
        and weight(said) <= 12
        and 0 < i < len(lines) - 1
        and all(
            not text[lines[j].start : lines[j].end].endswith(_ENDS_SENTENCE) for j in (i - 1, i + 1)
        )
        and all(
            weight(text[lines[j].start : lines[j].end]) <= _LONGEST_TITLE for j in (i - 1, i + 1)
        )
    )


def _heads_text(text: str, folded: str, lines: list[Span], i: int) -> bool:
    """Whether line `i`, which could be a title in a list, is the heading of text behind it."""
    if i + 1 == len(lines):
        return False
    line, following = lines[i], text[lines[i + 1].start : lines[i + 1].end]
    if _is_around(text, folded, lines[i + 1]):
        return False
    if _is_bulleted(text, lines[i + 1]) or _is_item(text, lines, i + 1):
        # A numbered heading over numbered steps, as "II. Process" over "1. Go to …"
        here = marker(text, line.start, line.end, folded)
        below = marker(text, lines[i + 1].start, lines[i + 1].end, folded)
        return bool(here and below and here.rank < below.rank < BULLET and below.number == 1)
    ends = following.endswith(_ENDS_SENTENCE) or weight(following) > _LONGEST_TITLE
    structural = marker(text, line.start, line.end, folded) or text[line.start] == "#"
    law = re.match(
        r"legal|article \d|according|people's republic|法律|第.{1,5}条|中华", fold(following)
    )
    return ends and (bool(structural) or not law)


def _is_bulleted(text: str, line: Span) -> bool:
    return bool(re.match(r"[-*+•●■◆▪►·–—]\s*(?=[^\s*_-])", text[line.start : line.start + 3]))


def _is_apart(text: str, lines: list[Span], i: int) -> bool:
    return "\n\n" in re.sub(r"[^\S\n]", "", _between(text, lines, i - 1))


def _between(text: str, lines: list[Span], i: int) -> str:
    return text[lines[i].end : lines[i + 1].start]


def _inner_opener(folded: str, line: Span) -> int | None:
    found = INNER_OPENER.search(folded, line.start + 1, line.end)
    if not found:
        return None
    at = found.start()
    while folded[at].isspace():
        at += 1
    return at


def _sentences_that_disclaim(text: str, folded: str, line: Span) -> Iterator[Span]:
    found = DISCLAIMS.search(folded[line.start : line.end])
    if found and _bare(folded, line).startswith(("copyright", "©")):
        yield line
    elif found:
        for sentence in sentences(text, line.start, line.end):
            if DISCLAIMS.search(folded[sentence.start : sentence.end]):
                yield sentence


def is_byline(line: str) -> bool:
    """Whether a line around the title only says when, where and by whom it was published, or
    advertises."""
    bare = _unwrapped(fold(line))
    return bool(
        ADVERT.fullmatch(bare)
        or DATED.fullmatch(bare)
        or COUNTED.fullmatch(bare)
        or _is_in_pieces(bare)
        or (BYLINE.match(bare) and weight(heading_words(bare)) <= 20 and not bare.endswith("?"))
    )


def is_link_row(line: str) -> bool:
    """Whether a line above a title is a row of the site's own: its sections, what can be done with
    the page, a field to search in."""
    if _SEARCH.match(fold(line)):
        return True
    if re.search(r"[\d:：]|[.。?？!！;；,，]\s*$", line):
        return False
    parts = [part for part in _IN_ROW.split(line) if re.search(r"\w", part)]
    return len(parts) >= 3 and all(weight(part) <= _ROW_WORDS for part in parts)


def is_head_note(line: str) -> bool:
    """Whether a line between title and text only says who wrote or asked, when and where, and how
    often it was read."""
    written = _unwrapped(line)
    bare = fold(written)
    if HEAD_LABEL.match(bare):
        return weight(bare) <= 20
    if re.search(r"[.。?!:]$", bare):
        return False
    if HEAD_NAME.match(written):
        return weight(bare) <= 14
    return weight(bare) <= 30 and len(HEAD_PIECE.findall(bare)) >= 2
