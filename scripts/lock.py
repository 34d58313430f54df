"""Prints constraints.txt: the version of every distribution that pyproject.toml leads to, as it is
installed here. `make lock` runs it in a fresh environment.

Followed are the requirements of every extra and of every Python from 3.11 on, whatever this machine
runs, so that one file serves them all. What only another system needs (Windows, CUDA) is not
installed here, so it is not pinned; it is named on stderr.
"""

from __future__ import annotations

import sys
import tomllib
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
HEADER = """\
# The version of everything that pyproject.toml leads to, so that two installations a month apart
# are the same. Made by `make lock`; don't edit. torch has no local version here: "2.13.0" is met by
# the CPU build and by a CUDA build alike, and the Makefile chooses which.
"""


def requirements(project: dict[str, object]) -> list[Requirement]:
    """Everything that the project asks for, its extras' wishes included."""
    extras = project.get("optional-dependencies", {})
    assert isinstance(extras, dict)
    lists = [project.get("dependencies", []), *extras.values()]
    return [Requirement(text) for texts in lists for text in texts]


def applies(requirement: Requirement, extras: Iterable[str]) -> bool:
    """Whether some Python that the project supports needs it, on a system like this one."""
    if requirement.marker is None:
        return True
    return any(
        requirement.marker.evaluate(
            {"python_version": python, "python_full_version": f"{python}.0", "extra": extra}
        )
        for python in PYTHONS
        for extra in ("", *extras)
    )


def reachable(wanted: Iterable[Requirement]) -> tuple[dict[str, Distribution], set[str]]:
    """Installed distributions by normalised name, and the names of what is missing."""
    found: dict[str, Distribution] = {}
    missing: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [(requirement, frozenset[str]()) for requirement in wanted]
    while waiting:
        requirement, asked_by = waiting.pop()
        name = canonicalize_name(requirement.name)
        step = (name, frozenset(requirement.extras))
        if not applies(requirement, asked_by) or step in seen:
            continue
        seen.add(step)
        try:
            found[name] = distribution(requirement.name)
        except PackageNotFoundError:
            missing.add(name)
            continue
        needs = found[name].requires or []
        waiting += [(Requirement(text), frozenset(requirement.extras)) for text in needs]
    return found, missing


def main() -> None:
    ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter).parse_args()
    project = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]
    found, missing = reachable(requirements(project))
    print(HEADER, end="")
    for name, installed in sorted(found.items()):
        print(f"{name}=={Version(installed.version).public}")
    if missing:
        print(f"not installed, not pinned: {', '.join(sorted(missing))}", file=sys.stderr)


if __name__ == "__main__":
    main()
