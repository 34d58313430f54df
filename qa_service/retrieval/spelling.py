"""Misspelt words of a question as the words that were meant."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from qa_service.encoders import Encoder
from qa_service.retrieval import word_lists
from qa_service.text import fold

SHORTEST = 5
"""Letters of a word that is corrected; among shorter ones too many are one letter apart."""

_TWO_EDITS = 8
"""Letters from which two edits are allowed."""

_ASKING = ("long", "soon", "often", "percent", "costs")
"""Words that questions ask with and the package's lists lack."""


class _Words:
    """A vocabulary in which the neighbours of a word are found."""

    def __init__(self, words: Iterable[str], frequency: Callable[[str], int]) -> None:
        self._frequency = frequency
        self._known: set[str] = set()
        self._by_initial: dict[str, list[str]] = defaultdict(list)
        for word in words:
            self._known.add(word)
            if len(word) >= SHORTEST - 1 and word.isascii() and word.isalpha():
                self._by_initial[word[0]].append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def nearest(self, word: str, shortest: int = SHORTEST) -> str:
        """One edit away, or two for long words; with the same initial; of equally near ones the
        most frequent. A word without such a neighbour stays, and so does one with fewer letters
        than `shortest`. In less than `SHORTEST` letters two are exchanged or one is left out."""
        if len(word) < shortest or not (word.isascii() and word.isalpha()):
            return word
        found = process.extract(
            word,
            self._by_initial.get(word[0], ()),
            scorer=DamerauLevenshtein.distance,
            score_cutoff=2 if len(word) >= _TWO_EDITS else 1,
            limit=None,
        )
        if len(word) < SHORTEST:
            found = [
                match
                for match in found
                if len(match[0]) > len(word) or sorted(match[0]) == sorted(word)
            ]
        if not found:
            return word
        return str(min(found, key=lambda match: (match[1], -self._frequency(match[0])))[0])


class Speller:
    """Corrects index terms towards a vocabulary. Safe for threads."""

    def __init__(self, vocabulary: Iterable[str], frequency: Callable[[str], int]) -> None:
        """`frequency`: number of passages that hold a term."""
        self._words = _Words(vocabulary, frequency)

    def correct(self, terms: Sequence[str]) -> tuple[str, ...]:
        """`terms`, each that the vocabulary lacks replaced by its nearest one."""
        return tuple(term if term in self._words else self._words.nearest(term) for term in terms)


class ProofReader:
    """Corrects the words of an English text that an encoder would read in pieces, and so hardly
    understand, towards the words that this service is about. Safe for threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._around = encoder.count_tokens("")
        self._words = _Words(_domain_words(), _domain_words().__getitem__)
        self._listed = _listed_words()
        self._corrected = lru_cache(maxsize=8192)(self._correct)

    def correct(self, text: str) -> str:
        """`text` with its misspelt words replaced, and nothing else touched."""
        return _LETTERS.sub(lambda match: self._corrected(match.group()), text)

    def _correct(self, word: str) -> str:
        folded = word.lower()
        if any(self._is_known(form) for form in _forms(folded)):
            return word
        meant = self._words.nearest(folded, SHORTEST - 1)
        return word if meant == folded else meant

    def _is_known(self, word: str) -> bool:
        if word in self._words or word in self._listed:
            return True
        return self._encoder.count_tokens(word) - self._around <= 1


_LETTERS = re.compile(r"[A-Za-z]+")

_ENDINGS = ("s", "es", "d", "ed", "ing", "er", "ers", "ly")


def _forms(word: str) -> Iterable[str]:
    """The word, and what it may be a form of."""
    yield word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            yield word.removesuffix(ending)


@cache
def _domain_words() -> Counter[str]:
    """The English words of the package's lists, with how often they stand there."""
    phrases = chain.from_iterable([*word_lists.glossary(), *word_lists.topics().values()])
    return Counter([*_ASKING, *_words_of(phrases)])


@cache
def _listed_words() -> frozenset[str]:
    """The English words of the package's other lists, which are no slips."""
    phrases = chain(chain(*word_lists.everyday().items()), word_lists.phrases().values())
    return frozenset(_words_of(phrases))


def _words_of(phrases: Iterable[str]) -> Iterable[str]:
    return (word for phrase in phrases for word in _LETTERS.findall(fold(phrase)))
