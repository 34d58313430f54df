"""Quotation or mention in Chinese: what stands around 第五十八条."""

from __future__ import annotations

import re

from qa_service.ingest.laws.marks import is_normative
from qa_service.ingest.laws.opening import CAPTION, Around, Form, Opening, quoted

_HAN_LEAD = re.compile(
    r"(?:根据|依据|按照|依照|按|依|据|遵照|参照)(?:我国|国家|现行)?(?:的)?[《〈]?$"
)
_HAN_STATES = re.compile(
    r"\s*(?:的|中|之|也|则|还|已|就|即){0,2}(?:明确|清楚|专门|的|相关){0,2}规定(?!的"
    r"|[了]?\w{0,6}的|缴|办理|期限)(?:了)?"
    r"(?P<mark>\s*[,，:：]\s*)?(?P<quote>[\"“「『])?\s*"
)
_HAN_CITED = re.compile(
    r"\s*(?:的?(?:相关|有关|明确)?(?:规定|要求|精神)\s*)?[,，:：]\s*(?P<quote>[\"“「『])?\s*"
)
_HAN_NO_OPENING = re.compile(
    r"(?:规定|的|、|,|，|至|到(?!达)|和|及(?!时)|与|或|第(?!三[人方者])|中(?![华央国断])|所(?![有在得称])"
    r"|之|以及|明确|就(?!业)|等|是|也|款|项|已|还|都|适用|没有|涉及|说明|保护|怎么|如何|说|讲|指)"
)
_HAN_FULL_TEXT = re.compile(
    r"\s*的?(?:原文|全文|内容|条文|规定|具体内容)(?:如下|为|是)\s*(?:[:：,，]\s*)?"
)


_HAN_ALONE = re.compile(rf"\s*{CAPTION}\s*(?:[:：。.]\s*)?[*_]*")
_LINE_BREAK = re.compile(r"\s*\n[\s>*_\u3000]*")
_HAN_MARK = re.compile(
    rf"(?P<caption>{CAPTION}\s*)(?P<mark>[:：,，、.。])?\s*[*_]{{0,3}}(?P<quote>[\"“「『])?\s*"
)


def opening_in_chinese(around: Around) -> Opening | None:
    """As `opening`, of a reference in 汉字."""
    led = _HAN_LEAD.search(around.lead)
    if led and (cited := _HAN_CITED.match(around.rest)):
        return quoted(around, around.behind(cited), "cited", quote=cited["quote"], colon=False)
    states = _HAN_STATES.match(around.rest)
    marked = states and (states["mark"] or states["quote"]) and (around.first or not around.own)
    if states and (led or marked):
        colon = (states["mark"] or "").strip() in (":", "：")
        form: Form = "cited" if led else "stated"
        return quoted(around, around.behind(states), form, quote=states["quote"], colon=colon)
    behind_stop = around.in_block and re.search(r"[\s。；;!！]$", around.lead)
    return _plain(around) if not led and (around.first or behind_stop) else None


def _plain(around: Around) -> Opening | None:
    """A quotation whose words stand directly behind the number."""
    rest = around.rest
    if _HAN_ALONE.fullmatch(rest):
        below = _LINE_BREAK.match(around.text, around.limit)
        return Opening(below.end(), "alone") if below else None
    if full := _HAN_FULL_TEXT.match(rest):
        return quoted(around, around.behind(full), "stated", quote=None, colon=True)
    mark = _HAN_MARK.match(rest)
    assert mark is not None  # every part is optional
    clause = rest[mark.end() :]
    if not mark["caption"] and not mark["mark"] and _HAN_NO_OPENING.match(clause):
        return None
    if mark["mark"] in (",", "，", "、"):
        in_place = around.in_block or (around.first and is_normative(clause))
        if clause.startswith("第") or not in_place:
            return None
    if len(clause) < 6:
        return None
    colon = mark["mark"] in (":", "：") or bool(mark["quote"])
    return Opening(around.behind(mark), "plain", colon)
