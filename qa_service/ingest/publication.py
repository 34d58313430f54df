"""The day that an article says it was published on, in the lines around its title or at its end.

Such a line labels its day ("Release time: 2022-11-08"), or the day is a piece of its own beside an
author or a source, or all that the line says. A day in a sentence is none: articles speak of the
days from which rules hold and until which papers are valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from itertools import islice
from typing import NamedTuple

from qa_service.ingest.byline_words import COUNTED_BEHIND
from qa_service.ingest.bylines import is_byline, is_day, is_head_note, unwrapped
from qa_service.ingest.days import Day, days
from qa_service.ingest.headings import is_paragraph, weight
from qa_service.text import fold, lines_of

_WIDE = {0x3000: "  ", 0xA0: "  "}
"""Blanks that part what they stand between."""
FIRST_YEAR = 1990
"""Older days are slips: hardly an article of those years is on a page."""
_AHEAD = timedelta(days=1)
"""Somewhere it is tomorrow already."""
_TOP = 12
"""Lines that can stand around a title."""
_LAST = 6
"""Lines that can stand below an article's last one."""
_END = 600
"""Characters in which these are looked for."""
_LONGEST = 300
"""Characters of such a line that are read."""
_LONGEST_NOTE = 20
"""Words of a line that is there for its day."""
_SENTENCES = re.compile(r"[.;!?](?:\s|$)|[。；！？]")
_PIECES = 30
"""Words of a line around a day that nothing labels."""


class Kind(IntEnum):
    """What a line says of a day, the best first."""

    PUBLISHED = 0
    PLAIN = 1
    """No more than "Date:" or "Time:", or nothing."""
    UPDATED = 2
    ASKED = 3
    """When the question was asked that the article answers."""


class Stated(NamedTuple):
    kind: Kind
    day: date
    labelled: bool


_LABELS = {
    Kind.PUBLISHED: r"""
        (?:release|publi(?:sh(?:ed|ing)?|cation)|post(?:ed|ing)?|issu(?:e|ed|ing)|reply|answer
          |upload(?:ed|ing)?|promulgation|finishing)\s(?:time|date)
      | (?:date|time)\sof\s(?:the\s)?(?:publi(?:cation|shing)|release|issu(?:e|ing|ance)|posting
          |reply|answer|promulgation)
      | date\s(?:published|posted|released|issued)
      | pub(?:lish)?\s?(?:date|time)
      | (?:发布|发表|公布|颁布|发文|发稿|刊登|印发|回复|答复|上传)(?:时间|日期|于)""",
    Kind.UPDATED: r"""
        (?:(?:last|latest|recent)\s)?(?:updat(?:e|ed|ing)|revis(?:ed|ion)|modifi(?:ed|cation)
          |maintenance)\s(?:time|date)
      | (?:date|time)\sof\s(?:the\s)?(?:last\s)?(?:update|revision|writing|drafting)
      | (?:更新|修改|修订|成文)(?:时间|日期|于)""",
    Kind.ASKED: r"""
        (?:letter|question|consultation|asking|enquiry|inquiry)\s(?:time|date)
      | (?:date|time)\sof\s(?:the\s)?(?:letter|question|consultation)
      | (?:提问|咨询|来信|留言)(?:时间|日期)""",
}
"""Say it wherever they stand."""
_VERBS = {
    Kind.PUBLISHED: r"""
        (?:(?:first|originally)\s)?(?:published|posted|released|issued|uploaded|replied|answered
          |recommended|promulgated|compiled)""",
    Kind.PLAIN: r"date|time|日期|时间",
    Kind.UPDATED: r"""(?:this\spage\swas\s)?(?:(?:last|latest|recent(?:ly)?)\s)?
        (?:updated?|revised|modified|edited|maintenance)""",
    Kind.ASKED: r"asked",
}
"""Say it only where they begin a line or a piece of it."""
_WHO = r"(?:\s(?:by|in)\b[^|·.;]{1,50}?)?"
_TO_DAY = r"(?:\s(?:on|at))?[\s:|\]】)*_]{0,6}$"
_LABEL, _VERB = (
    tuple((kind, re.compile(rf"(?:{words}){behind}", re.VERBOSE)) for kind, words in said.items())
    for said, behind in ((_LABELS, _TO_DAY), (_VERBS, _WHO + _TO_DAY))
)
_LABELLING = 90
"""Characters before a day in which its label begins."""
_PIECE = r"\s{2,}|\s?[|·•★]\s*"
_BEGINS_PIECE = re.compile(rf"(?:^|{_PIECE})$")
_BEGINS_LABEL = re.compile(rf"(?:^|{_PIECE}|[\[\]【】>*_/.,-]\s*)$")
_ENDS_PIECE = re.compile(
    rf"""\s*$ | {_PIECE} | \s?[\[\]【】)>*_] | \s[-/]\s | \t
      | \s[a-z][a-z ]{{1,24}}: | \s?[\u4e00-\u9fff]{{2,6}}:
      | ,\s(?:read\s\d | (?:last\s)?(?:updated|revised|modified)\b)
      | \s?(?:by|from|source|author|reporter|editor|contributor|writer|views?|reads?|clicks?|hits
          |comments?)\b
      | \sin\s[^|·.;]{{1,40}}[|·]
      | \s?(?:来源|作者|编辑|记者|浏览|阅读|点击|访问|字号|分享)
      | \s{COUNTED_BEHIND}""",
    re.VERBOSE,
)
_OF_MEDIUM = re.compile(
    r"""\s+(?:[\w'&-]+\s){1,4}(?:news|daily|times|post|herald|weekly|online|net|network|portal
          |media|channel|life)\s*$
      | \s+[\u4e00-\u9fff]{1,8}(?:网|报|(?<!开)通|台|客户端|局|宝|社|公众号|站|在线|发布|频道
          |资讯|生活|头条|平台)\s*$""",
    re.VERBOSE,
)
"""Behind a day, the name of who published on it."""
_ENDS_NOTE = re.compile(r"\s*[.。](?:\s|$)")
_RANGE = re.compile(
    r"""\s?(?:to|until|till|through|and|or|onwards?)\b | \s?[至到~] | [起止以前后之]
      | \s?-+\s?(?: \d{4} | \d\d?\s?[-./:月]\s?\d | (?:present|now|today)\b | 至?今
                  | (?:\d\d?\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) )""",
    re.VERBOSE,
)
"""Behind a day with which a time begins or ends."""
_OTHER_DAY = re.compile(
    r"""\b(?:from|since|until|till|before|after|between|by|to|as\sof|than)\s*$
      | (?:[自从至到截]|[\d日]\s?[-~])\s*$
      | (?: effective|force|implement|execut|expir|valid|deadline|birth|period
          |生效|施行|实施|执行|截止|截至|有效|到期|出生|期限 )[^|]*\|?\s*$
      | (?:\b(?:time|date|day|limit) | 日期 | 时间)[\s:|\]】]*$""",
    re.VERBOSE,
)
"""Before a day that is another than that of publication."""
_FULL_STOPS = (".", "。")


def published(text: str) -> date | None:
    """By the first lines of a text, or else by its last."""
    top = (text[slice(*line)] for line in islice(lines_of(text), _TOP))
    return published_above(top) or _published_below(text)


def published_above(lines: Iterable[str]) -> date | None:
    """By the lines around a title; what nothing labels counts above the first paragraph only."""
    found: list[Stated] = []
    reading = False
    for line in lines:
        stated = stated_in(line)
        if stated is None:
            reading = reading or is_paragraph(line)
        elif stated.labelled or not reading:
            found.append(stated)
    return min(found, key=lambda stated: stated.kind).day if found else None


def _published_below(text: str) -> date | None:
    """By a line that says nothing else, as the last of a notice does, or labels its day. Of several
    days, as in a list of other articles, none."""
    end = text if len(text) <= _END else text[-_END:].partition("\n")[2]
    lines = [end[slice(*line)] for line in lines_of(end)][-_TOP:]
    found = [(n, stated) for n, line in enumerate(lines) if (stated := _closing(line)) is not None]
    return found[0][1].day if len(found) == 1 and found[0][0] >= len(lines) - _LAST else None


def _closing(line: str) -> Stated | None:
    stated = stated_in(line)
    return stated if stated and (stated.labelled or is_day(line)) else None


def is_dateline(line: str, below: bool = False) -> bool:
    """Whether a line around a text, or one `below` it, is there for its day of publication."""
    stated = _closing(line) if below else stated_in(line)
    return (
        stated is not None
        and weight(line) <= _LONGEST_NOTE
        and not _is_row(line)
        and _SENTENCES.search(line) is None
    )


def stated_in(line: str) -> Stated | None:
    """The day of publication that a line states."""
    bare = unwrapped(fold(line[:_LONGEST].translate(_WIDE)))
    found = [(day, _label(bare, day.start)) for day in days(bare)]
    if not found:
        return None
    is_row = _is_row(line)
    stated = [
        Stated(kind, day.day, kind != Kind.PLAIN)
        for day, kind in found
        if kind is not None and _is_closed(bare, day) and not (is_row and kind == Kind.PLAIN)
    ]
    others = [day for day, kind in found if kind is None]
    if len(others) == 1 and not is_row and _stands_alone(line, bare, others[0]):
        stated.append(Stated(Kind.PLAIN, others[0].day, False))
    plausible = (said for said in stated if _is_plausible(said.day))
    return min(plausible, key=lambda said: said.kind, default=None)


def _is_row(line: str) -> bool:
    """Whether a line is the row of a table, which may speak of any day."""
    if line.lstrip().startswith("|") and line.rstrip().endswith("|"):
        return True
    return "\t" in line and not is_byline(line[:_LONGEST].replace("\t", " | "))


def _is_closed(bare: str, day: Day) -> bool:
    """Whether no sentence goes on behind a day that is labelled."""
    behind = bare[day.end :]
    return not _RANGE.match(behind) and bool(
        day.clock or _ENDS_PIECE.match(behind) or _ENDS_NOTE.match(behind)
    )


def _stands_alone(line: str, bare: str, day: Day) -> bool:
    """Whether a day that nothing labels is a piece of its own in a line of such pieces."""
    before, behind = bare[: day.start], bare[day.end :]
    if _RANGE.match(behind) or _OTHER_DAY.search(before):
        return False
    if not before and (day.clock or _OF_MEDIUM.match(behind)):
        return True
    if not (day.clock or _ENDS_PIECE.match(behind)):
        return False
    if weight(bare) > _PIECES or line.rstrip().endswith(_FULL_STOPS):
        return False
    return bool(
        day.clock
        or _BEGINS_PIECE.search(before)
        or is_byline(bare)
        or is_head_note(line[:_LONGEST])
    )


def _is_plausible(day: date) -> bool:
    return day.year >= FIRST_YEAR and day <= datetime.now(UTC).date() + _AHEAD


def _label(bare: str, end: int) -> Kind | None:
    """What the words before a day say of it."""
    start = max(0, end - _LABELLING)
    for kind, label in _LABEL:
        if label.search(bare, start, end):
            return kind
    for kind, verb in _VERB:
        if found := verb.search(bare, start, end):
            begins = _BEGINS_LABEL.search(bare[: found.start()])
            if begins or (":" in found[0] and is_byline(bare)):
                return kind
    return None
