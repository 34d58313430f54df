"""Why there is no answer, in words, and what could be asked instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa_service.api.names import city_name, law_name, listed, listed_cities
from qa_service.api.words import say
from qa_service.domain import Answer, Language
from qa_service.text import language, other_script


def explanation(answer: Answer, covered: Sequence[str]) -> str | None:
    """In the question's language: `override`, `reasons`, what is covered, and what the passages of
    an abstention are. None for an answer about all that was asked. `covered` are the cities that
    have articles."""
    lang = language(answer.question.text)
    overriding = override(answer, lang)
    said = [*([overriding] if overriding else []), *reasons(answer, lang)]
    nowhere = answer.reason == "no_city_article" and not answer.scope.covered
    if covered and (nowhere or answer.reason == "out_of_scope"):
        said.append(say("others-covered", lang, cities=listed_cities(covered, lang)))
    if answer.reason is not None and answer.hits:
        national = all(hit.passage.kind == "law" and not hit.passage.cities for hit in answer.hits)
        said.append(say("shown-are-national" if national else "shown-are-near", lang))
    return ("" if lang == "zh" else " ").join(said) or None


def override(answer: Answer, lang: Language) -> str | None:
    """Says whose rules were looked for, where the question asks for those of another place."""
    scope = answer.scope
    if not scope.overridden:
        return None
    city, named = (listed_cities(places, lang) for places in (scope.places, scope.overridden))
    return say("overridden", lang, city=city, named=named)


def reasons(answer: Answer, lang: Language) -> Iterator[str]:
    """Sentences: why there is no answer, or what of several places an answer is about; and which of
    several cities no article covers."""
    scope = answer.scope
    known = [city for city in scope.cities if city not in scope.uncovered]
    match answer.reason:
        case None:
            yield from _of_some(answer, known, lang) if answer.hits else ()
        case "no_city_article" if scope.covered:
            yield say("none-answers", lang, cities=listed_cities(known or scope.provinces, lang))
        case "no_city_article":
            places = listed_cities(scope.places, lang) or say("that-city", lang)
            yield say("uncovered-city", lang, city=places)
        case "ambiguous_city":
            yield say("why-ambiguous", lang)
            if answer.candidates:
                which = "choose-nearest" if len(answer.candidates) == 1 else "choose-one-of"
                yield say(which, lang, cities=listed_cities(answer.candidates, lang, "or"))
        case "out_of_scope":
            yield say("why-out-of-scope", lang)
        case "low_confidence" if answer.vague:
            yield say("why-vague", lang)
        case "low_confidence" if scope.laws or scope.unquoted:
            yield say(
                "why-unquoted", lang, articles=listed(_law_articles(answer, lang), lang, "or")
            )
        case "low_confidence":
            yield say("why-uncertain", lang)
    if answer.reason is not None and other_script(answer.question.text):
        yield say("languages-read", lang)
    if known and scope.uncovered and answer.reason != "out_of_scope":
        yield say("uncovered-city", lang, city=listed_cities(scope.uncovered, lang))


def _of_some(answer: Answer, asked: Sequence[str], lang: Language) -> Iterator[str]:
    """What an answer is about, where more was asked about: of several cities some, of a city its
    province. `asked` are the cities asked about that have articles."""
    scope, first = answer.scope, answer.hits[0].passage
    told = [city for city in asked if city in first.cities]
    if told and len(told) < len(asked):
        yield say("stands", lang, city=listed_cities(told, lang), number=1)
        for city in (city for city in asked if city not in told):
            about = (n for n, hit in enumerate(answer.hits, 1) if city in hit.passage.cities)
            number = next(about, None)
            key = "stands-nowhere" if number is None else "stands"
            yield say(key, lang, city=city_name(city, lang), number=number)
    elif scope.cities and not asked and not first.cities and first.provinces:
        province = listed_cities(first.provinces, lang)
        yield say("only-province", lang, city=listed_cities(scope.cities, lang), province=province)


def _law_articles(answer: Answer, lang: Language) -> Iterator[str]:
    """Those that the question names, and no article quotes."""
    for key in answer.scope.laws:
        yield say("article-of-law", lang, law=law_name(key.law, lang), number=key.article)
    for number in answer.scope.unquoted:
        yield say("article-of-any-law", lang, number=number)
