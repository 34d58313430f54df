"""The packaged encoder on ONNX Runtime: the same vectors as torch, sooner, and without torch in the
process. The only module that imports onnxruntime."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa_service.encoders import Progress, Role, Vectors, packaged
from qa_service.encoders.tokens import batches_by_length, load_tokenizer, windows
from qa_service.errors import EncoderError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

RUN_TOKENS = (128, 256)
"""Padded tokens of one thread's run, at least and at most: between them each thread gets two runs
or more, so that none waits long for another. Longer runs are dearer, not cheaper: like lengths are
no longer together, and what is read no longer stays in the core's cache."""

_FEW = 32
"""Texts up to so many are tokenised in this thread: a question takes a tenth of a millisecond, and
waking the tokenizer's own threads takes more of a busy machine than they give."""

_UNFIT = ["SkipLayerNormFusion"]
"""Of the optimizers of ONNX Runtime: its kernel for a sum and its norm divides once for every
number. A question takes 7.3 ms without it and 8.3 with it; batches 9 % less."""

_STANDS_BACK = 5
"""Steps of niceness by which the threads that encode batches stand back behind those that search
and answer. Of these only one at a time can run Python; when it is not let run, all wait."""

_OF_AN_EXPORT = re.compile(
    rf"\.?{packaged.NAME}-[0-9a-f]{{12}}(?:-questions-[0-9a-f]{{12}})?\.(?:onnx|json)(?:\.\d+)?"
)
"""The names of its files, whatever it was made from, and while they are written."""

_UNUSED_SECONDS = 7 * 86_400
"""After which an export goes that is not this program's. Every start of a program dates its own
anew, so that two versions may share a folder during an upgrade, and a rollback finds its export."""

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
    """all-MiniLM-L6-v2, exported on first use into `cache` and read from there afterwards. Safe for
    threads.

    Questions are read by weights of their own (`packaged.question_changes`), in a model of their
    own; either is opened when first needed. One short run is shared by all threads. Of several runs
    each has a thread to itself, in a session of its own (a second copy of the weights, 90 MB):
    threads that share a run wait for each other at every layer, which for 32 questions is a fifth
    of the time.
    """

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
        self._models: dict[Role, _Model] = {
            role: _Model(cache / name, role, threads)
            for role, name in packaged.exported_names().items()
        }
        for model in self._models.values():
            model.prepare()
        _sweep(cache)
        self._threads = _count(threads)
        self._pool = ThreadPoolExecutor(self._threads, "encode", initializer=_stand_back)
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
        for batch, found in self._runs(sequences, self._models[role]):
            vectors[batch] = found
            if progress:
                owners = [owner[i] for i in batch]
                windows_left.subtract(owners)
                progress(sum(not windows_left[position] for position in set(owners)))
        return vectors if len(sequences) == len(texts) else _united(vectors, owner, len(texts))

    def _token_ids(self, texts: Sequence[str]) -> Iterator[list[int]]:
        if len(texts) <= _FEW:
            return (self._tokenizer.encode(text).ids for text in texts)
        return (encoding.ids for encoding in self._tokenizer.encode_batch(texts))

    def _runs(
        self, sequences: Sequence[list[int]], model: _Model
    ) -> Iterator[tuple[list[int], Vectors]]:
        """Positions of sequences with their vectors, of one run after the other."""
        least, most = RUN_TOKENS
        lengths = [len(sequence) for sequence in sequences]
        tokens = min(max(sum(lengths) // (2 * self._threads), least), most)
        batches = batches_by_length(lengths, tokens)
        several = len(batches) > 1
        session = model.alone if several else model.shared

        def run(batch: Sequence[int]) -> Vectors:
            return _run(session, [sequences[i] for i in batch])

        found = self._pool.map(run, batches) if several else map(run, batches)
        return zip(batches, found, strict=True)

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(self._prefixes["passage"] + text).ids)


class _Model:
    """The encoder for one role, as it was exported."""

    def __init__(self, path: Path, role: Role, threads: int) -> None:
        self._path = path
        self._changes = packaged.question_changes() if role == "query" else None
        self._threads = threads
        self._opening = threading.RLock()

    def prepare(self) -> None:
        """Exports it, unless it is there. Whether that is whole is seen on opening."""
        if not (self._path.exists() and _record(self._path).exists()):
            _export(self._path, self._changes)
        for file in (self._path, _record(self._path)):
            with suppress(OSError):  # where it can't be dated it can't be removed either
                os.utime(file)

    @property
    def shared(self) -> InferenceSession:
        """For one run at a time, in all threads."""
        with self._opening:
            return self._shared

    @property
    def alone(self) -> InferenceSession:
        """For runs of one thread each."""
        with self._opening:
            return self._shared if _count(self._threads) == 1 else self._alone

    @cached_property
    def _shared(self) -> InferenceSession:
        if not _is_whole(self._path):
            _export(self._path, self._changes)
        return _session(self._path, self._threads)

    @cached_property
    def _alone(self) -> InferenceSession:
        self.prepare()  # long after the start, another program may have removed it
        return _session(self._path, threads=1)


def _count(threads: int) -> int:
    """Of the setting, in which 0 stands for all cores."""
    return threads or os.cpu_count() or 1


def _stand_back() -> None:
    """Gives this thread a lower priority than the process has, where each has its own."""
    if sys.platform == "linux":
        os.nice(_STANDS_BACK)


def _tell_nobody() -> None:
    """ONNX Runtime sends its maker what it runs, and keeps an id of the machine for that in the
    user's cache, unless this stands in the environment before it is loaded. Its function that
    switches events off comes too late for the id (its Privacy.md, "Disabling Telemetry")."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def _session(model: Path, threads: int) -> InferenceSession:
    _tell_nobody()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Spinning threads win a little on one question and take the cores from everything else.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        str(model), options, providers=["CPUExecutionProvider"], disabled_optimizers=_UNFIT
    )


def _run(session: InferenceSession, sequences: Sequence[Sequence[int]]) -> Vectors:
    longest = max(map(len, sequences))
    ids = np.zeros((len(sequences), longest), np.int64)
    mask = np.zeros_like(ids)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = sequence
        mask[row, : len(sequence)] = 1
    vectors: Vectors = session.run(["vectors"], {"input_ids": ids, "attention_mask": mask})[0]
    return vectors


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


def _sweep(cache: Path) -> None:
    """Removes what earlier versions of the program and interrupted exports have left."""
    models = [cache / name for name in packaged.exported_names().values()]
    ours = {*models, *map(_record, models)}
    before = time.time() - _UNUSED_SECONDS
    with suppress(OSError):  # another process may be faster; what is left has time
        for file in cache.iterdir():
            is_other = _OF_AN_EXPORT.fullmatch(file.name) and file not in ours
            if is_other and file.stat().st_mtime < before:
                file.unlink()


def _export(model: Path, changes: Path | None) -> None:
    """Exports, checks against sentence-transformers and only then puts the file in place."""
    from qa_service.encoders.torch_models import SentenceTransformerEncoder, export_onnx

    folder = packaged.model_folder()
    record = _record(model)
    building, recording = (f.with_name(f".{f.name}.{os.getpid()}") for f in (model, record))
    try:
        model.parent.mkdir(parents=True, exist_ok=True)
        export_onnx(folder, building, changes)
        session = _session(building, threads=0)
        tokenizer = load_tokenizer(folder)
        role: Role = "passage" if changes is None else "query"
        reference = SentenceTransformerEncoder(folder, question_changes=changes).encode(
            _PROBES, role
        )
        worst = 1.0
        for text, expected in zip(_PROBES, reference, strict=True):
            found = _run(session, [tokenizer.encode(text).ids])[0]
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
        recording.write_text(json.dumps({"sha256": digest}), "utf-8")
        os.replace(recording, record)
    except OSError as error:
        raise EncoderError(
            f"the encoder's export, 182 MB, can't be written to {model.parent} "
            f"({error.strerror or error}): free some space there, or let QA_EXPORTED_ENCODER name "
            "a folder that has the export or can be written"
        ) from error
    finally:
        for temporary in (building, recording):
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
