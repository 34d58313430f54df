"""What a browser shows of a tree, line by line: the visible text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from lxml.html import HtmlElement

_BLOCK = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol "
    "option p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_HTML_SPACE = re.compile(r"[ \t\n\r\f]+")
_NUMBERED = re.compile(
    r"[(（]?\s*(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5}|[一二三四五六七八九十]{1,3})\s*[.)）、,，:：]|step\s*\d|第[一二三四五六七八九十\d]+",
    re.IGNORECASE,
)
_UNNUMBERED = re.compile(r"list-style(?:-type)?\s*:[^;]*none", re.IGNORECASE)
_ADDRESS = re.compile(r"https?:|www\.|\w\.(?:cn|com|gov|org|net)\b", re.IGNORECASE)
_DAY = re.compile(r"\s*\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: \d{1,2}:\d\d(?::\d\d)?)?\s*")
_CELL_LIMIT = 400
"""Characters up to which a table cell is a value and not a piece of the page's layout."""

Kind = Literal["heading", "item", "row", "text"]


@dataclass(frozen=True)
class Block:
    """A line of the visible text."""

    text: str
    element: HtmlElement
    """The innermost block element around it."""
    kind: Kind
    links: float
    """Share of the characters that lead to another page, from 0 to 1. A spelt-out address is what a
    reader wants to know, and no such link."""
    group: HtmlElement | None = None
    """The list or table that it stands in."""
    marker: str = ""
    """The number that the browser puts before a list item; the first part of `text`."""


def visible_blocks(root: HtmlElement) -> list[Block]:
    """The non-empty lines under `root` in reading order. The rows of a table of values are one line
    each, their cells parted by tabs; a table that only places things is read cell by cell."""
    return list(_Reader().read(root))


class _Reader:
    def __init__(self) -> None:
        self._pieces: list[tuple[str, bool]] = []
        self._marker = ""
        self._numbers: dict[HtmlElement, dict[HtmlElement, str]] = {}

    def read(self, root: HtmlElement) -> Iterator[Block]:
        # A stack of our own: pages nest deeper than Python may recurse.
        stack: list[tuple[HtmlElement, bool]] = [(root, True)]
        while stack:
            element, entering = stack.pop()
            tag = element.tag
            if not isinstance(tag, str):
                if element is not root:
                    self._add(element.tail, _parent(element))
                continue
            if not entering:
                if tag in _BLOCK:
                    yield from self._flush(element)
                    self._marker = "" if tag == "li" else self._marker
                if element is not root:
                    self._add(element.tail, _parent(element))
                continue
            if tag == "br":
                if _around(element, _HEADINGS) is not None:
                    self._pieces.append((" ", False))
                else:
                    yield from self._flush(_block_around(element))
                self._add(element.tail, _parent(element))
                continue
            if tag in _BLOCK:
                parent = _parent(element) if element is not root else element
                yield from self._flush(_block_around(parent))
                if tag == "li":
                    self._marker = self._number(element)
                if tag == "tr" and (cells := _values(element)) is not None:
                    yield from _row(element, cells)
                    self._add(element.tail, _parent(element))
                    continue
            stack.append((element, False))
            self._add(element.text, element)
            stack.extend((child, True) for child in reversed(element))
        yield from self._flush(root)

    def _number(self, item: HtmlElement) -> str:
        parent = item.getparent()
        if parent is None or parent.tag != "ol" or _UNNUMBERED.search(item.get("style") or ""):
            return ""
        if parent not in self._numbers:
            self._numbers[parent] = _numbers(parent)
        return self._numbers[parent].get(item, "")

    def _add(self, text: str | None, parent: HtmlElement) -> None:
        if not text:
            return
        if _around(parent, frozenset(("pre",))) is not None:
            for n, line in enumerate(text.split("\n")):
                if n:
                    self._pieces.append(("\n", False))
                self._pieces.append((line, False))
            return
        self._pieces.append((_HTML_SPACE.sub(" ", text), _is_link(parent)))

    def _flush(self, element: HtmlElement) -> Iterator[Block]:
        pieces, self._pieces = self._pieces, []
        text = _joined([piece for piece, _ in pieces])
        linked = sum(
            len(piece.strip()) for piece, link in pieces if link and not _ADDRESS.search(piece)
        )
        length = sum(len(piece.strip()) for piece, _ in pieces)
        for line in _INVISIBLE.sub("", text).split("\n"):
            line = re.sub(" {2,}", " ", line).strip()
            if not line:
                continue
            marker, self._marker = self._marker, ""
            if marker and _NUMBERED.match(line):
                marker = ""
            kind: Kind = "text"
            item = _around(element, frozenset(("li", "dd")))
            if _around(element, _HEADINGS) is not None:
                kind = "heading"
            elif item is not None:
                kind = "item"
            group = _around(element, frozenset(("ol", "ul", "dl", "table")))
            yield Block(
                f"{marker} {line}" if marker else line,
                element,
                kind,
                min(1.0, linked / length) if length else 0.0,
                group,
                marker,
            )


def _joined(pieces: list[str]) -> str:
    """The text of a line; a day that is an element of its own stands apart from what a style sets
    beside it, as how many have read it."""
    text = ""
    for before, piece in pairwise(["", *pieces]):
        glued = text[-1:].isalnum() and piece[:1].isalnum()
        if glued and (_DAY.fullmatch(before) or _DAY.fullmatch(piece)):
            text += " "
        text += piece
    return text


def inline_text(element: HtmlElement) -> str:
    """The visible text of `element` on one line."""
    return " ".join(b.text for b in _Reader().read(element))


def _row(row: HtmlElement, cells: list[tuple[str, float]]) -> Iterator[Block]:
    filled = [(text, links) for text, links in cells if text]
    if filled:
        length = sum(len(text) for text, _ in filled)
        links = sum(len(text) * share for text, share in filled) / length
        table = _around(row, frozenset(("table",)))
        yield Block("\t".join(text for text, _ in filled), row, "row", links, table)


def _values(row: HtmlElement) -> list[tuple[str, float]] | None:
    """The cells of a row of values, each with its share of links; None for a row of the layout: one
    of long cells, or the only one of a table with cells of several lines."""
    cells = [c for c in row if c.tag in ("td", "th")]
    if len(cells) < 2:
        return None
    alone = all(other is row or other.tag != "tr" for other in _parent(row))
    found = []
    for cell in cells:
        if next(cell.iter("table", "h1", "h2", "h3", "h4", "form"), None) is not None:
            return None
        blocks = list(_Reader().read(cell))
        text = " ".join(b.text for b in blocks)
        if len(text) > _CELL_LIMIT or len(blocks) > (1 if alone else 6):
            return None
        links = sum(len(b.text) * b.links for b in blocks) / len(text) if text else 0.0
        found.append((text, links))
    return found if sum(bool(text) for text, _ in found) >= 2 else None


def _numbers(ordered: HtmlElement) -> dict[HtmlElement, str]:
    """What a browser puts before the items of an ordered list."""
    items = [child for child in ordered if child.tag == "li"]
    if _UNNUMBERED.search(ordered.get("style") or ""):
        return {}
    step = -1 if ordered.get("reversed") is not None else 1
    number = _int(ordered.get("start"), len(items) if step < 0 else 1) - step
    write = _WRITE.get(ordered.get("type") or "", str)
    found = {}
    for item in items:
        number = _int(item.get("value"), number + step)
        found[item] = f"{write(number) if number > 0 else number}."
    return found


def _int(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\s*-?\d{1,6}\s*", text) else default


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _roman(number: int) -> str:
    if number >= 4000:
        return str(number)
    text = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        count, number = divmod(number, value)
        text += sign * count
    return text


_WRITE: dict[str, Callable[[int], str]] = {
    "a": _letters,
    "A": lambda number: _letters(number).upper(),
    "i": _roman,
    "I": lambda number: _roman(number).upper(),
}


def _is_link(element: HtmlElement) -> bool:
    link = _around(element, frozenset(("a",)))
    href = link.get("href") if link is not None else None
    return bool(href) and not re.match(r"\s*(?:tel|mailto|sms):", str(href), re.IGNORECASE)


def _parent(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return element if parent is None else parent


def _around(element: HtmlElement, tags: frozenset[str]) -> HtmlElement | None:
    """The nearest of `element` and its ancestors with one of the tags."""
    at: HtmlElement | None = element
    while at is not None and at.tag not in tags:
        at = at.getparent()
    return at


def _block_around(element: HtmlElement) -> HtmlElement:
    found = _around(element, _BLOCK)
    return element if found is None else found
