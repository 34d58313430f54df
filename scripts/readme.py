"""Writes the parts of README.md that come from the code, for `make readme`: settings and files.

With results of `scripts/evaluate.py --json` as arguments, also the tables of what was measured:
.venv/bin/python scripts/readme.py /tmp/own.json /tmp/orsharc-dev.json
"""

from __future__ import annotations

import ast
import json
import re
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa_service.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
MEASURED = ROOT / "docs" / "measured.json"
"""The means of the results that were given, by the name of what was asked."""

GOLD = {"corpus.jsonl": "`corpus/`", "gold.jsonl": "`tests/collection/`"}
ANSWERS = {
    "hit@1": "a right passage first",
    "hit@3": "among the first three",
    "hit@5": "among the first five",
    "ndcg@10": "nDCG@10",
    "wrong-city@1": "a passage of another city first",
    "coverage": "answered, of the answerable questions",
    "false-answer": "answered, of the unanswerable questions",
    "law-recall@5": "the law article asked for among the first five",
    "extract": "the extract holds the fact",
    "verbatim": "word for word where the citation says",
}
COLLECTIONS = {
    "orsharc-dev": "OR-ShARC dev",
    "scifact": "SciFact",
    "xquad-en": "XQuAD, English",
    "xquad-zh2en": "XQuAD, Chinese questions on English texts",
}
RANKING = ("ndcg@10", "recall@1", "recall@5", "recall@100", "mrr@10")

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
    "Makefile": "`run`, `test`, `test-slow`, `check`, `evaluate`, `readme`, `lock`, `clean`.",
    "NOTICE": "Whose data is in here, under which licence.",
    "SECURITY.md": "What the service defends against, and how to report a hole.",
    "compose.yaml": "The container with its volumes.",
    "constraints.txt": "The version of every package that is installed, direct or not.",
    "corpus/": "The articles.",
    "deploy/qa-ingest.service": "systemd: updates the index.",
    "deploy/qa-ingest.timer": "systemd: when.",
    "deploy/qa-service.service": "systemd: the service.",
    "docs/adr/": "Decisions, each with its reasons.",
    "docs/measured.json": "The figures in this file.",
    "docs/screenshots/": "Pictures of the page.",
    "index/": "The published versions of the index.",
    "pyproject.toml": "What the package needs, and how it is linted and typed.",
    "qa_service/api/pages/assets/icon.svg": "The page's icon.",
    "qa_service/api/pages/assets/page.css": "One style sheet for all pages.",
    "qa_service/api/pages/assets/page.js": "Improves pages that work without it.",
    "qa_service/api/pages/templates/*.j2": "A template for each page, and `parts` for all.",
    "qa_service/data/abroad.toml": "Other countries and their cities, whose rules are not here.",
    "qa_service/data/calibration.json": "From the evidence for an answer to its probability.",
    "qa_service/data/everyday.toml": "Everyday English, behind the words that articles use.",
    "qa_service/data/glossary.toml": "Other names of one thing, by which questions are widened.",
    "qa_service/data/phrasebook.toml": "Chinese phrases in English, by which questions are read.",
    "qa_service/data/places.tsv": "The gazetteer: provinces, cities, districts. Generated.",
    "qa_service/data/questions.safetensors": "What is changed of the encoder to read questions.",
    "qa_service/data/topics.toml": "What the service is about, and what it is not.",
    "qa_service/evaluation/page.html.j2": "The evaluation's report as a page.",
    "scripts/gazetteer/place_names.toml": "Names that no data set gives, written by hand.",
    "tests/places/": "Whose city a question means: three sets by others, as `blind/`.",
    "tests/blind/": "Twenty-one collections by authors who did not know the program.",
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


def answers(measured: dict[str, Any]) -> str:
    """A table of the gold questions' means with their intervals."""
    names = [name for name in GOLD if name in measured]
    rows = [f"| | {' | '.join(GOLD[name] for name in names)} |", "|---" * (len(names) + 1) + "|"]
    for metric, words in ANSWERS.items():
        cells = []
        for name in names:
            mean = measured[name][metric]
            percent = [f"{100 * mean[key]:.1f}" for key in ("value", "low", "high")]
            cells.append(f"{percent[0]} % ({percent[1]}–{percent[2]}), of {mean['n']}")
        rows.append(f"| {words} | {' | '.join(cells)} |")
    return "\n".join(rows)


def ranking(measured: dict[str, Any]) -> str:
    """A table of the public collections."""
    rows = ["| collection | questions | texts | " + " | ".join(RANKING) + " |", "|---" * 8 + "|"]
    for name, words in COLLECTIONS.items():
        if name in measured:
            its = measured[name]
            figures = " | ".join(f"{its['metrics'][metric]:.3f}" for metric in RANKING)
            rows.append(f"| {words} | {its['queries']:,} | {its['corpus']:,} | {figures} |")
    return "\n".join(rows)


def keep(results: list[Path]) -> None:
    """Puts the means of evaluations among those measured before."""
    measured = json.loads(MEASURED.read_text("utf-8"))
    for path in results:
        result = json.loads(path.read_text("utf-8"))
        if "gold" in result:
            measured[result["gold"]] = result["metrics"]
        else:
            its = ("queries", "corpus", "metrics")
            measured[result["dataset"]] = {name: result[name] for name in its}
    MEASURED.write_text(json.dumps(measured, indent=1, sort_keys=True) + "\n", encoding="utf-8")


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
    measured = json.loads(MEASURED.read_text("utf-8"))
    parts = {
        "settings": settings(),
        "answers": answers(measured),
        "ranking": ranking(measured),
        "files": files(),
    }
    for name, made in parts.items():
        part = rf"(<!-- {name}: [^>]* -->\n).*?(<!-- end of {name} -->)"
        found = list(re.finditer(part, readme, re.DOTALL))
        if len(found) != 1:
            raise SystemExit(f"README.md must hold the marks of the part {name!r} once")
        begin, end = found[0][1], found[0][2]
        readme = f"{readme[: found[0].start()]}{begin}\n{made}\n\n{end}{readme[found[0].end() :]}"
    return readme


def main() -> None:
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("results", nargs="*", type=Path, metavar="RESULT.json")
    keep(parser.parse_args().results)
    path = ROOT / "README.md"
    path.write_text(renewed(path.read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
