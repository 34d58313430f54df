"""Chinese in English, phrase by phrase: questions, and passages for an encoder that reads English
alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple, Self

from qa_service.numerals import HAN as HAN_NUMBER
from qa_service.numerals import HAN_NUMERALS, parse_number
from qa_service.retrieval import word_lists
from qa_service.text import fold, simplified, squeeze

KNOWN = 0.95
"""Share of a question's 汉字 that phrases must hold, at least: a question about something else is
made of the same small words, and what it is about is in no phrase."""

KNOWN_OF_OURS = 0.6
"""Where it names something of social security. docs/adr/030 has the comparisons."""

_OURS = re.compile(
    r"\b(?:social (?:security|insurance)|insurance|pension|unemploy\w*|reimburse\w*"
    r"|contributions?|retire\w*|maternity|allowance|outpatient|hospitalization|provident"
    r"|work(?:-related)? injury|dismissed|resign\w*|certification)\b"
)
"""In a gloss."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_NUMBER = re.compile(rf"第?(?P<number>{HAN_NUMBER})(?P<noun>[条级档]?)")
"""五十八, 第五十八条, 九级."""
_NUMERALS = frozenset(f"第{HAN_NUMERALS}")
_NOUNS = {"": "", "条": "Article ", "级": "grade ", "档": "level "}


class Phrasebook:
    """Phrases of 汉字 with their English. Safe for threads."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self._phrases = phrases
        self._longest = max(len("第一千八百九十九条"), *map(len, phrases))
        self._of_run = lru_cache(maxsize=4096)(self._translate)

    @classmethod
    @cache
    def load(cls) -> Self:
        """Those of the package: the phrasebook's, and the glossary's names by their first English
        one."""
        names = {
            name: next(other for other in group if other.isascii())
            for group in word_lists.glossary()
            for name in group
            if _HAN.fullmatch(name)
        }
        return cls({**names, **word_lists.phrases()})

    def english(self, question: str) -> str | None:
        """Its `gloss`; None when too many of its 汉字 are in no phrase, or there are none."""
        plain = _plain(question)
        runs = _HAN.findall(plain)
        if not runs:
            return None
        known = sum(self._of_run(run).known for run in runs) / sum(map(len, runs))
        gloss = squeeze(self._gloss(plain))
        enough = KNOWN_OF_OURS if _OURS.search(gloss) else KNOWN
        return gloss if known >= enough else None

    def gloss(self, text: str) -> str:
        """`text`, folded, with its 汉字, traditional ones too, translated phrase by phrase, what
        stands between them kept and what is in no phrase left out."""
        return self._gloss(_plain(text))

    def _gloss(self, plain: str) -> str:
        return _HAN.sub(lambda run: f" {self._of_run(run.group()).english} ", plain)

    def _translate(self, run: str) -> _Translated:
        """With the most characters in phrases, by the fewest phrases, of which those without a
        translation come last; of equally few those that end in the longest."""
        best = [_Translated(0, 0, 0, "")]
        for end in range(1, len(run) + 1):
            found = best[end - 1]
            for start in range(max(0, end - self._longest), end):
                phrase = self._phrase(run[start:end])
                if phrase is None:
                    continue
                known, telling, silent, english = best[start]
                merit = known + end - start, telling - bool(phrase), silent - (not phrase)
                if merit > found[:3]:
                    found = _Translated(*merit, f"{english} {phrase}" if phrase else english)
            best.append(found)
        return best[-1]

    def _phrase(self, characters: str) -> str | None:
        if (phrase := self._phrases.get(characters)) is not None:
            return phrase
        if characters[0] not in _NUMERALS or not (found := _NUMBER.fullmatch(characters)):
            return None
        number = parse_number(found["number"])
        return f"{_NOUNS[found['noun']]}{number}" if number is not None else None


def _plain(text: str) -> str:
    return fold(simplified(text))


class _Translated(NamedTuple):
    known: int
    """Characters that are in its phrases."""
    telling: int
    """Phrases with a translation, negative."""
    silent: int
    """Those without, negative."""
    english: str
