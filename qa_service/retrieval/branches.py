"""The branches of social security, and which of them a question names and a passage speaks of.

An article about a city treats one branch or a few. A question about another is near to it all the
same: same city, same kind of fact, "how much a month".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from qa_service.domain import Passage
from qa_service.retrieval.answer_types import facts
from qa_service.retrieval.kept import kept
from qa_service.text import fold

Branch = Literal[
    "pension", "medical", "unemployment", "maternity", "injury", "housing", "heating", "death",
    "inpatient", "outpatient",
]  # fmt: skip
CARE: frozenset[Branch] = frozenset({"inpatient", "outpatient"})
"""Within the medical branch. Named by a question only where it asks for a starting line, of which
each has its own: who lay in hospital abroad asks for much else."""
_INSURANCES: frozenset[Branch] = frozenset(
    {"pension", "medical", "unemployment", "maternity", "injury"}
)
_ALL = 4
"""Of these in a list of them all, at least: in some maternity is a part of the medical one."""
_STARTING_LINE = ("starting line", "deductible", "起付")

# Of a question, only what names the branch: "I lost my job" may lead to any. Parts of words, with a
# blank for their beginning: every question is looked through for all of them.
_NAMES: dict[Branch, tuple[str, ...]] = {
    "pension": (" pension", " old-age ", " old age ", "养老", "退休金"),
    "medical": (
        " medical insurance", " health insurance", " reimburs", " hospital", "outpatient",
        "out-patient", "inpatient", "in-patient", "医保", "医疗保险", "报销", "住院", "门诊",
    ),
    "unemployment": (
        " unemployment", " jobless money", " jobless benefit", " jobless pay", " dole", "失业金",
        "失业保险", "失业补助",
    ),
    "maternity": (" maternity", " childbirth", "生育", "产假"),
    "injury": (
        " work injur", " work-related injur", " work accident", " industrial injur",
        " industrial accident", " occupational injur", " occupational disease", "工伤", "职业病",
    ),
    "housing": (" housing fund", " provident fund", "公积金"),
    "heating": (" heating", "采暖", "取暖"),
    "death": (" funeral", " survivor", "丧葬", "抚恤"),
    "inpatient": (
        " hospital stay", " hospitalization", " hospitalisation", " inpatient", " in-patient",
        "住院",
    ),
    "outpatient": (" outpatient", " out-patient", "门诊"),
}  # fmt: skip

_HURT = (
    r"\b(?:hurt|injur\w*|wound\w*|crush\w*|broke|broken|fell(?! (?:ill|sick|asleep|behind))|fallen"
    r"|burn\w*|cut off|lost (?:\w+ )?fingers?)\b"
)
_AT_WORK = (
    r"\b(?:at work|on the job|on (?:the )?(?:construction |building )?site"
    r"|on (?:my|his|her|the) way to work|(?:at|in) (?:the|a|an|my|his|her|our) (?:\w+ )?"
    r"(?:factory|plant|workshop|shipyard|mill|mine|warehouse|kitchen))\b"
)
_HURT_AT_WORK = re.compile(
    rf"{_HURT}(?:\W+[\w'’-]+){{0,8}}?\W+{_AT_WORK}|{_AT_WORK}(?:\W+[\w'’-]+){{0,8}}?\W+{_HURT}"
    r"|(?:上班|下班路上|工地|厂里|工厂|车间|干活).{0,10}(?:伤|摔|压|砸|烫|断了)"
    r"|(?:伤|摔|压|砸|烫).{0,8}(?:工地|厂里|工厂|车间)"
)
"""In folded text: a work injury by what happened."""

_SPOKEN_OF: dict[Branch, re.Pattern[str]] = {
    "pension": re.compile(r"\bpension|\bold[- ]age|\bendowment|\bretire|养老|退休"),
    "medical": re.compile(
        r"\bmedic|\bhealth insurance|\breimburs|\bhospital|\bclinic|\bdoctor|\b(?:out|in)-?patient"
        r"|医保|医疗|报销|住院|门诊|看病"
    ),
    "unemployment": re.compile(
        r"\bunemploy|\bjobless|\bdole\b|\blo(?:st|se|ss)\b(?:\s\w+){0,3}? (?:job|work)|失业"
    ),
    "maternity": re.compile(
        r"\bmaternity|\bchildbirth|\bg(?:ive[sn]?|ave|iving) birth|\bpregnan|\bmiscarr"
        r"|\bbirth (?:insurance|subsid|allowance|costs?|fees?|expenses?)|\bdeliver(?:y|ed)\b"
        r"|生育|产假|生孩子|分娩"
    ),
    "injury": re.compile(
        r"\b(?:work|industrial|occupational)[- ](?:related )?(?:injur|accident|disease)|\binjur"
        r"|工伤|职业病"
    ),
    "housing": re.compile(r"\bhousing|\bprovident|公积金"),
    "heating": re.compile(r"\bheating|采暖|取暖|供暖"),
    "death": re.compile(
        r"\bfuneral|\bdeath\b|\bdie[sd]?\b|\bdead\b|\bdeceased|\bpass(?:es|ed)? away|\bsurviv"
        r"|丧葬|死亡|去世|抚恤"
    ),
    "inpatient": re.compile(
        r"\bhospital(?:i[sz]|s? stay)|\bin-?patient|\b(?:stays?|staying) in (?:\w+ )?hospital"
        r"|\bin hospital\b|\badmi(?:tted|ssion)|住院"
    ),
    "outpatient": re.compile(r"\bout-?patient|\bclinic|\bordinary visit|门诊"),
}


@lru_cache(maxsize=1024)
def named(question: str) -> frozenset[Branch]:
    """The branches that `question` names; often none."""
    folded = f" {fold(question)} "
    found = {branch for branch, names in _NAMES.items() if any(name in folded for name in names)}
    if _HURT_AT_WORK.search(folded):
        found.add("injury")
    return frozenset(found if any(line in folded for line in _STARTING_LINE) else found - CARE)


@lru_cache(maxsize=65_536)
def spoken_of(text: str) -> frozenset[Branch]:
    """The branches that a text speaks of."""
    folded = fold(text)
    return frozenset(branch for branch, words in _SPOKEN_OF.items() if words.search(folded))


@kept
def told_by(passage: Passage) -> frozenset[Branch]:
    """The branches that a passage or what stands above it speaks of. A list with a sentence on each
    of the insurances, without an amount or a time, names them all and tells nothing of any."""
    above = frozenset().union(*map(spoken_of, (passage.title, *passage.section)))
    each = [spoken_of(sentence) & _INSURANCES for sentence in passage.sentence_texts]
    listed = frozenset().union(*(named for named in each if len(named) == 1))
    is_list = len(listed) >= _ALL and not any(facts(passage, ("money", "time")))
    return above if is_list else above | spoken_of(passage.text)
