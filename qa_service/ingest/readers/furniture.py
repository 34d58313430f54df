"""Lines that belong to a page and not to the article on it."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from qa_service.ingest.readers.blocks import Block
from qa_service.ingest.readers.phrases import (
    COMMENTS,
    EDGE_JUNK_LINE,
    HAN,
    NEIGHBOUR,
    RELATED,
    SENTENCE_END,
    STRONG_JUNK_LINE,
    TEASER,
)
from qa_service.text import fold, squeeze


def size(blocks: list[Block]) -> int:
    """Characters."""
    return sum(len(b.text) for b in blocks)


def without_furniture(blocks: list[Block], title: str | None) -> list[Block]:
    """The lines of the article among those of the element that holds it."""
    blocks = [
        b
        for b in _without_neighbours(_without_related(_without_comments(blocks), title))
        if STRONG_JUNK_LINE.fullmatch(b.text) is None
        and not _is_breadcrumb(b, title)
        and not (b.links > 0 and TEASER.fullmatch(b.text))
    ]
    blocks = _without_link_runs(blocks)
    prose = [n for n, b in enumerate(blocks) if _is_prose(b)]
    first, last = (prose[0], prose[-1]) if prose else (len(blocks), -1)
    blocks = [
        b
        for n, b in enumerate(blocks)
        if first < n < last or EDGE_JUNK_LINE.fullmatch(b.text) is None
    ]
    while blocks and prose and blocks[-1].kind == "heading":
        blocks.pop()  # what stood under it is gone
    return blocks


def _is_prose(block: Block) -> bool:
    return (
        block.kind != "heading"
        and len(block.text) >= (15 if HAN.search(block.text) else 40)
        and EDGE_JUNK_LINE.fullmatch(block.text) is None
    )


def _without_comments(blocks: list[Block]) -> list[Block]:
    """Without what stands under a heading such as "Comments", up to the next heading."""
    kept = []
    commented = False
    left = whole = size(blocks)
    for block in blocks:
        left -= len(block.text)
        if COMMENTS.fullmatch(block.text) is not None:
            # Above the article the same words are a link to the comments.
            commented = left <= 0.5 * whole
            continue
        commented &= block.kind != "heading"
        if not commented:
            kept.append(block)
    return kept


def _without_neighbours(blocks: list[Block]) -> list[Block]:
    """Without the lines under "Previous article" and "Next article", one each."""
    kept = []
    labelled = False
    for block in blocks:
        title = len(block.text) <= 120 and not SENTENCE_END.search(block.text)
        if NEIGHBOUR.fullmatch(block.text) is not None:
            labelled = True
        elif labelled and block.kind in ("text", "item") and (title or block.text[0] in "-–—"):
            labelled = False
        else:
            labelled = False
            kept.append(block)
    return kept


def _without_related(blocks: list[Block], title: str | None) -> list[Block]:
    """Without headings such as "Related articles" and the titles under them."""
    kept = []
    under: Block | None = None
    group: HtmlElement | None = None
    for block in blocks:
        if RELATED.fullmatch(block.text) is not None and block.kind != "row":
            under, group = block, None
            continue
        if under is not None and not (title and fold(block.text) == fold(title)):
            listed = block.kind == "item" and group in (None, block.group)
            if listed and block.group is not under.group:
                group = block.group
                continue
            bare = block.kind == "text" and group is None and len(block.text) <= 90
            if (
                block.links >= 0.5
                or (listed and block.group is under.group)
                or (bare and SENTENCE_END.search(block.text) is None)
            ):
                continue
        under = None
        kept.append(block)
    return kept


def _without_link_runs(blocks: list[Block]) -> list[Block]:
    """Without lines that are nothing but a link to another page, unless a line ending with a colon
    introduces them, and without the label over two or more of them."""
    kept: list[Block] = []
    introduced = False
    run = 0
    for block in (*blocks, None):
        if block is not None and block.links >= 0.8 and block.kind != "heading":
            if introduced:
                kept.append(block)
            else:
                run += 1
            continue
        if run >= 2 and kept and _is_label(kept[-1]):
            kept.pop()
        run = 0
        if block is not None:
            introduced = block.text.endswith((":", "："))
            kept.append(block)
    return kept


def _is_label(block: Block) -> bool:
    return block.kind == "text" and len(block.text) <= 30 and not SENTENCE_END.search(block.text)


def _is_breadcrumb(block: Block, title: str | None) -> bool:
    """ "Site - Section - Title" or "Home > Section > …"."""
    text = block.text
    if len(text) > 250 or block.kind == "row":
        return False
    parts = [p for p in re.split(r"\s+[-–—/|]\s+|\s*[>»›]+\s*", text) if p]
    if len(parts) < 3:
        return False
    if title and fold(squeeze(parts[-1])) == fold(squeeze(title)):
        return True
    return (
        len(re.findall(r"[>»›]", text)) >= 2
        and SENTENCE_END.search(text) is None
        and (
            (len(text) < 120 and block.links > 0.3)
            or re.match(r"home\b|首页|主页", text, re.I) is not None
        )
    )
