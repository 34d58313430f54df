"""The texts of laws, as whoever runs the service has put them into `corpus/laws/`.

One file a law, of any format that articles have, named as the law ("Social Insurance Law.md",
社会保险法.txt) or with a `title` in its front matter or sidecar. Each article begins a line with
its number: "Article 58 …", "Article Fifty-eight …", 第五十八条. What stands before the first
article, and the titles of parts and chapters, is left out. An excerpt is welcome too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from qa_service.domain import DateOrigin, Language, LawKey, Skipped
from qa_service.ingest.laws.marks import CHAPTER
from qa_service.ingest.readers import iter_laws, read
from qa_service.laws.canonical import canonical_law
from qa_service.numerals import DIGITS, HAN, WORDS, parse_number
from qa_service.text import fold, language

_HEAD = re.compile(
    rf"[ \t#>*_]*(?:article[ \t]+(?P<english>{DIGITS}|{WORDS})|第[ \t]*(?P<han>{HAN})[ \t]*条)"
    r"(?P<more>之[一二三四五六七八九十])?[*_]*[ \t]*[.:、,\-]*[ \t\u3000]*"
)
_LAW_WORD = re.compile(r"\b(?:law|code|act|regulations?|measures|provisions|rules)\b|[法例定则]")
_GOES_ON = re.compile(r"(?:of|and|or|to|in|is)\b|[的和至与或、]|规定")


@dataclass(frozen=True)
class CanonicalLaw:
    """A law's own text."""

    law: str
    """Canonical name."""
    source: str
    """Path in the corpus."""
    articles: Mapping[int, str]
    """Words of each article, without its number."""
    lang: Language
    date: str | None = None
    date_origin: DateOrigin | None = None
    digest: str = field(default="", compare=False)
    """Of what it was read from."""

    def key(self, number: int) -> LawKey:
        return LawKey(self.law, number)

    @property
    def whole(self) -> bool:
        """Whether it is the law from its first article on, not an excerpt."""
        return set(self.articles) == set(range(1, max(self.articles) + 1))


def read_laws(
    corpus: Path, *, max_bytes: int = 5_000_000
) -> tuple[list[CanonicalLaw], list[Skipped]]:
    """The laws in the corpus's folder of laws, by name, and the files that are none. Without the
    folder there are none."""
    laws, skipped = [], []
    for source in iter_laws(corpus):
        found = read(corpus, source, max_bytes=max_bytes)
        if isinstance(found, Skipped):
            skipped.append(found)
            continue
        articles = parse_law(found.text)
        if not articles:
            reason = 'no article in it: begin each with "Article 1" or 第一条 on a line of its own'
            skipped.append(Skipped(source, reason))
            continue
        stem = PurePosixPath(source).stem.replace("_", " ")
        named = _name(found.title, stem)
        laws.append(
            CanonicalLaw(
                named,
                source,
                articles,
                language(found.text),
                found.date,
                found.date_origin,
                found.digest,
            )
        )
    return sorted(laws, key=lambda law: (law.law, law.source)), skipped


def _name(title: str | None, stem: str) -> str:
    """A heading of the file's own is believed only where it looks like a law's name."""
    named = title and _LAW_WORD.search(fold(title))
    return canonical_law(title if title and named else stem)


def parse_law(text: str) -> dict[int, str]:
    """Words of the articles by number.

    A line that begins with a number that does not follow on, such as "Article 63 of this Law", is a
    wrapped line and no beginning. The first article of a number counts.
    """
    articles: dict[int, list[str]] = {}
    number = 0
    for line in text.split("\n"):
        folded = fold(line)
        head = _HEAD.match(folded)
        if head is not None and (found := parse_number(head["english"] or head["han"])):
            rest = folded[head.end() :]
            follows = found > number and not _GOES_ON.match(rest)
            if head["more"] is None and follows:
                number = found
                articles[number] = [line[head.end() :]]
                continue
        if number and not CHAPTER.match(re.sub(r"^[\s#*]+", "", folded)):
            articles[number].append(line)
    words = {n: "\n".join(lines).strip().strip("*#").strip() for n, lines in articles.items()}
    return {n: found for n, found in words.items() if found}
