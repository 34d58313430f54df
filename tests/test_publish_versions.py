"""scripts/versions.py: list, rollback, verify, prune."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import typer
from test_index_versions import live_tag, release
from typer.testing import CliRunner

from qa_service.cli import versions
from qa_service.errors import CorruptIndex, NoIndex, UnknownVersion
from qa_service.index.layout import version_names


def invoke(index: Path, *arguments: str) -> Any:
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(versions.command)
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, [*arguments, "--index", str(index)])


@pytest.fixture
def index(tmp_path: Path) -> Path:
    for tag in (1, 2, 3):
        release(tmp_path, tag)
    return tmp_path


def test_list(index: Path) -> None:
    first, second, third = version_names(index)
    (index / second / "manifest.json").write_text("")
    lines = invoke(index).stdout.splitlines()
    assert lines[0] == f"* {third}  1 article, 6 passages, 0 law articles"
    assert lines[1].startswith(f"  {second}  damaged: ")
    assert lines[2] == f"  {first}  1 article, 6 passages, 0 law articles"


def test_list_for_programs(index: Path) -> None:
    found = json.loads(invoke(index, "list", "--json").stdout)["versions"]
    assert [(entry["version"], entry["live"]) for entry in found] == [
        (name, name == version_names(index)[-1]) for name in reversed(version_names(index))
    ]
    assert found[0]["encoders"] == {"fake": "weights 3"}
    assert (found[0]["articles"], found[0]["passages"], found[0]["reason"]) == (1, 6, None)


def test_rollback(index: Path) -> None:
    first = version_names(index)[0]
    result = invoke(index, "rollback", first)
    assert (result.exit_code, result.stdout) == (0, f"Version {first} is live.\n")
    assert "The next build publishes the corpus" in result.stderr
    assert live_tag(index) == 1
    assert json.loads(invoke(index, "rollback", first, "--json").stdout) == {"live": first}


def test_a_rollback_to_nothing_or_to_damage_changes_nothing(index: Path) -> None:
    first = version_names(index)[0]
    (index / first / "spaces/sentences/rows.npy").write_bytes(b"")
    for version, error in (("20200101T000000-abcdef", UnknownVersion), (first, CorruptIndex)):
        assert isinstance(invoke(index, "rollback", version).exception, error)
    assert live_tag(index) == 3


def test_no_rebuild_is_asked_for_where_it_mends_nothing(index: Path) -> None:
    first, _, live = version_names(index)
    for version in (first, live):
        (index / version / "spaces/sentences/rows.npy").write_bytes(b"")
    listed = invoke(index).stdout.splitlines()
    for version, line in ((first, listed[2]), (live, listed[0])):
        refused = str(invoke(index, "rollback", version).exception)
        for said in (refused, str(invoke(index, "verify", version).exception), line):
            assert "rows.npy has 0 bytes" in said
            assert ("qa ingest --rebuild" in said) is (version == live)
            assert ("qa versions prune" in said) is (version != live)


def test_verify(index: Path) -> None:
    first, _, third = version_names(index)
    files = sum(path.is_file() for path in (index / third).rglob("*")) - 1  # the manifest
    assert invoke(index, "verify").stdout == f"Version {third} is whole: {files} files.\n"
    assert json.loads(invoke(index, "verify", first, "--json").stdout) == {
        "whole": first,
        "files": files,
    }
    vectors = index / first / "spaces/sentences/rows.npy"
    content, about = bytearray(vectors.read_bytes()), vectors.stat()
    content[-1] ^= 1
    vectors.write_bytes(content)
    os.utime(vectors, ns=(about.st_atime_ns, about.st_mtime_ns))
    error = invoke(index, "verify", first).exception
    assert isinstance(error, CorruptIndex)
    assert "rows.npy has been altered" in str(error)
    assert isinstance(invoke(index, "verify", "20200101T000000-abcdef").exception, UnknownVersion)
    assert invoke(index, "verify").exit_code == 0


def test_prune(index: Path) -> None:
    first, second, third = version_names(index)
    assert json.loads(invoke(index, "prune", "--keep", "2", "--json").stdout) == {
        "removed": [first]
    }
    assert version_names(index) == [second, third]
    assert invoke(index, "prune").stdout == "Nothing to remove.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["rollback"],
        ["list", "v1"],
        ["prune", "v1"],
        ["verify", "--keep", "2"],
        ["list", "--keep", "2"],
        ["publish"],
    ],
)
def test_wrong_usage(index: Path, arguments: list[str]) -> None:
    assert invoke(index, *arguments).exit_code == 2
    assert live_tag(index) == 3


def test_nothing_published(tmp_path: Path) -> None:
    result = invoke(tmp_path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(invoke(tmp_path, "list", "--json").stdout) == {"versions": []}
    assert invoke(tmp_path, "prune").stdout == "Nothing to remove.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["mistyped", "a/b", "file"])
@pytest.mark.parametrize(
    "arguments",
    [["list"], ["list", "--json"], ["prune"], ["verify"], ["rollback", "20200101T000000-abcdef"]],
)
def test_an_index_that_there_is_not(tmp_path: Path, name: str, arguments: list[str]) -> None:
    (tmp_path / "file").touch()
    result = invoke(tmp_path / name, *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert isinstance(result.exception, NoIndex | UnknownVersion)
    assert str(tmp_path / name) in str(result.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
