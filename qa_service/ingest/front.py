"""The top of an article: breadcrumb, title, and the title once more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from qa_service.domain import SourceText, Span
from qa_service.ingest.boilerplate_words import ASKS
from qa_service.ingest.breadcrumb import HERE, LONGEST, SEPARATOR, Breadcrumb, breadcrumb, same
from qa_service.ingest.bylines import is_byline, is_head_note, is_link_row
from qa_service.ingest.headings import (
    BULLET,
    TELLING,
    heading_words,
    is_paragraph,
    label,
    marker,
    summary,
    telling_words,
    tells_better,
    weight,
)
from qa_service.ingest.wraps import rejoined, unwrapped
from qa_service.laws.names import find_law_names
from qa_service.text import fold, letters, lines_of, sentences, squeeze

_HAN = r"[\u4e00-\u9fff]"
_MASTHEAD = re.compile(
    r"(?:(?:[A-Z][\w'.-]*|of|the|and|for|&) )+(?i:post|times|daily|herald|gazette|newspaper"
    r"|(?:evening|morning) news|bureau|cent(?:er|re)|department|office|commission|committee"
    r"|administration|government|web\s?site|portal|network)"
    r"(?:\s(?:digital|electronic|online)\s(?:edition|version)|\sof(?:\s[A-Z][\w'.-]*|\sand|\sof){1,8})?"
    rf"|{_HAN}+(?:日报|晚报|晨报|都市报|商报|时报|局|中心|政府|委员会|办公室|网|网站|门户)"
)
"""The name of a newspaper, a site or an authority, alone in a line."""
_MASTHEAD_WORDS = 9
_OF_SITE = re.compile(
    r"(?:home(?:\s?page)?|index|首页)\s*(?:[-|/>»›→]|::)|column\s*:|.*\b(?:previous|next)\s+edition\b"
)
"""In folded text: a line that only stands below a site's or a newspaper's name."""
_CALLED = re.compile(
    r"(?:subject|topic|(?:(?:post|letter|question)\s+)?title(?:\s+of\s+(?:the\s+)?\w+)?|主题|标题)"
    r"\s*[:：]\s*(?:\[[^\]]{1,20}\]\s*)?",
    re.IGNORECASE,
)
_RECORD = re.compile(r"^[\w ]{2,30}[:：].*\s{2}[\w ]{2,30}[:：]")
"""Columns of what a document is filed under: "Index number: … Issuing agency: …"."""
_HASHED = re.compile(r"^# +\S.*$", re.MULTILINE)
_REMARK = re.compile(r"[(（][^()（）]*[)）]\W*$")
"""Behind a law's name: "(2018 Amendment)"."""
_IN_PARTS = re.compile(
    r"^\W{0,20}(?:[\w'.-]+\s)?[\w'.-]+\s*[:：]\s|(?:\s[·/|>»→]\s.*){2}|\s{2}\S.*[:：]"
)
"""A breadcrumb, or what a value stands behind in a record: "Issuing body: …"."""
_TOP = 12
"""Lines that can belong to the top of an article."""
_FAR = 20
"""Lines among which a title is looked for by its words."""
_READ = 6000
"""Characters of the text in which a title's words are looked for."""
_SECTION = 4
"""Words of the longest name of a site's section: "Insurance for little ones"."""


@dataclass(frozen=True)
class Front:
    title: str
    spans: tuple[Span, ...]
    """Breadcrumbs and titles, wherever they stand."""
    end: int
    """Where the text begins."""


def front(source: SourceText) -> Front:
    """Breadcrumb and title at the top of a text; its first words are the title if need be."""
    text = unwrapped(source.text)
    far = list(rejoined(text, islice(lines_of(text), _FAR)))
    lines = far[:_TOP]
    given = squeeze(source.title) if source.title else None
    top, end = _read(text, lines, given)
    if not top.is_sure and (above := _lines_above_title(text, far, top.title)):
        lines = far[above : above + _TOP]
        top, end = _read(text, lines, given)
        top.spans[:0] = far[:above]
    title, written = top.title or top.site, top.written
    if title is None:
        heading = _first_heading(text, end) or _question_below(text, lines, end)
        written = heading_words(text[heading.start : heading.end]) if heading else None
        title = written or _first_words(text, end)
    elsewhere = _lines_like(text, end, (written, given))
    return Front(_without_site(title or source.source), (*top.spans, *elsewhere), end)


def _without_site(title: str) -> str:
    """Without the section and the site, as many sites join them: "TITLE_Pensions_SITE"."""
    head, joined, _ = title.partition("_")
    return head.rstrip() if joined and weight(head) > _SECTION else title


def _read(text: str, lines: Sequence[Span], given: str | None) -> tuple[_Top, int]:
    """The top of a text that begins with the first of `lines`, and where it ends."""
    top = _Top(text, given)
    end = lines[0].start if lines else 0
    for i, line in enumerate(lines):
        part = top.read(line, lines[i + 1 :])
        if part == "byline":
            continue
        if part == "text":
            return top, line.start
        end = min(line.end, top.spans[-1].end)
        if end < line.end:  # a run-on line: the text begins in it
            break
    return top, end


def _lines_above_title(text: str, lines: Sequence[Span], title: str | None) -> int:
    """How many lines at the top are the site's own: the text speaks of what its title says, and
    not of slogans and channels. 0 where nothing tells a better title than `title`."""
    first = next((n for n, line in enumerate(lines) if _is_text(text, line)), len(lines))
    if not first:
        return 0
    below = lines[first - 1].end
    said = telling_words(text[below : below + _READ])
    raw = [text[slice(*line)] for line in lines[:first]]
    told = [len(telling_words(line) & said) for line in raw]
    known = len(telling_words(title or "") & said)
    called = (n for n, line in enumerate(raw) if _CALLED.match(line))
    if named := [n for n in called if told[n] >= max(TELLING, known)]:
        return named[0]
    may_be = [
        n
        for n, line in enumerate(raw)
        if tells_better(told[n], known)
        and _may_be_title(text, lines[n], heading_words(line))
        and not (is_byline(line) or is_head_note(line) or is_link_row(line))
        and not _IN_PARTS.search(line)
    ]
    return max(may_be, key=lambda n: (told[n], -n), default=0)


def _is_text(text: str, line: Span) -> bool:
    """Whether a line is no title and nothing that a site puts above one: what is dropped with the
    lines above a title is lost. A law's name says what the text is about as well as a title does.
    """
    raw = text[slice(*line)]
    found = marker(text, *line)
    if found is not None and found.rank != BULLET:
        return True
    if is_paragraph(raw) or raw.endswith((".", "。")) or label(text, *line) or summary(text, *line):
        return True
    bare = letters(_REMARK.sub("", raw))
    return any(letters(raw[slice(*name.span)]) == bare for name in find_law_names(raw))


class _Top:
    """What is known of a page as the lines at its top are read, one after the other."""

    def __init__(self, text: str, given: str | None) -> None:
        """`given`: the page's title, where the file says it beside the text."""
        self._text = text
        self._folded = fold(text)
        self._given = given
        self.title = given
        self.written: str | None = None
        """The title as it stands in the text."""
        self.site: str | None = None
        """What stood above a breadcrumb in a title's place: perhaps the site's name."""
        self.spans: list[Span] = []
        """Of breadcrumbs and titles."""
        self._placed = False
        """Whether the title is one for its place alone."""
        self._expected: Span | None = None
        """The line that is known to be the title."""
        self._rest: Span | None = None
        """The line that holds the rest of the title."""

    @property
    def is_sure(self) -> bool:
        """Whether the title is known by more than its place."""
        return self.title is not None and not self._placed

    def read(self, line: Span, lines: Sequence[Span]) -> Literal["top", "byline", "text"]:
        """What `line` is: a breadcrumb or a title, which ends with the last of `spans`; a byline;
        or the first line of the text. `lines` are those below it."""
        below = _below(self._text, lines)
        raw = self._text[line.start : line.end]
        said = heading_words(raw)
        following = heading_words(self._text[below.start : below.end]) if below else ""
        under = self._text[slice(*lines[0])] if lines else ""
        row = is_link_row(raw) and below is not None and not _heads_table(raw, under)
        folded = self._folded[line.start : line.end]
        if self._placed and (row or HERE.match(folded) or _OF_SITE.match(folded)):
            self.site, self.title = self.title, self._given
            self.written, self._placed = None, False
        crumb = breadcrumb(
            self._text, self._folded, line, self.title, following, above=self.written is None
        )
        if crumb and (crumb.sure or not row):
            self._take_breadcrumb(line, crumb, below, lines)
        elif any(t and same(said, t) for t in (self.title, self.written)):
            self.written, self._placed = said, False
            self.spans.append(line)
        elif line == self._rest:
            self.spans.append(line)
        elif lines and self.title and same(f"{raw} {under}", self.title):
            self.written, self._rest = self.title, lines[0]
            self.spans.append(line)
        elif row and self.written is None:
            self.spans.append(line)
        elif self.title is None and is_byline(said):
            return "byline"
        elif is_head_note(raw):
            self.spans.append(line)
        elif below and self._is_kind_of_page(said, below):
            self.spans.append(line)
            self._expected = below
        elif self._is_title(line, said):
            self._placed = self.title is None
            self.title = self.written = _CALLED.sub("", said)
            self.spans.append(line)
        else:
            return "byline" if is_byline(said) else "text"
        return "top"

    def _take_breadcrumb(
        self, line: Span, crumb: Breadcrumb, below: Span | None, lines: Sequence[Span]
    ) -> None:
        self.spans.append(Span(line.start, crumb.end))
        if not crumb.sure and below and _is_title_below(self._text, below, crumb.title, lines):
            self._expected = below
        else:
            self.written = crumb.title or self.written
            self._placed = self.title is None and not crumb.sure
            self.title = self.title or crumb.title

    def _is_kind_of_page(self, said: str, below: Span) -> bool:
        """Whether a line above the title says what the page is or whose: "NOTICE", "Livelihood |
        Explainer", "Nanchang Municipal Medical Security Bureau"."""
        if self.title is not None:
            return False
        asks = ASKS.search(fold(said))
        if weight(said) <= _MASTHEAD_WORDS and _MASTHEAD.fullmatch(said) and not asks:
            return _may_be_title(self._text, below, heading_words(self._text[slice(*below)]))
        sections = re.split(r"\s+[|/·]\s+", said)
        return all(weight(section) < 2 for section in sections) and _is_title_below(
            self._text, below, said
        )

    def _is_title(self, line: Span, said: str) -> bool:
        if self.title is None:
            if _RECORD.match(self._text[slice(*line)]):
                return False
            expected = line == self._expected or _CALLED.match(said) is not None
            return expected or _may_be_title(self._text, line, said)
        return self._given is not None and self.written is None and _decorates(self._given, said)


def _below(text: str, lines: Sequence[Span]) -> Span | None:
    """The first of `lines` that is no byline."""
    said = ((line, text[line.start : line.end]) for line in lines)
    return next((at for at, line in said if not is_byline(line) and not is_head_note(line)), None)


def _heads_table(line: str, under: str) -> bool:
    """Whether a row has as many cells as the one below it, which is no row of links."""
    sign = "\t" if "\t" in line else "|" if line.startswith("|") else None
    return sign is not None and line.count(sign) == under.count(sign) and not is_link_row(under)


def _is_title_below(text: str, line: Span, last: str | None, lines: Sequence[Span] = ()) -> bool:
    """Whether a line below a breadcrumb is the title, and not the last part of the breadcrumb: a
    Markdown heading, one that a byline stands below in `lines`, or one with all the words of that
    part or with many more words."""
    said = heading_words(text[line.start : line.end])
    if not last or same(said, last) or re.match(r"#\s", text[line.start : line.end]):
        return True
    next_line = next((text[slice(*other)] for other in lines if other.start > line.start), "")
    if (is_byline(next_line) or is_head_note(next_line)) and _may_be_title(text, line, said):
        return True
    words, more = (set(re.findall(r"\w+", fold(title))) for title in (last, said))
    if marker(text, line.start, line.end):
        return weight(last) > 1 and words < more
    return _may_be_title(text, line, said) and (
        words < more or weight(last) <= _SECTION < weight(said)
    )


def _decorates(given: str, line: str) -> bool:
    """Whether a page's title is the line with the site's name behind it."""
    head = given[: len(line)]
    rest = given[len(line) :].lstrip()
    return same(head, line) and bool(rest) and rest[0] in "-_|–—·>("


def _may_be_title(text: str, line: Span, said: str) -> bool:
    if text[line.start] == "#":
        return True
    if len(said) > LONGEST or weight(said) > 25 or weight(said) < 2:
        return False
    if label(text, line.start, line.end) or summary(text, line.start, line.end):
        return False
    raw = text[line.start : line.end]
    if raw.endswith((".", ";", ",", ":", "。", "；", "，", "：", "!", "！")):
        return False
    return raw.endswith(("?", "？")) or marker(text, line.start, line.end) is None


def _first_heading(text: str, start: int) -> Span | None:
    found = _HASHED.search(text, start)
    return Span(*found.span()) if found else None


def _question_below(text: str, lines: Sequence[Span], start: int) -> Span | None:
    """The first question on its own line, in a text that opens with a label ("Legal basis:")."""
    below = [line for line in lines if line.start >= start]
    if not below or label(text, *below[0]) is None:
        return None
    asked = (line for line in below if text[line.end - 1] in "?？")
    return next((line for line in asked if _may_be_title(text, line, text[slice(*line)])), None)


def _first_words(text: str, start: int) -> str:
    first = next(sentences(text, start), None)
    words = squeeze(text[first.start : first.end]) if first else ""
    return words if len(words) <= 80 else words[:80].rsplit(" ", 1)[0] + "…"


def _lines_like(text: str, start: int, titles: tuple[str | None, ...]) -> list[Span]:
    """Lines behind `start` that are the title, or a breadcrumb that ends in it, once more."""
    keys = {letters(title) for title in titles if title}
    keys = {key for key in keys if len(key) >= 6}
    found: list[Span] = []
    for line in lines_of(text, start) if keys else ():
        if line.end - line.start <= 2 * LONGEST:
            said = text[line.start : line.end]
            tails = [said, *(said[m.end() :] for m in list(SEPARATOR.finditer(fold(said)))[1:])]
            if any(letters(heading_words(tail)) in keys for tail in tails):
                found.append(line)
    return found
