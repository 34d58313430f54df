"""What a build writes into a version against quotations of laws, and what is served of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_encoder import fake_encoders
from fakes import BY_COVERAGE, BagOfWords, build_index, open_with, write_corpus
from fastapi.testclient import TestClient

from qa_service.api.app import create_app
from qa_service.api.state import Service
from qa_service.build import BuildSummary, build
from qa_service.build import builder as builder_module
from qa_service.build import notes as notes_module
from qa_service.domain import DateOrigin
from qa_service.encoders.choose import Encoders
from qa_service.errors import CorruptIndex, PublishRefused
from qa_service.index.layout import current_version, version_names
from qa_service.index.notes import NOTES, BadQuote, LawDate, Notes, read_notes
from qa_service.index.opened import OpenIndex, open_version
from qa_service.index.verify import verify
from qa_service.settings import Settings
from qa_service.stores.files import NOTHING_HELD, Held

SIL, LABOR = "Social Insurance Law", "Labor Law"
REGISTER = (
    "An employing unit shall, within 30 days from the date of employment, apply to the social "
    "insurance agency for social insurance registration for its employees."
)
HOURS = "The state practises a working week of not more than 44 hours on the average for workers."


def article(city: str, *quotations: tuple[str, int, str], date: str = "2020-05-01") -> str:
    quoted = "".join(
        f"\nPeople's Republic of China (PRC) {law}\n\nArticle {number} {words}\n"
        for law, number, words in quotations
    )
    return (
        f"---\ndate: {date}\n---\nHow to replace a lost social security card in {city}?\n\n"
        "Report the loss by telephone. Go to a bank with your ID card and apply for a new card.\n"
        f"\nLegal basis:\n{quoted}"
    )


def law_text(date: str, *articles: tuple[int, str]) -> str:
    lines = "\n".join(f"Article {number} {words}" for number, words in articles)
    return f"---\ndate: {date}\n---\n{lines}\n"


FALSE = REGISTER.replace("30", "15")
HONEST = (SIL, 58, REGISTER)
ARTICLES = {
    "jinan.md": article("Jinan", HONEST, (LABOR, 36, HOURS)),
    "wuhan.md": article("Wuhan", HONEST),
    "zibo.md": article("Zibo", (SIL, 58, FALSE)),
}
SAID = (
    "The quotation of Social Insurance Law, Article 58 is wrong (number changed: 15 days instead "
    "of 30 days)."
)
LAW = "laws/Social Insurance Law.md"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    corpus = write_corpus(tmp_path / "corpus", ARTICLES)
    return Settings(_env_file=None, corpus=corpus, index=tmp_path / "index")


def built(settings: Settings, **options: Any) -> BuildSummary:
    return build(settings, encoders=fake_encoders(), **options)


def notes(settings: Settings) -> Notes:
    return read_notes(settings.index / current_version(settings.index))


def found(settings: Settings) -> list[tuple[str, int, str, bool]]:
    bad = notes(settings).bad_quotes
    return [(quote.source, quote.article, quote.verdict, quote.disputed) for quote in bad]


# --- served -----------------------------------------------------------------------------------


@contextmanager
def served(root: Path, texts: dict[str, str]) -> Iterator[tuple[TestClient, Settings]]:
    encoders = Encoders(BagOfWords(), main_is_english=False)
    settings = build_index(root, texts, encoders)
    service = Service(lambda: open_with(settings, encoders, BY_COVERAGE))
    with TestClient(create_app(service, settings)) as client:
        yield client, settings


def warnings(client: TestClient, city: str) -> dict[str, list[str]]:
    """Of the city's own passages, by source."""
    body = {"question": f"How to replace a lost social security card in {city}?"}
    passages = client.post("/ask", json=body).json()["passages"]
    cited = [passage["citation"] for passage in passages]
    return {c["source"]: c["warnings"] for c in cited if c["city"] == city}


def test_an_answer_says_that_its_legal_basis_is_misquoted(tmp_path: Path) -> None:
    with served(tmp_path, ARTICLES) as (client, settings):
        assert warnings(client, "Zibo") == {"zibo.md": [SAID]}
        assert warnings(client, "Jinan") == {"jinan.md": []}
        (settings.corpus / "zibo.md").unlink()
        build(settings, encoders=Encoders(BagOfWords(), main_is_english=False))
        client.app.state.service.reload()  # type: ignore[attr-defined]
        listed = client.get("/articles").json()["articles"]
        assert {a["source"]: a["warnings"] for a in listed} == {"jinan.md": [], "wuhan.md": []}


def test_articles_older_than_a_law_are_listed(tmp_path: Path) -> None:
    newer = law_text("2024-07-01", (58, REGISTER))
    recent = {"wuhan.md": article("Wuhan", HONEST, date="2025-01-01")}
    with served(tmp_path, {**ARTICLES, **recent, LAW: newer}) as (client, _):
        listed = client.get("/articles?stale=true").json()["articles"]
    outdated = f"The text of the {SIL} is of 2024-07-01, newer than this article (2020-05-01)."
    assert {a["source"]: a["warnings"] for a in listed} == {
        "jinan.md": [outdated],
        "zibo.md": [SAID, outdated],
    }


# --- written ----------------------------------------------------------------------------------


def test_what_misleads_is_counted_with_the_command_that_names_it(settings: Settings) -> None:
    corpus = settings.corpus.rename(settings.corpus.with_name("the corpus"))
    settings = settings.model_copy(update={"corpus": corpus})
    command = f"run qa audit --corpus '{corpus}'"
    for _ in range(2):
        assert built(settings).warnings == (f"1 quotation of a law misleads: {command}",)
    write_corpus(corpus, {"jilin.md": article("Jilin City", (SIL, 58, FALSE)),
                          "dalian.md": article("Dalian", HONEST)})  # fmt: skip
    assert built(settings).warnings == (f"2 quotations of laws mislead: {command}",)


def test_notes_are_a_file_of_the_version(settings: Settings) -> None:
    assert built(settings).misleading == 1
    with open_version(settings.index, verify="full") as index:
        assert NOTES in index.manifest.files
        text = index.documents.source_text("zibo.md").text
        (quote,) = index.notes.bad_quotes
    assert text[quote.start : quote.end] == f"Article 58 {FALSE}"
    detail = "15 days instead of 30 days"
    assert quote == BadQuote("zibo.md", quote.start, quote.end, SIL, 58, "number changed", detail)
    assert built(settings).misleading == 1  # said again, though nothing is published


def test_a_version_keeps_its_notes_when_it_is_removed_before_anyone_asked(
    settings: Settings,
) -> None:
    built(settings)
    with open_version(settings.index) as index:
        shutil.rmtree(index.path)
        assert [quote.source for quote in index.notes.bad_quotes] == ["zibo.md"]


def test_notes_that_vanish_while_a_version_is_opened_are_not_taken_for_none(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(folder: Path, *rest: Any) -> Held:
        verify(folder, *rest)
        (folder / NOTES).unlink()
        return NOTHING_HELD

    built(settings)
    monkeypatch.setattr("qa_service.index.opened.verify", overtaken)
    with pytest.raises(CorruptIndex, match=NOTES):
        open_version(settings.index)


def test_who_judges_a_candidate_sees_its_notes(settings: Settings) -> None:
    def refuse(candidate: OpenIndex, live: OpenIndex | None) -> str | None:
        raise PublishRefused(str(len(candidate.notes.bad_quotes)))

    with pytest.raises(PublishRefused, match="1"):
        built(settings, judge=refuse)


def change(source: str, text: str | None) -> Callable[[Path], object]:
    def step(corpus: Path) -> object:
        path = corpus / source
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.unlink() if text is None else path.write_text(text, "utf-8")

    return step


ZIBO = ("zibo.md", 58, "number changed", False)
DISPUTED = [(source, 58, "number changed", True) for source in ("wuhan.md", "zibo.md")]
OTHER = "Workers shall be entitled to annual leave with pay when they have worked for one year."
STEPS: list[tuple[str, Callable[[Path], object], list[tuple[str, int, str, bool]]]] = [
    ("an article about nothing of this", change("a.md", "Jinan\n\nDial 12333."), [ZIBO]),
    ("one witness less", change("jinan.md", None), DISPUTED),
    ("the witness is back", change("jinan.md", ARTICLES["jinan.md"]), [ZIBO]),
    ("its other words move", change("zibo.md", "Zibo\n\n" + ARTICLES["zibo.md"]), [ZIBO]),
    (
        "another law is misquoted, and nobody else quotes it",
        change("zibo.md", article("Zibo", (SIL, 58, FALSE), (LABOR, 36, OTHER))),
        [ZIBO],
    ),
    (
        "the law itself says otherwise",
        change(LAW, law_text("2010-10-28", (58, FALSE))),
        [(source, 58, "number changed", False) for source in ("jinan.md", "wuhan.md")],
    ),
    ("the law's text is set right", change(LAW, law_text("2018-12-29", (58, REGISTER))), [ZIBO]),
    (
        "another article's words",
        change("wuhan.md", article("Wuhan", HONEST, (LABOR, 45, HOURS))),
        [
            ("jinan.md", 36, "wrong article number", False),  # Zibo has other words for it
            ("wuhan.md", 45, "wrong article number", True),
            ZIBO,
        ],
    ),
    (
        "the other law's text",
        change("laws/labor law.md", law_text("1995-01-01", (36, HOURS), (45, OTHER))),
        [("wuhan.md", 45, "wrong article number", False), ZIBO,
         ("zibo.md", 36, "wrong article number", False)],
    ),
    (
        "the law's text is gone",
        change(LAW, None),
        [("wuhan.md", 45, "wrong article number", False), ZIBO,
         ("zibo.md", 36, "wrong article number", False)],
    ),
    (
        "the bad article is gone",
        change("zibo.md", None),
        [("wuhan.md", 45, "wrong article number", False)],
    ),
]  # fmt: skip


def test_step_by_step_gives_what_a_build_from_nothing_gives(
    settings: Settings, tmp_path: Path
) -> None:
    built(settings)
    for number, (name, step, expected) in enumerate(STEPS):
        before = current_version(settings.index)
        step(settings.corpus)
        assert built(settings).version != before, name
        scratch = settings.model_copy(update={"index": tmp_path / f"scratch-{number}"})
        built(scratch)
        assert notes(settings) == notes(scratch), name
        with open_version(settings.index) as one, open_version(scratch.index) as other:
            assert list(one.documents.sources()) == list(other.documents.sources()), name
            assert one.manifest.law_texts == other.manifest.law_texts, name
        assert found(settings) == expected, name


def test_only_laws_that_something_touched_are_audited_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[set[str], set[str]]] = []
    take = notes_module.take_notes

    def spy(articles: Any, laws: Any, *, only: Any, before: Notes) -> Notes:
        read = list(articles)
        asked.append((set(only), {article.source.source for article in read}))
        return take(read, laws, only=only, before=before)

    monkeypatch.setattr(notes_module, "take_notes", spy)
    everything = ({SIL, LABOR}, {"jinan.md", "wuhan.md", "zibo.md"})
    built(settings)
    (settings.corpus / "a.md").write_text("Jinan\n\nDial 12333.")
    built(settings)
    (settings.corpus / "wuhan.md").write_text(ARTICLES["wuhan.md"] + "\n")
    built(settings)
    change(LAW, law_text("2018-12-29", (58, REGISTER)))(settings.corpus)
    built(settings)
    built(settings, rebuild=True)
    touched = ({SIL}, {"jinan.md", "wuhan.md", "zibo.md"})
    assert asked == [everything, (set(), set()), touched, everything, everything]


def test_a_version_before_that_has_no_notes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(builder_module, "write_notes", lambda *_: None)
        first = built(settings).version
        with open_version(settings.index) as index:
            assert NOTES not in index.manifest.files
            assert index.notes == Notes()
    assert built(settings).version != first
    assert found(settings) == [ZIBO]


# --- the texts of laws ------------------------------------------------------------------------

DATED = law_text("2018-12-29", (58, REGISTER))


SECOND = DATED.replace("date: 2018", f"title: {SIL}\ndate: 2023")


@pytest.mark.parametrize(
    ("step", "new", "date"),
    [
        (lambda corpus: None, False, ("2018-12-29", "front matter", LAW)),
        (lambda corpus: (corpus / LAW).touch(), False, ("2018-12-29", "front matter", LAW)),
        (change(LAW, DATED.replace("2018", "2021")), True, ("2021-12-29", "front matter", LAW)),
        (
            change(f"{LAW}.meta.json", '{"date": "2022-01-01"}'),
            True,
            ("2022-01-01", "sidecar", LAW),
        ),
        (change("laws/2.md", SECOND), True, ("2023-12-29", "front matter", "laws/2.md")),
        (change(LAW, None), True, None),
    ],
)
def test_a_change_of_a_laws_text_makes_a_version(
    settings: Settings,
    step: Callable[[Path], object],
    new: bool,
    date: tuple[str, DateOrigin, str] | None,
) -> None:
    change(LAW, DATED)(settings.corpus)
    first = built(settings)
    step(settings.corpus)
    second = built(settings)
    assert (second.version != first.version) == new
    same = replace(first, added=0, unchanged=3, embedded=0)
    assert replace(second, version=first.version, seconds=first.seconds) == same
    assert notes(settings).law_dates == ({SIL: LawDate(SIL, *date)} if date else {})


def test_a_laws_text_that_cannot_be_read_is_named_like_any_file(settings: Settings) -> None:
    first = built(settings)
    write_corpus(settings.corpus, {"laws/a.md": "no article", "laws/b.doc": "Article 1 Text."})
    for strict, version in ((True, ""), (False, first.version)):
        summary = built(settings, strict=strict)
        assert summary.version == version
        assert [skipped.source for skipped in summary.skipped] == ["laws/a.md", "laws/b.doc"]
    assert version_names(settings.index) == [first.version]
