"""Where a quotation that stands inside an article's own sentence ends."""

from __future__ import annotations

import re

from qa_service.ingest.laws.marks import QUOTATION_MARKS, is_normative, is_own_voice, is_prose
from qa_service.ingest.laws.opening import Opening
from qa_service.text import fold, sentences

_NEXT = re.compile(
    r"(?:(?:And|Also,?|Then) )?(?:Article|Art\.)\s+\d{1,3}(?:[.:,]?\s+[\"“]?[A-Z]|[^.;:]{0,40}:\s)"
    r"|第[\d一二三四五六七八九十百零〇]{1,7}条[\s:：\"“]"
)
"""Begins the next article of a law."""
_CLOSING = QUOTATION_MARKS | {"'": "'"}


def inline_end(text: str, begin: Opening, number: int, limit: int) -> int:
    """Where the quotation that begins inside a sentence, its article's number at `number`, ends:
    with the quotation mark before its words or its number, else with the sentence, else (behind a
    colon) where the article's own voice returns; never behind `limit`.
    """
    for opened in (text[begin.words - 1], text[max(0, number - 1)]):
        if opened in _CLOSING:
            close = text.find(_CLOSING[opened], begin.words, limit)
            if close > begin.words + 8:
                return close
    end = begin.words
    for span in sentences(text, begin.words, limit):
        sentence = text[span.start : span.end]
        if end > begin.words and _NEXT.match(sentence):
            break
        if end > begin.words and not (
            _continues(text[begin.words : end], sentence)
            or (
                begin.colon
                and not is_own_voice(sentence)
                and not is_prose(sentence)
                and is_normative(sentence)
            )
        ):
            break
        end = span.end
    return end


def _continues(quoted: str, sentence: str) -> bool:
    """Whether the sentence before goes on: a list was announced, or only a semicolon ended it."""
    return quoted.rstrip()[-1:] in ":：;；" or (
        bool(re.match(r"[(（][\d一二三四五六七八九十]+[)）]", sentence)) and ":" in fold(quoted)
    )
