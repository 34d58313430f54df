"""Publishing: whatever happens meanwhile, readers see whole versions and nothing else."""

from __future__ import annotations

import errno
import json
import math
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa_service.domain import Passage, SourceText, Span
from qa_service.errors import BuildLocked, CorruptIndex, NoIndex, UnknownVersion
from qa_service.index import publish as publish_module
from qa_service.index import verify as verify_module
from qa_service.index.documents import DocumentsWriter
from qa_service.index.layout import (
    current_version,
    documents_path,
    lexical_path,
    receipt_path,
    version_names,
)
from qa_service.index.manifest import Counts, EncoderRecord, Group, Manifest
from qa_service.index.opened import OpenIndex, load, open_version
from qa_service.index.publish import building, publish, seal_folder
from qa_service.index.rows import passage_row, source_row
from qa_service.index.spaces import write_space
from qa_service.index.verify import names_changing
from qa_service.index.versions import prune, published, rollback
from qa_service.stores import files
from qa_service.stores.lexical import LexicalStore

PASSAGES = 6


def write_parts(folder: Path, tag: int) -> Manifest:
    """A small version in which every part says `tag`."""
    source = SourceText(source=f"{tag}.txt", text=f"version {tag}")
    passages = [
        Passage(
            id=f"{tag}-{number}",
            kind="article",
            text=source.text,
            source=source.source,
            start=0,
            end=len(source.text),
            sha256=source.sha256,
            title=str(tag),
        )
        for number in range(PASSAGES)
    ]
    with DocumentsWriter(documents_path(folder)) as writer:
        writer.add_source_rows([source_row(source, str(tag), "en", str(tag))])
        writer.add_passage_rows(map(passage_row, passages))
    # Passage i owns i sentences.
    owner = [number for number in range(PASSAGES) for _ in range(number)]
    direction = np.array([[math.cos(tag), math.sin(tag)]], dtype=np.float32)
    write_space(folder, "sentences", np.repeat(direction, len(owner), axis=0), owner, 2)
    LexicalStore.write(lexical_path(folder, "words"), [["version", str(tag)]] * PASSAGES)
    return Manifest(
        counts=Counts(articles=1, passages=PASSAGES, laws=0, sentences=len(owner)),
        groups=(
            Group((), (), 0, 1),
            Group(("Jinan",), (), 1, 3),
            Group(("Jinan", "Qingdao"), (), 3, 3),
            Group(("Qingdao",), (), 3, 4),
            Group((), ("Shandong",), 4, 6),
        ),
        recipe=str(tag),
        encoders=(EncoderRecord("fake", f"weights {tag}", 2, 256),),
        spaces={"sentences": "fake"},
        lexical={"words": "plain"},
    )


def release(root: Path, tag: int) -> str:
    with building(root) as folder:
        return publish(root, folder, write_parts(folder, tag))


def tag_of(opened: OpenIndex) -> int:
    """The one tag that every part of the version says."""
    tag = int(opened.manifest.recipe)
    assert {p.text for p in opened.documents.passages()} == {f"version {tag}"}
    assert opened.documents.source_text(f"{tag}.txt").text == f"version {tag}"
    rows = np.concatenate(opened.spaces["sentences"].store.blocks(range(15)))
    np.testing.assert_allclose(rows, [[math.cos(tag), math.sin(tag)]] * 15, atol=1e-6)
    assert (opened.lexical["words"].scores([str(tag)]) > 0).all()
    return tag


def live_tag(root: Path) -> int:
    with open_version(root, verify="full") as opened:
        return tag_of(opened)


def leftovers(root: Path) -> list[str]:
    return [
        path.name
        for path in root.rglob(".*")
        if path.name.startswith((".building-", ".pruned-", ".writing-"))
    ]


# --- what is published ------------------------------------------------------------------------


def test_what_was_published_is_opened(tmp_path: Path) -> None:
    version = release(tmp_path / "index", 7)
    with open_version(tmp_path / "index") as opened:
        assert (opened.version, tag_of(opened), len(opened)) == (version, 7, 6)
        expected = write_parts(tmp_path / "again", 7)
        assert expected == replace(opened.manifest, version="", created="", files={})
        assert opened.manifest.created.endswith("+00:00")
        assert set(opened.manifest.files) == {
            "documents.sqlite",
            "spaces/sentences/rows.npy",
            "spaces/sentences/owner.npy",
            *(f"lexical/words/{name}" for name in os.listdir(opened.path / "lexical/words")),
        }
    assert (tmp_path / "index/CURRENT").read_text() == f"{version}\n"
    assert leftovers(tmp_path / "index") == []


@pytest.mark.parametrize(
    ("wanted", "ranges"),
    [
        (lambda g: True, [(0, 6)]),
        (lambda g: False, []),
        (lambda g: "Jinan" in g.cities, [(1, 3)]),
        (lambda g: "Qingdao" in g.cities, [(3, 4)]),
        (lambda g: not g.cities, [(0, 1), (4, 6)]),
        (lambda g: "Qingdao" in g.cities or not g.cities, [(0, 1), (3, 6)]),
    ],
)
def test_group_ranges(
    tmp_path: Path, wanted: Callable[[Group], bool], ranges: list[tuple[int, int]]
) -> None:
    release(tmp_path, 1)
    with open_version(tmp_path) as opened:
        assert opened.group_ranges(wanted) == ranges


def test_rows_of_passages(tmp_path: Path) -> None:
    release(tmp_path, 1)
    with open_version(tmp_path) as opened:
        space = opened.spaces["sentences"]
        assert space.owner.tolist() == [1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5]
        assert space.rows([Span(0, 2), Span(3, 5)]) == [(0, 1), (3, 10)]
        assert space.rows([]) == []
        assert space.rows([Span(i, i + 1) for i in (0, 2, 5)]) == [(0, 0), (1, 3), (10, 15)]


def test_another_encoder_is_refused(tmp_path: Path) -> None:
    release(tmp_path, 1)
    with open_version(tmp_path) as opened:
        name = opened.manifest.encoder("sentences").name
        opened.require_encoder("sentences", name, "weights 1")
        with pytest.raises(CorruptIndex, match=r"QA_QUERY_PREFIX.*weights 2.*--rebuild"):
            opened.require_encoder("sentences", name, "weights 2")
        with pytest.raises(CorruptIndex, match=r"not by another, which is configured"):
            opened.require_encoder("sentences", "another", "weights 2")


def test_another_analyser_is_refused(tmp_path: Path) -> None:
    release(tmp_path, 1)
    with open_version(tmp_path) as opened:
        opened.require_analyser("words", "plain")
        with pytest.raises(CorruptIndex, match=r"analyser plain, not by stems.*--rebuild"):
            opened.require_analyser("words", "stems")


@pytest.mark.parametrize(
    "name",
    [
        "20269999T999999-ffffff",
        "20260230T120000-ffffff",
        "20260101T246000-ffffff",
        "00000101T000000-ffffff",
        "99991231T235959-ffffff",
        "٢٠٢٦٠١٠١T٠٠٠٠٠٠-ffffff",
    ],
)
def test_a_name_without_a_time_is_no_version(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    first, second = release(tmp_path, 1), release(tmp_path, 2)
    assert version_names(tmp_path) == [first, second]
    with pytest.raises(UnknownVersion):
        rollback(tmp_path, name)
    assert prune(tmp_path, keep=1) == [first]
    assert (tmp_path / name).is_dir()


def test_versions_sort_by_publishing_even_when_the_clock_goes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [release(tmp_path, tag) for tag in (1, 2, 3)]
    assert names == sorted(names)

    class Past(publish_module.datetime):  # type: ignore[name-defined, misc]
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return cls(2001, 1, 1, tzinfo=tz)

    monkeypatch.setattr(publish_module, "datetime", Past)
    names.append(release(tmp_path, 4))
    assert names == sorted(names)
    assert live_tag(tmp_path) == 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"counts": Counts(1, 5, 0, 15)}, "5 passages counted, 6 kept"),
        ({"groups": (Group((), (), 0, 5),)}, "end at passage 5 of 6"),
        ({"groups": (Group((), (), 0, 2), Group((), (), 3, 6))}, "begins at 3, not at 2"),
        ({"encoders": ()}, "unknown encoder"),
        ({"encoders": (EncoderRecord("fake", "w", 3, 256),)}, "2 dimensions"),
        ({"lexical": {"words": "plain", "letters": "plain"}}, "letters"),
    ],
)
def test_parts_that_do_not_fit_are_not_published(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    release(tmp_path, 1)
    with building(tmp_path) as folder, pytest.raises(CorruptIndex, match=message):
        publish(tmp_path, folder, replace(write_parts(folder, 2), **change))
    assert (live_tag(tmp_path), len(version_names(tmp_path)), leftovers(tmp_path)) == (1, 1, [])


@pytest.mark.parametrize(
    ("rows", "owner", "message"),
    [(2, [0], "1 owners"), (2, [1, 0], "never decrease"), (1, [-1], "never decrease")],
)
def test_owners_that_are_none(tmp_path: Path, rows: int, owner: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        write_space(tmp_path, "s", np.ones((rows, 1), dtype=np.float32), owner, 1)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk of {root} is full: free some"),
        (OSError("x/staging.sqlite: database or disk is full"), "the disk of {root} is full"),
        (OSError(errno.EROFS, "Read-only file system", "x/.lock"),
         "x/.lock can't be written (Read-only file system): "),
        (PermissionError(errno.EACCES, "Permission denied"), "{root} can't be written (Permission"),
        (OSError(errno.EIO, "Input/output error"), "[Errno 5] Input/output error"),
    ],
)  # fmt: skip
def test_what_keeps_an_index_from_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    expected = re.escape(said.format(root=tmp_path))
    with pytest.raises(OSError, match=f"^{expected}"), building(tmp_path):
        raise error
    first = release(tmp_path, 1)
    monkeypatch.setattr("filelock.FileLock.acquire", fail)
    with pytest.raises(OSError, match=f"^{expected}"):
        rollback(tmp_path, first)


# --- which version is live --------------------------------------------------------------------


def test_a_candidate_is_judged_before_it_is_live(tmp_path: Path) -> None:
    first = release(tmp_path, 1)
    with building(tmp_path) as folder:
        manifest = write_parts(folder, 2)
        with load(folder, seal_folder(tmp_path, folder, manifest), "sizes") as opened:
            assert tag_of(opened) == 2
        assert (live_tag(tmp_path), version_names(tmp_path)) == (1, [first])
        second = publish(tmp_path, folder, replace(manifest, reason="judged"))
    assert (live_tag(tmp_path), version_names(tmp_path)) == (2, [first, second])
    assert leftovers(tmp_path) == []


def test_rollback(tmp_path: Path) -> None:
    first, second = release(tmp_path, 1), release(tmp_path, 2)
    with building(tmp_path):  # which doesn't keep it waiting
        rollback(tmp_path, first)
    assert live_tag(tmp_path) == 1
    (tmp_path / second / "documents.sqlite").write_bytes(b"")
    with pytest.raises(CorruptIndex, match=r"documents\.sqlite"):
        rollback(tmp_path, second)
    for unknown in ("20200101T000000-abcdef", "../elsewhere", ""):
        with pytest.raises(UnknownVersion):
            rollback(tmp_path, unknown)
    assert live_tag(tmp_path) == 1


def test_published_lists_the_newest_first_and_what_is_wrong(tmp_path: Path) -> None:
    names = [release(tmp_path, tag) for tag in range(4)]
    rollback(tmp_path, names[0])
    (tmp_path / names[3] / "manifest.json").write_text("{")
    (tmp_path / names[2] / "documents.sqlite").unlink()
    (tmp_path / names[1] / "documents.sqlite").write_bytes(b"cut short")
    listed = published(tmp_path)
    assert [(p.version, p.live, p.manifest is None) for p in listed] == [
        (names[3], False, True),
        (names[2], False, True),
        (names[1], False, True),
        (names[0], True, False),
    ]
    for entry, problem in zip(
        listed,
        ("manifest.json is damaged", "documents.sqlite is missing", "has 9 bytes instead of"),
        strict=False,
    ):
        assert problem in (entry.problem or "")


@pytest.mark.parametrize(
    ("keep", "live", "left"),
    [(3, 4, [2, 3, 4]), (1, 4, [4]), (2, 1, [1, 3, 4]), (9, 4, [0, 1, 2, 3, 4]), (1, 0, [0, 4])],
)
def test_prune(tmp_path: Path, keep: int, live: int, left: list[int]) -> None:
    names = [release(tmp_path, tag) for tag in range(5)]
    rollback(tmp_path, names[live])
    gone = prune(tmp_path, keep)
    assert version_names(tmp_path) == [names[i] for i in left]
    assert gone == [name for i, name in enumerate(names) if i not in left]
    assert (live_tag(tmp_path), leftovers(tmp_path)) == (live, [])


def test_a_pruned_version_can_be_read_on(tmp_path: Path) -> None:
    first = release(tmp_path, 1)
    with open_version(tmp_path) as opened:
        release(tmp_path, 2)
        assert prune(tmp_path, keep=1) == [first]
        assert not (tmp_path / first).exists()
        threads = [threading.Thread(target=tag_of, args=(opened,)) for _ in range(8)]
        failures: list[object] = []
        hook, threading.excepthook = threading.excepthook, failures.append
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        threading.excepthook = hook
        assert failures == []
        assert tag_of(opened) == 1
    with pytest.raises(UnknownVersion, match=first):
        open_version(tmp_path, first)


def test_texts_and_words_are_opened_without_the_vectors(tmp_path: Path) -> None:
    version = release(tmp_path, 1)
    owner = tmp_path / version / "spaces" / "sentences" / "owner.npy"
    whole = owner.read_bytes()
    owner.write_bytes(bytes([255]) * len(whole))
    with open_version(tmp_path, version, spaces=False) as opened:
        assert opened.documents.source_text("1.txt").text == "version 1"
        assert (opened.lexical["words"].scores(["1"]) > 0).all()
        assert (opened.spaces, opened.manifest.spaces) == ({}, {})
    # Nothing has been said of what was not read.
    with pytest.raises(CorruptIndex, match=r"owner\.npy has been altered"):
        open_version(tmp_path, version)
    documents_path(tmp_path / version).write_bytes(b"cut short")
    with pytest.raises(CorruptIndex, match=r"documents\.sqlite has 9 bytes"):
        open_version(tmp_path, version, spaces=False)


def test_what_was_checked_of_the_vectors_stays_known_beside_texts_checked_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_module, "_SETTLED_NS", -(10**18))
    version = release(tmp_path, 1)
    before = json.loads(receipt_path(tmp_path, version).read_text())
    documents = documents_path(tmp_path / version)
    documents.write_bytes(documents.read_bytes())
    open_version(tmp_path, version, spaces=False).close()
    after = json.loads(receipt_path(tmp_path, version).read_text())
    vectors = [name for name in before if name.startswith("spaces/")]
    assert "spaces/sentences/owner.npy" in vectors
    assert {name: after.get(name) for name in vectors} == {name: before[name] for name in vectors}


# --- what is damaged --------------------------------------------------------------------------

FILES = [
    "documents.sqlite",
    "spaces/sentences/rows.npy",
    "spaces/sentences/owner.npy",
    "lexical/words/data.csc.index.npy",
    "lexical/words/vocab.index.json",
    "manifest.json",
]


def alter(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("damage", "how"),
    [
        (Path.unlink, "sizes"),
        (truncate, "sizes"),
        (alter, "full"),
        (alter, "changed"),
    ],
)
def test_damage_is_named(
    tmp_path: Path, name: str, damage: Callable[[Path], None], how: verify_module.Verify
) -> None:
    version = release(tmp_path, 1)
    damage(tmp_path / version / name)
    with pytest.raises(CorruptIndex, match=rf"{name}.*run qa ingest --rebuild"):
        open_version(tmp_path, verify=how)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ({"format": 9}, "format 9, not 3"),
        ({"recipe": "2"}, "altered"),
        ({"version": "20200101T000000-abcdef"}, "altered"),
    ],
)
def test_an_edited_manifest(tmp_path: Path, edit: dict[str, Any], message: str) -> None:
    path = tmp_path / release(tmp_path, 1) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | edit))
    with pytest.raises(CorruptIndex, match=rf"manifest\.json.*{message}"):
        open_version(tmp_path)


@dataclass(frozen=True)
class FormerManifest(Manifest):
    corpus_digest: str = ""
    calibration: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class FormerRecord(EncoderRecord):
    query_prefix: str = ""


def test_what_a_manifest_no_longer_holds_is_passed_over(tmp_path: Path) -> None:
    with building(tmp_path) as folder:
        manifest = write_parts(folder, 1)
        own = {f.name: getattr(manifest, f.name) for f in fields(manifest)}
        former = FormerRecord("fake", "weights 1", 2, 256, query_prefix="q: ")
        own |= {"encoders": (former,), "corpus_digest": "1", "calibration": {"threshold": 0.5}}
        publish(tmp_path, folder, FormerManifest(**own))
    with open_version(tmp_path) as opened:
        assert '"q: "' in (opened.path / "manifest.json").read_text()
        assert opened.manifest.encoders == manifest.encoders
        assert replace(opened.manifest, version="", created="", files={}) == manifest
    assert live_tag(tmp_path) == 1


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (None, NoIndex, "nothing is published"),
        ("", CorruptIndex, "names no version"),
        ("../../etc\n", CorruptIndex, "names no version"),
        ("20200101T000000-abcdef\n", CorruptIndex, "missing"),
    ],
)
def test_current(tmp_path: Path, content: str | None, error: type[Exception], message: str) -> None:
    version = release(tmp_path, 1)
    (tmp_path / "CURRENT").unlink()
    if content is not None:
        (tmp_path / "CURRENT").write_text(content)
    with pytest.raises(error, match=message):
        open_version(tmp_path)
    rollback(tmp_path, version)
    assert live_tag(tmp_path) == 1
    with pytest.raises(NoIndex, match="nothing is published"):
        open_version(tmp_path / "absent")
    with pytest.raises(NoIndex, match="CURRENT is no folder"):
        open_version(tmp_path / "CURRENT")


def empty_folder(path: Path) -> None:
    path.mkdir()


def full_folder(path: Path) -> None:
    path.mkdir()
    (path / "mine").touch()


def circle(path: Path) -> None:
    path.symlink_to(path.name)


def link_to_a_folder(path: Path) -> None:
    path.symlink_to(path.parent)


@pytest.mark.parametrize(
    ("stand_in", "reason", "mended"),
    [
        (empty_folder, "a folder", True),
        (full_folder, "a folder", False),
        (link_to_a_folder, "a folder", True),
        (circle, "a link in a circle", True),
    ],
)
def test_no_file_in_the_place_of_current(
    tmp_path: Path, stand_in: Callable[[Path], None], reason: str, mended: bool
) -> None:
    first = release(tmp_path, 1)
    (tmp_path / "CURRENT").unlink()
    stand_in(tmp_path / "CURRENT")
    with pytest.raises(CorruptIndex, match=f"CURRENT names no version .it is {reason}"):
        open_version(tmp_path)
    assert [(p.version, p.live) for p in published(tmp_path)] == [(first, False)]
    if mended:
        rollback(tmp_path, first)
        assert live_tag(tmp_path) == 1
        return
    with pytest.raises(CorruptIndex, match=r"CURRENT is a folder that holds .* move it away"):
        rollback(tmp_path, first)
    with pytest.raises(CorruptIndex, match="move it away"):
        release(tmp_path, 2)
    assert (version_names(tmp_path), leftovers(tmp_path)) == ([first], [])
    assert (tmp_path / "CURRENT/mine").exists()


@pytest.mark.parametrize("stand_in", [empty_folder, link_to_a_folder, circle])
def test_publishing_mends_current(tmp_path: Path, stand_in: Callable[[Path], None]) -> None:
    stand_in(tmp_path / "CURRENT")
    release(tmp_path, 2)
    assert live_tag(tmp_path) == 2


def test_an_error_that_may_pass_leaves_what_is_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is removed while it is not known which version that is."""
    first, second = release(tmp_path, 1), release(tmp_path, 2)
    rollback(tmp_path, first)

    def away(path: Path) -> bytes:
        raise OSError(errno.ESTALE, "Stale file handle", str(path))

    with monkeypatch.context() as patched, pytest.raises(OSError, match="Stale file handle"):
        patched.setattr(Path, "read_bytes", away)
        prune(tmp_path, keep=1)
    assert version_names(tmp_path) == [first, second]


def test_only_what_was_touched_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening twice reads the files once, and no restored time hides a change."""
    monkeypatch.setattr(verify_module, "_SETTLED_NS", -(10**18))
    hashed: list[str] = []
    real = verify_module.digests

    def recording(paths: Any, *held: Any) -> list[str]:
        paths = list(paths)
        hashed.extend(path.name for path in paths)
        return real(paths, *held)

    monkeypatch.setattr(verify_module, "digests", recording)
    version = release(tmp_path, 1)
    open_version(tmp_path).close()
    assert hashed == []  # publishing has read them
    shutil.rmtree(tmp_path / ".cache")
    open_version(tmp_path).close()
    assert "rows.npy" in hashed
    hashed.clear()
    open_version(tmp_path).close()
    assert hashed == []
    open_version(tmp_path, verify="full").close()
    assert "rows.npy" in hashed
    hashed.clear()

    path = tmp_path / version / "spaces/sentences/rows.npy"
    stat = path.stat()
    time.sleep(0.05)  # longer than the coarsest tick of the clock that stamps files
    alter(path)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with pytest.raises(CorruptIndex, match=r"rows\.npy has been altered"):
        open_version(tmp_path)
    assert hashed == ["rows.npy"]


def test_files_just_written_are_not_trusted_yet(tmp_path: Path) -> None:
    version = release(tmp_path, 1)
    open_version(tmp_path).close()
    assert json.loads((tmp_path / f".cache/verified/{version}.json").read_text()) == {}


def test_what_is_known_of_a_file_outlives_its_second_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sharing a file with another version, and removing that version, change its time of change."""
    version = release(tmp_path, 1)
    receipts = tmp_path / ".cache/verified"
    path = tmp_path / version / "spaces/sentences/rows.npy"
    monkeypatch.setattr(verify_module, "_SETTLED_NS", -(10**18))
    shutil.rmtree(receipts)
    open_version(tmp_path).close()
    hashed: list[str] = []
    real = verify_module.digests
    monkeypatch.setattr(
        verify_module,
        "digests",
        lambda paths, *held: real((hashed.append(p.name) or p for p in paths), *held),
    )
    time.sleep(0.05)
    with names_changing(tmp_path, receipts):
        os.link(path, tmp_path / "second name")
    open_version(tmp_path).close()
    assert hashed == []
    time.sleep(0.05)
    with names_changing(tmp_path, receipts):
        (tmp_path / "second name").unlink()
    open_version(tmp_path).close()
    assert hashed == []
    time.sleep(0.05)
    os.link(path, tmp_path / "third name")  # by somebody else
    open_version(tmp_path).close()
    assert hashed == ["rows.npy"]
    with names_changing(tmp_path, receipts):
        alter(path)
    with pytest.raises(CorruptIndex, match=r"rows\.npy has been altered"):
        open_version(tmp_path)


# --- crashes ----------------------------------------------------------------------------------


def in_a_child(work: Callable[[], None]) -> int:
    """Runs `work` in a process of its own; returns its exit status, negative for a signal."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def kill_before(step: int) -> None:
    """Kills this process before its step-th call that makes something durable or visible."""
    left = [step]
    for name in ("fsync", "rename", "replace"):
        real = getattr(os, name)

        def counting(*args: Any, real: Callable[..., Any] = real) -> Any:
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return real(*args)

        setattr(os, name, counting)


def test_killed_at_every_step_of_publishing(tmp_path: Path) -> None:
    release(tmp_path, 0)
    seen = []
    for step in range(100):

        def publish_and_die(step: int = step) -> None:
            kill_before(step)
            release(tmp_path, step + 1)
            prune(tmp_path, keep=1)

        before = live_tag(tmp_path)
        status = in_a_child(publish_and_die)
        after = live_tag(tmp_path)
        assert after in (before, step + 1)
        if status == 0:
            break
        assert status == -signal.SIGKILL
        seen.append(after == step + 1)
    else:
        pytest.fail("publishing never ended")
    # The old version up to one step, the new one from there on.
    assert seen == sorted(seen)
    assert seen.count(False) > 10
    assert seen.count(True) >= 2
    assert live_tag(tmp_path) == step + 1
    assert (len(version_names(tmp_path)), leftovers(tmp_path)) == (1, [])


def test_killed_while_building(tmp_path: Path) -> None:
    release(tmp_path, 1)

    def build_and_die() -> None:
        with building(tmp_path) as folder:
            write_parts(folder, 2)
            os.kill(os.getpid(), signal.SIGKILL)

    assert in_a_child(build_and_die) == -signal.SIGKILL
    assert len(leftovers(tmp_path)) == 1
    assert live_tag(tmp_path) == 1
    release(tmp_path, 3)
    assert (live_tag(tmp_path), leftovers(tmp_path)) == (3, [])


def test_killed_while_removing(tmp_path: Path) -> None:
    """A version leaves the list before its first file goes: nobody can roll back to half of one."""
    first, second = release(tmp_path, 1), release(tmp_path, 2)

    def prune_and_die() -> None:
        def remove_one_and_die(folder: Path, **_: Any) -> None:
            (folder / "documents.sqlite").unlink()
            os.kill(os.getpid(), signal.SIGKILL)

        shutil.rmtree = remove_one_and_die  # type: ignore[assignment]
        prune(tmp_path, keep=1)

    assert in_a_child(prune_and_die) == -signal.SIGKILL
    assert version_names(tmp_path) == [second]
    with pytest.raises(UnknownVersion):
        rollback(tmp_path, first)
    release(tmp_path, 3)
    assert leftovers(tmp_path) == []


def test_killed_while_remembering_what_was_checked(tmp_path: Path) -> None:
    release(tmp_path, 1)

    def open_and_die() -> None:
        os.replace = lambda *paths: os.kill(os.getpid(), signal.SIGKILL)
        open_version(tmp_path)

    assert in_a_child(open_and_die) == -signal.SIGKILL
    assert len(leftovers(tmp_path)) == 1
    release(tmp_path, 2)
    assert leftovers(tmp_path) == []


def test_nothing_is_left_where_nothing_can_be_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*paths: Path) -> None:
        raise OSError("no space left")

    release(tmp_path, 1)
    shutil.rmtree(tmp_path / ".cache/verified")
    monkeypatch.setattr(os, "replace", fails)
    open_version(tmp_path).close()
    assert list((tmp_path / ".cache/verified").iterdir()) == []


@pytest.mark.parametrize("limit", [4096, 20_000, 40_000])
def test_a_full_disk(tmp_path: Path, limit: int) -> None:
    release(tmp_path, 1)

    def build_on_a_full_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        with pytest.raises(OSError, match=r"disk I/O|too large"), building(tmp_path) as folder:
            manifest = write_parts(folder, 2)
            direction = np.ones((20_000, 1), dtype=np.float32)
            write_space(folder, "large", direction, [0] * 20_000, 1)
            publish(tmp_path, folder, manifest)

    assert in_a_child(build_on_a_full_disk) == 0
    assert (live_tag(tmp_path), len(version_names(tmp_path)), leftovers(tmp_path)) == (1, 1, [])


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_error_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    release(tmp_path, 1)
    with pytest.raises(error), building(tmp_path) as folder:
        write_parts(folder, 2)
        raise error
    assert (live_tag(tmp_path), len(version_names(tmp_path)), leftovers(tmp_path)) == (1, 1, [])
    release(tmp_path, 3)


HOLDER = """
import pathlib, sys
from qa_service.index.publish import building
with building(pathlib.Path(sys.argv[1])) as folder:
    print(folder.name, flush=True)
    sys.stdin.read()
"""


def test_one_builder_at_a_time_and_none_after_a_kill(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        folder = child.stdout.readline().strip()
        with (
            pytest.raises(BuildLocked, match=rf"process {child.pid} since 2\d\d\d-"),
            building(tmp_path),
        ):
            pytest.fail("two builders")
        assert leftovers(tmp_path) == [folder]
        child.kill()
    release(tmp_path, 1)
    assert (live_tag(tmp_path), leftovers(tmp_path)) == (1, [])


# --- readers meanwhile ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "small", "found"),
    [("read_small", files.SMALL_BYTES, 2), ("digests", 0, 2), ("digests", files.SMALL_BYTES, 1)],
)
def test_a_version_pruned_while_it_is_being_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, small: int, found: int
) -> None:
    """The newer one is opened instead, even when the files vanish before they are hashed; unless
    all of them have been read."""
    monkeypatch.setattr(files, "SMALL_BYTES", small)
    first = release(tmp_path, 1)
    real = getattr(verify_module, step)

    def overtaken(*arguments: Any) -> Any:
        monkeypatch.setattr(verify_module, step, real)
        release(tmp_path, 2)
        assert prune(tmp_path, keep=1) == [first]
        return real(*arguments)

    monkeypatch.setattr(verify_module, step, overtaken)
    assert live_tag(tmp_path) == found


def cut(path: Path) -> None:
    os.truncate(path, min(40, path.stat().st_size // 2))


def overwrite(path: Path) -> None:
    with open(path, "r+b") as file:
        file.write(bytes([255]) * path.stat().st_size)


@pytest.mark.parametrize("damage", [cut, overwrite, Path.unlink])
def test_an_opened_version_does_not_need_its_small_files(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    """A mapped file that is cut short would kill the process, without a word."""
    version = release(tmp_path, 1)

    def read_on() -> None:
        with open_version(tmp_path) as opened:
            for path in (tmp_path / version).rglob("*.*"):
                damage(path)
            assert tag_of(opened) == 1

    assert in_a_child(read_on) == 0


def test_what_was_checked_is_what_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever becomes of the files between the check and their opening."""
    version = release(tmp_path, 1)
    real = verify_module.digests

    def overtaken(*arguments: Any) -> list[str]:
        found = real(*arguments)
        for path in (tmp_path / version).rglob("*.*"):
            overwrite(path)
        return found

    monkeypatch.setattr(verify_module, "digests", overtaken)
    with open_version(tmp_path, verify="full") as opened:
        assert tag_of(opened) == 1


@pytest.mark.parametrize("file", ["documents.sqlite", "spaces/sentences/rows.npy"])
def test_what_changes_while_it_is_read_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    """Though it was whole before, and remembered as such."""
    monkeypatch.setattr(verify_module, "_SETTLED_NS", -(10**18))
    version = release(tmp_path, 1)
    open_version(tmp_path).close()
    real = verify_module.read_small

    def overtaken(*arguments: Any) -> Any:
        time.sleep(0.05)  # longer than the coarsest tick of the clock that stamps files
        alter(tmp_path / version / file)
        return real(*arguments)

    monkeypatch.setattr(verify_module, "read_small", overtaken)
    with pytest.raises(CorruptIndex, match=rf"{file} has been altered"):
        open_version(tmp_path)


READER = """
import pathlib, sys
sys.path.insert(0, sys.argv[2])
from test_index_versions import live_tag
tags = []
while not pathlib.Path(sys.argv[1], "stop").exists():
    tags.append(live_tag(pathlib.Path(sys.argv[1])))
    if len(tags) == 1:
        print("reading", flush=True)
print(*tags)
"""


def test_readers_see_whole_versions_while_others_are_published_and_pruned(tmp_path: Path) -> None:
    release(tmp_path, 0)
    tags: list[int] = []
    failures: list[BaseException] = []
    stop = threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                tags.append(live_tag(tmp_path))
        except BaseException as error:
            failures.append(error)

    child = subprocess.Popen(
        [sys.executable, "-c", READER, str(tmp_path), str(Path(__file__).parent)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "reading\n"
    thread = threading.Thread(target=read)
    thread.start()
    for tag in range(1, 25):
        release(tmp_path, tag)
        prune(tmp_path, keep=1)
    stop.set()
    (tmp_path / "stop").touch()
    output, _ = child.communicate(timeout=20)
    thread.join()
    assert failures == []
    assert child.returncode == 0
    others = [int(tag) for tag in output.split()]
    for seen in (tags, others):
        assert seen == sorted(seen)
        assert len(set(seen)) > 3
    assert current_version(tmp_path) == version_names(tmp_path)[-1]
