"""What a version says about itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from qa_service.domain import Span
from qa_service.errors import CorruptIndex
from qa_service.index.layout import MANIFEST, REMEDY, SPACES

FORMAT = 3
"""Raised whenever a file of a version changes its meaning; another format is refused."""


@dataclass(frozen=True)
class EncoderRecord:
    """The encoder that made a version's vectors, as far as it determines them."""

    name: str
    fingerprint: str
    """Changes with the weights and with everything else that changes a vector."""
    dimension: int
    max_tokens: int


@dataclass(frozen=True)
class Group:
    """Passages about the same places, as a half-open range of ordinals."""

    cities: tuple[str, ...]
    provinces: tuple[str, ...]
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True)
class Counts:
    articles: int
    passages: int
    laws: int
    sentences: int


@dataclass(frozen=True)
class FileRecord:
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The builder fills in what it knows; the fields from `format` on are set by publishing."""

    counts: Counts
    groups: tuple[Group, ...]
    """In the order of their ranges, which together are all passages."""
    recipe: str = ""
    """Digest of the program, its libraries and the settings that make passages of a file: a version
    of the same recipe and encoders can be continued."""
    encoders: tuple[EncoderRecord, ...] = ()
    spaces: Mapping[str, str] = field(default_factory=dict)
    """Name of the encoder by the name of the space that it made."""
    lexical: Mapping[str, str] = field(default_factory=dict)
    """Name of the analyser by the name of the lexical store."""
    law_texts: Mapping[str, str] = field(default_factory=dict)
    """Digest by source of the laws' texts that quotations were compared with."""
    reason: str | None = None
    """Why it was published in spite of the gate."""
    format: int = FORMAT
    version: str = ""
    created: str = ""
    """ISO 8601, UTC."""
    files: Mapping[str, FileRecord] = field(default_factory=dict)
    """By path in the version's folder, with forward slashes; the manifest itself is not in it."""

    def encoder(self, space: str) -> EncoderRecord:
        """The encoder that made a space."""
        return next(e for e in self.encoders if e.name == self.spaces[space])

    def without_spaces(self) -> Manifest:
        """As if the version had no vectors."""
        files = {n: file for n, file in self.files.items() if not n.startswith(f"{SPACES}/")}
        return replace(self, spaces={}, files=files)


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Writes the file; making it durable is the caller's."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    path.write_text(text, encoding="utf-8")


def seal(manifest: Manifest) -> str:
    """Six hexadecimal digits that end the version's name, so that the name checks the manifest."""
    # By way of JSON, so that what is sealed is what will be read again. ValueError for NaN.
    return _seal(json.loads(json.dumps(asdict(manifest), allow_nan=False)))


def read_manifest(folder: Path, version: str) -> Manifest:
    """The manifest in `folder`, checked against the version's name. CorruptIndex when it is
    missing, altered or of another format."""
    path = folder / MANIFEST
    try:
        fields = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise CorruptIndex(f"{path} is missing; {REMEDY}") from None
    except ValueError as error:
        raise CorruptIndex(f"{path} is damaged ({error}); {REMEDY}") from None
    if not isinstance(fields, dict) or fields.get("format") != FORMAT:
        found = fields.get("format") if isinstance(fields, dict) else None
        raise CorruptIndex(f"{path} has format {found}, not {FORMAT}; {REMEDY}")
    if fields.get("version") != version or not version.endswith("-" + _seal(fields)):
        raise CorruptIndex(f"{path} has been altered; {REMEDY}")
    try:
        return _adapter().validate_python(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise CorruptIndex(f"{path} is damaged ({where}: {first['msg']}); {REMEDY}") from None


def _seal(fields: Mapping[str, Any]) -> str:
    content = {name: value for name, value in fields.items() if name != "version"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:6]


@cache
def _adapter() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)
