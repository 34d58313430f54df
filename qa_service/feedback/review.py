"""From a question somebody complained about to a gold question: only with a quote that a person has
set, and only if it stands in the source."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from qa_service.cities import Gazetteer
from qa_service.domain import Reason
from qa_service.errors import GoldError
from qa_service.evaluation.gold import read_gold
from qa_service.feedback.store import Entry
from qa_service.search.verify import Text, holds
from qa_service.text import language, squeeze


def promote(
    entry: Entry,
    gold: Path,
    *,
    source: str | None = None,
    quote: str | None = None,
    reason: Reason | None = None,
    answer: str = "",
    text_of: Callable[[str], str],
    gazetteer: Gazetteer,
) -> str:
    """Adds the question to the gold file and returns its id there. A city that was given beside the
    question goes into its words, since gold questions are asked by these alone.

    Either `source` and `quote` say what answers it (`text_of(source)` must hold the quote, white
    space apart), or `reason` says why nothing does. GoldError, and nothing written, when neither or
    both do, when the quote does not stand in the source, or when the question is there already;
    UnknownSource from `text_of`.
    """
    if (reason is None) != (bool(source) and bool(quote)):
        raise GoldError("give either a source and a quote from it, or the reason for no answer")
    question, lang = entry.question, language(entry.question)
    cities = list(gazetteer.cities_in(question, fuzzy=True))
    if entry.city and (place := gazetteer.resolve(entry.city)) and place.of_city:
        if not cities:
            question = f"{place.zh}：{question}" if lang == "zh" else f"{place.name}: {question}"
        cities = [place.of_city]
    record: dict[str, object] = {
        "id": f"feedback-{entry.id}",
        "question": question,
        "lang": lang,
        "city": cities[0] if len(cities) == 1 else None,
        "cities": cities,
        "category": "feedback",
        "answerable": reason is None,
        "reason": reason,
        "relevant": [],
        "law": [],
        "answer": answer,
        "note": f"from feedback {entry.id}",
    }
    if source and quote:
        if not holds(Text(source, text_of(source)), quote):
            raise GoldError(f"the quote does not stand in {source}: copy it word for word")
        record["relevant"] = [{"source": source, "quote": squeeze(quote)}]
    _append(gold, record)
    return str(record["id"])


def _append(gold: Path, record: dict[str, object]) -> None:
    """All or nothing: the new file is read as gold before it takes the old one's place."""
    before = gold.read_bytes() if gold.exists() else b""
    # What is wrong with the old file must not be said of the new one, which nobody finds.
    if before.strip():
        for known in read_gold(gold):
            if known.id == record["id"] or known.question == record["question"]:
                raise GoldError(f"{gold} has this question already, as {known.id}")
    gap = b"" if not before or before.endswith(b"\n") else b"\n"
    line = json.dumps(record, ensure_ascii=False).encode() + b"\n"
    gold.parent.mkdir(parents=True, exist_ok=True)
    beside = gold.with_name(f".{gold.name}-{secrets.token_hex(4)}")
    try:
        beside.write_bytes(before + gap + line)
        read_gold(beside)
        os.replace(beside, gold)
    finally:
        beside.unlink(missing_ok=True)
