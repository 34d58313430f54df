"""Questions about another country's schemes, which no article answers however alike they sound."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from qa_service.retrieval import word_lists

_SHORT = r"U\.?S\.?A?\.?|U\.?K\.?|EU|UAE"
_SCHEME = (
    r"social security|social insurance|pensions?|retirement|unemployment|medicare|medicaid|medical"
    r"|health(?:care)?|insurance|tax(?:es|ation)?|benefits?|welfare|universal credit|state|national"
)
_HAN_SCHEME = r"社保|社会保险|社会保障|养老|医保|税|失业金?"

_LANGUAGE = (
    r"(?:language|speak(?:ing|ers?)|version|hotline|website|menu|translation|interpreters?"
    r"|services?|support|help)\b"
)
"""Behind the name of a people that is its language: "English hotline"."""

_WORD = re.compile("[a-z]+")
# For text in lower case, but for the short names, which are words otherwise: "us", "eu".
_SHORT_SCHEME = re.compile(rf"\b(?:{_SHORT})\s+(?:\w+\s+)?(?i:{_SCHEME})\b")
_SHORT_THERE = re.compile(rf"\b(?i:in|of|from|for)\s+(?i:the\s+)?(?:{_SHORT})(?![\w-])")
_HERE = re.compile(
    r"\b(?:china\b|chinese\b|prc\b|agreement|bilateral|exempt|certificate of coverage"
    r"|(?:worker|employee|engineer|teacher|citizen|expat|foreigner|staff)s?\b"
    r"|(?:i am|i'm|we are|we're|(?:he|she|husband|wife|who) (?:is|comes?|came)|come|coming|moved"
    r"|back|returned|arrived) (?:\w+ )?from\b"
    r"|nationals?\b(?! (?:insurance|pension|health|security)))"
    r"|中国|协定|互免|免缴|外国人|员工"
)


class _Abroad(NamedTuple):
    """Patterns for text in lower case."""

    begins: frozenset[str]
    """Words that names in English begin with: most questions have none, and need no pattern."""
    own_scheme: re.Pattern[str]
    """ "the German pension", 美国社保, "unemployment benefit Moscow"."""
    there: re.Pattern[str]
    """ "in Germany", 在东京."""


@cache
def _abroad() -> _Abroad:
    lists = word_lists.abroad()
    names = _any([*lists["countries"], *lists["cities"]])
    people = _any(lists["demonyms"])
    han = _any([*lists["han_countries"], *lists["han_cities"]])
    han_cities = _any(lists["han_cities"])
    return _Abroad(
        frozenset(name.partition(" ")[0] for kind in lists.values() for name in kind),
        re.compile(
            rf"\b(?<!inner )(?:{names}|{people})(?:'s)?\s+(?:(?!{_LANGUAGE})\w+\s+)?(?:{_SCHEME})\b"
            rf"|\b(?:{_SCHEME})\s+(?:{names})\W*$"
            rf"|(?:{han})的?(?:{_HAN_SCHEME})|(?:{_HAN_SCHEME})\s*(?:{han_cities})\W*$"
        ),
        re.compile(
            rf"\b(?:in|of|from|for)\s+(?:the\s+)?(?:{names})(?![\w-])|在(?:{han})|^(?:{han_cities})"
        ),
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def is_about_another_country(question: str, *, names_place: bool) -> bool:
    """Whether `question` asks for the scheme of another country: "US social security card", "the
    pension in Germany"; not "an American engineer", nor what China's agreement with a country says.

    `names_place`: it names a place of China.
    """
    text = question.lower()
    if _HERE.search(text):
        return False
    if _SHORT_SCHEME.search(question) or (_SHORT_THERE.search(question) and not names_place):
        return True
    abroad = _abroad()
    if text.isascii() and abroad.begins.isdisjoint(_WORD.findall(text)):
        return False
    return abroad.own_scheme.search(text) is not None or (
        not names_place and abroad.there.search(text) is not None
    )
