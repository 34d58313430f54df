"""What is answered. The shell's `--json` prints the same."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from qa_service.api.schemas.base import Schema
from qa_service.domain import DateOrigin, Language, PassageKind, Reason, Stage, Status

_PASSAGE_ID = "Identifier of the passage, the same as long as its text is."
_CHANNELS = "Score by search channel."
_RANKS = "Rank by search channel, from 1."


class LawRef(Schema):
    """A law article by name and number."""

    name: str = Field(
        description="Canonical English name of the law.", examples=["Social Insurance Law"]
    )
    article: int = Field(description="Number of the article.", examples=[58])


class LawLink(LawRef):
    """A law article that an article quotes as its legal basis."""

    passage_id: str = Field(description="The law article's own passage.")


class Citation(Schema):
    """Where a passage comes from. `GET /sources/{source}` returns the text that `start` and `end`
    count in, and `text[start:end]` is the passage."""

    kind: PassageKind = Field(description="`law` for a law article, `article` for all else.")
    title: str = Field(description="Title of the article; of a law article, the law's name.")
    section: str = Field(description="Headings down to the passage, joined by ' › '; may be empty.")
    source: str = Field(description="Path in the corpus.", examples=["shanghai/cards.txt"])
    url: str | None = Field(description="Where the article was published, if known.")
    city: str | None = Field(
        description="City that the passage is about; null when it is about none. Of several, the "
        "one asked for, else all, joined by ', '.",
        examples=["Shanghai"],
    )
    cities: list[str] = Field(description="All cities that the passage is about.")
    provinces: list[str] = Field(
        description="Provinces that the passage is about when it is about no city."
    )
    date: str | None = Field(description="Date of the article, ISO 8601.")
    date_origin: DateOrigin | None = Field(description="What `date` was taken from.")
    lang: Language = Field(description="Language of the passage.")
    start: int = Field(description="Where the passage begins in the source text, in characters.")
    end: int = Field(description="Where it ends, exclusive.")
    sha256: str = Field(description="SHA-256 of the source text in UTF-8.")
    law: LawRef | None = Field(description="The law article that this passage is.")
    quoted_by: list[str] = Field(
        description="Of a law article: the sources of all articles that quote it."
    )
    label: str = Field(description="The citation in one line, to print.")
    warnings: list[str] = Field(
        default=[],
        description="What is known against it: a quotation of a law that an audit found wrong, a "
        "law whose text is newer than the article.",
    )


class Passage(Schema):
    """A passage of the corpus, verbatim."""

    id: str = Field(description=_PASSAGE_ID)
    text: str = Field(description="Verbatim from the source.")
    citation: Citation
    laws: list[LawLink] = Field(
        description="Law articles that the passage's article quotes as its legal basis."
    )


class RankedPassage(Passage):
    """A passage returned for a question."""

    score: float = Field(description="Higher is better; comparable only within one answer.")
    highlights: list[tuple[int, int]] = Field(
        description="The best sentences, as [start, end) in characters of `text`.",
        examples=[[[0, 42]]],
    )


class Extract(Schema):
    """The answer: the best sentences, verbatim."""

    text: str = Field(description="Verbatim from the passage.")
    passage_id: str = Field(description="The passage that the answer is taken from.")
    start: int = Field(description="Where it begins in that passage's `text`.")
    end: int = Field(description="Where it ends there, exclusive.")


class Scope(Schema):
    """Which passages were allowed to answer, and why."""

    cities: list[str] = Field(description="Cities asked about.", examples=[["Shanghai"]])
    provinces: list[str] = Field(description="Provinces asked about.")
    matched_text: str | None = Field(description="The words that named the place.")
    method: Literal["question", "parameter", "none"] = Field(
        description="Where the place was named: in the question, as a parameter, or nowhere."
    )
    covered: bool = Field(description="Whether some article is about one of these places.")
    uncovered: list[str] = Field(description="Cities asked about that no article covers.")
    laws: list[LawRef] = Field(description="Law articles that the question names by number.")


class HitEvidence(Schema):
    """Why a returned passage ranks where it does."""

    passage_id: str = Field(description=_PASSAGE_ID)
    score: float = Field(description="Fused score.")
    channels: dict[str, float] = Field(description=_CHANNELS)
    ranks: dict[str, int] = Field(description=_RANKS)


class RejectedPassage(Schema):
    """A passage that was considered and not returned."""

    passage_id: str = Field(description=_PASSAGE_ID)
    stage: Stage = Field(description="The stage that lost it.")
    detail: str = Field(description="Why, in words.")
    channels: dict[str, float] = Field(description=_CHANNELS)
    ranks: dict[str, int] = Field(description=_RANKS)


class Explanation(Schema):
    """How the answer came about."""

    scope: Scope
    hits: list[HitEvidence] = Field(description="In the order of `passages`.")
    rejected: list[RejectedPassage] = Field(description="Considered and not returned.")
    evidence: dict[str, float] = Field(description="What the decision to answer was taken on.")


class AskResponse(Schema):
    """An answer with its evidence, or an abstention with its reason."""

    question: str = Field(description="As asked.")
    status: Status = Field(description="Whether the question is answered.")
    reason: Reason | None = Field(description="Why there is no answer; null when there is one.")
    explanation: str | None = Field(
        description="The reason in a sentence and what is covered, in the question's language. In "
        "an answer: what of several places asked about it is about, and which no article covers, "
        "else null."
    )
    scope: Scope
    answer: Extract | None = Field(description="Null in an abstention.")
    passages: list[RankedPassage] = Field(
        description="Best first. An abstention may still carry national law or near misses, each "
        "citing its own city."
    )
    candidates: list[str] = Field(
        description="Cities to choose from when the question's city is ambiguous."
    )
    confidence: float = Field(description="Probability that the first passage answers.")
    index_version: str = Field(description="Index version that answered.")
    timings_ms: dict[str, float] = Field(
        description="Milliseconds by stage.",
        examples=[{"scope": 0.2, "encode": 8.1, "retrieve": 0.9, "rank": 0.7, "total": 10.1}],
    )
    explain: Explanation | None = Field(default=None, description="Only when asked for.")


class BatchResponse(Schema):
    answers: list[AskResponse] = Field(description="In the order of the questions.")
