"""Of the places that a question names, those whose rules it asks for.

Who is insured in Kunming and was treated in Shanghai is paid by Kunming, by Kunming's rules: the
other city has no part in the answer, however much its articles say about hospitals. So it is with
where somebody comes from, beside where he works.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from qa_service.cities import PlaceMention
from qa_service.domain import Span
from qa_service.search.moves import MOVING
from qa_service.text import fold

Role = Literal["insured", "away", "origin", "work", "past", "excluded"]
"""Of a place: where somebody is insured, is treated or travels, comes from, works and lives, or
once did; or that it is not meant."""

# All of folded text: what stands before a place and what behind it.

_SCHEME = (
    r"(?:(?:medical|health|social|employee|resident)\s+)?"
    r"(?:insurance|social security|cover(?:age)?|scheme)"
)
_CARE = (
    r"(?:treat(?:ed|ment)|operat(?:ed|ion)|surgery|hospitals?|hospitali[sz]ed|clinics?|doctors?"
    r"|dentists?|pharmac(?:y|ies)|emergency|ward|delivered|births?|accident"
    r"|(?:got|fell) (?:sick|ill)|broke my \w+)"
)
_EMPLOYER = r"(?:company|employer|boss|firm|office|factory|plant|site)"
_BEFORE: dict[Role, re.Pattern[str]] = {
    "excluded": re.compile(
        r"(?:\b(?:but|and|,) not|\b(?:instead of|rather than|other than|except(?: for)?))"
        r"(?: (?:for|in|at|from|of|the one in))? (?:the )?$|(?:而不是|而非|除了)在?$|不在$"
    ),
    "past": re.compile(
        r"(?:\bused to (?:work|live|be \w+)|\b(?:formerly|previously|once)(?: \w+)?)"
        r"(?: [\w']+){0,3}? (?:in|at)\s*(?:the )?$|(?:以前|之前|原来|原先|曾经?)在$"
    ),
    "insured": re.compile(
        r"(?:(?<!was )(?<!were )\b(?:insured|covered|enrolled) (?:in|at|by|with)"
        rf"|\b{_SCHEME} (?:is|sits|stays|remains)(?: (?:still|paid|pay))? (?:in|at|with|from)"
        rf"|(?:\b(?:have|has|had|my|our|his|her|their|with)|,) (?:\w+ )?{_SCHEME} (?:in|with|of)"
        r"|\bcard is from|\b(?:contributions?|premiums?) (?:is|are) paid in"
        rf"|\bpay(?:s|ing)? (?:(?:my|our|his|her|their|for) ){{0,2}}{_SCHEME} in"
        rf"|\b{_EMPLOYER} pays in|\bbelongs? to"
        r"|参保地?(?:是|在|为)|参保地|(?:医保|社保)还?[上交缴买]?(?:是|在))\s*(?:the )?$"
    ),
    "away": re.compile(
        rf"(?:\b{_CARE}(?: [\w']+){{0,5}}? in|(?:出差|旅游)到?"
        r"|\b(?:trips?|travel(?:l?ing)?|holidays?|vacation) (?:to|in))"
        r"\s*(?:the )?$"
    ),
    "origin": re.compile(
        r"(?:\b(?:hukou|household registration)(?: is| are)?(?: still)?(?: in| from| of| at)?"
        r"|(?:\b(?:come|comes|am|is|are|native)|'m|'s) from"
        r"|\b(?:workers?|colleagues?|employees?|people|folks?) (?:from|of)|(?:^|[.,] )(?:\w+ )?from"
        r"|\bborn in|\bfamily lives in|\bhometown(?: is)?(?: in)?"
        r"|(?:老家|户口|户籍)还?(?:是|在)?|来自|[我人]是)\s*$"
    ),
    "work": re.compile(
        rf"(?:\b(?:work(?:s|ing)?|jobs?|employed|{_EMPLOYER})\b(?: [\w']+){{0,4}}? (?:in|at)"
        r"|\b(?:live|living|moved (?:over )?(?:in|to)|settled in)(?: in)?|\bworking|[在来])"
        r"\s*(?:an? |the )?$"
    ),
}
_BEHIND: dict[Role, re.Pattern[str]] = {
    "insured": re.compile(
        rf"(?:'s)?\s+(?:{_SCHEME}|insured)\b"
        r"|市?(?:的|退休|职工|居民)*(?:参保|医保)|市?(?:退休|职工)[,，]"
        r"|市?(?:交|缴|买|上)的(?:[医社]保|保险|[,。]|$)"
    ),
    "away": re.compile(
        r"(?:'s)?\s+(?:hospitals?|clinics?|a&e|emergency|ward)\b"
        r"|市?(?:的)?(?:看病|就医|就诊|住院|治疗|门诊|看医生|动?手术|医院|生孩子|急诊|出差|旅游|过冬)"
    ),
    "origin": re.compile(
        r"\s+(?:native|hukou|household regist\w+|girl|boy|guy|man|woman|people|folks)\b"
        r"|市?(?:人(?=[,，在来])|户口|户籍)"
    ),
    "work": re.compile(
        rf"(?:'s)?\s+(?:\w+ )?{_EMPLOYER}\b"
        r"|[^,，。]{0,4}(?:上班|工作|打工|务工|就业)|市?的?(?:工厂|公司|单位)"
    ),
}
_JOINED = re.compile(r"[\s,、/]*(?:and|or|和|与|及|或|还是)?\s*(?:\d+ )?(?:in|at|在)?\s*")
"""Between places of which what is said of one holds for the other."""
_BOTH = re.compile(
    r"\btransfer|\bmove (?:my|our|the|his|her)\b|\bcompar|(?<!rather )(?<!other )\bthan\b"
    r"|\bversus\b|\bvs\b|\bdiffer|\bboth\b|\beither\b|\beach\b|\brespectively\b|\bthe two\b"
    r"|\btogether\b|\badd(?:ed)? up\b|不同|差[别异]|分别|各"
    rf"|对比|相比|区别|哪个|更|两边|两地|累计|合并|{MOVING}"
)
"""What asks for more than one place."""
_NOW = re.compile(r"\bnow\b|\bcurrently\b|现在|目前|如今")
_HOMEWARDS = re.compile(
    r"\bback\b|\breturn|\bhome\b|\bmov(?:e|ing)\b|\bor (?:in|at) my\b"
    r"|回|返|还是|老家(?=[领办交])"
)
"""What asks for the place that somebody comes from."""

_BY_HOUSEHOLD = re.compile(
    r"\b(?:residents?'?|(?:urban and )?rural|farmers?'?) (?:\w+ )?"
    r"(?:pension|insurance|scheme|medical|old-age|endowment)|\bminimum living"
    r"|(?:居民|农村|城乡|新农)\w{0,4}(?:养老|医保|医疗|保险|社保)|新农[合保]|低保"
)
"""What asks for a scheme that one joins where one's household is registered."""


def asked_about(question: str, mentions: Sequence[PlaceMention]) -> Sequence[PlaceMention]:
    """`mentions`, in their order; of several places only those where somebody is insured, if the
    question says so, else those that are not merely where he is treated or travels, or where he
    comes from while he works elsewhere and asks for no scheme of residents, nor left out by the
    question's own words."""
    if len({mention.place.of_city for mention in mentions}) < 2:
        return mentions
    folded = fold(question)
    if _BOTH.search(folded):
        return mentions
    roles = _roles(folded, [mention.span for mention in mentions])
    aside = {"away", "excluded"}
    if "work" in roles and not _HOMEWARDS.search(folded) and not _BY_HOUSEHOLD.search(folded):
        aside.add("origin")
    if _NOW.search(folded):
        aside.add("past")
    pairs = list(zip(mentions, roles, strict=True))
    insured = [mention for mention, role in pairs if role == "insured"]
    meant = insured or [mention for mention, role in pairs if role not in aside] or mentions
    homes = {m.place.province for m in meant if m.place.kind != "province"}
    whole = {m.place.name for m in meant if m.place.kind == "province"} - homes
    return [m for m in mentions if m in meant or m.place.province in whole]


def _roles(folded: str, spans: Sequence[Span]) -> list[Role | None]:
    """Of the places at `spans`. A place has the one before it too, where the two are joined."""
    roles: list[Role | None] = []
    for number, (start, end) in enumerate(spans):
        before = folded[spans[number - 1].end if number else 0 : start]
        role = _role(folded, before, end)
        if number and _JOINED.fullmatch(before) and (roles[-1], before) != ("excluded", ","):
            role = role or roles[-1]
            roles[-1] = roles[-1] or role  # "Guangzhou or Shenzhen hospitals"
        roles.append(role)
    return roles


def _role(folded: str, before: str, end: int) -> Role | None:
    """Of a place that ends at `end`, with `before` between it and the one before it."""
    if _BEHIND["away"].match(folded, end):
        return "away"
    for role, words in _BEFORE.items():
        if words.search(before) or (role in _BEHIND and _BEHIND[role].match(folded, end)):
            return role
    return None
