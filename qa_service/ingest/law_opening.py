"""The beginning of a quotation, however it is worded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from qa_service.ingest.law_marks import is_prose

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


def clause_end(text: str, start: int, limit: int) -> int:
    stop = re.compile(r"[。！？]|[.!?](?=\s|$|[\u4e00-\u9fff\"”《【])").search(text, start, limit)
    return stop.end() if stop else limit


def quoted(
    text: str, words: int, limit: int, form: Form, quote: str | None, *, colon: bool
) -> Opening | None:
    clause = text[words : clause_end(text, words, limit)]
    if quote is None and not clause.strip() and colon:
        following = re.compile(r"\s*\n\s*[\"“]?(?=\S)").match(text, limit)
        return Opening(following.end(), form, True) if following else None
    if quote is None and (
        len(clause.split()) < 4 and not re.search(rf"[{HAN_RANGE}]{{8}}", clause)
    ):
        return None
    if quote is None and is_prose(clause):
        return None
    return Opening(words, form, colon or quote is not None)
