"""The real encoders against their canonical values."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import real_models

from qa_service.encoders import Encoder, multilingual, onnx_model, packaged
from qa_service.encoders.choose import choose_encoders
from qa_service.encoders.onnx_model import MIN_COSINE, OnnxEncoder
from qa_service.encoders.tokens import windows
from qa_service.encoders.torch_models import SentenceTransformerEncoder
from qa_service.errors import EncoderError
from qa_service.settings import Settings

pytestmark = pytest.mark.model

LONG = " ".join(
    f"In step {number} the insured person brings the identity card to window {number} of the hall."
    for number in range(1, 41)
)
"""Over 600 tokens."""
TEXTS = [
    "card",
    "Where can a foreigner get a social security card in Shanghai?",
    "济南社保卡丢了怎么办",
    "The fee is 20 yuan; it's ready after 15 working days (“on the spot” in Jinan).",
    " ".join(LONG.split()[:150]),
    LONG,
    "",
]


@pytest.fixture(scope="module")
def onnx() -> OnnxEncoder:
    main = real_models.encoders().main
    assert isinstance(main, OnnxEncoder)
    return main


@pytest.fixture(scope="module")
def reference() -> Any:
    """The library that the model was published for."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(packaged.model_folder()))


def canonical(model: Any, text: str) -> np.ndarray:
    """Windows of 256 tokens, each by sentence-transformers; their mean, of length 1."""
    import torch

    ids = model.tokenizer(text, truncation=False, verbose=False)["input_ids"]
    summed = np.zeros(model.get_embedding_dimension())
    for window in windows(ids, 256):
        batch = torch.tensor([window])
        with torch.no_grad():
            out = model({"input_ids": batch, "attention_mask": torch.ones_like(batch)})
        summed += torch.nn.functional.normalize(out["sentence_embedding"])[0].numpy()
    mean: np.ndarray = summed / np.linalg.norm(summed)
    return mean


def test_onnx_vectors_are_the_canonical_ones(onnx: OnnxEncoder, reference: Any) -> None:
    vectors = onnx.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert canonical(reference, text) @ vector >= MIN_COSINE, text[:40]
    whole = reference.encode(TEXTS[:4], normalize_embeddings=True)
    assert (whole * vectors[:4]).sum(axis=1).min() >= MIN_COSINE


def test_questions_are_read_a_little_otherwise(onnx: OnnxEncoder) -> None:
    short = TEXTS[:2]
    likeness = (onnx.encode(short, "query") * onnx.encode(short, "passage")).sum(axis=1)
    assert (likeness > 0.9).all()
    assert (likeness < 0.9999).all()


def test_nothing_of_a_long_text_is_cut_off(onnx: OnnxEncoder) -> None:
    assert onnx.count_tokens(LONG) > 600
    other_end = LONG + " At last a hippopotamus dances in the moonlight above the sea."
    beginning = onnx.encode([" ".join(LONG.split()[:150])])[0]
    whole, changed = onnx.encode([LONG, other_end])
    assert whole @ changed < 0.9999
    assert beginning @ whole < 0.9999


def test_batches_do_not_change_a_vector(onnx: OnnxEncoder) -> None:
    together = onnx.encode(TEXTS * 3)
    alone = np.concatenate([onnx.encode([text]) for text in TEXTS * 3])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    assert onnx.encode([]).shape == (0, 384)


def test_many_who_encode_at_once_get_their_own(onnx: OnnxEncoder) -> None:
    asked = [[f"{text} {number}" for text in TEXTS] for number in range(6)]
    with ThreadPoolExecutor(len(asked)) as pool:
        found = list(pool.map(onnx.encode, asked))
    for texts, vectors in zip(asked, found, strict=True):
        for text, vector in zip(texts, vectors, strict=True):
            np.testing.assert_allclose(vector, onnx.encode([text])[0], atol=1e-5)


@pytest.mark.skipif(sys.platform != "linux", reason="a thread has no priority of its own")
def test_threads_that_encode_batches_stand_back(
    onnx: OnnxEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[int] = []

    def run(*given: Any) -> Any:
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return encode_run(*given)

    encode_run = onnx_model._run
    monkeypatch.setattr(onnx_model, "_run", run)
    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    onnx.encode(["a question alone"], "query")
    assert found == [own]
    onnx.encode([LONG] * 4)
    assert len(found) > 2
    assert all(niceness > own for niceness in found[1:])


def test_one_thread_gives_the_same(onnx: OnnxEncoder) -> None:
    alone = OnnxEncoder(real_models.MODEL_CACHE, threads=1)
    np.testing.assert_allclose(alone.encode(TEXTS), onnx.encode(TEXTS), atol=1e-5)


def test_progress_counts_texts(onnx: OnnxEncoder) -> None:
    done: list[int] = []
    onnx.encode([*TEXTS, LONG, LONG], progress=done.append)
    assert sum(done) == len(TEXTS) + 2
    assert min(done) >= 0


def test_prefixes_belong_to_a_role(onnx: OnnxEncoder) -> None:
    prefixed = OnnxEncoder(
        real_models.MODEL_CACHE, query_prefix="query: ", passage_prefix="the passage: "
    )
    for role, prefix in (("query", "query: "), ("passage", "the passage: ")):
        found = prefixed.encode(["lost card"], role)  # type: ignore[arg-type]
        plain = onnx.encode([prefix + "lost card"], role)  # type: ignore[arg-type]
        np.testing.assert_allclose(found, plain, atol=1e-6)
    assert prefixed.fingerprint != onnx.fingerprint
    # "the", "passage" and ":".
    assert prefixed.count_tokens("lost card") == onnx.count_tokens("lost card") + 3


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        # With [CLS] and [SEP] around it.
        ("", 2),
        ("card", 3),
        ("Lost card?", 5),
        ("reimbursement", 6),  # rei ##mb ##urse ##ment
        ("社保", 4),
    ],
)
def test_count_tokens(onnx: OnnxEncoder, reference: Any, text: str, tokens: int) -> None:
    assert onnx.count_tokens(text) == tokens
    assert len(reference.tokenizer(text)["input_ids"]) == tokens


def test_torch_runs_the_same_model(onnx: OnnxEncoder) -> None:
    chosen = choose_encoders(
        Settings(_env_file=None, encoder_runtime="torch", multilingual_encoder="none")
    )
    main = chosen.main
    assert chosen.multilingual is None
    assert chosen.main_is_english
    assert (main.name, main.dimension, main.max_tokens) == (packaged.NAME, 384, 256)
    assert main.fingerprint == onnx.fingerprint
    short, roles = TEXTS[:5], ("passage", "query")
    for role in roles:
        likeness = (main.encode(short, role) * onnx.encode(short, role)).sum(axis=1)
        assert likeness.min() >= MIN_COSINE, role
    assert [main.count_tokens(t) for t in TEXTS] == [onnx.count_tokens(t) for t in TEXTS]
    assert main.encode([]).shape == (0, 384)
    # A long text is read in halves: not quite the same windows, but all of it.
    assert float(main.encode([LONG])[0] @ onnx.encode([LONG])[0]) > 0.98


def test_any_folder_with_a_model_serves(onnx: OnnxEncoder) -> None:
    folder = packaged.model_folder()
    chosen = choose_encoders(
        Settings(
            _env_file=None,
            encoder=str(folder),
            query_prefix="query: ",
            multilingual_encoder="none",
        )
    )
    assert chosen.main.name == str(folder)
    assert not chosen.main_is_english
    assert chosen.main.fingerprint != onnx.fingerprint
    found = chosen.main.encode(["lost card"], "query")[0]
    assert float(found @ onnx.encode(["query: lost card"])[0]) >= MIN_COSINE
    assert float(chosen.main.encode(["lost card"])[0] @ onnx.encode(["lost card"])[0]) >= MIN_COSINE


def test_weights_of_half_the_width_serve(onnx: OnnxEncoder, tmp_path: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(packaged.model_folder())).to(torch.bfloat16)
    model.save(str(tmp_path))
    half = SentenceTransformerEncoder(tmp_path)
    assert half._model.dtype == torch.bfloat16
    assert half.fingerprint != SentenceTransformerEncoder(packaged.model_folder()).fingerprint
    assert (half.encode(TEXTS[:4]) * onnx.encode(TEXTS[:4])).sum(axis=1).min() > 0.99


def test_a_model_that_cannot_be_had(tmp_path: Path) -> None:
    missing = str(tmp_path / "no-model")
    with pytest.raises(EncoderError, match="no-model can't be loaded"):
        choose_encoders(Settings(_env_file=None, encoder=missing, multilingual_encoder="none"))


# --- the multilingual encoder -------------------------------------------------------------------

needs_extra = pytest.mark.skipif(
    not multilingual.installed(), reason="needs the extra qa-service[multilingual]"
)


@pytest.fixture(scope="module")
def use() -> Encoder:
    encoder = real_models.encoders().multilingual
    assert encoder is not None
    return encoder


PAIRS = [
    ("社保卡丢了怎么办？", "What should I do if my social security card is lost?"),
    ("退休需要什么材料？", "Which documents are needed to retire?"),
    ("失业金每月有多少钱？", "How much unemployment benefit is paid a month?"),
    ("在哪里可以打印缴费证明？", "Where can I print the proof of my contributions?"),
    ("生孩子可以报销多少？", "How much of the cost of giving birth is reimbursed?"),
]


@needs_extra
def test_each_chinese_question_is_nearest_to_its_translation(use: Encoder) -> None:
    chinese, english = (use.encode(texts) for texts in zip(*PAIRS, strict=True))
    likeness = chinese @ english.T
    assert likeness.argmax(axis=1).tolist() == list(range(len(PAIRS)))
    assert likeness.argmax(axis=0).tolist() == list(range(len(PAIRS)))


@needs_extra
def test_multilingual_vectors(use: Encoder) -> None:
    texts = [f"{text} {number}" for number in range(14) for pair in PAIRS for text in pair]
    vectors = use.encode(texts)
    assert vectors.shape == (len(texts), use.dimension) == (140, 512)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    # More than one batch, and each vector is its own text's.
    some = [0, 63, 64, 139]
    np.testing.assert_allclose(use.encode([texts[i] for i in some]), vectors[some], atol=1e-4)
    assert use.encode([]).shape == (0, 512)
    done: list[int] = []
    use.encode(texts, progress=done.append)
    assert sum(done) == 140
    assert all(a >= b for a, b in pairwise(done))
