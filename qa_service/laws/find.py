"""References to articles of laws: "Article 58 of the Social Insurance Law", 社会保险法第五十八条.

Works on questions and on articles. Whether a reference opens a quotation is for whoever parses
the text to decide.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa_service.domain import Span
from qa_service.laws.names import LawName, find_law_names
from qa_service.laws.ordinals import holds_ordinal, ordinals_beside
from qa_service.laws.references import Binding, Reference, unbound_references
from qa_service.text import fold, sentences

_LAW_WORD = r"(?:law|act|code|regulations?|measures|provisions|rules|decision|ordinance)"
_SAME_AFTER = re.compile(
    rf"\s*(?:,\s*)?(?:of|in|under)\s+(?:(?:the\s+)?(?:same|said|this|that|aforementioned|aforesaid"
    rf"|above"
    rf"|above-?mentioned|these|those|such)\s+|the\s+){_LAW_WORD}\b(?!\s+(?:of|on|for)\b)"
    r"(?:\s+(?:just\s+)?(?:mentioned|cited|quoted|named)\b(?:\s+(?:above|before|earlier)\b)?)?"
    r"|\s+thereof\b|\s+of\s+it\b"
)
_SAME_BEFORE = re.compile(
    rf"(?:\b(?:this|the same|the said|that|these|the above)\s+{_LAW_WORD}\s*(?:,\s*)?"
    r"|(?:本|该|同|前述|上述)(?:法|条例|办法|规定|细则)[》]?\s*)$"
)
_NAME_AFTER = re.compile(
    r"[*_]*\s*(?:,\s*)?(?P<of>(?:of|in|under|from|as per)\s+)?(?:the\s+)?(?:(?:relevant|current|new"
    r"|revised|amended|existing|above-?mentioned"
    r"|present)\s+)?(?:provisions\s+of\s+(?:the\s+)?)?['\"(《-]?[*_]*\s*$"
)
_NAME_BEFORE = re.compile(
    r"(?:'s)?[\s'\"》〉>)】\]*_]*(?:\([^()]{1,40}\)|（[^（）]{1,40}）)?\s*(?:[,:;(\-|]+\s*)?(?:的|中|之|,)?"
    r"(?:\s*(?:also\s+|clearly\s+)?(?:stipulates?|provides?|states?|says?)?\s*(?:,\s*)?\b(?:in"
    r"|under|at|by)\b)?"
    r"\s*(?:the\s+|its\s+|whose\s+|其)?[*_]*[【\[\"“]?$"
)
_VERB_BEFORE = re.compile(
    r"\s*,\s*(?:which|in force|effective|adopted|promulgated|issued|passed|(?:as )?(?:last )?"
    r"(?:amended|revised))\b[^.;:?\n]{1,100},\s*(?:also\s+|clearly\s+)?(?:stipulates?|provides?"
    r"|states?|says?)\s+(?:in|under|at)\s+(?:its\s+)?"
)
"""Between a name and a reference, with what is said of the law by the way: ", which came into force
in 2011, states in its"."""
_CHAIN = re.compile(r"\s*(?:[,;(]\s*)?(?:and|or|as well as|和|及|以及|与|或)?\s*$")


def find_references(
    text: str, names: Sequence[LawName] | None = None, *, weak: bool | None = None
) -> list[Reference]:
    """The references in `text`, in order. `names`: `find_law_names(text)` where that is at hand.
    `weak`: keep weak references that have no law (default: only where `text` is short enough to be
    a question).

    A reference is bound to the law named directly beside it ("of the …" first), else by "the same
    law" to the nearest earlier one, else to the law of the reference it continues ("Articles 3
    and, of the same text, Article 5"), else to the only law its sentence names.
    """
    folded = fold(text)
    unbound = unbound_references(text, folded)
    if not unbound and not holds_ordinal(folded):
        return []
    names = find_law_names(text) if names is None else names  # takes longest
    weak = (len(text) < 200 and "\n" not in text.strip()) if weak is None else weak
    near = _Surroundings(folded, names, list(sentences(text)))
    bound: list[Reference] = []
    beside = ordinals_beside(text, folded, (name.span for name in names))
    found = [*unbound, *beside]
    for reference in sorted(found, key=lambda r: (r.span.start, -r.span.end)):
        before = near.name_before(reference.span.start + 1, ended=False)
        if before is not None and reference.span.start < before.span.end:
            continue
        if bound and reference.span.start < bound[-1].span.end:
            continue
        full = _bind(near, reference, bound[-1] if bound else None)
        if full.weak and full.law is None and not weak:
            continue
        bound.append(full)
    return bound


@dataclass(frozen=True)
class _Surroundings:
    """A text with its laws' names and sentences, each in order."""

    folded: str
    names: Sequence[LawName]
    sentences: Sequence[Span]

    def name_before(self, position: int, *, ended: bool = True) -> LawName | None:
        """The last name that ends (or only begins) before `position`."""
        index = bisect_left(
            self.names, position + ended, key=lambda n: n.span.end if ended else n.span.start
        )
        return self.names[index - 1] if index else None

    def name_after(self, position: int) -> LawName | None:
        index = bisect_left(self.names, position, key=lambda n: n.span.start)
        return self.names[index] if index < len(self.names) else None

    def laws_of_sentence(self, position: int) -> set[str]:
        """The laws named in the sentence around `position`."""
        index = bisect_left(self.sentences, position + 1, key=lambda s: s.start)
        if not index:
            return set()
        start, end = self.sentences[index - 1]
        low = bisect_left(self.names, start, key=lambda n: n.span.start)
        high = bisect_left(self.names, end, key=lambda n: n.span.start)
        return {n.canonical for n in self.names[low : min(high, low + 10)]}


def _bind(near: _Surroundings, reference: Reference, previous: Reference | None) -> Reference:
    folded = near.folded
    start, end = reference.span
    before = near.name_before(start)
    after = near.name_after(end)
    behind = None
    if after is not None and after.span.start - end <= 60:
        gap = folded[end : after.span.start]
        behind = (
            _NAME_AFTER.fullmatch(gap)
            if "\n" not in gap
            else re.fullmatch(r"[ \t]*(?P<of>of(?: the)?)[ \t]*\n[ \t]*", gap)
        )
    if after is not None and behind is not None and behind["of"]:
        return _bound(reference, after, Binding.AFTER)
    if same := _SAME_AFTER.match(folded, end):
        return _same(reference, before, Span(start, same.end()))
    if before is not None and start - before.span.end <= 160:
        gap = folded[before.span.end : start]
        beside = len(gap) <= 60 and "\n" not in gap and _NAME_BEFORE.fullmatch(gap)
        if beside or _VERB_BEFORE.fullmatch(gap):
            return _bound(reference, before, Binding.BEFORE)
    if same := _SAME_BEFORE.search(folded, max(0, start - 24), start):
        return _same(reference, before, Span(same.start(), end))
    if after is not None and behind is not None:
        return _bound(reference, after, Binding.AFTER)
    if previous is not None and previous.law is not None:
        between = folded[previous.span.end : start]
        if len(between) < 20 and "\n" not in between and _CHAIN.fullmatch(between):
            return _with(reference, previous.law, previous.binding, reference.span)
    laws = near.laws_of_sentence(start)
    if len(laws) == 1:
        return _with(reference, laws.pop(), Binding.SENTENCE, reference.span)
    return reference


def _bound(reference: Reference, name: LawName, binding: Binding) -> Reference:
    reach = Span(min(reference.span.start, name.span.start), max(reference.span.end, name.span.end))
    return _with(reference, name.canonical, binding, reach)


def _same(reference: Reference, before: LawName | None, reach: Span) -> Reference:
    law = before.canonical if before is not None else None
    return _with(reference, law, Binding.SAME, reach)


def _with(reference: Reference, law: str | None, binding: Binding, reach: Span) -> Reference:
    return replace(reference, law=law, binding=binding, reach=reach)
