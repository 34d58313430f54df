"""What stands around an article and never is a part of it: lists of related articles, links to the
previous and the next one, notes on source and copyright, rules and buttons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from qa_service.domain import Span
from qa_service.ingest.boilerplate_lines import (
    ENDS_SENTENCE,
    Page,
    comments_end,
    is_around,
    is_bulleted,
    is_button,
    is_copied,
    is_credit,
    is_links,
    is_neighbour,
    is_notice,
    is_path,
    is_publication,
    is_rule,
    leads_to_places,
    may_open_list,
    neighbour,
    opens_comments,
    opens_contents,
    opens_list,
    opens_list_in_line,
    recommends,
    stands_below_again,
)
from qa_service.ingest.boilerplate_words import COURTESY, DISCLAIMS, INNER_OPENER, NOTICE
from qa_service.ingest.byline_words import COUNTED
from qa_service.ingest.bylines import unwrapped
from qa_service.ingest.headings import BULLET, is_paragraph, label, marker, summary, weight
from qa_service.ingest.tail import tail
from qa_service.text import sentences

_ANSWERS = re.compile(r"answer|回答|答案")
_LINES = 8
"""Of the longest comment, with its name, day and buttons."""
_LONGEST_TITLE = 25
"""Words of the longest title taken for one in a list without bullets."""


def boilerplate(text: str, start: int = 0) -> tuple[Span, ...]:
    """Spans behind `start` that are no part of the article, in order, apart from each other."""
    page = Page(text, start)
    lines = page.lines
    spans: list[Span] = []
    i = 0
    while i < len(lines):
        line, after = lines[i], _after(page, i)
        if after > i:
            spans += lines[i:after]
        elif at := _inner_opener(page.folded, line):
            after = _after_list(page, i + 1, bulleted=True)
            spans += _idle(page, Span(line.start, at))
            spans += [Span(at, line.end), *lines[i + 1 : after]]
        else:
            after = i + 1
            spans += _idle(page, line)
        i = after
    return tuple(sorted([*spans, *tail(text, start, spans)]))


def _after(page: Page, i: int) -> int:
    """Index of the first line behind the boilerplate that line `i` opens; `i` if it opens none."""
    return next((after(page, i) for opens, after in _RULES if opens(page, i)), i)


# --- how far that goes --------------------------------------------------------------------------


def _line(page: Page, i: int) -> int:
    return i + 1


def _comments(page: Page, i: int) -> int:
    """To the end of the text, or to what can only be the article's."""
    after = comments_end(page, i)
    if after is None:
        return i
    if _ANSWERS.search(page.bare[i]) and any(map(is_paragraph, page.said[i + 1 : after])):
        return i + 1
    count = re.search(r"\d[\d,]*", page.bare[i])
    # Far more lines than they can have: it is a button.
    is_button = count and after - i > _LINES * int(count[0].replace(",", ""))
    return i + 1 if is_button else after


def _contents(page: Page, i: int) -> int:
    """With the headings that stand below again; without any it is a heading itself."""
    after = i + 1
    while after < len(page.lines) and stands_below_again(page, after):
        after += 1
    return after if after - i > 2 else i


def _list(page: Page, i: int) -> int:
    return _after_list(page, i + 1, is_bulleted(page, i))


def _list_in_line(page: Page, i: int) -> int:
    line = page.low[i]
    if line.count("[") > line.count("]") and i + 1 < len(page.lines):  # broken in the midst of one
        return i + 2
    return _after_list(page, i + 1, bulleted=True)


def _list_of_two(page: Page, i: int) -> int:
    after = _list(page, i)
    return after if after - i > 2 else i


def _link(page: Page, i: int) -> int:
    """With the title below, where there is none beside it."""
    found = neighbour(page, i)
    alone = found and not page.bare[i][found.end() :].strip(" :>»")
    return i + 2 if alone and i + 1 < len(page.lines) and _is_item(page, i + 1) else i + 1


def _notice(page: Page, i: int) -> int:
    """With its words below, where there are none beside it."""
    bare = page.bare[i]
    alone = NOTICE.fullmatch(bare) or bare.endswith(":")
    return min(i + 2, len(page.lines)) if alone else i + 1


_RULES: tuple[tuple[Callable[[Page, int], bool], Callable[[Page, int], int]], ...] = (
    (is_copied, _line),
    (is_rule, _line),
    (is_path, _line),
    (is_links, _line),
    (opens_comments, _comments),
    (opens_list, _list),
    (opens_list_in_line, _list_in_line),
    (opens_contents, _contents),
    (recommends, _line),
    (leads_to_places, _line),
    (may_open_list, _list_of_two),
    (is_neighbour, _link),
    (is_notice, _notice),
    (is_button, _line),
    (is_publication, _line),
    (is_credit, _line),
)
"""Whether line `i` opens boilerplate, and the index of the first line behind that: in order, the
first that applies counts."""


# --- lists of titles ----------------------------------------------------------------------------


def _after_list(page: Page, i: int, bulleted: bool) -> int:
    """Index of the first line behind a list of titles whose first item would be line `i`."""
    end = len(page.lines)
    if i < end and is_bulleted(page, i):
        while i < end and is_bulleted(page, i):
            i += 1
        return i
    if bulleted and i < end:
        return i
    first = i
    tight = i + 1 < end and not _is_apart(page, i + 1)
    while i < end and _is_item(page, i):
        if tight and i > first + 1 and _is_apart(page, i):
            break
        parted = tight and i + 1 < end and _is_apart(page, i + 1)
        if i > first and not parted and _heads_text(page, i):
            break
        i += 1
    return i


def _is_item(page: Page, i: int) -> bool:
    if opens_comments(page, i):
        return False
    line = page.said[i]
    number = marker(line, 0, len(line))
    said = line[number.end :] if number else line
    if label(said, 0, len(said)) or summary(said, 0, len(said)):
        return False
    if is_bulleted(page, i):
        return True
    if weight(said) > _LONGEST_TITLE or re.search(r"[.;]\s+\S|[。；]\S", said):
        return False
    if not said.endswith(ENDS_SENTENCE):
        return True
    # "Shenzhen settled down to protect itself." is a title too, where titles stand on both sides.
    around = [page.said[j] for j in (i - 1, i + 1) if 0 <= j < len(page.said)]
    return (
        said.endswith((".", "。"))
        and weight(said) <= 12
        and len(around) == 2
        and not any(line.endswith(ENDS_SENTENCE) for line in around)
        and all(weight(line) <= _LONGEST_TITLE for line in around)
    )


def _heads_text(page: Page, i: int) -> bool:
    """Whether line `i`, which could be a title in a list, is the heading of text behind it."""
    if i + 1 == len(page.lines) or is_around(page, i + 1):
        return False
    line, following = page.said[i], page.said[i + 1]
    here = marker(line, 0, len(line), page.low[i])
    if is_bulleted(page, i + 1) or _is_item(page, i + 1):
        # A numbered heading over numbered steps, as "II. Process" over "1. Go to …"
        below = marker(following, 0, len(following), page.low[i + 1])
        return bool(here and below and here.rank < below.rank < BULLET and below.number == 1)
    ends = following.endswith(ENDS_SENTENCE) or weight(following) > _LONGEST_TITLE
    law = re.match(
        r"legal|article \d|according|people's republic|法律|第.{1,7}条|中华", page.low[i + 1]
    )
    return ends and (here is not None or line.startswith("#") or law is None)


def _is_apart(page: Page, i: int) -> bool:
    """Whether a blank line stands above line `i`."""
    between = page.text[page.lines[i - 1].end : page.lines[i].start]
    return "\n\n" in re.sub(r"[^\S\n]", "", between)


# --- parts of a line ----------------------------------------------------------------------------


def _inner_opener(folded: str, line: Span) -> int | None:
    found = INNER_OPENER.search(folded, line.start + 1, line.end)
    if not found:
        return None
    at = found.start()
    while folded[at].isspace():
        at += 1
    return at


def _idle(page: Page, line: Span) -> Iterator[Span]:
    """Sentences of a line that disclaim or only take leave; all of it where most are such."""
    folded = page.folded
    said = folded[line.start : line.end]
    if DISCLAIMS.search(said) and unwrapped(said).startswith(("copyright", "©")):
        yield line
        return
    parts = list(sentences(page.text, line.start, line.end))
    idle = [part for part in parts if _is_idle(folded[part.start : part.end])]
    left = "".join(folded[part.start : part.end] for part in parts if part not in idle)
    if len(idle) >= 2 and 3 * len(idle) >= 2 * len(parts) and not re.search(r"\d", left):
        yield line
    else:
        yield from idle


def _is_idle(said: str) -> bool:
    if DISCLAIMS.search(said):
        return True
    bare = said.strip(" .!~。")
    if COUNTED.fullmatch(bare):
        return True
    return COURTESY.fullmatch(bare) is not None and not re.search(r"\d", said)
