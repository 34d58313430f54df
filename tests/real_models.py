"""The real encoders, loaded once in a process for all tests that need them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from qa_service.encoders.choose import Encoders, choose_encoders
from qa_service.settings import Settings

ROOT = Path(__file__).parents[1]

MODEL_CACHE = ROOT / "index" / ".cache"
"""Where the service keeps the exported encoder too: exporting takes half a minute, once."""


@cache
def encoders() -> Encoders:
    """Those of the default settings, the multilingual one only where it is installed."""
    return choose_encoders(Settings(_env_file=None, index=MODEL_CACHE.parent))
