"""Why there is no answer, in words, and what could be asked instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from qa_service.api.names import city_name, law_name, listed, listed_cities
from qa_service.domain import Answer, Language
from qa_service.text import language, other_script

_SAID: Mapping[str, tuple[str, str]] = {
    "uncovered": ("No article covers {}.", "没有关于{}的文章。"),
    "that-city": ("that city", "该城市"),
    "none-answers": (
        "There are articles about {}, but none was found that answers this.",
        "有关于{}的文章，但没有找到能回答这个问题的内容。",
    ),
    "ambiguous": (
        "The rules differ from city to city, and the question does not say which one you mean.",
        "各地规定不同，而问题没有说明是哪个城市。",
    ),
    "choose": ("Ask for {}.", "请写明是{}。"),
    "only": (
        "The nearest that was found is about {}: if that is the city, name it.",
        "找到的最接近的内容是关于{}的，如果就是该城市，请写明。",
    ),
    "out-of-scope": (
        "The articles are about social security: cards, pensions, medical, unemployment, "
        "work-injury and maternity insurance. The question seems to be about something else.",
        "文章的内容是社会保障：社保卡、养老、医疗、失业、工伤和生育保险。您的问题似乎与此无关。",
    ),
    "vague": (
        "The question says nothing to look for. Ask it whole, with what it is about.",
        "问题没有说明要找什么，请写出完整的问题。",
    ),
    "unquoted": ("No article quotes {}.", "没有文章引用{}。"),
    "law-article": ("Article {number} of the {law}", "{law}第{number}条"),
    "any-law-article": ("Article {number} of any law", "任何法律的第{number}条"),
    "uncertain": (
        "Nothing that was found answers the question for certain. Try to say it in other words.",
        "找到的内容都不能确定回答您的问题，请换一种说法。",
    ),
    "stands": ("Passage {number} is about {city}.", "第 {number} 段是关于{city}的。"),
    "stands-nowhere": ("No passage shown is about {city}.", "所列段落均未涉及{city}。"),
    "province": (
        "No article is about {city} itself; the answer is about {province}.",
        "没有专门关于{city}的文章，以上回答针对{province}。",
    ),
    "languages": ("Questions are read in English and Chinese.", "可用中文或英文提问。"),
    "covered": ("There are articles about {}.", "已收录关于{}的文章。"),
    "national": (
        "The passages shown are national law, which holds in every city.",
        "所列段落是全国性法律，在各城市均适用。",
    ),
    "nearest": (
        "The passages shown are the nearest that were found; each names its city, if any.",
        "所列段落是最接近的内容，各自注明所属城市（如有）。",
    ),
}
"""In English and Chinese."""


def explanation(answer: Answer, covered: Sequence[str]) -> str | None:
    """In the question's language: `reasons`, what is covered, and what the passages of an
    abstention are. None for an answer about all that was asked. `covered` are the cities that have
    articles."""
    lang = language(answer.question.text)
    said = list(reasons(answer, lang))
    nowhere = answer.reason == "no_city_article" and not answer.scope.covered
    if covered and (nowhere or answer.reason == "out_of_scope"):
        said.append(_say("covered", lang, listed_cities(covered, lang)))
    if answer.reason is not None and answer.hits:
        national = all(hit.passage.kind == "law" and not hit.passage.cities for hit in answer.hits)
        said.append(_say("national" if national else "nearest", lang))
    return ("" if lang == "zh" else " ").join(said) or None


def reasons(answer: Answer, lang: Language) -> Iterator[str]:
    """Sentences: why there is no answer, or what of several places an answer is about; and which of
    several cities no article covers."""
    scope = answer.scope
    known = [city for city in scope.cities if city not in scope.uncovered]
    match answer.reason:
        case None:
            yield from _of_some(answer, lang) if answer.hits else ()
        case "no_city_article" if scope.covered:
            yield _say("none-answers", lang, listed_cities(known or scope.provinces, lang))
        case "no_city_article":
            places = listed_cities(scope.places, lang) or _say("that-city", lang)
            yield _say("uncovered", lang, places)
        case "ambiguous_city":
            yield _say("ambiguous", lang)
            if answer.candidates:
                which = "only" if len(answer.candidates) == 1 else "choose"
                yield _say(which, lang, listed_cities(answer.candidates, lang, "or"))
        case "out_of_scope":
            yield _say("out-of-scope", lang)
        case "low_confidence" if answer.vague:
            yield _say("vague", lang)
        case "low_confidence" if scope.laws or scope.unquoted:
            yield _say("unquoted", lang, listed(_law_articles(answer, lang), lang, "or"))
        case "low_confidence":
            yield _say("uncertain", lang)
    if answer.reason is not None and other_script(answer.question.text):
        yield _say("languages", lang)
    if known and scope.uncovered and answer.reason != "out_of_scope":
        yield _say("uncovered", lang, listed_cities(scope.uncovered, lang))


def _of_some(answer: Answer, lang: Language) -> Iterator[str]:
    """What an answer is about, where more was asked about: of several cities some, of a city its
    province."""
    scope, first = answer.scope, answer.hits[0].passage
    asked = [city for city in scope.cities if city not in scope.uncovered]
    told = [city for city in asked if city in first.cities]
    if told and len(told) < len(asked):
        yield _say("stands", lang, city=listed_cities(told, lang), number=1)
        for city in (city for city in asked if city not in told):
            about = (n for n, hit in enumerate(answer.hits, 1) if city in hit.passage.cities)
            number = next(about, None)
            key = "stands-nowhere" if number is None else "stands"
            yield _say(key, lang, city=city_name(city, lang), number=number)
    elif scope.cities and not asked and not first.cities and first.provinces:
        province = listed_cities(first.provinces, lang)
        yield _say("province", lang, city=listed_cities(scope.cities, lang), province=province)


def _law_articles(answer: Answer, lang: Language) -> Iterator[str]:
    """Those that the question names, and no article quotes."""
    for key in answer.scope.laws:
        yield _say("law-article", lang, law=law_name(key.law, lang), number=key.article)
    for number in answer.scope.unquoted:
        yield _say("any-law-article", lang, number=number)


def _say(key: str, lang: Language, *names: str, **values: object) -> str:
    return _SAID[key][lang == "zh"].format(*names, **values)
