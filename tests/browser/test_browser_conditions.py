"""The page when things are not at their best: no scripts, little room, no mouse, bad intent."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from small_site import AMBIGUOUS, ASK, BOTH, HOSTILE, INJECTED, UNCOVERED

Open = Callable[..., Page]
PHONE = {"viewport": {"width": 320, "height": 640}}
"""The narrowest that WCAG 1.4.10 wants to work without a horizontal scroll."""


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Find the answer").click()


def test_without_javascript(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    ask(page, AMBIGUOUS)
    page.get_by_label("Choose the city").get_by_role("link", name="Jinan").click()
    expect(page.locator(".answer .quote")).to_contain_text("at the bank that issued it")
    expect(page.get_by_role("button", name="Copy citation").first).to_be_hidden()
    page.locator(".answer .chip").click()
    expect(page.locator("h1")).to_have_text("Social Insurance Law, Article 58")
    page.get_by_role("link", name="Where can a lost card be replaced in Jinan?").click()
    expect(page.locator("#cited")).to_contain_text("within 30 days")


@pytest.mark.parametrize(
    "address",
    [
        "/",
        f"/?q={ASK}",
        f"/?q={BOTH}",
        f"/?q={UNCOVERED}",
        f"/?q={'unbroken' * 60}",
        f"/?q={ASK}&lang=zh",
        "/source/shanghai.md",
        "/browse",
        "/browse/Shanghai",
        f"/browse/compare?topic={AMBIGUOUS}&cities=Shanghai,Jinan",
        "/law/Social Insurance Law/58",
        "/?q=x&city=Atlantis",
    ],
)
def test_a_narrow_screen_needs_no_horizontal_scroll(open_page: Open, address: str) -> None:
    # A status of 404 is an error to the console.
    page = open_page(address, errors="Atlantis" in address, **PHONE)
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_print_has_whole_passages_and_nothing_to_click(open_page: Open) -> None:
    page = open_page(f"/?q={ASK}")
    sheets = PdfReader(BytesIO(page.pdf())).pages
    printed = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
    whole = page.locator("details blockquote.text").first.text_content()
    assert " ".join(str(whole).split()) in printed
    assert "Find the answer" not in printed


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_only_near_does_not_look_like_an_answer(open_page: Open, scheme: str) -> None:
    looks = []
    for question, mark in ((ASK, ".answer .quote mark"), (AMBIGUOUS, ".more .snippet mark")):
        page = open_page(f"/?q={question}", color_scheme=scheme)
        looks.append(
            page.locator(mark).first.evaluate(
                "m => [getComputedStyle(m).backgroundColor, getComputedStyle(m).textDecorationLine]"
            )
        )
    filled = {"light": "rgb(255, 231, 154)", "dark": "rgb(92, 74, 16)"}[scheme]
    assert looks == [[filled, "none"], ["rgba(0, 0, 0, 0)", "underline"]]


def test_a_long_question_can_be_read_on_a_phone(open_page: Open) -> None:
    page = open_page("/", viewport={"width": 390, "height": 800})
    question = page.get_by_label("Your question")
    short = question.bounding_box()
    question.fill("I have lost my card. I live in Shanghai and am not from here. " * 3)
    long = question.bounding_box()
    assert short is not None
    assert long is not None
    assert long["height"] > short["height"] > 60
    hint = page.get_by_label("City (optional)")
    assert hint.evaluate("i => { i.value = i.placeholder; return i.scrollWidth <= i.clientWidth }")


def test_enter_asks_and_with_shift_begins_a_line(open_page: Open) -> None:
    page = open_page("/")
    question = page.get_by_label("Your question")
    question.press_sequentially("Where?")
    question.press("Shift+Enter")
    question.press_sequentially("In Shanghai.")
    expect(question).to_have_value("Where?\nIn Shanghai.")
    expect(page.locator("h1")).to_have_text("Ask about social security in China's cities")
    question.press("Enter")
    expect(page.locator("h1")).to_have_text("Where? In Shanghai.")


@pytest.mark.parametrize("script", [True, False])
def test_an_injected_script_does_not_run(open_page: Open, script: bool) -> None:
    page = open_page(f"/?q={HOSTILE}", java_script_enabled=script)
    expect(page.locator(".answer .quote")).to_contain_text(INJECTED)  # shown as text
    expect(page.locator(".answer cite")).to_have_text(
        re.compile(re.escape("Cards in Qingdao <script>"))
    )
    expect(page.get_by_role("link", name="Original page")).to_have_count(0)
    if not script:
        return
    ask(page, INJECTED)
    expect(page.locator("h1")).to_have_text(INJECTED)
    page.goto("/source/hostile.txt")
    expect(page.locator("h1")).to_contain_text("Cards in Qingdao")
    assert page.evaluate("window.ran") is None
    assert page.locator("main script, main img").count() == 0


def test_a_script_that_got_into_a_page_would_be_stopped(open_page: Open) -> None:
    page = open_page(errors=True)
    page.evaluate(
        """() => {
            window.stopped = [];
            const script = document.createElement("script");
            try {
                script.text = "window.ran = 1";
                document.body.append(script);
            } catch { stopped.push("text"); }
            try { document.body.innerHTML = "<p>"; } catch { stopped.push("html"); }
        }"""
    )
    assert page.evaluate("window.ran") is None
    assert {"text", "html"} <= set(page.evaluate("window.stopped"))


def test_by_keyboard_alone(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type(ASK)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    seen = []
    for _ in range(4):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.textContent.trim()"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"  # where the focus is can be seen
    assert seen[0] == "Read it in the source"
    assert "Social Insurance Law, Article 58" in seen
    page.locator(".answer .chip").focus()
    page.keyboard.press("Space")
    expect(page.locator("#law-panel h2").first).to_be_focused()
