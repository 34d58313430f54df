"""Every quotation of a law article, judged against the law's text or the other quotations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qa_service.alignment import likeness
from qa_service.audit.canonical import CanonicalLaw
from qa_service.audit.compare import Comparison, Wording, compare
from qa_service.audit.verdicts import BAD, Finding, Verdict
from qa_service.domain import Article, LawKey, LawQuote
from qa_service.figures import Figure
from qa_service.text import squeeze

_SAME = 0.97
"""Share of common words from which a quotation has another article's words: neighbours such as the
articles on work injury and on maternity differ in more."""
_OWN = 0.6
"""Below this a quotation does not have the words of its own article."""
_MOST = 30
"""Other wordings of an article that a quotation is compared with."""
PUBLISHED = "the published version"

_RANK: Mapping[Verdict, int] = {
    "number changed": 0, "negation lost": 1, "wrong article number": 2, "exact": 3, "truncated": 4,
    "variant": 5, "unchecked": 6,
}  # fmt: skip


@dataclass(frozen=True)
class _Quotation:
    source: str
    quote: LawQuote
    wording: Wording


def audit(
    articles: Iterable[Article],
    laws: Sequence[CanonicalLaw] = (),
    published: Mapping[LawKey, Sequence[str]] | None = None,
) -> list[Finding]:
    """A finding for every quotation, by source and place.

    A law among `laws` decides where it has the article. Else the majority does: what the quotations
    of an article from different sources say, and the wordings `published` before. Where they stand
    one against one, both are named, as disputed.
    """
    quotations: dict[LawKey, list[_Quotation]] = defaultdict(list)
    for article in articles:
        for quote in article.quotes:
            words = article.source.text[quote.words : quote.span.end]
            source = article.source.source
            quotations[quote.key].append(_Quotation(source, quote, Wording(words, source)))
    canonical: dict[LawKey, list[Wording]] = defaultdict(list)
    for law in laws:
        for number, words in law.articles.items():
            canonical[law.key(number)].append(Wording(words, law.source))
    whole = {law.law for law in laws if law.whole}
    witnesses = _witnesses(quotations, published or {})
    findings = []
    for key, quoted in quotations.items():
        for quotation in quoted:
            if key in canonical or key.law in whole:
                finding = _by_law(quotation, canonical)
            else:
                finding = _by_majority(quotation, witnesses)
            findings.append(finding)
    return sorted(findings, key=lambda f: (f.source, f.span))


def _witnesses(
    quotations: Mapping[LawKey, Sequence[_Quotation]], published: Mapping[LawKey, Sequence[str]]
) -> dict[LawKey, list[Wording]]:
    """All wordings by article. What was published before and stands in the corpus still is in it
    once."""
    witnesses = {key: [q.wording for q in quoted] for key, quoted in quotations.items()}
    for key, wordings in published.items():
        known = {wording.letters for wording in witnesses.get(key, ())}
        for words in wordings:
            old = Wording(_without_number(words), PUBLISHED)
            if not any(old.letters in letters or letters in old.letters for letters in known):
                witnesses.setdefault(key, []).append(old)
    return witnesses


def _without_number(words: str) -> str:
    """ "Article 58 An employing unit …" from its first word on."""
    from qa_service.audit.canonical import parse_law

    first, _, rest = words.partition("\n")
    parsed = parse_law(first)
    return "\n".join([next(iter(parsed.values())), rest]).strip() if parsed else words


# --- by the law's own text ----------------------------------------------------------------------


def _by_law(quotation: _Quotation, canonical: Mapping[LawKey, Sequence[Wording]]) -> Finding:
    key = quotation.quote.key
    own = canonical.get(key, ())
    judged = [(compare(quotation.wording, text), text) for text in own]
    best = min(judged, key=lambda pair: _preference(pair[0]), default=None)
    if best is None or not best[0].copied:
        others = {k: v for k, v in canonical.items() if k.law == key.law and k != key}
        if (wrong := _article_of(quotation.wording, others)) is not None:
            number, text = wrong
            return _wrong_number(quotation, number.article, text.source)
        if best is None:
            return _finding(
                quotation, "wrong article number", f"the law has no Article {key.article}"
            )
    comparison, text = best
    return _finding(quotation, comparison.verdict, _detail(comparison), text.source, comparison)


def _preference(comparison: Comparison) -> tuple[bool, int]:
    """Of several texts of one law (translations) the one that a quotation was copied from."""
    return not comparison.copied, -_RANK[comparison.verdict] if comparison.copied else 0


def _article_of(
    wording: Wording, others: Mapping[LawKey, Sequence[Wording]]
) -> tuple[LawKey, Wording] | None:
    """The article whose words these are, if they are another's."""
    for key, texts in others.items():
        for text in texts:
            if _same_words(wording, text):
                return key, text
    return None


def _same_words(one: Wording, other: Wording) -> bool:
    shorter, longer = sorted((one.letters, other.letters), key=len)
    if len(shorter) >= 40 and shorter in longer:
        return True
    if one.lang != other.lang or min(len(one.tokens), len(other.tokens)) < 8:
        return False
    return likeness(one.tokens, other.tokens) >= _SAME


# --- by the majority ----------------------------------------------------------------------------


def _by_majority(quotation: _Quotation, witnesses: Mapping[LawKey, Sequence[Wording]]) -> Finding:
    key, wording = quotation.quote.key, quotation.wording
    others = [w for w in witnesses[key] if w.source != quotation.source]
    if (finding := _wrong_by_majority(quotation, others, witnesses)) is not None:
        return finding
    if not others:
        return _finding(quotation, "unchecked", "nobody else quotes this article")
    distinct = list({w.letters: w for w in reversed(others)}.values())[::-1][:_MOST]
    compared = [(compare(wording, other), other) for other in distinct]
    for comparison, other in compared:
        if comparison.verdict not in BAD:
            continue
        mine, theirs = _votes(quotation, comparison, other, witnesses[key])
        if mine > theirs:
            continue
        disputed = mine == theirs
        detail = _detail(comparison)
        if disputed:
            detail += f"; {mine} say one thing and {theirs} the other, put the law into laws/"
        return _finding(
            quotation, comparison.verdict, detail, other.source, comparison, disputed=disputed
        )
    fine = [pair for pair in compared if pair[0].verdict not in BAD]
    if not fine:
        return _finding(quotation, "variant", "the others are wrong")
    comparison, other = min(fine, key=lambda pair: _RANK[pair[0].verdict])
    return _finding(quotation, comparison.verdict, _detail(comparison), other.source, comparison)


def _votes(
    quotation: _Quotation, comparison: Comparison, other: Wording, witnesses: Sequence[Wording]
) -> tuple[int, int]:
    """Sources that say what the quotation says, and what the other says."""
    mine, theirs = {quotation.source}, {other.source}
    figures = [pair for pair in comparison.numbers if isinstance(pair[0], Figure)]
    for witness in witnesses:
        if figures:
            one = _has(witness, quotation.wording, [a for a, _ in figures])
            two = _has(witness, other, [b for _, b in figures])
        else:
            one = compare(witness, quotation.wording).verdict in ("exact", "truncated")
            two = compare(witness, other).verdict in ("exact", "truncated")
        if one and not two:
            mine.add(witness.source)
        elif two and not one:
            theirs.add(witness.source)
    return len(mine), len(theirs)


def _has(witness: Wording, wording: Wording, figures: Sequence[Figure | str]) -> bool:
    """Whether a witness has each of the figures at least as often as `wording` has it."""
    have = [figure.kind for figure in witness.figures]
    want = [figure.kind for figure in wording.figures]
    kinds = [f.kind for f in figures if isinstance(f, Figure)]
    return all(have.count(kind) >= want.count(kind) for kind in kinds)


def _wrong_by_majority(
    quotation: _Quotation, own: Sequence[Wording], witnesses: Mapping[LawKey, Sequence[Wording]]
) -> Finding | None:
    """Words that other sources give another article, and none this one."""
    key, wording = quotation.quote.key, quotation.wording
    if any(_like(wording, other) for other in own):
        return None
    for there, texts in witnesses.items():
        if there.law != key.law or there == key:
            continue
        same = {t.source for t in texts if _same_words(wording, t)} - {quotation.source}
        if not same:
            continue
        # One against one: whoever alone gives the article these words is as likely right.
        disputed = len(same) == 1 and not own
        return _wrong_number(quotation, there.article, ", ".join(sorted(same)[:3]), disputed)
    return None


def _like(one: Wording, other: Wording) -> bool:
    shorter, longer = sorted((one.letters, other.letters), key=len)
    return shorter in longer or (
        one.lang == other.lang and likeness(one.tokens, other.tokens) >= _OWN
    )


# --- findings -----------------------------------------------------------------------------------


def _wrong_number(
    quotation: _Quotation, number: int, against: str, disputed: bool = False
) -> Finding:
    detail = f"these are the words of Article {number}"
    if disputed:
        detail += " elsewhere; one says so and one otherwise, put the law into laws/"
    return _finding(quotation, "wrong article number", detail, against, disputed=disputed)


def _detail(comparison: Comparison) -> str:
    if comparison.numbers:
        said = (f"{quoted} instead of {right}" for quoted, right in comparison.numbers)
        return "; ".join(dict.fromkeys(squeeze(part) for part in said))
    return comparison.detail


def _finding(
    quotation: _Quotation,
    verdict: Verdict,
    detail: str = "",
    against: str = "",
    comparison: Comparison | None = None,
    *,
    disputed: bool = False,
) -> Finding:
    return Finding(
        source=quotation.source,
        key=quotation.quote.key,
        span=quotation.quote.span,
        verdict=verdict,
        detail=detail,
        against=against,
        changes=comparison.changes if comparison is not None else (),
        disputed=disputed,
        quoted=quotation.wording.text,
    )
