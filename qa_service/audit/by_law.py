"""Quotations judged by the law's own text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from qa_service.audit.canonical import CanonicalLaw
from qa_service.audit.compare import Comparison, Wording, compare
from qa_service.audit.judged import RANK, Judgement, compared, same_words, wrong_number
from qa_service.domain import LawKey


class ByLaw:
    """Remembers what it said: most quotations of an article have the same few wordings."""

    def __init__(self, laws: Sequence[CanonicalLaw]) -> None:
        self._texts: dict[str, dict[LawKey, list[tuple[Wording, str]]]] = {}
        """Texts of each article with their sources, by law."""
        for law in laws:
            texts = self._texts.setdefault(law.law, defaultdict(list))
            for number, words in law.articles.items():
                texts[law.key(number)].append((Wording(words), law.source))
        self._whole = {law.law for law in laws if law.whole}
        self.judge = cache(self._judge)

    def decides(self, key: LawKey) -> bool:
        return key.law in self._whole or key in self._texts.get(key.law, ())

    def _judge(self, key: LawKey, wording: Wording) -> Judgement:
        texts = self._texts[key.law]
        judged = [(compare(wording, text), source) for text, source in texts.get(key, ())]
        best = min(judged, key=lambda pair: _preference(pair[0]), default=None)
        if best is None or not best[0].copied:
            if (wrong := self._article_of(wording, key)) is not None:
                number, source = wrong
                return wrong_number(number, source)
            if best is None:
                return Judgement("wrong article number", f"the law has no Article {key.article}")
        comparison, source = best
        return compared(comparison, source)

    def _article_of(self, wording: Wording, but: LawKey) -> tuple[int, str] | None:
        """The other article whose words these are, and where it stands."""
        for key, texts in self._texts[but.law].items():
            for text, source in texts:
                if key != but and same_words(wording, text):
                    return key.article, source
        return None


def _preference(comparison: Comparison) -> tuple[bool, int]:
    """Of several texts of one law (translations) the one that a quotation was copied from."""
    return not comparison.copied, -RANK[comparison.verdict] if comparison.copied else 0
