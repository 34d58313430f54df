"""A service over a fake index as a process: python served_process.py FOLDER PORT [SECONDS].

FOLDER/CURRENT names the version; one called "broken" can't be opened. Every question takes SECONDS.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from fake_service import FakeSearcher

from qa_service.api.logs import configure_logging
from qa_service.api.state import Service
from qa_service.cli.serve import run
from qa_service.domain import Answer, Question
from qa_service.errors import CorruptIndex
from qa_service.settings import Settings

if __name__ == "__main__":
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 0.0

    class Slow(FakeSearcher):
        def ask(self, question: Question) -> Answer:
            time.sleep(seconds)
            return super().ask(question)

    def published() -> str:
        return (folder / "CURRENT").read_text("utf-8").strip()

    def load() -> Slow:
        if (version := published()) == "broken":
            raise CorruptIndex("a file is missing")
        return Slow(version)

    configure_logging("json")
    run(
        Service(load, published),  # type: ignore[arg-type]
        Settings(_env_file=None, port=port, cached_answers=0),
    )
