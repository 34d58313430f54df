"""The gold questions: what is asked, and what a right answer holds. One JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from qa_service.cities import Gazetteer
from qa_service.domain import LawKey, Reason
from qa_service.errors import GoldError
from qa_service.laws.canonical import canonical_law
from qa_service.text import language

Need = Literal["any", "each_source"]


@dataclass(frozen=True)
class Relevant:
    """A place that answers a question."""

    source: str
    """Path in the corpus, or a file name alone."""
    quote: str
    """A substring of the source, white space apart."""


@dataclass(frozen=True)
class GoldQuestion:
    id: str
    question: str
    category: str
    answerable: bool
    lang: str = "en"
    city: str | None = None
    cities: tuple[str, ...] = ()
    """All cities asked about, `city` among them, by the names that passages bear."""
    province: str | None = None
    reason: Reason | None = None
    """Why an unanswerable question should be refused."""
    relevant: tuple[Relevant, ...] = ()
    need: Need = "any"
    """any: one relevant passage is enough; each_source: one from each listed source."""
    law: tuple[LawKey, ...] = ()
    answer: str = ""
    candidates: tuple[str, ...] = ()
    note: str = ""


def read_gold(path: Path) -> tuple[GoldQuestion, ...]:
    """The questions of a gold file, in its order. Blank lines are ignored.

    Raises GoldError, naming the line, when the file is missing, isn't UTF-8, holds no question, or
    a question is incomplete or contradicts itself.
    """
    questions: dict[str, GoldQuestion] = {}
    for line, record in read_jsonl(path):
        try:
            question = _question(record)
            if question.id in questions:
                raise GoldError(f'the id "{question.id}" is used twice; give each question its own')
        except GoldError as error:
            raise GoldError(f"{path}, line {line}: {error}") from error
        questions[question.id] = question
    if not questions:
        raise GoldError(f"{path} holds no question; write one JSON object a line")
    return tuple(questions.values())


def read_jsonl(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Line numbers, from 1, and objects. Raises GoldError."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    record = json.loads(line)
                except json.JSONDecodeError as error:
                    raise GoldError(
                        f"{path}, line {number}: not JSON ({error.msg} at column {error.colno}); "
                        "write one whole object on one line"
                    ) from error
                if not isinstance(record, dict):
                    raise GoldError(f"{path}, line {number}: not an object; begin it with {{")
                yield number, record
    except OSError as error:
        raise GoldError(f"{path} can't be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise GoldError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _question(record: Mapping[str, Any]) -> GoldQuestion:
    identity = record.get("id")
    if isinstance(identity, int) and not isinstance(identity, bool):
        identity = str(identity)
    question = _text(record, "question")
    city = _city(_optional(record, "city")) or None
    cities = tuple(map(_city, _texts(record, "cities")))
    gold = GoldQuestion(
        id=_text({"id": identity}, "id"),
        question=question,
        category=_text(record, "category"),
        answerable=_flag(record, "answerable"),
        lang=_optional(record, "lang") or language(question),
        city=city,
        cities=cities if city is None or city in cities else (city, *cities),
        province=_optional(record, "province") or None,
        reason=cast("Reason | None", _choice(record, "reason", get_args(Reason))),
        relevant=tuple(_relevant(entry) for entry in _list(record, "relevant")),
        need=cast(Need, _choice(record, "need", get_args(Need)) or "any"),
        law=tuple(_law(entry) for entry in _list(record, "law")),
        answer=_optional(record, "answer"),
        candidates=_texts(record, "candidates"),
        note=_optional(record, "note"),
    )
    if gold.answerable and not gold.relevant and not gold.law:
        raise GoldError(
            'answerable, but neither "relevant" nor "law" says by what; '
            'list a source and a quote, or set "answerable" to false'
        )
    if gold.need == "each_source" and not gold.relevant:
        raise GoldError('"need" is each_source, but "relevant" lists no source')
    return gold


def _city(name: str) -> str:
    """The name that passages bear of the city that `name` means: "上海", "Kunshan". As it is
    where it means none."""
    gazetteer = Gazetteer.load()
    place = None if not name or gazetteer.knows(name) else gazetteer.resolve(name, fuzzy=False)
    return name if place is None or place.of_city is None else place.of_city


def _text(record: Mapping[str, Any], field: str) -> str:
    value = _optional(record, field)
    if not value.strip():
        raise GoldError(f'"{field}" is missing or empty; it must be a text')
    return value


def _optional(record: Mapping[str, Any], field: str) -> str:
    """Empty where nothing is said; a number is the text that it is written as."""
    value = record.get(field)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise GoldError(f'"{field}" is {json.dumps(value)}; it must be a text')
    return value or ""


def _flag(record: Mapping[str, Any], field: str) -> bool:
    value = record.get(field)
    if not isinstance(value, bool):
        what = "missing" if value is None else json.dumps(value)
        raise GoldError(f'"{field}" is {what}; it must be true or false')
    return value


def _choice(record: Mapping[str, Any], field: str, allowed: tuple[str, ...]) -> str | None:
    value = record.get(field) or None
    if value is not None and value not in allowed:
        raise GoldError(f'"{field}" is {value!r}; it must be one of {", ".join(allowed)}')
    return value


def _list(record: Mapping[str, Any], field: str) -> list[Any]:
    value = record.get(field) or []
    if not isinstance(value, list):
        raise GoldError(f'"{field}" must be a list')
    return value


def _texts(record: Mapping[str, Any], field: str) -> tuple[str, ...]:
    values = _list(record, field)
    if not all(isinstance(value, str) for value in values):
        raise GoldError(f'"{field}" must be a list of texts')
    return tuple(values)


def _relevant(entry: Any) -> Relevant:
    if not isinstance(entry, dict):
        raise GoldError('an entry of "relevant" must be an object with "source" and "quote"')
    try:
        return Relevant(_text(entry, "source"), _text(entry, "quote"))
    except GoldError as error:
        raise GoldError(f'in "relevant": {error}') from error


def _law(entry: Any) -> LawKey:
    name, _, number = entry.rpartition(":") if isinstance(entry, str) else ("", "", "")
    if not name.strip() or not number.strip().isdecimal():
        raise GoldError(f'"law" holds {entry!r}; write "Social Insurance Law:58"')
    return LawKey(canonical_law(name), int(number))
