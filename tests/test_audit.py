"""Quotations of laws: a changed one is caught, an honest second translation is not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa_service.audit import CanonicalLaw, Finding, audit, read_laws
from qa_service.audit.canonical import parse_law
from qa_service.cities import Gazetteer
from qa_service.cli import audit as audit_command
from qa_service.cli import run
from qa_service.domain import Article, LawKey, LawQuote, Skipped, SourceText, Span
from qa_service.figures import find_figures
from qa_service.ingest import articles as parsing
from qa_service.ingest.articles import parse
from qa_service.ingest.readers import iter_corpus, read

SIL = "Social Insurance Law"
ONE = (
    "An employing unit shall, within 30 days from the date of employment, apply to the social "
    "insurance agency for registration. It shall not charge a fee."
)
"""A wording of our own, and the same in other words, and in Chinese."""
TWO = (
    "No later than thirty days after it engages a worker, the employer must file for registration "
    "with the institution, free of charge."
)
HAN = "用人单位应当自用工之日起三十日内向社会保险经办机构申请办理登记，不得收取费用。"
OTHER = (
    "Individuals who have paid premiums for one year receive the benefit from the unemployment "
    "insurance fund every month."
)


def quoting(source: str, words: str, number: int = 58, law: str = SIL) -> Article:
    """An article whose only text is "Article 58 WORDS"."""
    head = f"Intro.\nArticle {number} "
    quote = LawQuote(LawKey(law, number), Span(7, len(head) + len(words)), len(head))
    return Article(SourceText(source, head + words), "T", "en", (), (), (), (quote,), ())


def verdicts(*texts: str, **rest: object) -> dict[str, str]:
    """Of quotations of one article in a.txt, b.txt, …"""
    found = audit([quoting(f"{chr(97 + i)}.txt", t) for i, t in enumerate(texts)], **rest)  # type: ignore[arg-type]
    return {f.source[0]: f.verdict + ("?" if f.disputed else "") for f in found}


FIFTEEN = ONE.replace("30 days", "15 days")
MAJORITY = [
    pytest.param([ONE, ONE], "exact exact", id="the same"),
    pytest.param([ONE, ONE.upper().replace(",", " ，")], "exact exact", id="case and width"),
    pytest.param([ONE, TWO, HAN], "variant variant variant", id="translations"),
    pytest.param([ONE, ONE, FIFTEEN], "exact exact number changed", id="two against one"),
    pytest.param([ONE, TWO, FIFTEEN], "variant variant number changed", id="across translations"),
    pytest.param(
        [ONE, TWO, TWO.replace("thirty", "fifteen")],
        "variant variant number changed",
        id="in words",
    ),
    pytest.param(
        [ONE, HAN, HAN.replace("三十日", "十五日")], "variant variant number changed", id="in 汉字"
    ),
    pytest.param([ONE, FIFTEEN], "number changed? number changed?", id="one against one"),
    pytest.param(
        [ONE, ONE, ONE.replace("shall not charge", "shall charge")],
        "exact exact negation lost",
        id="negation lost",
    ),
    pytest.param(
        [HAN, HAN, HAN.replace("不得收取", "可以收取")], "exact exact negation lost", id="不"
    ),
    pytest.param(
        [ONE, ONE.replace("apply to the social insurance agency", "go to the bureau")],
        "variant variant",
        id="other words",
    ),
    pytest.param([ONE, ONE[: ONE.index(" It shall")]], "exact truncated", id="a sentence left out"),
    pytest.param([ONE, ONE[: ONE.index("30 days")].strip()], "exact truncated", id="cut"),
    pytest.param([ONE], "unchecked", id="alone"),
]


@pytest.mark.parametrize(("texts", "expected"), MAJORITY)
def test_by_the_majority(texts: list[str], expected: str) -> None:
    names = [chr(97 + i) for i in range(len(texts))]
    kinds = r"number changed\??|negation lost|\w+"
    assert verdicts(*texts) == dict(zip(names, re.findall(kinds, expected), strict=True))


def test_a_finding_names_place_numbers_and_witness() -> None:
    found = audit([quoting("a.txt", ONE), quoting("b.txt", ONE), quoting("c.txt", FIFTEEN)])[2]
    assert (found.source, found.key) == ("c.txt", LawKey(SIL, 58))
    assert found.detail == "15 days instead of 30 days"
    assert found.against == "a.txt"
    assert found.changes == (("15", "30"),)
    assert (found.bad, found.disputed) == (True, False)
    text = quoting("c.txt", FIFTEEN).source.text
    assert text[slice(*found.span)] == "Article 58 " + FIFTEEN


def test_one_source_twice_is_one_vote() -> None:
    twice = quoting("a.txt", FIFTEEN)
    twice = replace(twice, quotes=twice.quotes * 2)
    found = audit([twice, quoting("b.txt", ONE), quoting("c.txt", ONE)])
    assert [f.verdict for f in found] == ["number changed", "number changed", "exact", "exact"]


def numbers(*quotations: tuple[str, int, str]) -> list[str]:
    found = audit([quoting(f"{s}.txt", words, number) for s, number, words in quotations])
    return [
        f"{f.source[0]} {f.verdict}{'?' if f.disputed else ''} {f.detail}".strip() for f in found
    ]


def test_another_articles_words() -> None:
    assert numbers(("a", 58, ONE), ("b", 58, ONE), ("c", 85, ONE), ("d", 85, OTHER)) == [
        "a exact",
        "b exact",
        "c wrong article number these are the words of Article 58",
        "d variant",
    ]
    assert numbers(("a", 58, ONE), ("b", 85, ONE)) == [
        f"{s} wrong article number? these are the words of Article {n} elsewhere; one says so and "
        "one otherwise, put the law into laws/"
        for s, n in (("a", 85), ("b", 58))
    ]


def test_articles_that_are_alike_are_not_mixed_up() -> None:
    work = "Every employee shall be covered by work injury insurance; contributions are made by "
    both = [
        ("a", 33, work + "the employing unit and none are made by the employee."),
        ("b", 53, work.replace("work injury", "maternity") + "the employing unit alone."),
    ]
    assert [line.split()[1] for line in numbers(*both)] == ["unchecked", "unchecked"]


# --- the law's own text -----------------------------------------------------------------------


def law(*articles: tuple[int, str], name: str = SIL) -> CanonicalLaw:
    return CanonicalLaw(name, "laws/sil.md", dict(articles), "en")


FULL = law((1, OTHER), (2, ONE))
CANONICAL = [
    pytest.param(2, ONE, "exact", "", id="exact"),
    pytest.param(2, TWO, "variant", "", id="a translation"),
    pytest.param(2, HAN, "variant", "", id="in Chinese"),
    pytest.param(2, FIFTEEN, "number changed", "15 days instead of 30 days", id="number"),
    pytest.param(
        2, TWO.replace("thirty", "ten"), "number changed", "10 days instead of 30 days",
        id="number in a translation",
    ),
    pytest.param(
        2, ONE.replace("not ", ""), "negation lost", "a negation is missing", id="negation"
    ),
    pytest.param(
        2, ONE[:60], "truncated", "40% of the article, and ends in the middle of a sentence",
        id="cut",
    ),
    pytest.param(1, ONE, "wrong article number", "these are the words of Article 2", id="number"),
    pytest.param(3, ONE, "wrong article number", "these are the words of Article 2", id="no 3"),
    pytest.param(3, TWO, "wrong article number", "the law has no Article 3", id="none at all"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "words", "verdict", "detail"), CANONICAL)
def test_by_the_law(number: int, words: str, verdict: str, detail: str) -> None:
    (found,) = audit([quoting("a.txt", words, number)], [FULL])
    assert (found.verdict, found.detail, found.disputed) == (verdict, detail, False)


def test_the_law_overrules_the_majority() -> None:
    texts = [FIFTEEN, FIFTEEN, ONE]
    found = audit([quoting(f"{i}.txt", t, 2) for i, t in enumerate(texts)], [FULL])
    assert [f.verdict for f in found] == ["number changed", "number changed", "exact"]
    assert {f.against for f in found} == {"laws/sil.md"}


def test_an_excerpt_says_nothing_about_other_articles() -> None:
    (found,) = audit([quoting("a.txt", TWO, 3)], [law((2, OTHER))])
    assert found.verdict == "unchecked"


def test_what_was_published_is_a_witness() -> None:
    known = {LawKey(SIL, 58): ["Article 58 " + ONE]}
    (found,) = audit([quoting("a.txt", FIFTEEN)], (), known)
    assert (found.verdict, found.disputed, found.against) == (
        "number changed", True, "the published version",
    )  # fmt: skip
    (found,) = audit([quoting("a.txt", ONE)], (), known)
    assert found.verdict == "unchecked"


LAW_TEXT = """# Social Insurance Law

(Adopted in 2010)

Chapter I  General Provisions

Article 1 The state sets up
a system.
**Article Two** It has the articles:
(1) one;
Article 1 of this Law is no beginning.
Part 2 Old age
第三条　国家建立。
Article 10: Tenth.
Article 1165 Whoever.
Article 2023 and later.
第一千一百七十九条 Last.
"""


def test_a_law_is_read_by_its_lines(tmp_path: Path) -> None:
    assert parse_law(LAW_TEXT) == {
        1: "The state sets up\na system.",
        2: "It has the articles:\n(1) one;\nArticle 1 of this Law is no beginning.",
        3: "国家建立。",
        10: "Tenth.",
        1165: "Whoever.\nArticle 2023 and later.",
        1179: "Last.",
    }
    folder = tmp_path / "laws"
    folder.mkdir()
    (folder / "社会保险法.txt").write_text("第一条　国家建立社会保险制度。", "utf-8")
    front = "---\ntitle: Labour Law of the PRC\ndate: 2018-12-29\n---\n"
    (folder / "b.md").write_text(front + "Article 1 Text.", "utf-8")
    (folder / "c.md").write_text("nothing", "utf-8")
    laws, skipped = read_laws(tmp_path)
    assert [(one.law, one.source, dict(one.articles)) for one in laws] == [
        ("Labor Law", "laws/b.md", {1: "Text."}),
        (SIL, "laws/社会保险法.txt", {1: "国家建立社会保险制度。"}),
    ]
    assert laws[0].date == "2018-12-29"
    assert [s.source for s in skipped] == ["laws/c.md"]
    assert read_laws(tmp_path / "nowhere") == ([], [])


# --- whole articles ---------------------------------------------------------------------------

COLLECTION = Path(__file__).parent / "collection" / "corpus"
SEEDS = Path(__file__).parents[1] / "corpus"


def articles(*roots: Path) -> Iterator[Article]:
    gazetteer = Gazetteer.load()
    for root in roots:
        for source in iter_corpus(root):
            found = read(root, source)
            if not isinstance(found, Skipped):
                yield parse(found, gazetteer)


@pytest.fixture(scope="module")
def collection() -> list[Article]:
    return list(articles(COLLECTION, SEEDS))


def test_honest_renderings_are_not_flagged(collection: list[Article]) -> None:
    """Three renderings in English and the statute in Chinese."""
    found = audit(collection)
    assert len(found) > 60
    assert [f for f in found if f.bad] == []


def test_every_changed_number_in_a_copy_is_found(collection: list[Article]) -> None:
    """Each figure with a unit in each quotation, one at a time, in a copy beside the original."""
    gazetteer = Gazetteer.load()
    change: dict[str | None, Callable[[str], str]] = {
        "day": lambda han: "七日" if han else "7 days",
        "month": lambda han: "九个月" if han else "99 months",
        "year": lambda han: "九年" if han else "nine years",
    }
    tried, missed = 0, []
    for article in collection:
        text = article.source.text
        for quote in article.quotes:
            for figure in find_figures(text[quote.words : quote.span.end]):
                if figure.unit not in change:
                    continue
                start, end = (quote.words + at for at in figure.span)
                new = change[figure.unit]("" if text[end - 1].isascii() else "汉")
                changed = replace(
                    article.source, source="copy.txt", text=text[:start] + new + text[end:]
                )
                copy = parse(changed, gazetteer)
                tried += 1
                found = audit([*collection, copy])
                if not any(f.bad and (f.source, f.key) == ("copy.txt", quote.key) for f in found):
                    missed.append((article.source.source, quote.key, text[start:end]))
    assert tried > 25
    assert missed == []


# --- the command ------------------------------------------------------------------------------


@pytest.fixture
def command(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[int, str]]:
    def call(*arguments: str) -> tuple[int, str]:
        folders = ["--corpus", str(tmp_path), "--index", str(tmp_path / "none")]
        monkeypatch.setattr("sys.argv", ["audit.py", *folders, *arguments])
        with pytest.raises(SystemExit) as end:
            run(audit_command.command)
        assert isinstance(end.value.code, int)
        return end.value.code, capfd.readouterr().out

    return call


def test_the_command(command: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    text = next(SEEDS.glob("000*.txt")).read_text("utf-8")
    (tmp_path / "a.txt").write_text(text, "utf-8")
    (tmp_path / "b.txt").write_text(text, "utf-8")
    code, out = command("--json")
    assert (code, json.loads(out)["findings"]) == (0, [])
    (tmp_path / "c.txt").write_text(text.replace("within 30 days", "within 15 days"), "utf-8")
    code, out = command("--json")
    report = json.loads(out)
    assert code == 3
    assert report["verdicts"]["number changed"] == 1
    (found,) = report["findings"]
    assert (found["source"], found["article"], found["detail"]) == (
        "c.txt", 58, "15 days instead of 30 days",
    )  # fmt: skip
    code, out = command()
    assert code == 3
    assert "15 days" in out
    assert "6 quotations: 1 number changed, 5 exact" in out
    (tmp_path / "c.txt").unlink()
    (tmp_path / "b.txt").write_text(text[: text.rindex("The state establishes")], "utf-8")
    assert command()[0] == 0
    assert command("--strict")[0] == 3


def test_what_could_not_be_read_is_said_to_be_unaudited(
    command: Callable[..., tuple[int, str]],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "a.txt").write_text("Where to go in Jinan?\n\nTo the bank.\n", "utf-8")
    assert command("--strict")[0] == 0
    (tmp_path / "laws").mkdir()
    (tmp_path / "laws/Social Insurance Law.md").write_bytes(b"")
    assert command("--strict")[0] == 3
    monkeypatch.setattr("sys.argv", ["audit.py", "--corpus", str(tmp_path), "--no-published"])
    with pytest.raises(SystemExit) as end:
        run(audit_command.command)
    assert end.value.code == 0
    assert "1 file was not read, so this audit knows nothing of it" in capfd.readouterr().err
    (tmp_path / "b.txt").write_bytes(b"")
    with pytest.raises(SystemExit):
        run(audit_command.command)
    assert "2 files were not read, so this audit knows nothing of them" in capfd.readouterr().err


def test_an_article_that_the_program_fails_on_does_not_end_the_audit(
    command: Callable[..., tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(source: SourceText, gazetteer: Gazetteer) -> Article:
        if source.source == "a.txt":
            raise KeyError("of a fault")
        return parse(source, gazetteer)

    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"The fees\n\nArticle 58 of the {SIL}: {ONE}\n", "utf-8")
    monkeypatch.setattr(parsing, "parse", fails)
    code, out = command("--json")
    report = json.loads(out)
    assert (code, report["articles"]) == (0, 1)
    assert [skipped["source"] for skipped in report["skipped"]] == ["a.txt"]


def test_hostile_words_do_not_reach_the_terminal() -> None:
    from rich.console import Console

    from qa_service.audit.report import show

    console = Console(record=True, width=200)
    finding = Finding("\x1b[31ma.txt", LawKey(SIL, 1), Span(0, 1), "number changed", "[red]x")
    show([finding], console)
    assert "\x1b" not in (told := console.export_text())
    assert "[red]x" in told
