"""Questions about another country's schemes, which no article answers however alike they sound."""

from __future__ import annotations

import re

_NAMES = (
    r"united states|america|great britain|britain|england|scotland|united kingdom|ireland|germany"
    r"|france|spain|italy|portugal|netherlands|belgium|switzerland|austria|sweden|norway|denmark"
    r"|finland|poland|russia|ukraine|turkey|canada|mexico|brazil|argentina|chile|australia"
    r"|new zealand|japan|south korea|korea|india|pakistan|bangladesh|nepal|thailand|vietnam"
    r"|malaysia|singapore|indonesia|philippines|egypt|nigeria|kenya|south africa|israel"
    r"|saudi arabia|united arab emirates|dubai|europe"
)
_DEMONYMS = (
    r"american|british|english|scottish|irish|german|french|spanish|italian|portuguese|dutch"
    r"|belgian|swiss|austrian|swedish|norwegian|danish|finnish|polish|russian|ukrainian|turkish"
    r"|canadian|mexican|brazilian|argentine|chilean|australian|japanese|korean|indian|pakistani"
    r"|thai|vietnamese|malaysian|singaporean|indonesian|filipino|egyptian|nigerian|kenyan"
    r"|south african|israeli|european"
)
_SHORT = r"U\.?S\.?A?\.?|U\.?K\.?|EU|UAE"
_SCHEME = (
    r"social security|social insurance|pensions?|retirement|unemployment|medicare|medicaid|medical"
    r"|health(?:care)?|insurance|tax(?:es|ation)?|benefits?|welfare|universal credit|state|national"
)
_HAN_NAMES = (
    r"美国|英国|德国|法国|日本|韩国|加拿大|澳大利亚|澳洲|新西兰|新加坡|俄罗斯|意大利|西班牙|荷兰"
    r"|瑞士|瑞典|印度|泰国|越南|马来西亚"
)

# For text in lower case, but for the short names, which are words otherwise: "us", "eu".
_OWN_SCHEME = re.compile(
    rf"\b(?:{_NAMES}|{_DEMONYMS})(?:'s)?\s+(?:\w+\s+)?(?:{_SCHEME})\b"
    rf"|(?:{_HAN_NAMES})的?(?:社保|社会保险|社会保障|养老|医保|税|失业)"
)
_SHORT_SCHEME = re.compile(rf"\b(?:{_SHORT})\s+(?:\w+\s+)?(?i:{_SCHEME})\b")
_THERE = re.compile(rf"\b(?:in|of|from|for)\s+(?:the\s+)?(?:{_NAMES})(?![\w-])|在(?:{_HAN_NAMES})")
_SHORT_THERE = re.compile(rf"\b(?i:in|of|from|for)\s+(?i:the\s+)?(?:{_SHORT})(?![\w-])")
_HERE = re.compile(
    r"\b(?:china\b|chinese\b|prc\b|agreement|bilateral|exempt|certificate of coverage"
    r"|(?:worker|employee|engineer|teacher|citizen|expat|foreigner|staff)s?\b"
    r"|nationals?\b(?! (?:insurance|pension|health|security)))"
    r"|中国|协定|互免|免缴|外国人|员工"
)


def is_about_another_country(question: str, *, names_place: bool) -> bool:
    """Whether `question` asks for the scheme of another country: "US social security card", "the
    pension in Germany"; not "an American engineer", nor what China's agreement with a country says.

    `names_place`: it names a place of China.
    """
    text = question.lower()
    if _HERE.search(text):
        return False
    if _OWN_SCHEME.search(text) or _SHORT_SCHEME.search(question):
        return True
    return not names_place and bool(_THERE.search(text) or _SHORT_THERE.search(question))
