"""Places in the names of banks, streets, dishes and persons: "Bank of Beijing" says nothing about
Beijing, and "Hong Kong, Macao and Taiwan residents" live and insure themselves elsewhere."""

from __future__ import annotations

import re

_BEFORE = re.compile(
    r"\bbank of (?:the )?$"
    r"|\b(?:mr|ms|mrs|dr)\.? (?:(?!in |at |of |from |near |for |to )[a-z]{2,6} )?$"
    r"|叫[\u4e00-\u9fff]?$"
)
"""Of a bank or a person."""
_AFTER = re.compile(
    r"""\s+(?:
      (?:(?:rural|commercial|city|urban|pudong|development|credit|agricultural|merchants|savings
         |investment|trust|co-?operative|international|minsheng|village|town)\s+){0,4}bank\b
    | (?:(?:east|west|north|south|middle|central|outer|inner|first|second|third
         |\d+(?:st|nd|rd|th))\s+){0,2}(?:road|rd|avenue|ave|boulevard|highway|expressway|lane)\b
    | (?:east|west|north|south|middle|central)\s+street\b
    | street\b(?!\s+(?:(?:and|or)\s+(?:town|sub-?district|community)|office|community|sub-?district
        |service|government|\(town|human|labou?r|social|security|insurance|employment|cent(?:er|re)s?\b
        |windows?\b|points?\b|halls?\b|counters?\b|agenc(?:y|ies)\b))
    | stock\s+exchange\b | composite\b | airlines\b | brewery\b | embroidery\b
    | (?:[\w-]+\s+){0,2}universit(?:y|ies)\b
        (?!\s+(?:(?:new\s+)?students?|graduates?|freshm[ae]n|entrants?))
    | cuisine\b | opera\b | beer\b | hot\s?pot\b
    | (?:beef\s+|pulled\s+|hand-pulled\s+)?(?:noodles?|ramen)\b | fried\s+rice\b
    | (?:roast(?:ed)?\s+|salted\s+)?duck\b | standard\s+time\b
    )""",
    re.VERBOSE,
)
_AFTER_OF = {
    "beijing": re.compile(r"\s+time\b"),
    "changxing": re.compile(r"\s+islands?\b"),
    "zhongshan": re.compile(r"\s+(?:hospital|park|university|square|suit)\b"),
    "北京": re.compile("时间"),
    "长兴": re.compile("岛"),
    "和县": re.compile("[城里级乡区市]"),
    "中山": re.compile("医院|公园|大学|广场|装"),
}
_AFTER_HAN = re.compile(
    r"(?:市|省)?(?:(?:农村|城市)?(?:商业|农商|信用)|浦东发展|国际|发展)*银行"
    r"|(?:[东西南北中]|[一二三四五六七八九]){0,2}(?:路(?![过途费线由])|大道|大街|街(?!道))"
    r"|证券交易所|证交所|航空公司|大学(?!新?生|城)|白药|米粉|米线|小吃|烤鸭|板鸭|盐水鸭|火锅|拉面|牛肉面|炒饭|啤酒|标准时间"
)

_COAST = r"(?:hong\s?kong|macau|macao|taiwan)"
_FROM_THE_COAST = re.compile(
    rf"(?:(?:\s*[,/、]\s*|(?:\s*,)?\s+(?:and|or)\s+){_COAST}){{0,5}}\s+(?:permanent\s+)?"
    r"(?:residents?|compatriots?|people|citizens?|nationals?|personnel|employees|workers|students"
    r"|investors|passports?|(?:identity|id)\s+cards?|(?:mainland\s+)?travel\s+permits?)\b"
)
_FROM_THE_COAST_HAN = re.compile(
    r"(?:[、,，和与及或]?(?:香港|澳门|台湾|港|澳|台)){0,5}(?:地区)?(?:永久性?)?"
    r"(?:居民|同胞|人士|人员|籍|学生|通行证|身份证)"
)
_COAST_NAMES = frozenset(
    ("hong kong", "hongkong", "macau", "macao", "taiwan", "香港", "澳门", "台湾")
)


def in_other_name(plain_text: str, start: int, end: int) -> bool:
    """Whether the name at `start:end` is part of a longer name that is no place."""
    if _BEFORE.search(plain_text, max(0, start - 14), start):
        return True
    if _AFTER.match(plain_text, end) or _AFTER_HAN.match(plain_text, end):
        return True
    if plain_text[start:end] in _COAST_NAMES and (
        _FROM_THE_COAST.match(plain_text, end) or _FROM_THE_COAST_HAN.match(plain_text, end)
    ):
        return True
    special = _AFTER_OF.get(plain_text[start:end])
    return special is not None and special.match(plain_text, end) is not None
