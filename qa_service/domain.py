"""The nouns of the project: immutable values that every room may hold.

An offset is always a number of characters (code points) into a text, and a span is half-open:
``text[start:end]``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

Language = Literal["en", "zh"]
PassageKind = Literal["article", "law"]
Status = Literal["answered", "abstained"]
Reason = Literal["no_city_article", "ambiguous_city", "out_of_scope", "low_confidence"]
Stage = Literal["scope", "channel", "fusion", "dedupe", "threshold", "top_k"]
"""In the order that a passage passes them."""
DateOrigin = Literal["front matter", "sidecar", "page", "file time"]


class Span(NamedTuple):
    """Half-open range of characters."""

    start: int
    end: int


class LawKey(NamedTuple):
    """What identifies a law article: the law's canonical English name and the article's number."""

    law: str
    article: int

    def __str__(self) -> str:
        return f"{self.law}:{self.article}"


# --- what is read -----------------------------------------------------------------------------


@dataclass(frozen=True)
class SourceText:
    """A corpus file as text. `text` is what every offset of the project refers to."""

    source: str
    """Path in the corpus, with forward slashes."""
    text: str
    title: str | None = None
    url: str | None = None
    city: str | None = None
    """As written by whoever runs the service (front matter or sidecar); overrides the text."""
    date: str | None = None
    """ISO 8601 calendar date."""
    date_origin: DateOrigin | None = None
    lang: Language | None = None
    doubts: tuple[str, ...] = ()
    """What looks wrong about its front matter or sidecar, in a person's words."""
    digest: str = field(default="", compare=False)
    """Of the bytes that it was read from, and its sidecar's; empty for a text of no file."""

    @cached_property
    def sha256(self) -> str:
        """Of the text in UTF-8, hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Skipped:
    """A corpus file that could not be read, with the reason in a person's words."""

    source: str
    reason: str


# --- what is parsed ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Section:
    """A run of body text under one heading path. Blocks are lines or paragraphs, in order,
    without headings, breadcrumb, law quotations and lists of related articles."""

    path: tuple[str, ...]
    """Headings from the outermost to the innermost; empty before the first heading."""
    blocks: tuple[Span, ...]
    heading: Span | None = None
    """Where the innermost heading stands in the text."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """All that the section has of the text: its heading, if any, and its blocks."""
        return self.blocks if self.heading is None else (self.heading, *self.blocks)


@dataclass(frozen=True)
class LawQuote:
    """A law article quoted in a text."""

    key: LawKey
    span: Span
    """The quotation: the article's own words, with its number ("Article 58 …") where that opens it,
    never the law's name in front."""
    words: int
    """Where the law's own words begin, behind the number: `span.start <= words < span.end`."""
    inline: bool = False
    """Part of a sentence of the article itself ("According to Article 4 of the …, employers …"): it
    stays in the article's body too."""


@dataclass(frozen=True)
class LawMention:
    """A reference to a law article without a quotation of it."""

    key: LawKey
    span: Span


@dataclass(frozen=True)
class Article:
    """A source text with its structure found. Every span refers to `source.text`."""

    source: SourceText
    title: str
    lang: Language
    cities: tuple[str, ...]
    """Canonical English names; empty for an article about no city."""
    provinces: tuple[str, ...]
    """Provinces that the article is about when it is about no city."""
    sections: tuple[Section, ...]
    quotes: tuple[LawQuote, ...]
    mentions: tuple[LawMention, ...]


# --- what is indexed and shown ----------------------------------------------------------------


@dataclass(frozen=True)
class Passage:
    """What is retrieved, shown and cited: `source_text[start:end] == text`."""

    id: str
    kind: PassageKind
    text: str
    source: str
    start: int
    end: int
    sha256: str
    """Of the source text."""
    title: str
    section: tuple[str, ...] = ()
    lang: Language = "en"
    cities: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    url: str | None = None
    date: str | None = None
    date_origin: DateOrigin | None = None
    law: LawKey | None = None
    """The law article that this passage is; None for a passage of an article."""
    laws: tuple[LawKey, ...] = ()
    """Law articles that the passage's article quotes as its legal basis."""
    sentences: tuple[Span, ...] = ()
    """Whole sentences, as spans of `text`."""
    lead: bool = False
    """Whether it is the first of its article: what a title that is a question promises."""
    views: tuple[str, ...] = ()
    """The texts embedded for this passage, each within the encoder's limit. An article's passage
    has one; a law article has one for each translation and window."""

    def __hash__(self) -> int:
        return hash(self.id)

    @cached_property
    def sentence_texts(self) -> tuple[str, ...]:
        return tuple(self.text[start:end] for start, end in self.sentences)

    @property
    def under_headings(self) -> str:
        """Its text below all that stands above it."""
        return "\n".join((self.title, *self.section, self.text))

    @cached_property
    def memo(self) -> dict[object, Any]:
        """What others found out about it and keep with it."""
        return {}

    @property
    def group(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Passages of one group are neighbours in the index, so that a city is a range of it."""
        return self.cities, self.provinces


@dataclass(frozen=True)
class LawArticle:
    """A law article as the corpus has it: one passage, and everyone who quotes or mentions it."""

    key: LawKey
    passage_id: str
    variants: tuple[str, ...]
    """Its distinct wordings, the shown one first."""
    quoted_by: tuple[str, ...]
    """Sources, sorted."""
    mentioned_by: tuple[str, ...] = ()


# --- what is asked and answered ---------------------------------------------------------------


MAX_TOP_K = 50


@dataclass(frozen=True)
class Question:
    text: str
    city: str | None = None
    """Overrides the cities found in the text."""
    top_k: int = 5
    """From 1 to `MAX_TOP_K`."""
    explain: bool = False
    expect: str | None = None
    """With `explain`: id of a passage whose way through the pipeline is wanted."""


@dataclass(frozen=True)
class Scope:
    """Which passages may answer a question, and why."""

    cities: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    matched_text: str | None = None
    method: Literal["question", "parameter", "none"] = "none"
    covered: bool = False
    """Whether some article is about one of the cities or provinces."""
    uncovered: tuple[str, ...] = ()
    """Cities asked about that no article covers."""
    laws: tuple[LawKey, ...] = ()
    """Law articles that the question names by number."""
    unquoted: tuple[int, ...] = ()
    """Numbers of others, named without a law, that no law of the corpus has."""
    overridden: tuple[str, ...] = ()
    """Places that the question asks about, in whose stead its `city` counts."""

    @property
    def places(self) -> tuple[str, ...]:
        """The cities, or the provinces where there are none."""
        return self.cities or self.provinces

    @property
    def names_place(self) -> bool:
        """Whether the question or its `city` names one."""
        return self.method != "none"


@dataclass(frozen=True)
class Hit:
    """A passage retrieved for a question, with the evidence that ranked it."""

    passage: Passage
    score: float
    """Fused; comparable only within one question."""
    channels: Mapping[str, float] = field(default_factory=dict)
    """Score by channel name, for a question to be explained."""
    ranks: Mapping[str, int] = field(default_factory=dict)
    """Rank by channel name, from 1; likewise."""
    best_sentences: tuple[int, ...] = ()
    """Indices into `passage.sentences`, in reading order: the answer inside the passage."""


@dataclass(frozen=True)
class Rejected:
    """A passage that was considered and not returned, with the stage that lost it."""

    passage_id: str
    stage: Stage
    detail: str
    channels: Mapping[str, float] = field(default_factory=dict)
    ranks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Extract:
    """The best sentences, verbatim: `passage.text[start:end] == text`."""

    text: str
    passage_id: str
    start: int
    end: int


@dataclass(frozen=True)
class Answer:
    """Everything the pipeline knows about one question."""

    question: Question
    status: Status
    reason: Reason | None
    scope: Scope
    extract: Extract | None
    hits: tuple[Hit, ...]
    index_version: str
    timings_ms: Mapping[str, float]
    confidence: float
    """Calibrated probability that the first hit answers."""
    ruled_out: bool = False
    """Whether a rule refuses an answer, whatever the confidence."""
    vague: bool = False
    """Whether the question says nothing to look for."""
    candidates: tuple[str, ...] = ()
    """Cities to choose from when the city is ambiguous."""
    evidence: Mapping[str, float] = field(default_factory=dict)
    """What the decision was taken on."""
    lang: Language = "en"
    """That the question was read in."""
    rejected: tuple[Rejected, ...] = ()
