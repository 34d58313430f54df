"""The beginning of a quotation, however it is worded, and what stands around its number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from qa_service.ingest.laws.marks import is_prose
from qa_service.laws.references import Binding, Reference

Form = Literal["alone", "plain", "stated", "cited"]


@dataclass(frozen=True)
class Opening:
    """The beginning of a quotation."""

    words: int
    """Where the law's own words begin."""
    form: Form
    """alone: the number has its line to itself; plain: "Article 58 The unit …"; stated: "Article 58
    stipulates that …"; cited: "According to Article 58, …"."""
    colon: bool = False
    """Introduced by a colon or a quotation mark, so that more than one sentence may follow."""


HAN_RANGE = r"\u4e00-\u9fff"
CAPTION = (
    r"(?:\s*[\[【][^\[\]【】\n]{1,80}[\]】]"
    r"|\s*[(（](?![一二三四五六七八九十]+[)）])(?=[A-Za-z\u4e00-\u9fff]{2})[^()（）\n]{2,60}[)）]"
    r"(?=\s*(?:[A-Z\u4e00-\u9fff]|$)))?"
)


LEAD = re.compile(
    r"(?:(?:and|but|so|therefore|thus|first|second|in addition|moreover|also|then|however"
    r"|in fact|reason"
    r"|answer|yes|no|hence|furthermore)\s*(?:[,:.]\s*)?)?"
    r"(?:(?P<sure>according to|pursuant to|as per|per|based on|on the basis of|by virtue of"
    r"|following"
    r"|as (?:clearly |expressly )?(?:stipulated|provided|required|prescribed|stated|specified"
    r"|laid down|set (?:out|forth)"
    r"|defined)(?: for)? (?:in|by|under)|as)"
    r"|(?P<loose>under|in accordance with|in line with|in terms of|by|in|in the light of"
    r"|with reference to))\s+"
    r"(?:(?:the\s+)?(?:relevant|related|national|state)\s+(?:laws?(?:\s+and\s+regulations)?"
    r"|regulations|provisions)\s*,\s*)?"
    r"(?:the\s+)?(?:(?:relevant |specific |clear |above |express )*"
    r"(?:provisions?|regulations?|rules?|stipulations?|requirements?|content|text)\s+(?:of|in"
    r"|under)\s+)?(?:the\s+)?$",
    re.I,
)
"""What stands between the beginning of a sentence and a law that it goes by."""


@dataclass(frozen=True)
class Around:
    """A reference and what stands around it."""

    text: str
    reference: Reference
    lead: str
    """What stands before it in its sentence, with its law's name."""
    end: int
    """Where it ends, with markup and remarks."""
    limit: int
    """Where its line ends, or what is read of that."""
    begins: bool
    """It (with its law's name) is the first thing of its line or stands behind a label."""
    in_block: bool
    """Inside a law's block, where bare numbers head paragraphs."""

    @cached_property
    def rest(self) -> str:
        """What stands behind it."""
        return self.text[self.end : self.limit]

    @property
    def named(self) -> bool:
        """The law's name stands beside the number."""
        return self.reference.binding in (Binding.AFTER, Binding.BEFORE)

    @property
    def own(self) -> bool:
        """Where a law may refer to its own articles."""
        return self.in_block and not self.named

    @cached_property
    def bare_lead(self) -> str:
        return self.lead.strip(" \t\"'“”‘’*_>《[【-")

    @property
    def first(self) -> bool:
        """Nothing stands before it."""
        return self.begins or not self.bare_lead

    def behind(self, match: re.Match[str]) -> int:
        """Where a match in `rest` ends in the text."""
        return self.end + match.end()

    def clause(self, start: int) -> str:
        return self.text[start : clause_end(self.text, start, self.limit)]


_CLAUSE_STOP = re.compile(
    r"[。！？]|[.!?](?=\s|$|[\u4e00-\u9fff\"”《【])|(?<=[a-z]{3})[.!?](?=[A-Z][a-z]*\s)"
)
_NEXT_LINE = re.compile(r"\s*\n\s*[\"“]?(?=\S)")


def clause_end(text: str, start: int, limit: int) -> int:
    stop = _CLAUSE_STOP.search(text, start, limit)
    return stop.end() if stop else limit


def quoted(
    around: Around, words: int, form: Form, *, quote: str | None, colon: bool
) -> Opening | None:
    """A quotation that is said to begin at `words`, or on the line below them; None for what no
    law says."""
    if quote is not None:
        return Opening(words, form, colon=True)
    clause = around.clause(words)
    if colon and not clause.strip():
        following = _NEXT_LINE.match(around.text, around.limit)
        return Opening(following.end(), form, colon=True) if following else None
    if len(clause.split()) < 4 and not re.search(rf"[{HAN_RANGE}]{{8}}", clause):
        return None
    return None if is_prose(clause) else Opening(words, form, colon)
