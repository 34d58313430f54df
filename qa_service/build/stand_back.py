"""A build next to a running service."""

from __future__ import annotations

import os

from qa_service.settings import Settings


def stand_back(settings: Settings) -> Settings:
    """Lets other processes go before this one and those that it starts, for good, and returns the
    settings with the encoder held to `build_threads`. Where the system knows no priorities, only
    that."""
    if hasattr(os, "nice"):
        os.nice(max(0, settings.build_nice - os.nice(0)))
    threads = settings.build_threads or settings.threads
    return settings.model_copy(update={"threads": threads})
