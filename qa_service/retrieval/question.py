"""A question as the channels want it: its vectors and its words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np

from qa_service.domain import Language
from qa_service.encoders import Encoder, Vectors
from qa_service.retrieval.cosines import Seen
from qa_service.retrieval.dense import DenseChannels
from qa_service.retrieval.everyday import Everyday
from qa_service.retrieval.phrasebook import Phrasebook
from qa_service.text import language

_THE_CARD = re.compile(
    r"(\b(?:get|have|obtain|need|want|apply for) (?:a|the|my|our) "
    r"|\b(?:lost|lose|losing|replac(?:e|ing)|stolen|broken|damaged) "
    r"(?:(?:a|the|my|our|his|her|lost) ){0,2}"
    r"|(?:^|\b(?:a|the|my|our|his|her) )"
    r"(?=card (?:\w+ ){0,2}(?:lost|stolen|missing|broken|damaged)\b))card\b(?! number)",
    re.IGNORECASE,
)
"""A card that is wanted or lost without a word of which: here it is the social security card."""

PLACE = 0.5
"""Weight of the vector of a question's places beside that of its topic. docs/retrieval.md has the
comparison."""


_LETTERS = re.compile(r"[A-Za-z]+")
_IN_LATIN = re.compile(r"[^\u3400-\u9fff]*[A-Za-z][^\u3400-\u9fff]*")

T = TypeVar("T")

_TINY = float(np.finfo(np.float32).tiny)


@dataclass(frozen=True)
class Asked:
    """A question before it is encoded."""

    text: str
    topic: str | None = None
    """The question without the names of places, where that is known."""
    places: tuple[str, ...] = ()
    """English names of the cities, districts or provinces that it is about."""

    @property
    def subject(self) -> str:
        return self.text if self.topic is None else self.topic


@dataclass(frozen=True)
class EncodedQuestion:
    text: str
    """As it is read: in English where it was translated, and without slips."""
    lang: Language
    """That it is read in: "en" for a Chinese question that the phrasebook puts into English."""
    terms: tuple[str, ...]
    """Distinct, in order, misspelt ones corrected."""
    expansion: tuple[str, ...]
    """Terms that the question's things go by elsewhere."""
    main: Seen | None
    """None where the multilingual encoder reads it."""
    multilingual: Seen | None
    """None where the main encoder reads it."""
    topic_terms: tuple[str, ...]

    @property
    def topic(self) -> Vectors:
        """(1, d)"""
        seen = self.main or self.multilingual
        assert seen is not None, "every question is read by one of the two"
        return seen.topic


@dataclass(frozen=True)
class _Reading:
    """A question in the words that are searched for."""

    lang: Language
    text: str
    topic: str
    other: str
    """The question in other words, which are searched for too: of a translated one those it was
    asked in, of one in everyday English those of articles; else the same."""
    everyday: bool
    """Whether it may be in everyday English."""


def by_encoder(
    questions: Sequence[EncodedQuestion], found: Callable[[list[EncodedQuestion]], Sequence[T]]
) -> list[T]:
    """Of each question what `found` says, which is asked once for all that one encoder reads."""
    out: dict[int, T] = {}
    by_main = [n for n, question in enumerate(questions) if question.main is not None]
    others = [n for n, question in enumerate(questions) if question.main is None]
    for numbers in filter(None, (by_main, others)):
        out |= zip(numbers, found([questions[n] for n in numbers]), strict=True)
    return [out[n] for n in range(len(questions))]


def encode_questions(
    questions: Sequence[Asked],
    main: DenseChannels,
    multilingual: DenseChannels | None,
    terms: Callable[[str], tuple[str, ...]],
    expansion: Callable[[str], tuple[str, ...]],
    spelt: Callable[[str], str],
    *,
    in_english: bool,
) -> list[EncodedQuestion]:
    """All in one batch for each encoder that they need: the main one for what is read in English,
    and `in_english` that is what has a gloss, the multilingual one for the others. The encoders
    read the texts as `spelt` gives them."""
    readings = [_reading(one, in_english) for one in questions]
    topics = [spelt(reading.topic) for reading in readings]
    texts = list(map(_to_encode, readings, topics))
    foreign = [multilingual is not None and reading.lang != "en" for reading in readings]
    by_main = _encode(
        main, [None if away else own for away, own in zip(foreign, texts, strict=True)]
    )
    by_multilingual = _encode(
        multilingual, [own if away else None for away, own in zip(foreign, texts, strict=True)]
    )
    return [
        EncodedQuestion(
            reading.text if topic == reading.topic else _spelt(reading, spelt),
            reading.lang,
            terms(reading.text),
            tuple(dict.fromkeys((*expansion(reading.text), *_other_words(reading, terms)))),
            _seen(main, own, one.places),
            _seen(multilingual, other, one.places),
            terms(reading.topic),
        )
        for one, reading, topic, own, other in zip(
            questions, readings, topics, by_main, by_multilingual, strict=True
        )
    ]


class Text(NamedTuple):
    """A text for an encoder."""

    said: str
    official: str
    """The same with the words of articles for everyday ones."""


def texts_of(asked: Asked, spelt: Callable[[str], str], *, in_english: bool) -> list[Text]:
    """What is encoded of a question for the search: its topic, and the topic's sentences if it has
    several. Arguments as of `encode_questions`."""
    reading = _reading(asked, in_english)
    return _to_encode(reading, spelt(reading.topic))[:-1]


def _to_encode(reading: _Reading, topic: str) -> list[Text]:
    """The topic's parts, and last the topic with the name of the card that is meant, which the
    encoders would take for any: it tells what a question is about, not which passage answers.
    `topic` is the reading's, its slips corrected."""
    named = _THE_CARD.sub(r"\1social security card", topic) if "card" in topic.lower() else topic
    texts = [*DenseChannels.parts(topic), named]
    if not reading.everyday:
        return [Text(text, text) for text in texts]
    return [Text(text, Everyday.load().official(text)) for text in texts]


def _reading(asked: Asked, in_english: bool) -> _Reading:
    lang = language(asked.text)
    english = Phrasebook.load().english(asked.subject) if in_english else None
    if english is not None:
        return _Reading("en", _placed(english, asked), english, asked.text, everyday=False)
    if lang == "en" or not _IN_LATIN.fullmatch(asked.subject):
        everyday = in_english and lang == "en"
        official = Everyday.load().official(asked.subject) if everyday else asked.subject
        other = asked.text if official == asked.subject else official
        return _Reading(lang, asked.text, asked.subject, other, everyday)
    # 上海 lost card
    return _Reading("en", _placed(asked.subject, asked), asked.subject, asked.text, in_english)


def _placed(topic: str, asked: Asked) -> str:
    """An English topic with the places of the question."""
    return f"{topic} in {' and '.join(asked.places)}" if asked.places else topic


def _spelt(reading: _Reading, spelt: Callable[[str], str]) -> str:
    """The text without the slips of its topic: the names of places, which are none, stay."""
    said = frozenset(_LETTERS.findall(reading.topic))
    return _LETTERS.sub(lambda word: spelt(word[0]) if word[0] in said else word[0], reading.text)


def _other_words(reading: _Reading, terms: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """Terms of a question in its other words that it lacks as it is read."""
    if reading.other == reading.text:
        return ()
    known = set(terms(reading.text))
    return tuple(term for term in terms(reading.other) if term not in known)


def _encode(
    channels: DenseChannels | None, asked: Sequence[Sequence[Text] | None]
) -> list[Vectors | None]:
    """Of each text the mean direction of both its wordings. None for what has no texts, and for all
    without `channels`."""
    texts = dict.fromkeys(text for own in asked if own is not None for text in own)
    if channels is None or not texts:
        return [None] * len(asked)
    wordings = list(dict.fromkeys(wording for text in texts for wording in text))
    found = dict(zip(wordings, channels.encoder.encode(wordings, "query"), strict=True))
    vectors = {text: _between(found[text.said], found[text.official]) for text in texts}
    return [None if own is None else np.stack([vectors[text] for text in own]) for own in asked]


def _between(one: Vectors, other: Vectors) -> Vectors:
    """(d,): the mean direction of two unit vectors."""
    if one is other:
        return one
    both = one + other
    return both / max(math.sqrt(both @ both), _TINY)


def _seen(
    channels: DenseChannels | None, encoded: Vectors | None, places: Sequence[str]
) -> Seen | None:
    """The parts of a topic, the whole moved towards the places; and the topic as it is. `encoded`
    is of the texts of `_to_encode`."""
    if channels is None or encoded is None:
        return None
    parts, topic = encoded[:-1], encoded[-1:]
    if not places:
        return Seen(parts, topic)
    whole = parts[0] + PLACE * _middle(channels.encoder, tuple(places))
    moved = parts.copy()
    moved[0] = whole / max(math.sqrt(whole @ whole), _TINY)
    return Seen(moved, topic)


@lru_cache(maxsize=4096)
def _middle(encoder: Encoder, places: tuple[str, ...]) -> Vectors:
    """(d,): the mean vector of the places."""
    middle: Vectors = np.mean([_place(encoder, name) for name in places], axis=0)
    return middle


@lru_cache(maxsize=4096)
def _place(encoder: Encoder, name: str) -> Vectors:
    vector: Vectors = encoder.encode([name], "query")[0]
    return vector
