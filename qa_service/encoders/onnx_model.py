"""The packaged encoder on ONNX Runtime: the same vectors as torch, sooner, and without torch in the
process. The only module that imports onnxruntime."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from qa_service.encoders import Progress, Role, Vectors, packaged
from qa_service.encoders.tokens import batches_by_length, load_tokenizer, windows
from qa_service.errors import EncoderError

TOKENS_PER_THREAD = 128
"""Padded tokens of one run: enough to occupy a thread. More per run is dearer, not cheaper: 32
questions took 3.7 ms of processor time each in runs of 2,048 tokens and 2.4 in runs of 256, where
like lengths are together and what is read stays in the cores' caches; passages 23 and 19."""

_FEW = 32
"""Texts up to so many are tokenised in this thread: a question takes a tenth of a millisecond, and
waking the tokenizer's own threads takes more of a busy machine than they give."""

MIN_COSINE = 0.9999
"""Least likeness of an exported encoder's vectors with those of sentence-transformers."""

_PROBES = (
    "card",
    "Where can a foreigner get a social security card in Shanghai?",
    "济南社保卡丢了怎么办",
    "The employing unit shall, within 30 days from the date of employment, apply to the social "
    "insurance agency for social insurance registration for its employees. " * 4,
)


class OnnxEncoder:
    """all-MiniLM-L6-v2, exported on first use into `cache` and read from there afterwards."""

    name = packaged.NAME
    dimension = packaged.DIMENSION
    max_tokens = packaged.MAX_TOKENS

    def __init__(
        self,
        cache: Path,
        *,
        query_prefix: str = "",
        passage_prefix: str = "",
        threads: int = 0,
    ) -> None:
        import onnxruntime

        model = cache / f"{packaged.NAME}-{packaged.WEIGHTS_SHA256[:12]}.onnx"
        if not _is_whole(model):
            _export(model)
        self._run_tokens = TOKENS_PER_THREAD * max(2, threads or os.cpu_count() or 1)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # Spinning threads win a little on one question and take the cores from everything else.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = load_tokenizer(packaged.model_folder())
        self._prefixes: dict[Role, str] = {"query": query_prefix, "passage": passage_prefix}
        self.fingerprint = packaged.fingerprint(query_prefix, passage_prefix)

    def encode(
        self, texts: Sequence[str], role: Role = "passage", progress: Progress | None = None
    ) -> Vectors:
        prefix = self._prefixes[role]
        sequences: list[list[int]] = []
        owner: list[int] = []
        for position, ids in enumerate(self._token_ids([prefix + text for text in texts])):
            for window in windows(ids, self.max_tokens):
                sequences.append(window)
                owner.append(position)
        vectors = np.empty((len(sequences), self.dimension), np.float32)
        windows_left = Counter(owner)
        for batch in batches_by_length([len(s) for s in sequences], self._run_tokens):
            vectors[batch] = self._run([sequences[i] for i in batch])
            if progress:
                owners = [owner[i] for i in batch]
                windows_left.subtract(owners)
                progress(sum(not windows_left[position] for position in set(owners)))
        return vectors if len(sequences) == len(texts) else _united(vectors, owner, len(texts))

    def _token_ids(self, texts: Sequence[str]) -> Iterator[list[int]]:
        if len(texts) <= _FEW:
            return (self._tokenizer.encode(text).ids for text in texts)
        return (encoding.ids for encoding in self._tokenizer.encode_batch(texts))

    def _run(self, sequences: Sequence[Sequence[int]]) -> Vectors:
        longest = max(map(len, sequences))
        ids = np.zeros((len(sequences), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, sequence in enumerate(sequences):
            ids[row, : len(sequence)] = sequence
            mask[row, : len(sequence)] = 1
        vectors: Vectors = self._session.run(
            ["vectors"], {"input_ids": ids, "attention_mask": mask}
        )[0]
        return vectors

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(self._prefixes["passage"] + text).ids)


def _united(vectors: Vectors, owner: Sequence[int], count: int) -> Vectors:
    """(count, d): the mean direction of each text's windows."""
    summed = np.zeros((count, vectors.shape[1]), np.float32)
    np.add.at(summed, list(owner), vectors)
    norms = np.linalg.norm(summed, axis=1, keepdims=True)
    unit: Vectors = summed / np.maximum(norms, np.finfo(np.float32).tiny)
    return unit


def _is_whole(model: Path) -> bool:
    """Whether `model` is the file that was exported and checked."""
    try:
        recorded = json.loads(_record(model).read_text("utf-8"))
        with model.open("rb") as file:
            return bool(hashlib.file_digest(file, "sha256").hexdigest() == recorded["sha256"])
    except (OSError, ValueError, KeyError):
        return False


def _record(model: Path) -> Path:
    return model.with_suffix(".json")


def _export(model: Path) -> None:
    """Exports, checks against sentence-transformers and only then puts the file in place."""
    import onnxruntime

    from qa_service.encoders.torch_models import SentenceTransformerEncoder, export_onnx

    folder = packaged.model_folder()
    model.parent.mkdir(parents=True, exist_ok=True)
    building = model.with_name(f".{model.name}.{os.getpid()}")
    try:
        export_onnx(folder, building)
        session = onnxruntime.InferenceSession(str(building), providers=["CPUExecutionProvider"])
        tokenizer = load_tokenizer(folder)
        reference = SentenceTransformerEncoder(folder).encode(_PROBES)
        worst = 1.0
        for text, expected in zip(_PROBES, reference, strict=True):
            ids = np.array([tokenizer.encode(text).ids])
            found = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
            worst = min(worst, float(found @ expected))
        if worst < MIN_COSINE:
            raise EncoderError(
                f"the ONNX export of {packaged.NAME} differs from sentence-transformers "
                f"(cosine {worst:.6f}); set QA_ENCODER_RUNTIME=torch"
            )
        with building.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        os.replace(building, model)
        record = _record(model).with_name(f".{_record(model).name}.{os.getpid()}")
        record.write_text(json.dumps({"sha256": digest, "worst_cosine": worst}), "utf-8")
        os.replace(record, _record(model))
    finally:
        building.unlink(missing_ok=True)
