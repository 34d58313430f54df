"""A quotation whose words stand directly behind the article's number."""

from __future__ import annotations

import re

from qa_service.ingest.laws.marks import ENDING, is_normative, is_prose
from qa_service.ingest.laws.opening import CAPTION, HAN_RANGE, LEAD, Around, Opening
from qa_service.laws.find import find_references
from qa_service.text import fold

_NO_OPENING = re.compile(
    r"(?:is|are|was|were|of|and|or|to|in|says?|applies|apply|does|do|has|have|had|may|shall|should"
    r"|must|can|will|which|who|that|concerns?|deals?|covers?|also|as|for|on|under|with|by|above"
    r"|below|at|from|mentions?|paragraph|item|clause|requires?|provides?|stipulates?|contains?"
    r"|refers?|regulates?|only|not|then|but|because|means|here|comes|sets?|lays?|gives?|makes?"
    r"|takes?|defines?|states?|about|thereof|hereof|itself|cited|mentioned|quoted|above-mentioned"
    r"|therefore|explains?|protects?|speaks?|talks?|tells?|allows?|lets?|lists?|obliges?|forbids?"
    r"|prohibits?|grants?|governs?|treats?|describes?|regards?|names?|leaves?|puts?|entitles?|see|refer|please)\b",
    re.I,
)
_SUPPOSES = re.compile(
    r"(?:in|under|on|for|with|upon|by)\s+(?:any|one|either|each|the\s+(?:following|event|case"
    r"|circumstances|premise)|case|order|addition|respect|those|such\s+cases?|employees|employers"
    r"|individuals|workers|units|persons|insured|unemployed)\b",
    re.I,
)
"""The beginning of a provision for a case: "In any of the following circumstances, …"."""
_PLURALS = (
    r"(?:individual|employee|employer|unit|worker|labou?rer|foreigner|citizen|person|resident"
    r"|participant|agencie|department|premium|fund|companie|enterprise|institution|organi[sz]ation"
    r"|government|expense|benefit|member|household|payment|contribution|wage|pension|standard"
    r"|measure|regulation|provision|matter|partie|applicant|fee|cost|injurie|disease|relative"
    r"|survivor|official|servant|retiree|hospital|school|trainee|teacher|right|record|material"
    r"|dispute|contract|alien|staff member|policie|rule|insurant|practitioner|farmer|operator)s"
)
_VERB_FIRST = re.compile(
    rf"(?!{_PLURALS}\b)[a-z]+s\s+(?:the|an?|that|to|of|about|its|their|his|every|each|how|all|any"
    r"|both|what|who|when|employers|employing|units|workers|employees|individuals|people"
    r"|companies|firms|it|this|with|for|on|from|into|not)\b"
)
_CAPITAL = re.compile(rf"[A-Z{HAN_RANGE}(（\d<]")
_ALONE = re.compile(rf"\s*{CAPTION}\s*(?:[.:：,，;]\s*)?[*_]*")
_LINE_BREAK = re.compile(r"\s*\n[\s>*_]*")
_MARK = re.compile(
    rf"{CAPTION}\s*(?P<mark>[.:]?\s*[-–—]{{1,2}}(?=\s)|[:：.。,，;])?\s*[*_]{{0,3}}(?P<quote>[\"“「『])?\s*"
)


def plain_opening(around: Around) -> Opening | None:
    """How the law's words begin behind the number; None if they don't."""
    if _ALONE.fullmatch(around.rest):
        below = _LINE_BREAK.match(around.text, around.limit)
        return Opening(below.end(), "alone") if below and around.begins else None
    mark = _MARK.match(around.rest)
    assert mark is not None  # every part is optional
    words, clause = around.behind(mark), around.rest[mark.end() :]
    if not _may_be_words(clause):
        return None
    if mark["quote"] or mark["mark"] in (":", "："):
        return Opening(words, "plain", colon=True) if len(clause) > 12 else None
    if mark["mark"] in (",", "，", ";"):
        is_law = _is_law_behind_comma(around, clause)
    elif _CAPITAL.match(clause):
        is_law = _is_law_capitalised(around, clause)
    elif mark["mark"]:
        is_law = _is_law_behind_stop(around)
    else:
        is_law = _is_law_unmarked(around, clause)
    return Opening(words, "plain") if is_law else None


def _may_be_words(clause: str) -> bool:
    """Whether there are words, neither the article's own nor a list of references."""
    if not re.search(rf"[A-Za-z{HAN_RANGE}]{{2}}", clause) or re.match(r"[)\]）】,;]", clause):
        return False
    if ENDING.match(fold(clause)):
        return False
    refers = re.search(r"\bart|§|第", clause[:80], re.I)
    return not (refers and any(r.reach.start <= 4 for r in find_references(clause[:200])))


def _is_law_behind_comma(around: Around, clause: str) -> bool:
    """Not behind "Under Article 58, the window …", which isn't worded as the law is."""
    return not LEAD.fullmatch(around.lead.lstrip()) and _is_law_in_place(around, clause)


def _is_law_capitalised(around: Around, clause: str) -> bool:
    in_place = around.begins or around.in_block or (around.named and is_normative(clause))
    return in_place and len(clause) > 12


def _is_law_behind_stop(around: Around) -> bool:
    """In lower case, behind a full stop or a dash."""
    return around.begins and around.in_block


def _is_law_unmarked(around: Around, clause: str) -> bool:
    return not _VERB_FIRST.match(clause) and _is_law_in_place(around, clause)


def _is_law_in_place(around: Around, clause: str) -> bool:
    """Whether a clause in lower case stands where a law's words do and tells nothing of them."""
    tells = _NO_OPENING.match(clause) and not _SUPPOSES.match(clause)
    if tells or not around.begins or not (around.in_block or around.named):
        return False
    return len(clause.split()) > 4 and not is_prose(clause)
