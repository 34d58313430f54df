"""Single matters that a question names: a Caesarean, a photo, the loan of a housing fund.

An article about the branch that a matter belongs to is near to a question about it all the same,
and mostly holds an amount or a number of days. Whether it speaks of the matter is told by words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from qa_service.domain import Passage
from qa_service.retrieval.kept import kept
from qa_service.text import fold


class _Matter(NamedTuple):
    """All patterns are for folded text."""

    words: str
    """What names it in a question in English, from the beginning of a word on, where nobody names
    it by the way."""
    han: str
    """The same in Chinese."""
    told: str
    """What speaks of it in a text, or of what it is part of: more words, since a word too many only
    means that the question is answered as any other."""


_MATTERS = {
    "miscarriage": _Matter("miscarr|abortion", "流产", "miscarr|abort|terminat|流产"),
    "paternity": _Matter(
        r"paternity|new (?:dad|father)\b|(?:dad|father)s? (?:get|take|claim)\b",
        "陪产|陪护假",
        "paternity|(?:nursing|care) leave|father|accompan|陪产|护理假|陪护",
    ),
    "fertility": _Matter(
        r"ivf\b|fertility|test.?tube",
        "试管|辅助生殖",
        r"\bivf\b|fertil|reproduct|test.?tube|试管|辅助生殖",
    ),
    "caesarean": _Matter(
        "ca?esarean|c-section",
        "剖[腹宫]产",
        "ca?esarean|c-section|dystocia|difficult|operation|剖|难产",
    ),
    "check-ups": _Matter(
        r"(?:pre|ante)natal|check-?ups? (?:while|during|when|before) (?:\w+ )?(?:pregnan|birth)",
        "产检|产前检查",
        "(?:pre|ante)-?natal|before (?:birth|delivery)|check|产检|产前|检查",
    ),
    "twins": _Matter(
        r"twins\b",
        "[双多]胞胎",
        "twin|multiple birth|more than one|additional|one more|[双多]胞?胎|每多|多生",
    ),
    "leave": _Matter("maternity leave", "产假", "leave|days|假"),
    "chronic": _Matter(
        "hypertension|diabet|chronic|high blood pressure",
        "高血压|糖尿病|慢性?病|特病|门特",
        "chronic|special (?:outpatient|disease)|hypertension|diabet|blood pressure"
        "|慢|特殊病|特病|门特|高血压|糖尿病",
    ),
    "teeth": _Matter(
        "dentist|dental|tooth (?:extract|filling|implant|pull)|braces|orthodont",
        "[看补拔种]牙|牙科|牙套|正畸",
        "dent(?:al|ist|ure)|teeth|tooth|implant|orthodon|牙|口腔",
    ),
    "glasses": _Matter(
        "spectacles|eye ?glasses",
        "配眼镜|近视",
        "glasses|spectacle|myopi|eye|vision|眼镜|近视|视力",
    ),
    "vaccine": _Matter("vaccin", "疫苗", "vaccin|疫苗"),
    "aids": _Matter(
        "wheelchair|prosthe|artificial (?:limb|leg|arm)",
        "轮椅|假肢",
        "wheelchair|prosthe|artificial|assistive|auxiliary|轮椅|假肢|辅助器具",
    ),
    "pain relief": _Matter(
        "epidural|anaesthe|anesthe", "无痛|麻醉", "epidural|ana?esthe|painless|无痛|麻醉|镇痛"
    ),
    "travel": _Matter(
        r"train tickets?|air ?fare|(?:flight|plane) tickets?|travel(?:ling)? (?:costs?|expenses?)",
        "交通费|路费|车费|食宿费?",
        "travel|transport|train|fare|accommodat|hotel|lodging|交通|路费|车费|食宿|住宿",
    ),
    "postage": _Matter(
        r"postage|courier (?:fee|cost)|mail(?:ed)? (?:it|me|my|a|the|to)\b",
        "邮费|邮寄|快递费",
        "mail|courier|deliver|express|postage|posted|邮|快递|寄",
    ),
    "pension rise": _Matter(
        r"pensions? (?:\w+ ){0,3}(?:raised?|rise|rose|increase|go(?:ne)? up|went up)\b"
        r"|(?:raised?|increase[ds]?) (?:\w+ ){0,2}pensions?\b",
        "养老金.{0,6}(?:涨|上调)",
        "adjust|raise|rise|rose|increase|涨|上调|调整|提高",
    ),
    "password": _Matter(r"(?:passwords?|pin)\b", "密码", r"password|\bpin\b|code|密码"),
    "photo": _Matter(r"photos?\b|picture", "照片|相片", "photo|picture|image|portrait|照|相片"),
    "English": _Matter(
        "english[- ](?:speaking|language)|speaks? english|in english",
        "英文|英语",
        "english|foreign language|interpret|bilingual|英文|英语|外语",
    ),
    "loan": _Matter(r"loans?\b|mortgage", "贷款|能贷|贷多少", "loan|mortgage|borrow|贷"),
    "rent": _Matter(r"rent(?:ing|al)?\b", "租房|房租|租金", "rent|leas|tenan|租"),
    "interest": _Matter(r"interest\b(?! in)", "利息|利率", r"\binterest|利息|利率"),
    "tax": _Matter(
        r"income tax|taxed\b|taxable|pay tax|owe (?:\w+ )?tax",
        "个税|所得税|交税",
        "income tax|personal tax|taxed|taxable|tax-free|个税|所得税|免税",
    ),
    "late fee": _Matter(
        "late fees?|overdue fine|late payment (?:fee|charge|penalt)",
        "滞纳金",
        "late|overdue|delay|fine|penalt|surcharge|滞纳金",
    ),
    "severance": _Matter("severance", "经济补偿", "severance|compensat|补偿"),
}


def _naming(matters: Iterable[_Matter]) -> re.Pattern[str]:
    """One `\\b` before all words: Python then passes most of a question without trying each."""
    named = list(matters)
    words = "|".join(matter.words for matter in named)
    return re.compile(rf"\b(?:{words})|{'|'.join(matter.han for matter in named)}")


_ANY = _naming(_MATTERS.values())
_ASKED = {name: _naming([matter]) for name, matter in _MATTERS.items()}
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
    return _TOLD[matter].search(fold(passage.under_headings)) is not None
