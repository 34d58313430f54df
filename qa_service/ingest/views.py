"""The text that is embedded for a passage: its own words under what they are about."""

from __future__ import annotations

from collections.abc import Sequence

from qa_service.ingest.headings import without_marker
from qa_service.text import fold, squeeze


def embedded_text(title: str, cities: Sequence[str], path: Sequence[str], text: str) -> str:
    """The text that stands for a passage in the index: its cities, unless the title names them, and
    its title in the first line, its heading path without numbers in the second, then its words with
    white space folded. Empty parts have no line."""
    places = ", ".join(c for c in cities if fold(c) not in fold(title))
    first = ": ".join(part for part in (places, squeeze(title)) if part)
    second = " > ".join(map(without_marker, path))
    return "\n".join(line for line in (first, second, squeeze(text)) if line)


def sentence_text(title: str, path: Sequence[str], sentence: str) -> str:
    """The text that stands for one sentence: "TITLE > HEADING: sentence". Alone, a sentence such as
    "Payment day: the 15th" does not say what is paid, nor where."""
    about = " > ".join(part for part in (squeeze(title), *map(without_marker, path)) if part)
    return f"{about}: {squeeze(sentence)}" if about else squeeze(sentence)
