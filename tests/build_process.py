"""A build as a process: python build_process.py CORPUS INDEX [--slow] [--many] [--watch].

Prints the texts of each slice that it embeds, as JSON, a line each. --slow: waits after each.
--many: reads the corpus in two processes, however few the files are. --watch: builds after every
change, until it is killed.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from fake_encoder import HashedWords

from qa_service.build import articles, build, embed, watch
from qa_service.encoders import Progress, Role, Vectors
from qa_service.encoders.choose import Encoders
from qa_service.settings import Settings


class Saying(HashedWords):
    def encode(
        self, texts: Sequence[str], role: Role = "passage", progress: Progress | None = None
    ) -> Vectors:
        print(json.dumps(list(texts)), flush=True)
        if "--slow" in sys.argv:
            time.sleep(1)
        return super().encode(texts, role, progress)


if __name__ == "__main__":
    embed._SLICE = 4
    if "--many" in sys.argv:
        articles._MANY = 1
    settings = Settings(
        _env_file=None, corpus=Path(sys.argv[1]), index=Path(sys.argv[2]), build_threads=2
    )
    encoders = Encoders(Saying(), main_is_english=False)
    if "--watch" in sys.argv:
        watch(
            settings.corpus, lambda: build(settings, encoders=encoders), interval=0.05, settle=0.1
        )
    build(settings, encoders=encoders)
