"""Which law articles a question names by number."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from rapidfuzz import fuzz, process

from qa_service.domain import LawKey
from qa_service.laws.canonical import NATIONAL_LAWS
from qa_service.laws.find import find_references
from qa_service.laws.references import Reference
from qa_service.numerals import holds_number
from qa_service.text import fold

_SAME_WORD = 80
"""Likeness, of 100, from which a word of a law's name is another one misspelt."""

_MEASURES_BEFORE = re.compile(r"(?:\bmeasures|办法|条例)[》\"',:;\s的]*$")
_MEASURES_BEHIND = re.compile(
    r",?\s*(?:of|in|under|from)\s+(?:the\s+)?(?:[\w'-]+\s+){0,4}?measures\b"
)
"""Beside a reference, in folded text: it is to an article of no Law."""
_BELOW_A_LAW = re.compile(r"\b(?:Measures|Regulations?|Provisions|Rules)\b|办法|条例|规定|细则")
"""In a law's name."""

_OTHER_PAPER = re.compile(
    r"\b(?:measures|regulations|(?:contract|agreement|handbook|notice|announcement|treaty|convention"
    r"|(?:web ?)?site|page|blog|magazine|newspaper)s?|polic(?:y|ies))\b"
    r"|合同|协议|手册|通知|公告|章程|网站|网页|公众号"
)
"""That may have numbered articles too, and of which an article of the corpus may tell; in folded
text."""


class Named(NamedTuple):
    """The law articles that a question names."""

    laws: tuple[LawKey, ...] = ()
    nowhere: tuple[int, ...] = ()
    """Numbers that stand there without a law's name, of articles that no law of the corpus has."""


def named_laws(text: str, known: Collection[LawKey]) -> Named:
    """The law articles that a question names by number. `known`: those of the corpus.

    A number without a law's name means every law that has this article in the corpus; beside the
    word "measures" or its like every rule below a law.
    """
    if not holds_number(text):  # most questions
        return Named()
    folded = fold(text)
    found: list[LawKey] = []
    nowhere: list[int] = []
    for reference in find_references(text):
        below = reference.law is None and _is_below_a_law(folded, reference)
        for number in reference.numbers:
            if reference.law is not None:
                found += articles_of(reference.law, number, known)
                continue
            keys = [k for k in known if k.article == number]
            keys = [k for k in keys if not below or _BELOW_A_LAW.search(k.law)]
            found += sorted(keys)
            if not (keys or reference.weak) and (below or not _OTHER_PAPER.search(folded)):
                nowhere.append(number)
    return Named(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(nowhere)))


def articles_of(law: str, number: int, known: Collection[LawKey]) -> list[LawKey]:
    """The articles with this number in the laws that `law`, a canonical name, means.

    It is matched with those the corpus quotes, since people shorten and misspell it; one that fits
    none of them, or has no such article, is kept as written, so that one can say what is missing.
    """
    meant = laws_meant(law, known)
    found = sorted(key for key in known if key.law in meant and key.article == number)
    return found or [LawKey(law, number)]


def laws_meant(law: str, known: Collection[LawKey]) -> set[str]:
    """The laws, of the corpus or of the nation, that a canonical name may mean."""
    names = {key.law for key in known}
    if law in names or law in NATIONAL_LAWS:
        return {law}
    return {name for name in names if _is_short_for(law, name)}


def _is_below_a_law(folded: str, reference: Reference) -> bool:
    start, end = reference.span
    before = _MEASURES_BEFORE.search(folded, max(0, start - 20), start)
    return before is not None or _MEASURES_BEHIND.match(folded, end) is not None


def _is_short_for(law: str, name: str) -> bool:
    """Whether `name` has every word of `law`: what it has besides was left out, but a word that it
    lacks makes another law."""
    words = name.lower().split()
    return all(
        process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=_SAME_WORD)
        for word in law.lower().split()
    )
