"""National laws that articles on social security quote: canonical name, English, 汉字."""

from __future__ import annotations

SOCIAL_INSURANCE_LAW = "Social Insurance Law"

_CARDS = "(?:social security|social insurance|social guarantee) cards?"
_WORK_INJURY = "(?:work related|work|industrial|occupational|employment) injur(?:y|ies)"
_MANAGE = "(?:administration|management|administrative)"
_SIL = "(?:china )?social (?:insurance|security) law"
_ENACT = "(?:implementation|implementing|enforcement|application)"
_RULES = "(?:rules|provisions|regulations|measures)"
_ORDINANCE = "(?:regulations?|ordinances?)"
_TRIAL = "(?:interim|provisional|temporary|tentative)"
_ABROAD = "(?:foreigners?|foreign (?:nationals?|citizens?|workers?|employees?)|aliens?)"
_WORKING = (
    "(?: (?:who are |who )?(?:employed|working|work|employment)"
    "(?: (?:in|within) (?:the territory of )?(?:mainland )?china)?)?"
)

# Canonical name; English pattern, where a space stands for any white space or hyphen with an
# optional "the" behind it; 汉字 without 中华人民共和国. Both with the short names that can mean no
# other law. The order is free: the longest match wins.
NATIONAL: tuple[tuple[str, str, str], ...] = (
    (
        SOCIAL_INSURANCE_LAW,
        "social (?:insurance|security) (?:law|act)|law on social insurance(?! [a-z])|sil",
        "社(?:会保[险障]|保)法",
    ),
    (
        "Several Provisions on the Implementation of the Social Insurance Law",
        rf"(?:(?:several|some|certain|detailed) )?{_RULES} (?:on|for|of) "
        rf"(?:{_ENACT} of |{_ENACT} ){_SIL}"
        rf"|{_ENACT} {_RULES} (?:of|for|on) {_SIL}"
        rf"|social insurance law {_ENACT} {_RULES}",
        "实施[《〈]?(?:中华人民共和国)?社(?:会保险|保)法[》〉]?若干规定",
    ),
    (
        "Interim Measures for Foreigners Employed in China to Participate in Social Insurance",
        rf"{_TRIAL} measures (?:for|on|of|regarding) (?:"
        rf"{_ABROAD}{_WORKING} (?:to )?(?:participate|participating|participation) in"
        rf"(?: china)? social insurance"
        rf"|(?:participation|participating) in social insurance (?:of|by|for) {_ABROAD}{_WORKING}"
        rf"|participation (?:of|by) {_ABROAD}{_WORKING} in social insurance"
        rf"|social insurance(?: participation)? (?:of|by|for) {_ABROAD}{_WORKING}"
        rf"|{_ABROAD}(?:'s?)?(?: participation in)? social insurance)"
        rf"|{_ABROAD}(?:'s?)? social insurance {_TRIAL} measures",
        "(?:在中国境内就业的)?外国人参加社(?:会保险|保)暂行办法",
    ),
    ("Labor Law", "labou?r (?:law|act)", "劳动法"),
    (
        "Labor Contract Law",
        "(?:labou?r|employment) contracts? (?:law|act)|law (?:on|of) labou?r contracts?|lcl",
        "劳动合同法",
    ),
    (
        "Regulations on the Implementation of the Labor Contract Law",
        rf"{_RULES} (?:on|for) (?:{_ENACT} of |{_ENACT} )labou?r contracts? law"
        rf"|{_ENACT} {_RULES} (?:of|for) labou?r contracts? law"
        rf"|labou?r contracts? law {_ENACT} {_RULES}",
        "劳动合同法实施条例",
    ),
    (
        "Labor Dispute Mediation and Arbitration Law",
        "labou?r disputes? mediation (?:and|&) arbitration law"
        "|law (?:on|of) (?:labou?r disputes? mediation (?:and|&) arbitration"
        "|mediation (?:and|&) arbitration of labou?r disputes?)"
        "|mediation (?:and|&) arbitration law of labou?r disputes?",
        "劳动(?:争议)?(?:调解)?仲裁法",
    ),
    (
        "Employment Promotion Law",
        "employment promotion law|law on (?:promotion of employment|employment promotion)",
        "就业促进法",
    ),
    (
        "Law on the Prevention and Control of Occupational Diseases",
        "law (?:on|of) prevention (?:and (?:control|treatment) )?of occupational diseases?"
        "|occupational diseases? prevention(?: and (?:control|treatment))? law",
        "职业病防治法",
    ),
    (
        "Military Insurance Law",
        "(?:military|military personnel|servicemen'?s?|soldiers?'?) insurance law",
        "军人保险法",
    ),
    ("Civil Code", "civil code", "民法典"),
    ("Civil Servant Law", "civil (?:servants?'?|service) law|law on civil servants", "公务员法"),
    ("Criminal Law", "criminal (?:law|code)", "刑法"),
    ("Constitution", "constitution (?:of|in) people's republic of china", "宪法"),
    (
        "Resident Identity Card Law",
        "(?:resident|residents'?|citizen|citizens'?) (?:identity|identification|id) cards? law"
        "|(?:identity|id) cards? law|law (?:on|of) resident identity cards?",
        "(?:居民)?身份证法",
    ),
    ("Individual Income Tax Law", "(?:individual|personal) income tax law", "个人所得税法"),
    (
        "Tax Collection and Administration Law",
        "tax collection (?:and )?(?:administration|management) law"
        "|law on (?:administration of )?tax collection(?: and (?:administration|management))?",
        "税收征收管理法",
    ),
    (
        "Administrative Penalty Law",
        "administrative (?:penalt(?:y|ies)|punishments?) law|law on administrative penalt(?:y|ies)",
        "行政处罚法",
    ),
    (
        "Administrative Reconsideration Law",
        "administrative (?:reconsideration|review) law",
        "行政复议法",
    ),
    ("Administrative Procedure Law", "administrative (?:procedure|litigation) law", "行政诉讼法"),
    ("Civil Procedure Law", "civil procedure law", "民事诉讼法"),
    (
        "Population and Family Planning Law",
        "population and family planning law",
        "人口与计划生育法",
    ),
    (
        "Law on the Protection of Women's Rights and Interests",
        "law (?:on|of) protection of (?:women's rights and interests"
        "|rights and interests of women)"
        "|women's rights and interests (?:protection )?law",
        "妇女权益保障法",
    ),
    (
        "Law on the Protection of the Rights and Interests of the Elderly",
        "law (?:on|of) protection of (?:rights and interests of (?:elderly|aged)"
        "|elderly'?s? rights and interests)"
        "|elderly rights and interests protection law",
        "老年人权益保障法",
    ),
    (
        "Exit and Entry Administration Law",
        "(?:exit and entry|entry and exit) (?:administration|management|control) law",
        "出境入境管理法",
    ),
    (
        "Regulations on Unemployment Insurance",
        f"{_ORDINANCE} (?:on|of|for) unemployment insurance|unemployment insurance {_ORDINANCE}",
        "失业(?:保险)?条例",
    ),
    (
        "Regulations on Work-Related Injury Insurance",
        rf"{_ORDINANCE} (?:on|of|for) (?:{_WORK_INJURY} insurance|insurance for {_WORK_INJURY})"
        rf"|{_WORK_INJURY} insurance {_ORDINANCE}",
        "工伤(?:保险)?条例",
    ),
    (
        "Interim Regulations on the Collection and Payment of Social Insurance Premiums",
        rf"(?:{_TRIAL} )?{_ORDINANCE} (?:on|for|of) (?:"
        "(?:collection and payment|collection|levying and payment|levy and payment) of social "
        "(?:insurance|security) (?:premiums?|fees?|contributions?|funds?)"
        "|social (?:insurance|security) (?:premiums?|fees?|contributions?) "
        "(?:collection and payment|collection))"
        rf"|(?:{_TRIAL} )?social (?:insurance|security) (?:premiums?|fees?|contributions?) "
        rf"collection (?:and payment )?(?:{_TRIAL} )?{_ORDINANCE}",
        "社(?:会保险|保)费征缴(?:暂行)?条例",
    ),
    (
        "Regulations on the Administration of Housing Provident Fund",
        rf"{_ORDINANCE} (?:on|for) (?:{_MANAGE} of )?housing (?:provident|accumulation|public "
        rf"accumulation|reserve) funds?(?: {_MANAGE})?"
        rf"|housing (?:provident|accumulation) funds? (?:{_MANAGE} )?{_ORDINANCE}"
        rf"|{_MANAGE} {_ORDINANCE} (?:on|of) housing (?:provident|accumulation) funds?",
        "(?:住房)?公积金(?:管理)?条例",
    ),
    (
        "Measures for the Administration of Social Security Cards",
        rf"measures (?:for|on|of) (?:{_MANAGE} of {_CARDS}|{_CARDS} {_MANAGE})"
        rf"|{_CARDS} {_MANAGE} measures|{_MANAGE} measures (?:for|of|on) {_CARDS}",
        "社(?:会保障|保)卡管理办法",
    ),
    (
        "Regulations on Labor Security Supervision",
        f"{_ORDINANCE} (?:on|of|for) (?:supervision of )?labou?r (?:and social )?security "
        f"(?:supervision|inspection)|labou?r security (?:supervision|inspection) {_ORDINANCE}",
        "劳动保障监察条例",
    ),
    (
        "Regulations on Paid Annual Leave of Employees",
        f"{_ORDINANCE} (?:on|of|for) (?:employees'? )?paid annual (?:leave|vacation)"
        f"(?: (?:of|for) employees)?|employees'? paid annual (?:leave|vacation) {_ORDINANCE}",
        "(?:职工)?(?:带薪)?年休假条例",
    ),
    (
        "Special Provisions on Labor Protection of Female Employees",
        "special (?:provisions|rules|regulations) (?:on|for) labou?r protection (?:of|for) "
        "(?:female|women) (?:employees|workers|staff)"
        "|special labou?r protection (?:provisions|regulations) for (?:female|women) "
        "(?:employees|workers)"
        "|special (?:provisions|rules) (?:on|for) (?:female|women) (?:employees|workers)'? "
        "labou?r protection",
        "女职工(?:劳动保护)?特别规定",
    ),
    (
        "Regulations on the Handling of Social Insurance",
        f"{_ORDINANCE} (?:on|of|for) (?:handling of social insurance|social insurance "
        "(?:handling|agencies|agency|operations?))|social insurance (?:handling|agency) "
        + _ORDINANCE,
        "社(?:会保险|保)经办条例",
    ),
    (
        "Interim Regulations on Residence Permits",
        rf"(?:{_TRIAL} )?{_ORDINANCE} on residence permits?"
        rf"|{_TRIAL} residence permits? {_ORDINANCE}",
        "居住证暂行条例",
    ),
    (
        "Interim Measures for the Transfer and Continuation of Basic Pension Insurance Relations "
        "of Employees of Urban Enterprises",
        rf"{_TRIAL} measures (?:for|on) transfer and (?:continuation|renewal|connection) of "
        "(?:basic )?(?:pension|old age|endowment) insurance (?:relations?|relationships?)"
        "(?: (?:of|for) (?:employees (?:of|in) urban enterprises|urban enterprise employees))?",
        "城镇企业职工基本养老保险关系转移接续暂行办法",
    ),
)

WRITTEN_OUT = {
    SOCIAL_INSURANCE_LAW: "社会保险法",
    "Several Provisions on the Implementation of the Social Insurance Law":
        "实施《中华人民共和国社会保险法》若干规定",
    "Interim Measures for Foreigners Employed in China to Participate in Social Insurance":
        "在中国境内就业的外国人参加社会保险暂行办法",
    "Labor Dispute Mediation and Arbitration Law": "劳动争议调解仲裁法",
    "Resident Identity Card Law": "居民身份证法",
    "Regulations on Unemployment Insurance": "失业保险条例",
    "Regulations on Work-Related Injury Insurance": "工伤保险条例",
    "Interim Regulations on the Collection and Payment of Social Insurance Premiums":
        "社会保险费征缴暂行条例",
    "Regulations on the Administration of Housing Provident Fund": "住房公积金管理条例",
    "Measures for the Administration of Social Security Cards": "社会保障卡管理办法",
    "Regulations on Paid Annual Leave of Employees": "职工带薪年休假条例",
    "Special Provisions on Labor Protection of Female Employees": "女职工劳动保护特别规定",
    "Regulations on the Handling of Social Insurance": "社会保险经办条例",
}  # fmt: skip
"""The 汉字 names of those whose 汉字 above are a pattern."""
