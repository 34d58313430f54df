"""The articles and laws of a corpus folder, read for an audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_service.audit.canonical import CanonicalLaw, read_laws
from qa_service.audit.quotations import audit
from qa_service.audit.verdicts import Finding
from qa_service.cities import Gazetteer
from qa_service.domain import Article, LawKey, Skipped
from qa_service.errors import IndexUnavailable
from qa_service.index.documents import Documents
from qa_service.index.layout import current_version, documents_path
from qa_service.ingest.articles import read_article
from qa_service.ingest.readers import iter_corpus


@dataclass(frozen=True)
class Audit:
    findings: tuple[Finding, ...]
    articles: int
    laws: tuple[CanonicalLaw, ...]
    skipped: tuple[Skipped, ...]


def audit_corpus(corpus: Path, *, index: Path | None = None, max_bytes: int = 5_000_000) -> Audit:
    """Every quotation in the corpus. `index`: where a version may be published, whose wordings are
    witnesses too. CorpusError when there is no such folder."""
    gazetteer = Gazetteer.load()
    articles: list[Article] = []
    skipped: list[Skipped] = []
    for source in iter_corpus(corpus):
        found = read_article(corpus, source, gazetteer, max_bytes=max_bytes)
        if isinstance(found, Skipped):
            skipped.append(found)
        else:
            articles.append(found)
    laws, no_laws = read_laws(corpus, max_bytes=max_bytes)
    known = published_wordings(index) if index is not None else {}
    findings = audit(articles, laws, known)
    return Audit(tuple(findings), len(articles), tuple(laws), (*skipped, *no_laws))


def published_wordings(index: Path) -> Mapping[LawKey, Sequence[str]]:
    """Wordings of the law articles in the live version; none when nothing can be read there."""
    try:
        documents = Documents(documents_path(index / current_version(index)))
    except IndexUnavailable:
        return {}
    try:
        return {law.key: law.variants for law in documents.laws()}
    except IndexUnavailable:
        return {}
    finally:
        documents.close()
