"""Small real classes that stand in for the models, and versions of the index made with them."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from qa_service.build import build
from qa_service.cities import Gazetteer
from qa_service.domain import Passage, Span
from qa_service.encoders import Progress, Role, Vectors
from qa_service.encoders.choose import Encoders
from qa_service.index.opened import open_version
from qa_service.retrieval.analyser import terms
from qa_service.retrieval.opened import retriever_over
from qa_service.search import Searcher
from qa_service.search.calibration import Calibration, Model
from qa_service.settings import Settings
from qa_service.text import language, sentences

MEANINGS = {
    "社保卡": "social security card",
    "丢": "lost",
    "补办": "reissue",
    "养老金": "pension",
    "几天": "how many days",
    "工作日": "working days",
    "银行": "bank",
    "挂失": "report loss",
    "电话": "telephone",
    "失业": "unemployment",
}
"""All the Chinese that `Bilingual` knows."""


class BagOfWords:
    """Texts as counts of their terms, each hashed to a dimension: likeness is shared words."""

    def __init__(self, name: str = "bag-of-words", dimension: int = 512) -> None:
        self.name = name
        self.dimension = dimension
        self.fingerprint = f"{name}/{dimension}"
        self.max_tokens = 48
        self.calls: list[tuple[Role, tuple[str, ...]]] = []
        """What was encoded, call by call."""

    def encode(
        self, texts: Sequence[str], role: Role = "passage", progress: Progress | None = None
    ) -> Vectors:
        self.calls.append((role, tuple(texts)))
        out = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(out, texts, strict=True):
            row[0] = 1e-3  # no text is nothing
            for term in terms(self.read(text)):
                row[zlib.crc32(term.encode()) % self.dimension] += 1
        if progress:
            progress(len(texts))
        unit: Vectors = out / np.linalg.norm(out, axis=1, keepdims=True)
        return unit

    def read(self, text: str) -> str:
        return text

    def count_tokens(self, text: str) -> int:
        return 2 + sum(len(word) if language(word) == "zh" else 1 for word in text.split())


class Bilingual(BagOfWords):
    """Reads the Chinese of `MEANINGS` as English, and no other Chinese."""

    def __init__(self) -> None:
        super().__init__("bilingual", 256)

    def read(self, text: str) -> str:
        if language(text) == "en":
            return text
        return " ".join(english for han, english in MEANINGS.items() if han in text)


def write_corpus(folder: Path, texts: Mapping[str, str]) -> Path:
    for source, text in texts.items():
        path = folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def build_index(root: Path, corpus: Path | Mapping[str, str], encoders: Encoders) -> Settings:
    """Builds `corpus`, a folder or texts by source, into a folder below `root`."""
    if not isinstance(corpus, Path):
        corpus = write_corpus(root / "corpus", corpus)
    settings = Settings(_env_file=None, corpus=corpus, index=root / "index")
    build(settings, encoders=encoders)
    return settings


BY_COVERAGE = Calibration(
    {
        "en": Model({"coverage": 20.0}, bias=-10.0, threshold=0.5),
        "zh": Model({"sentence": 20.0}, bias=-6.0, threshold=0.5),
    }
)
"""Confident when half of the question's words are found, in Chinese from a cosine of 0.3 on: the
fitted weights are for the cosines of other encoders."""


def open_with(settings: Settings, encoders: Encoders, calibration: Calibration) -> Searcher:
    """As `open_searcher`, with another calibration."""
    index = open_version(settings.index)
    retriever = retriever_over(index, encoders)
    return Searcher(index, retriever, Gazetteer.load(), calibration)


def passage(text: str, id: str = "", **fields: object) -> Passage:
    """A passage that is a whole source of its own, cut into sentences."""
    spans = tuple(Span(*span) for span in sentences(text))
    given: dict[str, object] = {
        "id": id or f"{zlib.crc32(text.encode()):08x}",
        "kind": "article",
        "text": text,
        "source": "a.txt",
        "start": 0,
        "end": len(text),
        "sha256": "0" * 64,
        "title": "A title",
        "sentences": spans,
    }
    return Passage(**(given | fields))  # type: ignore[arg-type]
