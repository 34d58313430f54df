"""Law quotations of all articles to law articles: one passage each, however many quote it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz

from qa_service.cities import Gazetteer, article_cities
from qa_service.domain import Article, LawArticle, LawKey, LawQuote, Passage, Span
from qa_service.ingest.passages import CountTokens
from qa_service.ingest.pieces import pieces_within
from qa_service.ingest.wraps import unwrapped
from qa_service.text import language, letters, sentences, squeeze

_ALIKE = 97.0
"""Likeness in per cent from which two wordings with the same numbers are one: a few letters of an
article of 300 misread."""
_SHORTEST_PART = 20
"""Letters of the shortest quotation taken for a part of a longer one."""


@dataclass(frozen=True)
class _Quotation:
    article: Article
    quote: LawQuote

    @property
    def source(self) -> str:
        return self.article.source.source

    @property
    def text(self) -> str:
        return self.article.source.text[self.quote.span.start : self.quote.span.end]

    @property
    def words(self) -> str:
        return self.article.source.text[self.quote.words : self.quote.span.end]

    @cached_property
    def letters(self) -> str:
        """Of the law's words."""
        return letters(self.words)


def merge(
    articles: Sequence[Article], count_tokens: CountTokens, max_tokens: int, gazetteer: Gazetteer
) -> tuple[list[Passage], list[LawArticle]]:
    """One passage and one record for each law article that some article quotes, ordered by key.

    Shown is the wording that most quote (a quotation of its own before one inside a sentence, then
    the longest), from the source that has the most of it. Every wording is embedded whole, in as
    many views as the limit asks for. A law article only mentioned has no words and no passage.
    """
    quoted: dict[LawKey, list[_Quotation]] = defaultdict(list)
    mentioned: dict[LawKey, set[str]] = defaultdict(set)
    for article in articles:
        for quote in article.quotes:
            quoted[quote.key].append(_Quotation(article, quote))
        for mention in article.mentions:
            mentioned[mention.key].add(article.source.source)
    ids = _ids(quoted)
    flowing = lru_cache(maxsize=64)(unwrapped)
    passages: list[Passage] = []
    laws: list[LawArticle] = []
    for key in sorted(quoted):
        variants = [_fullest(wording) for wording in _wordings(quoted[key])]
        sources = {quotation.source for quotation in quoted[key]}
        cities, provinces = article_cities(key.law, "", gazetteer)
        passages.append(
            _passage(ids[key], key, variants, cities, provinces, count_tokens, max_tokens, flowing)
        )
        laws.append(
            LawArticle(
                key=key,
                passage_id=ids[key],
                variants=tuple(variant.text for variant in variants),
                quoted_by=tuple(sorted(sources)),
                mentioned_by=tuple(sorted(mentioned[key] - sources)),
            )
        )
    return passages, laws


def _passage(
    id: str,
    key: LawKey,
    variants: Sequence[_Quotation],
    cities: tuple[str, ...],
    provinces: tuple[str, ...],
    count_tokens: CountTokens,
    max_tokens: int,
    flowing: Callable[[str], str],
) -> Passage:
    shown = variants[0]
    source, span = shown.article.source, shown.quote.span
    words = shown.quote.words - span.start
    text = shown.text
    said = flowing(source.text)[span.start : span.end]
    return Passage(
        id=id,
        kind="law",
        text=text,
        source=source.source,
        start=span.start,
        end=span.end,
        sha256=source.sha256,
        title=key.law,
        section=(f"Article {key.article}",),
        lang=language(shown.words),
        cities=cities,
        provinces=provinces,
        url=source.url,
        date=source.date,
        date_origin=source.date_origin,
        law=key,
        sentences=tuple(sentences(said, words)),
        views=tuple(
            view
            for variant in variants
            for view in _views(key, variant.words, count_tokens, max_tokens)
        ),
    )


# --- wordings -----------------------------------------------------------------------------------


def _wordings(quotations: Iterable[_Quotation]) -> list[list[_Quotation]]:
    """Quotations by wording, the wording to be shown first. A part of a wording belongs to it."""
    wordings: list[list[_Quotation]] = []
    known: dict[str, int] = {}
    for quotation in sorted(quotations, key=_rank_in_wording):
        letters = quotation.letters
        at = known.get(letters)
        if at is None:
            like = (n for other, n in known.items() if _one_wording(letters, other))
            at = min(like, default=len(wordings))
        if at == len(wordings):
            wordings.append([])
        wordings[at].append(quotation)
        known.setdefault(letters, at)
    return sorted(wordings, key=_rank_of_wording)


def _fullest(wording: Sequence[_Quotation]) -> _Quotation:
    return min(wording, key=_rank_in_wording)


def _rank_in_wording(quotation: _Quotation) -> tuple[bool, int, str, int]:
    length = -len(quotation.letters)
    return quotation.quote.inline, length, quotation.source, quotation.quote.span.start


def _rank_of_wording(wording: Sequence[_Quotation]) -> tuple[bool, int, int, str]:
    inline, length, source, _ = _rank_in_wording(_fullest(wording))
    return inline, -len({quotation.source for quotation in wording}), length, source


def _one_wording(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if shorter == longer or (len(shorter) >= _SHORTEST_PART and shorter in longer):
        return True
    alike = fuzz.ratio(one, other, score_cutoff=_ALIKE) > 0
    return alike and _numbers(one) == _numbers(other)


def _numbers(letters: str) -> Counter[str]:
    return Counter(re.findall(r"\d+", letters))


# --- views --------------------------------------------------------------------------------------


def _views(key: LawKey, words: str, count_tokens: CountTokens, max_tokens: int) -> Iterator[str]:
    """ "Social Insurance Law, Article 58" over each window of whole sentences that fits."""
    head = f"{key.law}, Article {key.article}"
    if count_tokens(head) > max_tokens // 2:
        head = f"Article {key.article}"

    def view(start: int, end: int) -> str:
        return f"{head}\n{squeeze(words[start:end])}"

    def fits(span: Span) -> bool:
        return count_tokens(view(*span)) <= max_tokens

    start = end = None
    for sentence in sentences(words):
        for piece in pieces_within(words, sentence, fits):
            if start is not None and end is not None and not fits(Span(start, piece.end)):
                yield view(start, end)
                start = None
            start = piece.start if start is None else start
            end = piece.end
    if start is not None and end is not None:
        yield view(start, end)


# --- ids ----------------------------------------------------------------------------------------


def _ids(keys: Mapping[LawKey, object]) -> dict[LawKey, str]:
    """ "law-social-insurance-law-58". A name that its ASCII letters don't tell from any other has a
    digest of itself in the id."""
    named: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        named[_slug(key.law)].add(key.law)
    ids: dict[LawKey, str] = {}
    for key in keys:
        slug = _slug(key.law)
        if not key.law.isascii() or len(named[slug]) > 1 or len(slug) > 100:
            digest = hashlib.sha256(key.law.encode("utf-8", "surrogatepass")).hexdigest()[:8]
            slug = f"{slug[:100]}-{digest}".strip("-")
        ids[key] = f"law-{slug}-{key.article}"
    return ids


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "")).strip("-")
