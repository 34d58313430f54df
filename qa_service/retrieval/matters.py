"""Single matters that a question names: a Caesarean, a photo, the loan of a housing fund.

An article about the branch that a matter belongs to is near to a question about it all the same,
and mostly holds an amount or a number of days. Whether it speaks of the matter is told by words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from qa_service.domain import Passage
from qa_service.retrieval.kept import kept
from qa_service.text import fold


class _Matter(NamedTuple):
    """Both patterns are for folded text."""

    asked: str
    """What names it in a question, where nobody names it by the way."""
    told: str
    """What speaks of it in a text, or of what it is part of: more words, since a word too many only
    means that the question is answered as any other."""


_MATTERS = {
    "miscarriage": _Matter(r"\bmiscarr|\babortion|流产", r"miscarr|abort|terminat|流产"),
    "paternity": _Matter(
        r"\bpaternity|\bnew (?:dad|father)\b|\b(?:dad|father)s? (?:get|take|claim)\b|陪产|陪护假",
        r"paternity|(?:nursing|care) leave|father|accompan|陪产|护理假|陪护",
    ),
    "fertility": _Matter(
        r"\bivf\b|\bfertility|\btest.?tube|试管|辅助生殖",
        r"\bivf\b|fertil|reproduct|test.?tube|试管|辅助生殖",
    ),
    "caesarean": _Matter(
        r"\bca?esarean|\bc-section|剖[腹宫]产",
        r"ca?esarean|c-section|dystocia|difficult|operation|剖|难产",
    ),
    "check-ups": _Matter(
        r"\b(?:pre|ante)natal|\bcheck-?ups? (?:while|during|when|before) (?:\w+ )?(?:pregnan|birth)"
        r"|产检|产前检查",
        r"(?:pre|ante)-?natal|before (?:birth|delivery)|check|产检|产前|检查",
    ),
    "twins": _Matter(
        r"\btwins\b|[双多]胞胎",
        r"twin|multiple birth|more than one|additional|one more|[双多]胞?胎|每多|多生",
    ),
    "leave": _Matter(r"\bmaternity leave|产假", r"leave|days|假"),
    "chronic": _Matter(
        r"\bhypertension|\bdiabet|\bchronic|\bhigh blood pressure|高血压|糖尿病|慢性?病|特病|门特",
        r"chronic|special (?:outpatient|disease)|hypertension|diabet|blood pressure"
        r"|慢|特殊病|特病|门特|高血压|糖尿病",
    ),
    "teeth": _Matter(
        r"\bdentist|\bdental|\btooth (?:extract|filling|implant|pull)|[看补拔种]牙|牙科",
        r"dent(?:al|ist|ure)|teeth|tooth|implant|牙|口腔",
    ),
    "glasses": _Matter(
        r"\bspectacles|\beye ?glasses|配眼镜|近视",
        r"glasses|spectacle|myopi|eye|vision|眼镜|近视|视力",
    ),
    "vaccine": _Matter(r"\bvaccin|疫苗", r"vaccin|疫苗"),
    "aids": _Matter(
        r"\bwheelchair|\bprosthe|\bartificial (?:limb|leg|arm)|轮椅|假肢",
        r"wheelchair|prosthe|artificial|assistive|auxiliary|轮椅|假肢|辅助器具",
    ),
    "password": _Matter(r"\bpasswords?\b|\bpin\b|密码", r"password|\bpin\b|code|密码"),
    "photo": _Matter(r"\bphotos?\b|\bpicture|照片|相片", r"photo|picture|image|portrait|照|相片"),
    "English": _Matter(
        r"\benglish[- ](?:speaking|language)|\bspeaks? english|\bin english|英文|英语",
        r"english|foreign language|interpret|bilingual|英文|英语|外语",
    ),
    "loan": _Matter(r"\bloans?\b|\bmortgage|贷款|能贷|贷多少", r"loan|mortgage|borrow|贷"),
    "rent": _Matter(r"\brent(?:ing|al)?\b|租房|房租|租金", r"rent|leas|tenan|租"),
    "interest": _Matter(r"\binterest\b(?! in)|利息|利率", r"\binterest|利息|利率"),
    "tax": _Matter(
        r"\bincome tax|\btaxed\b|\btaxable|\bpay tax|\bowe (?:\w+ )?tax|个税|所得税|交税",
        r"income tax|personal tax|taxed|taxable|tax-free|个税|所得税|免税",
    ),
    "late fee": _Matter(
        r"\blate fees?|\boverdue fine|\blate payment (?:fee|charge|penalt)|滞纳金",
        r"late|overdue|delay|fine|penalt|surcharge|滞纳金",
    ),
    "severance": _Matter(r"\bseverance|经济补偿", r"severance|compensat|补偿"),
}

_ANY = re.compile("|".join(matter.asked for matter in _MATTERS.values()))
_ASKED = {name: re.compile(matter.asked) for name, matter in _MATTERS.items()}
_TOLD = {name: re.compile(matter.told) for name, matter in _MATTERS.items()}


@lru_cache(maxsize=1024)
def named(question: str) -> frozenset[str]:
    """The matters that `question` names; mostly none."""
    folded = fold(question)
    if not _ANY.search(folded):
        return frozenset()
    return frozenset(name for name, asked in _ASKED.items() if asked.search(folded))


@kept
def speaks_of(passage: Passage, matter: str) -> bool:
    """Whether a passage, or what stands above it, speaks of a matter."""
    above_and_in = "\n".join((passage.title, *passage.section, passage.text))
    return _TOLD[matter].search(fold(above_and_in)) is not None
