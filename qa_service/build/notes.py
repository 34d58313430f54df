"""What is known against the quotations of a version, most of which are as they were."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_service.audit import CanonicalLaw, read_laws, take_notes
from qa_service.domain import LawArticle, Skipped
from qa_service.index.notes import NOTES, NOTHING, Notes
from qa_service.index.opened import OpenIndex
from qa_service.index.staging import Staging


@dataclass(frozen=True)
class LawTexts:
    """The corpus's folder of laws."""

    laws: Sequence[CanonicalLaw]
    digests: Mapping[str, str]
    """By source, of those that could be read."""
    skipped: tuple[Skipped, ...]

    def were_of(self, before: OpenIndex) -> bool:
        """Whether the quotations of a version were compared with these very texts."""
        return before.manifest.law_texts == self.digests and NOTES in before.manifest.files


def read_law_texts(corpus: Path, max_bytes: int) -> LawTexts:
    laws, skipped = read_laws(corpus, max_bytes=max_bytes)
    return LawTexts(laws, {law.source: law.digest for law in laws}, tuple(skipped))


def merge_notes(
    staging: Staging,
    texts: LawTexts,
    laws: Sequence[LawArticle],
    before: OpenIndex | None,
    laws_before: Sequence[LawArticle],
    touched: Collection[str],
) -> Notes:
    """The notes of the version that `staging` holds and whose law articles are `laws`.

    `touched` are the sources that came, went or changed. The quotations of one law are judged
    beside one another, so a law that one of these quotes is audited again, with all its articles;
    if texts of laws changed, every law is.
    """
    if before is not None and texts.were_of(before):
        earlier = before.notes
        both = [*laws_before, *laws]
        again = {law.key.law for law in both if not set(touched).isdisjoint(law.quoted_by)}
    else:
        earlier = NOTHING
        again = {law.key.law for law in laws}
    sources = {source for law in laws if law.key.law in again for source in law.quoted_by}
    articles = staging.articles(sorted(sources))
    return take_notes(articles, texts.laws, only=again, before=earlier)
