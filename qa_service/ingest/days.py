"""Days as articles write them: 2023-05-17, 2023年5月17日, May 17, 2023, 二〇二三年五月十七日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from qa_service.numerals import parse_han

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEEKDAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
    r"|星期[一二三四五六日天])"
)
_HAN_DIGITS = "〇零○一二三四五六七八九"
_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_CLOCK = (
    r"[\s,t]{1,4}(?:at\s)?\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:\s?[ap]m\b)?|[时点]\d{1,2}分?)"
    r"(?:z\b|\+\d{2}:?\d{2}\b)?"
)
DAY = rf"""
    (?:\(?{_WEEKDAY}\)?,?\s{{0,2}})?
    (?<![a-z\d./-])
    (?: (?P<year>(?:19|20)\d\d)\s?[-./]\s?(?P<month>\d\d?)\s?[-./]\s?(?P<day>\d\d?)
      | (?P<year_han>(?:19|20)\d\d)\s?年\s?(?P<month_han>\d\d?)\s?月\s?(?P<day_han>\d\d?)\s?日?
      | (?P<month_first>{MONTH})\s{{0,2}}(?P<day_first>\d\d?)(?:st|nd|rd|th)?,?\s{{0,2}}
            (?P<year_first>(?:19|20)\d\d)
      | (?P<day_last>\d\d?)(?:st|nd|rd|th)?\s{{0,2}}(?P<month_last>{MONTH}),?\s{{0,2}}
            (?P<year_last>(?:19|20)\d\d)
      | (?P<year_spelt>[{_HAN_DIGITS}]{{4}})年(?P<month_spelt>{_HAN_NUMBER})月
            (?P<day_spelt>{_HAN_NUMBER})日
    )(?![\d-])
    (?:,?\s{{0,2}}\(?{_WEEKDAY}\)?)?
    (?P<clock>{_CLOCK})?
"""
"""In a verbose pattern."""
_DAY = re.compile(DAY, re.VERBOSE)
_FORMS = ("", "_han", "_first", "_last", "_spelt")


class Day(NamedTuple):
    """A day and where it stands in a text, with its weekday and hour if these are there too."""

    start: int
    end: int
    day: date
    clock: bool


def days(folded: str) -> Iterator[Day]:
    """The days of the calendar in a folded text, in order; a year without its day is none."""
    for found in _DAY.finditer(folded):
        if (day := _day(found)) is not None:
            yield Day(found.start(), found.end(), day, found["clock"] is not None)


def _day(found: re.Match[str]) -> date | None:
    for form in _FORMS:
        year, month, day = found.group(f"year{form}", f"month{form}", f"day{form}")
        if year is not None:
            with suppress(ValueError):
                return date(*map(_number, (year, month, day)))
    return None


def _number(written: str) -> int:
    """Of a year, a month or a day."""
    if written[:3] in _MONTHS:
        return _MONTHS.index(written[:3]) + 1
    return int(written) if written.isdigit() else parse_han(written.replace("○", "〇"))
