"""Of the places that a question names, those whose rules it asks for.

Who is insured in Kunming and was treated in Shanghai is paid by Kunming, by Kunming's rules: the
other city has no part in the answer, however much its articles say about hospitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_service.cities import PlaceMention
from qa_service.text import fold

# All of folded text.

_SCHEME = r"(?:(?:medical|health|social|employee|resident)\s+)?(?:insurance|cover(?:age)?|scheme)"
_INSURED_BEFORE = re.compile(
    r"(?:(?<!was )(?<!were )\b(?:insured|covered|enrolled) (?:in|at|by|with)"
    rf"|\b{_SCHEME} (?:is|sits|stays|remains|was taken out) (?:still )?(?:in|at|with)"
    r"|\bbelongs? to|参保地(?:是|在|为)?|参保在)\s*(?:the )?$"
)
_INSURED_BEHIND = re.compile(rf"(?:'s)?\s+{_SCHEME}\b|市?(?:的|职工|居民)*(?:参保|医保)")
_CARE = (
    r"(?:treat(?:ed|ment)|operat(?:ed|ion)|surgery|hospitals?|hospitali[sz]ed|clinics?|doctors?"
    r"|emergency|ward|delivered|births?|accident)"
)
_CARE_BEFORE = re.compile(
    rf"(?:\b{_CARE}\b(?: \w+){{0,3}}? in|\bbroke my \w+(?: \w+){{0,4}} in)\s*(?:the )?$"
)
_CARE_BEHIND = re.compile(
    r"(?:'s)?\s+(?:hospitals?|clinics?|a&e|emergency|ward)\b"
    r"|市?(?:的)?(?:看病|就医|就诊|住院|治疗|看医生|动?手术|医院|生孩子|急诊)"
)
_JOINED = re.compile(r"[\s,、/]*(?:and|or|vs\.?|versus|than|和|与|及|或|还是|比)?\s*(?:in|at|在)?\s*")
_BOTH = re.compile(
    r"\btransfer|\bcompar|\bthan\b|\bversus\b|\bvs\b|\bdifference|\bboth\b|\beither\b"
    r"|转移|转到|转入|转出|转回|对比|相比|区别|哪个|更"
)
"""What asks for more than one place."""


def asked_about(question: str, mentions: Sequence[PlaceMention]) -> Sequence[PlaceMention]:
    """`mentions`, in their order; of several places only those where somebody is insured, if the
    question says so, or those that are not merely where care is had."""
    if len({mention.place.of_city for mention in mentions}) < 2:
        return mentions
    folded = fold(question)
    if _BOTH.search(folded):
        return mentions
    insured, elsewhere = [], []
    group: list[PlaceMention] = []
    for mention in mentions:
        if group and not _JOINED.fullmatch(folded, group[-1].span.end, mention.span.start):
            group = []
        group.append(mention)
        before, end = folded[: mention.span.start], mention.span.end
        if _INSURED_BEFORE.search(before) or _INSURED_BEHIND.match(folded, end):
            insured.append(mention)
        elif _CARE_BEFORE.search(before) or _CARE_BEHIND.match(folded, end):
            elsewhere += [one for one in group if one not in elsewhere]
        elif len(group) > 1 and group[-2] in elsewhere:
            elsewhere.append(mention)
    meant = insured or [mention for mention in mentions if mention not in elsewhere] or mentions
    provinces = {mention.place.name for mention in meant if mention.place.kind == "province"}
    return [m for m in mentions if m in meant or m.place.province in provinces]
