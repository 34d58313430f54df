"""From the files of a corpus to texts.

`SourceText.text`, to which every offset of the project refers, is the file decoded, without its
byte-order mark, with LF for CRLF and CR, and nothing else changed: full-width forms, no-break
spaces and typographic quotes stay as written. A file with NUL characters is binary and no text. On
top of that, by format:

- `.txt` nothing; a text with tags is read like `.html`.
- `.md`, `.markdown` without its front matter; the body stays raw Markdown.
- `.html`, `.htm` the visible text of the article: one paragraph, list item, table row or heading a
  line, an empty line around headings, white space folded as a browser does, the numbers of ordered
  lists as a browser shows them, table cells parted by tabs, invisible characters (soft hyphen, zero
  width space) gone.
- `.pdf` lines that the page's width broke joined again, page numbers and running titles gone.
- `.docx` one paragraph or table row a line, an empty line around headings.

Title, address, city, date and language come from the sidecar, else from front matter, else from the
page; the date else from the lines around the title or the last ones (`publication`), else from the
file's time of change (UTC).
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from qa_service.domain import DateOrigin, Skipped, SourceText
from qa_service.errors import CorpusError
from qa_service.ingest.publication import published
from qa_service.ingest.readers.decoding import decode
from qa_service.ingest.readers.digest import content, digest
from qa_service.ingest.readers.documents import read_docx, read_pdf
from qa_service.ingest.readers.metadata import Metadata, read_sidecar, split_front_matter
from qa_service.ingest.readers.pages import read_page
from qa_service.ingest.readers.unreadable import Unreadable

__all__ = [
    "LAWS",
    "SUPPORTED",
    "digest_on_disk",
    "iter_all",
    "iter_corpus",
    "iter_laws",
    "iter_sidecars",
    "read",
    "sidecars",
]

SUPPORTED = (".txt", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx")
LAWS = "laws"
"""Folder of the laws' texts in the corpus; no articles are read from it."""

_SIDECAR = ".meta.json"
_FIRST_HEADING = re.compile(r"\s*#[ \t]+(.+?)[ \t]*(?:#*|\{[#.][^{}\n]*\})[ \t]*(?:\n|$)")
_TAG = (
    r"</?(?:p|br|div|span|h[1-6]|li|ul|ol|td|tr|table|strong|b|html|head|body|meta|title)"
    r"(?:\s[^<>]*)?/?>"
)
_AT_AN_END = re.compile(rf"\s*{_TAG}|.*{_TAG}\s*$", re.IGNORECASE)
_DISGUISES = ((b"%PDF-", "PDF", ".pdf"), (b"PK\x03\x04", "ZIP or Office", ".docx"))


def iter_corpus(root: Path) -> Iterator[str]:
    """Paths under `root` of every file that may be an article, with forward slashes, sorted.

    Left out are hidden files and folders, sidecars, what programs leave beside a file (the pictures
    and scripts of a page that a browser saved, thumbnails, backups), and the folder `laws` directly
    under `root`. Linked folders are not entered but listed, for `read` to refuse; it also refuses a
    linked file that lies elsewhere. CorpusError for a folder that can't be read: its articles would
    seem removed.
    """
    if not root.is_dir():
        raise CorpusError(f"{root} is no folder: name the folder of the articles")
    yield from sorted(name for name in _files(root, root) if not name.endswith(_SIDECAR))


def iter_laws(root: Path) -> Iterator[str]:
    """The same of the folder `laws`, of every file that may be a law's text; none without it."""
    yield from sorted(name for name in _laws(root) if not name.endswith(_SIDECAR))


def iter_sidecars(root: Path) -> Iterator[str]:
    """The same of the sidecars of articles, which may be there or not."""
    yield from sorted(name for name in _files(root, root) if name.endswith(_SIDECAR))


def iter_all(root: Path) -> Iterator[str]:
    """The same of everything that a build may read, in any order."""
    yield from _files(root, root)
    yield from _laws(root)


def _laws(root: Path) -> Iterator[str]:
    return _files(root, root / LAWS) if (root / LAWS).is_dir() else iter(())


def _files(root: Path, top: Path) -> Iterator[str]:
    """Articles, or laws, and their sidecars."""
    for folder, folders, files in os.walk(top, onerror=_refuse):
        at = Path(folder).relative_to(root)
        saved = {page[1] + ending for name in files if (page := _PAGE.match(name))
                 for ending in _SAVED_WITH}  # fmt: skip
        folders[:] = [
            f
            for f in folders
            if not f.startswith(".") and f not in saved and not (at == Path() and f == LAWS)
        ]
        links = [f for f in folders if os.path.islink(os.path.join(folder, f))]
        for name in (*files, *links):
            if not _LEFTOVER.match(name):
                yield (at / name).as_posix()


def _refuse(error: OSError) -> None:
    raise CorpusError(
        f"the folder {error.filename} can't be read ({error.strerror}): "
        "look whether it is mounted and may be read, or move it out of the corpus"
    ) from error


_PAGE = re.compile(r"(.+)\.html?$", re.IGNORECASE)
_SAVED_WITH = ("_files", ".files")
"""What browsers call the folder beside a page that is saved "complete"."""
_LEFTOVER = re.compile(r"\.|~\$|.*~$|Thumbs\.db$", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile(r"[\x01-\x1f\x7f-\x9f]")


def read(root: Path, source: str, *, max_bytes: int = 5_000_000) -> SourceText | Skipped:
    """The file `source` of the corpus `root` as text, or why it isn't one. Raises nothing for a bad
    file."""
    try:
        return _read(root, source, max_bytes)
    except Unreadable as refusal:
        # A name that isn't UTF-8 must not break whoever prints the reason.
        name = source.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return Skipped(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", name), str(refusal))


def _read(root: Path, source: str, max_bytes: int) -> SourceText:
    try:
        source.encode("utf-8")
    except UnicodeEncodeError:
        raise Unreadable("the file's name is not UTF-8: rename the file") from None
    if _CONTROL.search(source):  # no address could name it
        raise Unreadable("the file's name holds a line break or the like: rename the file")
    path = root / source
    if path.is_symlink() and path.is_dir():
        raise Unreadable("a link to a folder, which is not entered: copy its articles or remove it")
    ending = path.suffix.lower()
    if ending not in SUPPORTED:
        raise Unreadable(
            f"unknown ending {ending or '(none)'}: "
            f"save the article as one of {', '.join(SUPPORTED)}"
        )
    data, changed = _bytes(root, path, max_bytes)
    beside, notes = _sidecar(root, path, max_bytes)
    text, front, page = _text(data, ending)
    if page.date is None and (day := published(text)) is not None:
        page = replace(page, date=day.isoformat())
    said = beside.over(front).over(page)
    origins: tuple[tuple[DateOrigin, str | None], ...] = (
        ("sidecar", beside.date),
        ("front matter", front.date),
        ("page", page.date),
        ("file time", changed),
    )
    origin, date = next((origin, date) for origin, date in origins if date is not None)
    return SourceText(
        source,
        text,
        said.title,
        said.url,
        said.city,
        date,
        origin,
        said.lang,
        said.doubts,
        digest([data, *notes]),
    )


def _text(data: bytes, ending: str) -> tuple[str, Metadata, Metadata]:
    """Text, front matter, and what the page itself says."""
    if not data.strip():
        raise Unreadable("empty: write the article into it or remove it")
    if ending in (".pdf", ".docx"):
        text, title = (read_pdf if ending == ".pdf" else read_docx)(data)
        return text, Metadata(), Metadata(title=title)
    for mark, kind, right in _DISGUISES:
        if data.startswith(mark):
            raise Unreadable(f"binary, a {kind} file by its content: rename it to end with {right}")
    if ending in (".html", ".htm"):
        text, page = read_page(data)
        return text, Metadata(), page
    text = decode(data)
    front, page = Metadata(), Metadata()
    if ending == ".txt":
        if _is_marked_up(text):
            text, page = read_page(data)
            return text, front, page
    else:
        front, text = split_front_matter(text)
        if heading := _FIRST_HEADING.match(text):
            page = replace(page, title=heading.group(1))
    if not text.strip():
        raise Unreadable("empty: write the article into it or remove it")
    return text, front, page


def _is_marked_up(text: str) -> bool:
    """Whether a plain text is one in name only: most of its lines begin or end with HTML tags."""
    lines = [line for line in text.splitlines() if line.strip()]
    return 2 * sum(_AT_AN_END.match(line) is not None for line in lines) > len(lines)


def sidecars(path: str) -> tuple[str, str]:
    """Files that may say what the one at `path` doesn't; of two that are there the first counts."""
    return path + _SIDECAR, os.path.splitext(path)[0] + _SIDECAR


def digest_on_disk(root: Path, source: str, max_bytes: int) -> str:
    """Of a file and its sidecars as they are now; that of `SourceText` when it is read as such.

    A file that can't be opened has the digest of its error; one of more than `max_bytes`, which
    nobody will read, that of its size.
    """
    path = os.path.join(root, source)
    found = (content(name, max_bytes) for name in (path, *sidecars(path)))
    return digest(data for data in found if data is not None)


def _sidecar(root: Path, path: Path, max_bytes: int) -> tuple[Metadata, list[bytes]]:
    """What the first one says, and the contents of all."""
    said: Metadata | None = None
    contents: list[bytes] = []
    for name in sidecars(path.name):
        beside = path.with_name(name)
        if said is not None:
            if (data := content(str(beside), max_bytes)) is not None:
                contents.append(data)
        elif os.path.lexists(beside):
            try:
                data, _ = _bytes(root, beside, max_bytes)
            except Unreadable as refusal:
                raise Unreadable(f"bad sidecar {name}: {refusal}") from None
            said = read_sidecar(data, name)
            contents.append(data)
    return said or Metadata(), contents


def _bytes(root: Path, path: Path, max_bytes: int) -> tuple[bytes, str]:
    """A file's content and the day of its last change."""
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            raise Unreadable("outside the corpus folder: copy the file into it")
        with open(path, "rb", opener=_open_at_once) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise Unreadable("no regular file: replace it by the article or remove it")
            data = b"" if about.st_size > max_bytes else file.read(max_bytes + 1)
    except FileNotFoundError:
        raise Unreadable("not there (any more), or a link to nothing: remove the link") from None
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Unreadable(
            f"can't be opened ({reason}): check the file and its permissions"
        ) from None
    if about.st_size > max_bytes or len(data) > max_bytes:
        raise Unreadable(
            f"too large, {about.st_size:,} bytes of {max_bytes:,} allowed: split it, "
            "or raise the limit (QA_MAX_FILE_BYTES)"
        )
    return data, datetime.fromtimestamp(about.st_mtime, UTC).date().isoformat()


def _open_at_once(path: str, flags: int) -> int:
    """Without waiting for the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
