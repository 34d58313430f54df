"""How a place's name is written in Latin letters: one key for all its spellings."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from qa_service.text import fold

# Accented Latin letters as plain ones and other apostrophes as ', one character for one.
_PLAIN = {
    code: decomposed[0].lower()
    for code in range(0xC0, 0x250)
    if "a" <= (decomposed := unicodedata.normalize("NFD", chr(code)))[0].lower() <= "z"
}
_PLAIN |= {ord(c): "'" for c in "`´ʼ′"}

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")


class Word(NamedTuple):
    """A word of a plain text, without a possessive 's."""

    start: int
    end: int
    key: str
    """Its letters alone: "xi'an" and "xian" are one."""


def plain(text: str) -> str:
    """`text` folded and without accents; every character keeps its offset."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return fold(text).translate(_PLAIN)


@lru_cache(maxsize=16)
def words(plain_text: str) -> tuple[Word, ...]:
    """In order; kept for whoever looks at the same text next."""
    return tuple(map(_word, _WORD.finditer(plain_text)))


def _word(match: re.Match[str]) -> Word:
    start, end = match.span()
    written = match.group()
    if "'" not in written:  # nearly all
        return Word(start, end, written)
    if written.endswith("'s"):
        written, end = written[:-2], end - 2
    return Word(start, end, written.replace("'", ""))


def key(name: str) -> tuple[str, ...]:
    """The words of a name, as they are compared: ("inner", "mongolia"), ("xian",)."""
    if name.isascii() and name.isalpha():
        return (name.lower(),)
    return tuple(word.key for word in words(plain(name)))
