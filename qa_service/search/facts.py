"""The facts by which cities differ: telephone numbers, times, amounts, papers and offices, found in
English and Chinese by their form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from qa_service.figures import find_figures, find_phones
from qa_service.retrieval.answer_types import FREE
from qa_service.text import fold, squeeze

_TIME = {"minute", "hour", "day", "working day", "week", "month", "year"}
_FREE = re.compile(FREE)

_PAID = (
    r"(?:payments?|fees?|charges?|expenses?|costs?|hospital|medical|treatment|medicines?|pharmacy)"
)
_PAPERS = (
    ("application form", r"application (?:registration )?forms?|registration forms?|申请表|登记表"),
    ("bank card", r"bank ?cards?|bank passbook|银行卡|存折"),
    ("birth certificate", r"birth (?:medical )?certificates?|出生(?:医学)?证明?"),
    ("business licence", r"business licen[cs]es?|营业执照"),
    ("death certificate", r"(?:certificates? of death|death certificates?)|死亡证明"),
    ("diagnosis certificate", r"(?:diagnosis|diagnostic) certificates?|诊断证明"),
    ("discharge summary", r"discharge (?:summar(?:y|ies)|records?)|出院(?:小结|记录)"),
    (
        "household register",
        r"household (?:registration )?(?:registers?|booklets?|books?)|residen(?:ce|t) booklets?"
        r"|hukou|户口[本簿]",
    ),
    (
        "ID card",
        r"\bid ?cards?|(?:resident )?identity (?:cards?|certificates?|documents?)"
        r"|valid certificates?|身份证(?!明)",
    ),
    (
        "invoice",
        # No receipt for a loss report or an application.
        rf"(?:original )?invoices?|\b(?:original|{_PAID}) receipts?"
        rf"|\breceipts? (?:for|of) (?:\w+ )?{_PAID}|发票|收据",
    ),
    ("labour contract", r"labou?r contracts?|employment contracts?|劳动合同"),
    ("marriage certificate", r"marriage certificates?|结婚证"),
    ("medical record", r"medical records?|病历"),
    ("passport", r"passports?|护照"),
    ("photo", r"photo(?:graph)?s?|照片|相片"),
    (
        "power of attorney",
        r"powers? of attorney|letters? of (?:authori[sz]ation|entrustment)|委托书",
    ),
    ("residence permit", r"residence permits?|居住证|居留(?:许可|证)"),
    ("retirement certificate", r"retirement certificates?|退休证"),
    (
        "termination certificate",
        r"(?:termination|dissolution) certificates?|(?:解除|终止)劳动合同证明",
    ),
    ("work permit", r"(?:work|employment) permits?|就业证|工作许可"),
)
_PAPER = [(name, re.compile(pattern)) for name, pattern in _PAPERS]

_KIND = (
    "Cent(?:er|re)s?|Bureaus?|Banks?|Halls?|Offices?|Agenc(?:y|ies)|Branch(?:es)?|Stations?"
    "|Hospitals?|Windows?|Platforms?"
)
_WORD = r"[A-Z][\w&'’-]*"
_OFFICE = re.compile(
    rf"\b(?!(?:The|A|An|If|At|In|Go|To|From|Or|And|Any|Your|Each)\b){_WORD}"
    rf"(?:[ ](?:(?:of|and|for)[ ])?{_WORD}){{0,7}}?[ ](?:{_KIND})\b"
    rf"(?:[ ]of[ ]{_WORD}(?:[ ]{_WORD}){{0,3}})?"
    rf"|\bBank of {_WORD}(?:[ ]{_WORD}){{0,2}}"
    r"|\b(?:(?:(?:social|security|insurance|medical|human|resources|municipal|district|county|street"
    r"|township|community|public|government|affairs|employment|labou?r|card|service|services|issuing"
    r"|handling|acceptance|nearest|designated|cooperative)[ ](?:and[ ])?){1,6})"
    r"(?:cent(?:er|re)s?|bureaus?|banks?|halls?|offices?|agenc(?:y|ies)|branch(?:es)?|stations?"
    r"|windows?|outlets?|counters?)\b"
)
_HAN_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{2,14}?(?:服务中心|经办机构|受理中心|社保局|社会保障局|银行|大厅|支行|网点"
    r"|窗口|医院|服务站|办事处)"
)
_HAN_LEAD = re.compile(
    r"^.*(?:到|去|在|向|由|可|或|和|及|至|往|携带|前往|的)(?=[\u4e00-\u9fff]{3})"
)


@dataclass(frozen=True)
class Facts:
    """Of a text; each kind in order of appearance, without repetition."""

    offices: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    fees: tuple[str, ...] = ()
    telephones: tuple[str, ...] = ()


KINDS = tuple(field.name for field in fields(Facts))


def find_facts(text: str) -> Facts:
    folded = fold(text)
    figures = find_figures(text)
    papers = sorted(
        (match.start(), name) for name, pattern in _PAPER if (match := pattern.search(folded))
    )
    fees = [(f.span.start, str(f)) for f in figures if f.unit in ("yuan", "percent", "times")]
    if free := _FREE.search(folded):
        fees.append((free.start(), "free"))
    offices = [(m.start(), squeeze(m.group())) for m in _OFFICE.finditer(text)]
    offices += [(m.start(), _HAN_LEAD.sub("", m.group())) for m in _HAN_OFFICE.finditer(text)]
    return Facts(
        offices=_distinct(name for _, name in sorted(offices)),
        times=_distinct(str(f) for f in figures if f.unit in _TIME),
        papers=_distinct(name for _, name in papers),
        fees=_distinct(words for _, words in sorted(fees)),
        telephones=_distinct(text[s:e] for s, e in find_phones(text)),
    )


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(fold(word), word)
    return tuple(found.values())
