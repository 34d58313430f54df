"""The page as the server makes it, over the hand-made service."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from clients import client_of
from fake_service import ENTRIES, FakeSearcher
from fastapi.testclient import TestClient

from qa_service.api.words import WORDS
from qa_service.domain import Answer, LawKey, Question, Scope
from qa_service.errors import EncoderError, NoIndex, Overloaded

SHANGHAI_QUESTION = "Where can a foreigner get a social security card in Shanghai?"
ENGLISH = {"accept-language": "en"}
YULINS = "Cities that it may mean: Yulin (Guangxi) and Yulin (Shaanxi). Write one of them."


def english(load: Callable[[], object] = FakeSearcher, **settings: object) -> TestClient:
    return client_of(load, asks_as={"headers": ENGLISH}, **settings)


@pytest.fixture
def client() -> Iterator[TestClient]:
    with english() as client:
        yield client


def text_of(html: str) -> str:
    """What a reader sees of `html`, white space folded."""
    body = html[html.index("<body") :]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def marked(html: str) -> list[str]:
    return [unescape(piece) for piece in re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL)]


def link(html: str, words: str) -> str:
    """Where the link with these words leads."""
    pattern = rf'<a [^>]*?href="([^"]*)"[^>]*>(?:<span[^>]*>)?\s*{re.escape(words)}'
    found = re.search(pattern, html)
    assert found is not None, words
    return unescape(found.group(1))


def test_the_first_page_offers_questions_and_cities(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    seen = text_of(page.text)
    assert "from 2 articles about 3 cities" in seen
    assert link(page.text, "Getting a card in Jinan") == "/?q=Getting+a+card+in+Jinan"
    assert link(page.text, "Suzhou") == "/browse/Suzhou"
    assert '<option value="Shanghai">' in page.text


def test_an_answer_is_quoted_marked_and_cited(client: TestClient) -> None:
    page = client.get("/", params={"q": SHANGHAI_QUESTION}).text
    answer = "Foreigners apply at the Bank of Shanghai."
    assert marked(page) == [answer, answer]  # alone, and in its passage
    seen = text_of(page)
    assert f"{answer} It costs <b>nothing</b>." in seen
    assert "Dated 1 May 2024 (given in the article)" in seen
    assert "Certainty high 88%" in seen
    assert "National law Social Insurance Law, Article 58" in seen
    assert link(page, "Original page") == "https://example.com/shanghai"
    assert link(page, "Social Insurance Law, Article 58") == "/law/Social%20Insurance%20Law/58"
    assert f"<title>{SHANGHAI_QUESTION} – " in page


def test_a_city_without_articles_is_said(client: TestClient) -> None:
    page = client.get("/", params={"q": "Cards in Shanghai, Harbin, Jinan and Suzhou?"}).text
    assert "No article covers Harbin." in text_of(page)


def test_a_citation_leads_to_the_very_words(client: TestClient) -> None:
    page = client.get("/", params={"q": SHANGHAI_QUESTION}).text
    address = link(page, "Read it in the source")
    assert address == "/source/%E4%B8%8A%E6%B5%B7/bank%20cards.txt?start=18&end=59#cited"
    source = client.get(address).text
    assert marked(source) == ["Foreigners apply at the Bank of Shanghai."]
    assert source.count('id="cited"') == 1
    assert "It costs <b>nothing</b>. Article 58 An employing unit" in text_of(source)


def test_an_answer_as_data_is_the_same_answer(client: TestClient) -> None:
    page = client.get("/", params={"q": SHANGHAI_QUESTION, "city": "Shanghai", "top_k": 20})
    query = parse_qs(urlsplit(link(page.text, "This answer as data (JSON)")).query)
    assert query == {"q": [SHANGHAI_QUESTION], "city": ["Shanghai"], "top_k": ["20"]}


def test_why_a_passage_stands_where_it_does(client: TestClient) -> None:
    seen = text_of(client.get("/", params={"q": SHANGHAI_QUESTION}).text)
    assert "Only passages about Shanghai and national law were looked at." in seen
    assert "dense 2 0.50 bm25 1 7.50 All together 1 0.75" in seen


@pytest.mark.parametrize(
    ("question", "words", "links"),
    [
        (
            "Where do I get a card in Chengdu?",
            ["No answer in these articles", "No article covers Chengdu.", "national law"],
            {"Jinan": "/?q=Where+do+I+get+a+card+in+Chengdu%3F&city=Jinan"},
        ),
        (
            "What is the weather?",
            ["No answer in these articles", "something else", "What is covered"],
            {"Shanghai": "/browse/Shanghai"},
        ),
        (
            "weather 날씨?",
            ["No answer in these articles", "Questions are read in English and Chinese."],
            {"Shanghai": "/browse/Shanghai"},
        ),
        (
            "Where do I get a card?",
            [
                "Which city?",
                "The rules differ from city to city",
                "Each passage names its own city",
            ],
            {"Shanghai": "/?q=Where+do+I+get+a+card%3F&city=Shanghai"},
        ),
    ],
)
def test_an_abstention_says_why_and_what_to_do(
    client: TestClient, question: str, words: list[str], links: dict[str, str]
) -> None:
    response = client.get("/", params={"q": question})
    assert response.status_code == 200
    seen = text_of(response.text)
    assert [word for word in words if word not in seen] == []
    assert {name: link(response.text, name) for name in links} == links
    assert "Certainty" not in seen


class Baffled(FakeSearcher):
    """Has articles about the city, and no answer in them."""

    def ask(self, question: Question) -> Answer:
        answer = super().ask(question)
        return replace(answer, status="abstained", reason="no_city_article", extract=None)


def test_a_city_with_articles_and_no_answer_is_not_called_missing() -> None:
    with english(Baffled) as client:
        page = client.get("/", params={"q": SHANGHAI_QUESTION}).text
    seen = text_of(page)
    assert "There are articles about Shanghai, but none was found that answers this." in seen
    assert "No article covers" not in seen
    assert link(page, "Articles about Shanghai") == "/browse/Shanghai"


class Overridden(FakeSearcher):
    """Asked for another city than the question names."""

    def ask(self, question: Question) -> Answer:
        answer = super().ask(question)
        return replace(answer, scope=replace(answer.scope, overridden=("Jinan",)))


def test_a_chosen_city_that_the_question_does_not_name_is_said_before_the_answer() -> None:
    with english(Overridden) as client:
        page = client.get("/", params={"q": SHANGHAI_QUESTION, "city": "Shanghai"}).text
    said = "This is about Shanghai, as chosen beside the question, which itself names Jinan."
    assert 0 < page.index(said) < page.index('id="answer-heading"')
    assert "city=" not in link(page, "Ask for Jinan instead")


class Unquoted(FakeSearcher):
    """Asked for a law article that nobody quotes."""

    def ask(self, question: Question) -> Answer:
        scope = Scope(laws=(LawKey("Social Insurance Law", 82),))
        return replace(
            super().ask(question),
            status="abstained",
            reason="low_confidence",
            extract=None,
            scope=scope,
        )


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "No article quotes Article 82 of the Social Insurance Law."),
        ("zh", "没有文章引用社会保险法第82条。"),
    ],
)
def test_a_law_article_that_nobody_quotes(lang: str, words: str) -> None:
    with english(Unquoted) as client:
        page = client.get("/", params={"q": "SIL 82", "lang": lang}).text
    assert words in text_of(page)


SCRIPT = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    "address",
    [
        "/?q={}",
        "/?q=card&city={}",
        "/?city={}",
        "/?lang={}",
        "/browse/{}",
        "/source/{}",
        "/law/{}/58",
        "/source/jinan.txt?law={}&article=58",
        "/?q=card&other={}",
    ],
)
def test_what_is_asked_is_text_and_never_markup(client: TestClient, address: str) -> None:
    page = client.get(address.format(SCRIPT.replace("/", "%2F")))
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script>" not in page.text
    assert "<img" not in page.text
    assert len(re.findall("<script ", page.text)) == 1  # its own


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/?q=card&city=Atlantis", 404, '"Atlantis" names no city of China that is known here.'),
        ("/browse/Atlantis", 404, '"Atlantis" names no city'),
        ("/?q=card&city=Yulin", 404, f'"Yulin" names no one city. {YULINS}'),
        ("/browse/Yulin", 404, f'"Yulin" names no one city. {YULINS}'),
        ("/browse/Yulin?lang=zh", 404, "“Yulin”不能确定是哪个城市，可能是：玉林市、榆林市。"),
        (f"/?q={'x' * 1001}", 422, "A question has between 1 and 1000 characters;"),
        ("/?q=card%00", 422, "A question has between 1 and 1000 characters;"),
        ("/?q=card&top_k=99", 422, 'The value of "top_k" in it is not understood.'),
        ("/browse/compare?topic=cards&cities=Jinan", 422, "from two to five cities"),
        ("/browse/compare?topic=cards&cities=Jinan,Atlantis", 404, '"Atlantis" names no city'),
        ("/browse/compare?topic=cards&cities=Jinan、Yulin", 404, YULINS),
        ("/browse/compare?topic=cards&cities=Jinan,Shandong", 404, '"Shandong" names no city'),
        ("/source/none.txt", 404, "There is no such page"),
        ("/law/Social Insurance Law/59", 404, "There is no such page"),
        ("/law/Social Insurance Law/99999999999999999999", 422, 'The value of "number" in it'),
    ],
)
def test_errors_are_pages_too(client: TestClient, address: str, status: int, words: str) -> None:
    page = client.get(address)
    assert page.status_code == status
    assert words in text_of(page.text)
    assert 'name="q"' in page.text


@pytest.mark.parametrize("name", ["path", "query", "request", "status"])
def test_a_query_may_hold_any_name(client: TestClient, name: str) -> None:
    page = client.get(f"/?q=card&{name}=x")
    assert page.status_code == 200
    assert link(page.text, "中文") == f"/?q=card&{name}=x&lang=zh"


def test_an_address_that_leads_nowhere_is_a_page_for_a_browser(client: TestClient) -> None:
    page = client.get("/nosuch", headers={"accept": "text/html,application/xhtml+xml"})
    assert page.status_code == 404
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Nothing is at this address" in text_of(page.text)
    assert client.get("/nosuch").headers["content-type"] == "application/problem+json"


def test_without_an_index_the_page_says_so() -> None:
    def load() -> object:
        raise NoIndex("nothing has been published in /secret/folder")

    with english(load) as client:
        assert client.get("/").status_code == 200
        page = client.get("/?q=card")
        assert (page.status_code, "isn't ready" in text_of(page.text)) == (503, True)
        assert "secret" not in page.text


def test_the_log_says_what_the_page_says_it_does(caplog: pytest.LogCaptureFixture) -> None:
    with english(lambda: FakeSearcher(fail=lambda: EncoderError("weights of /secret"))) as client:
        page = client.get("/?q=card")
    assert (page.status_code, "log says why" in text_of(page.text)) == (500, True)
    assert "secret" not in page.text
    assert "EncoderError: weights of /secret" in caplog.text


def test_a_crowd_is_told_when_to_come_back() -> None:
    with english(lambda: FakeSearcher(fail=lambda: Overloaded("full", retry_after=7))) as client:
        page = client.get("/?q=card")
        assert (page.status_code, page.headers["retry-after"]) == (503, "7")


def test_the_chinese_page(client: TestClient) -> None:
    by_address = client.get("/", params={"q": "上海社保卡", "lang": "zh"})
    by_header = client.get("/?q=上海社保卡", headers={"accept-language": "zh-CN,zh;q=0.9,en;q=0.5"})
    for page in (by_address, by_header):
        assert page.headers["content-language"] == "zh"
        assert '<html lang="zh-Hans">' in page.text
        seen = text_of(page.text)
        assert "回答 Foreigners apply at the Bank of Shanghai." in seen
        assert "日期 2024年5月1日 （文章注明）" in seen
        assert "上海市" in seen
    # A language that was chosen stays; one that the browser likes needs no address of its own.
    assert link(by_address.text, "浏览") == "/browse?lang=zh"
    assert link(by_header.text, "浏览") == "/browse"


def test_laws_and_places_have_their_chinese_names(client: TestClient) -> None:
    page = client.get("/", params={"q": "上海社保卡", "lang": "zh"}).text
    assert link(page, "社会保险法 第58条") == "/law/Social%20Insurance%20Law/58?lang=zh"
    assert re.search('lang="zh-Hans">社会保险法 第58条</a>', page)
    for address in ("/browse", "/law/Social Insurance Law/58", "/source/上海/bank cards.txt"):
        seen = text_of(client.get(address, params={"lang": "zh"}).text)
        assert "社会保险法" in seen
        assert "Social Insurance Law" not in seen


def test_provinces_with_articles_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    sichuan = replace(ENTRIES["jinan.txt"], source="s.txt", cities=(), provinces=("Sichuan",))
    monkeypatch.setitem(ENTRIES, "s.txt", replace(sichuan, title="Cards in Sichuan"))
    with english() as client:
        home = client.get("/").text
        assert "from 2 articles about 3 cities and 1 province, each" in text_of(home)
        browse = client.get("/browse").text
        assert link(browse, "Sichuan") == link(home, "Sichuan") == "/browse/Sichuan"
        page = client.get("/browse/四川").text
        assert "Articles about Sichuan" in text_of(page)
        assert link(page, "Cards in Sichuan") == "/source/s.txt"
        assert "Getting a card in Jinan" not in text_of(page)
        assert "四川省" in text_of(client.get("/browse?lang=zh").text)
        # One without articles of its own is known all the same.
        assert "There are no articles." in text_of(client.get("/browse/Jiangxi").text)


def test_english_words_are_in_latin_letters_alone() -> None:
    """Curly quotation marks are as wide as a 汉字 where a Chinese font is the only one."""
    assert not [words for words, _ in WORDS.values() if set(words) & set("‘’“”")]


def test_leafing_from_a_city_to_a_law_and_back(client: TestClient) -> None:
    browse = client.get("/browse").text
    city = client.get(link(browse, "Shanghai")).text
    assert "Articles about Shanghai" in text_of(city)
    source = client.get(link(city, "Cards in Shanghai")).text
    law = client.get(link(source, "Social Insurance Law, Article 58")).text
    seen = text_of(law)
    assert "Article 58 An employing unit shall register within 30 days." in seen
    assert "Other wordings in the articles (1) Article 58 Employers …" in seen
    quoting = client.get(link(law, "Cards in Shanghai")).text
    assert marked(quoting) == ["Article 58 An employing unit shall register within 30 days."]


def test_feedback_is_asked_for_where_it_is_kept(tmp_path: Path) -> None:
    for kept in (False, True):
        url = f"sqlite:///{tmp_path / 'feedback.sqlite'}" if kept else None
        with english(feedback_url=url) as client:
            page = client.get("/", params={"q": 'What is the "weather"?'}).text
            assert ("Was this helpful?" in text_of(page)) == kept
    about = re.search('data-about="([^"]*)"', page)
    assert about is not None
    assert json.loads(unescape(about.group(1))) == {
        "question": 'What is the "weather"?',
        "city": None,
        "reason": "out_of_scope",
        "passage_ids": [],
        "index_version": "v1",
    }


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("", ["Jinan", "Shanghai", "Suzhou"]),
        ("s", ["Shanghai", "Suzhou"]),
        ("ShangH", ["Shanghai"]),
        ("济", ["Jinan"]),
        ("Pudong", ["Shanghai"]),
        ("Chengdu", ["Chengdu"]),
        ("zzz", []),
    ],
)
def test_suggestions(client: TestClient, prefix: str, names: list[str]) -> None:
    cities = client.get("/suggest", params={"prefix": prefix}).json()["cities"]
    assert [city["name"] for city in cities] == names


def test_a_suggestion_says_what_there_is(client: TestClient) -> None:
    assert client.get("/suggest?prefix=chengdu").json() == {
        "cities": [{"name": "Chengdu", "zh": "成都市", "articles": 0}]
    }


def test_assets_are_kept_until_they_change(client: TestClient) -> None:
    page = client.get("/").text
    style = re.search(r'href="(/assets/page\.css\?v=\w+)"', page)
    assert style is not None
    first = client.get(style.group(1))
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
    for tag in (first.headers["etag"], f"W/{first.headers['etag']}"):
        again = client.get("/assets/page.css", headers={"if-none-match": tag})
        assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")
    assert client.get("/assets/none.css").status_code == 404


def test_behind_a_prefix_links_keep_it() -> None:
    with client_of(asks_as={"root_path": "/qa", "headers": ENGLISH}) as client:
        page = client.get("/qa/", params={"q": SHANGHAI_QUESTION}).text
        leads = re.findall(r'(?:href|action|src)="([^"]*)"', page)
        assert [a for a in leads if not a.startswith(("/qa/", "#", "https://example.com"))] == []
        assert client.get("/qa" + link(page, "Browse").removeprefix("/qa")).status_code == 200


def test_nothing_comes_from_another_host(client: TestClient) -> None:
    for address in ("/", f"/?q={SHANGHAI_QUESTION}", "/browse", "/source/jinan.txt"):
        loaded = re.findall(
            r'<(?:script|link|img)[^>]*(?:src|href)="([^"]*)"', client.get(address).text
        )
        assert loaded
        assert [a for a in loaded if not a.startswith("/assets/")] == []
