"""Plain functions over text: folding that keeps offsets, sentences, language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from qa_service.domain import Language, Span

if TYPE_CHECKING:
    from opencc import OpenCC

# Full-width ASCII, the ideographic space and typographic quotes, one character for one character.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= {ord(a): ord(b) for a, b in zip("\u3000\u00a0‘’“”–—、", "  ''\"\"--,", strict=True)}

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_OTHER = re.compile(
    r"[\u0400-\u04ff\u0620-\u064a\u0900-\u097f\u0e01-\u0e3a\u3041-\u3096\u30a1-\u30fa\uac00-\ud7a3]"
)
"""Cyrillic, Arabic, Devanagari, Thai, kana, hangul."""


def fold(text: str) -> str:
    """`text` with full-width forms, odd spaces and quotes as their ASCII twins, in lower case.

    One character stays one character, so an offset into the result is an offset into `text`.
    """
    if text.isascii():
        return text.lower()
    lowered = text.translate(_FOLD)
    lower = lowered.lower()
    if len(lower) == len(lowered):
        return lower
    return "".join(c if len(c.lower()) != 1 else c.lower() for c in lowered)


def simplified(text: str) -> str:
    """`text` in simplified 汉字. One character stays one character."""
    if not _HAN.search(text):
        return text
    converter = _to_simplified()
    converted: str = converter.convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(converter.convert(character)[:1] for character in text)


@cache
def _to_simplified() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def squeeze(text: str) -> str:
    """`text` with every run of white space as one space, and none at the ends."""
    return " ".join(text.split())


def counted(number: int, noun: str) -> str:
    """ "1 article", "2 articles"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def printable(text: str) -> str:
    """`text` for a terminal: other people's text must not reach it as commands. Control characters
    but tab and line feed become U+FFFD, one for one, so that offsets stay."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def language(text: str) -> Language:
    """The text's own: "zh" when at least a fifth of its letters are 汉字, else "en".

    A 汉字 carries about as much as a Latin word, so a short Chinese question with a Latin name in
    it ("Jinan 社保卡丢了怎么办") is Chinese, and an English one with a Chinese name is English.
    """
    han = len(_HAN.findall(text))
    return "zh" if han and han >= 0.2 * (han + len(_LATIN.findall(text))) else "en"


def other_script(text: str) -> bool:
    """Whether some letter is one that neither English nor Chinese is written with. A language in
    Latin letters is not told from English."""
    return _OTHER.search(text) is not None


# A sentence ends at a Chinese full stop; at . ! ? before white space and something that can begin a
# sentence, or between two words that have lost the space; at a semicolon that ends a line; and at a
# line break.
_STOP = re.compile(
    r"""
    [。！？；]+[”’」』）)"']*                  # Chinese
    | (?<![.!?])[.!?]++["'”’)\]]*+   # English, before a beginning or at the end of a line
      (?:(?=\s+["'“‘(\[]?[A-Z0-9\u4e00-\u9fff])|\s*(?=\n|$)
        |(?<=[a-z]{3}[.!?])(?=[A-Z][a-z]*\s))
    | \n+
    """,
    re.VERBOSE,
)
_NOT_A_STOP = re.compile(
    r"(?:\b(?:no|nos|art|arts|para|sec|e\.g|i\.e|etc|vs|mr|mrs|ms|dr|st|tel|approx|fig|vol|p|pp)"
    r"|(?:^|[\s(（;；:：,，])(?:\d{1,2}|[a-z]|[ivx]{1,4}))\.$",
    re.IGNORECASE,
)


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Spans of the sentences of `text[start:end]`, without white space at their ends.

    Every character that is not white space is in exactly one span. A list number ("1.") stays with
    the sentence it numbers.
    """
    end = len(text) if end is None else end
    begin = start
    for stop in _STOP.finditer(text, start, end):
        # Its end is enough to see: all of it would be read again at every refused stop.
        piece = text[max(begin, stop.end() - 40) : stop.end()]
        if "\n" not in stop.group() and _NOT_A_STOP.search(piece.rstrip("\"'”’)] ")):
            continue
        if (span := trim(text, begin, stop.end())) is not None:
            yield span
        begin = stop.end()
    if (span := trim(text, begin, end)) is not None:
        yield span


def lines_of(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Lines that aren't blank, without white space at their ends."""
    end = len(text) if end is None else end
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if (line := trim(text, start, stop)) is not None:
            yield line
        start = stop + 1


def trim(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its ends; None when nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def letters(text: str) -> str:
    """The letters and digits of `text` alone, whatever their case and form: what is left of two
    spellings of the same words is equal."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
