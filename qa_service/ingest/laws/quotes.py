"""Quotation or mention: what the words around a reference to a law article say."""

from __future__ import annotations

import re

from qa_service.domain import Span
from qa_service.ingest.laws.marks import is_normative, is_prose
from qa_service.ingest.laws.opening import HAN_RANGE, LEAD, Around, Opening, clause_end, quoted
from qa_service.ingest.laws.plain import plain_opening
from qa_service.ingest.laws.quotes_zh import opening_in_chinese
from qa_service.laws.references import Reference
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
_ON_WHAT = r"(?:,\s(?:on|about|for|as to|regarding|concerning)\s[^,.;:\"“”\n]{2,40},)?"
_STATES = re.compile(
    rf"{_ON_WHAT}\s*(?:[,]\s*)?(?:{_VERB}\b|(?:is|are)\s+(?:as follows|the following)\b(?=\s*:))"
    r"(?P<mark>\s*(?:[:,]\s*)?that\b\s*[,:]?|\s*[:,])?\s*(?P<quote>[\"“'「『])?\s*",
    re.I,
)
_NOT_STATED = re.compile(
    r"(?:for|how|when|who|what|which|whether|by|in detail|on|about|no)\b", re.I
)
_DOUBT = re.compile(
    r"\b(?:whether|what|how|if|does|do|did|not|why|where|which)\s+(?:(?:the|is|are|does|do)\s+)*$",
    re.I,
)
_PASSIVE = re.compile(
    r"\b(?:stipulated|provided|required|prescribed|stated|specified|laid down|set (?:out|forth))"
    r"(?:\s+clearly)?\s+(?:in|by|under)\s+(?:the\s+)?$",
    re.I,
)
_STATED_IN = re.compile(
    r"\b(?:stipulates?|provides?|states?|says?)\s*(?:,\s*)?(?:in|under|at)\s*(?:its\s+)?$", re.I
)
_CITED = re.compile(
    rf"(?P<verb>\s*(?:,\s*)?{_VERB})?\s*(?P<mark>[:,，：])\s*(?:that\s+)?(?P<quote>[\"“'「『])?\s*",
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
_COLON = re.compile(
    r"(?P<between> (?!art)[a-z][^\W\d]*(?: [^\W\d]+){0,4})?\s*[:：]\s*(?:[\"“「『]\s*)?(?=[A-Za-z])"
)
"""Perhaps with a few words before it: "Article 86 is the source: …", "goes on: …"."""
_IN_FULL = re.compile(r"\s*[:：]\s*[\"“「](?=[^\"“”」]{60,}[\"”」])")
_GOES_ON = re.compile(
    r"(?:(?:and|also|in addition|moreover|furthermore|besides|likewise)\s*,?|.*\b(?:there|here) is)"
    r"\s+(?:the\s+)?",
    re.I,
)
"""What leads to an article whose words follow: "And", "On this there is"."""
_ITS_OWN = re.compile(
    r"(?:the |this |same )*(?:laws?|regulations?|measures|provisions|rules)\s*,?", re.I
)
"""What stands for the name of the law that was spoken of: "Regulation Article 37: …"."""
_LED_TO = re.compile(r"[\w' ,，’]{2,80}[:：]")
"""A clause that the words of the law answer: "If the unit doesn't register: Article 84, if …"."""
_BREAK = re.compile(r"\s*[,:，：]\s*(?=[A-Za-z])")
_REFERS = frozenset(
    "of in under to by with and or see the from per than follows following for on as at is are this"
    " that cite".split()
)
"""In lower case: what stands before an article's number that is only referred to."""


_AS = re.compile(r"\bas\s+(?:the\s+)?$", re.I)
_THAT = re.compile(r"\s*(?:,\s*)?that\s+", re.I)
_IN_ITS_WORDS = re.compile(r"\s*(?:,?\s*that\s*,?|[:,])\s*(?P<quote>[\"“「『])?\s*")
_SUBJECT = re.compile(
    r"\s+(?=(?:the|an?|if|where|any|all|employers?|employees?|individuals?|units?)\s)", re.I
)


def opening(
    text: str, reference: Reference, sentence: int, line: Span, *, begins: bool, in_block: bool
) -> Opening | None:
    """How a quotation begins at `reference`; None for a mention.

    `sentence`: where the sentence around it begins; `line`: the line it stands in; `begins`,
    `in_block`: as for `Around`.
    """
    if len(reference.numbers) != 1:
        return None
    start = reference.reach.start
    lead = text[max(sentence, start - 200) : start]
    end = _behind(text, reference, line.end)
    limit = min(line.end, end + _HORIZON)
    around = Around(text, reference, lead, end, limit, begins, in_block)
    if _is_aside(around) or _is_asked(around):
        return None
    if re.search(rf"[{HAN_RANGE}]", text[reference.span.start : reference.span.end]):
        return opening_in_chinese(around)
    if (around.first or not around.own) and (found := _stated(around) or _cited(around)):
        return found
    if around.named and (found := _in_marks(around)):
        return found
    if around.first or (in_block and _runs_on(text, start)):
        return plain_opening(around) or _introduced(around) or _answered(around)
    if found := _introduced(around) or _answered(around):
        return found
    if around.named and _LABELLED.fullmatch(around.bare_lead):
        return plain_opening(around)
    return None


def _behind(text: str, reference: Reference, limit: int) -> int:
    """Where the reference ends, with markup, "(2018 Amendment)" and the caption that follow it."""
    end = reference.reach.end
    bracket = "[)）]?" if re.search(r"[(（][^)）]*$", text[reference.reach.start : end]) else ""
    box = _BOX if _IN_BOX.search(text[max(0, reference.reach.start - 2) : end]) else ""
    tail = re.compile(rf"{bracket}[》〉'\"”’]?{box}{_MARKUP}{_REMARK}", re.I).match(
        text, end, limit
    )
    return tail.end() if tail else end


def _is_aside(around: Around) -> bool:
    """Whether the reference stands in brackets of its own."""
    opens = re.search(r"[(（]\s*(?:see\s+)?$", around.lead)
    return bool(opens and re.match(r"\s*[)）]", around.rest))


def _is_asked(around: Around) -> bool:
    stop = clause_end(around.text, around.end, around.limit)
    return "?" in fold(around.lead + around.text[around.reference.reach.start : stop])


def _runs_on(text: str, start: int) -> bool:
    """Whether an article number in mid-line heads a new article although no full stop precedes."""
    before = re.search(r"(\w+)?(\W*)$", text[max(0, start - 40) : start])
    if before is None or before[1] is None:
        return False
    if not text[start : start + 1].isupper():
        return before[2].rstrip() in (".", "。")
    return before[1].lower() not in _REFERS and "(" not in before[2]


def _stated(around: Around) -> Opening | None:
    """ "Article 58 stipulates that …", "It is stipulated in Article 58 that …"."""
    reference, lead, rest = around.reference, around.lead, around.rest
    if _DOUBT.search(lead):
        return None
    if _PASSIVE.search(lead) and (that := _THAT.match(rest)):
        return quoted(around, around.behind(that), "stated", quote=None, colon=False)
    if _AS.search(lead):
        return None
    if _STATED_IN.search(around.text[reference.reach.start : reference.span.start]):
        at = _IN_ITS_WORDS.match(rest)
        if at is None:
            return None
        colon = ":" in at.group()
        return quoted(around, around.behind(at), "stated", quote=at["quote"], colon=colon)
    verb = _STATES.match(rest)
    if verb is None:
        return None
    words = around.behind(verb)
    mark = (verb["mark"] or "").strip().lower()
    if not mark and not verb["quote"]:
        clause = around.clause(words)
        if _NOT_STATED.match(clause) or not is_normative(clause) or len(clause.split()) < 7:
            return None
    return quoted(around, words, "stated", quote=verb["quote"], colon=mark.endswith(":"))


def _cited(around: Around) -> Opening | None:
    """ "According to Article 58, …"."""
    found = LEAD.fullmatch(_BEFORE_LEAD.sub("", around.lead).lstrip(" \t\"'“”*_>-"))
    if found is None or _tells_of(around):
        return None
    mark = _CITED.match(around.rest)
    if mark is None:
        bare = _SUBJECT.match(around.rest)
        clause = around.clause(around.end)
        if bare is None or not is_normative(clause) or is_prose(clause):
            return None
        return Opening(around.behind(bare), "cited")
    words = around.behind(mark)
    clause = around.clause(words)
    if mark["quote"] is None:
        if re.match(r"(?:and|or|article|see|art)\b", clause, re.I):
            return None
        if len(clause.split()) < 5 or is_prose(clause):
            return None
        loose = found["loose"] and not around.in_block
        if (loose or len(clause.split()) < 8) and not is_normative(clause):
            return None
    return Opening(words, "cited", mark["mark"] in ":：" or mark["quote"] is not None)


def _tells_of(around: Around) -> bool:
    """Whether a sentence tells of a law in its own words: of one item of the article alone, or with
    another article to look up. Not where a colon or a quotation mark says that the law begins."""
    if not re.match(r"\s*(?:,\s*)?[a-z]", around.rest):
        return False
    text, end = around.text, around.end
    item = _ITEM.match(text, around.reference.reach.start)
    return bool(item or _SEE.search(text, end, clause_end(text, end, around.limit)))


def _in_marks(around: Around) -> Opening | None:
    marks = _AT_ONCE.match(around.rest) or (around.first and _IN_MARKS.match(around.rest))
    return Opening(around.behind(marks), "stated", colon=True) if marks else None


def _introduced(around: Around) -> Opening | None:
    """ "… answered with Article 86 of the Social Insurance Law: The unit that …": a colon and a
    sentence of its own that says what shall be, whatever led to it, where the law stands beside
    the number or quotation marks around the sentence. Whatever it says where nothing led to it but
    "And"; in lower case where only "Regulation" did, or nothing, behind another article of it."""
    mark = _COLON.match(around.rest)
    at_once = _GOES_ON.fullmatch(around.lead) is not None
    behind_another = around.first and around.in_block
    goes_on = at_once or behind_another or _ITS_OWN.fullmatch(around.bare_lead)
    known = around.named or goes_on or _IN_FULL.match(around.rest)
    if mark is None or not known or _DOUBT.search(around.lead):
        return None
    words = around.behind(mark)
    clause = around.clause(words)
    if len(clause.split()) < 8 or is_prose(clause):
        return None
    if not (at_once and not mark["between"]) and not is_normative(clause):
        return None
    return Opening(words, "cited", colon=True) if goes_on or clause[0].isupper() else None


def _answered(around: Around) -> Opening | None:
    """ "If the unit doesn't register: Article 84, if the employing unit fails to …"."""
    mark = _BREAK.match(around.rest)
    if around.named or mark is None or not _LED_TO.fullmatch(around.bare_lead):
        return None
    words = around.behind(mark)
    clause = around.clause(words)
    if len(clause.split()) < 8 or is_prose(clause) or not is_normative(clause):
        return None
    return Opening(words, "cited", colon=True)
