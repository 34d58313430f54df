"""Writes the parts of README.md that come from the code, for `make readme`: settings and files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from qa_service.settings import Settings

ROOT = Path(__file__).resolve().parents[1]

FOLDERS = {
    "deploy": "running it for good",
    "qa_service": "the package",
    "scripts": "the commands",
    "tests": "the tests",
    "tests/browser": "the page in a browser",
    "docs": "more to read",
}
"""Folders without a module whose docstring says it."""

FILES = {
    ".dockerignore": "What the container is not built from.",
    ".ci/run": "What must pass before a change lands: `make check`, then `make test`.",
    "Containerfile": "The service as a container image.",
    "LICENSE": "Apache License 2.0.",
    "Makefile": "`run`, `test`, `check`, `evaluate`, `lock`, `readme`, `clean`.",
    "NOTICE": "Whose data is in here, under which licence.",
    "SECURITY.md": "What the service defends against, and how to report a hole.",
    "compose.yaml": "The container with its volumes.",
    "constraints.txt": "The version of every package that is installed, direct or not.",
    "corpus/": "The articles.",
    "deploy/qa-ingest.service": "systemd: updates the index.",
    "deploy/qa-ingest.timer": "systemd: when.",
    "deploy/qa-service.service": "systemd: the service.",
    "docs/adr/": "Decisions, each with its reasons.",
    "docs/screenshots/": "Pictures of the page.",
    "index/": "The published versions of the index.",
    "pyproject.toml": "What the package needs, and how it is linted and typed.",
    "qa_service/api/pages/assets/icon.svg": "The page's icon.",
    "qa_service/api/pages/assets/page.css": "One style sheet for all pages.",
    "qa_service/api/pages/assets/page.js": "Improves pages that work without it.",
    "qa_service/api/pages/templates/*.j2": "A template for each page, and `parts` for all.",
    "qa_service/data/calibration.json": "From the evidence for an answer to its probability.",
    "qa_service/data/glossary.toml": "Other names of one thing, by which questions are widened.",
    "qa_service/data/place_names.toml": "Names of places that no data set gives, written by hand.",
    "qa_service/data/places.tsv": "The gazetteer: provinces, cities, districts. Generated.",
    "qa_service/data/topics.toml": "What the service is about, and what it is not.",
    "qa_service/evaluation/page.html.j2": "The evaluation's report as a page.",
    "tests/collection/": "A synthetic collection of careless articles with its gold questions.",
    "tests/fixtures/": "Web pages, each with its article beside it; common words.",
    "tests/gold/": "Gold questions on `corpus/`, and what was measured on them.",
}
"""Files and folders that can't say themselves what they are."""


def settings() -> str:
    """A table of every setting."""
    rows = ["| variable | default | what it sets |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, "") else f"`{field.default}`"
        rows.append(f"| `QA_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows)


def files() -> str:
    """Every file in a line, a fold for each folder with more than a few."""
    described_files = sorted(described())
    about = {
        p.removesuffix("/__init__.py"): t for p, t in described_files if p.endswith("__init__.py")
    }
    about |= FOLDERS
    lines: dict[str, list[str]] = {folder: [] for folder in ("", *sorted(about))}
    for path, text in described_files:
        folder = max((f for f in lines if path.startswith(f"{f}/")), key=len, default="")
        name = path.removeprefix(f"{folder}/")
        if name != "__init__.py":
            lines[folder].append(f"- `{name}` – {text}")
    out = lines.pop("")
    for folder, its in lines.items():
        if not its:
            continue
        words = re.sub("`(.+?)`", r"<code>\1</code>", about[folder].rstrip("."))
        title = f"<code>{folder}/</code> – {words}"
        out += ["", f"<details><summary>{title}</summary>", "", *its, "", "</details>"]
    return "\n".join(out)


def described() -> Iterator[tuple[str, str]]:
    """Path under the root and its line, of everything that has one."""
    yield from FILES.items()
    for top in ("qa_service", "scripts", "tests"):
        for path in (ROOT / top).rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(tuple(f for f in FILES if f.endswith("/"))):
                yield name, summary(path)
    for path in (ROOT / "docs").glob("*.md"):
        yield (
            path.relative_to(ROOT).as_posix(),
            path.read_text("utf-8").splitlines()[0].lstrip("# "),
        )


def summary(module: Path) -> str:
    """The first sentence of the module's docstring."""
    text = ast.get_docstring(ast.parse(module.read_text("utf-8"))) or ""
    sentence = re.match(r"(.+?[.?!])(?=\s|$)|(.*)", " ".join(text.split("\n\n")[0].split()))
    return sentence.group() if sentence else ""


def renewed(readme: str) -> str:
    """The text with each made part as the code has it now."""
    for name, made in {"settings": settings(), "files": files()}.items():
        part = rf"(<!-- {name}: [^>]* -->\n).*?(<!-- end of {name} -->)"
        found = list(re.finditer(part, readme, re.DOTALL))
        if len(found) != 1:
            raise SystemExit(f"README.md must hold the marks of the part {name!r} once")
        begin, end = found[0][1], found[0][2]
        readme = f"{readme[: found[0].start()]}{begin}\n{made}\n\n{end}{readme[found[0].end() :]}"
    return readme


def main() -> None:
    path = ROOT / "README.md"
    path.write_text(renewed(path.read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
