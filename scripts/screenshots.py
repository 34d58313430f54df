"""Photograph the page as people see it: docs/screenshots/{wide,phone,dark,chinese}.png.

Needs the test extras and a Chromium or Chrome on this machine (CHROMIUM names another one). Builds
the index first where that is needed and serves it on a free port.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import uvicorn
from playwright.sync_api import sync_playwright

from qa_service.api.app import create_app
from qa_service.api.state import Service
from qa_service.build import build
from qa_service.search import open_searcher
from qa_service.settings import Settings

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
ENGLISH = {"q": "Where can a foreigner get a social security card in Shanghai?"}
CHINESE = {"q": "外国人在上海去哪里办社保卡？", "lang": "zh"}
WIDE = {"viewport": {"width": 1280, "height": 1000}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
SHOTS = {
    "wide": (ENGLISH, WIDE),
    "phone": (ENGLISH, PHONE),
    "dark": (ENGLISH, WIDE | {"color_scheme": "dark"}),
    "chinese": (CHINESE, WIDE | {"locale": "zh-CN"}),
}


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The address of the service while it runs."""
    app = create_app(Service(lambda: open_searcher(settings)), settings)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def main() -> None:
    ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter).parse_args()
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    if browser_path is None:
        sys.exit("no Chromium found: apt-get install chromium, or name one in CHROMIUM")
    FOLDER.mkdir(parents=True, exist_ok=True)
    settings = Settings()
    build(settings)
    with serving(settings) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        # The page shows how long it took: not the first questions of a service, nor kept answers.
        for question in ("Lost card in Jinan?", "济南社保卡丢了怎么办"):
            urlopen(f"{address}/?{urlencode({'q': question})}").close()
        for name, (query, look) in SHOTS.items():
            page = browser.new_page(**look)
            page.goto(f"{address}/?{urlencode(query)}")
            page.wait_for_selector(".card.answer")
            path = FOLDER / f"{name}.png"
            page.screenshot(path=path)
            print(path)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
