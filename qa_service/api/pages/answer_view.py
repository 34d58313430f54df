"""What the page shows of an answer. It orders nothing anew: passages keep their rank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qa_service.api.pages.marked import Piece, mark
from qa_service.api.schemas import AskResponse, HitEvidence, RankedPassage

_SIDE_BY_SIDE = 3
"""Cities that fit beside each other; passages about more are listed by rank."""

_HIGH, _MEDIUM = 0.8, 0.5
"""Of the probability that the first passage answers, for the word that is shown."""


@dataclass(frozen=True)
class Card:
    """A passage as it is shown."""

    passage: RankedPassage
    lead: str
    """Its best sentences, verbatim; empty when none stands out."""
    start: int
    """Where the lead stands in the source text, else the passage."""
    end: int
    pieces: tuple[Piece, ...]
    """The passage with its best sentences marked."""
    evidence: HitEvidence | None = None

    @property
    def national(self) -> bool:
        citation = self.passage.citation
        return citation.kind == "law" and not citation.cities and not citation.provinces

    @property
    def lead_is_all(self) -> bool:
        return self.lead.strip() == self.passage.text.strip()


@dataclass(frozen=True)
class Column:
    """What was found for one of several cities."""

    city: str
    covered: bool
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class AnswerView:
    response: AskResponse
    first: Card | None
    """The answer's passage; None in an abstention and when cities stand side by side."""
    columns: tuple[Column, ...]
    """The cities asked about, when an answer has some that fit beside each other."""
    cards: tuple[Card, ...]
    """Everything else, best first."""

    @property
    def certainty(self) -> str:
        """ "high", "medium" or "low"."""
        confidence = self.response.confidence
        return "high" if confidence >= _HIGH else "medium" if confidence >= _MEDIUM else "low"

    @property
    def all_national(self) -> bool:
        return all(card.national for card in self.cards)


def answer_view(response: AskResponse) -> AnswerView:
    evidence = {}
    if response.explain is not None:
        evidence = {hit.passage_id: hit for hit in response.explain.hits}
    cards = tuple(_card(passage, response, evidence) for passage in response.passages)
    if response.answer is None:
        return AnswerView(response, None, (), cards)
    answer_id = response.answer.passage_id
    first = next((card for card in cards if card.passage.id == answer_id), None)
    if first and (columns := _columns(response, first, cards)):
        shown = {id(card) for column in columns for card in column.cards}
        rest = tuple(card for card in cards if id(card) not in shown)
        return AnswerView(response, None, columns, rest)
    rest = tuple(card for card in cards if card is not first)
    return AnswerView(response, first, (), rest)


def _card(
    passage: RankedPassage, response: AskResponse, evidence: Mapping[str, HitEvidence]
) -> Card:
    spans = list(passage.highlights)
    if response.answer is not None and response.answer.passage_id == passage.id:
        spans = [(response.answer.start, response.answer.end)]
    citation = passage.citation
    if not spans:
        lead, start, end = "", 0, len(passage.text)
    else:
        start, end = min(s for s, _ in spans), max(e for _, e in spans)
        lead = passage.text[start:end]
    return Card(
        passage=passage,
        lead=lead,
        start=citation.start + start,
        end=citation.start + end,
        pieces=mark(passage.text, spans),
        evidence=evidence.get(passage.id),
    )


def _columns(response: AskResponse, first: Card, cards: tuple[Card, ...]) -> tuple[Column, ...]:
    """Empty unless several cities were asked about and the answer's passage is about some of them:
    what is told of all, or holds everywhere, answers for each."""
    cities = response.scope.cities
    told = set(cities) & set(first.passage.citation.cities)
    if not told or told == set(cities) or len(cities) > _SIDE_BY_SIDE:
        return ()
    return tuple(
        Column(
            city,
            city not in response.scope.uncovered,
            tuple(card for card in cards if city in card.passage.citation.cities),
        )
        for city in cities
    )
