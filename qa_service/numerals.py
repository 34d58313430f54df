"""Numbers of articles as people write them: 58, 58th, fifty-eight, fifty-eighth, 五十八; 1165,
1,165, one thousand one hundred and sixty-five, 一千一百六十五."""

from __future__ import annotations

import re

from qa_service.text import fold

HIGHEST = 1_899
"""The longest law, the Civil Code, has 1,260 articles. What follows would be a year."""

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
# fmt: off
_TEENS = [
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
]
# fmt: on
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORD_ONES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
# fmt: off
_ORD_TEENS = [
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
    "seventeenth", "eighteenth", "nineteenth",
]
_ORD_TENS = [
    "twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth",
    "ninetieth",
]
# fmt: on

_VALUE = {word: n for n, word in enumerate(_ONES, 1)}
_VALUE |= {word: n for n, word in enumerate(_ORD_ONES, 1)}
_VALUE |= {word: n for n, word in enumerate(_TEENS, 10)}
_VALUE |= {word: n for n, word in enumerate(_ORD_TEENS, 10)}
_VALUE |= {word: 10 * n for n, word in enumerate(_TENS, 2)}
_VALUE |= {word: 10 * n for n, word in enumerate(_ORD_TENS, 2)}


def _any(*groups: list[str]) -> str:
    return "(?:" + "|".join(sorted((w for g in groups for w in g), key=len, reverse=True)) + ")"


_JOIN = r"(?:\s*-\s*|[ \t]+)"


def _below_hundred(ones: str, rest: str) -> str:
    return rf"(?:{_any(_TENS)}{_JOIN}{ones}|{rest}|{ones})"


def _below_thousand(ones: str, rest: str, hundred: str) -> str:
    small = _below_hundred(ones, rest)
    lead = rf"(?:(?:a|{_any(_ONES)}){_JOIN})?"
    return rf"(?:{lead}hundred{_JOIN}(?:and\s+)?{small}|{lead}{hundred}|{small})"


_THOUSAND = rf"(?:a|one){_JOIN}thousand"


def _spelled(ones: str, rest: str, hundred: str) -> str:
    small = _below_thousand(ones, rest, hundred)
    return rf"(?:{_THOUSAND},?{_JOIN}(?:and\s+)?{small}|{small})"


WORDS_ORDINAL = rf"\b{_spelled(_any(_ORD_ONES), _any(_ORD_TENS, _ORD_TEENS), 'hundredth')}\b"
"""A spelled ordinal, lower case: "fifty-eighth". Not "thousandth", which is a fraction."""
_CARDINAL = rf"(?:{_spelled(_any(_ONES), _any(_TENS, _TEENS), 'hundred')}|{_THOUSAND})"
WORDS = rf"(?:{WORDS_ORDINAL}|\b{_CARDINAL}\b)"
"""A spelled number, cardinal or ordinal, lower case."""
_DIGITS = r"(?:1,?[0-8]\d{2}|[1-9]\d{0,2})"
DIGITS_ORDINAL = rf"\b{_DIGITS}(?:st|nd|rd|th)\b"
DIGITS = rf"(?<!\d)(?<!\d\.){_DIGITS}(?:st|nd|rd|th)?(?![\w%]|\.\d|,\d{{3}}(?!\d))"
_BELOW_QIAN = "〇零一二两三四五六七八九十百"
HAN_NUMERALS = f"{_BELOW_QIAN}千"
"""The 汉字 that numbers are written with."""
HAN = rf"(?:1[0-8]\d{{2}}|[1-9]\d{{0,2}}|一千[{_BELOW_QIAN}]{{0,5}}|[{_BELOW_QIAN}]{{1,7}})"
"""A number as it stands between 第 and 条."""

_HAN_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}

_SOME = re.compile(
    rf"\d|[{HAN_NUMERALS}]|\b{_any([*_VALUE], ['hundred', 'hundredth', 'thousand'])}\b"
)


def holds_number(text: str) -> bool:
    """Whether there is a number in `text`, in any of the forms above."""
    return _SOME.search(fold(text)) is not None


def parse_number(words: str) -> int | None:
    """The number that `words` spell, in any of the forms above; None when it isn't 1..`HIGHEST`."""
    words = words.strip().lower()
    if digits := re.fullmatch(r"(1,\d{3}|\d+)(?:st|nd|rd|th)?", words):
        value = int(digits[1].replace(",", ""))
    elif re.fullmatch(HAN, words):
        value = parse_han(words)
    else:
        value = _parse_english(words)
    return value if 1 <= value <= HIGHEST else None


def _parse_english(words: str) -> int:
    total, last = 0, 0
    for word in re.findall(r"[a-z]+", words):
        if word == "thousand":
            total, last = total + 1000 * (last or 1), 0
        elif word in ("hundred", "hundredth"):
            total, last = total + 100 * (last or 1), 0
        elif word in _VALUE:
            last += _VALUE[word]
        elif word not in ("and", "a"):
            return 0
    return total + last


def parse_han(numeral: str) -> int:
    """The number that 汉字 spell, of any size: 十五, 三千五百, 两万, digit by digit 一〇五."""
    if _HAN_DIGIT.keys() >= set(numeral):
        return int("".join(str(_HAN_DIGIT[c]) for c in numeral))
    total = section = last = 0
    for c in numeral:
        if c == "亿":
            total, section, last = (total + section + last or 1) * 10**8, 0, 0
        elif c == "万":
            total, section, last = total + (section + last or 1) * 10**4, 0, 0
        elif c in _HAN_TENS:
            section += (last or 1) * _HAN_TENS[c]
            last = 0
        else:
            last = _HAN_DIGIT[c]
    return total + section + last
