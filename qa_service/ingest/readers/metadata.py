"""What front matter, a sidecar or a page says about an article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from qa_service.domain import Language
from qa_service.ingest.days import days
from qa_service.ingest.readers.decoding import lines
from qa_service.ingest.readers.unreadable import Unreadable
from qa_service.text import fold

_KEYS = {
    **{key: key for key in ("title", "url", "city", "date", "lang")},
    "cities": "city",
    "language": "lang",
}
"""The fields by what people write; the last two are only nearly right."""

_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, which part one place from the next in an index, and halves of characters,
which no file can hold."""

_BOUNDARY = re.compile(r"^-{3,}\s*$", re.MULTILINE)
"""Before and behind front matter."""


@dataclass(frozen=True)
class Metadata:
    """Each field as in `SourceText`; None where nothing is said."""

    title: str | None = None
    url: str | None = None
    city: str | None = None
    date: str | None = None
    lang: Language | None = None
    doubts: tuple[str, ...] = ()
    """As in `SourceText`."""

    def over(self, other: Metadata) -> Metadata:
        """These fields, and the other's where these are None; the doubts of both."""
        return Metadata(
            **{
                f.name: mine
                if (mine := getattr(self, f.name)) is not None
                else getattr(other, f.name)
                for f in fields(self)
            }
            | {"doubts": self.doubts + other.doubts}
        )


def split_front_matter(text: str) -> tuple[Metadata, str]:
    """Metadata and body of a Markdown text. A text that opens with a thematic break (`---`) and no
    fields has no front matter. Raises Unreadable."""
    if re.match(r"---[ \t]*(?:\n|$)", text) is None:
        return Metadata(), text
    import yaml

    class Loader(yaml.SafeLoader):
        """Refuses aliases: of a few lines, each of many aliases of the one before, the last stands
        for more than any memory holds. All errors say where."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                wrong = "an alias (*name): write out the value that it stands for"
                where = self.peek_event().start_mark  # type: ignore[no-untyped-call]
                raise yaml.MarkedYAMLError(None, None, wrong, where)
            return super().compose_node(parent, index)

        def construct_object(self, node: Any, deep: bool = False) -> Any:
            try:
                return super().construct_object(node, deep)
            except ValueError as error:  # such as a date in the thirteenth month
                raise yaml.MarkedYAMLError(None, None, str(error), node.start_mark) from None

    looks_like_fields = re.match(r"---[ \t]*\n(?:\s*#.*\n)*\s*[\w-]+[ \t]*:", text) is not None
    _, *parts = _BOUNDARY.split(text, 2)
    if len(parts) < 2:
        if looks_like_fields:
            raise Unreadable('bad front matter: close it with a line of three hyphens, "---"')
        return Metadata(), text
    front, body = parts
    try:
        # Not by the loader in C, which deep nesting brings down with the whole process.
        values = yaml.load(front, Loader)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        if not looks_like_fields:
            return Metadata(), text
        what = _first_line(error)
        if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
            line = text.count("\n", 0, text.index(front)) + error.problem_mark.line + 1
            what = f"line {line}: {error.problem}"
        raise Unreadable(f"bad front matter: {what}; correct the YAML") from None
    if values is None and not front.strip():
        return Metadata(), body.lstrip("\n")
    if not isinstance(values, Mapping):
        return Metadata(), text
    return _metadata(values, "front matter"), body.lstrip("\n")


def read_sidecar(data: bytes, name: str) -> Metadata:
    """Metadata of a JSON object. Raises Unreadable."""
    try:
        values = json.loads(lines(data.decode("utf-8")))
    except UnicodeDecodeError:
        raise Unreadable(f"bad sidecar {name}: not UTF-8; save it again as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"bad sidecar {name}: {_first_line(error)}; correct the JSON") from None
    if not isinstance(values, dict):
        raise Unreadable(f'bad sidecar {name}: write a JSON object such as {{"city": "Jinan"}}')
    return _metadata(values, f"sidecar {name}")


def _metadata(values: Mapping[object, object], where: str) -> Metadata:
    """Whatever the case of the keys; of two that differ in it, the one in small letters counts."""
    folded = {key.strip().lower(): values[key] for key in values if isinstance(key, str)}
    given = dict[object, object](folded) | dict(values)
    day = _date(given.get("date"), where)
    doubts = list(_misspelt(folded, where))
    if day is None and given.get("date"):
        shown = str(given["date"])[:30]
        doubts.append(f"{where}: date {shown!r} is not read; write it like 2024-05-31")
    return Metadata(
        title=_text(given.get("title"), "title", where),
        url=_url(_text(given.get("url"), "url", where), where),
        city=_text(given.get("city"), "city", where),
        date=day,
        lang=_lang(_text(given.get("lang"), "lang", where), where),
        doubts=tuple(doubts),
    )


def _misspelt(given: Iterable[str], where: str) -> Iterator[str]:
    """A misspelt field would do nothing."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    for key in given:
        near = process.extractOne(key, [*_KEYS], scorer=OSA.distance, score_cutoff=1)
        if near is not None and key != (meant := _KEYS[near[0]]):
            yield f"{where}: {key!r} is not read; {meant!r} is"


def _text(value: object, key: str, where: str) -> str | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and key == "title":
        with suppress(ValueError):  # a number of more digits than Python writes
            return str(value)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        raise Unreadable(f"bad {where}: {key} must be text, not {type(value).__name__}")
    if _NO_TEXT.search(value):
        raise Unreadable(f"bad {where}: {key} holds a control or half a character: write it anew")
    return value.strip()


def _url(value: str | None, where: str) -> str | None:
    if value is not None and re.match(r"https?://[^\s/]\S*$", value, re.IGNORECASE) is None:
        raise Unreadable(f"bad {where}: url must begin with http:// or https://")
    return value


def _lang(value: str | None, where: str) -> Language | None:
    code = re.split(r"[-_]", (value or "").lower())[0]
    if code == "en":
        return "en"
    if code == "zh":
        return "zh"
    if value is None:
        return None
    raise Unreadable(f"bad {where}: lang must be en or zh, not {value[:20]!r}")


def _date(value: object, where: str) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _day(value.strip())
    raise Unreadable(f"bad {where}: date must be like 2024-05-31, not {type(value).__name__}")


def _day(written: str) -> str | None:
    """ISO 8601 for a day as articles write it too: "3 June 2024"."""
    with suppress(ValueError):
        return datetime.fromisoformat(written).date().isoformat()
    found = next(days(fold(written)), None)
    is_whole = found is not None and (found.start, found.end) == (0, len(written))
    return found.day.isoformat() if found is not None and is_whole else None


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:150]
