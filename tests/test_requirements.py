"""What is imported is asked for, what is asked for is pinned, no CUDA is among it, and all that is
needed is installed."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
PINS = {
    canonicalize_name(line.partition("==")[0]): line.partition("==")[2]
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
}
OPTIONAL = {
    "encoders/multilingual.py": "multilingual",
    "ingest/readers/documents.py": "documents",
    "api/mcp.py": "mcp",
    "cli/mcp.py": "mcp",
    "feedback/store.py": "feedback",
}
"""Modules that need an extra, and say so when it isn't installed."""

HERE = {p.stem for folder in ("tests", "scripts") for p in (ROOT / folder).rglob("*.py")}
HERE |= {p.parent.name for p in (ROOT / "scripts").glob("*/__init__.py")}


@pytest.fixture
def lock(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import lock

    return lock


def names(*lists: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(text).name) for texts in lists for text in texts}


def imported(path: Path) -> Iterator[str]:
    """Top-level names of other distributions, wherever in the file they are imported."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            modules = [node.module]
        for top in {module.partition(".")[0] for module in modules}:
            if top not in sys.stdlib_module_names | HERE | {"qa_service"}:
                yield top


@pytest.mark.parametrize("folder", ["qa_service", "scripts", "tests"])
def test_what_is_imported_is_asked_for(folder: str) -> None:
    distributions = packages_distributions()
    wrong = []
    for path in (ROOT / folder).rglob("*.py"):
        name = path.relative_to(ROOT / folder).as_posix()
        extras = [OPTIONAL[name]] if name in OPTIONAL and folder == "qa_service" else []
        extras += [*EXTRAS] if folder != "qa_service" else []
        asked = names(PROJECT["dependencies"], *(EXTRAS[extra] for extra in extras))
        for module in imported(path):
            owners = distributions.get(module, [module])
            if not asked & {canonicalize_name(owner) for owner in owners}:
                wrong.append(f"{folder}/{name}: {module}")
    assert wrong == []


def test_what_is_asked_for_is_pinned() -> None:
    lists = [PROJECT["dependencies"], *EXTRAS.values()]
    unmet = [
        text
        for texts in lists
        for text in texts
        if not Requirement(text).specifier.contains(
            PINS.get(canonicalize_name(Requirement(text).name), "0"), prereleases=True
        )
    ]
    assert unmet == [], "make lock"


def test_what_is_installed_is_what_is_pinned(lock: ModuleType) -> None:
    """Of everything that the requirements lead to, as far as this environment has it."""
    found, _ = lock.reachable(lock.requirements(PROJECT))
    assert len(found) > 80
    installed = {name: Version(its.version).public for name, its in found.items()}
    assert {n: (v, PINS.get(n)) for n, v in installed.items() if PINS.get(n) != v} == {}, (
        "make lock"
    )


def test_no_cuda_is_pinned() -> None:
    assert [name for name in PINS if name.startswith(("nvidia", "cuda", "triton"))] == []
    assert all(Version(version).local is None for version in PINS.values())
    assert f"torch=={PINS['torch']}" in PROJECT["dependencies"]


@pytest.mark.parametrize(
    ("requirement", "extras", "expected"),
    [
        ("numpy>=2", (), True),
        ("tomli; python_version < '3.11'", (), False),
        ("audioop-lts; python_version >= '3.13'", (), True),
        ("colorama; sys_platform == 'win32'", (), False),
        ("onnx; extra == 'onnx'", (), False),
        ("onnx; extra == 'onnx'", ("train", "onnx"), True),
    ],
)
def test_which_requirements_are_followed(
    requirement: str, extras: tuple[str, ...], expected: bool, lock: ModuleType
) -> None:
    assert lock.applies(Requirement(requirement), extras) is expected


def test_a_wheel_has_every_file_of_the_package() -> None:
    package = ROOT / "qa_service"
    patterns = PYPROJECT["tool"]["setuptools"]["package-data"]["qa_service"]
    there = {path for path in package.rglob("*") if path.is_file()}
    taken = {path for pattern in patterns for path in package.glob(pattern)}
    assert {path for path in there - taken if path.suffix not in (".py", ".pyc")} == set()
    assert [pattern for pattern in patterns if not any(package.glob(pattern))] == []


@pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"), reason="no checkout")
def test_no_source_is_ignored_by_git() -> None:
    sources = [
        path.as_posix()
        for folder in ("qa_service", "scripts", "tests", "docs")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    done = subprocess.run(
        ["git", "check-ignore", "--stdin"],
        cwd=ROOT, input="\n".join(sources), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines() == []
