"""Quotations judged by the other quotations of the same law article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from operator import itemgetter
from typing import NamedTuple

from qa_service.alignment import likeness
from qa_service.audit.canonical import parse_law
from qa_service.audit.compare import Comparison, Wording, compare
from qa_service.audit.judged import RANK, Judgement, Quotation, compared, same_words, wrong_number
from qa_service.audit.verdicts import BAD
from qa_service.domain import LawKey
from qa_service.figures import Figure

_OWN = 0.6
"""Below this a quotation does not have the words of its own article."""
_MOST = 30
"""Other wordings of an article that a quotation is compared with."""
PUBLISHED = "the published version"


class Witness(NamedTuple):
    wording: Wording
    source: str


class _Heard:
    """The witnesses of one law article, in order."""

    def __init__(self, witnesses: Iterable[Witness]) -> None:
        self.sources: dict[Wording, set[str]] = defaultdict(set)
        self._by_letters: dict[str, list[tuple[int, Witness]]] = defaultdict(list)
        for place, witness in enumerate(witnesses):
            self.sources[witness.wording].add(witness.source)
            self._by_letters[witness.wording.letters].append((place, witness))

    def wordings_beside(self, source: str) -> list[Wording]:
        """What others than `source` say."""
        return [w for w, known in self.sources.items() if len(known) > (source in known)]

    def distinct_beside(self, source: str) -> Sequence[Witness]:
        """The first other witness of everything that is said, case and punctuation apart."""
        # Without a first or last witness of something nothing of this changes.
        return self._distinct(source) if source in self._edges else self._all

    @cached_property
    def _all(self) -> Sequence[Witness]:
        return self._distinct(None)

    @cached_property
    def _edges(self) -> set[str]:
        ends = (said[at] for said in self._by_letters.values() for at in (0, -1))
        return {witness.source for _, witness in ends}

    def _distinct(self, but: str | None) -> Sequence[Witness]:
        found = []
        for said in self._by_letters.values():
            last = next((at for at, witness in reversed(said) if witness.source != but), None)
            if last is not None:
                found.append((last, next(w for _, w in said if w.source != but)))
        return tuple(w for _, w in sorted(found, key=itemgetter(0))[:_MOST])


class ByMajority:
    """Remembers what it compared: most quotations of an article have the same few wordings."""

    def __init__(
        self, quotations: Iterable[Quotation], published: Mapping[LawKey, Sequence[str]]
    ) -> None:
        self._heard: dict[str, dict[LawKey, _Heard]] = defaultdict(dict)
        for key, witnesses in _witnesses(quotations, published).items():
            self._heard[key.law][key] = _Heard(witnesses)
        self._compare, self._like, self._same = cache(compare), cache(_like), cache(same_words)
        self._votes = cache(self._count)

    def judge(self, quotation: Quotation) -> Judgement:
        key, wording = quotation.key, quotation.wording
        heard = self._heard[key.law][key]
        others = heard.wordings_beside(quotation.source)
        if (wrong := self._wrong_number(quotation, others)) is not None:
            return wrong
        if not others:
            return Judgement("unchecked", "nobody else quotes this article")
        best: tuple[Comparison, str] | None = None
        for other in heard.distinct_beside(quotation.source):
            comparison = self._compare(wording, other.wording)
            if comparison.verdict not in BAD:
                if best is None or RANK[comparison.verdict] < RANK[best[0].verdict]:
                    best = comparison, other.source
                continue
            said_so, said_otherwise = self._votes(key, wording, other.wording)
            mine = len(said_so) + (quotation.source not in said_so)
            theirs = len(said_otherwise) + (other.source not in said_otherwise)
            if mine > theirs:
                continue
            disputed = mine == theirs
            doubt = f"; {mine} say one thing and {theirs} the other, put the law into laws/"
            return compared(
                comparison, other.source, doubt=doubt if disputed else "", disputed=disputed
            )
        if best is None:
            return Judgement("variant", "the others are wrong")
        return compared(*best)

    def _wrong_number(self, quotation: Quotation, own: Sequence[Wording]) -> Judgement | None:
        """For words that other sources give another article, and none this one."""
        key, wording = quotation.key, quotation.wording
        if any(self._like(wording, other) for other in own):
            return None
        for there, heard in self._heard[key.law].items():
            if there == key:
                continue
            alike = [known for w, known in heard.sources.items() if self._same(wording, w)]
            same = set().union(*alike) - {quotation.source}
            if not same:
                continue
            # One against one: whoever alone gives the article these words is as likely right.
            disputed = len(same) == 1 and not own
            return wrong_number(there.article, ", ".join(sorted(same)[:3]), disputed)
        return None

    def _count(
        self, key: LawKey, wording: Wording, other: Wording
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Sources that say what `wording` says of the article, and what `other` says."""
        mine: set[str] = set()
        theirs: set[str] = set()
        numbers = self._compare(wording, other).numbers
        figures = [pair for pair in numbers if isinstance(pair[0], Figure)]
        for witness, sources in self._heard[key.law][key].sources.items():
            if figures:
                one = _has(witness, wording, [a for a, _ in figures])
                two = _has(witness, other, [b for _, b in figures])
            else:
                one = self._compare(witness, wording).verdict in ("exact", "truncated")
                two = self._compare(witness, other).verdict in ("exact", "truncated")
            if one and not two:
                mine |= sources
            elif two and not one:
                theirs |= sources
        return frozenset(mine), frozenset(theirs)


def _witnesses(
    quotations: Iterable[Quotation], published: Mapping[LawKey, Sequence[str]]
) -> Mapping[LawKey, Sequence[Witness]]:
    """All wordings by article. What was published before and stands in the corpus still is in it
    once."""
    witnesses: dict[LawKey, list[Witness]] = defaultdict(list)
    for quotation in quotations:
        witnesses[quotation.key].append(Witness(quotation.wording, quotation.source))
    for key, wordings in published.items():
        known = {witness.wording.letters for witness in witnesses.get(key, ())}
        for words in wordings:
            old = Wording(_without_number(words))
            if not any(old.letters in letters or letters in old.letters for letters in known):
                witnesses[key].append(Witness(old, PUBLISHED))
    return witnesses


def _without_number(words: str) -> str:
    """ "Article 58 An employing unit …" from its first word on."""
    first, _, rest = words.partition("\n")
    parsed = parse_law(first)
    return "\n".join([next(iter(parsed.values())), rest]).strip() if parsed else words


def _has(witness: Wording, wording: Wording, figures: Sequence[Figure | str]) -> bool:
    """Whether a witness has each of the figures at least as often as `wording` has it."""
    have = [figure.kind for figure in witness.figures]
    want = [figure.kind for figure in wording.figures]
    kinds = [f.kind for f in figures if isinstance(f, Figure)]
    return all(have.count(kind) >= want.count(kind) for kind in kinds)


def _like(one: Wording, other: Wording) -> bool:
    shorter, longer = sorted((one.letters, other.letters), key=len)
    return shorter in longer or (
        one.lang == other.lang and likeness(one.tokens, other.tokens) >= _OWN
    )
