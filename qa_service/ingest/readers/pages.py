"""HTML pages: the article's lines, its title, address and date.

The article is found in three steps, each with a plain rule. Cut what the page marks as something
else (`pruning`). Let trafilatura say where the article is, and take the smallest element that holds
nine tenths of what it found; if that element has less than half of the page's remaining prose,
trafilatura lost too much and the whole body is taken. Then read that element line by line
(`blocks`), leaving out lines that are no part of an article (`furniture`).
trafilatura's own text is not used: it renumbers lists, merges lines and drops short ones.
"""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from qa_service.ingest.readers.blocks import Block, inline_text, visible_blocks
from qa_service.ingest.readers.decoding import LOSSY, decode_forgiving
from qa_service.ingest.readers.furniture import size, without_furniture
from qa_service.ingest.readers.mastheads import find_date, find_shown_title, find_title, find_url
from qa_service.ingest.readers.metadata import Metadata
from qa_service.ingest.readers.phrases import HAN, SENTENCE_END
from qa_service.ingest.readers.pruning import cut_unshown, prune
from qa_service.ingest.readers.unreadable import Unreadable
from qa_service.text import squeeze

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w-]+)""")

_NOT_IN_XML = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What lxml reads, itself or as `&#11;`, and won't write."""

_CONTAINER_SHARE = 0.9
_LEAST_SHARE = 0.5
_BEFORE_HEADLINE = 0.2
"""Share of the page up to which what stands above the headline is the site's and not a foreword."""

NO_TEXT = (
    "no text found in the page: save it from a browser after it has loaded, "
    "or save the article as .txt"
)


def read_page(data: bytes) -> tuple[str, Metadata]:
    """The article's text and what the page says about it. Raises Unreadable."""
    declared = _CHARSET.search(data[:8192]) or _XML_ENCODING.search(data[:200])
    page = decode_forgiving(data, declared.group(1).decode("ascii") if declared else None)
    try:
        text, said = _read(page)
    except (etree.LxmlError, ArithmeticError, AssertionError, AttributeError, LookupError,
            RecursionError, TypeError, ValueError) as error:  # fmt: skip
        # Like pypdf, lxml, trafilatura and htmldate trip over damage in many ways.
        reason = type(error).__name__
        raise Unreadable(f"damaged page ({reason}): save the article as .txt") from None
    if not text:
        raise Unreadable(NO_TEXT)
    if "\ufffd" in text:
        raise Unreadable(LOSSY)
    return text, said


def _read(page: str) -> tuple[str, Metadata]:
    root = _parse(page)
    url, published = find_url(root), find_date(root)
    body = root.find(".//body")
    body = root if body is None else body
    cut_unshown(body)
    title, headline = find_title(root, body)
    prune(body, headline)
    times = {squeeze(inline_text(time)) for time in body.iter("time") if time.get("datetime")}
    blocks = [b for b in visible_blocks(body) if b.kind != "text" or b.text not in times]
    if headline is None and (shown := find_shown_title(root, blocks)) is not None:
        title, line = shown
        headline = line.element
    text = _join(_article(body, blocks, headline, title))
    return text, Metadata(title=title, url=url, date=published)


def _parse(page: str) -> HtmlElement:
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = lxml_html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise Unreadable(NO_TEXT) from None
    if any("depth" in entry.message for entry in parser.error_log):
        raise Unreadable("nested too deeply to be read whole: save the article as .txt")
    for element in root.iter():
        element.text, element.tail = _writable(element.text), _writable(element.tail)
    return root


def _writable(text: str | None) -> str | None:
    return text and _NOT_IN_XML.sub(" ", text)


def _article(
    body: HtmlElement, blocks: list[Block], headline: HtmlElement | None, title: str | None
) -> list[Block]:
    found = _located(body)
    container = _container(body, blocks, found)
    inside = set(container.iter())
    held = [n for n, b in enumerate(blocks) if b.element in inside]
    head = [n for n, b in enumerate(blocks) if _within(b.element, headline)]
    chosen = {*held, *head}
    if held and head and head[-1] < held[0]:
        # The lead often stands alone between the headline and the article's element.
        chosen |= {n for n in range(head[-1] + 1, held[0]) if _is_lead(blocks[n])}
    # A last or first paragraph outside the element that holds the rest.
    chosen |= {n for n, b in enumerate(blocks) if _is_lead(b) and _bare(b) in found}
    if head and head[0] in chosen and size(blocks[: head[0]]) <= _BEFORE_HEADLINE * size(blocks):
        chosen -= set(range(head[0]))
    kept = [b for n, b in enumerate(blocks) if n in chosen and not _is_teaser(b, found)]
    return without_furniture(kept, title)


def _is_teaser(block: Block, found: str) -> bool:
    """A line with links to other pages that trafilatura leaves out too."""
    return block.kind in ("text", "heading") and block.links >= 0.3 and _bare(block) not in found


def _bare(block: Block) -> str:
    return _letters(block.text.removeprefix(block.marker))


def _is_lead(block: Block) -> bool:
    return (
        block.kind == "text"
        and block.links < 0.3
        and len(block.text) >= (15 if HAN.search(block.text) else 40)
        and SENTENCE_END.search(block.text) is not None
    )


def _within(element: HtmlElement, outer: HtmlElement | None) -> bool:
    at: HtmlElement | None = element
    while at is not None and at is not outer:
        at = at.getparent()
    return outer is not None and at is outer


def _container(body: HtmlElement, blocks: list[Block], found: str) -> HtmlElement:
    """The element that holds the article."""
    prose = [b for b in blocks if b.links < 0.5]
    weights: Counter[HtmlElement] = Counter()
    total = 0
    for block in prose:
        text = _bare(block)
        if len(text) >= 6 and text in found:
            total += len(text)
            at: HtmlElement | None = block.element
            while at is not None:
                weights[at] += len(text)
                at = at.getparent()
    holders = [e for e in body.iter("*") if weights[e] >= _CONTAINER_SHARE * total]
    if not total or not holders:
        return body
    container = holders[-1]  # in document order, so the innermost of the nested holders
    inside = set(container.iter())
    if size([b for b in prose if b.element in inside]) < _LEAST_SHARE * size(prose):
        return body
    return container


def _located(body: HtmlElement) -> str:
    """The letters of the text that trafilatura takes for the article."""
    import trafilatura

    page = etree.tostring(body, encoding="unicode", method="html", with_tail=False)
    text = trafilatura.extract(
        f"<html>{page}</html>",
        favor_recall=True,
        include_comments=False,
        include_tables=True,
        output_format="txt",
    )
    return _letters(text or "")


def _letters(text: str) -> str:
    return "".join(text.split())


def _join(blocks: list[Block]) -> str:
    """One block a line, an empty line before and after a heading."""
    lines: list[str] = []
    for block in blocks:
        if block.kind == "heading":
            lines += ["", block.text, ""] if lines and lines[-1] else [block.text, ""]
        else:
            lines.append(block.text)
    return "\n".join(lines).strip("\n")
