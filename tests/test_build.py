"""Corpus to published version: what is read and embedded again, and what is not."""

from __future__ import annotations

import ast
import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from fake_encoder import HashedWords, fake_encoders
from packaging.utils import canonicalize_name
from test_requirements import imported
from typer.testing import CliRunner

import qa_service
from qa_service.build import BuildSummary, build
from qa_service.build import articles as articles_module
from qa_service.build import builder as builder_module
from qa_service.build import corpus as corpus_module
from qa_service.build import notes as notes_module
from qa_service.build.corpus import LIBRARIES, RECIPE, recipe
from qa_service.cli import ingest
from qa_service.encoders.choose import Encoders
from qa_service.errors import BuildLocked, CorpusError, CorruptIndex, PublishRefused
from qa_service.index import versions as versions_module
from qa_service.index.layout import version_names
from qa_service.index.lock import build_lock
from qa_service.index.opened import OpenIndex, open_version
from qa_service.index.versions import rollback
from qa_service.ingest import articles as parsing
from qa_service.settings import Settings
from qa_service.stores import files

COLLECTION = Path(__file__).parent / "collection/corpus"

JINAN = """How to replace a lost social security card in Jinan?

Report the loss by telephone. Go to a bank with your ID card and apply for a new card.

Legal basis:

People's Republic of China (PRC) Social Insurance Law

Article 58 An employing unit shall, within 30 days from the date of employment, apply to the social
insurance agency for social insurance registration for its employees.
"""
SHANGHAI = """Where is a social security card made in Shanghai?

Foreigners apply at the Bank of Shanghai. The first card costs nothing.
"""
WUHAN = """How to inquire about social security in Wuhan?

Dial 12333 on weekdays. The hotline answers in Chinese only.

Legal basis:

People's Republic of China (PRC) Social Insurance Law

Article 4 Employers and individuals who pay social insurance premiums in accordance with the law can
inquire about the payment records.
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "jinan.txt").write_text(JINAN)
    (corpus / "shanghai.txt").write_text(SHANGHAI)
    return Settings(_env_file=None, corpus=corpus, index=tmp_path / "index")


def counts(summary: BuildSummary) -> tuple[int, int, int, int]:
    return summary.added, summary.changed, summary.removed, summary.unchanged


def ids(index: OpenIndex, source: str) -> set[str]:
    return {passage.id for passage in index.documents.passages_of(source)}


def content(index: OpenIndex) -> dict[str, Any]:
    """Everything that a version says, in a form that can be compared."""
    documents = index.documents
    passages = list(documents.passages())
    vocabulary = index.lexical["words"].vocabulary()
    return {
        "counts": index.manifest.counts,
        "groups": index.manifest.groups,
        "passages": passages,
        "sources": list(documents.sources()),
        "texts": [documents.source_text(entry.source) for entry in documents.sources()],
        "laws": documents.laws(),
        "words": {w: index.lexical["words"].scores([w]).tolist() for w in sorted(vocabulary)},
        "spaces": {
            name: (
                space.owner.tolist(),
                np.concatenate(space.store.blocks(range(len(space.owner)))).tolist(),
            )
            for name, space in index.spaces.items()
        },
    }


def test_nothing_changed(settings: Settings) -> None:
    encoders = fake_encoders()
    first = build(settings, encoders=encoders)
    assert (counts(first), first.laws, first.embedded) == ((2, 0, 0, 0), 1, first.passages)
    encoded = len(encoders.main.encoded)
    again = build(settings, encoders=encoders)
    assert again == replace(first, added=0, unchanged=2, embedded=0, seconds=again.seconds)
    assert len(encoders.main.encoded) == encoded
    assert version_names(settings.index) == [first.version]


def test_times_are_not_content(settings: Settings) -> None:
    first = build(settings, encoders=fake_encoders())
    os.utime(settings.corpus / "jinan.txt", (1, 1))
    assert build(settings, encoders=fake_encoders()).version == first.version


def test_one_new_article_embeds_itself_and_the_law_that_it_is_first_to_quote(
    settings: Settings,
) -> None:
    build(settings, encoders=fake_encoders())
    encoders = fake_encoders()
    (settings.corpus / "wuhan.txt").write_text(WUHAN)
    summary = build(settings, encoders=encoders)
    with open_version(settings.index) as index:
        new = ids(index, "wuhan.txt")
        assert {p.law.article for p in index.documents.passages() if p.law} == {4, 58}
    assert (counts(summary), summary.laws) == ((1, 0, 0, 2), 2)
    assert summary.embedded == len(new) == 2
    assert all("Wuhan" in t or "Article 4" in t or "premiums" in t for t in encoders.main.encoded)


def test_a_changed_article_embeds_what_changed_in_it(settings: Settings) -> None:
    build(settings, encoders=fake_encoders())
    encoders = fake_encoders()
    path = settings.corpus / "shanghai.txt"
    path.write_text(SHANGHAI.replace("Bank of Shanghai", "Bank of China"))
    summary = build(settings, encoders=encoders)
    assert (counts(summary), summary.embedded) == ((0, 1, 0, 1), 1)
    assert encoders.main.encoded
    assert not any("Jinan" in text for text in encoders.main.encoded)


def test_a_removed_article_is_gone_with_its_law(settings: Settings) -> None:
    build(settings, encoders=fake_encoders())
    (settings.corpus / "jinan.txt").unlink()
    summary = build(settings, encoders=fake_encoders())
    assert (counts(summary), summary.laws, summary.embedded) == ((0, 0, 1, 1), 0, 0)
    with open_version(settings.index) as index:
        assert {passage.source for passage in index.documents.passages()} == {"shanghai.txt"}
        assert index.documents.laws() == []
        assert not any("Jinan" in group.cities for group in index.manifest.groups)
        assert index.lexical["words"].document_frequency("jinan") == 0


def test_an_empty_folder_takes_nothing_away(settings: Settings) -> None:
    live = build(settings, encoders=fake_encoders()).version
    for source in settings.corpus.glob("*.txt"):
        source.unlink()
    with pytest.raises(CorpusError, match="there is no article in"):
        build(settings, encoders=fake_encoders())
    assert version_names(settings.index) == [live]


@pytest.mark.parametrize("files", [(), ("laws/law.txt", "jinan.txt.meta.json", ".hidden.txt")])
def test_a_folder_without_articles_makes_no_first_version(
    settings: Settings, files: tuple[str, ...]
) -> None:
    for source in settings.corpus.glob("*.txt"):
        source.unlink()
    for name in files:
        (settings.corpus / name).parent.mkdir(exist_ok=True)
        (settings.corpus / name).write_text("{}")
    for dry_run in (True, False):
        with pytest.raises(CorpusError, match=r"no article in .*corpus: nothing was published"):
            build(settings, encoders=fake_encoders(), dry_run=dry_run)
    assert version_names(settings.index) == []


def test_a_law_outlives_one_of_two_that_quote_it(settings: Settings) -> None:
    (settings.corpus / "zibo.txt").write_text(JINAN.replace("Jinan", "Zibo"))
    build(settings, encoders=fake_encoders())
    (settings.corpus / "jinan.txt").unlink()
    summary = build(settings, encoders=fake_encoders())
    assert (summary.laws, summary.embedded) == (1, 0)
    with open_version(settings.index) as index:
        (law,) = index.documents.laws()
        passage = index.documents.passage(law.passage_id)
        assert (law.quoted_by, passage.source) == (("zibo.txt",), "zibo.txt")
        text = index.documents.source_text("zibo.txt").text
        assert text[passage.start : passage.end] == passage.text


def test_who_only_mentions_a_law_is_found_when_another_quotes_it(settings: Settings) -> None:
    mention = "\nAccording to Article 4 of the Social Insurance Law, ask for your records.\n"
    (settings.corpus / "shanghai.txt").write_text(SHANGHAI + mention)
    build(settings, encoders=fake_encoders())
    (settings.corpus / "wuhan.txt").write_text(WUHAN)
    build(settings, encoders=fake_encoders())
    with open_version(settings.index) as index:
        grown = content(index)
    build(settings, encoders=fake_encoders(), rebuild=True)
    with open_version(settings.index) as index:
        assert grown["laws"] == content(index)["laws"]


STEPS: list[Callable[[Path], object]] = [
    lambda corpus: (corpus / "000_f7906f94b8510b34.txt").unlink(),
    lambda corpus: (corpus / "jinan.txt").write_text(JINAN),
    lambda corpus: (corpus / "jinan.txt").write_text(JINAN.replace("30 days", "thirty days")),
    lambda corpus: shutil.rmtree(corpus / "maternity"),
    lambda corpus: (corpus / "more").mkdir() or (corpus / "more/w.md").write_text(WUHAN),
    lambda corpus: (corpus / "more/w.md.meta.json").write_text('{"city": "Jinan"}'),
    lambda corpus: [p.unlink() for p in sorted(corpus.glob("*.html"))],
    lambda corpus: shutil.copytree(COLLECTION / "maternity", corpus / "maternity"),
]


def test_step_by_step_gives_what_a_build_from_nothing_gives(tmp_path: Path) -> None:
    """Whatever was taken over from the versions before."""
    corpus = tmp_path / "corpus"
    shutil.copytree(COLLECTION, corpus)
    grown = Settings(_env_file=None, corpus=corpus, index=tmp_path / "grown")
    build(grown, encoders=fake_encoders())
    for number, step in enumerate(STEPS):
        step(corpus)
        summary = build(grown, encoders=fake_encoders())
        assert summary.version
        scratch = Settings(_env_file=None, corpus=corpus, index=tmp_path / f"scratch-{number}")
        build(scratch, encoders=fake_encoders())
        with open_version(grown.index) as one, open_version(scratch.index) as other:
            found, expected = content(one), content(other)
        for part, value in expected.items():
            if part in ("words", "spaces"):
                continue
            assert found[part] == value, (number, part)
        assert found["words"].keys() == expected["words"].keys()
        for word, scores in expected["words"].items():
            np.testing.assert_allclose(found["words"][word], scores, rtol=1e-6)
        for name, (owner, rows) in expected["spaces"].items():
            assert found["spaces"][name][0] == owner
            np.testing.assert_array_equal(found["spaces"][name][1], rows)


def test_rows_are_shared_until_too_little_of_them_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SMALL_BYTES", 0)
    corpus = tmp_path / "corpus"
    shutil.copytree(COLLECTION, corpus)
    settings = Settings(_env_file=None, corpus=corpus, index=tmp_path / "index")
    rows = "spaces/sentences/rows.npy"
    first = build(settings, encoders=fake_encoders()).version
    (corpus / "000_f7906f94b8510b34.txt").unlink()
    second = build(settings, encoders=fake_encoders()).version
    assert (settings.index / second / rows).samefile(settings.index / first / rows)
    for path in sorted(corpus.glob("0*"))[:15]:
        path.unlink()
    third = build(settings, encoders=fake_encoders()).version
    assert not (settings.index / third / rows).samefile(settings.index / first / rows)
    assert not (settings.index / third / "spaces/sentences/runs.npy").exists()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "is full"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (BuildLocked("another process is moving CURRENT"), "another process"),
    ],
)
@pytest.mark.parametrize("changed", [True, False])
def test_what_is_published_counts_though_older_versions_stay(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str, changed: bool
) -> None:
    def unable(*_: Any) -> None:
        raise error

    first = build(settings, encoders=fake_encoders()).version
    (settings.corpus / "wuhan.txt").write_text(WUHAN)
    second = build(settings, encoders=fake_encoders()).version
    if changed:
        (settings.corpus / "jinan.txt").unlink()
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(ingest.command)
    arguments = ["--corpus", str(settings.corpus), "--index", str(settings.index)]
    with monkeypatch.context() as patched:
        patched.setattr(builder_module, "choose_encoders", lambda _: fake_encoders())
        patched.setattr(versions_module, "_set_aside", unable)
        patched.setenv("QA_KEEP_VERSIONS", "1")
        result = CliRunner().invoke(app, arguments)
    live = version_names(settings.index)[-1]
    assert (result.exit_code, result.stdout.split(":")[0]) == (0, f"Version {live}")
    assert (live == second) is not changed
    assert "warning: the version is live, but older ones could not be removed: " in result.stderr
    assert said in result.stderr
    with open_version(settings.index) as index:
        assert index.version == live
    build(settings.model_copy(update={"keep_versions": 1}), encoders=fake_encoders())
    assert version_names(settings.index) == [live]
    assert first != live


LAW = "Article 58 An employing unit shall register its employees within {} days."
SIDECAR = '{{"city": "Jinan", "url": "https://example.org/{}"}}'


@pytest.mark.parametrize("many", [200, 1])
@pytest.mark.parametrize(
    ("name", "whole", "half"),
    [
        ("zibo.txt", JINAN.replace("Jinan", "Zibo"), "How to replace a lost card in Zibo?\n\nRe"),
        ("jinan.txt.meta.json", SIDECAR.format("whole"), SIDECAR.format("half")),
        ("laws/Social Insurance Law.txt", LAW.format(30), LAW.format(3)),
    ],
)
def test_a_file_written_on_while_it_is_read_is_read_again(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    many: int,
    name: str,
    whole: str,
    half: str,
) -> None:
    """Whole when the corpus was looked through, and whole again when it has been read: what was
    published of it is half. Read in this process, and in several."""
    path = settings.corpus / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(whole)
    settings = settings.model_copy(update={"build_threads": 2})
    build(settings, encoders=fake_encoders())
    with open_version(settings.index) as index:
        expected, laws = content(index), index.manifest.law_texts
    shutil.rmtree(settings.index)

    def half_written(real: Callable[..., Any]) -> Callable[..., Any]:
        def reading(*arguments: Any, **options: Any) -> Any:
            path.write_text(half)
            found = real(*arguments, **options)
            found = list(found) if isinstance(found, Iterator) else found
            path.write_text(whole)
            return found

        return reading

    with monkeypatch.context() as patched:
        patched.setattr(articles_module, "_MANY", many)
        for module, reader in ((builder_module, "read_articles"), (notes_module, "read_laws")):
            patched.setattr(module, reader, half_written(getattr(module, reader)))
        first = build(settings, encoders=fake_encoders())
    second = build(settings, encoders=fake_encoders())
    assert second.version != first.version
    with open_version(settings.index) as index:
        assert (content(index), index.manifest.law_texts) == (expected, laws)
    assert build(settings, encoders=fake_encoders()).version == second.version


def read(folder: Path) -> dict[str, bytes]:
    """The content of every file in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_damage_in_place_leaves_a_version_to_go_back_to(settings: Settings) -> None:
    """Whichever small file it is."""
    for city in ("Beijing", "Qingdao", "Tianjin", "Zibo"):
        (settings.corpus / f"{city}.txt").write_text(JINAN.replace("Jinan", city))
    first = build(settings, encoders=fake_encoders()).version
    whole = read(settings.index / first)
    (settings.corpus / "shanghai.txt").unlink()
    second = build(settings, encoders=fake_encoders()).version
    rows = "spaces/passages/rows.npy"
    assert read(settings.index / second)[rows] == whole[rows]
    for path in (settings.index / second).rglob("*.*"):
        os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(CorruptIndex):
        open_version(settings.index)
    rollback(settings.index, first)
    with open_version(settings.index, verify="full"):
        assert read(settings.index / first) == whole


@pytest.mark.parametrize(
    "change",
    [
        lambda encoders: Encoders(HashedWords(fingerprint="2"), main_is_english=False),
        lambda encoders: replace(encoders, multilingual=HashedWords("other", "3", 16)),
        lambda encoders: replace(encoders, main=HashedWords(dimension=48, fingerprint="4")),
    ],
)
def test_other_encoders_make_a_new_version(
    settings: Settings, change: Callable[[Encoders], Encoders]
) -> None:
    first = build(settings, encoders=fake_encoders())
    other = change(fake_encoders())
    second = build(settings, encoders=other)
    assert second.version != first.version
    assert (counts(second), second.embedded) == ((0, 0, 0, 2), second.passages)
    # Of an encoder that stays, nothing is embedded again.
    assert bool(other.main.encoded) == (other.main.fingerprint != "1")


def test_another_recipe_makes_a_new_version_and_embeds_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(settings, encoders=fake_encoders())
    monkeypatch.setattr(builder_module, "recipe", lambda *_: "upgraded")
    second = build(settings, encoders=fake_encoders())
    assert second.version != first.version
    assert (counts(second), second.embedded) == ((0, 0, 0, 2), 0)


def test_rebuild_embeds_everything_again(settings: Settings) -> None:
    build(settings, encoders=fake_encoders())
    encoders = fake_encoders()
    summary = build(settings, encoders=encoders, rebuild=True)
    assert (counts(summary), summary.embedded) == ((0, 0, 0, 2), summary.passages)


def test_without_the_cache_the_live_version_has_the_vectors(settings: Settings) -> None:
    build(settings, encoders=fake_encoders())
    shutil.rmtree(settings.index / ".cache")
    (settings.corpus / "wuhan.txt").write_text(WUHAN)
    assert build(settings, encoders=fake_encoders()).embedded == 2


def test_a_damaged_live_version_is_mended_from_the_cache(settings: Settings) -> None:
    first = build(settings, encoders=fake_encoders())
    (settings.index / first.version / "spaces/passages/rows.npy").write_bytes(b"")
    second = build(settings, encoders=fake_encoders())
    assert (second.version != first.version, second.embedded) == (True, 0)
    with open_version(settings.index, verify="full") as index:
        assert len(index) == second.passages


PACKAGE = Path(qa_service.__file__).parent


def deciding() -> set[Path]:
    """Everything of this package that reading, splitting, the analyser or an audit's verdicts
    import, at any remove."""
    waiting = [PACKAGE / "ingest", PACKAGE / "cities", PACKAGE / "retrieval/analyser.py"]
    waiting += [PACKAGE / "audit/canonical.py", PACKAGE / "audit/quotations.py"]
    seen: set[Path] = set()
    while waiting:
        path = waiting.pop()
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            if file in seen:
                continue
            seen.add(file)
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if not isinstance(node, ast.ImportFrom) or not node.module:
                    continue
                if node.module.startswith("qa_service."):
                    module = PACKAGE.joinpath(*(node.module or "").split(".")[1:])
                    waiting.append(module if module.is_dir() else module.with_suffix(".py"))
    return seen


def test_the_recipe_is_all_that_decides_what_becomes_of_a_file() -> None:
    covered = {path for pattern in RECIPE for path in PACKAGE.glob(pattern)}
    missing = {
        str(file.relative_to(PACKAGE))
        for file in deciding()
        if not covered & {file, *file.parents} and file.name not in ("errors.py", "__init__.py")
    }
    assert missing == set()
    assert all(list(PACKAGE.glob(pattern)) for pattern in RECIPE)


def test_the_recipe_has_the_libraries_that_decide_it_too() -> None:
    modules = {name for file in deciding() for name in imported(file)}
    owners = packages_distributions()
    assert {canonicalize_name(owners[module][0]) for module in modules} == {
        canonicalize_name(name) for name in LIBRARIES
    }


@pytest.mark.parametrize("library", LIBRARIES)
def test_another_version_of_a_library_is_another_recipe(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def upgraded(name: str) -> str:
        if name == library:
            return "999"
        return version(name)

    def absent(name: str) -> str:
        if name == library:
            raise PackageNotFoundError(name)
        return version(name)

    recipes = {recipe(1)}
    for found in (upgraded, absent):
        monkeypatch.setattr(corpus_module, "version", found)
        recipes.add(recipe(1))
    assert len(recipes) == 3


# --- what can't be read -----------------------------------------------------------------------


def test_what_cannot_be_read_is_named_each_time(settings: Settings) -> None:
    (settings.corpus / "empty.txt").write_text("")
    (settings.corpus / "binary.txt").write_bytes(b"\0\1\2\0" * 50)
    first = build(settings, encoders=fake_encoders())
    assert [skipped.source for skipped in first.skipped] == ["binary.txt", "empty.txt"]
    assert "empty" in first.skipped[1].reason
    again = build(settings, encoders=fake_encoders())
    assert (again.skipped, again.version) == (first.skipped, first.version)


def test_a_broken_article_is_removed_and_named(settings: Settings) -> None:
    build(settings, encoders=fake_encoders())
    (settings.corpus / "jinan.txt").write_text("")
    summary = build(settings, encoders=fake_encoders())
    assert (counts(summary), [s.source for s in summary.skipped]) == ((0, 0, 1, 1), ["jinan.txt"])


@pytest.mark.parametrize("step", ["read", "parse"])
def test_an_article_that_the_program_fails_on_keeps_no_other_waiting(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    sound = getattr(parsing, step)

    def fails(*given: Any, **limits: int) -> object:
        if "jinan.txt" in (given[1], getattr(given[0], "source", None)):
            raise KeyError("of a fault")
        return sound(*given, **limits)

    monkeypatch.setattr(parsing, step, fails)
    summary = build(settings, encoders=fake_encoders())
    (skipped,) = summary.skipped
    assert skipped.source == "jinan.txt"
    assert "a fault of this program, KeyError" in skipped.reason
    assert summary.articles > 0


def test_strict_publishes_nothing(settings: Settings) -> None:
    first = build(settings, encoders=fake_encoders())
    (settings.corpus / "wuhan.txt").write_text(WUHAN)
    (settings.corpus / "empty.txt").write_text("")
    summary = build(settings, encoders=fake_encoders(), strict=True)
    assert (summary.version, summary.embedded) == ("", 0)
    assert [skipped.source for skipped in summary.skipped] == ["empty.txt"]
    assert version_names(settings.index) == [first.version]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(settings: Settings) -> None:
    (settings.corpus / "jinan.txt").chmod(0)
    (skipped,) = build(settings, encoders=fake_encoders()).skipped
    assert skipped.source == "jinan.txt"
    assert "permission" in skipped.reason.lower()


def test_a_link_to_nothing_and_a_pipe_are_named(settings: Settings) -> None:
    (settings.corpus / "link.txt").symlink_to("nowhere.txt")
    os.mkfifo(settings.corpus / "pipe.txt")
    summary = build(settings, encoders=fake_encoders())
    assert [skipped.source for skipped in summary.skipped] == ["link.txt", "pipe.txt"]
    assert summary.articles == 2


def test_a_file_that_may_be_larger_now_is_read(settings: Settings) -> None:
    small = settings.model_copy(update={"max_file_bytes": len(SHANGHAI)})
    assert [s.source for s in build(small, encoders=fake_encoders()).skipped] == ["jinan.txt"]
    assert counts(build(settings, encoders=fake_encoders())) == (1, 0, 0, 1)


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda corpus: shutil.rmtree(corpus), "no corpus folder"),
        (lambda corpus: [path.write_text("") for path in corpus.iterdir()], "can be read: jinan"),
    ],
)
def test_no_corpus(settings: Settings, prepare: Callable[[Path], object], message: str) -> None:
    first = build(settings, encoders=fake_encoders())
    prepare(settings.corpus)
    with pytest.raises(CorpusError, match=message):
        build(settings, encoders=fake_encoders())
    with open_version(settings.index) as index:
        assert index.version == first.version


def test_one_build_at_a_time(settings: Settings) -> None:
    settings.index.mkdir()
    with build_lock(settings.index), pytest.raises(BuildLocked, match=f"process {os.getpid()}"):
        build(settings, encoders=fake_encoders())


# --- judged before it is published ------------------------------------------------------------


def test_a_refused_candidate_leaves_no_trace(settings: Settings) -> None:
    first = build(settings, encoders=fake_encoders())
    (settings.corpus / "wuhan.txt").write_text(WUHAN)
    seen = []

    def refuse(candidate: OpenIndex, live: OpenIndex | None) -> str | None:
        assert live is not None
        seen.append((candidate.manifest.counts.articles, live.version))
        raise PublishRefused("worse")

    with pytest.raises(PublishRefused):
        build(settings, encoders=fake_encoders(), judge=refuse)
    assert seen == [(3, first.version)]
    assert version_names(settings.index) == [first.version]
    assert [p.name for p in settings.index.iterdir() if p.name.startswith(".building")] == []
    # What was embedded for it is not embedded again.
    assert build(settings, encoders=fake_encoders(), judge=lambda *_: "trust me").embedded == 0
    with open_version(settings.index) as index:
        assert index.manifest.reason == "trust me"


def test_a_dry_run_publishes_nothing(settings: Settings) -> None:
    summary = build(settings, encoders=fake_encoders(), dry_run=True)
    assert (summary.version, summary.articles, version_names(settings.index)) == ("", 2, [])


def test_a_dry_run_removes_nothing_where_nothing_changed(settings: Settings) -> None:
    first = build(settings, encoders=fake_encoders()).version
    second = build(settings, encoders=fake_encoders(), rebuild=True).version
    fewer = settings.model_copy(update={"keep_versions": 1})
    assert build(fewer, encoders=fake_encoders(), dry_run=True).version == second
    assert version_names(settings.index) == [first, second]
    assert build(fewer, encoders=fake_encoders()).version == second
    assert version_names(settings.index) == [second]


# --- what looks wrong though it can be read ---------------------------------------------------


def given(city: str, title: str) -> str:
    return f"---\ncity: {city}\n---\n# {title}\n\nIt is free."


def test_what_looks_wrong_about_a_place_is_said_until_it_is_mended(settings: Settings) -> None:
    (settings.corpus / "atlantis.md").write_text(given("Atlantis", "Card"))
    (settings.corpus / "card.md").write_text(given("Beijing", "A card in Guangzhou"))
    (settings.corpus / "wrong.md").write_text("---\ncitty: Jinan\n---\nIt is free.")
    expected = (
        "atlantis.md: no question can name 'Atlantis', which is no known city",
        "card.md: the title names Guangzhou, its front matter or sidecar says Beijing",
        "wrong.md: front matter: 'citty' is not read; 'city' is",
    )
    for rebuild in (False, False, True):
        built = build(settings, encoders=fake_encoders(), rebuild=rebuild)
        assert built.warnings == expected
    (settings.corpus / "wuhan.txt").write_text(WUHAN)
    assert build(settings, encoders=fake_encoders()).warnings == expected
    (settings.corpus / "card.md").write_text(given("Guangzhou", "A card in Guangzhou"))
    assert build(settings, encoders=fake_encoders()).warnings == (
        expected[0],
        expected[2],
    )
    (settings.corpus / "atlantis.md").unlink()
    (settings.corpus / "wrong.md").unlink()
    assert build(settings, encoders=fake_encoders()).warnings == ()


@pytest.mark.parametrize(
    ("city", "title"),
    [
        ("Suzhou, Anhui", "A card"),
        ("Guangdong", "A card in Guangzhou"),
        ("Guangzhou", "A card in Guangdong"),
        ("Guangzhou", "Moving from Beijing to Guangzhou"),
        ("none", "A card in Guangzhou"),
        ("北京", "A card in Haidian District, Beijing"),
    ],
)
def test_a_place_that_does_not_contradict_its_title(
    settings: Settings, city: str, title: str
) -> None:
    (settings.corpus / "card.md").write_text(given(city, title))
    assert build(settings, encoders=fake_encoders()).warnings == ()


@pytest.mark.parametrize(
    ("article", "doubted"),
    [
        ("Cards\n\nResidents of this  city pay nothing.", True),
        ("Cards\n\nOur city's banks issue it.", True),
        ("社保卡\n\n本市居民免费办理。", True),
        ("社保卡\n\n我市居民免费办理。", True),
        ("Cards\n\nAny city issues it.", False),
        ("Cards in Wuhan\n\nIn this city it is free.", False),
        ("Cards in Hubei Province\n\nIn this city it is free.", False),
        ("---\ncity: none\n---\nCards\n\nIn this city it is free.", False),
    ],
)
def test_an_article_that_does_not_say_which_city(
    settings: Settings, article: str, doubted: bool
) -> None:
    (settings.corpus / "card.md").write_text(article)
    doubt = (
        'card.md: it says "this city" and not which, so it would answer for every city: '
        "set city in front matter or NAME.meta.json"
    )
    for _ in range(2):
        assert build(settings, encoders=fake_encoders()).warnings == (doubt,) * doubted


@pytest.mark.parametrize(
    ("article", "doubted"),
    [("x", True), ("- b", True), ("社保卡\n", True), ("Cards cost nothing here.", False)],
)
def test_an_article_of_almost_no_text(settings: Settings, article: str, doubted: bool) -> None:
    (settings.corpus / "card.md").write_text(article)
    doubt = "card.md: it holds almost no text, and would answer what it can't: complete it"
    assert build(settings, encoders=fake_encoders()).warnings == (doubt,) * doubted


def test_an_article_that_is_a_title_alone(settings: Settings) -> None:
    (settings.corpus / "card.md").write_text("# The cards of Jinan\n")
    doubt = "card.md: no text stands under its title, so that no question finds it: complete it"
    assert build(settings, encoders=fake_encoders()).warnings == (doubt,)


def test_a_sidecar_without_its_article_is_said(settings: Settings) -> None:
    for name in ("jinan.txt", "shanghai", "orphan.txt", "odd.csv", ".hidden", "laws/law.txt"):
        path = settings.corpus / f"{name}.meta.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    (settings.corpus / "odd.csv").write_text("a,b")
    doubt = (
        "orphan.txt.meta.json: there is no article that it belongs to; name it as the article, or "
        "remove it"
    )
    for _ in range(2):
        assert build(settings, encoders=fake_encoders()).warnings == (doubt,)


@pytest.mark.parametrize(
    ("folders", "error", "said"),
    [
        ({"index": "corpus/index"}, CorpusError, "corpus/index is inside the corpus "),
        ({"index": "corpus"}, CorpusError, "corpus is inside the corpus "),
        ({"corpus": "corpus/jinan.txt"}, CorpusError, "jinan.txt is a file: name the folder of"),
        ({"index": "a file"}, OSError, "there is a file where the index folder "),
        ({"index": "a file/index"}, OSError, "there is a file where the index folder "),
    ],
)
def test_folders_that_cannot_be_the_ones(
    settings: Settings, tmp_path: Path, folders: dict[str, str], error: type[Exception], said: str
) -> None:
    (tmp_path / "a file").write_text("x")
    update = {name: tmp_path / path for name, path in folders.items()}
    with pytest.raises(error, match=re.escape(said)):
        build(settings.model_copy(update=update), encoders=fake_encoders())


def test_copies_are_counted_and_said(settings: Settings) -> None:
    for name in ("a.txt", "jinan copy.txt", "z.txt", "z2.txt"):
        (settings.corpus / name).write_text(JINAN)
    for _ in range(2):
        summary = build(settings, encoders=fake_encoders())
        assert summary.articles == 6
        assert summary.warnings == (
            "counted although the same as another article: jinan copy.txt of a.txt, "
            "jinan.txt of a.txt, z.txt of a.txt and 1 more",
        )


@pytest.mark.parametrize(
    ("name", "content", "copies"),
    [
        ("z.txt", JINAN.replace("\n", "\r\n").encode("utf-8-sig"), True),
        ("z.txt", JINAN.replace("\n", "\r").encode("utf-16"), True),
        ("z.md", f"---\nurl: https://x.example/\n---\n{JINAN}".encode(), True),
        ("z.md", f"---\ncity: Dalian\n---\n{JINAN}".encode(), False),
        ("z.txt", JINAN.replace("30 days", "60 days").encode(), False),
    ],
)
def test_a_copy_is_known_by_its_text_and_not_by_its_bytes(
    settings: Settings, name: str, content: bytes, copies: bool
) -> None:
    said = f"counted although the same as another article: {name} of jinan.txt"
    build(settings, encoders=fake_encoders())
    (settings.corpus / name).write_bytes(content)
    for rebuild in (False, False, True):
        built = build(settings, encoders=fake_encoders(), rebuild=rebuild)
        copied = [warning for warning in built.warnings if "same as another" in warning]
        assert copied == [said] * copies
