"""Lines and sentences by which a legal basis begins, and those by which a quotation is over."""

from __future__ import annotations

import re

from qa_service.figures import find_phones
from qa_service.summaries import SUMMARY_WORDS
from qa_service.text import fold

# Everything below is matched against folded text: lower case, ASCII punctuation.

_LABEL_WORDS = (
    r"(?:legal|law|statutory|policy|regulatory) (?:basis|bases|grounds?|foundations?|references?"
    r"|provisions?|sources?|support|objectivity|objectives?|authority|clauses?|text)"
    r"|basis in law|(?:relevant|related|applicable|specific) (?:laws?(?: and regulations)?"
    r"|legal (?:provisions|basis|articles)|regulations|provisions|law articles)"
    r"|laws and regulations|(?:legal|law) articles?(?: (?:link|links|reference))?"
    r"|(?:legal|law) links?"
    r"|links? to (?:the )?(?:laws?|regulations?|legislation)|legal texts?(?: for attachment)?"
    r"|what do(?:es)? the (?:(?:national|relevant) )?(?:laws?|state) (?:say|stipulate|provide)"
    r"(?=\??\Z)|laws?(?=\Z|[.:]\s)"
    r"|(?:法律|国家)(?:是)?(?:怎么|如何)(?:说|规定)的?(?=\??\Z)"
    r"|法律(?:依据|客观|根据|规定|条文|法规|链接)|法规依据|政策依据|参考(?:法条|法规)"
    r"|相关(?:法条|法规|法律(?:规定|法规|依据|条文)?)"
    r"|法条(?:链接|依据)?|依据|根据(?=\s*:)"
)
LABEL = re.compile(
    rf"(?P<open>[\[【(])?(?:(?:the|its|this|our) )?(?P<label>{_LABEL_WORDS})"
    r"(?: for (?:this|the above)| (?:of|for) [a-z ]{3,40}(?=:))?(?: (?:is"
    r"|are)(?: as follows)?(?=\s*:)|如下)?"
    r"\s*(?(open)[\]】)])\s*[*_]{0,3}\s*"
    r"(?P<colon>[:：]|\.(?=\s|$)|-(?=\s)|\??\Z"
    r"|(?=[\"《]?(?:art(?:icle|\.) ?\d|people'?s republic|social insurance law"
    r"|labou?r (?:contract )?law|regulations? on))"
    r"|(?(open)(?<=[\]】)])|(?!)))\s*[*_]{0,3}[ \t]*"
)
"""The label of a legal basis, to be matched where a line or sentence begins."""

_END_WORDS = (
    rf"{SUMMARY_WORDS}|overall,|in general,|generally speaking|summary\b|conclusion\b"
    r"|extended (?:information|reading|data|knowledge|materials?)|expan(?:ded?|ding|sion) "
    r"(?:information|reading|data|knowledge|materials?)|further reading|additional information"
    r"|legal (?:analysis|subjectivity|subjective|interpretation|opinion|advice)"
    r"|related (?:articles?|readings?|questions?|links?|recommendations?|news|posts?)"
    r"|recommended\b|hot (?:articles|topics|posts)|(?:previous|next|last) (?:articles?|posts?"
    r"|page)\b"
    r"|(?:source|notes?|tips?|warm tips|reminder|disclaimer|authors?|editor|q|a|question|answer"
    r"|keywords?|tags?)\s*:|the above (?:is|are|content|information|was|were)\b|that's all"
    r"|(?:i|we) hope\b"
    r"|hope (?:the|this|it)\b|lawyer'?s? (?:answer|reminder|advice)|back to top|all rights reserved"
    r"|总结|小结|结语|拓展|扩展|延伸阅读|法律(?:分析|主观|解析)|相关(?:文章|阅读"
    r"|推荐|链接|问答|问题)|推荐阅读"
    r"|上一篇|下一篇|温馨提示|(?:提示|注意|注|备注|来源|问|答)\s*:|以上(?:就是|是|内容|为)"
    r"|希望(?:以上|上述|对)|律师(?:解答|提醒)"
)
ENDING = re.compile(rf"[\[【(]?(?:{_END_WORDS})")
"""What never stands inside a law's article, to be matched where a line or sentence begins."""

_OWN_VOICE = re.compile(
    r"(?:therefore|thus|hence|so|consequently|in other words|that is|this means|note that"
    r"|it can be seen|as can be seen|in this case|in practice|for example|for instance|in fact"
    r"|as for|of course|see (?:also|too|art(?:icle)?s?|paragraphs?))\b|see §"
    r"|参见|另见|因此|所以|也就是说|由此|可见|例如|比如|(?:但是|在)?实践|那么|故(?!意)"
    rf"|{SUMMARY_WORDS}"
)
"""By which an article's own voice returns behind the words of a law, to be matched where a sentence
begins; no law says "see Article 24". Not "however", "according to", "for this" or "under these", by
which laws go on: "According to the needs of the work, the agency may …"."""

_ADDRESS = re.compile(
    r"[(（]?(?:(?:Please|Remember|Do(?:n['’]t| not forget)|Click|Press (?:and hold|the)|Long press"
    r"|Scan|Read|Bring|Dial|Log in|Go to|For more(?! than)|At present|Currently|Now|Xiaobian"
    r"|This answer|The (?:answer|editor)|According to the (?:relevant )?person in charge)\b"
    r"|更多(?!于)|此外|另外|目前|需要?(?:特别)?(?:注意|说明|提醒)|小编|请(?![求示])|点击|长按|扫码|记得|别忘)"
)
"""The same against the text itself, since a wrapped line of a law may begin with such a word."""

_ITEM_LABEL = re.compile(
    r"\b(?:is|are|was|were|be|can|may|shall|should|must|has|have|means?|includ\w+|follow\w+|among|namely"
    r"|specifically|articles?|art|paragraph|item|section|chapter|clause|first|second|third|grade"
    r"|level|class|category|type)\b|其中|包括|下列|如下|[是为有]:|第"
)
_OWN_LABEL = re.compile(
    r"(?:[A-Z][\w'’-]*(?: [\w'’-]+){0,2}|[\u4e00-\u9fff]{2,6})\s*[:：]\s*"
    r"(?=[\w\"“])(?!\d\d?[.、)）])"
)
"""A label with words behind it; an enumeration goes on with "(1)"."""

NUMBERED = re.compile(
    r"(?:\d{1,2}\s*(?:[.,、)](?!\d)|\s-)|\(?[一二三四五六七八九十]{1,3}[,、.)]|\([a-z]+\)"
    r"|[ivx]{1,4}\s*[.,、]"
    r"|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|one|two|three|four|five"
    r"|six)(?:ly)?\s*[,.:、]|first of all|finally,|step \w+|第[一二三四五六七八九十]+[步,、])\s*"
)
"""A list number or ordinal at the head of a line; the law's own items are "(1)" and （一）."""

OWN_ITEM = re.compile(
    r"\((?:\d{1,2}|[一二三四五六七八九十]{1,3}|[ivx]{1,4}|[a-h]|one|two|three|four|five|six)\)"
)
"""A law's own enumeration: "(1)", （一）, "(a)"."""

CHAPTER = re.compile(
    r"(?:chapter\s+[\w-]+|part\s+(?:\d+|[ivxl]+))\b(?!.*[.;]$)"
    r"|第[一二三四五六七八九十百\d]+[章节编]"
)
"""A chapter's title among a law's articles."""

REMARK = re.compile(
    r"\((?!\d{1,2}\))[^()]{6,}\)$"
    r"|(?:adopted|promulgated|amended|revised|passed|issued|effective)\b.*\d{4}"
    r"|\d{4}年.*(?:通过|公布|修[正订]|施行)"
)
"""When a law was adopted, between its name and its articles."""

_ADDRESSED = re.compile(
    r"\b(?:you|your|yours|we|us)\b|\b(?:our|my)\b(?! (?:own )?(?:will|wish|country|state)\b)"
    r"|(?<!\w)i(?= (?:am|have|want|can|think))"
    r"|\bthis (?:notice|website|site|page|column|post)\b"
)
_CONTACT = re.compile(
    r"\b12333\b|\bhttps?://|\bwww\."
    r"|\b(?:wechat|alipay|app|hotline|mobile phone|mini-?program|(?:official|public) account)\b"
    r"|微信|支付宝|手机|公众号|小程序"
    r"|(?<![\d:])\d{1,2}:[0-5]\d(?![\d:])"
)
_NORMATIVE = re.compile(
    r"\b(?:shall|should|must|may|can|cannot|is to|are to|ha(?:s|ve) the (?:right|duty|obligation)"
    r"|(?:is|are) (?:entitled|obliged|required|ordered|fined|responsible|exempt|liable|prohibited)"
    r"|enjoys?|bears?"
    r"|will be|needs? to)\b|应|可以|不得|必须|有权|享受|责令|由|按照|禁止|处"
)
_TERMINAL = re.compile(r"[.;:!?。;,…][\"')\]*]*$")

QUOTATION_MARKS = {'"': '"', "“": "”", "「": "」", "『": "』"}
"""What opens a quotation, with what closes it. An apostrophe closes one only where it is known to
have opened it: it also ends "the workers'"."""


def is_prose(sentence: str) -> bool:
    """Whether a sentence speaks to a reader or about a counter, as no law does."""
    folded = fold(sentence)
    if _CONTACT.search(folded) or find_phones(sentence):
        return True
    return bool(_ADDRESSED.search(folded)) and not re.search(r"\bshall\b", folded)


def is_own_voice(sentence: str) -> bool:
    """Whether a sentence behind the words of a law begins as none of the law's own does: it draws a
    conclusion, calls on a reader, has a label in front or asks."""
    if _OWN_VOICE.match(fold(sentence)) or _ADDRESS.match(sentence):
        return True
    label = _OWN_LABEL.match(sentence)
    return bool(label and not _ITEM_LABEL.search(fold(label.group()))) or sentence[-1:] in "?？"


def is_normative(clause: str) -> bool:
    """Whether a clause says what shall, may or must be."""
    return bool(_NORMATIVE.search(fold(clause)))


def is_heading(line: str, following: str) -> bool:
    """Whether `line`, standing behind a law's text, is a heading of the article; `following` is
    the line after it, which tells a heading from a wrapped line."""
    folded = fold(line).strip()
    if folded.endswith("?"):
        return True
    if OWN_ITEM.match(folded) or len(folded) > 90:
        return False
    if folded.endswith(":"):
        return (
            len(folded) < 70
            and not is_normative(folded)
            and "following" not in folded
            and ("下列" not in folded)
        )
    if _TERMINAL.search(folded) or line[:1].islower():
        return False
    if re.match(r"[\u4e00-\u9fff]", folded) and len(folded) > 30:
        return False
    return not following[:1].islower()
