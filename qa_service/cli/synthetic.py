"""Made-up articles and vectors for the benchmarks of scale: as many as wanted, always the same."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from qa_service.domain import Passage, SourceText, Span
from qa_service.encoders import Progress, Role, Vectors
from qa_service.encoders.choose import Encoders

SECTIONS = 10
"""Passages of an article."""

_SENTENCES = 3
_WORDS = 8_192
_QUOTED = 120
_VOCABULARY = 60_000

_WORD = re.compile(r"[a-z0-9]+")


class WordVectors:
    """An encoder for benchmarks: a text is the sum of random vectors of its words, so that texts
    are alike as far as they share words, and a text costs microseconds."""

    name = "synthetic"
    fingerprint = "synthetic-1"
    dimension = 384
    max_tokens = 256

    def __init__(self) -> None:
        random = np.random.default_rng(7)
        self._table = random.standard_normal((_WORDS, self.dimension), np.float32)

    def encode(
        self, texts: Sequence[str], role: Role = "passage", progress: Progress | None = None
    ) -> Vectors:
        words = [[zlib.crc32(w.encode()) % _WORDS for w in _WORD.findall(t.lower())] or [0]
                 for t in texts]  # fmt: skip
        starts = np.cumsum([0, *map(len, words)])[:-1]
        rows = self._table[np.concatenate([np.array(w) for w in words])] if words else None
        if rows is None:
            return np.zeros((0, self.dimension), np.float32)
        summed = np.add.reduceat(rows, starts, axis=0)
        unit: Vectors = summed / np.linalg.norm(summed, axis=1, keepdims=True)
        if progress:
            progress(len(texts))
        return unit

    def count_tokens(self, text: str) -> int:
        return len(_WORD.findall(text.lower())) + 2


def synthetic_encoders() -> Encoders:
    return Encoders(WordVectors(), main_is_english=False)


def article(number: int, cities: Sequence[str]) -> str:
    """The text of an article about one of `cities`, each the tenth about the whole country, with
    two law articles that many others quote too."""
    chance = random.Random(number)
    place = f" in {cities[number % len(cities)]}" if number % 10 else ""
    topic = _topic(chance)
    parts = [f"How to handle {' '.join(topic)} insurance{place}?", ""]
    for section in range(SECTIONS):
        parts += [f"{section + 1}. {_word(chance).capitalize()} {topic[section % 3]}", ""]
        parts += [" ".join(_sentence(chance, topic) for _ in range(_SENTENCES)), ""]
    parts += ["Legal basis:", "", "People's Republic of China (PRC) Social Insurance Law", ""]
    for quoted in sorted(chance.sample(range(1, _QUOTED), 2)):
        parts += [f"Article {quoted} {_provision(quoted)}", ""]
    return "\n".join(parts)


def question(number: int) -> str:
    """Made of words that one article uses."""
    chance = random.Random(number)
    topic = _topic(chance)
    return f"How do I handle {topic[0]} {topic[1]} when {_word(chance)}?"


def write_corpus(folder: Path, articles: int, cities: Sequence[str]) -> None:
    for number in range(articles):
        path = folder / f"{number // 1000:04}" / f"{number:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(number, cities), encoding="utf-8")


def passages(number: int, cities: Sequence[str]) -> Iterator[Passage]:
    """What an article is cut into, without reading it: as many passages, of such lengths."""
    chance = random.Random(number)
    place = (cities[number % len(cities)],) if number % 10 else ()
    topic = _topic(chance)
    title = f"How to handle {' '.join(topic)} insurance?"
    source = SourceText(f"{number // 1000:04}/{number:07}.txt", title)
    for section in range(SECTIONS):
        heading = f"{_word(chance).capitalize()} {topic[section % 3]}"
        sentences = [_sentence(chance, topic) for _ in range(_SENTENCES)]
        text = " ".join(sentences)
        ends = np.cumsum([len(sentence) + 1 for sentence in sentences]) - 1
        spans = [Span(int(e) - len(s), int(e)) for e, s in zip(ends, sentences, strict=True)]
        yield Passage(
            id=f"{number}-{section}",
            kind="article",
            text=text,
            source=source.source,
            start=section,
            end=section + len(text),
            sha256=source.sha256,
            title=title,
            section=(heading,),
            cities=place,
            sentences=tuple(spans),
            views=(f"{title}\n{heading}\n{text}",),
        )


def _word(chance: random.Random) -> str:
    """The n-th word is chosen about 1/n times as often as the first, as in a language (Zipf)."""
    return _spelled(int(_VOCABULARY ** chance.random()))


def _topic(chance: random.Random) -> list[str]:
    return [_spelled(chance.randrange(300, _VOCABULARY)) for _ in range(3)]


def _spelled(number: int) -> str:
    out = ""
    while number or not out:
        number, syllable = divmod(number, 70)
        out += "bdfgklmnprstvz"[syllable % 14] + "aeiou"[syllable // 14]
    return out + "n"


def _sentence(chance: random.Random, topic: Sequence[str]) -> str:
    words = [chance.choice(topic), *(_word(chance) for _ in range(chance.randint(8, 16)))]
    days = chance.randint(1, 60)
    return f"The {' '.join(words)} office decides within {days} working days."


def _provision(number: int) -> str:
    chance = random.Random(-number)
    words = " ".join(_spelled(chance.randrange(3_000)) for _ in range(18))
    return f"An employing unit shall {words} within {number} days from the date of employment."
