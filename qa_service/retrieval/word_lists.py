"""The package's lists of words and phrases, as their files hold them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any


def glossary() -> Sequence[Sequence[str]]:
    """Groups of names for one thing."""
    groups: Sequence[Sequence[str]] = _read("glossary")["groups"]
    return groups


def topics() -> Mapping[str, Sequence[str]]:
    """What the service is about ("in_scope") and what it is not ("out_of_scope")."""
    return _read("topics")


def phrases() -> Mapping[str, str]:
    """Chinese phrases with their English."""
    return {zh: en for section in _read("phrasebook").values() for zh, en in section.items()}


def everyday() -> Mapping[str, str]:
    """Phrases of everyday English with the words that articles use."""
    listed: Mapping[str, Sequence[str]] = _read("everyday")
    return {phrase: official for official, phrases in listed.items() for phrase in phrases}


def abroad() -> Mapping[str, Sequence[str]]:
    """Names of other countries, of their people and of their cities, in English and Chinese."""
    return _read("abroad")


@cache
def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((files("qa_service") / "data" / f"{name}.toml").read_text("utf-8"))
