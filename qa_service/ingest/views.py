"""The text that is embedded for a passage: its own words under what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa_service.ingest.headings import without_marker
from qa_service.text import fold, squeeze


@dataclass(frozen=True)
class Context:
    """What stands before a passage's own words in its embedded text."""

    title: bool = True
    cities: bool = True
    path: bool = True


FULL_CONTEXT = Context()


def embedded_text(
    title: str,
    cities: Sequence[str],
    path: Sequence[str],
    text: str,
    context: Context = FULL_CONTEXT,
) -> str:
    """The text that stands for a passage in the index: its cities, unless the title names them, and
    its title in the first line, its heading path without numbers in the second, then its words with
    white space folded. Parts that `context` leaves out, and empty ones, have no line."""
    named = fold(title) if context.title else ""
    places = ", ".join(c for c in cities if fold(c) not in named) if context.cities else ""
    first = ": ".join(part for part in (places, squeeze(title) if context.title else "") if part)
    second = " > ".join(without_marker(h) for h in path) if context.path else ""
    return "\n".join(line for line in (first, second, squeeze(text)) if line)


def sentence_text(title: str, path: Sequence[str], sentence: str) -> str:
    """The text that stands for one sentence: "TITLE > HEADING: sentence". Alone, a sentence such as
    "Payment day: the 15th" does not say what is paid, nor where."""
    about = " > ".join(part for part in (squeeze(title), *map(without_marker, path)) if part)
    return f"{about}: {squeeze(sentence)}" if about else squeeze(sentence)
