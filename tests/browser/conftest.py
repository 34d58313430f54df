"""A browser, if this machine has one. BROWSER_TESTS=required makes its absence a failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from small_site import serving

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("site")) as address:
        yield address


# A module's, not the session's: while it runs, this thread has an event loop, and other tests would
# find theirs taken.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        absent = "no Chromium on this machine: apt-get install chromium, or name one in CHROMIUM"
        if os.environ.get("BROWSER_TESTS") == "required":
            pytest.fail(absent)
        pytest.skip(absent)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def own(url: str, site: str) -> bool:
    return url.startswith((site, f"blob:{site}", "data:"))


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens an address of the service; keywords are the browser's. When the test is over, the page
    must have asked nothing of another host, thrown no error and, unless `errors` are expected,
    broken no policy."""
    contexts = []
    trouble: list[str] = []

    def open_page(address: str = "/", *, errors: bool = False, **look: Any) -> Page:
        context = browser.new_context(base_url=site, **({"locale": "en-GB"} | look))
        context.set_default_timeout(5000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: own(r.url, site) or trouble.append(f"asked {r.url}"))
        page.on("pageerror", lambda error: trouble.append(f"threw {error}"))
        if not errors:
            page.on("console", lambda m: m.type == "error" and trouble.append(f"said {m.text}"))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []
