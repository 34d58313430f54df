"""Quotation or mention: what the words around a reference to a law article say."""

from __future__ import annotations

import re

from qa_service.domain import Span
from qa_service.ingest.law_marks import is_normative, is_prose
from qa_service.ingest.law_opening import HAN_RANGE, Opening, clause_end, quoted
from qa_service.ingest.law_plain import plain_opening
from qa_service.ingest.law_quotes_zh import opening_in_chinese
from qa_service.laws import Binding, Reference
from qa_service.text import fold

_HORIZON = 500
"""No further than this around a reference is read to tell what it is, in characters."""
_MARKUP = r"(?:\*{1,3}|_{1,3})?"
_REMARK = (
    r"(?:\s*[(（][^()（）\n]{0,40}(?:\d{4}|amend|revis|修|prc|hereinafter|以下简称)"
    r"[^()（）\n]{0,60}[)）])?"
)
_VERB = (
    r"(?:(?:clearly|expressly|explicitly|also|further|specifically|states?|has|have|it"
    r"|which)\s+){0,2}"
    r"(?:stipulate[sd]?|provide[sd]?|state[sd]?|say[s]?|read[s]?|prescribe[sd]?|require[sd]?"
    r"|specif(?:y|ies|ied)"
    r"|rules?|regulate[sd]?|set[s]? (?:out|forth)|point[s]? out|lay[s]? down"
    r"|make[s]? (?:it )?clear|declare[sd]?|put[s]? it|writes"
    r"|mandate[sd]?|note[sd]?)"
    r"(?:\s+(?:clearly|expressly|explicitly|as follows|the following))?"
)
_STATES = re.compile(
    rf"\s*[,]?\s*(?:{_VERB}\b|(?:is|are)\s+(?:as follows|the following)\b(?=\s*:))"
    r"(?P<mark>\s*[:,]?\s*that\b\s*[,:]?|\s*[:,])?\s*(?P<quote>[\"“'「『])?\s*",
    re.I,
)
_NOT_STATED = re.compile(
    r"(?:for|how|when|who|what|which|whether|by|in detail|on|about|no)\b", re.I
)
_DOUBT = re.compile(
    r"\b(?:whether|what|how|if|does|do|did|not|why|where|which)\s+(?:(?:the|is|are|does|do)\s+)*$",
    re.I,
)
_LEAD = re.compile(
    r"(?:(?:and|but|so|therefore|thus|first|second|in addition|moreover|also|then|however"
    r"|in fact|reason"
    r"|answer|yes|no|hence|furthermore)\s*[,:.]?\s*)?"
    r"(?:(?P<sure>according to|pursuant to|as per|per|based on|on the basis of|by virtue of"
    r"|following"
    r"|as (?:clearly |expressly )?(?:stipulated|provided|required|prescribed|stated|specified"
    r"|laid down|set (?:out|forth)"
    r"|defined)(?: for)? (?:in|by|under)|as)"
    r"|(?P<loose>under|in accordance with|in line with|in terms of|by|in|in the light of"
    r"|with reference to))\s+"
    r"(?:(?:the\s+)?(?:relevant|related|national|state)\s+(?:laws?(?:\s+and\s+regulations)?"
    r"|regulations|provisions)\s*,\s*)?"
    r"(?:the\s+)?(?:(?:relevant |specific |clear |above |express )*"
    r"(?:provisions?|regulations?|rules?|stipulations?|requirements?|content|text)\s+(?:of|in"
    r"|under)\s+)?(?:the\s+)?$",
    re.I,
)
_PASSIVE = re.compile(
    r"\b(?:stipulated|provided|required|prescribed|stated|specified|laid down|set (?:out|forth))"
    r"(?:\s+clearly)?\s+(?:in|by|under)\s+(?:the\s+)?$",
    re.I,
)
_STATED_IN = re.compile(
    r"\b(?:stipulates?|provides?|states?|says?)\s*,?\s*(?:in|under|at)\s*(?:its\s+)?$", re.I
)
_CITED = re.compile(
    rf"(?P<verb>\s*,?\s*{_VERB})?\s*(?P<mark>[:,，：])\s*(?:that\s+)?(?P<quote>[\"“'「『])?\s*",
    re.I,
)

_ITEM = re.compile(r"(?:sub-?)?items?\b", re.I)
_IN_BOX = re.compile(r"[\[【][^\[\]【】]*$")
_BOX = r"(?:[\]】](?:\s*para(?:graph|\.)\s*\d{1,2})?)?"
"""How 【Article 58】 ends, perhaps with its paragraph behind."""
_SEE = re.compile(r"\bsee (?:also )?art(?:icle|\.)", re.I)
_IN_MARKS = re.compile(r"\s+[a-z][^\"“”.;:]{3,80}?\s[\"“](?=[^\"”]{60,}[\"”])")
"""Behind a reference, the law's words between quotation marks in a sentence about them."""
_LABELLED = re.compile(r"[\w' ,，]{2,60}[:：]")
"""Before a law's name, what says that it is quoted now: "By law:"."""
_BEFORE_LEAD = re.compile(r"^[^\n]*[:：→】)）]\s+")
"""A label or an aside: "Legal note: according to …"."""
_AT_ONCE = re.compile(r"\s*(?:that\s+)?[\"“「](?=[^\"“”」]{60,}[\"”」])")
_COLON = re.compile(r"\s*[:：]\s*[\"“「『]?\s*(?=[A-Z])")
_REFERS = frozenset(
    "of in under to by with and or see the from per than follows following for on as at is are this"
    " that cite".split()
)
"""In lower case: what stands before an article's number that is only referred to."""


def opening(
    text: str, reference: Reference, sentence: int, line: Span, *, begins: bool, in_block: bool
) -> Opening | None:
    """How a quotation begins at `reference`; None for a mention.

    `sentence`: where the sentence around it begins; `line`: the line it stands in; `begins`:
    the reference (with its law's name) is the first thing of that line or stands behind a label;
    `in_block`: inside a law's block, where bare numbers head paragraphs.
    """
    if len(reference.numbers) != 1:
        return None
    start = reference.reach.start
    end = _behind(text, reference, line.end)
    line = Span(line.start, min(line.end, end + _HORIZON))
    rest = text[end : line.end]
    lead = text[max(sentence, start - 200) : start]
    if re.search(r"[(（]\s*(?:see\s+)?$", lead) and re.match(r"\s*[)）]", rest):
        return None
    if "?" in fold(lead + text[start : clause_end(text, end, line.end)]):
        return None
    spelt_name = reference.binding in (Binding.AFTER, Binding.BEFORE)
    bare_lead = lead.strip(" \t\"'“”‘’*_>《[【-")
    first = begins or not bare_lead
    own = in_block and reference.binding in (Binding.SAME, Binding.NONE, Binding.SENTENCE)
    if re.search(rf"[{HAN_RANGE}]", text[reference.span.start : reference.span.end]):
        return opening_in_chinese(text, end, rest, lead, line, first, in_block, own)
    if not (own and not first) and (found := _stated(text, reference, end, rest, lead, line.end)):
        return found
    if (
        not (own and not first)
        and (found := _cited(text, end, rest, lead, line.end, in_block))
        and not _tells_of(text, reference, end, rest, line.end)
    ):
        return found
    if spelt_name and (marks := _AT_ONCE.match(rest) or (first and _IN_MARKS.match(rest))):
        return Opening(end + marks.end(), "stated", colon=True)
    if first or (in_block and _runs_on(text, start)):
        led = bool(_LEAD.fullmatch(lead.lstrip()))
        return plain_opening(text, end, rest, line, begins, in_block, spelt_name, led)
    goes_on = lead.strip().lower() in ("and", "also")
    found = _introduced(text, end, rest, lead, line.end) if spelt_name or goes_on else None
    if found is None and spelt_name and _LABELLED.fullmatch(bare_lead):
        return plain_opening(text, end, rest, line, begins, in_block, spelt_name, led=False)
    return found


def _behind(text: str, reference: Reference, limit: int) -> int:
    """Where the reference ends, with markup, "(2018 Amendment)" and the caption that follow it."""
    end = reference.reach.end
    bracket = "[)）]?" if re.search(r"[(（][^)）]*$", text[reference.reach.start : end]) else ""
    box = _BOX if _IN_BOX.search(text[max(0, reference.reach.start - 2) : end]) else ""
    tail = re.compile(rf"{bracket}[》〉'\"”’]?{box}{_MARKUP}{_REMARK}", re.I).match(
        text, end, limit
    )
    return tail.end() if tail else end


def _runs_on(text: str, start: int) -> bool:
    """Whether an article number in mid-line heads a new article although no full stop precedes."""
    before = re.search(r"(\w+)?(\W*)$", text[max(0, start - 40) : start])
    if not text[start : start + 1].isupper() or before is None or before[1] is None:
        return False
    return before[1].lower() not in _REFERS and "(" not in before[2]


def _stated(
    text: str, reference: Reference, end: int, rest: str, lead: str, limit: int
) -> Opening | None:
    if _DOUBT.search(lead):
        return None
    if _PASSIVE.search(lead) and (that := re.match(r"\s*,?\s*that\s+", rest, re.I)):
        return quoted(text, end + that.end(), limit, "stated", None, colon=False)
    if re.search(r"\bas\s+(?:the\s+)?$", lead, re.I):
        return None
    if _STATED_IN.search(text[reference.reach.start : reference.span.start]):
        words_at = re.match(r"\s*(?:,?\s*that\s*,?|[:,])\s*(?P<quote>[\"“「『])?\s*", rest)
        return (
            quoted(
                text,
                end + words_at.end(),
                limit,
                "stated",
                words_at["quote"],
                colon=":" in words_at.group(),
            )
            if words_at
            else None
        )
    verb = _STATES.match(rest)
    if verb is None:
        return None
    words = end + verb.end()
    mark = (verb["mark"] or "").strip().lower()
    if not mark and not verb["quote"]:
        clause = text[words : clause_end(text, words, limit)]
        if _NOT_STATED.match(clause) or not is_normative(clause) or len(clause.split()) < 7:
            return None
    return quoted(text, words, limit, "stated", verb["quote"], colon=mark.endswith(":"))


def _tells_of(text: str, reference: Reference, end: int, rest: str, limit: int) -> bool:
    """Whether a sentence tells of a law in its own words: of one item of the article alone, or with
    another article to look up. Not where a colon or a quotation mark says that the law begins."""
    if not re.match(r"\s*,?\s*[a-z]", rest):
        return False
    return bool(_ITEM.match(text, reference.reach.start)) or bool(
        _SEE.search(text, end, clause_end(text, end, limit))
    )


def _cited(text: str, end: int, rest: str, lead: str, limit: int, in_block: bool) -> Opening | None:
    found = _LEAD.fullmatch(_BEFORE_LEAD.sub("", lead).lstrip(" \t\"'“”*_>-"))
    if found is None:
        return None
    mark = _CITED.match(rest)
    if mark is None:
        bare = re.match(
            r"\s+(?=(?:the|an?|if|where|any|all|employers?|employees?|individuals?|units?)\s)",
            rest,
            re.I,
        )
        clause = text[end : clause_end(text, end, limit)]
        if bare is None or not is_normative(clause) or is_prose(clause):
            return None
        return Opening(end + bare.end(), "cited")
    words = end + mark.end()
    clause = text[words : clause_end(text, words, limit)]
    if mark["quote"] is None:
        if re.match(r"(?:and|or|article|see|art)\b", clause, re.I):
            return None
        if len(clause.split()) < 5 or is_prose(clause):
            return None
        loose = found["loose"] and not in_block
        if (loose or len(clause.split()) < 8) and not is_normative(clause):
            return None
    return Opening(words, "cited", mark["mark"] in ":：" or mark["quote"] is not None)


def _introduced(text: str, end: int, rest: str, lead: str, limit: int) -> Opening | None:
    """ "… answered with Article 86 of the Social Insurance Law: The unit that …": a colon and a
    sentence of its own that says what shall be, whatever led to it."""
    mark = _COLON.match(rest)
    if mark is None or _DOUBT.search(lead):
        return None
    words = end + mark.end()
    clause = text[words : clause_end(text, words, limit)]
    if len(clause.split()) < 8 or not is_normative(clause) or is_prose(clause):
        return None
    return Opening(words, "cited", colon=True)
