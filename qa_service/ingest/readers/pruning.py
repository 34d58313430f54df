"""Cutting from a page's tree what its own marks say is not the article.

Marks lie: a page may wrap everything in <form> or in class="has-sidebar". So a cut that would take
the headline, the article element or most of the page's prose is not made.
"""

from __future__ import annotations

import re
from itertools import pairwise

from lxml.html import HtmlElement

from qa_service.ingest.readers.phrases import COMMENTS, RELATED

_CODE = frozenset(
    "script style template iframe object embed svg canvas video audio map select textarea input "
    "datalist link meta frameset applet".split()
)
_UNSHOWN = frozenset("noscript head button dialog figcaption".split())
_TITLES = ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt")
_STEP = re.compile(r"\s*(?:step\b|\d{1,2}\s*[.)、．,:：]|第.{1,2}步|[(（])", re.IGNORECASE)
_AROUND = frozenset(("nav", "aside", "footer", "form", "menu"))
_ROLES = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar "
    "tablist alert".split()
)
# Parts of class names and ids. Firm ones are cut whatever is inside; loose ones also name parts of
# articles ("side effects", "next step") and are cut only if what is inside looks like links.
_FIRM = re.compile(
    r"ads?|adv|ad(?:box|bar|slot|wrap|unit|area|block|container|banner|content|info|text|img|pic|div|s?ense"
    r"|sbygoogle)s?\d*|adverts?|advertis\w+|guanggao|gg|ggw|ggao|tuiguang|sponsor\w*|promo(?:s|tions?|box)?|dfp|taboola|outbrain"
    r"|nav|navi|navs|navbar\w*|navigation|(?:top|sub|side|main|foot|bottom|left|right)(?:nav|menu|bar)|breadcrumbs?|crumbs?|mbx"
    r"|mianbaoxie|sidebars?|footers?|foot|copyright|colophon|relate|relateds?|related(?:posts?|articles?|news|links?|list|box|reading|content)"
    r"|rec|recs|recom|recommend\w*|tuijian|xiangguan|guess\w*|youmay\w*|hot(?:news|list|articles?|posts?|topics?|read|box|tags?|search)"
    r"|popular\w*|trending|bdshare\w*|sharebar|sharebox|share|shares|sharing|sharethis|jiathis|addthis\w*|sns"
    r"|comments?|comment(?:s?list|box|area|form|section|wrap\w*)|disqus\w*|pinglun|cookies?|cookie(?:bar|banner|notice|consent)"
    r"|consent|gdpr|newsletters?|subscribe\w*|subscription|nl|prevnext|pagination|pager|backtop|gotop|totop|backtotop"
    r"|friendlinks?|flinks?|taglist|tagcloud|qrcode|erweima|popup|skiplinks?|skip|mailinglist"
)
# Whole names, of the firm ones, of parts that may hold more text than a short article does.
_LONG = re.compile(
    r"(?:(?:user|reader)?comments?|pinglun|disqus|related|recommend|tuijian|hot|(?:left|right)?sidebar|cookie)"
    r"(?:left|right|list|area|box|wrap|wrapper|section|container|thread|posts?|articles?|news|s|ed|ations?)?\d*"
)
_LOOSE = re.compile(
    r"hot|hots|side|aside|left(?:col|side)?|right(?:col|side)?|widgets?|banners?|menus?|tops?|topbar|toolbar|header|links?|latest|newest|rank\w*|more|"
    r"like|likes|prev|next|previous|tags?|keywords?|login|register|search\w*|modal|print|tools?|social|follow|author|byline"
    r"|position|location|loc|weizhi|disclaimer|statement|wechat|weixin|qr|tips?bar|others?|extra|bottom|list|teasers?|cards?|reply|replies|responses?"
)
_LABELS = (*_TITLES, "b", "strong", "span", "p", "div", "legend", "caption", "em", "font")
_PERSON = frozenset(
    "lawyer lawyers lvshi author authi pls replier answerer expert user profile avatar".split()
)
_OF_PERSON = _PERSON | frozenset(
    "info card box item wrap name photo img head detail tel phone bar left".split()
)
_SENTENCE = re.compile(r"[。！？；]|[.!?;](?:\s|$)")
_CARD = 200
"""Characters of the longest card of a person (who answers, where, by which telephone) or notice."""
_NOT = frozenset("has no not with without is hide enable show non".split())
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_PAIRS = frozenset(
    (
        ("hot", "articles"), ("hot", "news"), ("hot", "list"), ("hot", "posts"), ("hot", "topics"),
        ("hot", "reading"), ("hot", "article"), ("social", "icons"), ("social", "links"),
        ("social", "media"), ("social", "buttons"),
        ("latest", "news"), ("latest", "posts"), ("latest", "articles"), ("more", "articles"),
        ("other", "articles"), ("next", "article"), ("prev", "article"), ("previous", "article"),
        ("prev", "next"), ("top", "bar"), ("tool", "bar"), ("back", "top"), ("go", "top"),
        ("back", "to"), ("friend", "links"), ("friend", "link"), ("qr", "code"), ("tag", "list"),
        ("tag", "cloud"), ("read", "more"), ("side", "bar"), ("mailing", "list"), ("you", "may"),
    )
)  # fmt: skip


def cut_unshown(body: HtmlElement) -> None:
    """Cuts in place what a browser doesn't show as text, and captions of pictures that aren't
    steps."""
    for element in list(body.iter()):
        if element is not body and (not isinstance(element.tag, str) or element.tag in _CODE):
            element.drop_tree()
    sizes = _Sizes(body)
    for element in list(body.iter(*_UNSHOWN)):
        if element is body:
            continue
        # An element that was never closed may have swallowed the page.
        if sizes.prose(element) > 0.5 * sizes.prose(body) and not _asks_for_scripts(element):
            continue
        if element.tag == "button" and next(element.iterancestors(*_TITLES), None) is not None:
            continue  # unfolds the answer to the question that it shows
        if element.tag != "figcaption" or not _STEP.match("".join(element.itertext())):
            element.drop_tree()


def _asks_for_scripts(element: HtmlElement) -> bool:
    """Whether an element is all that a page shows which its scripts have yet to fill."""
    text = "".join(element.itertext())
    return element.tag == "noscript" and len(text) <= _CARD and "javascript" in text.lower()


def prune(body: HtmlElement, headline: HtmlElement | None) -> None:
    """Cuts in place; `headline` and what holds it stay."""
    keep = _kept(body, headline)
    sizes = _Sizes(body)
    sizes.headline = 0 if headline is None else sizes.text(headline)
    for element in list(body.iter("*")):
        if element is body or element in keep or not _attached(element, body):
            continue
        if _is_hidden(element):
            if sizes.prose(element) <= 0.5 * sizes.prose(body):
                element.drop_tree()
        elif _is_furniture(element, body, sizes):
            element.drop_tree()
    _cut_related(body, keep, sizes)


class _Sizes:
    """Characters of text and of linked text in every element, as the tree was at the start."""

    def __init__(self, body: HtmlElement) -> None:
        self._text: dict[HtmlElement, int] = {}
        self._linked: dict[HtmlElement, int] = {}
        self.headline = 0
        for element in reversed(list(body.iter("*"))):  # children before their parents
            text = _letters(element.text)
            linked = 0
            for child in element:
                text += self._text.get(child, 0) + _letters(child.tail)
                linked += self._linked.get(child, 0)
            self._text[element] = text
            self._linked[element] = text if element.tag == "a" and element.get("href") else linked

    def text(self, element: HtmlElement) -> int:
        return self._text[element]

    def prose(self, element: HtmlElement) -> int:
        return self._text[element] - self._linked[element]

    def links(self, element: HtmlElement) -> float:
        return self._linked[element] / self._text[element] if self._text[element] else 0.0


def _letters(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def _kept(body: HtmlElement, headline: HtmlElement | None) -> set[HtmlElement]:
    """The elements that hold the article for certain, with everything around them."""
    marks = [] if headline is None else [headline]
    for name in ("article", "main"):
        found = list(body.iter(name))
        if len(found) == 1:  # several are a list of teasers
            marks += found
    marks += body.xpath(".//*[@itemprop='articleBody'][1]")
    keep = set()
    for mark in marks:
        at: HtmlElement | None = mark
        while at is not None and at not in keep:
            keep.add(at)
            at = at.getparent()
    return keep


def _attached(element: HtmlElement, body: HtmlElement) -> bool:
    """Whether no cut has taken the element along."""
    at: HtmlElement | None = element
    while at is not None and at is not body:
        at = at.getparent()
    return at is body


def _is_hidden(element: HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(element.get("style") or "") is not None
    )


def _is_furniture(element: HtmlElement, body: HtmlElement, sizes: _Sizes) -> bool:
    prose, whole = sizes.prose(element), sizes.prose(body)
    small = prose <= 0.5 * whole
    if element.tag in ("p", "td", "th", "tr", "tbody", "li", "a", "b", "strong", "em"):
        # Inside running text a name is rather the writer's than the page's.
        small = prose <= 0.2 * whole
    if element.tag in _AROUND or (element.get("role") or "").lower() in _ROLES:
        return small
    if element.tag == "header":
        return small and (sizes.links(element) > 0.3 or prose < 0.2 * whole)
    firm = long = loose = person = False
    for name in (*(element.get("class") or "").split(), element.get("id") or ""):
        words = [w.lower() for w in _WORD.findall(name)]
        if _NOT & set(words):
            continue
        firm |= any(_FIRM.fullmatch(w) for w in words) or name.lower() == "rel"
        firm |= any(pair in _PAIRS for pair in pairwise(words))
        firm |= _FIRM.fullmatch("".join(words)) is not None
        long |= _LONG.fullmatch("".join(words)) is not None
        loose |= any(_LOOSE.fullmatch(w) for w in words)
        person |= {*words} <= _OF_PERSON and not _PERSON.isdisjoint(words)
    if firm and long and sizes.headline:
        return prose <= 0.85 * whole
    if firm:
        return small
    if person and small and sizes.text(element) <= _CARD:
        return _SENTENCE.search("".join(element.itertext())) is None
    return loose and small and sizes.links(element) >= 0.5


def _cut_related(body: HtmlElement, keep: set[HtmlElement], sizes: _Sizes) -> None:
    """Cuts the boxes that open with a heading such as "Related articles"."""
    for element in list(body.iter(*_LABELS)):
        if element in keep or not _attached(element, body):
            continue
        if len(element) > 3 or not (text := " ".join(element.itertext()).strip()):
            continue
        text = " ".join(text.split())
        comments = COMMENTS.fullmatch(text) is not None
        if len(text) > 60 or not (comments or RELATED.fullmatch(text)):
            continue
        box = element
        while (parent := box.getparent()) is not None and parent is not body:
            if parent in keep or (parent.text or "").strip():
                break
            if any(_words(sibling) for sibling in box.itersiblings(preceding=True)):
                break
            box = parent
        if box is element:
            continue
        # "2 comments" may also stand over the article itself.
        after = comments and sizes.prose(box) <= 0.5 * sizes.prose(body)
        if after or _is_list(box, element):
            box.drop_tree()


def _words(element: HtmlElement) -> bool:
    return bool("".join(element.itertext()).strip() or (element.tail or "").strip())


def _is_list(box: HtmlElement, heading: HtmlElement) -> bool:
    """Whether a box is made of links and list items but for its heading."""
    sizes = _Sizes(box)
    rest = sizes.text(box) - sizes.text(heading)
    listed = sum(
        sizes.text(item)
        for item in box.iter("li", "a", "dd", "h3", "h4", "h5")
        if not any(a.tag in ("li", "a", "dd", "h3", "h4", "h5") for a in _between(item, box))
        and item is not heading
    )
    return listed >= 0.4 * rest


def _between(item: HtmlElement, box: HtmlElement) -> list[HtmlElement]:
    found = []
    at = item.getparent()
    while at is not None and at is not box:
        found.append(at)
        at = at.getparent()
    return found
