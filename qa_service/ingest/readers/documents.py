"""PDF and DOCX files, with the optional extra `documents`."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator

from qa_service.errors import MissingExtra
from qa_service.ingest.headings import telling_words
from qa_service.ingest.readers.unreadable import Unreadable

_EXTRA = "documents"
_HAN = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")
_HYPHEN = re.compile(r"\w-$")
_OPENS = re.compile(
    r"""\s*(?:[-–—•·●○■□◆*]\s|[(（]?\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z]|[ivxIVX]{1,4})\s*[.)）、．,，](?!\d)
    |step\s+\d|article\s+\d+|chapter\s+\d+|第[〇零一二三四五六七八九十百千\d]+[条章节步])""",
    re.VERBOSE | re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-–—]\s*)?(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?(?:\s*[-–—])?\s*|\s*第\s*\d+\s*页.*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?|file)://\S+\s+\d{1,4}/\d{1,4}")
_PRINTED = re.compile(r"\d{1,4}[/.]\d{1,2}[/.]\d{1,4},?\s+\d{1,2}:\d\d\b.*")
"""What a browser prints on a page: its address and number, the day and the title."""
_PROGRAM = re.compile(
    r"^microsoft (?:word|powerpoint) - |\.(?:docx?|wps|pptx?|pdf)$", re.IGNORECASE
)
"""What programs write around a title that is a file's name."""
_GLYPHS = str.maketrans(
    {
        chr(code): unicodedata.normalize("NFKC", chr(code))
        for code in (*range(0x2F00, 0x2FD6), *range(0xFB00, 0xFB07))
    }
    | dict(
        zip(
            "⼾⺟⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
            "户母民西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
            strict=True,
        )
    )
)
"""Radicals and ligatures, as which a PDF gives the characters of the same looks."""
_CLOSED = re.compile(r"[.。!！?？:：;；][\s\"'”’)）]*$")
_UNPACKED_LIMIT = 20
"""Times its own size that a DOCX file may unpack to, above which it is taken for an attack."""


def read_pdf(data: bytes) -> tuple[str, str | None]:
    """Text and title. A line that only the page's width has broken is joined with the next; page
    numbers and lines that stand on most pages are left out. Raises Unreadable."""
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        raise _missing("pypdf") from None
    # It logs what it stumbles over without the file's name; what can't be read is named anyway.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("PDF locked by a password: save it without one")
        pages = [page.extract_text().translate(_GLYPHS) for page in reader.pages]
        title = reader.metadata.title if reader.metadata else None
    except (PyPdfError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError,
            RecursionError, MemoryError, NotImplementedError, OSError, AssertionError,
            ImportError) as error:  # fmt: skip
        # pypdf meets damage with whatever its parser trips over, not with one class of errors.
        raise Unreadable(f"damaged PDF ({type(error).__name__}): fetch it again") from None
    text = "\n".join(_unwrapped(_without_furniture(pages)))
    if not text.strip():
        raise Unreadable(
            "PDF without text, perhaps scanned: recognise its text (OCR) and save that as .txt"
        )
    return text, _own_title(title, "\n".join(pages)) if isinstance(title, str) else None


def read_docx(data: bytes) -> tuple[str, str | None]:
    """Text, a paragraph or table row a line, and title. Raises Unreadable."""
    try:
        import docx
        from docx.opc.exceptions import OpcError
        from docx.table import Table
        from lxml.etree import LxmlError
    except ImportError:
        raise _missing("python-docx") from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > _UNPACKED_LIMIT * max(len(data), 1_000_000):
            raise Unreadable("DOCX unpacks to far more than its size: save it again or as .txt")
        document = docx.Document(io.BytesIO(data))
        lines: list[str] = []
        for part in document.iter_inner_content():
            if isinstance(part, Table):
                for row in part.rows:
                    # A merged cell is listed once for each column that it spans.
                    cells = dict.fromkeys(
                        (cell._tc, " ".join(cell.text.split())) for cell in row.cells
                    )
                    lines.append("\t".join(text for _, text in cells if text))
            elif (part.style is not None and (part.style.name or "").startswith("Heading")
                  and part.text.strip()):  # fmt: skip
                lines += ["", part.text.strip(), ""]
            else:
                lines += [line.strip() for line in part.text.split("\n")]
        title = document.core_properties.title
    except (zipfile.BadZipFile, OpcError, LxmlError, LookupError, ValueError, TypeError,
            AttributeError, RecursionError, OSError, NotImplementedError, EOFError, zlib.error,
            AssertionError, RuntimeError) as error:  # fmt: skip
        # Like pypdf, python-docx trusts the file's structure and trips over damage in many ways.
        raise Unreadable(f"damaged DOCX ({type(error).__name__}): save it again") from None
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if not text:
        raise Unreadable("no text found in the DOCX: save the article as .txt")
    return text, _own_title(title, text)


def _own_title(given: str, text: str) -> str | None:
    """The title that a document's properties give, if the text has a word of it: programs write
    their own name there, or that of the file which another was made of."""
    title = _PROGRAM.sub("", given.strip().translate(_GLYPHS)).strip()
    return title if telling_words(title) & telling_words(text) else None


def _missing(package: str) -> Unreadable:
    return Unreadable(str(MissingExtra(package, extra=_EXTRA)))


def _without_furniture(pages: list[str]) -> Iterator[list[str]]:
    split = [[line.strip() for line in page.splitlines() if line.strip()] for page in pages]
    seen = Counter(line for lines in split for line in {*lines[:2], *lines[-2:]})
    often = {line for line, pages in seen.items() if pages >= max(3, 0.6 * len(split))}
    for lines in split:
        edge = {0, 1, len(lines) - 1, len(lines) - 2}
        around = often | {line for n, line in enumerate(lines) if n in edge and _is_printed(line)}
        if any(map(_ADDRESS.fullmatch, around)):
            around |= set(filter(_PRINTED.fullmatch, lines))
        yield [line for n, line in enumerate(lines) if n not in edge or line not in around]


def _is_printed(line: str) -> bool:
    return (_PAGE_NUMBER.fullmatch(line) or _ADDRESS.fullmatch(line)) is not None


def _unwrapped(pages: Iterator[list[str]]) -> Iterator[str]:
    lines = [line for page in pages for line in page]
    width = max((len(line) for line in lines), default=0)
    paragraph = ""
    last = ""
    for line in lines:
        # Only a line that fills the page's width can have been broken by it.
        broken = len(last) >= 0.75 * width and not _CLOSED.search(last) and width >= 20
        if broken and not _OPENS.match(line):
            glued = _HAN.match(paragraph[-1]) or _HAN.match(line[0]) or _HYPHEN.search(paragraph)
            glue = "" if glued else " "
            paragraph += glue + line
        else:
            if paragraph:
                yield paragraph
            paragraph = line
        last = line
    if paragraph:
        yield paragraph
