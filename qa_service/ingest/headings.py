"""What opens a line: numbers of steps and headings, labels of sections, and the summary's words.

All patterns read folded text (`qa_service.text.fold`), where full-width forms are ASCII, 、 is a
comma and letters are lower case, character for character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from qa_service.domain import Span
from qa_service.numerals import parse_number
from qa_service.summaries import SUMMARY, SUMMARY_WORDS
from qa_service.text import fold, trim

_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
_CARDINALS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_HAN = "[一二三四五六七八九十]{1,3}"
_CIRCLED, _IN_PARENS, _STOPPED = "[①-⑳❶-❿]", "[⑴-⒇]", "[⒈-⒛]"
_HAN_IN_PARENS, _ROMAN_SIGN = "[㈠-㈩]", "[ⅰ-ⅻ]"
_SIGN = re.compile(f"{_CIRCLED}|{_IN_PARENS}|{_STOPPED}|{_HAN_IN_PARENS}|{_ROMAN_SIGN}")
"""Numbers that are one character."""
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_ROMAN |= {"x": 10, "xi": 11, "xii": 12, "xiii": 13, "xiv": 14, "xv": 15}
_NAMED = (
    "method|situation|circumstance|case|way|channel|option|scenario|type|category|point|stage"
    "|方法|方式|情况|情形|途径|渠道|类型|阶段"
)
"""What is counted in front of a heading: "Method one: online"."""

# A number in digits is a marker only before something that isn't a digit, so that 1,896 and 2.5 and
# 2024.1.1 and 9:00 are none; "86%" and "1 86 outlets" lack the punctuation.
_MARKER = re.compile(
    rf"""
    (?P<ordinal>
        (?:{_ORDINALS})(?:ly)?\s?[,.:]\s*(?=\S)
      | (?:first\sof\sall|finally|last(?:ly)?)\s?[,:]\s*(?=\S)(?=[^.;!。]{{1,150}}$)
      | (?:{_CARDINALS})\s?[,.]\s+
      | (?:xv|xi{{0,3}}|xiv|ix|iv|vi{{0,3}}|i{{1,3}})(?:\.\s+|,(?=\S)|,\s+(?=[\u4e00-\u9fff]))
      | {_ROMAN_SIGN}\s?[.,:]?\s*
      | (?:part|chapter|section)\s+(?:{_CARDINALS}|\d{{1,2}})\b\s?[.,:]?\s*
      | (?:part|chapter|section)\s+[ivx]{{1,4}}\s?[.,:]\s*
      | 第?{_HAN}[,.:]\s*
      | 第{_HAN}(?:部分|章|节|点)[,.:]?\s*
    )
  | (?P<parenword> \((?:{_CARDINALS}|{_HAN})\)[.,]?\s* | {_HAN_IN_PARENS}\s* )
  | (?P<step>
        step\s?(?:\d{{1,2}}(?:/\d{{1,2}})?|{_CARDINALS})\b\s?[.,:)-]?\s*
      | (?:the\s)?(?:{_ORDINALS})\s+step\s?[,.:]\s*
      | 第{_HAN}步[,.:]?\s*
    )
  | (?P<decimal> \d{{1,2}}\.\d{{1,2}}(?:\.\s*|\s+)(?=[a-z\u4e00-\u9fff]) )
  | (?P<arabic> \d{{1,2}}\s?(?:[.)](?![\d)%])|,(?!\s?\d)|:(?!\d)|\s?-+\s(?!\d))\s*(?=\S)
      | {_STOPPED}\s* | \[\d{{1,2}}\]\s* | 【\d{{1,2}}】\s* )
  | (?P<paren> \(\d{{1,2}}\)[.,]?\s* | (?:{_CIRCLED}|{_IN_PARENS})\s* )
  | (?P<named> (?:{_NAMED})\s?(?:\d{{1,2}}(?:/\d{{1,2}})?|{_CARDINALS}|{_HAN})\s?[,.:]\s* )
  | (?P<letter> [a-h][.)]\s+ | [a-h],(?=\S) | \([a-h]\)[.,]?\s* )
  | (?P<bullet> [•●○■□◆◇▪►·]\s* | [-*+]\s+ )
    """,
    re.VERBOSE,
)
_RANK = {
    "ordinal": 1,
    "parenword": 2,
    "arabic": 3,
    "step": 3,
    "paren": 4,
    "decimal": 4,
    "named": 5,
    "letter": 5,
}
BULLET = 9
"""Rank of a bullet, which numbers nothing."""

_EMPHASIS = re.compile(r"[*_]{2,3}(?=\S)")


class Marker(NamedTuple):
    """A number or bullet that opens a line or a step."""

    rank: int
    """From 1 (I., First, 一、) to 5 (a.), outer before inner; 9 for a bullet."""
    number: int
    """From 1; 0 for a bullet and for "Finally"."""
    end: int
    """Where the words behind it begin."""


def marker(text: str, start: int, end: int, folded: str | None = None) -> Marker | None:
    """The marker at `text[start:end]`, None when there is none or nothing stands behind it."""
    folded = fold(text) if folded is None else folded
    if bold := _EMPHASIS.match(folded, start, end):
        start = bold.end()
    match = _MARKER.match(folded, start, end)
    if match is None or match.lastgroup is None or match.end() >= end:
        return None
    kind, said = match.lastgroup, match.group()
    if kind == "bullet":
        return Marker(BULLET, 0, match.end())
    if kind == "decimal" and not (text[match.end()].isupper() or text[match.end()] >= "\u4e00"):
        return None  # "2.5 yuan"
    number = _number(kind, said)
    if number is None or (said[0] in "ivx" and not text[start].isupper()):
        return None
    return Marker(_RANK[kind], number, match.end())


def _number(kind: str, said: str) -> int | None:
    if kind == "letter":
        return ord(said.lstrip("(")[0]) - ord("a") + 1
    if kind == "decimal":
        return int(said.strip(" .").split(".")[1])
    if _SIGN.match(said):
        return int(unicodedata.numeric(said[0]))
    if said.startswith(("finally", "last")):
        return 0
    if said.startswith("first of"):
        return 1
    kinds = rf"^(?:the\s|step|part|chapter|section|{_NAMED})|step"
    words = rf"{kinds}|/\d+|[第步部分章节点().,:\s\[\]【】-]"
    core = re.sub(words, "", said)
    core = core.removesuffix("ly") or core
    if core in _ROMAN:
        return _ROMAN[core]
    return parse_number(core)


# --- steps inside a line ------------------------------------------------------------------------

_AFTER_STOP = re.compile(r"(?:[.;:?!)\]'\"]\s+|[。;:?!)]\s*|(?<=[\u4e00-\u9fff][,.;:])\s*)(?=\S)")
_AFTER_SPACE = re.compile(r"(?<![\d\s.,;:-])\s+(?=\d{1,2}\s?[.,)]\s*\S|\(\d)")
_NAMES_A_NUMBER = re.compile(
    r"\b(?:(?:no|nos|art|arts)\.?|articles?|items?|paragraph|rule|press|dial|key|line|and|of|in|to)$"
)


def step_starts(text: str, start: int, end: int, folded: str | None = None) -> list[int]:
    """Where the steps inside one line begin, its first one excluded.

    A marker inside a line counts only in a sequence that runs 1, 2, 3… (the line's own opening
    marker may begin it), so that a stray number before a full stop isn't taken for one.
    """
    folded = fold(text) if folded is None else folded
    opening = marker(text, start, end, folded)
    for patterns, least in (((_AFTER_STOP,), 2), ((_AFTER_STOP, _AFTER_SPACE), 3)):
        at = sorted({m.end() for p in patterns for m in p.finditer(folded, start, end)} - {start})
        found = [
            (position, seen)
            for position in at
            if (seen := marker(text, position, end, folded))
            and seen.rank != BULLET
            and not _NAMES_A_NUMBER.search(folded[max(start, position - 12) : position].rstrip())
        ]
        if chosen := _in_sequence(found, opening, least):
            return [position for position, _ in chosen]
    return []


def _in_sequence(
    found: list[tuple[int, Marker]], opening: Marker | None, least: int
) -> list[tuple[int, Marker]]:
    chosen: list[tuple[int, Marker]] = []
    for rank in sorted({seen.rank for _, seen in found}):
        run: list[tuple[int, Marker]] = []
        last = opening.number if opening and opening.rank == rank else 0
        length = 1 if last else 0
        for position, seen in found:
            if seen.rank != rank:
                continue
            if seen.number == 1 and last != 0 and length >= least:  # another list begins
                chosen += run
                run, last, length = [], 0, 0
            if seen.number == last + 1:
                run.append((position, seen))
                last, length = seen.number, length + 1
        if length >= least:
            chosen += run
    return sorted(chosen)


# --- labels -------------------------------------------------------------------------------------

_LABEL_WORDS = (
    r"(?:(?:\d{4}\s+)?legal\s+(?:analysis|subjectiv(?:ity|e)|objectiv(?:ity|e)|opinions?|advice|answers?|"
    r"interpretations?|explanations?|bas[ie]s|grounds?|provisions?)"
    r"|(?:extended|expanded|supplementary|expansion)\s+(?:information|data|materials?|knowledge|reading)"
    r"|laws?\s+(?:used|quoted|cited|involved)|attached\s+laws?"
    r"|lawyer'?s?\s+(?:answers?|repl(?:y|ies)|analysis|opinions?)|analysis|law basis"
    r"|法律(?:主观|客观|分析|解析|依据|规定)(?:性)?|(?:扩展|拓展|补充)(?:资料|信息|阅读)|律师(?:解答|分析|回答)"
    r"|(?:best|accepted|adopted|satisfactory)\s+answers?|(?:最佳|满意|推荐)(?:答案|回答)"
    r"|案情分析|解析)"
)
_OPEN = r"[#>*_\s]*"
_LABEL = re.compile(
    rf"{_OPEN}(?:[\[【(〖]\s*{_LABEL_WORDS}\s*[\]】)〗]\s*:?|{_LABEL_WORDS}\s*(?:[*_]*:|[*_]*\s*$))[*_\s]*"
)
_INNER_LABEL = re.compile(rf"(?:(?<=[.!?;]\s)|(?<=[。!?;]))(?={_LABEL_WORDS}\s*:)")

_INNER_SUMMARY = re.compile(rf"(?:(?<=[.!?;]\s)|(?<=[。!?;]))(?={SUMMARY_WORDS}\s*[,:])")


def label(text: str, start: int, end: int, folded: str | None = None) -> Span | None:
    """The label at the beginning of `text[start:end]` ("Legal analysis:"), which is no content."""
    folded = fold(text) if folded is None else folded
    match = _LABEL.match(folded, start, end)
    return trim(text, start, match.end()) if match else None


def summary(text: str, start: int, end: int, folded: str | None = None) -> Span | None:
    """The words that open a summary at the beginning of `text[start:end]` ("To sum up")."""
    folded = fold(text) if folded is None else folded
    match = SUMMARY.match(folded, start, end)
    return trim(text, start, match.end()) if match else None


def inner_labels(text: str, start: int, end: int, folded: str | None = None) -> Iterator[int]:
    """Where a label or a summary begins inside a line, behind the end of a sentence."""
    folded = fold(text) if folded is None else folded
    for pattern in (_INNER_LABEL, _INNER_SUMMARY):
        yield from (m.start() for m in pattern.finditer(folded, start, end) if m.start() > start)


# --- the words of a line ------------------------------------------------------------------------

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_'’-]*|[\u3400-\u4dbf\u4e00-\u9fff]")
_HAN_CHARACTER = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


def weight(text: str) -> float:
    """Length of `text` in words; a 汉字 counts as half of one."""
    words = len(_WORD.findall(text))
    return words - 0.5 * len(_HAN_CHARACTER.findall(text))


_COMMON = frozenset(
    "this that what when where which with from have will your their about into than".split()
)
TELLING = 3
"""Words of a title, at least, that its text says too."""


def telling_words(text: str) -> frozenset[str]:
    """Words of four letters and more without a plural's s, and pairs of 汉字."""
    folded = fold(text)
    words = (word.removesuffix("s") for word in re.findall(r"[a-z]{4,}", folded))
    runs = re.findall("[\u4e00-\u9fff]{2,}", folded)
    pairs = (run[n : n + 2] for run in runs for n in range(len(run) - 1))
    return frozenset(words) - _COMMON | frozenset(pairs)


def tells_better(told: int, known: int) -> bool:
    """Whether a line is the title rather than another, by the telling words of each that the text
    says."""
    return told >= max(TELLING, known + 2, 1.5 * known)


def is_paragraph(line: str) -> bool:
    """Whether a line is more than a title or a note: long, or a sentence."""
    words = weight(line)
    return words > 30 or (words >= 12 and line.rstrip().endswith((".", "。", ";", "；")))


_ATTRIBUTES = re.compile(r"(?<!\s)\s++\{[#.][^{}\n]*\}\s*$")
"""Behind a heading that pandoc wrote: "{#costs .unnumbered}"."""


def heading_words(text: str) -> str:
    """A heading's line as it is shown in a path: without Markdown, a final colon and odd blanks."""
    bare = _ATTRIBUTES.sub("", text)
    bare = re.sub(r"^[#\s>▌▍▎┃■◆★☆▶►·•●▪]+|[*_]{2,3}|(?<!\s)\s++#+\s*$", "", bare)
    return " ".join(bare.split()).rstrip(":： ")


def without_marker(heading: str) -> str:
    """A heading without the number in front of it."""
    found = marker(heading, 0, len(heading))
    return heading[found.end :] if found else heading
