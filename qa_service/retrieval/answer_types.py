"""What kind of fact a question asks for, and which sentences hold one of that kind.

Question classification by surface patterns (Li and Roth, COLING 2002, for the idea): coarse, cheap
and visible. A sentence without a number is no answer to "how many days", however alike it sounds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from qa_service.domain import Passage
from qa_service.figures import LANDLINE
from qa_service.retrieval.kept import kept

AnswerType = Literal[
    "time",
    "day",
    "monthday",
    "hours",
    "age",
    "money",
    "phone",
    "email",
    "place",
    "papers",
    "people",
]
"""`time`: how long, or by when; `day`: on which day of a month or year; `monthday`: on which day of
every month, which is no date; `hours`: when an office is open; `age`: of a person; `email`: by
letters of any kind, fax too; `people`: how many there are, or companies."""

_FREE = (
    r"(?:free|(?:no|without(?: any)?) (?:fee|charge|cost)s?|not (?:be )?charged?|costs? nothing"
    r"|not an? (?:penny|cent|fen))\b"
)
_HAN_FREE = r"免费|不收取?(?:任何|工本)?费|不[收要花]钱"
FREE = rf"\b{_FREE}|{_HAN_FREE}"
"""Pattern of what says that nothing is to be paid, in lower case."""

_NUMBER = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|sixteen|eighteen"
    r"|twenty|twenty-four|thirty|forty|fifty|sixty|ninety)"
)
_UNIT = r"(?:days?|months?|years?|hours?|weeks?|minutes?)"
_HAN_NUMBER = r"(?:\d+|[一二三四五六七八九十百两]+)"
_HAN_UNIT = r"个?(?:工作日|小时|天|日|月|年|周)"
_MONTHS = r"january|february|april|june|july|august|september|october|november|december"
_MONTH = rf"(?:{_MONTHS}|in march|in may)"
_ANY_MONTH = rf"(?:{_MONTHS}|march|may)"
_NO_HOUSE = "(?<![路街道巷弄])"
_EACH_MONTH = r"of (?:the|each|every|a) month\b"
_PEOPLE = (
    r"(?:people|persons?|foreigners?|residents?|citizens?|employees?|workers?|retirees|pensioners"
    r"|compan(?:y|ies)|enterprises?|units?|households?)"
)

_AUXILIARY = (
    r"(?:do|does|did|is|are|was|were|am|can|could|will|would|should|shall|must|may|might|has|have"
    r"|had)"
)
_PERSON = (
    r"(?:i|you|we|he|she|one|they|(?:(?:the|an?|my|our) )?(?:child(?:ren)?|kids?|bab(?:y|ies)"
    rf"|(?:wo)?m[ae]n|applicants?|parents?|mother|father|son|daughter|{_PEOPLE}))"
)
_TELLING = r"(?:i|we|you|he|she|they|my|our|somebody|someone|an?)"
_WHEN = (
    r"(?:(?:by|until|till|from|since|and|to|know|exactly|tell (?:me|us)) when\b"
    rf"|when(?:'s| (?:{_AUXILIARY}|and|to|in the|at the latest|exactly))\b|when\W*(?:\?|$)"
    rf"|(?:^|(?<=[,;:] ))when (?!{_TELLING}\b))"
)
"""Where it asks, unlike in "what happens when the card is lost"."""
_IDENTITY = r"(?:security|insurance|identity|id|account|personal) number"

# A word counts where it asks, not where it only tells: "on my phone" wants no telephone number,
# "last week" no duration, "the maternity allowance" no amount. For text in lower case, one `\b`
# before all words of a kind: Python then passes most of a text without trying them.
_ASKED: dict[AnswerType, re.Pattern[str]] = {
    "time": re.compile(
        r"\b(?:how (?:much time|long|soon|quick|quickly|fast|often|late)\b"
        rf"|(?:how many|number of|lowest|highest|maximum|minimum) (?:\w+ ){{0,3}}?{_UNIT}\b"
        rf"|{_WHEN}|deadline|cut-?off|last (?:day|date) (?:to|for)\b"
        r"|(?:with)?in what (?:time|period)\b|(?:what|which) (?:\w+ )?(?:month|year)\b|valid"
        r"|expir|(?:it|that|this|report|lock|does|do|can|will|long)(?: \w+)? last\b"
        r"|faster\b|(?:waiting|processing|handling) time|time limit|working days)"
        r"|多久|几个?工作日|(?<!哪)几天|多少天|几个?月|多长时间|多少个?(?:工作日|月|小时)|几个?小时"
        r"|什么时候|何时|期限|有效期|时限|多少年|几年",
    ),
    "day": re.compile(
        r"\b(?:(?:what|which) (?:\w+ )?(?:days?|dates?)\b|pay ?day\b|(?:payment|pay) date\b"
        rf"|(?:^when|(?<=[,;:] )when|when {_AUXILIARY}|when in the month) (?:\w+ ){{0,6}}?"
        r"(?:paid|pay|debited|deducted|transferred|arrive|come|land)\b)"
        r"|几号|几日|哪[一几些]?[天日]",
    ),
    "monthday": re.compile(
        rf"\b(?:(?:what|which) (?:\w+ )?day {_EACH_MONTH}|(?:days|dates|what time) {_EACH_MONTH}"
        r"|from (?:what|which) day (?:to|until|till)\b|pay ?day\b)"
        r"|每个?月[^,。?，？]{0,4}(?:几号|几日|哪[一几些]?[天日])|几[号日][到至]几[号日]"
    ),
    "hours": re.compile(
        rf"\b(?:(?<!in )what time\b(?! limit| {_EACH_MONTH})"
        rf"|(?:what|which) days\b(?! {_EACH_MONTH})|opening (?:time|hour)"
        r"|(?:office|business) hours)"
        r"|几点|(?:上班|营业|办公|开放)时间|周[六日末]|星期[六天日]",
    ),
    "age": re.compile(
        rf"\b(?:how old {_AUXILIARY} {_PERSON}\b|age limit"
        r"|(?:what|which)(?:'s| is| are)? (?:the )?(?:\w+ ){0,2}?(?<!old )age\b)"
        r"|几岁|多少岁|多大(?:年纪|岁数|年龄)|什么年龄|年龄(?:是|要求|限制)",
    ),
    "money": re.compile(
        r"\b(?:how (?:much\b(?! time)|big|high)\b|(?<!heating )(?<!late )fees?\b|costs?\b"
        r"|charged?\b|price|amount|pay for\b|do i pay\b|yuan\b|rmb\b|base\b|percent|rates?\b|ratio"
        r"|ceiling|free\b|higher\b|cheap|expensive"
        r"|(?:pay|give|get|receive|charge)s? (?:[a-z]+ ){0,2}?(?<!any )(?:more|less)\b"
        r"(?! than (?!in\b))"
        r"|(?:which|where)(?: is)? (?:more|less|high|low(?:er)?)\b(?!-)"
        r"|(?:what|which)(?:'s| is| are)? (?:the )?(?:monthly|yearly|annual|daily) (?:\w+ )?"
        r"(?:benefit|allowance|pension|premium|contribution|subsid)"
        rf"|(?<!\d )(?:max(?:imum)?|min(?:imum)?|lowest|highest)\b(?! (?:\w+ ){{0,3}}?{_UNIT}\b))|%"
        r"|(?<!电话)(?<!电话是)(?<!号码)(?<!号码是)(?<!年龄)(?<!年龄是)多少(?!个?(?:工作日|天|日|年|月|小时|人|岁|次|号))|费用|收费|几块|比例|标准|基数|起付|限额|金额"
        r"|(?:哪[个边里]|城市|地方)的?[更最]?[高低多少贵](?=[些点呢吗啊]|\W|$)|便宜",
    ),
    "phone": re.compile(
        r"\b(?:(?<!mobile )(?<!change )(?<!change my )(?<!change the )(?<!new )(?<!old )(?<!my )"
        r"(?:tele)?phone (?:number\b(?! be\b)|no\b)|(?:what|which)(?:'s| is)? (?:\w+ )?"
        rf"(?:(?:tele)?phone|number(?! of)(?!.*\b{_IDENTITY}))\b"
        r"|(?<!id )(?<!security )(?<!insurance )(?<!identity )(?<!account )"
        rf"number (?:to|do|should|can|for) \w+(?!.*\b{_IDENTITY})"
        r"|(?<!by )(?<!by the )(?<!on the )(?<!over the )"
        r"telephone\b(?! (?:pre-)?loss| report| bank)"
        r"|call\b(?!ed)|tel\b|hotline|dial|ring\b(?! up)|contact\b)"
        r"|\b(?:bureau|office|cent(?:er|re)|department|agency|hall|window|bank|section|insurance"
        r"|security) phone\W*$"
        r"|(?<!打)(?<!打了)(?<!打过)(?<!通过)(?<!口头)电话(?!口?头?预?[挂报]失|银行|办理)|热线|号码是",
    ),
    "email": re.compile(r"\b(?:e-?mails?\b|fax\b|web ?site (?:address|url)|url\b)|邮箱|传真|网址"),
    "place": re.compile(
        r"\b(?:where\b|(?:which|what) (?:office|bank|place|window|counter|hospital|branch|agency)"
        r"|(?<!mail )(?<!site )address of\b"
        r"|(?:(?:street|exact|full)|which|what(?:'s| is) the) address\b"
        r"|(?<!my )(?<!new )(?<!mail )(?<!home )(?<!site )address\W*$)"
        r"|哪里|哪儿|在哪|什么地方|去哪|哪些?(?:银行|地方|窗口)|地址(?:是|在|\W*$)|哪条[路街]",
    ),
    "papers": re.compile(
        r"\b(?:document|docs\b|papers\b|paperwork|(?:what|which) paper|material"
        r"|(?:what|which) (?:\w+ ){0,8}?bring\b|what do i need|certificate)"
        r"|材料|证件|带什么|手续",
    ),
    "people": re.compile(rf"\bhow many (?:\w+ )?{_PEOPLE}\b|多少(?:人|家|名)"),
}

# Asks only where nothing else does, unlike in "phone number of the office".
_ASKED_ALONE: dict[AnswerType, re.Pattern[str]] = {
    "hours": re.compile(
        r"\b(?:on|at|over) (?:the )?(?:mon|tues|wednes|thurs|fri|satur|sun|week-?en)d(?:ay)?s?\b"
    ),
    "place": re.compile(r"\b(?<!my )(?<!our )(?<!his )(?<!her )(?<!an )office\b"),
}

_HOW = re.compile(
    r"\b(?:how (?:do|can|should|does|would|to)\b"
    r"|what (?:should|do|must|can|shall) (?:i|we|one|he|she|they|you) do\b"
    r"|steps?\b|procedure|what now|what to do)|怎么(?!说|规定|样)|如何(?!规定)|流程|步骤|咋"
)
"""In lower case, as `_ASKED`."""

_HELD: dict[AnswerType, re.Pattern[str]] = {
    "time": re.compile(
        rf"\b(?:(?:\d+|{_NUMBER})(?: |-)(?:full |consecutive |working |calendar |natural )?{_UNIT}"
        rf"|(?:within|half|for|takes?) an? {_UNIT}|an? {_UNIT} (?:after|before|later)"
        r"|(?:no|without(?: a| any)?) (?:time limit|deadline|expiry)|(?:never|not) expires?"
        r"|at any time|for life|permanently|indefinitely|on the spot|immediately|(?:the )?same day"
        rf"|\d+(?:st|nd|rd|th)|{_MONTH}"
        rf"|(?:(?:once|twice|times) (?:a|every)|end of (?:the|each|every)) {_UNIT})\b"
        rf"|{_HAN_NUMBER}\s*{_HAN_UNIT}|半(?:天|年|个?月|个?小时)|当场|即时|当天|随时"
        r"|(?:长期|永久|终身)有效|(?:没有|无|不[受限设])(?:时间|时限|期限)",
        re.IGNORECASE,
    ),
    "day": re.compile(
        rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)\b(?! (?:floor|class|level|grade|year|century))"
        rf"|(?:first|last|{_NUMBER}(?:th)?) (?:working )?day of\b"
        rf"|(?:beginning|middle|end) of (?:the|each|every) (?:\w+ )?(?:month|year|quarter)\b"
        rf"|{_ANY_MONTH} \d|\d{{1,2}} {_ANY_MONTH}\b)"
        rf"|(?<!\d){_NO_HOUSE}\d+\s*[日号](?![内以之起])|月[初中底末]",
        re.IGNORECASE,
    ),
    "monthday": re.compile(
        rf"\b\d{{1,2}}(?:st|nd|rd|th)\b"
        rf"(?! (?:(?:of )?{_ANY_MONTH}|floor|class|level|grade|year|century|month))"
        rf"|\b(?:first|last|{_NUMBER}(?:th)?) (?:working )?day of\b"
        r"|\b(?:beginning|middle|end) of (?:the|each|every) (?:\w+ )?month\b"
        rf"|(?<!\d月)(?<!\d){_NO_HOUSE}\d{{1,2}}\s*[日号](?![内以之起])|月[初中底末]",
        re.IGNORECASE,
    ),
    "hours": re.compile(
        r"\b(?:\d{1,2}[:：]\d\d\b|\d{1,2} ?(?:am|pm|a\.m|p\.m)\b|o'clock"
        r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|weekends?\b|24 hours a day"
        r"|around the clock)|\d+\s*点|周[一二三四五六日末]|星期",
        re.IGNORECASE,
    ),
    "age": re.compile(
        rf"\b(?<!old-)(?<!old )age[sd]? (?:\w+ ){{0,2}}?(?:\d|{_NUMBER}\b)"
        rf"|\b(?:\d+|{_NUMBER})(?: |-)(?:full )?years?(?: |-)(?:old|of age)\b"
        r"|\b(?:wom[ae]n|m[ae]n|(?:fe)?males?)\b[^.,;]{0,20}? [4-7]\d\b(?! ?(?:%|yuan|years|days))"
        r"|(?:\d|[一二三四五六七八九十])\s*周?岁",
        re.IGNORECASE,
    ),
    "money": re.compile(
        rf"\b(?:yuan\b|rmb\b|per ?cent|percentage|ten-thousandths|{_FREE}"
        rf"|(?:\d+|{_NUMBER}) (?:months?|times|years?)(?:'s?)?(?: of)? (?:\w+ ){{0,5}}?"
        r"(?:wages?|salary|income|pension|contributions?|amount)\b|one[ -]half\b|half price\b"
        r"|(?:reimburs|refund|cover|bear|borne|return)\w* (?:\w+ ){0,3}?in full\b"
        r"|(?:half|(?:an?|one|two|three|four)[ -](?:third|quarter|fifth)s?) (?:of )?the "
        r"(?:\w+ ){0,3}?(?:bill|cost|expense|fee|amount|wage|salary|premium|contribution)s?\b)"
        rf"|\d ?%|\d\s*元|百分[之点]|万分之|个月[^。，]{{0,12}}(?:工资|收入)|一半|全额|{_HAN_FREE}",
        re.IGNORECASE,
    ),
    "phone": re.compile(
        rf"(?<![\d-]){LANDLINE}\b"
        r"|\b1\d{4}\b|\b9\d{4}\b|\b400-\d"
        r"|\b(?:hotline|dial|telephone|call)\b[^.;]{0,30}\d{3}|(?:电话|热线)[^。；]{0,15}\d{3}",
        re.IGNORECASE,
    ),
    "email": re.compile(r"@|\be-?mail|\bfax|\bwww\.|\bhttps?:|邮箱|传真|网址", re.IGNORECASE),
    "place": re.compile(
        r"\b(?:cent(?:er|re)s?|banks?|windows?|halls?|offices?|counters?|bureaus?|agenc(?:y|ies)"
        r"|outlets?|branch(?:es)?|machines?|points?|website|app|platform|hospitals?"
        r"|no\. ?\d{1,5},? (?:\w+ ){1,4}?(?:street|road|avenue|lane))\b"
        r"|中心|银行|窗口|大厅|网点|柜台|社保局|平台|医院|[路街道巷]\d{1,5}号",
        re.IGNORECASE,
    ),
    "papers": re.compile(
        r"\b(?:id cards?|identity cards?|materials?|documents?|certificates?|forms?|photos?"
        r"|receipts?|passports?|household regist(?:er|ration)|invoices?|cop(?:y|ies)|records?"
        r"|contracts?|agreements?|vouchers?|licen[cs]es?|permits?|proof|statements?|judge?ments?)\b"
        r"|身份证|材料|证明|申请表|照片|复印件|户口|护照|发票|合同|协议|凭证|执照|居住证|病历|判决",
        re.IGNORECASE,
    ),
    "people": re.compile(
        rf"\b(?:[\d,.]+|{_NUMBER})(?: (?:thousand|million|billion))? (?:\w+ )?{_PEOPLE}\b"
        r"|\d\s*[万亿]?(?:余|多)?(?:人|家|名|户)",
        re.IGNORECASE,
    ),
}


@lru_cache(maxsize=1024)
def asked(question: str) -> tuple[AnswerType, ...]:
    """The kinds of fact that `question` asks for; often none."""
    text = question.lower()
    kinds = _found(_ASKED, text) or _found(_ASKED_ALONE, text)
    return tuple(k for k in kinds if k != "day") if "monthday" in kinds else kinds


@lru_cache(maxsize=1024)
def asks_how(question: str) -> bool:
    """Whether `question` asks what to do, which no single fact answers."""
    return _HOW.search(question.lower()) is not None


def held(sentence: str, kinds: tuple[AnswerType, ...]) -> float:
    """The share, 0..1, of `kinds` of which `sentence` holds a fact; 0 for no kinds."""
    return sum(_holds(sentence, kind) for kind in kinds) / len(kinds) if kinds else 0.0


@kept
def facts(passage: Passage, kinds: tuple[AnswerType, ...]) -> tuple[float, ...]:
    """What each of the passage's sentences has `held`."""
    return tuple(held(sentence, kinds) for sentence in passage.sentence_texts)


def _found(patterns: Mapping[AnswerType, re.Pattern[str]], text: str) -> tuple[AnswerType, ...]:
    return tuple(kind for kind, pattern in patterns.items() if pattern.search(text))


def _holds(sentence: str, kind: AnswerType) -> bool:
    return _HELD[kind].search(sentence) is not None
