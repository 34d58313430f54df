"""Vectors are kept by what was embedded; losing the file costs time and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from qa_service.index.cache import VectorCache, key

VECTORS = np.array([[0.25, -1.0], [3.5, 0.1]], dtype=np.float32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".cache" / "vectors.sqlite"


def test_round_trip(path: Path) -> None:
    with VectorCache(path) as cache:
        cache.put_many("enc", ["one", "二"], VECTORS)
    with VectorCache(path) as cache:
        found, missing = cache.get_many("enc", ["absent", "二", "one", "二"])
        assert {i: v.tolist() for i, v in found.items()} == {
            1: VECTORS[1].tolist(),
            2: VECTORS[0].tolist(),
            3: VECTORS[1].tolist(),
        }
        assert missing == [0]
        assert all(vector.dtype == np.float32 for vector in found.values())
        assert len(cache) == 2


def test_other_encoders_have_other_vectors(path: Path) -> None:
    with VectorCache(path) as cache:
        cache.put_many("enc", ["one"], VECTORS[:1])
        cache.put_many("other", ["one"], VECTORS[1:])
        assert cache.get_many("enc", ["one"])[0][0].tolist() == VECTORS[0].tolist()
        assert cache.get_many("other", ["one"])[0][0].tolist() == VECTORS[1].tolist()
        assert cache.get_many("third", ["one"]) == ({}, [0])
    assert key("ab", "c") != key("a", "bc")


def test_more_than_one_batch(path: Path) -> None:
    texts = [f"text {i}" for i in range(1703)]
    vectors = np.arange(1703 * 2, dtype=np.float32).reshape(-1, 2)
    with VectorCache(path) as cache:
        cache.put_many("enc", texts, vectors)
        found, missing = cache.get_many("enc", ["absent", *reversed(texts)])
        assert missing == [0]
        assert np.array([found[i] for i in range(1, 1704)]).tolist() == vectors[::-1].tolist()


def test_a_later_vector_replaces_the_earlier(path: Path) -> None:
    with VectorCache(path) as cache:
        cache.put_many("enc", ["one"], VECTORS[:1])
        cache.put_many("enc", ["one"], VECTORS[1:])
        assert cache.get_many("enc", ["one"])[0][0].tolist() == VECTORS[1].tolist()
        assert len(cache) == 1


def test_one_vector_for_each_text(path: Path) -> None:
    with VectorCache(path) as cache, pytest.raises(ValueError, match="zip"):
        cache.put_many("enc", ["one", "two", "three"], VECTORS)


def test_clear(path: Path) -> None:
    with VectorCache(path) as cache:
        cache.put_many("enc", ["one", "two"], VECTORS)
        cache.clear()
        assert cache.get_many("enc", ["one", "two"]) == ({}, [0, 1])
    with VectorCache(path) as cache:
        assert len(cache) == 0


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\x00" + b"\xff" * 9000])
def test_a_damaged_file_is_put_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with VectorCache(path) as cache:
        assert cache.get_many("enc", ["one"]) == ({}, [0])
        cache.put_many("enc", ["one"], VECTORS[:1])
        assert cache.get_many("enc", ["one"])[1] == []
    assert (path.parent / "vectors.sqlite.damaged").read_bytes() == content


def test_damage_found_on_the_way(path: Path) -> None:
    texts = [f"text {i}" for i in range(3000)]
    with VectorCache(path) as cache:
        cache.put_many("enc", texts, np.ones((3000, 2), dtype=np.float32))
    size = path.stat().st_size
    with open(path, "r+b") as file:  # every page but the first
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with VectorCache(path) as cache:
        assert cache.get_many("enc", texts)[1] == list(range(3000))
        cache.put_many("enc", texts[:2], VECTORS)
        assert len(cache) == 2


def test_an_altered_vector_is_not_found(path: Path) -> None:
    with VectorCache(path) as cache:
        cache.put_many("enc", ["one", "two"], VECTORS)
    content = path.read_bytes()
    stored = VECTORS[0].tobytes()
    assert content.count(stored) == 1
    path.write_bytes(content.replace(stored, bytes([stored[0] ^ 1]) + stored[1:]))
    with VectorCache(path) as cache:
        found, missing = cache.get_many("enc", ["one", "two"])
        assert (list(found), missing) == ([1], [0])


WRITER = """
import sys, numpy as np
from qa_service.index.cache import VectorCache
cache = VectorCache(__import__("pathlib").Path(sys.argv[1]))
for i in range(10**9):
    cache.put_many("enc", [f"{i} {j}" for j in range(20)], np.full((20, 8), i, dtype=np.float32))
    print(i, flush=True)
"""


def test_what_was_put_survives_a_kill_and_is_read_meanwhile(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        put = [int(child.stdout.readline()) for _ in range(30)]
        with VectorCache(path) as cache:
            assert cache.get_many("enc", [f"{put[-1]} 19"])[0][0].tolist() == [float(put[-1])] * 8
        os.kill(child.pid, signal.SIGKILL)
        put += [int(line) for line in child.stdout.read().split("\n")[:-1]]
    with VectorCache(path) as cache:
        texts = [f"{i} {j}" for i in put for j in range(20)]
        found, missing = cache.get_many("enc", texts)
        assert missing == []
        assert [found[i][0] for i in range(len(texts))] == [
            float(i) for i in put for _ in range(20)
        ]
