"""Text to index terms for BM25: English words stemmed, 汉字 as bigrams.

The stop words are Lucene's English set with the question words and pronouns that people put around
a need ("what should I do if my …"); BM25 would otherwise spend its length normalisation on them.
"""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from itertools import pairwise

from qa_service.text import fold

NAME = "snowball-english+han-bigrams/2"
"""Changes whenever the terms of the same text would."""

_STOP_WORDS = """
    a an and are as at be but by for if in into is it no not of on or such that the their then there
    these they this to was will with
    i me my we our us you your he him his she her its them am been being do does did doing have has
    had can could shall should would may might must what which who whom whose when where why how
    from up out about please s t re ve ll d m
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

_BEFORE_T = (
    "aren couldn didn doesn don hadn hasn haven isn mustn needn shouldn wasn weren won wouldn"
)
_NEGATED = frozenset(_BEFORE_T.split())

_TERM = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff]+"
    r"|[0-9]+(?:[.,][0-9]+)*"
    r"|[^\W\d_\u3400-\u4dbf\u4e00-\u9fff]+(?:'[^\W\d_]+)*"
)
_stemmers = threading.local()

_LONGEST_WORD = 40
"""Characters of what is remembered: more are no word, and would stay with the others."""


def terms(text: str) -> list[str]:
    """The index terms of `text`, in order, repetitions kept."""
    words: list[str] = _TERM.findall(fold(text))
    return [
        term
        for word in words
        for term in (_terms(word) if len(word) <= _LONGEST_WORD else _terms.__wrapped__(word))
    ]


@lru_cache(maxsize=1024)
def question_terms(text: str) -> tuple[str, ...]:
    """As `terms`, for what the stages of a search ask for one after the other: a question, and the
    names in it. Few are remembered, since a thousand 汉字 that a client sends take 86 kB."""
    return tuple(terms(text))


@lru_cache(maxsize=16_384)
def term_set(text: str) -> frozenset[str]:
    """The distinct index terms of a text of the index, where the same sentences and titles are
    looked at again and again."""
    return frozenset(terms(text))


@lru_cache(maxsize=65_536)
def _terms(word: str) -> tuple[str, ...]:
    """Of what `_TERM` finds in a folded text."""
    if "\u3400" <= word[0] <= "\u9fff":
        return (word,) if len(word) == 1 else tuple(map("".join, pairwise(word)))
    if word[0].isdigit():
        return (word.replace(",", ""),)
    if _is_stopped(word):
        return ()
    return (_stem(word.removesuffix("'s").replace("'", "")),)


def _is_stopped(word: str) -> bool:
    """Contractions ("what's", "don't", "I'm") go with the word that they begin with."""
    if word in STOP_WORDS:
        return True
    head, apostrophe, _ = word.partition("'")
    return bool(apostrophe) and (head in STOP_WORDS or head in _NEGATED)


def _stem(word: str) -> str:
    # A Snowball stemmer keeps state, so each thread has its own; it need not remember words too.
    stemmer = getattr(_stemmers, "english", None)
    if stemmer is None:
        import Stemmer

        stemmer = _stemmers.english = Stemmer.Stemmer("english", 0)
    return str(stemmer.stemWord(word))
