"""What people do on the page, done in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from small_site import (
    AMBIGUOUS,
    ANSWER,
    ASK,
    BOTH,
    CHINESE,
    UNCOVERED,
)

Open = Callable[..., Page]


def ask(page: Page, question: str, city: str = "") -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_label("City (optional)").fill(city)
    page.get_by_role("button", name="Find the answer").click()


def test_asking(open_page: Open) -> None:
    page = open_page()
    page.evaluate("window.same = true")
    ask(page, ASK)
    expect(page.locator(".answer .quote mark")).to_have_text(ANSWER)
    expect(page.locator(".answer .context mark")).to_have_text(ANSWER)
    expect(page.locator("#status")).to_have_text("Answer")  # said to who can't see it
    expect(page.locator("h1")).to_be_focused()
    assert page.evaluate("window.same")  # without a reload
    assert page.url.endswith("/?q=Where+do+I+replace+a+lost+card+in+Shanghai%3F")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Ask about social security in China's cities")
    page.go_forward()
    expect(page.locator(".answer .quote")).to_have_text(ANSWER)


def test_an_example_is_one_click(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("link", name="Where can a lost card be replaced in Jinan?").click()
    expect(page.locator("h1")).to_have_text("Where can a lost card be replaced in Jinan?")


def test_choosing_the_city_that_was_not_named(open_page: Open) -> None:
    page = open_page()
    ask(page, AMBIGUOUS)
    expect(page.locator(".abstained h2")).to_have_text("Which city?")
    page.get_by_label("Choose the city").get_by_role("link", name="Jinan").click()
    expect(page.locator(".answer .quote")).to_contain_text("at the bank that issued it")
    expect(page.get_by_label("City (optional)")).to_have_value("Jinan")
    expect(page.locator(".about")).to_contain_text("chosen by you")


def test_cities_are_suggested(open_page: Open) -> None:
    page = open_page()
    city = page.get_by_role("combobox", name="City (optional)")
    city.press_sequentially("pud")
    city.press_sequentially("ong")
    option = page.get_by_role("option")
    expect(option).to_have_text(["Shanghai上海市1 article"])
    city.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    city.press("Enter")
    expect(city).to_have_value("Shanghai")
    expect(page.get_by_role("listbox")).to_be_hidden()
    city.fill("j")
    page.get_by_role("option", name="Jinan").click()
    expect(city).to_have_value("Jinan")
    city.fill("h")
    expect(page.get_by_role("listbox")).to_be_visible()
    city.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_law_opens_beside_the_passage(open_page: Open, width: int) -> None:
    page = open_page(f"/?q={ASK}", viewport={"width": width, "height": 800})
    chip = page.locator(".answer .chip")
    chip.click()
    panel = page.locator("#law-panel")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Social Insurance Law, Article 58")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    expect(panel).to_contain_text("within 30 days from the date of employment")
    quoting = panel.get_by_role("list").get_by_role("link")
    assert sorted(quoting.all_text_contents()) == [
        "Where can a lost card be replaced in Jinan?",
        "Where can a lost card be replaced in Shanghai?",
    ]
    expect(page.locator(".answer .quote")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(chip).to_be_focused()
    chip.click()
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("meanwhile", ["a law", "another question"])
def test_what_is_opened_while_an_answer_loads(open_page: Open, meanwhile: str) -> None:
    page = open_page(f"/?q={ASK}")
    held: list[Route] = []
    page.route(lambda url: "Chengdu" in url, lambda route: held.append(route))
    ask(page, UNCOVERED)
    expect(page.locator("body")).to_have_attribute("aria-busy", "true")
    if meanwhile == "a law":
        page.locator(".answer .chip").click()
        expect(page.locator("#law-panel")).to_contain_text("within 30 days")
        held[0].continue_()
        expect(page.locator(".abstained h2")).to_have_text("No answer in these articles")
    else:
        ask(page, AMBIGUOUS)
        expect(page.locator(".abstained h2")).to_have_text("Which city?")
    expect(page.locator("body")).not_to_have_attribute("aria-busy", "true")


def test_a_question_begun_while_an_answer_loads_stays(open_page: Open) -> None:
    page = open_page(f"/?q={ASK}")
    held: list[Route] = []
    page.route(lambda url: "Chengdu" in url, lambda route: held.append(route))
    ask(page, UNCOVERED)
    expect(page.locator("body")).to_have_attribute("aria-busy", "true")
    field = page.get_by_label("Your question")
    field.fill("And what does it cost?")
    held[0].continue_()
    expect(page.locator(".abstained h2")).to_have_text("No answer in these articles")
    expect(field).to_have_value("And what does it cost?")
    expect(field).to_be_focused()


def test_a_law_that_comes_late_opens_in_no_other_page(open_page: Open) -> None:
    page = open_page(f"/?q={ASK}")
    held: list[Route] = []
    page.route(lambda url: "/law/" in url, lambda route: held.append(route))
    page.locator(".answer .chip").click()
    ask(page, AMBIGUOUS)
    expect(page.locator(".abstained h2")).to_have_text("Which city?")
    with page.expect_event("requestfinished"):
        held[0].continue_()
    expect(page.locator("#law-panel")).to_be_hidden()


def test_a_citation_leads_to_the_words_in_the_source(open_page: Open) -> None:
    page = open_page(f"/?q={ASK}", viewport={"width": 1280, "height": 400})
    page.locator(".answer").get_by_role("link", name="Read it in the source").click()
    expect(page.locator("#cited")).to_have_text(ANSWER)
    expect(page.locator("#cited")).to_be_in_viewport()
    expect(page.locator(".source")).to_contain_text("Bring your identity card")
    page.get_by_role("link", name="Plain text").click()
    expect(page.locator("body")).to_contain_text(ANSWER)


def test_the_citation_is_copied(open_page: Open) -> None:
    page = open_page(f"/?q={ASK}", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".answer").get_by_role("button", name="Copy citation").click()
    expect(page.locator("#status")).to_have_text("Copied")
    label, address = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert label == "Where can a lost card be replaced in Shanghai? (Shanghai), shanghai.md"
    page.goto(address)
    expect(page.locator("#cited")).to_have_text(ANSWER)


def test_two_cities_stand_side_by_side(open_page: Open) -> None:
    page = open_page(f"/?q={BOTH}", viewport={"width": 1280, "height": 900})
    columns = page.locator(".column")
    assert columns.locator("h3").all_text_contents() == ["Shanghai", "Jinan"]
    expect(columns.nth(1)).to_contain_text("at the bank that issued it")
    left, right = columns.nth(0).bounding_box(), columns.nth(1).bounding_box()
    assert left is not None
    assert right is not None
    assert (left["y"], left["x"] + left["width"] < right["x"]) == (right["y"], True)


def test_comparing_cities(open_page: Open) -> None:
    page = open_page("/browse")
    page.get_by_label("Topic").fill(AMBIGUOUS)
    page.get_by_label("Cities, separated by commas").fill("Shanghai, jinan")
    page.get_by_role("button", name="Compare").click()
    fees = page.get_by_role("row", name="Amounts")
    expect(fees.get_by_role("cell")).to_have_text(["20 yuan", "free"])
    expect(page.locator(".column").nth(1)).to_contain_text("at the bank that issued it")


def test_chinese(open_page: Open) -> None:
    page = open_page(locale="zh-CN")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.get_by_label("您的问题").fill(CHINESE)
    page.get_by_role("button", name="查找答案").click()
    expect(page.locator(".answer .quote mark")).to_have_text(
        "持卡人可在杭州市任一社保服务网点补办社保卡。"
    )
    expect(page.locator(".answer .tag")).to_have_text("杭州市")
    page.get_by_role("link", name="English").click()
    expect(page.locator("#answer-heading")).to_have_text("Answer")
    expect(page.locator("h1")).to_have_text(CHINESE)
    page.get_by_role("link", name="Browse").click()
    expect(page.locator("h1")).to_have_text("What the articles cover")


def test_feedback(open_page: Open) -> None:
    page = open_page(f"/?q={UNCOVERED}")
    sent = []
    page.on("request", lambda r: r.method == "POST" and sent.append(r.post_data_json))
    page.get_by_role("radio", name="No").check()
    page.get_by_label("What was missing or wrong?").fill("  Chengdu, please ")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#status")).to_have_text("Thank you. It has been noted.")
    expect(page.locator(".feedback")).to_have_text("Thank you. It has been noted.")
    (feedback,) = sent
    assert feedback.pop("index_version")
    assert feedback.pop("passage_ids")[0].startswith("law-social-insurance-law-58")
    assert feedback == {
        "rating": "down",
        "question": UNCOVERED,
        "note": "Chengdu, please",
        "city": None,
        "reason": "no_city_article",
    }
