"""Any sentence-transformers model, on torch. The only module that imports either."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np

from qa_service.encoders import Progress, Role, Vectors
from qa_service.errors import EncoderError

logger = logging.getLogger(__name__)

_BATCH = 32


class SentenceTransformerEncoder:
    """A model by hub name or folder; on a GPU when torch sees one."""

    def __init__(
        self,
        model: str | Path,
        *,
        name: str | None = None,
        fingerprint: str | None = None,
        query_prefix: str = "",
        passage_prefix: str = "",
        question_changes: Path | None = None,
        threads: int = 0,
    ) -> None:
        """`question_changes`: by which the weights differ where questions are read."""
        import torch
        from sentence_transformers import SentenceTransformer

        if threads:
            torch.set_num_threads(threads)
        try:
            # The download of a model from the hub is long: that one keeps its bars.
            with _without_remarks() if Path(model).is_dir() else nullcontext():
                self._model = SentenceTransformer(str(model))
        except (OSError, ValueError) as error:
            raise EncoderError(
                f"the encoder {model} can't be loaded: {error}. Give a folder, or a hub name on a "
                "machine that reaches the hub"
            ) from error
        self._for_questions = self._model
        if question_changes is not None:
            self._for_questions = deepcopy(self._model)
            _change(self._for_questions[0].auto_model, question_changes)
        self.name = name or str(model)
        self._prefixes: dict[Role, str] = {"query": query_prefix, "passage": passage_prefix}
        # Counting and encoding each set the one tokenizer anew.
        self._lock = threading.Lock()
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens = int(self._model.max_seq_length or 512)
        self.fingerprint = fingerprint or self._fingerprint()

    def _fingerprint(self) -> str:
        import torch

        digest = hashlib.sha256(
            repr((self.max_tokens, sorted(self._prefixes.items()), str(self._model))).encode()
        )
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            # As bytes, since numpy has no bfloat16.
            flat = tensor.detach().cpu().contiguous().view(-1).view(torch.uint8)
            digest.update(flat.numpy().tobytes())
        return digest.hexdigest()[:32]

    def encode(
        self, texts: Sequence[str], role: Role = "passage", progress: Progress | None = None
    ) -> Vectors:
        out = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            with self._lock:
                out[start : start + len(batch)] = self._encode_batch(batch, role)
            if progress:
                progress(len(batch))
        return out

    def _encode_batch(self, texts: Sequence[str], role: Role) -> Vectors:
        pieces: list[str] = []
        owner: list[int] = []
        for position, text in enumerate(texts):
            for piece in self._within_limit(text, role):
                pieces.append(self._prefixes[role] + piece)
                owner.append(position)
        model = self._for_questions if role == "query" else self._model
        vectors = model.encode(
            pieces, convert_to_numpy=True, normalize_embeddings=True, show_progress_bar=False
        )
        summed = np.zeros((len(texts), self.dimension), np.float32)
        np.add.at(summed, owner, vectors)
        unit: Vectors = summed / np.linalg.norm(summed, axis=1, keepdims=True)
        return unit

    def _within_limit(self, text: str, role: Role) -> list[str]:
        """Raises EncoderError where the prefix leaves no room for a text."""
        if self._count(self._prefixes[role] + text) <= self.max_tokens:
            return [text]
        if len(text) < 2:
            raise EncoderError(
                f"the {role} prefix {self._prefixes[role]!r} leaves no room in the "
                f"{self.max_tokens} tokens that {self.name} reads: set a shorter one"
            )
        middle = _middle(text)
        return self._within_limit(text[:middle], role) + self._within_limit(text[middle:], role)

    def _count(self, text: str) -> int:
        return len(self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"])

    def count_tokens(self, text: str) -> int:
        with self._lock:
            return self._count(self._prefixes["passage"] + text)


def _middle(text: str) -> int:
    """Where a text is halved: at the blank nearest to the middle, if there is any."""
    middle = len(text) // 2
    blanks = (found.start() for found in re.finditer(r"(?<=\S)\s", text))
    return min(blanks, key=lambda at: abs(at - middle), default=middle)


def _change(model: Any, changes: Path) -> None:
    """Adds up · down to each weight of a module that `changes` has these factors of."""
    import torch
    from safetensors.torch import load_file

    factors = load_file(changes)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if f"{name}.up" in factors:
                weight += factors[f"{name}.up"].float() @ factors[f"{name}.down"].float()


def export_onnx(folder: Path, target: Path, changes: Path | None = None) -> None:
    """Writes the encoder in `folder` (a BERT with mean pooling) as one ONNX file, its weights with
    the `changes`, if there are any.

    Inputs `input_ids` and `attention_mask`, both int64 (batch, sequence); output `vectors`, float32
    (batch, dimension), of length 1.
    """
    import torch
    from transformers import AutoModel

    class MeanPooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = AutoModel.from_pretrained(
                folder, attn_implementation="eager", local_files_only=True
            )
            if changes is not None:
                _change(self.bert, changes)

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask)[0]
            mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
            pooled = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(pooled, dim=1)

    # A warning, so that a shell which configures no logging tells why it takes so long.
    what = "passages" if changes is None else "questions"
    logger.warning(f"Preparing the encoder of {what} for ONNX Runtime: once, half a minute.")
    batch, sequence = torch.export.Dim("batch"), torch.export.Dim("sequence", max=512)
    example = torch.ones((2, 8), dtype=torch.int64)
    with _without_remarks():
        program = torch.onnx.export(
            MeanPooled().eval(),
            (example, example.clone()),
            dynamo=True,
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_shapes=({0: batch, 1: sequence}, {0: batch, 1: sequence}),
            verbose=False,
        )
    if program is None:
        raise EncoderError("torch exported nothing")
    program.save(str(target), external_data=False)


@contextmanager
def _without_remarks() -> Iterator[None]:
    """Without progress bars for files that are loaded in a moment, and without the exporter's words
    about torchvision, names of axes and torch's own deprecations."""
    from transformers.utils import logging as transformers_logging

    exporter = logging.getLogger("torch.onnx")
    level, bars = exporter.level, transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()
    exporter.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        exporter.setLevel(level)
        if bars:
            transformers_logging.enable_progress_bar()
