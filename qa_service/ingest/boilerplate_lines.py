"""Lines that are no part of an article, and lines that open several such."""

from __future__ import annotations

import re

from qa_service.ingest.boilerplate_words import (
    ADVERT,
    BULLETED_NEIGHBOUR,
    BUTTON,
    BYLINE,
    COUNTED,
    DATED,
    DISCLAIMS,
    LINKS,
    MAY_OPEN_LIST,
    NEIGHBOUR,
    NOTICE,
    OPENS_LIST,
    PERSON,
    RECOMMENDS,
)
from qa_service.ingest.bylines import is_byline, is_in_pieces, unwrapped
from qa_service.ingest.headings import weight
from qa_service.text import fold, lines_of


class Page:
    """The lines of a page behind its title."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.folded = fold(text)
        self.lines = list(lines_of(text, start))
        self.said = [text[line.start : line.end] for line in self.lines]
        self.low = [self.folded[line.start : line.end] for line in self.lines]
        """The same folded."""
        self.bare = [unwrapped(line) for line in self.low]
        """The same without bullet, brackets and Markdown around the words."""
        self.halves = [_in_two(bare) for bare in self.bare]


def _in_two(bare: str) -> tuple[str, str]:
    """A line's head, as of a list, and what stands behind that."""
    head, *rest = re.split(r"[:\]】]", bare, maxsplit=1)
    return head.strip(), "".join(rest)


def is_rule(page: Page, i: int) -> bool:
    return not any(c.isalnum() or c == "|" for c in page.low[i])


def is_links(page: Page, i: int) -> bool:
    return LINKS.fullmatch(page.low[i]) is not None


def opens_list(page: Page, i: int) -> bool:
    return OPENS_LIST.fullmatch(page.bare[i]) is not None


def opens_list_in_line(page: Page, i: int) -> bool:
    """With its titles behind it."""
    head, rest = page.halves[i]
    return bool(rest and OPENS_LIST.fullmatch(head))


def recommends(page: Page, i: int) -> bool:
    head, rest = page.halves[i]
    return bool(rest and RECOMMENDS.fullmatch(head) and _are_titles(rest))


def may_open_list(page: Page, i: int) -> bool:
    return MAY_OPEN_LIST.fullmatch(page.bare[i]) is not None


def is_neighbour(page: Page, i: int) -> bool:
    return neighbour(page, i) is not None


def is_notice(page: Page, i: int) -> bool:
    return NOTICE.match(page.bare[i]) is not None


def is_button(page: Page, i: int) -> bool:
    bare = page.bare[i]
    return any(kind.fullmatch(bare) for kind in (ADVERT, DATED, COUNTED, BUTTON))


def is_publication(page: Page, i: int) -> bool:
    return is_in_pieces(page.bare[i])


def is_credit(page: Page, i: int) -> bool:
    bare = page.bare[i]
    byline = BYLINE.match(bare)
    if byline is None or len(bare) > 160:
        return False
    said = bare[byline.end() :].strip()
    if weight(said) > 20 or re.search(r"[.;!?]\s|[。;!?]", said):
        return False
    # The author of a post answers who asks below it.
    return not (PERSON.match(bare) and re.search(r"[.。]$", said) and weight(said) >= 4)


def _are_titles(said: str) -> bool:
    parts = re.split(r"[;|·]|\]\s*\[|\s[/*]\s", said)
    in_sentences = re.search(r"(?:\.\s+|。)\S", said)
    return len(parts) >= 2 and not in_sentences and max(map(weight, parts)) <= 14


def neighbour(page: Page, i: int) -> re.Match[str] | None:
    """The label of a link to the previous or the next article."""
    if found := NEIGHBOUR.match(page.bare[i]):
        return found
    return BULLETED_NEIGHBOUR.match(page.bare[i]) if is_bulleted(page, i) else None


def is_around(page: Page, i: int) -> bool:
    """Whether a line among titles is boilerplate or opens some."""
    return (
        opens_list(page, i)
        or is_neighbour(page, i)
        or is_notice(page, i)
        or BUTTON.fullmatch(page.bare[i]) is not None
        or is_byline(page.bare[i])
        or DISCLAIMS.search(page.low[i]) is not None
    )


def is_bulleted(page: Page, i: int) -> bool:
    start = page.lines[i].start
    return bool(re.match(r"[-*+•●■◆▪►·–—]\s*(?=[^\s*_-])", page.text[start : start + 3]))
