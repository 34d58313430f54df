"""Lines that are no part of an article, and lines that open several such."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from qa_service.ingest.boilerplate_words import (
    ADVERT,
    BULLETED_NEIGHBOUR,
    BUTTON,
    COMMENTS,
    CONTENTS,
    DISCLAIMS,
    LINKS,
    MAY_OPEN_LIST,
    NEIGHBOUR,
    NOTICE,
    OPENS_LIST,
    OTHER_PLACES,
    RECOMMENDS,
)
from qa_service.ingest.byline_words import (
    BYLINE,
    COUNTED,
    CREDIT,
    DATED,
    PERSON,
)
from qa_service.ingest.bylines import is_byline, is_in_pieces, unwrapped
from qa_service.ingest.headings import (
    heading_words,
    is_paragraph,
    label,
    marker,
    weight,
    without_marker,
)
from qa_service.ingest.publication import is_dateline
from qa_service.text import fold, letters, lines_of

_ABOVE_COMMENTS = 0.2
"""Share of the page that is text, and not comments, at least."""
_COPIED = 0.8
"""Share of a text, in characters, that its copy has at least."""
_BELOW = 2
"""Times as long as the text may be what its copy begins, with all that stands below it."""
_EDGE = 6
"""Lines at the top and at the end where there is more of the page than of the text."""
_LAST_WORD = re.compile(r"(?<=\s)[a-z]+$|(?<=[\u4e00-\u9fff])[\u4e00-\u9fff]{2}$")
_ADDRESS = re.compile(r"https?://\S+")
ENDS_SENTENCE = (".", ";", "。", "；", "!", "！", ",", "，", ":", "：")
_LAW = re.compile(r"\barticle\s+\d|第.{1,7}条")
_PATH = re.compile(r"\s(?:-?>+|[›»→/])\s")
_PATH_SIGN = re.compile(r"\s(?:-?>+|[›»→])\s")
_PAGE = re.compile(r"(?:main )?(?:text|body|article|details?)|original post")
"""What the last part of a path is called whose other signs a list may have too."""
_LEAST_PARTS, _LONGEST_PART = 3, 6
_MARKUP = re.compile(
    r"</?(?:p|br|hr|div|span|aside|details|section|article|figure|center|font|table|thead|tbody|tr|td|th"
    r"|[uo]l|li|a|img|h[1-6]|b|strong|em|i|u|blockquote)(?:\s[^<>]*)?/?>"
    r"|^:{3,}\s*(?:\{[^{}]*\}|[\w-]+)?$|\[\]\{[^{}]*\}"
)
"""Tags, and pandoc's divisions and anchors: "::: {.note}", "[]{#top}"."""
_ENDS_TEXT = (".", ";", "。", "；", "!", "！")


class Page:
    """The lines of a page behind its title."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.folded = fold(text)
        self.lines = list(lines_of(text, start))
        self.said = [text[line.start : line.end] for line in self.lines]
        self.low = [self.folded[line.start : line.end] for line in self.lines]
        """The same folded."""
        self.bare = [unwrapped(line) for line in self.low]
        """The same without bullet, brackets and Markdown around the words."""
        self.halves = [_in_two(bare) for bare in self.bare]
        self.copied = _copied(self.said)
        """Indices of lines with which the text stands on the page once more."""
        ended = (n for n, line in enumerate(self.said) if line.endswith(_ENDS_TEXT))
        self.first_ended = next(ended, len(self.lines))
        """Index of the first line that ends as text does."""

    @cached_property
    def last_with(self) -> dict[str, int]:
        """Index of the last line of the same words, as a heading has them."""
        return {_words(line): n for n, line in enumerate(self.said)}

    @cached_property
    def sections(self) -> list[int]:
        """Indices of lines that even among comments can only be the article's: labels, and headings
        of Markdown or with a number."""
        return [n for n in range(len(self.lines)) if _heads_section(self, n)]

    @cached_property
    def on_law(self) -> list[int]:
        """Indices of lines that refer to a law article."""
        return [n for n, line in enumerate(self.low) if _LAW.search(line)]


def _copied(lines: Sequence[str]) -> frozenset[int]:
    """Of a page that holds its text for wide and for narrow screens: what begins with the first
    paragraph again and has nearly all that stood up to there."""
    first = next((n for n, line in enumerate(lines) if is_paragraph(line)), None)
    if first is None or lines[first] not in lines[first + 1 :]:
        return frozenset()
    second = lines.index(lines[first], first + 1)
    while first and lines[first - 1] == lines[second - 1]:  # its heading
        first, second = first - 1, second - 1
    once, below = lines[first:second], lines[second:]
    copies = set(below)
    size, again = sum(map(len, once)), sum(len(line) for line in once if line in copies)
    if len(once) < 2 or again < _COPIED * size or sum(map(len, below)) > _BELOW * size:
        return frozenset()
    above = set(lines[:second])
    return frozenset(n for n in range(second, len(lines)) if lines[n] in above)


def _in_two(bare: str) -> tuple[str, str]:
    """A line's head, as of a list, and what stands behind that."""
    head, *rest = re.split(r"[:\]】]", bare, maxsplit=1)
    return head.strip(), "".join(rest)


def is_copied(page: Page, i: int) -> bool:
    return i in page.copied


def is_rule(page: Page, i: int) -> bool:
    """Whether a line has no words, but for the names of what it marks up."""
    return not any(c.isalnum() or c == "|" for c in _MARKUP.sub("", page.low[i]))


def is_path(page: Page, i: int) -> bool:
    """Whether a line at the top says where the page stands on its site."""
    if i >= _EDGE or re.search(r"\d|[.。?？!！;；,，:：]$", page.said[i]):
        return False
    parts = [part for part in _PATH.split(page.said[i].strip(" >›»")) if part.strip()]
    short = len(parts) >= _LEAST_PARTS and max(map(weight, parts)) <= _LONGEST_PART
    return short and (
        _PATH_SIGN.search(page.said[i]) is not None or _PAGE.fullmatch(fold(parts[-1])) is not None
    )


def is_links(page: Page, i: int) -> bool:
    return LINKS.fullmatch(page.low[i]) is not None


def opens_comments(page: Page, i: int) -> bool:
    """Below the text; a number of comments above it is a button."""
    if COMMENTS.fullmatch(page.bare[i]) is None:
        return False
    above = page.lines[i].start - page.start
    enough = above >= _ABOVE_COMMENTS * (len(page.text) - page.start)
    return enough and page.first_ended < i


def comments_end(page: Page, i: int) -> int | None:
    """Index of the first line behind comments that begin with line `i`; None where somebody among
    them knows more: the law."""
    at = bisect_right(page.sections, i)
    after = page.sections[at] if at < len(page.sections) else len(page.lines)
    law = bisect_right(page.on_law, i)
    return None if law < len(page.on_law) and page.on_law[law] < after else after


def _heads_section(page: Page, i: int) -> bool:
    line = page.said[i]
    found = marker(line, 0, len(line), page.low[i])
    return (
        (line.startswith("#") and not opens_comments(page, i))
        or label(line, 0, len(line), page.low[i]) is not None
        or (found is not None and found.rank == 1 and not line.endswith(ENDS_SENTENCE))
    )


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
    if is_in_pieces(page.bare[i]):
        return True
    above = _is_above(page, i)
    return (above or _is_below(page, i)) and is_dateline(page.said[i], below=not above)


def is_credit(page: Page, i: int) -> bool:
    if CREDIT.fullmatch(page.low[i]) and (_is_above(page, i) or _is_below(page, i)):
        return True
    bare = page.bare[i]
    byline = BYLINE.match(bare)
    if byline is None or len(bare) > 160:
        return False
    said = _ADDRESS.sub("", bare[byline.end() :]).strip()
    if weight(said) > 20 or re.search(r"[.;!?]\s|[。;!?]", said):
        return False
    # The author of a post answers those who ask below it.
    return not (PERSON.match(bare) and re.search(r"[.。]$", said) and weight(said) >= 4)


def _is_above(page: Page, i: int) -> bool:
    """Whether line `i` is one of the first, with no paragraph above it."""
    return i < _EDGE and not any(map(is_paragraph, page.said[:i]))


def _is_below(page: Page, i: int) -> bool:
    """Whether line `i` is one of the last."""
    return i >= len(page.lines) - _EDGE


def leads_to_places(page: Page, i: int) -> bool:
    """The same article about other places: "Other cities: Harbin subsidy, Jixi subsidy"."""
    head, rest = page.halves[i]
    if not (OTHER_PLACES.fullmatch(head) and _is_below(page, i)) or re.search(r"[\d.;]", rest):
        return False
    ends = [_LAST_WORD.search(part.strip()) for part in rest.split(",")]
    return len(ends) >= 2 and all(ends) and len({end and end[0] for end in ends}) == 1


def opens_contents(page: Page, i: int) -> bool:
    return CONTENTS.fullmatch(page.bare[i]) is not None


def stands_below_again(page: Page, i: int) -> bool:
    """Whether line `i` is a heading in a table of contents: one below has its words."""
    words = _words(page.said[i])
    return bool(words) and page.last_with[words] > i


def _words(line: str) -> str:
    return letters(without_marker(heading_words(line))).lstrip("0123456789")


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
        or opens_comments(page, i)
        or is_neighbour(page, i)
        or is_notice(page, i)
        or BUTTON.fullmatch(page.bare[i]) is not None
        or is_byline(page.bare[i])
        or DISCLAIMS.search(page.low[i]) is not None
    )


def is_bulleted(page: Page, i: int) -> bool:
    start = page.lines[i].start
    return bool(re.match(r"[-*+•●■◆▪►·–—]\s*(?=[^\s*_-])", page.text[start : start + 3]))
