"""A question as the channels want it: its vectors and its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa_service.domain import Language
from qa_service.encoders import Vectors
from qa_service.retrieval.dense import DenseChannels
from qa_service.text import language


@dataclass(frozen=True)
class EncodedQuestion:
    text: str
    lang: Language
    terms: tuple[str, ...]
    """Distinct, in order, misspelt ones corrected."""
    expansion: tuple[str, ...]
    """Terms that the question's things go by elsewhere."""
    main: Vectors | None
    """Its `DenseChannels.parts` by the main encoder; None where that doesn't know the language."""
    topic_main: Vectors | None
    """(1, d): the question without the names of places."""
    multilingual: Vectors | None
    topic_multilingual: Vectors | None
    topic_terms: tuple[str, ...]


def encode_questions(
    questions: Sequence[str],
    topics: Sequence[str],
    main: DenseChannels,
    multilingual: DenseChannels | None,
    terms: Callable[[str], tuple[str, ...]],
    expansion: Callable[[str], tuple[str, ...]],
    spelt: Callable[[str], str],
) -> list[EncodedQuestion]:
    """All in one batch for each encoder that they need: the main one for English, the multilingual
    one for any other language, and for English too where the main space lacks passages."""
    langs = [language(question) for question in questions]
    parts = [
        [*DenseChannels.parts(spelt(question)), spelt(topic)]
        for question, topic in zip(questions, topics, strict=True)
    ]
    needs_main = [lang == "en" or multilingual is None for lang in langs]
    needs_multilingual = [lang != "en" or not main.complete for lang in langs]
    by_main = _encode(main, parts, needs_main)
    by_multilingual = _encode(multilingual, parts, needs_multilingual)
    return [
        EncodedQuestion(
            text, lang, terms(text), expansion(text), *_split(own), *_split(other), terms(topic)
        )
        for text, topic, lang, own, other in zip(
            questions, topics, langs, by_main, by_multilingual, strict=True
        )
    ]


def _encode(
    channels: DenseChannels | None, parts: Sequence[Sequence[str]], wanted: Sequence[bool]
) -> list[Vectors | None]:
    # Most questions name no place, so that whole and topic are one text.
    texts = dict.fromkeys(t for part, want in zip(parts, wanted, strict=True) if want for t in part)
    if channels is None or not texts:
        return [None] * len(parts)
    vectors = channels.encoder.encode(list(texts), "query")
    row = {text: number for number, text in enumerate(texts)}
    return [
        vectors[[row[text] for text in part]] if want else None
        for part, want in zip(parts, wanted, strict=True)
    ]


def _split(encoded: Vectors | None) -> tuple[Vectors | None, Vectors | None]:
    """The question's parts, and its topic, which stands last."""
    return (None, None) if encoded is None else (encoded[:-1], encoded[-1:])
