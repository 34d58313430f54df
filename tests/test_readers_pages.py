"""Web pages: each fixture `NAME.html` has its article beside it, written by hand: `NAME.txt`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.ingest.readers.pages import read_page
from qa_service.ingest.readers.unreadable import Unreadable

PAGES = Path(__file__).parent / "fixtures" / "pages"
CHARSETS = {"chinese": "gb18030", "chinese-divs": "gbk", "table-layout": "gb18030"}
"""The fixtures are stored in UTF-8; these declare another encoding, and are tested in it."""
FACTS = {
    "accordion": ("FAQ: Social insurance of foreigners in Qingdao", None, None),
    "amounts": ("Unemployment benefits in Nantong", None, "2023-07-04"),
    "chinese": ("郑州生育津贴怎么领取？", "https://zp.example/zz/sy.html", "2022-05-18"),
    "chinese-divs": ("苏州失业金申领条件和标准", None, "2021-06-07"),
    "misleading-names": ("Social security card services of Guiyang", None, None),
    "one-div": ("How long is the maternity leave in Ningbo?", None, None),
    "one-form": ("Xining: retirement procedures", None, None),
    "plain": ("Handling of the social security card in Weihai", None, None),
    "related-inside": (
        "How do I transfer social security from Dalian to Harbin?",
        "https://encyclopedia.example/dalian-harbin",
        "2021-03-09",
    ),
    "sections": ("Applying for work injury recognition in Foshan", None, None),
    "short": ("Is the social security card of Zibo free?", None, None),
    "table-layout": ("Where to pay social security in Wuhu?", None, None),
    "unmarked": ("Medical insurance of newborns in Taiyuan", None, "2020-11-30"),
}


def page(name: str) -> bytes:
    text = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    return text.encode(CHARSETS.get(name, "utf-8"))


def test_every_fixture_is_listed() -> None:
    assert {path.stem for path in PAGES.glob("*.html")} == set(FACTS)


@pytest.mark.parametrize("name", FACTS)
def test_article(name: str) -> None:
    text, _ = read_page(page(name))
    expected = (PAGES / f"{name}.txt").read_text(encoding="utf-8")
    assert text.split("\n") == expected.removesuffix("\n").split("\n")


@pytest.mark.parametrize("name", FACTS)
def test_facts(name: str) -> None:
    _, said = read_page(page(name))
    assert (said.title, said.url, said.date) == FACTS[name]
    assert (said.city, said.lang) == (None, None)


def body(html: str, title: str = "The card of Jinan") -> str:
    whole = (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{html}</body></html>"
    )
    return read_page(whole.encode())[0]


P = "<p>The first card is free and is made at the bank within ten working days.</p>"
T = "The first card is free and is made at the bank within ten working days."


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        # The numbers that a browser shows.
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<ol start=4><li>a<li value=9>b<li>c</ol>", "4. a\n9. b\n10. c"),
        ("<ol reversed><li>a<li>b</ol>", "2. a\n1. b"),
        ("<ol type=I><li>a<li>b<li>c<li>d</ol>", "I. a\nII. b\nIII. c\nIV. d"),
        ("<ol><li>1. a<li>（二）b</ol>", "1. a\n（二）b"),
        ('<ol style="list-style: none"><li>a<li>b</ol>', "a\nb"),
        ("<ol><li><p>a</p><p>b</p><li>c</ol>", "1. a\nb\n2. c"),
        # White space as a browser folds it; everything else as written.
        ("<p>a\n   b<b>c</b> <i>d</i></p>", "a bc d"),
        ("<p>\u3000\u3000９个月&nbsp;内</p>", "９个月\u00a0内"),
        ("<p>in\u00adsur\u200bance</p>", "insurance"),
        ("<pre>a  \n  b</pre>", "a\nb"),
        ("<div>a<div>b</div>c<br>d</div>", "a\nb\nc\nd"),
        ("<p>1 &lt; 2 &amp; &lt;script&gt;x()&lt;/script&gt;</p>", "1 < 2 & <script>x()</script>"),
        # Values stay in their row, with a tab between them.
        ("<table><tr><th>Fee<td>20 yuan<tr><td>Time<td>7<br>days</table>",
         "Fee\t20 yuan\nTime\t7 days"),
        ("<table><tr><td><p>a</p><p>b</p></td></tr></table>", "a\nb"),
        # A row that is alone only places things.
        ("<table><tr><td>The fee is<p>20 yuan.</p><td>Ann</table>", "The fee is\n20 yuan.\nAnn"),
        ("<table><tr><td>Fee<td>20 yuan</table>", "Fee\t20 yuan"),
        # Links that tell something stay.
        ('<p><a href="tel:12333">12333</a></p>', "12333"),
        ('<p>Site:</p><p><a href="http://x.cn">Social Security of Jinan</a></p>',
         "Site:\nSocial Security of Jinan"),
        ('<p><a href="http://rsj.jinan.gov.cn">rsj.jinan.gov.cn</a></p>', "rsj.jinan.gov.cn"),
        # What a step says is not taken for the page's own words.
        (f"<p>Scan the code and follow it.</p>{P}", f"Scan the code and follow it.\n{T}"),
    ],
)  # fmt: skip
def test_lines(html: str, expected: str) -> None:
    assert body(f"<article>{P}{html}{P}</article>") == f"{T}\n{expected}\n{T}"


@pytest.mark.parametrize(
    "html",
    [
        "<script>var a = 'x';</script>",
        "<style>p { color: red }</style>",
        "<noscript>Enable it</noscript>",
        "<p style='display:none'>cheap loans here</p>",
        "<p hidden>cheap loans here</p>",
        "<!-- a remark -->",
        "<nav>Home Jobs</nav>",
        "<p><a href='/x'>How is overtime paid?</a></p>",
        "<div class=ad>Waiters wanted, apply now.</div>",
        "<div class='box adsbygoogle'>Waiters wanted, apply now.</div>",
        "<div id=ad_top2>Waiters wanted, apply now.</div>",
        "<div class=relatedPosts>Waiters wanted, apply now.</div>",
        "<div class=social-share>Share with your friends now.</div>",
        "<div class=lawyer-card><a>Zhou Min</a><span>Law firm</span> 138-0000-1234</div>",
        "<p>Advertisement: waiters wanted.</p>",
        "<p>Share to: WeChat, Weibo, QQ</p>",
        "<p>本站使用cookie改善体验</p>",
        "<p>- Previous article: Overtime</p>",
        "<p>下一篇：加班费怎么算</p>",
        "<p>- Previous article</p><p>- How is overtime paid</p><p>Next article</p><p>A form</p>",
        "<p>Sign up for our newsletter and never miss a job</p>",
        "<div><h4>Hot articles</h4><ul><li>How is overtime paid?<li>A template</ul></div>",
        "<h3>猜你喜欢</h3><ul><li>加班费怎么算</li><li>离职证明</li></ul>",
    ],
)
def test_left_out(html: str) -> None:
    assert body(f"<article>{P}{html}{P}</article>") == f"{T}\n{T}"
    assert body(f"<div><h1>The card of Jinan</h1><div>{P}{html}{P}</div></div>") == (
        f"The card of Jinan\n\n{T}\n{T}"
    )


@pytest.mark.parametrize(
    ("head", "html", "title"),
    [
        ("How to pay? - Portal", "", "How to pay?"),
        ("How to pay in Jinan? - Social security - Portal", "", "How to pay in Jinan?"),
        ("济南社保怎么交_社保_网站", "", "济南社保怎么交"),
        ("How to pay | Portal", "<h1>How to pay</h1>", "How to pay"),
        ("Dalian - Harbin transfer - Portal", "<h2>Dalian - Harbin transfer</h2>",
         "Dalian - Harbin transfer"),
        ("Portal - How to pay the insurance", "<h1>How to pay the insurance</h1>",
         "How to pay the insurance"),
        ("How to pay the insurance? - Portal", "<h1>Portal</h1>", "How to pay the insurance?"),
        ("", "<h1>How to pay</h1>", "How to pay"),
        *(
            (head, f"<{tag}>How to pay in Jinan?</{tag}>", "How to pay in Jinan?")
            for tag in ("h2", "h3", "div", "p", "strong")
            for head in ("Job Website - How to pay in Jinan?", "Job Website-How to pay in Jinan?",
                         "Job Website_How to pay in Jinan?", "Job Website | How to pay in Jinan? |")
        ),
        ("Job Website - Cards - The card of Jinan's banks and its days",
         "<h1>Job Website</h1><h2>The card of Jinan's banks and its days</h2>",
         "The card of Jinan's banks and its days"),
        ("Job Website - The card of Jinan's banks and its days", "<h1>Job Website</h1>",
         "The card of Jinan's banks and its days"),
        ("Jinan: the card - Job Website", "<h2>Job Website</h2><h2>Jinan: the card</h2>",
         "Jinan: the card"),
        ("劳动保障网 - 济南社保卡怎么办", "<p>社保卡在济南的银行怎么办理，七天办好。</p>",
         "济南社保卡怎么办"),
        ("Use of the card online - Bank working days net", "<h2>Use of the card online</h2>",
         "Use of the card online"),
        ("Cards of Jinan and of all its banks - Net",
         "<b>Cards of Jinan<br>and of all its banks</b>",
         "Cards of Jinan and of all its banks"),
        ("济南市关于社保卡和银行卡的通知_人社局", "<td>济南市关于社保卡<br>和银行卡的通知</td>",
         "济南市关于社保卡和银行卡的通知"),
        (":: Jinan Social Insurance Net ::",
         "<b>How to pay in Jinan</b><br>Who lives in Jinan pays at a bank of Jinan.", None),
        ("济南社保网", "<p>济南社保网</p><p>济南社保卡办理指南</p><p>济南人在济南办。</p>", None),
        ("济南社保网", "<p>社保卡办理指南</p>", "济南社保网"),
        ("怎么登录济南社保网", "", "怎么登录济南社保网"),
    ],
)  # fmt: skip
def test_title(head: str, html: str, title: str | None) -> None:
    said = read_page(f"<head><title>{head}</title></head><body>{html}{P}</body>".encode())[1]
    assert said.title == title


def test_a_title_that_an_authority_s_page_states_apart() -> None:
    head = "<title>局 通知 社保卡办理指南</title><meta name=ArticleTitle content=社保卡办理指南>"
    assert read_page(f"<head><meta charset=utf-8>{head}</head>{P}".encode())[1].title == (
        "社保卡办理指南"
    )


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ('<link rel="canonical" href="https://x.example/1">', "https://x.example/1"),
        ('<meta property="og:url" content="http://x.example/2">', "http://x.example/2"),
        ('<link rel="canonical" href="/1">', None),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
    ],
)
def test_url(link: str, url: str | None) -> None:
    assert read_page(f"<head>{link}</head><body>{P}</body>".encode())[1].url == url


@pytest.mark.parametrize(
    ("html", "day"),
    [
        ('<meta name="publishdate" content="2020-02-03">', "2020-02-03"),
        (
            '<meta property="article:published_time" content="2020-02-03T23:00:00+08:00">',
            "2020-02-03",
        ),
        ("<main><time datetime='2020-02-03'>Monday</time></main>", "2020-02-03"),
        ("<div><h2>Cards</h2><time datetime='2020-02-03'>Monday</time></div>", "2020-02-03"),
        ("<p>From <time datetime='2020-02-03'>Monday</time> on it is free.</p>", None),
        ("<time datetime='2020-02-03'>a</time><time datetime='2020-02-04'>b</time>", None),
        ("<div>来源：人社局 发布时间：2020年2月3日 10:20 浏览：31次</div>", "2020-02-03"),
        ("<span>2020/02/03 Editor: Li</span>", "2020-02-03"),
        ("<p>Published on Feb 3, 2020</p>", "2020-02-03"),
        (
            "<p><span>来源：人社局</span><span>2020-02-03</span><span>982人浏览</span></p>",
            "2020-02-03",
        ),
        ("<p><span>Source: Li</span><i>2020-02-03 10:20</i><i>98 views</i></p>", "2020-02-03"),
        ("<p>Source: Li&nbsp; <span>3 February 2020</span>&nbsp; Comments (7)</p>", "2020-02-03"),
        ("<p>Posted by Ann on 3 February 2020</p>", "2020-02-03"),
        ("<table><tr><td>Release date<td>2020-02-03<td>Validity<td>valid</table>", "2020-02-03"),
        ("<p><a href='/x'>Published on Feb 3, 2020</a></p>", None),
        ("<p>2020-13-40</p>", None),
        ("<ul><li>2020-02-03 <a href='/x'>How is overtime paid?</a></ul>", None),
        ("<p>From 2020-02-03 on the fee is 20 yuan.</p>", None),
        ("<table><tr><td>Date: 2020-02-03<td>20 yuan</table>", None),
    ],
)
def test_date(html: str, day: str | None) -> None:
    assert read_page(f"<body>{html}{P}</body>".encode())[1].date == day


@pytest.mark.parametrize("tag", ["p", "main", "article", "span"])
def test_a_time_alone_in_its_line_is_no_text(tag: str) -> None:
    html = f"<{tag}><time datetime='2020-02-03'>3 days ago</time></{tag}>{P}"
    assert read_page(html.encode())[0] == T


def test_the_date_by_the_headline_counts() -> None:
    menu = "".join(f"<p>Posted by Ann on {n} May 2021</p>" for n in range(1, 9))
    html = f"<title>Cards</title><div>{menu}</div><h1>Cards</h1><p>Published 2020-02-03</p>{P}"
    assert read_page(html.encode())[1].date == "2020-02-03"


def test_a_page_without_a_headline_is_dated_by_any_line_that_says_so() -> None:
    menu = "".join(f"<p>Column {n}</p>" for n in range(20))
    html = f"<div>{menu}</div><p>发布时间：2020年2月3日 来源：人社局</p>{P}"
    assert read_page(html.encode())[1].date == "2020-02-03"


def test_a_date_inside_the_article_is_not_the_pages_own() -> None:
    html = f"<body>{P}<p>The rules of 2019-05-01 apply to cards made before 2004.</p></body>"
    assert read_page(html.encode())[1].date is None


def test_broken_bytes_outside_the_article_do_no_harm() -> None:
    # Two bytes that GB18030 doesn't know, in a script and in the article.
    html = (
        "<meta charset=gb2312><script>/*X*/</script><p>" + "参保人员到社保中心办理登记手续。" * 20
    )
    script = html.encode("gbk").replace(b"X", b"\xff\xff")
    assert read_page(script)[0] == "参保人员到社保中心办理登记手续。" * 20
    article = html.replace("登记", "X", 1).encode("gbk").replace(b"/*X*/", b"")
    with pytest.raises(Unreadable, match=r"U\+FFFD|decoded"):
        read_page(article.replace(b"X", b"\xff\xff"))


@pytest.mark.parametrize(
    "control", [*"\x01\x07\x0b\x0c\x1f\ufffe\uffff", "&#11;", "&#x0b", "&#0001;", "&#xFFFF;"]
)
def test_a_character_that_xml_refuses_is_a_blank(control: str) -> None:
    cut = f"<p>20{control}<script>x</script>yuan{control}</p><p hidden>x</p>{control}"
    assert body(f"{P}{P}{cut}{P}") == f"{T}\n{T}\n20 yuan\n{T}"


def test_what_a_library_trips_over_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("htmldate.find_date", lambda *_, **__: int("first"))
    with pytest.raises(Unreadable, match=r"damaged page \(ValueError\): save the article as"):
        body(P)


@pytest.mark.parametrize(
    "html",
    [
        "<html></html>",
        "<script>x</script>",
        "<!-- -->",
        "<title>Cards</title><body><noscript>You need to enable JavaScript to run this app."
        "</noscript><div id=root></div>",
    ],
)
def test_no_text(html: str) -> None:
    with pytest.raises(Unreadable, match="no text found in the page"):
        read_page(html.encode())


def test_whoever_answers_in_sentences_is_no_card() -> None:
    answer = "<div class=lawyer>Zhou Min: the second card costs 20 yuan.</div>"
    assert "the second card costs 20 yuan" in body(f"<article>{P}{answer}{P}</article>")


def test_deep_nesting_loses_nothing() -> None:
    deep = "<div>" * 180 + "<p>The innermost sentence stays.</p>" + "</div>" * 180
    assert "The innermost sentence stays." in body(f"{P}{deep}{P}")
    with pytest.raises(Unreadable, match="nested too deeply"):
        body(f"{P}{'<div>' * 5000}{P}")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "<p> </p> <div class=ad> </div> <ul> <li> <ol> <table> <tr> <td> </table> <h1> </h1> "
            "<form> <a href=x> </a> <br> <b> text 社保 &#0; &lt; <!-- --> <noscript> < > </html> "
            "<body> <article> Comments Related\u00a0articles".split(" ")
        ),
        max_size=60,
    )
)
def test_any_tags_give_text_or_a_refusal(tags: list[str]) -> None:
    try:
        text, _ = read_page(" ".join(tags).encode())
    except Unreadable:
        return
    assert text.strip()
