"""What is in the corpus folder, and whether it is what a version was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import qa_service
from qa_service.errors import CorpusError
from qa_service.ingest.readers import digest_on_disk, iter_corpus

RECIPE = (
    "domain.py",
    "text.py",
    "laws",
    "numerals.py",
    "alignment.py",
    "figures.py",
    "summaries.py",
    "ingest",
    "cities",
    "data/places.tsv",
    "build/builder.py",
    "build/doubts.py",
    "build/laws.py",
    "build/notes.py",
    "build/version.py",
    "audit/by_*.py",
    "audit/canonical.py",
    "audit/compare.py",
    "audit/judged.py",
    "audit/notes.py",
    "audit/quotations.py",
    "audit/verdicts.py",
    "index/notes.py",
    "index/staging.py",
    "retrieval/analyser.py",
    "retrieval/phrasebook.py",
    "retrieval/word_lists.py",
    "data/phrasebook.toml",
    "data/glossary.toml",
)
"""The parts of this package that decide what becomes of a file; folders with all they hold."""

LIBRARIES = (
    "charset-normalizer",
    "htmldate",
    "lxml",
    "opencc",
    "pypdf",
    "PyStemmer",
    "python-docx",
    "PyYAML",
    "rapidfuzz",
    "trafilatura",
)
"""The distributions that do, by what these parts import of them."""


def scan(root: Path, max_bytes: int) -> dict[str, str]:
    """Digest of every corpus file (its bytes and its sidecar's) by source, sorted. CorpusError when
    there is no such folder. Times don't matter."""
    if root.is_file():
        raise CorpusError(f"{root} is a file: name the folder of the articles")
    if not root.is_dir():
        raise CorpusError(f"there is no corpus folder {root}: create it and put articles in")
    return {source: digest_on_disk(root, source, max_bytes) for source in iter_corpus(root)}


def recipe(*settings: object) -> str:
    """Digest of what turns files into passages: this program and its libraries, so that an upgrade
    makes every version stale, and settings."""
    made_of = (_program(), [_version(name) for name in LIBRARIES], settings)
    return hashlib.sha256(repr(made_of).encode()).hexdigest()


def _version(distribution: str) -> str | None:
    """None where the extra that it belongs to is not installed."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


@cache
def _program() -> str:
    digest = hashlib.sha256()
    for path in _sources(Path(qa_service.__file__).parent):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(package: Path) -> Iterator[Path]:
    for pattern in RECIPE:
        for path in sorted(package.glob(pattern)):
            if path.is_dir():
                yield from sorted(p for p in path.rglob("*") if p.is_file() and p.suffix != ".pyc")
            else:
                yield path
