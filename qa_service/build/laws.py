"""Law articles over all articles, of which most are as they were."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from qa_service.cities import Gazetteer
from qa_service.domain import Article, LawArticle, LawKey, Passage
from qa_service.encoders import Encoder
from qa_service.index.staging import Staging
from qa_service.ingest.laws.articles import merge


def merge_laws(
    staging: Staging,
    before: Sequence[LawArticle],
    gone: Collection[str],
    fresh: Collection[LawKey],
    fresh_sources: Collection[str],
    encoder: Encoder,
    gazetteer: Gazetteer,
) -> tuple[list[Passage], list[LawArticle], set[str]]:
    """The passages of the law articles that changed, all law articles of the new version, and the
    ids of passages of the version before that go.

    `before` has its law articles, `gone` the sources that it no longer has as they were; `fresh`
    has the law articles that the sources newly read, `fresh_sources`, quote or mention. Only law
    articles that one of these speaks of can have changed.
    """
    gone, old = set(gone), {law.key: law for law in before}
    touched = set(fresh) | {key for key, law in old.items() if gone & set(_speakers(law))}
    while True:
        speakers = {source for key in touched & old.keys() for source in _speakers(old[key])}
        if new := touched - old.keys():  # of those no record says who has mentioned them so far
            speakers |= staging.sources_mentioning(new)
        sources = sorted((speakers - gone) | set(fresh_sources))
        articles = [_about(article, touched) for article in staging.articles(sources)]
        passages, laws = merge(articles, encoder.count_tokens, encoder.max_tokens, gazetteer)
        untouched = [law for key, law in old.items() if key not in touched]
        # Ids tell laws apart by their names, so that a new one may need more of its name.
        taken = {law.passage_id for law in untouched}
        if touched >= old.keys() or not any(passage.id in taken for passage in passages):
            break
        touched |= old.keys()
    obsolete = {law.passage_id for key, law in old.items() if key in touched}
    return passages, sorted([*untouched, *laws], key=lambda law: law.key), obsolete


def _speakers(law: LawArticle) -> tuple[str, ...]:
    return (*law.quoted_by, *law.mentioned_by)


def _about(article: Article, keys: Collection[LawKey]) -> Article:
    return replace(
        article,
        quotes=tuple(quote for quote in article.quotes if quote.key in keys),
        mentions=tuple(mention for mention in article.mentions if mention.key in keys),
    )
