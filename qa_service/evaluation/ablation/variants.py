"""The rows of the comparison: the shipped configuration and what differs from it in one thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from qa_service.domain import Passage
from qa_service.evaluation.ablation.scores import CHANNELS, Fusion

Embedded = Literal[
    "as shipped",
    "passage alone",
    "passage under its title",
    "passage under its headings",
    "sentence alone",
    "sentence under its title",
]


Places = Literal["beside the topic", "left out", "in the text"]


@dataclass(frozen=True)
class Variant:
    label: str
    channels: tuple[str, ...] = CHANNELS
    fusion: Fusion = "z-scores"
    learned: bool = False
    """Weights learned on the other collections instead of equal ones."""
    embedded: Embedded = "as shipped"
    """What stands before the words of a passage or sentence where it is embedded."""
    words: Embedded = "as shipped"
    """The same where it is searched by word."""
    bm25: tuple[float, float] | None = None
    """k1 and b; None for the shipped ones."""
    target: int | None = None
    """Tokens of a passage; None for the shipped size."""
    places: Places = "beside the topic"
    """Where the encoders meet the names of a question's places."""
    sentences_of_question: bool = True
    """Whether a question in several sentences is compared sentence by sentence."""
    glossary: bool = True
    spelling: bool = True
    facts: bool = True
    """Whether a sentence with the kind of fact asked for is preferred."""
    cities: bool = True
    """Whether a passage about the asked city is preferred to national ones."""
    leads: bool = True
    """Whether an article's first passage is preferred where the question is its title."""
    laws: bool = True
    """Whether law articles are preferred where the law is asked about, and else put behind."""


SHIPPED = Variant("as shipped")
_PAIR = ("passage", "words")

VARIANTS: Mapping[str, tuple[Variant, ...]] = {
    "Channels alone": (
        Variant("words", channels=("words",)),
        Variant("passages", channels=("passage",)),
        Variant("sentences", channels=("sentence",)),
        Variant("no words", channels=("passage", "sentence")),
    ),
    "Fusion": (
        Variant("reciprocal ranks", fusion="RRF"),
        Variant("reciprocal ranks, no sentences", fusion="RRF", channels=_PAIR),
        Variant("min-max", fusion="min-max"),
        Variant("min-max, no sentences", fusion="min-max", channels=_PAIR),
        Variant("z-scores, no sentences", channels=_PAIR),
        Variant("learned weights", learned=True),
        Variant("learned weights, no sentences", learned=True, channels=_PAIR),
    ),
    "Embedded text": (
        Variant("passage without title and headings", embedded="passage alone"),
        Variant("passage under its title alone", embedded="passage under its title"),
        Variant("passage under its headings alone", embedded="passage under its headings"),
        Variant("sentence without title and headings", embedded="sentence alone"),
        Variant("sentence under its title alone", embedded="sentence under its title"),
        Variant("words without title and headings", words="passage alone"),
    ),
    "Question": (
        Variant("no glossary", glossary=False),
        Variant("no spelling", spelling=False),
        Variant("as one piece", sentences_of_question=False),
        Variant("without its places", places="left out"),
        Variant("encoded with its places", places="in the text"),
    ),
    "Ranking": (
        Variant("no preference for the kind of fact", facts=False),
        Variant("no preference for the asked city", cities=False),
        Variant("no preference for an article's beginning", leads=False),
        Variant("law articles as any other passage", laws=False),
    ),
    "BM25": (
        Variant("k1 0.9, b 0.4", bm25=(0.9, 0.4)),
        Variant("k1 1.2, b 0.75", bm25=(1.2, 0.75)),
        Variant("k1 0.6, b 0.4", bm25=(0.6, 0.4)),
    ),
    "Passages": (
        Variant("about 80 tokens", target=80),
        Variant("about 110 tokens", target=110),
        Variant("about 200 tokens", target=200),
    ),
}
"""By what is varied. docs/retrieval.md has the results."""


def _view(keep: Callable[[list[str]], list[str]]) -> Callable[[Passage], Passage]:
    """Embedded texts with other lines: the title, the headings if there are any, the words."""

    def changed(passage: Passage) -> Passage:
        views = ("\n".join(keep(view.split("\n"))) for view in passage.views)
        return replace(passage, views=tuple(views))

    return changed


EMBEDDED: Mapping[Embedded, Callable[[Passage], Passage]] = {
    "as shipped": lambda passage: passage,
    "passage alone": _view(lambda lines: lines[-1:]),
    "passage under its title": _view(lambda lines: lines if len(lines) < 3 else lines[::2]),
    "passage under its headings": _view(lambda lines: lines[1:] or lines),
    # A sentence's text is made of these when it is embedded.
    "sentence alone": lambda passage: replace(passage, title="", section=()),
    "sentence under its title": lambda passage: replace(passage, section=()),
}
