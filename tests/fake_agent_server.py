"""Serves the hand-made articles over stdio: python fake_agent_server.py FOLDER.

FOLDER/CURRENT names the version.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fake_library import FakeSearcher

from qa_service.api.state import Service
from qa_service.cli.mcp import run
from qa_service.settings import Settings

if __name__ == "__main__":
    current = Path(sys.argv[1], "CURRENT")

    def load() -> FakeSearcher:
        searcher = FakeSearcher()
        searcher.version = current.read_text("utf-8")
        return searcher

    run(
        Service(load, lambda: current.read_text("utf-8")),  # type: ignore[arg-type]
        Settings(_env_file=None),
    )
