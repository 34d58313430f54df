"""The main views, light and dark, under axe's rules for WCAG 2.2 AA."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from small_site import AMBIGUOUS, ASK, BOTH, CHINESE, ELSEWHERE, UNCOVERED

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def no_more(page: Page) -> None:
    pass


def everything_open(page: Page) -> None:
    for summary in page.locator("summary").all():
        summary.click()
    page.locator(".answer .chip").click()
    page.wait_for_selector("#law-panel h2")


def suggesting(page: Page) -> None:
    page.get_by_label("City").fill("j")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")


VIEWS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "first page": ("/", no_more),
    "suggestions": ("/", suggesting),
    "answer": (f"/?q={ASK}", no_more),
    "answer with a law": (f"/?q={ASK}", everything_open),
    "Chinese": (f"/?q={CHINESE}&lang=zh", no_more),
    "two cities": (f"/?q={BOTH}", no_more),
    "ambiguous city": (f"/?q={AMBIGUOUS}", no_more),
    "city without articles": (f"/?q={UNCOVERED}", no_more),
    "out of scope": (f"/?q={ELSEWHERE}", no_more),
    "source": ("/source/shanghai.md?start=60&end=140#cited", no_more),
    "browse": ("/browse", no_more),
    "city": ("/browse/Shanghai", no_more),
    "comparison": (f"/browse/compare?topic={AMBIGUOUS}&cities=Shanghai,Jinan", no_more),
    "law": ("/law/Social Insurance Law/58", no_more),
}


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(open_page: Callable[..., Page], view: str) -> None:
    address, prepare = VIEWS[view]
    page = open_page(address, color_scheme="light")
    prepare(page)
    # Only colours change in the dark.
    for scheme, rules in (("light", RULES), ("dark", ["color-contrast"])):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page, options={"runOnly": rules}).response
        assert found["passes"], "it looked at nothing"
        assert [
            (scheme, violation["id"], [node["html"][:200] for node in violation["nodes"]])
            for violation in found["violations"]
        ] == []


def luminance(page: Page, selector: str) -> float:
    """Of the background, 0 to 1; roughly."""
    colour = page.locator(selector).evaluate("e => getComputedStyle(e).backgroundColor")
    red, green, blue = (int(part) for part in colour.strip("rgb()").split(","))
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


def test_dark_is_dark(open_page: Callable[..., Page]) -> None:
    light, dark = (open_page(f"/?q={ASK}", color_scheme=scheme) for scheme in ("light", "dark"))
    assert luminance(light, "body") > 0.9
    assert luminance(dark, "body") < 0.1
    assert luminance(dark, ".answer") < 0.15


@pytest.mark.parametrize(
    ("address", "words"),
    [("/docs", "/ask/batch"), ("/redoc", "Answer up to 64 questions at once")],
)
def test_the_documentation_works_under_its_policy(
    browser: Browser, site: str, address: str, words: str
) -> None:
    page = browser.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    hosts: set[str] = set()
    page.on("response", lambda response: hosts.add(response.url))
    page.goto(site + address)
    page.get_by_text(words).first.wait_for(timeout=20_000)
    page.close()
    assert thrown == []
    # ReDoc wants a picture from its maker's host, which the policy refuses.
    assert [url for url in hosts if not url.startswith((site, f"blob:{site}", "data:"))] == []
