"""A row of the data file, while it is generated."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_PEOPLES = (
    "壮|回|藏|苗|彝|土家|侗|布依|瑶|白|傣|哈尼|羌|满|朝鲜|黎|景颇|傈僳|蒙古|仫佬|毛南|仡佬|水|畲|拉祜|佤|纳西|独龙"
    "|怒|普米|布朗|土|撒拉|东乡|保安|裕固|达斡尔|鄂温克|鄂伦春|哈萨克|柯尔克孜|维吾尔|塔吉克|锡伯|各"
)
_AUTONOMOUS = re.compile(
    rf"^(.{{2,}}?)(?:(?:{_PEOPLES})族|蒙古|哈萨克|柯尔克孜|维吾尔|锡伯|塔吉克)+自治[州县区旗]$"
)
_ENDINGS = ("特别行政区", "自治旗", "自治区", "地区", "新区", "省", "市", "盟", "区", "县", "旗")


@dataclass
class Row:
    kind: str
    zh: str
    city: str = ""
    province: str = ""
    syllables: list[str] = field(default_factory=list)
    name: str = ""
    tier: int = 0
    bare: str = "free"
    han_bare: str = "free"
    english: list[str] = field(default_factory=list)
    han: list[str] = field(default_factory=list)

    def line(self) -> str:
        cells = [self.kind, self.name, self.zh, self.city, self.province]
        cells += [
            str(self.tier),
            self.bare,
            self.han_bare,
            "|".join(self.english),
            "|".join(self.han),
        ]
        return "\t".join(cells)


def short(zh: str) -> str:
    """西安 of 西安市, 恩施 of 恩施土家族苗族自治州. Never one 汉字 less than the name itself
    has."""
    if match := _AUTONOMOUS.match(zh):
        return match.group(1)
    if zh == "神农架林区":
        return "神农架"
    for ending in _ENDINGS:
        if zh.endswith(ending) and len(zh) > len(ending):
            return zh.removesuffix(ending)
    return zh
