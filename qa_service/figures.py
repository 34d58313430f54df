"""Figures in a text: numbers with what they count, in digits, English words or 汉字.

"30 days", "thirty days" and 三十日 are one figure, so texts can be compared across wordings and
languages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from qa_service.domain import Span
from qa_service.numerals import WORDS, WORDS_ORDINAL, parse_han, parse_number
from qa_service.text import fold


@dataclass(frozen=True)
class Figure:
    """A number and its unit."""

    span: Span
    value: Decimal
    unit: str | None
    """minute, hour, day, working day, week, month, year, yuan, percent, times, article; None for a
    number that counts something else."""

    @property
    def kind(self) -> tuple[Decimal, str | None]:
        """What makes two figures the same; a working day is a day here, since a translation may
        leave out the word."""
        return self.value, "day" if self.unit == "working day" else self.unit

    def __str__(self) -> str:
        value = f"{self.value:f}"
        value = value.rstrip("0").rstrip(".") if "." in value else value
        match self.unit:
            case None:
                return value
            case "article":
                return f"Article {value}"
            case "yuan" | "percent" | "times":
                return f"{value} {self.unit}"
            case unit:
                return f"{value} {unit}{'' if self.value == 1 else 's'}"


# Everything below is matched against folded text: lower case, ASCII punctuation.

_SCALE = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "百": 100, "千": 1000, "万": 10**4,
    "亿": 10**8,
}  # fmt: skip
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_HAN = "[〇零一二两三四五六七八九十百千万亿]{1,20}"
_NUMBER = re.compile(
    rf"(?P<part>百分之|千分之|万分之)(?:(?P<of_han>{_HAN})|(?P<of>{_DIGITS}))"
    rf"|(?<![\w.])(?<!\d,)(?P<digits>{_DIGITS})(?:\s*(?P<scale>hundred|thousand|million|[百千万亿]))?"
    rf"|(?<=[\u4e00-\u9fff])(?P<inside>{_DIGITS})(?P<inside_scale>[百千万亿])?"
    rf"|(?P<words>{WORDS})(?:[\s-]+(?P<words_scale>thousand|million)\b)?"
    rf"|(?P<han>{_HAN})"
)
# Possessive: strangers' words are read too, and each blank is read in one way only.
_GAP = r"\s*+(?:-\s*+)?+"
_WITHIN = rf"{_GAP}(?:(?:consecutive|calendar|natural|full|whole|more|or more|\(\d++\)){_GAP})*+"
_HAN_AFTER = r"[个周]?"
_UNITS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (unit, re.compile(pattern))
    for unit, pattern in (
        ("percent", rf"\s*%|{_GAP}per\s?cent\b|\s*percentage points?\b"),
        ("per thousand", r"\s*‰"),
        (
            "working day",
            rf"{_WITHIN}(?:working|business|work|week)\s*-?days?\b|\s*个?工作(?:日|天)",
        ),
        ("day", rf"{_WITHIN}(?:days?)\b|\s*[日天]"),
        ("week", rf"{_WITHIN}weeks?\b|\s*个?(?:星期|周(?![岁年]))"),
        ("month", rf"{_WITHIN}months?\b|\s*个?月"),
        ("year", rf"{_WITHIN}years?\b|\s*{_HAN_AFTER}[年岁]|\s*周岁"),
        ("hour", rf"{_WITHIN}hours?\b|\s*个?小时"),
        ("minute", rf"{_WITHIN}minutes?\b|\s*分钟"),
        ("yuan", rf"{_GAP}(?:(?:chinese\s+)?yuan|rmb|cny|renminbi)\b|\s*(?:元|块钱?)"),
        ("times", rf"{_GAP}(?:times?\b|fold\b)|\s*倍"),
        ("ten-thousandth", rf"{_GAP}ten[\s-]thousandths?\b"),
        ("thousandth", rf"{_GAP}thousandths?\b"),
        ("article", r"\s*条"),
    )
)
_TO_PERCENT = {
    "ten-thousandth": Decimal("0.01"), "thousandth": Decimal("0.1"), "per thousand": Decimal("0.1"),
    "百分之": Decimal(1), "千分之": Decimal("0.1"), "万分之": Decimal("0.01"),
}  # fmt: skip
_MONEY_BEFORE = re.compile(r"(?:\brmb|\bcny|[¥￥])\s*$")
_ARTICLE_BEFORE = re.compile(r"\b(?:articles?|arts?\.?)\s*$|第\s*$")
_LIST_MARK = re.compile(r"[(\[]\s*$")
_LINE_BEFORE = re.compile(r"(?:^|\n)[ \t]*$")
_MARK_AFTER = re.compile(r"\s*[.,)、](?!\d)")
_RANGE = re.compile(r"\s*(?:-|~|to|至|到|or|and|或|和|but (?:not|less)[a-z ]{0,20}|,)\s*")
_RANGE_AHEAD = re.compile(rf"\s*[至到~-]\s*(?:{_HAN}|\d)")
LANDLINE = r"(?:0\d{2,3}-(?:\d[ -]?){6,7}\d|(?:[(（]0\d{2,3}[)）] ?|0\d{2,3} )\d{3,4}[ -]?\d{4})"
"""Pattern of a number behind its area code, whole, in groups, or as translations break it."""
_PHONE = re.compile(
    rf"(?<![\d-])(?:(?:(?:\(?0\d{{2,3}}\)?[\s-]?)?\d{{7,8}}|{LANDLINE})(?:-\d{{1,4}})?"
    r"|1[3-9]\d{9}|[48]00-?\d{3}-?\d{4}"
    r"|1[12]\d{3}|9\d{4,5})(?![\d-]|\s*(?:yuan|rmb|元|%|days?|people|persons?))"
)
_DIALLED = re.compile(
    r"\b(?:call|dial|phone|telephone|tel|hotline|ring|line|number|contact)\b|电话|热线|拨打|致电|咨询"
)
_DATE = re.compile(
    r"\b(?:19|20)\d{2}\s*(?:年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?)?|[-/.]\d{1,2}[-/.]\d{1,2})"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d{1,2}"
    r"(?:\s*+,?+\s*+(?:19|20)\d{2})?\b"
)


def find_figures(text: str) -> list[Figure]:
    """The figures of `text`, in order.

    No figures: ordinals, list marks such as "(1)", telephone numbers, dates, and 汉字 and "one"
    or "two" without a unit, which mostly count nothing.
    """
    folded = fold(text)
    taken = {at for span in (*find_phones(text), *_spans(_DATE, folded)) for at in range(*span)}
    found: list[Figure] = []
    for match in _NUMBER.finditer(folded):
        if not taken.isdisjoint(range(*match.span())):
            continue
        if found and match.start() < found[-1].span.end:
            continue  # the "ten" of "ten-thousandths"
        if (figure := _figure(folded, match)) is not None:
            found.append(figure)
    return _with_units_of_ranges(folded, found)


def find_phones(text: str) -> list[Span]:
    """Telephone numbers: with an area code, of a mobile, or short ones (12333) where the words just
    before speak of calling."""
    folded = fold(text)
    found = []
    for match in _PHONE.finditer(folded):
        digits = re.sub(r"\D", "", match.group())
        long = match.group().lstrip("(").startswith(("0", "400", "800")) and len(digits) > 8
        before = folded[max(0, match.start() - 40) : match.start()]
        if long or (len(digits) == 11 and digits[0] == "1") or _DIALLED.search(before):
            found.append(Span(*match.span()))
    return found


def changed_figures(one: Iterable[Figure], other: Iterable[Figure]) -> list[tuple[Figure, Figure]]:
    """Pairs of figures of one unit where each stands on its side alone: what became of what.

    A figure missing on one side only is no change: a translation may say a thing twice, or a
    quotation leave a sentence out.
    """
    mine, theirs = list(one), list(other)
    left = _beyond(mine, theirs)
    right = _beyond(theirs, mine)
    pairs = []
    for figure in left:
        match = next((r for r in right if r.kind[1] == figure.kind[1]), None)
        if match is not None:
            right.remove(match)
            pairs.append((figure, match))
    return pairs


def _beyond(some: list[Figure], others: list[Figure]) -> list[Figure]:
    """Figures that `some` has more of than `others`."""
    known = Counter(f.kind for f in others)
    beyond = []
    for figure in some:
        if known[figure.kind]:
            known[figure.kind] -= 1
        else:
            beyond.append(figure)
    return beyond


def _figure(folded: str, match: re.Match[str]) -> Figure | None:
    start, end = match.span()
    value = _value(match)
    if value is None:
        return None
    if part := match["part"]:
        return Figure(Span(start, end), value * _TO_PERCENT[part], "percent")
    before = folded[max(0, start - 12) : start]
    if _ARTICLE_BEFORE.search(before):
        return Figure(Span(start, end), value, "article")
    for unit, pattern in _UNITS:
        if after := pattern.match(folded, end):
            if factor := _TO_PERCENT.get(unit):
                return Figure(Span(start, after.end()), value * factor, "percent")
            return Figure(Span(start, after.end()), value, unit)
    if money := _MONEY_BEFORE.search(before):
        return Figure(Span(start - len(money.group()), end), value, "yuan")
    listed = bool(_LIST_MARK.search(before)) and folded[end : end + 1] in (")", "]")
    listed = listed or bool(_LINE_BEFORE.search(before) and _MARK_AFTER.match(folded, end))
    han = match["han"] and not _RANGE_AHEAD.match(folded, end)
    if listed or han or (match["words"] and value <= 2):
        return None
    return Figure(Span(start, end), value, None)


def _value(match: re.Match[str]) -> Decimal | None:
    if digits := match["digits"] or match["inside"] or match["of"]:
        scale = match["scale"] or match["inside_scale"]
        return Decimal(digits.replace(",", "")) * _SCALE.get(scale or "", 1)
    if words := match["words"]:
        if re.fullmatch(WORDS_ORDINAL, words):
            return None
        number = parse_number(words)
        return (
            None if number is None else Decimal(number) * _SCALE.get(match["words_scale"] or "", 1)
        )
    return Decimal(parse_han(match["han"] or match["of_han"]))


def _with_units_of_ranges(folded: str, found: list[Figure]) -> list[Figure]:
    """ "3 to 5 days", "500 but not more than 3,000 yuan": the first has the unit of the second."""
    for i in range(len(found) - 2, -1, -1):
        this, following = found[i], found[i + 1]
        between = folded[this.span.end : following.span.start]
        if this.unit is None and following.unit and _RANGE.fullmatch(between):
            found[i] = replace(this, unit=following.unit)
    return found


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    return (Span(*match.span()) for match in pattern.finditer(text))
