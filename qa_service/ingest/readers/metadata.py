"""What front matter, a sidecar or a page says about an article."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar

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

_LANGUAGES: Mapping[str, Language] = {
    **dict.fromkeys(("en", "english", "英文"), "en"),
    **dict.fromkeys(("zh", "chinese", "中文"), "zh"),
}
"""By the first word of what people write."""

_ZONE = re.compile(r"\s?(?:z|[+-]\d\d?(?::?\d\d)?)")
"""Behind a day and hour."""

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
        """Leaves values as they are written: a day that there is not is no fault of the YAML.
        Refuses aliases: of a few lines, each of many aliases of the one before, the last stands
        for more than any memory holds."""

        yaml_constructors: ClassVar = yaml.SafeLoader.yaml_constructors | {
            f"tag:yaml.org,2002:{kind}": yaml.SafeLoader.construct_yaml_str
            for kind in ("bool", "int", "float", "timestamp")
        }

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                wrong = "an alias (*name): write out the value that it stands for"
                where = self.peek_event().start_mark  # type: ignore[no-untyped-call]
                raise yaml.MarkedYAMLError(None, None, wrong, where)
            return super().compose_node(parent, index)

    looks_like_fields = re.match(r"---[ \t]*\n(?:\s*#.*\n)*\s*[\w-]+[ \t]*:", text) is not None
    _, *parts = _BOUNDARY.split(text, 2)
    if len(parts) < 2:
        if looks_like_fields:
            raise Unreadable('bad front matter: close it with a line of three hyphens, "---"')
        return Metadata(), text
    front, body = parts
    try:
        # Not by the loader in C, which deep nesting brings down with the whole process.
        loader = Loader(front)
        node = loader.get_single_node()
        values = None if node is None else loader.construct_document(node)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError, TypeError) as error:
        if not looks_like_fields:
            return Metadata(), text
        what = _first_line(error)
        if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
            line = text.count("\n", 0, text.index(front)) + error.problem_mark.line + 1
            what = f"line {line}: {error.problem}"
        raise Unreadable(f"bad front matter: {what}; correct the YAML") from None
    if values is None and not front.strip():
        return Metadata(), body.lstrip("\n")
    if isinstance(values, list):
        doubt = "front matter: a list is read as the article's; write fields such as city: Jinan"
        return Metadata(doubts=(doubt,)), text
    if not isinstance(values, Mapping) or not isinstance(node, yaml.MappingNode):
        return Metadata(), text
    keys = [str(key.value) for key, _ in node.value]
    return _metadata(values, keys, "front matter"), body.lstrip("\n")


def read_sidecar(data: bytes, name: str) -> Metadata:
    """Metadata of a JSON object. Raises Unreadable."""
    keys: list[str] = []

    def whole(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys[:] = [key for key, _ in pairs]  # the outermost object is read last
        return dict(pairs)

    try:
        values = json.loads(lines(data.decode("utf-8")), object_pairs_hook=whole)
    except UnicodeDecodeError:
        raise Unreadable(f"bad sidecar {name}: not UTF-8; save it again as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"bad sidecar {name}: {_first_line(error)}; correct the JSON") from None
    if not isinstance(values, dict):
        raise Unreadable(f'bad sidecar {name}: write a JSON object such as {{"city": "Jinan"}}')
    return _metadata(values, keys, f"sidecar {name}")


def _metadata(values: Mapping[object, object], keys: Sequence[str], where: str) -> Metadata:
    """Whatever the case of the keys; of two that differ in it, the one in small letters counts.
    `keys`: as they are written, one given twice among them."""
    folded = {key.strip().lower(): values[key] for key in values if isinstance(key, str)}
    given = dict[object, object](folded) | dict(values)
    day = _date(given.get("date"), where)
    written = _text(given.get("lang"), "lang", where)
    lang = _lang(written)
    doubts = [*_given_twice(keys, where), *_misspelt(folded, where)]
    if day is None and given.get("date"):
        shown = str(given["date"])[:30]
        doubts.append(f"{where}: date {shown!r} is not read; write it like 2024-05-31")
    if lang is None and written is not None:
        doubts.append(f"{where}: lang {written[:30]!r} is not read; write en or zh")
    return Metadata(
        title=_text(given.get("title"), "title", where),
        url=_url(_text(given.get("url"), "url", where), where),
        city=_city(given.get("city"), where),
        date=day,
        lang=lang,
        doubts=tuple(doubts),
    )


def _given_twice(keys: Iterable[str], where: str) -> Iterator[str]:
    """Of two only one counts."""
    for key, times in Counter(key.strip().lower() for key in keys).items():
        if times > 1 and key in _KEYS:
            yield f"{where}: {key!r} is given twice; leave one"


def _misspelt(given: Iterable[str], where: str) -> Iterator[str]:
    """A misspelt field would do nothing."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    for key in given:
        near = process.extractOne(key, [*_KEYS], scorer=OSA.distance, score_cutoff=1)
        if near is not None and key != (meant := _KEYS[near[0]]):
            yield f"{where}: {key!r} is not read; {meant!r} is"


def _text(value: object, key: str, where: str) -> str | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        raise Unreadable(f"bad {where}: {key} must be text, not {type(value).__name__}")
    if _NO_TEXT.search(value):
        raise Unreadable(f"bad {where}: {key} holds a control or half a character: write it anew")
    return value.strip()


def _city(value: object, where: str) -> str | None:
    """One or several, which as text are parted by commas."""
    names = value if isinstance(value, list) else [value]
    return ", ".join(name for one in names if (name := _text(one, "city", where))) or None


def _url(value: str | None, where: str) -> str | None:
    if value is not None and re.match(r"https?://[^\s/]\S*$", value, re.IGNORECASE) is None:
        raise Unreadable(f"bad {where}: url must begin with http:// or https://")
    return value


def _lang(written: str | None) -> Language | None:
    word = re.match(r"[^\W\d_]+", (written or "").lower())
    return _LANGUAGES.get(word[0]) if word else None


def _date(value: object, where: str) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, (str, int, float)):
        return _day(str(value).strip())
    raise Unreadable(f"bad {where}: date must be like 2024-05-31, not {type(value).__name__}")


def _day(written: str) -> str | None:
    """ISO 8601 for a day as articles write it too: "3 June 2024"."""
    with suppress(ValueError):
        return datetime.fromisoformat(written).date().isoformat()
    folded = fold(written)
    found = next(days(folded), None)
    if found is None or found.start > 0:
        return None
    is_whole = found.end == len(folded) or (found.clock and _ZONE.fullmatch(folded, found.end))
    return found.day.isoformat() if is_whole else None


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:150]
