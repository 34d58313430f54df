"""The one canonical name for all the ways to write a law's name."""

from __future__ import annotations

import re

from qa_service.laws.table import NATIONAL, WRITTEN_OUT
from qa_service.text import fold

_STATE = (
    r"(?:the\s+)?(?:people['’]?s\s+republic\s+of\s+china(?:\s*\(\s*p\.?r\.?c\.?\s*\))?"
    r"|p\.?\s?r\.?\s?c\b\.?(?:'s)?)"
)
COUNTRY = rf"(?:{_STATE}|china(?:'s)?\b|mainland\s+china(?:'s)?)"
IN_STATE = rf"in\s+{_STATE}"
"""How machines translate 中华人民共和国 beside "of …". "In China" may be what the law is about:
"Provisions on the Employment of Foreigners in China"."""
_OF_COUNTRY = rf"(?:of\s+{COUNTRY}|{IN_STATE})"


def _spaced(pattern: str) -> str:
    """A space as it is described at the table; "law on" also as "law of the PRC on"."""
    gap = r"(?:\s+|\s*-\s*)(?:the\s+)?"
    head = r" (?=on |\(\?:on\||\(\?:for\|)"
    country = rf"(?:\s+{_OF_COUNTRY})?"
    return re.sub(head, "<country> ", pattern).replace(" ", gap).replace("<country>", country)


_BEFORE = rf"\b(?:the\s+)?(?:{COUNTRY}|chinese|national)[^\S\n]*,?[^\S\n]+"
_AFTER = (
    rf"(?:(?:\s*,)?\s+of\s+{COUNTRY}(?:\s*\(\s*p\.?r\.?c\.?\s*\))?|\s*\(\s*(?:{COUNTRY})\s*\)"
    rf"|\s*,\s*{COUNTRY}(?!\w)|[^\S\n]+{IN_STATE})?"
)
ENGLISH = [re.compile(rf"(?:{_spaced(p)})(?:\b|(?=article)){_AFTER}") for _, p, _ in NATIONAL]
HAN = [re.compile(han) for _, _, han in NATIONAL]
"""Patterns of the table's names, in its order, without the country before them: English ones over
folded text, where a word must begin. Nothing optional stands before a name's first word, so that
most of a text is passed without trying it."""
COUNTRY_BEFORE = re.compile(rf"{_BEFORE}\Z")
COUNTRY_BEFORE_HAN = "中华人民共和国"
NATIONAL_LAWS = frozenset(name for name, _, _ in NATIONAL)
"""The canonical names in the table."""


_AROUND = " \t\n\"'“”‘’.,;:：。，-*#"


def canonical_law(name: str) -> str:
    """The one name of a law: English for the national laws known here, else `name` tidied.

    The country, articles, 《》 and remarks such as "(2018 Amendment)" are dropped, words get
    capitals. Idempotent; "" for a name without a letter.
    """
    plain = re.sub(r"\s+", " ", name).strip(_AROUND)
    plain = re.sub(r"^[《〈](?!.*[《〈])(.*?)[》〉]$|^《(.*)》$", r"\1\2", plain)
    plain = re.sub(
        r"[(（](?![^)）]*PRC)[^)）]*(?:\d{4}|[Aa]mend|[Rr]evis|修[正订])[^)）]*[)）]", "", plain
    )
    plain = plain.strip(_AROUND)
    if known := known_law(plain):
        return known
    if re.search(r"[\u4e00-\u9fff]", plain):
        return re.sub(r"\s+", "", plain.replace("中华人民共和国", "")) or plain
    plain = re.sub(r"’", "'", plain)
    plain = re.sub(rf"(?:(?:\s*,)?\s+{_OF_COUNTRY})|\(\s*PRC\s*\)", " ", plain, flags=re.I)
    plain = re.sub(rf"^(?:the\s+)?(?:{COUNTRY}\s+)?", "", plain.strip(), flags=re.I)
    plain = _title(re.sub(r"\s+", " ", plain).strip())
    return known_law(plain) or plain


def known_law(name: str) -> str | None:
    """The canonical name of a national law of the table."""
    folded = fold(name)
    bare = re.sub(rf"^(?:{_BEFORE}|the\s+)", "", folded)
    in_han = folded.removeprefix(COUNTRY_BEFORE_HAN)
    for (canonical, _, _), english, han in zip(NATIONAL, ENGLISH, HAN, strict=True):
        if english.fullmatch(bare) or han.fullmatch(in_han) or bare == canonical.lower():
            return canonical
    return None


def chinese_law(canonical: str) -> str | None:
    """The name in 汉字 of a national law of the table, by its canonical one."""
    return _CHINESE.get(canonical)


_CHINESE = {name: han for name, _, han in NATIONAL} | WRITTEN_OUT

_SMALL_WORDS = "a an and at by for from in of on or the to with under its their"
_SMALL = frozenset(_SMALL_WORDS.split())


def _title(name: str) -> str:
    words = name.split(" ")
    return " ".join(
        w.lower()
        if i and w.lower() in _SMALL
        else w
        if w.isupper() and len(w) > 1
        else w[:1].upper() + w[1:]
        for i, w in enumerate(words)
    )
