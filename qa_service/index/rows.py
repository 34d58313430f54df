"""The rows of a version's SQLite file: how sources, passages and laws become rows, and back.

Texts and names are kept as UTF-8 bytes, since not everything that Python calls a string is valid
Unicode.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa_service.domain import (
    Article,
    DateOrigin,
    Language,
    LawArticle,
    LawKey,
    LawMention,
    LawQuote,
    Passage,
    SourceText,
    Span,
)

SCHEMA = """
CREATE TABLE sources (ordinal INTEGER PRIMARY KEY, source BLOB NOT NULL, text BLOB NOT NULL,
                      sha256 TEXT NOT NULL, digest TEXT NOT NULL, more TEXT NOT NULL);
CREATE TABLE passages (ordinal INTEGER PRIMARY KEY, id BLOB NOT NULL, source BLOB NOT NULL,
                       start INTEGER NOT NULL, text BLOB NOT NULL, more TEXT NOT NULL);
CREATE TABLE laws (law TEXT NOT NULL, article INTEGER NOT NULL, more TEXT NOT NULL,
                   PRIMARY KEY (law, article)) WITHOUT ROWID;
"""
INDEXES = """
CREATE UNIQUE INDEX sources_source ON sources (source);
CREATE UNIQUE INDEX passages_id ON passages (id);
CREATE INDEX passages_source ON passages (source);
"""

SELECT_PASSAGE = "SELECT ordinal, id, source, start, text, more FROM passages"
SELECT_SOURCE = """SELECT ordinal, source, sha256, digest, more,
    (SELECT count(*) FROM passages WHERE passages.source = sources.source) FROM sources"""


@dataclass(frozen=True)
class SourceEntry:
    """A source without its text."""

    source: str
    title: str
    lang: Language
    cities: tuple[str, ...]
    provinces: tuple[str, ...]
    url: str | None
    date: str | None
    date_origin: DateOrigin | None
    sha256: str
    """Of the text."""
    digest: str
    """Of what was read: the file's bytes and its sidecar's."""
    passages: int
    doubts: tuple[str, ...] = ()
    """What looks wrong about it, in a person's words."""


def source_row(
    source: SourceText,
    title: str,
    lang: Language,
    digest: str,
    cities: Sequence[str] = (),
    provinces: Sequence[str] = (),
    quotes: Sequence[LawQuote] = (),
    mentions: Sequence[LawMention] = (),
    doubts: Sequence[str] = (),
) -> tuple[object, ...]:
    """source, text, sha256, digest, more. `title` and `lang` are the article's; those of `source`,
    which may be missing, are kept beside them."""
    more = {
        "title": title,
        "lang": lang,
        "cities": list(cities),
        "provinces": list(provinces),
        "given": [source.title, source.lang, source.city],
        "url": source.url,
        "date": source.date,
        "date_origin": source.date_origin,
        "quotes": [[*q.key, *q.span, q.words, q.inline] for q in quotes],
        "mentions": [[*m.key, *m.span] for m in mentions],
        "doubts": list(doubts),
    }
    return encode(source.source), encode(source.text), source.sha256, digest, json.dumps(more)


def source_text(row: Sequence[Any]) -> SourceText:
    source, text, more = row
    fields = json.loads(more)
    title, lang, city = fields["given"]
    return SourceText(
        source=decode(source),
        text=decode(text),
        title=title,
        url=fields["url"],
        city=city,
        date=fields["date"],
        date_origin=fields["date_origin"],
        lang=lang,
    )


def article(row: Sequence[Any]) -> Article:
    """Without its sections, which are not kept. `row`: source, text, more."""
    fields = json.loads(row[2])
    return Article(
        source=source_text(row),
        title=fields["title"],
        lang=fields["lang"],
        cities=tuple(fields["cities"]),
        provinces=tuple(fields["provinces"]),
        sections=(),
        quotes=tuple(
            LawQuote(LawKey(law, number), Span(start, end), words, inline)
            for law, number, start, end, words, inline in fields["quotes"]
        ),
        mentions=tuple(
            LawMention(LawKey(law, number), Span(start, end))
            for law, number, start, end in fields["mentions"]
        ),
    )


def passage_row(passage: Passage) -> tuple[object, ...]:
    """id, source, start, text, more. The passage's views are not kept."""
    more = {
        "kind": passage.kind,
        "end": passage.end,
        "sha256": passage.sha256,
        "title": passage.title,
        "section": passage.section,
        "lang": passage.lang,
        "cities": passage.cities,
        "provinces": passage.provinces,
        "url": passage.url,
        "date": passage.date,
        "date_origin": passage.date_origin,
        "law": passage.law,
        "laws": passage.laws,
        "sentences": passage.sentences,
        "lead": passage.lead,
    }
    text, source = encode(passage.text), encode(passage.source)
    return encode(passage.id), source, passage.start, text, json.dumps(more)


def passage(row: Sequence[Any]) -> Passage:
    _, id, source, start, text, more = row
    fields = json.loads(more)
    return Passage(
        id=decode(id),
        kind=fields["kind"],
        text=decode(text),
        source=decode(source),
        start=start,
        end=fields["end"],
        sha256=fields["sha256"],
        title=fields["title"],
        section=tuple(fields["section"]),
        lang=fields["lang"],
        cities=tuple(fields["cities"]),
        provinces=tuple(fields["provinces"]),
        url=fields["url"],
        date=fields["date"],
        date_origin=fields["date_origin"],
        law=None if fields["law"] is None else LawKey(*fields["law"]),
        laws=tuple(LawKey(*key) for key in fields["laws"]),
        sentences=tuple(Span(*span) for span in fields["sentences"]),
        lead=fields["lead"],
    )


def source_entry(row: Sequence[Any]) -> SourceEntry:
    _, source, sha256, digest, more, passages = row
    fields = json.loads(more)
    return SourceEntry(
        source=decode(source),
        title=fields["title"],
        lang=fields["lang"],
        cities=tuple(fields["cities"]),
        provinces=tuple(fields["provinces"]),
        url=fields["url"],
        date=fields["date"],
        date_origin=fields["date_origin"],
        sha256=sha256,
        digest=digest,
        passages=passages,
        doubts=tuple(fields.get("doubts", ())),
    )


def law_row(law: LawArticle) -> tuple[object, ...]:
    more = [law.passage_id, law.variants, law.quoted_by, law.mentioned_by]
    return law.key.law, law.key.article, json.dumps(more)


def law_article(row: Sequence[Any]) -> LawArticle:
    law, article, more = row
    passage_id, *sources = json.loads(more)
    variants, quoted_by, mentioned_by = map(tuple, sources)
    return LawArticle(LawKey(law, article), passage_id, variants, quoted_by, mentioned_by)


def encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def decode(content: bytes) -> str:
    return content.decode("utf-8", "surrogatepass")
