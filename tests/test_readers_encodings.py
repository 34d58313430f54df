"""Bytes to characters: what is written in an encoding is read back, and noise is refused."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_service.ingest.readers.decoding import decode
from qa_service.ingest.readers.unreadable import Unreadable

CONTENTS = {
    "english": "Article 58 The employing unit shall, within 30 days, apply for registration.\n",
    "chinese": "社会保险法第五十八条：用人单位应当自用工之日起三十日内为职工申请办理社会保险登记。",
    "chinese question": "济南社保卡丢了怎么办？",
    "full-width": "生育保险满９个月，补贴２，６００元。（一）身份证；（二）出生证明　①　№１\n",
    "mixed": "Jinan 社保卡 lost: call 0531-12333, “挂失” 30 days.\n",
    "rare place names": "衢州、邳州、亳州、濮阳、鄄城、郓城的参保人员到窗口办理社保卡。",
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_round_trip(content: str, encoding: str) -> None:
    assert decode(content.encode(encoding)) == content


@pytest.mark.parametrize(
    ("data", "declared", "expected"),
    [
        (codecs.BOM_UTF16_BE + "挂失".encode("utf-16-be"), None, "挂失"),
        (b"line\r\nline\rline\n", None, "line\nline\nline\n"),
        ("中\r\n文".encode("utf-16"), None, "中\n文"),
        # Only the mark at the very beginning goes.
        ("\ufeffa\ufeffb".encode(), None, "a\ufeffb"),
        ("\u3000Ｊｉｎａｎ\u00a0“x”".encode(), None, "\u3000Ｊｉｎａｎ\u00a0“x”"),
        # Latin text in the encoding of Western Windows.
        (b"The holder\x92s card \x96 caf\xe9", None, "The holder’s card – café"),
        ("勞工保險局表示，申請失業給付應備妥身分證明。".encode("big5"), None,
         "勞工保險局表示，申請失業給付應備妥身分證明。"),
        # A declaration decides between encodings that both decode ...
        ("联通".encode("gbk"), "gb2312", "联通"),
        ("Пособие по безработице".encode("windows-1251"), "windows-1251", "Пособие по безработице"),
        # ... and is not believed against the bytes.
        ("社保卡挂失".encode(), "gb2312", "社保卡挂失"),
        ("社会保险费由用人单位缴纳".encode("gbk"), "iso-8859-1", "社会保险费由用人单位缴纳"),
        ("社会保险费由用人单位缴纳".encode("gbk"), "utf-8", "社会保险费由用人单位缴纳"),
        ("社保卡".encode(), "no-such-charset", "社保卡"),
        ("社保卡".encode(), "unicode_escape", "社保卡"),
    ],
)  # fmt: skip
def test_decode(data: bytes, declared: str | None, expected: str) -> None:
    assert decode(data, declared) == expected


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"text\x00with\x01a\x00null", "binary"),
        (bytes(range(1, 32)) * 8, "binary"),
        (bytes((i * 73 + 41) % 256 for i in range(2048)), "binary"),
        ("社会保险费由用人单位缴纳。".encode() * 4 + b"\xe7\xa4", "damaged UTF-8 at byte 156"),
        # A few UTF-8 signs among ASCII tell it too, however many bytes are stray.
        ("isn’t".encode() + b" \xe2\x80", "damaged UTF-8 at byte 8"),
        ("“paid”".encode() + b" \x93free\x94 \x96 it\x92s caf\xe9", "damaged UTF-8 at byte 11"),
        ("640元".encode() + b" a month\xa0", "damaged UTF-8 at byte 14"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "damaged UTF-16-LE"),
        ("lost\ufffdletters".encode(), "U+FFFD"),
        (bytes((0x81, 0x39, 0xFE, 0xA0, 0x8D)) * 9, "can't be decoded"),
    ],
)
def test_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason.replace("+", r"\+")):
        decode(data)


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_refusal(data: bytes) -> None:
    try:
        text = decode(data)
    except Unreadable:
        return
    assert "\0" not in text
    assert "\ufffd" not in text
    assert "\r" not in text


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffd\ufeff"), max_size=200))
def test_utf8_is_never_changed(text: str) -> None:
    try:
        decoded = decode(text.encode())
    except Unreadable:  # mostly control characters
        assert sum(c < " " or c == "\x7f" for c in text) > 0
        return
    assert decoded == text.replace("\r\n", "\n").replace("\r", "\n")
