"""From bytes to characters; a file that nothing plausible decodes is refused.

The evidence, strongest first: a byte-order mark; valid UTF-8; what the page declares; then every
candidate encoding that decodes without an error, judged by how ordinary its characters are. Chinese
text in GB18030 consists almost wholly of the few thousand common 汉字, while the same bytes read
wrongly scatter over the rare ones, so some ten characters are enough to tell.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

from qa_service.ingest.readers.unreadable import Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers read when a page names the left one (WHATWG Encoding Standard, section 4.2).
_LABELS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "utf-16": "utf-8",  # the declaration was found by reading ASCII bytes
    "utf-16le": "utf-8",
    "utf-16be": "utf-8",
}
_LABEL = re.compile(
    r"utf-?8|gb18030|big5\S*|euc-\w+|cp\d+|shift_jis|iso-8859-\d+|windows-\d+|koi8-\w",
    re.IGNORECASE,
)
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_UTF8_MARK = re.compile(rb"\xe2\x80[\x90-\xa6]")
"""A dash, a typographic quote or dots in UTF-8; bytes that no other encoding puts into text."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# Punctuation, signs and forms that stand in ordinary Chinese or Western text.
_SIGN = re.compile(
    "[\u00a0\u00a3\u00a7\u00a9\u00ab\u00ae\u00b0\u00b1\u00b2\u00b3\u00b7\u00bb\u00bd\u00d7\u00f7"
    "\u2010-\u2027\u2030-\u203b\u20ac\u2103\u2116\u2122\u2150-\u217f\u2190-\u2193\u2200-\u226f"
    "\u2460-\u249b\u2500-\u257f\u25a0-\u25cf\u2605\u2606\u2713\u2714\u3000-\u3017\u3220-\u3229"
    "\u338e-\u33a1\uff01-\uff5e\uffe5]"
)
_WESTERN = re.compile(r"(?<=[A-Za-z])[\u00c0-\u024f]|[\u00c0-\u024f](?=[A-Za-z])")

_COMMON_ENOUGH = 0.7
"""Share of the characters beyond ASCII that must be common ones. Chinese prose has 0.95 and more;
other encodings' bytes read as GB18030 stay below 0.55."""
_GUESSABLE = 64
"""Bytes below which a rarer encoding is not guessed."""
_MOSTLY_TEXT = 0.01
"""Largest share of control characters in a text."""

UNDECODABLE = (
    "can't be decoded: not UTF-8, UTF-16, GB18030 or another encoding that gives plausible text; "
    "save it again as UTF-8"
)
BINARY = "binary, not text: remove it or replace it by the article as .txt, .md or .html"
LOSSY = (
    "has replacement characters (U+FFFD), so that letters are lost already: "
    "fetch the original again and save it as UTF-8"
)


def decode(data: bytes, declared: str | None = None) -> str:
    """`data` as text without a byte-order mark and with line feeds as its only line ends.

    `declared` is the encoding that the file itself names. Raises Unreadable.
    """
    text = _decode(data, _codec(declared))
    check(text)
    return lines(text)


def decode_forgiving(data: bytes, declared: str | None) -> str:
    """Like `decode` for a page in which stray bytes may stand outside the article: what doesn't
    decode becomes U+FFFD, and the caller refuses the article if it holds one."""
    try:
        text = _decode(data, _codec(declared))
    except Unreadable:
        if b"\0" in data:
            raise
        # The caller sees U+FFFD; without a declaration the bytes speak for UTF-8 or nothing does.
        text = data.decode(_codec(declared) or "utf-8", "replace")
        if text.count("\ufffd") > 0.01 * len(text):
            raise
    _refuse_controls(text)
    return lines(text)


def lines(text: str) -> str:
    """`text` without a byte-order mark, with LF for CRLF and CR."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def check(text: str) -> None:
    """Raises Unreadable for what decodes and still is no text."""
    _refuse_controls(text)
    if "\ufffd" in text:
        raise Unreadable(LOSSY)


def _refuse_controls(text: str) -> None:
    if "\0" in text or len(_CONTROL.findall(text)) > _MOSTLY_TEXT * len(text):
        raise Unreadable(BINARY)


def _decode(data: bytes, declared: str | None) -> str:
    for mark, codec in _BOMS:
        if data.startswith(mark):
            text = _strict(data[len(mark) :], codec)
            if text is None:
                raise Unreadable(f"damaged {codec.upper()}: save it again as UTF-8")
            return text
    if b"\0" in data:
        wide = _utf16(data)
        if wide is None:
            raise Unreadable(BINARY)
        return wide
    text = _strict(data, "utf-8")
    if text is not None and not _declared_otherwise(data, declared):
        return text
    if text is None:
        _refuse_damaged_utf8(data)
    candidates = dict.fromkeys(c for c in (declared, "gb18030", "big5hkscs", "cp1252") if c)
    decoded = {c: t for c in candidates if (t := _strict(data, c)) is not None}
    if (wide := _utf16(data)) is not None:
        decoded["utf-16"] = wide
    if text is not None:
        decoded["utf-8"] = text
    scored = {c: _ordinary(t) + (0.1 if c == declared else 0) for c, t in decoded.items()}
    best = max(scored, key=scored.__getitem__, default=None)
    if best is not None and scored[best] >= _COMMON_ENOUGH:
        return decoded[best]
    if declared in decoded and declared not in ("cp1252", "gb18030"):
        return decoded[declared]  # a script that `_ordinary` knows nothing of
    return _other(data)


def _codec(label: str | None) -> str | None:
    """The Python codec for an encoding's name; None for a name that is unknown or no encoding."""
    if label is None:
        return None
    name = _LABELS.get(label.lower(), label.lower())
    if _LABEL.fullmatch(name) is None:
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _declared_otherwise(data: bytes, declared: str | None) -> bool:
    """Whether a file that happens to be valid UTF-8 may still be in the Chinese encoding that it
    declares: a few GBK characters look like two-byte UTF-8, never like three bytes."""
    if declared not in ("gb18030", "big5hkscs"):
        return False
    sequences = _MULTIBYTE.findall(data)
    return bool(sequences) and all(len(s) == 2 for s in sequences)


def _refuse_damaged_utf8(data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        sequences = _MULTIBYTE.findall(data)
        stray = len(_BEYOND_ASCII.findall(_MULTIBYTE.sub(b"", data).decode("latin-1")))
        if sum(len(s) == 3 for s in sequences) >= stray or _UTF8_MARK.search(data):
            raise Unreadable(
                f"damaged UTF-8 at byte {error.start}: fetch it again or save it again as UTF-8"
            ) from None


def _utf16(data: bytes) -> str | None:
    """`data` as UTF-16 without a byte-order mark, if one byte order gives nothing but common
    characters."""
    if len(data) % 2:
        return None
    for codec in ("utf-16-le", "utf-16-be"):
        text = _strict(data, codec)
        if text and not _CONTROL.search(text):
            beyond = _BEYOND_ASCII.findall(text)
            if len(beyond) * (1 - _ordinary(text)) <= 0.1 * len(text):
                return text
    return None


def _ordinary(text: str) -> float:
    """Share of the characters beyond ASCII that ordinary text has; 1 when there are none."""
    beyond = _BEYOND_ASCII.findall(text)
    if not beyond:
        return 1.0
    common = _common_han()
    fit = sum(c in common or _SIGN.match(c) is not None for c in beyond)
    return (fit + len(_WESTERN.findall(text))) / len(beyond)


@cache
def _common_han() -> frozenset[str]:
    """The 汉字 of the first levels of GB 2312 (rows 0xB0 to 0xD7) and of Big5 (0xA4 to 0xC6)."""
    found: set[str] = set()
    for codec, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        for lead in range(first, last + 1):
            for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
                found.update(bytes((lead, trail)).decode(codec, "ignore"))
    return frozenset(c for c in found if "\u4e00" <= c <= "\u9fff")


def _other(data: bytes) -> str:
    from charset_normalizer import from_bytes

    match = from_bytes(data).best() if len(data) >= _GUESSABLE else None
    if match is None or "\ufffd" in (text := str(match)):
        raise Unreadable(UNDECODABLE)
    beyond = _BEYOND_ASCII.findall(text)
    letters = sum(c.isalpha() or _SIGN.match(c) is not None for c in beyond)
    # Real text in another script is words; noise changes between letters, signs and scripts.
    if match.percent_chaos > 5 or letters < 0.95 * len(beyond):
        raise Unreadable(UNDECODABLE)
    return text
