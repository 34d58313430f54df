"""The grades of disability that a question and a passage speak of: "grades 5 to 8", 十级伤残. A
hospital's class is none."""

from __future__ import annotations

import re

from qa_service.numerals import parse_number
from qa_service.text import fold

_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
_HAN = r"(?:十|[一二三四五六七八九]|\d{1,2})"
_JOIN = r"\s*(?:,|and|or|to|-|through|/|、|至|到|和)\s*"
_MORE = 12
"""Grades behind the first, at most: there are ten."""
_GRADES = re.compile(
    rf"\b(?:grade|level)s?[ -]+(?:(?:grade|level) )?(?P<words>{_WORD}\b"
    rf"(?:{_JOIN}(?:(?:grade|level) )?{_WORD}\b(?! ?%|-[a-z])){{0,{_MORE}}})"
    rf"(?!\)? (?:hospital|class|medical|clinic|institution))"
    rf"|(?P<han>{_HAN}级?(?:{_JOIN}{_HAN}级?){{0,{_MORE}}}(?<=级))(?!医院|医疗|甲)"
)
_NUMBER = re.compile(rf"{_WORD}|{_HAN}")
_DISABILITY = re.compile(r"\bdisab|injur|[伤残]")
"""Without it a level is one of premiums, of hospitals or of care."""
_HIGHEST = 10


def grades(text: str) -> frozenset[int]:
    """From 1 to 10; ranges are filled."""
    found: set[int] = set()
    folded = fold(text)
    for match in _GRADES.finditer(folded):
        if match[0].startswith("level") and not _DISABILITY.search(folded):
            continue
        said = match["words"] or match["han"]
        numbers = [n for word in _NUMBER.findall(said) if (n := parse_number(word))]
        if len(numbers) == 2 and re.search(r"\bto\b|-|through|至|到", said):
            numbers = [*range(min(numbers), max(numbers) + 1)]
        found.update(n for n in numbers if n <= _HIGHEST)
    return frozenset(found)
