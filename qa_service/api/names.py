"""What places and laws are called in a reader's language, and how several are listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from qa_service.cities import Gazetteer
from qa_service.domain import Language
from qa_service.errors import UnknownCity
from qa_service.laws.canonical import chinese_law

Joining = Literal["and", "or"]
_CHINESE: Mapping[Joining, str] = {"and": "、", "or": "或"}


def city_name(name: str, lang: Language) -> str:
    """A city's or province's canonical name as readers of `lang` know it; any other name stays."""
    if lang == "zh":
        gazetteer = Gazetteer.load()
        try:
            return gazetteer.city(name).zh
        except UnknownCity:
            place = gazetteer.resolve(name, fuzzy=False)
            return place.zh if place is not None and place.name == name else name
    return name


def law_name(name: str, lang: Language) -> str:
    """A law's canonical name as readers of `lang` know it; one that is known in no other stays."""
    return chinese_law(name) or name if lang == "zh" else name


def listed_cities(
    names: Iterable[str], lang: Language, word: Joining = "and", most: int = 10
) -> str:
    """As `listed`, each as readers of `lang` know it."""
    named = [city_name(name, lang) for name in names]
    return listed(named, lang, word, most) + "城市" * (lang == "zh" and len(named) > most)


def listed(
    names: Iterable[str], lang: Language = "en", word: Joining = "and", most: int = 10
) -> str:
    """In a sentence; beyond `most` the rest is only counted."""
    names = list(names)
    comma, before_last = (", ", f" {word} ") if lang == "en" else ("、", _CHINESE[word])
    if len(names) > most and lang == "zh":
        return f"{comma.join(names[:most])}等 {len(names)} 个"
    if len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    return before_last.join(filter(None, [comma.join(names[:-1]), *names[-1:]]))
