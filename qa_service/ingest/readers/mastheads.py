"""What a page says about its article: title, address, date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date
from itertools import pairwise

from lxml import html as lxml_html
from lxml.html import HtmlElement

from qa_service.ingest.boilerplate_words import ASKS
from qa_service.ingest.breadcrumb import is_home
from qa_service.ingest.headings import telling_words, tells_better, weight
from qa_service.ingest.publication import FIRST_YEAR, published_above, stated_in
from qa_service.ingest.readers.blocks import Block, inline_text, visible_blocks
from qa_service.ingest.readers.phrases import HAN, SENTENCE_END
from qa_service.text import fold, squeeze

_SUFFIX = re.compile(r"\s*[_|｜]\s*|\s+[-–—·»>]\s+")
_STATED = (
    "//meta | //script[contains(@type, 'ld+json')] | //*[@itemprop='datePublished']"
    " | (//article//time | //main//time)[1]"
    # Elsewhere the only one, if it stands in no sentence.
    " | //time[@datetime and count(//time) = 1 and not(../text()[normalize-space()])]"
)
_SHARED = "//meta[@property='og:title' or translate(@name, 'ART', 'art') = 'articletitle']/@content"
"""The title alone: for social networks, and as Chinese authorities' sites have to state it."""
_JOINT = "[-_|·»>]"
"""In folded text: stands between a title and the site's name."""
_ABOVE, _BELOW = 3, 12
"""Lines above a headline, and from it on, that can say when the page was published."""
_LINKS = 0.5
"""Share of links from which a line is a link."""
_HAN_SUFFIX = re.compile(r"[-–—]")
_AROUND = " :：*·-_|=>"
_SITE_WORDS = 6
"""Of the longest name of a site."""
_BEGINS = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z'’]+")
_NAMED = 3
"""Times that a text names what it is about."""


def find_title(root: HtmlElement, body: HtmlElement) -> tuple[str | None, HtmlElement | None]:
    """The title and the heading that shows it, as far as the page has them."""
    named = _named(root)
    shared = squeeze(" ".join(root.xpath(_SHARED)[:1]))
    headings = [(text, h) for h in body.iter("h1", "h2", "h3") if (text := squeeze(inline_text(h)))]
    blocks = visible_blocks(body)
    said = _said(blocks)
    for whole in (named, shared):
        if (n := _of_title(whole, [text for text, _ in headings], said)) is not None:
            return headings[n]
    firsts = [(text, h) for text, h in headings if h.tag == "h1"]
    if len(firsts) == 1 and not _is_site(firsts[0][0], named, said):
        return firsts[0]
    if _is_site_alone(named, blocks):
        return None, None
    return _without_site(shared if shared and shared in named else named or shared, said), None


def _named(root: HtmlElement) -> str:
    return squeeze(root.findtext(".//head/title") or root.findtext(".//title") or "")


def find_shown_title(root: HtmlElement, blocks: list[Block]) -> tuple[str, Block] | None:
    """The page's title as a line shows it that isn't marked as a heading, perhaps with the one
    below; and that line."""
    named = _named(root)
    if _is_site_alone(named, blocks):
        return None
    shown = [squeeze(block.text) for block in blocks]
    lines = [_whole(named, *pair) for pair in pairwise([*shown, ""])]
    least = max(6, 0.4 * len(named))
    n = _of_title(named, [line if len(line) >= least else "" for line in lines], _said(blocks))
    return None if n is None else (lines[n], blocks[n])


def _whole(title: str, line: str, below: str) -> str:
    """A line with the rest of the title that stands below it; the line where none does."""
    both = (f"{line}{glue}{below}" for glue in ("", " ") if below)
    return next((whole for whole in both if fold(title).startswith(fold(whole))), line)


def _is_site_alone(title: str, blocks: Sequence[Block]) -> bool:
    """Whether a page's title is no more than the site's name, as on all of its pages. One that
    begins with what the text hardly names stays: the city may be told by it alone."""
    bare = title.strip(_AROUND)
    begins = _BEGINS.match(bare)
    alone = len(_SUFFIX.split(bare)) == 1 and weight(bare) <= _SITE_WORDS
    if begins is None or not (alone and is_home(bare)) or ASKS.search(fold(bare)):
        return False
    return sum(b.text.count(begins[0]) for b in blocks if squeeze(b.text) != title) >= _NAMED


def _of_title(title: str, lines: Sequence[str], said: frozenset[str]) -> int | None:
    """Which line is a page's title without the site's name at either end of it: the longest at the
    beginning, if the text doesn't speak more of what another says."""
    whole = fold(title)
    found = [
        (n, line, len(telling_words(line) & said))
        for n, line in enumerate(lines)
        if len(line) >= 4 and _is_part(fold(line), whole)
    ]
    most = max((told for _, _, told in found), default=0)
    kept = [
        (whole.startswith(fold(line)), len(line), -n)
        for n, line, told in found
        if not tells_better(most, told) and not _is_site(line, title, said)
    ]
    return -max(kept)[2] if kept else None


def _is_part(line: str, whole: str) -> bool:
    """Whether a line begins a page's title or is what stands in it from one joint to another."""
    if whole.startswith(line):
        return True
    ends = rf"{_JOINT}\s*{re.escape(line)}\s*(?:{_JOINT}|$)"
    return line in whole and re.search(ends, whole) is not None


def _is_site(name: str, title: str, said: frozenset[str]) -> bool:
    """Whether a part of a page's title is the site's name: a short one at the end, or one worded
    like that where the text speaks of another."""
    parts = _SUFFIX.split(title)
    if not is_home(parts[0]) and fold(title).endswith(fold(name)):
        return len(name) < 0.5 * len(title)
    told = [len(telling_words(part) & said) for part in parts if not is_home(part)]
    known = len(telling_words(name) & said)
    return is_home(name) and tells_better(max(told, default=0), known)


def _said(blocks: Sequence[Block]) -> frozenset[str]:
    """The telling words of a page's sentences."""
    prose = (b.text for b in blocks if b.links < _LINKS and SENTENCE_END.search(b.text))
    return telling_words("\n".join(prose))


def _without_site(title: str, said: frozenset[str]) -> str | None:
    """A page's title without the site's name before or behind it."""
    parts = _SUFFIX.split(title)
    if len(parts) == 1 and HAN.search(title):
        parts = _HAN_SUFFIX.split(title)
    if len(parts) > 1 and _is_site(parts[0], title, said):
        return max(parts, key=lambda part: len(telling_words(part) & said))
    enough = 6 if HAN.search(parts[0]) else 10
    if len(parts) > 1 and len(parts[0]) >= enough:
        return parts[0]
    if len(parts) > 1:
        last = parts[-1]
        return title[: title.rindex(last)].rstrip(" -–—_|｜·»>") or title
    return title or None


def find_url(root: HtmlElement) -> str | None:
    for path in (
        "//link[translate(@rel, 'CANONIL', 'canonil') = 'canonical']/@href",
        "//meta[@property='og:url']/@content",
    ):
        for found in root.xpath(path):
            if re.match(r"https?://[^\s/]", found.strip(), re.IGNORECASE):
                return str(found).strip()
    return None


def find_date(root: HtmlElement) -> str | None:
    """The day of publication, ISO 8601, as the page states it: in its head, in structured data, or
    in the line under the headline. A day that the article speaks of is none."""
    import htmldate

    stated = lxml_html.document_fromstring("<html><head></head><body></body></html>")
    for found in root.xpath(_STATED):
        stated[1 if found.tag != "meta" else 0].append(deepcopy(found))
    day = htmldate.find_date(
        stated, extensive_search=False, original_date=True, min_date=f"{FIRST_YEAR}-01-01"
    )
    if day is not None:
        return date.fromisoformat(day).isoformat()
    return _shown_date(root)


def _shown_date(root: HtmlElement) -> str | None:
    """The same by the lines around the headline; by any, where the page shows none."""
    blocks = visible_blocks(root)
    _, headline = find_title(root, root)
    found = find_shown_title(root, blocks) if headline is None else None
    shown = found[1] if found is not None else None
    inside = set(headline.iter()) if headline is not None else set()
    at = (n for n, b in enumerate(blocks) if b is shown or b.element in inside)
    if (top := next(at, None)) is None:
        day = published_above(_notes(blocks))
    else:
        below, above = blocks[top : top + _BELOW], blocks[max(0, top - _ABOVE) : top]
        day = published_above(_notes(below)) or published_above(_notes(above))
    return day.isoformat() if day is not None else None


def _notes(blocks: list[Block]) -> Iterator[str]:
    """The lines that can say when a page was published. A row of a table may speak of any day that
    it doesn't call one of publication."""
    for block in blocks:
        stated = stated_in(block.text) if block.kind == "row" else None
        if block.links < _LINKS and (block.kind != "row" or (stated and stated.labelled)):
            yield block.text
