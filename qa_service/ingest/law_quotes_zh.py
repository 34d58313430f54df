"""Quotation or mention in Chinese: what stands around 第五十八条."""

from __future__ import annotations

import re

from qa_service.domain import Span
from qa_service.ingest.law_marks import is_normative
from qa_service.ingest.law_opening import CAPTION, Opening, quoted

_HAN_LEAD = re.compile(
    r"(?:根据|依据|按照|依照|按|依|据|遵照|参照)(?:我国|国家|现行)?(?:的)?[《〈]?$"
)
_HAN_STATES = re.compile(
    r"\s*(?:的|中|之|也|则|还|已|就|即){0,2}(?:明确|清楚|专门|的|相关){0,2}规定(?!的"
    r"|[了]?\w{0,6}的|缴|办理|期限)(?:了)?"
    r"(?P<mark>\s*[,，:：]\s*)?(?P<quote>[\"“「『])?\s*"
)
_HAN_CITED = re.compile(
    r"\s*(?:的?(?:相关|有关|明确)?(?:规定|要求|精神))?\s*[,，:：]\s*(?P<quote>[\"“「『])?\s*"
)
_HAN_NO_OPENING = re.compile(
    r"(?:规定|的|、|,|，|至|到(?!达)|和|及(?!时)|与|或|第(?!三[人方者])|中(?![华央国断])|所(?![有在得称])"
    r"|之|以及|明确|就(?!业)|等|是|也|款|项|已|还|都|适用|没有|涉及|说明|保护|怎么|如何|说|讲|指)"
)
_HAN_FULL_TEXT = re.compile(
    r"\s*的?(?:原文|全文|内容|条文|规定|具体内容)(?:如下|为|是)\s*[:：,，]?\s*"
)


def opening_in_chinese(
    text: str, end: int, rest: str, lead: str, line: Span, first: bool, in_block: bool, own: bool
) -> Opening | None:
    led = _HAN_LEAD.search(lead)
    if not (own and not first and not led):
        if led and (cited := _HAN_CITED.match(rest)):
            words = end + cited.end()
            return quoted(text, words, line.end, "cited", cited["quote"], colon=False)
        states = _HAN_STATES.match(rest)
        if states and (states["mark"] or states["quote"] or led):
            words = end + states.end()
            colon = (states["mark"] or "").strip() in (":", "：")
            return quoted(
                text, words, line.end, "cited" if led else "stated", states["quote"], colon=colon
            )
    if led or not (first or (in_block and re.search(r"[\s。；;!！]$", lead))):
        return None
    if re.fullmatch(rf"\s*{CAPTION}\s*[:：。.]?\s*[*_]*", rest):
        following = re.compile(r"\s*\n[\s>*_\u3000]*").match(text, line.end)
        return Opening(following.end(), "alone") if following else None
    if full := _HAN_FULL_TEXT.match(rest):
        return quoted(text, end + full.end(), line.end, "stated", None, colon=True)
    caption = re.compile(rf"{CAPTION}\s*").match(rest)
    behind = caption.end() if caption else 0
    mark = re.compile(r"(?P<mark>[:：,，、.。])?\s*[*_]{0,3}(?P<quote>[\"“「『])?\s*").match(
        rest, behind
    )
    assert mark is not None  # every part is optional
    clause = rest[mark.end() :]
    if not behind and not mark["mark"] and _HAN_NO_OPENING.match(clause):
        return None
    if mark["mark"] in (",", "，", "、") and (
        re.match("第", clause) or not (in_block or (first and is_normative(clause)))
    ):
        return None
    if len(clause) < 6:
        return None
    return Opening(end + mark.end(), "plain", mark["mark"] in (":", "：") or bool(mark["quote"]))
