"""PDF and DOCX files, written here and read back."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from qa_service.domain import Skipped, SourceText
from qa_service.ingest.readers import documents, read


def pdf(*pages: list[str], title: str | None = None) -> bytes:
    """A PDF with the lines of each page in Helvetica."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids "
        f"[{' '.join(f'{4 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
        stream = f"BT /F1 12 Tf 72 720 Td {shown}ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * n} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append(f"<< /Title ({title}) >>" if title else "<< >>")
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\n".encode()
    return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())


def read_bytes(folder: Path, name: str, data: bytes) -> SourceText | Skipped:
    (folder / name).write_bytes(data)
    return read(folder, name)


def test_pdf(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    head = "Social security handbook of Jinan"
    data = pdf(
        [
            head,
            "Lost card",
            "If the card is lost, the holder should report the loss by telephone and then",
            "go to the bank with the identity card.",
            "1. Call 12333 at any hour of the day; the card is locked at once and nobody can",
            "draw money.",
            "2. Go to the bank.",
            "- 1 -",
        ],
        [
            head,
            "The new card is made within 7 working days and is handed over at the branch of",
            "2",
        ],
        [head, "the bank that received the application.", "Page 3 of 3"],
        title="Handbook",
    )
    found = read_bytes(tmp_path, "a.pdf", data)
    assert isinstance(found, SourceText), found
    assert found.text.split("\n") == [
        "Lost card",
        "If the card is lost, the holder should report the loss by telephone and then "
        "go to the bank with the identity card.",
        "1. Call 12333 at any hour of the day; the card is locked at once and nobody can "
        "draw money.",
        "2. Go to the bank.",
        "The new card is made within 7 working days and is handed over at the branch of "
        "the bank that received the application.",
    ]
    assert found.title == "Handbook"


def test_an_article_of_a_law_begins_a_line() -> None:
    page = [
        "第九百九十八条 认定行为人承担侵害人格权的民事责任，应当考虑职业和影响范围以及",
        "第一千零二条 自然人享有生命权。",
    ]
    assert list(documents._unwrapped(iter([page]))) == page


def test_what_a_browser_prints_around_a_page_is_left_out(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    text = ["Cards of Jinan", "Updated on 5/6/23, 10:20 AM by the bureau.", "Call 12333."]
    around = ["12/1/26, 1:32 AM Cards of Jinan", "https://jn.example/cards?id=3 1/1"]
    for lines in ([*text, *around], [around[0], *text, around[1]]):
        found = read_bytes(tmp_path, "a.pdf", pdf(lines))
        assert isinstance(found, SourceText), found
        assert found.text.split("\n") == text


def test_a_line_of_a_pdf_that_is_broken_at_a_hyphen() -> None:
    page = ["The card is locked by a call to the hotline 0531-", "12333 at any hour."]
    assert list(documents._unwrapped(iter([page]))) == ["".join(page)]


def test_a_pdf_s_glyphs_are_the_characters_that_they_look_like(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    found = read_bytes(tmp_path, "a.pdf", pdf([r"The \256rst card is free."]))
    assert isinstance(found, SourceText), found
    assert found.text == "The first card is free."
    assert "⻄安账⼾⼀个⽉".translate(documents._GLYPHS) == "西安账户一个月"


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("Microsoft Word - Cards of Jinan.doc", "Cards of Jinan"),
        ("PowerPoint Presentation", None),
        ("Microsoft Word - 1.docx", None),
    ],
)
def test_a_program_s_own_title_is_none(tmp_path: Path, given: str, title: str | None) -> None:
    pytest.importorskip("pypdf")
    found = read_bytes(tmp_path, "a.pdf", pdf(["How to get one of the cards."], title=given))
    assert isinstance(found, SourceText), found
    assert found.title == title


def test_the_day_that_a_document_states(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    pytest.importorskip("pypdf")
    document = docx.Document()
    document.add_heading("Lost card", 1)
    document.add_paragraph("发布时间：2022年08月09日 来源：济南人社")
    document.add_paragraph("Go to the bank.")
    out = io.BytesIO()
    document.save(out)
    stated = pdf(
        ["Lost card", "Release time: 2022-08-09 14:20:11 Source: Jinan", "Go to the bank."]
    )
    for name, data in (("a.docx", out.getvalue()), ("a.pdf", stated)):
        found = read_bytes(tmp_path, name, data)
        assert isinstance(found, SourceText), found
        assert (found.date, found.date_origin) == ("2022-08-09", "page")


def test_bad_pdfs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("pypdf")
    whole = pdf(["The card of Jinan is free."])
    for data, reason in (
        (pdf([]), "PDF without text, perhaps scanned: recognise its text"),
        (whole[:200], "damaged PDF"),
        (whole.replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"), "PDF"),
    ):
        found = read_bytes(tmp_path, "a.pdf", data)
        assert isinstance(found, Skipped)
        assert reason in found.reason
    assert caplog.messages == []  # which could not name the file


def test_docx(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.core_properties.title = "Card of Jinan"
    document.add_heading("Lost card", 1)
    document.add_paragraph("Report the loss first.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Item", "Fee", "New card", "20 yuan"), strict=True):
        cell.text = text
    document.add_paragraph("挂失后办理　补卡。")
    file = io.BytesIO()
    document.save(file)
    found = read_bytes(tmp_path, "a.docx", file.getvalue())
    assert isinstance(found, SourceText), found
    assert found.text.split("\n") == [
        "Lost card", "", "Report the loss first.", "Item\tFee", "New card\t20 yuan",
        "挂失后办理　补卡。",
    ]  # fmt: skip
    assert found.title == "Card of Jinan"
    cut = read_bytes(tmp_path, "b.docx", file.getvalue()[:-200])
    assert isinstance(cut, Skipped)
    assert "damaged DOCX" in cut.reason


@pytest.mark.parametrize(
    ("name", "module", "package"), [("a.pdf", "pypdf", "pypdf"), ("a.docx", "docx", "python-docx")]
)
def test_without_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    found = read_bytes(tmp_path, name, b"%PDF-1.4")
    assert isinstance(found, Skipped)
    assert found.reason == f"{package} is not installed: pip install 'qa-service[documents]'"
