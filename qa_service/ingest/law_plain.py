"""A quotation whose words stand directly behind the article's number."""

from __future__ import annotations

import re

from qa_service.domain import Span
from qa_service.ingest.law_marks import ENDING, is_normative, is_prose
from qa_service.ingest.law_opening import CAPTION, HAN_RANGE, Opening
from qa_service.laws import find_references
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


def plain_opening(
    text: str,
    end: int,
    rest: str,
    line: Span,
    begins: bool,
    in_block: bool,
    named: bool,
    led: bool,
) -> Opening | None:
    """How the law's words begin at `end`, the rest of the line being `rest`; None if they don't.

    `begins` and `in_block` as for `opening`; `named`: the law's name stands beside the number;
    `led`: "Under", "According to" stands before it.
    """
    caption = re.compile(rf"{CAPTION}\s*").match(rest)
    behind = caption.end() if caption else 0
    if re.fullmatch(rf"\s*{CAPTION}\s*[.:：,，;]?\s*[*_]*", rest):
        following = re.compile(r"\s*\n[\s>*_]*").match(text, line.end)
        return Opening(following.end(), "alone") if following and begins else None
    rest = rest[behind:]
    at = end + behind
    mark = re.match(
        r"(?P<mark>[:：.。,，;]|[-–—](?=\s))?\s*[*_]{0,3}(?P<quote>[\"“「『])?\s*", rest
    )
    assert mark is not None  # every part is optional
    words = at + mark.end()
    clause = text[words : line.end]
    if not re.search(rf"[A-Za-z{HAN_RANGE}]{{2}}", clause) or re.match(r"[)\]）】,;]", clause):
        return None
    if re.search(r"\bart|§|第", clause[:80], re.I) and any(
        r.reach.start <= 4 for r in find_references(clause[:200])
    ):
        return None  # a list of references
    if ENDING.match(fold(clause)):
        return None
    names_no_law = bool(_NO_OPENING.match(clause)) and not _SUPPOSES.match(clause)
    capital = bool(re.match(rf"[A-Z{HAN_RANGE}(（\d<]", clause))
    if mark["mark"] in (":", "：") or mark["quote"]:
        return Opening(words, "plain", True) if len(clause) > 12 else None
    if mark["mark"] in (",", "，", ";"):
        if led:  # "Under Article 58, the window …": not worded as the law is
            return None
        ok = begins and (in_block or named) and not names_no_law
        ok = ok and not is_prose(clause)
        return Opening(words, "plain") if ok and len(clause.split()) > 4 else None
    if capital:
        if not begins and not in_block and not (named and is_normative(clause)):
            return None
        return Opening(words, "plain") if len(clause) > 12 else None
    if mark["mark"] in (".", "。", "-", "–", "—"):
        return Opening(words, "plain") if begins and in_block else None
    if names_no_law or _VERB_FIRST.match(clause) or len(clause.split()) < 5:
        return None
    if begins and (in_block or named) and not is_prose(clause):
        return Opening(words, "plain")
    return None
