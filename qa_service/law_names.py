"""Names of laws: one canonical name for all the ways to write it, and where names stand in a text.

National laws that articles on social security quote are in a table, in English and 汉字. Any other
law (of a city, of another field) is known by the form of its name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qa_service.domain import Span
from qa_service.law_table import NATIONAL, SOCIAL_INSURANCE_LAW
from qa_service.numerals import DIGITS_ORDINAL, WORDS_ORDINAL
from qa_service.text import fold

_COUNTRY = (
    r"(?:(?:the\s+)?people'?s\s+republic\s+of\s+china(?:\s*\(\s*p\.?r\.?c\.?\s*\))?"
    r"|(?:the\s+)?p\.?\s?r\.?\s?c\b\.?(?:'s)?|china(?:'s)?\b|mainland\s+china(?:'s)?)"
)


def _spaced(pattern: str) -> str:
    """A space as it is described at the table; "law on" also as "law of the PRC on"."""
    gap = r"(?:\s+|\s*-\s*)(?:the\s+)?"
    head = r" (?=on |\(\?:on\||\(\?:for\|)"
    country = rf"(?:\s+of\s+{_COUNTRY})?"
    return re.sub(head, "<country> ", pattern).replace(" ", gap).replace("<country>", country)


_BEFORE = rf"(?:(?:the\s+)?(?:{_COUNTRY}|chinese|national)[^\S\n]*,?[^\S\n]+)?"
_AFTER = (
    rf"(?:\s*,?\s+of\s+{_COUNTRY}(?:\s*\(\s*p\.?r\.?c\.?\s*\))?|\s*\(\s*(?:{_COUNTRY})\s*\)"
    rf"|\s*,\s*{_COUNTRY}(?!\w))?"
)
_ENGLISH = [re.compile(rf"\b{_BEFORE}(?:{_spaced(p)})\b{_AFTER}") for _, p, _ in NATIONAL]
_HAN = [re.compile(rf"(?:中华人民共和国)?(?:{han})") for _, _, han in NATIONAL]
NATIONAL_LAWS = frozenset(name for name, _, _ in NATIONAL)
"""The canonical names in the table."""

# --- names known by their form ----------------------------------------------------------------

_HEAD = (
    "Law|Act|Code|Ordinance|Regulations?|Measures|Provisions|Rules|Decision|Opinions?|Notice"
    "|Bylaws?|Methods"
)
_BEGINS_TEXT = (
    r"(?:If|Where|When|Whenever|Whoever|Any|An|A|The|In|No|Articles?|Art|Paragraph|Chapter|Section"
    r"|These|This|Those|That|It|They|All|Every|Each|Such|For|After|Before|Upon|Unless|Except|Both"
    r"|Either|Neither|Anyone|Everyone|Other|As|According)"
)
_WORD = rf"(?!{_BEGINS_TEXT}\b)[A-Z][\w'’]*(?:-\w+)*"
_LINK = r"(?:of|on|the|for|and|in|to|by|with|&|under|from|a|an|at|its|their|within|between)"
# "Shanghai Social Security Card Management Measures"
_HEAD_LAST = re.compile(
    rf"\b{_WORD}(?:(?:\s+(?:and|of|for|&)|,)?[ \t]+{_WORD}){{0,14}}?[ \t]+(?:{_HEAD})\b"
    r"(?![ \t]+(?:[A-Z]\w+[ \t]+)?(?:Bureau|Office|Department|School|Firm|Society|Enforcement))"
)
# "Regulations of Guangdong Province on Work-Related Injury Insurance"
_HEAD_FIRST = re.compile(
    rf"\b(?:(?:{_WORD})[ \t]+){{0,3}}?(?:{_HEAD})[ \t]+(?:of|on|for|concerning|regarding)\b"
    rf"(?:[ \t]+(?:{_LINK}[ \t]+){{0,3}}{_WORD}|,(?=[ \t]+"
    rf"{_WORD}[ \t,]+(?:{_LINK}|{_WORD})))+"
)
_TAIL = re.compile(r"[ \t]+(?:City|Province|Municipality|Autonomous|Region|District|County)\b")
_HAN_HEAD = "(?:法|条例|办法|规定|细则|规则|法典|决定|意见|通知|规程|方案)"
_TITLE_MARKS = re.compile(r"[《〈]([^《》\n]{2,80}(?:《[^《》\n]{2,60}》[^《》\n]{0,40})?)[》〉]")
_PLACE = r"[\u4e00-\u9fff]{2,7}?(?:省|市|自治区|自治州|经济特区|新区)"
_HAN_LOCAL = re.compile(
    rf"(?:(?<=[根依据按照依按])|(?<![\u4e00-\u9fff]))(?![根依据按照]){_PLACE}"
    r"(?:(?!规定|按照|根据|依据|应当|第)[\u4e00-\u9fff]){2,30}?"
    r"(?:条例|实施办法|暂行办法|管理办法|办法|实施细则|若干规定|暂行规定|管理规定)"
    r"(?![\u4e00-\u9fff]{0,2}(?:大厅|窗口|局|流程))"
)
_HAN_PREFIX = re.compile(r"(?:[\u4e00-\u9fff]{2,3}(?:省|市|自治区|经济特区))$")

# Words that stand before a name without belonging to it.
_OUTSIDE_WORDS = """
according to under pursuant in accordance with by of the a an as per see based on and or for
article articles art paragraph section rule first second relevant related applicable current
existing new revised amended present said same this that these those such following above other
certain all any both our your their chinese china prc national state legal basis ground what
does how is are when where which why who do did can should must from at read cite citing
violating comply implementing whether although because if while since after before not no also
only moreover however therefore
"""
_OUTSIDE = frozenset(_OUTSIDE_WORDS.split())
# Alone before a head noun these make no name: "State Regulations", "Relevant Provisions".
_EMPTY_WORDS = """
local city municipal provincial government management administrative general basic specific
detailed interim implementation implementing main legal national common important latest safety
preventive security
"""
_EMPTY = _OUTSIDE | frozenset(_EMPTY_WORDS.split())


class LawName(NamedTuple):
    """A law's name in a text."""

    span: Span
    canonical: str


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
    if known := _known(plain):
        return known
    if re.search(r"[\u4e00-\u9fff]", plain):
        return re.sub(r"\s+", "", plain.replace("中华人民共和国", "")) or plain
    plain = re.sub(r"’", "'", plain)
    plain = re.sub(rf"(?:\s*,?\s+of\s+{_COUNTRY})|\(\s*PRC\s*\)", " ", plain, flags=re.I)
    plain = re.sub(rf"^(?:the\s+)?(?:{_COUNTRY}\s+)?", "", plain.strip(), flags=re.I)
    plain = _title(re.sub(r"\s+", " ", plain).strip())
    return _known(plain) or plain


def _known(name: str) -> str | None:
    folded = fold(name)
    bare = re.sub(r"^the\s+", "", folded)
    for (canonical, _, _), english, han in zip(NATIONAL, _ENGLISH, _HAN, strict=True):
        if english.fullmatch(bare) or han.fullmatch(folded) or bare == canonical.lower():
            return canonical
    return None


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


def find_law_names(text: str) -> list[LawName]:
    """The laws named in `text`, in order, without overlap. Where one name contains another the
    law of a city and a rule that implements a law win over the national law inside them."""
    folded = fold(text)
    known = sorted(_national(text, folded), key=lambda n: n.span)
    found = [*known, *_marked(text)]
    found.extend(n for n in _by_form(text) if _is_another(text, n, known))
    kept: list[LawName] = []
    for name in sorted(found, key=lambda n: n.span.start - n.span.end):
        at = bisect_left(kept, name.span, key=lambda n: n.span)
        if (at == 0 or kept[at - 1].span.end <= name.span.start) and (
            at == len(kept) or name.span.end <= kept[at].span.start
        ):
            kept.insert(at, name)
    return kept


_OF_A_PLACE = re.compile(rf"\s+(?:of|in)\s+(?!{_COUNTRY})[A-Z\u4e00-\u9fff]", re.I)


def _is_another(text: str, name: LawName, known: Sequence[LawName]) -> bool:
    """Whether a name by form is a law of its own although a national law's name is part of it."""
    at = bisect_left(known, name.span.end, key=lambda k: k.span.start)
    inside = next((k for k in known[max(0, at - 2) : at] if k.span.end > name.span.start), None)
    if inside is None or "mplement" in text[name.span.start : name.span.end]:
        return True
    statute = re.search(r"\b(?:Law|Code)\b", inside.canonical) is not None
    if name.span.start < inside.span.start:  # "Guangdong Work-Related Injury Insurance …"
        return name.span.end <= inside.span.end or not statute
    return not statute and _OF_A_PLACE.match(text, inside.span.end, name.span.end) is not None


def _national(text: str, folded: str) -> Iterator[LawName]:
    for (canonical, _, _), english, han in zip(NATIONAL, _ENGLISH, _HAN, strict=True):
        for match in english.finditer(folded):
            start, end = match.span()
            if (local := _local_in_lower_case(text, start, end)) is not None:
                yield LawName(Span(local, end), canonical_law(text[local:end]))
            else:
                yield LawName(Span(start, end), canonical)
        for match in han.finditer(text):
            start, end = match.span()
            if place := _HAN_PREFIX.search(text, max(0, start - 8), start):
                local_name = _HAN_LOCAL.search(text, max(0, place.start() - 6), end)
                if local_name and local_name.end() >= end:
                    continue  # 广东省工伤保险条例
            if canonical != SOCIAL_INSURANCE_LAW or not re.match("[学规]", text[end : end + 1]):
                yield LawName(Span(start, end), canonical)


def _local_in_lower_case(text: str, start: int, end: int) -> int | None:
    """Where "shanghai social security card management measures" begins; None if no place does."""
    name = text[start:end]
    if not name.islower() or not re.search(r"(?:measures|regulations?)$", name):
        return None
    before = re.compile(r"[a-z'’-]+(?=[ ]+$)").search(text, max(0, start - 24), start)
    if before is None or before.group().removesuffix("'s") in _OUTSIDE:
        return None
    return before.start()


def _marked(text: str) -> Iterator[LawName]:
    """《…》, whatever stands inside, if it ends as a law's name does."""
    for match in _TITLE_MARKS.finditer(text):
        inner = re.sub(r"[(（][^)）]*[)）]$", "", match[1]).strip()
        english = re.search(rf"\b(?:{_HEAD})\b", inner, re.I)
        if re.search(rf"{_HAN_HEAD}$", inner) or english:
            yield LawName(Span(*match.span()), canonical_law(inner))


def _by_form(text: str) -> Iterator[LawName]:
    for local in _HAN_LOCAL.finditer(text):
        yield LawName(Span(*local.span()), canonical_law(local.group()))
    for pattern in (_HEAD_LAST, _HEAD_FIRST):
        at = 0
        while match := pattern.search(text, at):
            span = _trimmed(text, match.start(), match.end(), pattern is _HEAD_FIRST)
            if span is None:
                word = _FIRST_WORD.match(text, match.start())
                at = word.end() if word else match.start() + 1
                continue
            yield LawName(span, canonical_law(text[span.start : span.end]))
            at = max(span.end, match.start() + 1)


_ORDINAL = re.compile(rf"{WORDS_ORDINAL}|{DIGITS_ORDINAL}")
_FIRST_WORD = re.compile(r"([\w'’-]+)([,&]?\s+)")
_AFTER_NAME = re.compile(
    r"stipulates?|provides?|states?|says?|and|or|is|are|was|in|requires?|prescribes?|to"
)


def _trimmed(text: str, start: int, end: int, head_first: bool) -> Span | None:
    """The span without words in front that don't belong to the name; None if no name is left."""
    while first := _FIRST_WORD.match(text, start, end):
        word = first[1].lower().removesuffix("'s").removesuffix("’s")
        if word not in _OUTSIDE and not _ORDINAL.fullmatch(word):
            break
        start = first.end()
    name = text[start:end]
    if head_first:
        following = re.compile(r"[ \t]+([a-z]+)").match(text, end)
        if following and len(name.split()) > 4 and not _AFTER_NAME.fullmatch(following[1]):
            # "… of Social Security Cards Cardholders who": the last word begins the law's text
            end = start + len(name.rstrip()) - len(name.split()[-1])
            name = text[start:end].rstrip()
            end = start + len(name)
        before = re.split(rf"\b(?:{_HEAD})\b", name)[0].split()
        if any(w.lower() in _OUTSIDE for w in before):
            return None
        inside = re.split(rf"\b(?:{_HEAD})\b\s+\w+", name, maxsplit=1)[-1]
        if not re.search(r"[A-Z]", inside) or _known(
            re.sub(r"^(?:of|on|in)\s+", "", inside.strip())
        ):
            return None
        return Span(start, end)
    words = re.findall(r"[A-Za-z][\w'’-]*", name)
    if len(words) < 2 or not re.fullmatch(_HEAD, words[-1]) or re.fullmatch(_HEAD, words[0]):
        return None
    head = words[-1]
    if all(w.lower() in _EMPTY for w in words[:-1]):
        return None
    if (
        head
        in (
            "Notice",
            "Decision",
            "Opinion",
            "Opinions",
            "Methods",
            "Rules",
            "Provisions",
            "Measures",
            "Regulations",
            "Regulation",
        )
        and len(words) < 3
    ):
        return None
    extended = _TAIL.match(text, end)
    return Span(start, extended.end() if extended else end)
