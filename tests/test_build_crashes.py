"""Whatever ends a build, and wherever: the old version keeps serving, the next run recovers,
nothing half-written is ever loaded. Each case is a real process."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_encoder import fake_encoders
from test_build import JINAN, SHANGHAI, WUHAN, content
from test_index_versions import in_a_child, leftovers

from qa_service.build import build
from qa_service.cities import Gazetteer
from qa_service.errors import BuildLocked, CorruptIndex
from qa_service.index.layout import version_names
from qa_service.index.lock import build_lock
from qa_service.index.opened import open_version
from qa_service.settings import Settings
from qa_service.stores import files

TESTS = Path(__file__).parent


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, text in (("jinan", JINAN), ("shanghai", SHANGHAI), ("zibo", JINAN)):
        (corpus / f"{name}.txt").write_text(text.replace("Jinan", name.capitalize()))
    return Settings(_env_file=None, corpus=corpus, index=tmp_path / "index", keep_versions=1)


def live_content(index: Path) -> dict[str, Any]:
    with open_version(index, verify="full") as opened:
        return content(opened)


WRITES = {
    "open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate",
    "shutil.copyfile", "sqlite3.connect",
}  # fmt: skip


def kill_before_write(step: int) -> None:
    """Kills this process before the step-th time that it opens, links, renames or removes a file,
    or makes one durable."""
    left = [step]

    def count() -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in WRITES and not (event == "open" and not _writes(arguments)):
            count()

    real = os.fsync
    os.fsync = lambda descriptor: (count(), real(descriptor))[1]  # type: ignore[assignment]
    sys.addaudithook(hook)


def _writes(arguments: tuple[Any, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


@pytest.mark.parametrize(
    ("small", "sharing"),
    [
        (files.SMALL_BYTES, True),
        pytest.param(0, True, marks=pytest.mark.slow),
        pytest.param(files.SMALL_BYTES, False, marks=pytest.mark.slow),
    ],
)
def test_killed_at_every_write(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int, sharing: bool
) -> None:
    """Of a build that copies files of the live version or shares them with it, and of one that
    writes all anew."""
    monkeypatch.setattr(files, "SMALL_BYTES", small)
    Gazetteer.load()  # once, for all the children
    build(settings, encoders=fake_encoders())
    shutil.copytree(settings.index, tmp_path / "first")
    old = live_content(settings.index)
    (settings.corpus / "wuhan.txt").write_text(WUHAN)
    (settings.corpus / "shanghai.txt").unlink()

    def rebuild() -> None:
        build(settings, encoders=fake_encoders(), rebuild=not sharing)

    rebuild()
    new = live_content(settings.index)
    assert new["passages"] != old["passages"]
    seen = []
    for step in range(0, 400):
        shutil.rmtree(settings.index)
        shutil.copytree(tmp_path / "first", settings.index)

        def build_and_die(step: int = step) -> None:
            kill_before_write(step)
            rebuild()

        status = in_a_child(build_and_die)
        found = live_content(settings.index)
        assert found in (old, new), step
        if status == 0:
            break
        assert status == -signal.SIGKILL
        seen.append(found == new)
        if step % 7 == 0:
            build(settings, encoders=fake_encoders())
            assert live_content(settings.index) == new, step
            assert (leftovers(settings.index), len(version_names(settings.index))) == ([], 1)
    else:
        pytest.fail("the build never ended")
    # The old version up to one step, the new one from there on.
    assert seen == sorted(seen)
    assert (seen.count(False) > 40, seen.count(True) > 2) == (True, True)


@pytest.mark.parametrize("limit", [0, 5_000, 30_000, 60_000, 100_000])
def test_a_full_disk(settings: Settings, limit: int) -> None:
    """Whichever file is the first that doesn't fit."""
    build(settings, encoders=fake_encoders())
    old = live_content(settings.index)
    text = "\n\n".join(f"{n}. Step {n}\n\n{JINAN} Wait {n} days." for n in range(60))
    (settings.corpus / "long.txt").write_text(text)

    def build_on_a_full_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        with pytest.raises(OSError):  # noqa: PT011 — each file has its own words
            build(settings, encoders=fake_encoders())

    assert in_a_child(build_on_a_full_disk) == 0
    assert (live_content(settings.index), leftovers(settings.index)) == (old, [])
    assert build(settings, encoders=fake_encoders()).added == 1


def damages() -> list[Any]:
    def truncate(path: Path) -> None:
        os.truncate(path, path.stat().st_size // 2)

    def alter(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)

    return [pytest.param(damage, id=damage.__name__) for damage in (truncate, alter, Path.unlink)]


@pytest.mark.parametrize("damage", damages())
def test_the_next_build_mends_any_damaged_file(
    settings: Settings, damage: Callable[[Path], None]
) -> None:
    version = build(settings, encoders=fake_encoders()).version
    whole = live_content(settings.index)
    names = sorted(
        path.relative_to(settings.index / version)
        for path in (settings.index / version).rglob("*")
        if path.is_file()
    )
    assert len(names) > 10
    for name in names:
        version = build(settings, encoders=fake_encoders()).version
        if (settings.index / version / name).stat().st_size == 0:
            continue
        damage(settings.index / version / name)
        with pytest.raises(CorruptIndex):
            open_version(settings.index)
        summary = build(settings, encoders=fake_encoders())
        assert (summary.version != version, summary.embedded) == (True, 0), name
        assert live_content(settings.index) == whole, name


@pytest.mark.parametrize("current", ["", "20200101T000000-abcdef\n", "nonsense"])
def test_the_next_build_mends_current(settings: Settings, current: str) -> None:
    build(settings, encoders=fake_encoders())
    whole = live_content(settings.index)
    (settings.index / "CURRENT").write_text(current)
    assert build(settings, encoders=fake_encoders()).embedded == 0
    assert live_content(settings.index) == whole


# --- processes of their own -------------------------------------------------------------------


def start(settings: Settings, *arguments: str) -> subprocess.Popen[str]:
    """tests/build_process.py, which says on stdout what it embeds."""
    return subprocess.Popen(
        [sys.executable, TESTS / "build_process.py", settings.corpus, settings.index, *arguments],
        cwd=TESTS.parent,
        env={**os.environ, "PYTHONPATH": f"{TESTS.parent}:{TESTS}"},
        stdout=subprocess.PIPE,
        text=True,
    )


def embedded(process: subprocess.Popen[str], slices: int | None = None) -> list[str]:
    """The texts that the process embeds, all of them or of its first slices."""
    assert process.stdout is not None
    texts: list[str] = []
    for number, line in enumerate(process.stdout, start=1):
        texts += json.loads(line)
        if number == slices:
            break
    return texts


def test_what_a_killed_build_has_embedded_is_not_embedded_again(settings: Settings) -> None:
    whole = start(settings.model_copy(update={"index": settings.index / "other"}))
    everything = embedded(whole)
    assert (whole.wait(), len(everything) == len(set(everything)) >= 12) == (0, True)

    killed = start(settings, "--slow")
    first = embedded(killed, slices=2)
    killed.kill()
    killed.wait()
    assert (settings.index / "CURRENT").exists() is False
    resumed = start(settings)
    second = embedded(resumed)
    assert resumed.wait() == 0
    # What was said before the kill may not have been kept yet: the last slice.
    assert len(set(first) & set(second)) <= 4
    assert set(first) | set(second) == set(everything)
    assert len(second) < len(everything)


def test_a_second_build_is_refused_until_the_first_is_dead(settings: Settings) -> None:
    first = start(settings, "--slow")
    embedded(first, slices=1)
    with pytest.raises(BuildLocked, match=f"process {first.pid}"):
        build(settings, encoders=fake_encoders())
    first.kill()
    first.wait()
    assert build(settings, encoders=fake_encoders()).articles == 3


def test_a_watched_corpus_is_live_soon_after_it_changes(settings: Settings) -> None:
    """And a watcher that is killed in the middle leaves the next one everything."""

    def wait_for(sources: set[str]) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            time.sleep(0.05)
            if (settings.index / "CURRENT").exists():
                with open_version(settings.index) as index:
                    if index.documents.digests().keys() == sources:
                        return
        pytest.fail(f"{sources} were not published")

    three = {"jinan.txt", "shanghai.txt", "zibo.txt"}
    watcher = start(settings, "--watch")
    wait_for(three)
    (settings.corpus / "wuhan.txt").write_text(WUHAN)
    wait_for(three | {"wuhan.txt"})
    (settings.corpus / "zibo.txt").unlink()
    watcher.kill()
    watcher.wait()
    second = start(settings, "--watch")
    wait_for({"jinan.txt", "shanghai.txt", "wuhan.txt"})
    second.kill()
    second.wait()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_reading_processes_end_with_a_killed_build(settings: Settings) -> None:
    for number in range(30):
        (settings.corpus / f"{number}.txt").write_text(JINAN + "More words. " * 1_000)
    process = start(settings, "--many")
    deadline = time.monotonic() + 20
    children: list[int] = []
    while len(children) < 3 and time.monotonic() < deadline:  # two that read, one that tidies up
        listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        children = [int(pid) for pid in listed.split()]
        time.sleep(0.05)
    process.kill()
    process.wait()
    while any(_alive(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(children) == 3
    assert not any(_alive(pid) for pid in children)
    with build_lock(settings.index):
        pass


def test_many_files_are_read_in_processes_to_the_same_end(settings: Settings) -> None:
    for number in range(20):
        (settings.corpus / f"{number:02}.txt").write_text(JINAN.replace("Jinan", "Wuhan"))
    (settings.corpus / "07.txt").write_text("")
    build(settings, encoders=fake_encoders())
    other = settings.model_copy(update={"index": settings.index.with_name("other")})
    process = start(other, "--many")
    embedded(process)
    assert process.wait() == 0
    # The program may be edited while the tests run.
    found, expected = live_content(other.index), live_content(settings.index)
    assert found | {"digest": ""} == expected | {"digest": ""}


def _alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:1]
    except OSError:
        return False
