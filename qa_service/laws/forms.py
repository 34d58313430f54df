"""Laws' names known by their form alone: "Jinan Social Security Card Management Measures"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_service.domain import Span
from qa_service.laws.canonical import IN_STATE, known_law
from qa_service.numerals import DIGITS_ORDINAL, WORDS_ORDINAL

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
_TAIL = re.compile(
    r"[ \t]+(?:(?:City|Province|Municipality|Autonomous|Region|District|County)\b"
    rf"|(?i:{IN_STATE}))"
)
_HAN_HEAD = "(?:法|条例|办法|规定|细则|规则|法典|决定|意见|通知|规程|方案)"
_TITLE_MARKS = re.compile(r"[《〈]([^《》\n]{2,80}(?:《[^《》\n]{2,60}》[^《》\n]{0,40})?)[》〉]")
_PLACE = r"[\u4e00-\u9fff]{2,7}?(?:省|市|自治区|自治州|经济特区|新区)"
HAN_LOCAL = re.compile(
    rf"(?:(?<=[根依据按照依按])|(?<![\u4e00-\u9fff]))(?![根依据按照]){_PLACE}"
    r"(?:(?!规定|按照|根据|依据|应当|第)[\u4e00-\u9fff]){2,30}?"
    r"(?:条例|实施办法|暂行办法|管理办法|办法|实施细则|若干规定|暂行规定|管理规定)"
    r"(?![\u4e00-\u9fff]{0,2}(?:大厅|窗口|局|流程))"
)
HAN_PREFIX = re.compile(r"(?:[\u4e00-\u9fff]{2,3}(?:省|市|自治区|经济特区))$")

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
OUTSIDE = frozenset(_OUTSIDE_WORDS.split())
# Alone before a head noun these make no name: "State Regulations", "Relevant Provisions".
_EMPTY_WORDS = """
local city municipal provincial government management administrative general basic specific
detailed interim implementation implementing main legal national common important latest safety
preventive security
"""
_EMPTY = OUTSIDE | frozenset(_EMPTY_WORDS.split())
_PLAIN_HEADS = frozenset(
    "Notice Decision Opinion Opinions Methods Rules Provisions Measures Regulations"
    " Regulation".split()
)
"""Head nouns that make no name with one word alone before them."""


def names_in_marks(text: str) -> Iterator[tuple[Span, str]]:
    """《…》 and the name inside, whatever it is, if it ends as a law's name does."""
    for match in _TITLE_MARKS.finditer(text):
        inner = re.sub(r"[(（][^)）]*[)）]$", "", match[1]).strip()
        english = re.search(rf"\b(?:{_HEAD})\b", inner, re.I)
        if re.search(rf"{_HAN_HEAD}$", inner) or english:
            yield Span(*match.span()), inner


def names_by_form(text: str) -> Iterator[Span]:
    for local in HAN_LOCAL.finditer(text):
        yield Span(*local.span())
    for pattern in (_HEAD_LAST, _HEAD_FIRST):
        at = 0
        while match := pattern.search(text, at):
            span = _trimmed(text, match.start(), match.end(), pattern is _HEAD_FIRST)
            if span is None:
                word = _FIRST_WORD.match(text, match.start())
                at = word.end() if word else match.start() + 1
                continue
            yield span
            at = max(span.end, match.start() + 1)


_ORDINAL = re.compile(rf"{WORDS_ORDINAL}|{DIGITS_ORDINAL}")
_NEXT_WORD = re.compile(r"[ \t]+([a-z]+)")
_FIRST_WORD = re.compile(r"([\w'’-]+)([,&]?\s+)")
_AFTER_NAME = re.compile(
    r"stipulates?|provides?|states?|says?|and|or|is|are|was|in|requires?|prescribes?|to"
)


def _trimmed(text: str, start: int, end: int, head_first: bool) -> Span | None:
    """The span without words in front that don't belong to the name; None if no name is left."""
    while first := _FIRST_WORD.match(text, start, end):
        word = first[1].lower().removesuffix("'s").removesuffix("’s")
        if word not in OUTSIDE and not _ORDINAL.fullmatch(word):
            break
        start = first.end()
    name = text[start:end]
    if head_first:
        following = _NEXT_WORD.match(text, end)
        if following and len(name.split()) > 4 and not _AFTER_NAME.fullmatch(following[1]):
            # "… of Social Security Cards Cardholders who": the last word begins the law's text
            end = start + len(name.rstrip()) - len(name.split()[-1])
            name = text[start:end].rstrip()
            end = start + len(name)
        before = re.split(rf"\b(?:{_HEAD})\b", name)[0].split()
        if any(w.lower() in OUTSIDE for w in before):
            return None
        inside = re.split(rf"\b(?:{_HEAD})\b\s+\w+", name, maxsplit=1)[-1]
        if not re.search(r"[A-Z]", inside) or known_law(
            re.sub(r"^(?:of|on|in)\s+", "", inside.strip())
        ):
            return None
        return Span(start, end)
    words = re.findall(r"[A-Za-z][\w'’-]*", name)
    if len(words) < 2 or not re.fullmatch(_HEAD, words[-1]) or re.fullmatch(_HEAD, words[0]):
        return None
    if all(w.lower() in _EMPTY for w in words[:-1]):
        return None
    if words[-1] in _PLAIN_HEADS and len(words) < 3:
        return None
    extended = _TAIL.match(text, end)
    return Span(start, extended.end() if extended else end)
