"""A corpus folder: which files are read, what is said about them, and why a file is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.domain import Skipped, SourceText
from qa_service.errors import CorpusError
from qa_service.ingest.readers import SUPPORTED, iter_corpus, iter_laws, read


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def text_of(root: Path, source: str) -> SourceText:
    found = read(root, source)
    assert isinstance(found, SourceText), found
    return found


def reason_of(root: Path, source: str, **limits: int) -> str:
    found = read(root, source, **limits)
    assert isinstance(found, Skipped), found
    assert found.source == source
    return found.reason


# --- which files ------------------------------------------------------------------------------


def test_files_that_may_be_articles(tmp_path: Path) -> None:
    root = write(
        tmp_path / "corpus",
        {
            "b.txt": "b",
            "a.md": "a",
            "B.TXT": "b",
            "page with blanks.html": "p",
            "济南/社保卡 丢失.txt": "c",
            "deep/er/x.pdf": "x",
            "deep/laws/y.txt": "an article about laws",
            "data.csv": "unknown endings are named later",
            "no-ending": "n",
            "a.md.meta.json": "{}",
            "b.meta.json": "{}",
            ".hidden.txt": "h",
            ".git/config.txt": "h",
            "laws/social insurance law.txt": "l",
            "laws/social insurance law.txt.meta.json": "{}",
            "laws/more/law.doc": "l",
            "laws/.git/config.txt": "h",
            "~$report.docx": "what an open editor leaves behind",
            "b.txt~": "and a backup",
            "Thumbs.db": "t",
            "saved/Card.html": "p",
            "saved/Card_files/frame.html": "part of the page",
            "saved/Card_files/more/x.js": "j",
            "saved/Pension.HTM": "p",
            "saved/Pension.files/x.css": "c",
            "saved/Other_files/d.txt": "of no page",
        },
    )
    (root / "linked.txt").symlink_to(root / "b.txt")
    (root / "folder-link").symlink_to(root / "deep", target_is_directory=True)
    assert list(iter_corpus(root)) == [
        "B.TXT",
        "a.md",
        "b.txt",
        "data.csv",
        "deep/er/x.pdf",
        "deep/laws/y.txt",
        "folder-link",
        "linked.txt",
        "no-ending",
        "page with blanks.html",
        "saved/Card.html",
        "saved/Other_files/d.txt",
        "saved/Pension.HTM",
        "济南/社保卡 丢失.txt",
    ]
    assert list(iter_laws(root)) == ["laws/more/law.doc", "laws/social insurance law.txt"]
    assert list(iter_laws(root / "deep/er")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xi&#39;an: &quot;paid&quot; R&amp;D",) * 2,  # it is cited as it stands in its file
        (
            "<p>Cards &amp; fees</p>\n<p class='x'>Go to the bank.</p>",
            "Cards & fees\nGo to the bank.",
        ),
        ("How much?<br/>\nIt is 25 yuan.<BR>\n", "How much?\nIt is 25 yuan."),
        ("Fill in <name> and\n<b>sign</b>\nthe form if 2 < 3.",) * 2,
    ],
)
def test_what_pages_leave_in_a_plain_text(tmp_path: Path, text: str, expected: str) -> None:
    assert text_of(write(tmp_path, {"a.txt": text}), "a.txt").text == expected


def test_a_page_named_txt_says_what_pages_say(tmp_path: Path) -> None:
    page = "<html><head><title>Cards</title></head>\n<body><h1>Cards</h1>\n<p>Go there.</p></body>"
    read = text_of(write(tmp_path, {"a.txt": page}), "a.txt")
    assert (read.title, read.text) == ("Cards", "Cards\n\nGo there.")


def test_a_missing_corpus_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="nowhere"):
        list(iter_corpus(tmp_path / "nowhere"))


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """Its articles would seem removed. Here it lies deeper than a path reaches, which even root
    can't read."""
    write(tmp_path, {"a.txt": "a"})
    at = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("x" * 250, dir_fd=at)
        above, at = at, os.open("x" * 250, os.O_RDONLY, dir_fd=at)
        os.close(above)
    os.close(at)
    with pytest.raises(CorpusError, match=r"xx can't be read \(File name too long\): look whether"):
        list(iter_corpus(tmp_path))


def test_names_with_blanks_and_han(tmp_path: Path) -> None:
    name = "济南/社保卡 丢失.txt"
    root = write(tmp_path, {name: "社保卡丢失后先挂失。"})
    assert text_of(root, name).source == name
    assert text_of(root, name).text == "社保卡丢失后先挂失。"


# --- what is said about them ------------------------------------------------------------------

PAGE = """<title>Page title</title><link rel=canonical href=http://p.example/>
<meta name=date content=2020-01-01><p>The first card of Jinan is free."""
FRONT = (
    "---\ntitle: Front title\nurl: http://f.example/\ndate: 2021-01-01\ncity: Jinan\n"
    "lang: zh-CN\nweight: 3\n---\n\n# Heading\n\nBody.\n"
)
SIDECAR = json.dumps(
    {"title": "Side title", "url": "http://s.example/", "date": "2022-01-01", "city": "济南",
     "lang": "en", "anything": [1]}
)  # fmt: skip
MTIME = 1_583_020_800  # 2020-03-01 00:00 UTC


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.txt": "Text."}, ("Text.", None, None, None, "2020-03-01", "file time", None)),
        (
            {"a.html": PAGE},
            ("The first card of Jinan is free.", "Page title", "http://p.example/", None,
             "2020-01-01", "page", None),
        ),
        (
            {"a.md": FRONT},
            ("# Heading\n\nBody.\n", "Front title", "http://f.example/", "Jinan",
             "2021-01-01", "front matter", "zh"),
        ),
        (
            {"a.md": FRONT, "a.md.meta.json": SIDECAR},
            ("# Heading\n\nBody.\n", "Side title", "http://s.example/", "济南",
             "2022-01-01", "sidecar", "en"),
        ),
        (
            {"a.html": PAGE, "a.html.meta.json": '\ufeff{"city": "Jinan"}'},
            ("The first card of Jinan is free.", "Page title", "http://p.example/", "Jinan",
             "2020-01-01", "page", None),
        ),
        # The case of a key does not matter, unless it is the only difference.
        ({"a.md": "---\nCity: Jinan\nTITLE : Cards\n1: x\n---\nText."},
         ("Text.", "Cards", None, "Jinan", "2020-03-01", "file time", None)),
        ({"a.txt": "Text.", "a.meta.json": '{"city": "Jinan", "CITY": "Dalian"}'},
         ("Text.", None, None, "Jinan", "2020-03-01", "file time", None)),
        # The other name of a sidecar, and which of the two counts.
        ({"a.txt": "Text.", "a.meta.json": SIDECAR},
         ("Text.", "Side title", "http://s.example/", "济南", "2022-01-01", "sidecar", "en")),
        ({"a.txt": "Text.", "a.meta.json": SIDECAR, "a.txt.meta.json": '{"city": "Dalian"}'},
         ("Text.", None, None, "Dalian", "2020-03-01", "file time", None)),
        # Markdown without front matter.
        ({"a.md": "# The card #\n\nText."},
         ("# The card #\n\nText.", "The card", None, None, "2020-03-01", "file time", None)),
        ({"a.md": "# The card {#card .unnumbered}\n\nText."},
         ("# The card {#card .unnumbered}\n\nText.", "The card", None, None, "2020-03-01",
          "file time", None)),
        ({"a.markdown": "---\n\nText.\n\n---\n\nMore: text."},
         ("---\n\nText.\n\n---\n\nMore: text.", None, None, None, "2020-03-01", "file time", None)),
        ({"a.md": "---\n---\nText."}, ("Text.", None, None, None, "2020-03-01", "file time", None)),
        ({"a.md": "\ufeff---\r\ncity: Jinan\r\n---\r\nText.\r\n---\r\nMore."},
         ("Text.\n---\nMore.", None, None, "Jinan", "2020-03-01", "file time", None)),
        ({"a.md": "---\ndate: 2021-05-06T07:08:09Z\ncity:\n---\nText."},
         ("Text.", None, None, None, "2021-05-06", "front matter", None)),
        *(({"a.md": f"---\ndate: {written}\n---\nText."},
           ("Text.", None, None, None, "2024-06-03", "front matter", None))
          for written in ("3 June 2024", "June 3, 2024", "2024年6月3日", "2024/6/3", "20240603",
                          "2024-06-03 21:59:43 +0800", "2024-6-3 7:08:09.1 -5")),
        ({"a.txt": "Text.", "a.meta.json": '{"date": 20240603}'},
         ("Text.", None, None, None, "2024-06-03", "sidecar", None)),
        # Front matter is read as it is written, whatever YAML takes it for.
        ({"a.md": "---\ntitle: 2024-06-03\ndate: 2024-06-03\ncity: None\n---\nText."},
         ("Text.", "2024-06-03", None, "None", "2024-06-03", "front matter", None)),
        ({"a.md": "---\ntitle: Yes\n---\nText."},
         ("Text.", "Yes", None, None, "2020-03-01", "file time", None)),
        ({"a.md": f"---\ntitle: 0x{'f' * 5000}\n---\nText."},
         ("Text.", f"0x{'f' * 5000}", None, None, "2020-03-01", "file time", None)),
        ({"a.md": "---\ntitle: !!bool maybe\ncity: !!timestamp soon\n---\nText."},
         ("Text.", "maybe", None, "soon", "2020-03-01", "file time", None)),
        ({"a.txt": "Text.", "a.meta.json": '{"title": 12333}'},
         ("Text.", "12333", None, None, "2020-03-01", "file time", None)),
        # Several cities.
        ({"a.md": "---\ncity: [Suzhou, Anhui]\n---\nText."},
         ("Text.", None, None, "Suzhou, Anhui", "2020-03-01", "file time", None)),
        ({"a.md": "---\ncity:\n- Nanjing\n-\n- 无锡\n---\nText."},
         ("Text.", None, None, "Nanjing, 无锡", "2020-03-01", "file time", None)),
        ({"a.txt": "Text.", "a.meta.json": '{"city": []}'},
         ("Text.", None, None, None, "2020-03-01", "file time", None)),
        *(({"a.md": f"---\nlang: {written}\n---\nText."},
           ("Text.", None, None, None, "2020-03-01", "file time", lang))
          for written, lang in (("en-US", "en"), ("English", "en"), ("ZH_hans", "zh"),
                                ("Chinese (Simplified)", "zh"), ("中文", "zh"))),
        ({"a.md": "---\ncity: Jinan\n---- \n\n\nText."},
         ("Text.", None, None, "Jinan", "2020-03-01", "file time", None)),
        # Between thematic breaks there may be anything.
        ({"a.md": "---\n[half, a list\n---\nText."},
         ("---\n[half, a list\n---\nText.", None, None, None, "2020-03-01", "file time", None)),
        ({"a.md": "---\n- a list\n---\nText."},
         ("---\n- a list\n---\nText.", None, None, None, "2020-03-01", "file time", None)),
        # The day that an article states in its text.
        ({"a.txt": "Cards\nPublished: 2023-05-17\nText."},
         ("Cards\nPublished: 2023-05-17\nText.", None, None, None, "2023-05-17", "page", None)),
        ({"a.md": "# Cards\n\n*Posted by Ann on 17 May 2023*\n"},
         ("# Cards\n\n*Posted by Ann on 17 May 2023*\n", "Cards", None, None,
          "2023-05-17", "page", None)),
        ({"a.md": "---\ndate: 2021-01-01\n---\nCards\n2023-05-17"},
         ("Cards\n2023-05-17", None, None, None, "2021-01-01", "front matter", None)),
        ({"a.txt": "Cards\n2023-05-17", "a.txt.meta.json": '{"date": "2022-01-01"}'},
         ("Cards\n2023-05-17", None, None, None, "2022-01-01", "sidecar", None)),
        ({"a.html": PAGE + "<p>Published: 2023-05-17"},
         ("The first card of Jinan is free.", "Page title", "http://p.example/", None,
          "2020-01-01", "page", None)),
        ({"laws/a.txt": "Social Insurance Law\nPromulgation date: 2010-10-28\nArticle 1 Text."},
         ("Social Insurance Law\nPromulgation date: 2010-10-28\nArticle 1 Text.", None, None, None,
          "2010-10-28", "page", None)),
        # Front matter belongs to Markdown alone.
        ({"a.txt": "---\ncity: Jinan\n---\nText."},
         ("---\ncity: Jinan\n---\nText.", None, None, None, "2020-03-01", "file time", None)),
    ],
)  # fmt: skip
def test_metadata(tmp_path: Path, files: dict[str, str], expected: tuple[str | None, ...]) -> None:
    root = write(tmp_path, files)
    source = next(iter(files))
    os.utime(root / source, (MTIME, MTIME))
    found = text_of(root, source)
    assert (
        found.text, found.title, found.url, found.city, found.date, found.date_origin, found.lang
    ) == expected  # fmt: skip


@pytest.mark.parametrize(
    ("front", "doubts"),
    [
        ("- Jinan\n- Wuhan", ("front matter: a list is read as the article's; write fields such as "
                             "city: Jinan",)),
        ("city: Jinan\ncity: Wuhan", ("front matter: 'city' is given twice; leave one",)),
        ("City: Jinan\ncity: Wuhan", ("front matter: 'city' is given twice; leave one",)),
        ("tag: a\ntag: b\ncity: [Jinan, Wuhan]", ()),
        ("Some words", ()),
    ],
)  # fmt: skip
def test_front_matter_that_is_a_list_or_says_a_field_twice(
    tmp_path: Path, front: str, doubts: tuple[str, ...]
) -> None:
    (tmp_path / "a.md").write_text(f"---\n{front}\n---\nCards?\n", "utf-8")
    assert text_of(tmp_path, "a.md").doubts == doubts


def test_a_sidecar_that_says_a_field_twice(tmp_path: Path) -> None:
    sidecar = '{"city": "Jinan", "more": {"city": "Wuhan"}, "City": "Wuhan", "more": {}}'
    write(tmp_path, {"a.txt": "Text.", "a.txt.meta.json": sidecar})
    assert text_of(tmp_path, "a.txt").doubts == (
        "sidecar a.txt.meta.json: 'city' is given twice; leave one",
    )


def test_a_misspelt_field_is_said(tmp_path: Path) -> None:
    front = "citty: Jinan\nLanguage: en\ntags: [a]\nauthor: Li\nsubtitle: s\nDate: 2021-01-01\n"
    sidecar = '{"cities": ["Jinan"], "tilte": "Cards", "source": "x", "time": 1}'
    write(tmp_path, {"a.md": f"---\n{front}---\nText.", "a.md.meta.json": sidecar})
    assert text_of(tmp_path, "a.md").doubts == (
        "sidecar a.md.meta.json: 'cities' is not read; 'city' is",
        "sidecar a.md.meta.json: 'tilte' is not read; 'title' is",
        "front matter: 'citty' is not read; 'city' is",
        "front matter: 'language' is not read; 'lang' is",
    )


@pytest.mark.parametrize(
    ("written", "in_json"),
    [
        ("yesterday", '"by 3 June 2024"'),
        ("2024-02-30", '"2024-13-01"'),
        ("2024-05", "2024.05"),
        ("2024", "2024"),
        ("2024-06-03 by noon", '"2024-06-03 2024-06-04"'),
    ],
)
def test_a_date_that_is_no_day_is_said(tmp_path: Path, written: str, in_json: str) -> None:
    sidecar = f'{{"date": {in_json}}}'
    write(tmp_path, {"a.md": f"---\ndate: {written}\n---\nText.", "a.md.meta.json": sidecar})
    read = text_of(tmp_path, "a.md")
    assert (read.text, read.date_origin) == ("Text.", "file time")
    shown = in_json.strip('"')
    assert read.doubts == (
        f"sidecar a.md.meta.json: date {shown!r} is not read; write it like 2024-05-31",
        f"front matter: date {written!r} is not read; write it like 2024-05-31",
    )


def test_a_language_that_is_not_known_is_said(tmp_path: Path) -> None:
    front, sidecar = "---\nlang: no\n---\nText.", '{"lang": "français"}'
    write(tmp_path, {"a.md": front, "a.md.meta.json": sidecar})
    read = text_of(tmp_path, "a.md")
    assert (read.text, read.lang) == ("Text.", None)
    assert read.doubts == (
        "sidecar a.md.meta.json: lang 'français' is not read; write en or zh",
        "front matter: lang 'no' is not read; write en or zh",
    )


# --- why a file is refused --------------------------------------------------------------------

LAUGHS = "a0: &a0 [ha]\n" + "".join(f"a{n + 1}: &a{n + 1} [{f'*a{n}, ' * 9}]\n" for n in range(11))
MERGED = "a0: &a0 {ha: ha}\n" + "".join(
    f"a{n + 1}: &a{n + 1} {{<<: [{f'*a{n}, ' * 9}]}}\n" for n in range(11)
)
"""Each value is nine times the one before: nine to the power of eleven in the end."""


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"a.txt": ""}, "empty: write the article into it or remove it"),
        ({"a.txt": " \r\n\t\u3000"}, "empty: "),
        ({"a.md": "---\ncity: Jinan\n---\n\n"}, "empty: "),
        ({"a.txt": b"\x00\x01\x02"}, "binary, not text: remove it or replace it"),
        ({"a.txt": b"%PDF-1.7 ..."}, "a PDF file by its content: rename it to end with .pdf"),
        ({"a.html": b"PK\x03\x04..."}, "rename it to end with .docx"),
        ({"a.txt": "lost \ufffd letter"}, "replacement characters (U+FFFD)"),
        ({"a.txt": "社会保险登记".encode() + b"\xe7"}, "damaged UTF-8 at byte 18"),
        ({"a.csv": "a,b"}, "unknown ending .csv: save the article as one of .txt, .md, "),
        ({"README": "a"}, "unknown ending (none): "),
        ({"a.html": "<nav></nav><script>1</script>"}, "no text found in the page: save it"),
        ({"a.pdf": b"%PDF-1.7 not really"}, "damaged PDF"),
        ({"a.docx": b"PK\x03\x04 not really"}, "damaged DOCX"),
        ({"a.md": "---\ncity: Jinan\ndate: [2021\nlang: en\n---\nText."},
         "bad front matter: line 4: expected ',' or ']', but got ':'"),
        ({"a.md": "---\ncity: [Jinan\n---\nText."},
         "bad front matter: line 3: expected ',' or ']', but got '<stream end>'; correct"),
        ({"a.md": "---\n\n\ncity: Jinan: Dalian\n---\nText."},
         "line 4: mapping values are not allowed here"),
        ({"a.md": "---\ncity: " + "[" * 100_000 + "\n---\nText."}, "bad front matter: "),
        ({"a.md": "---\ncity: Jinan\n\nText."}, 'bad front matter: close it with a line'),
        ({"a.md": '---\ncity: "\\UFFFFFFFF"\n---\nText.'}, "bad front matter: "),
        ({"a.md": "---\ncity: [Jinan, [Dalian]]\n---\nText."}, "city must be text, not list"),
        ({"a.txt": "Text.", "a.meta.json": '{"city": true}'}, "city must be text, not bool"),
        ({"a.md": "---\ndate: [2021]\n---\nText."}, "date must be like 2024-05-31, not list"),
        ({"a.md": f"---\n{LAUGHS}date: *a11\n---\nText."}, "write out the value that it"),
        ({"a.md": f"---\n{MERGED}---\nText."}, "line 3: an alias (*name): write out the value"),
        ({"a.md": "---\nurl: javascript:alert(1)\n---\nText."}, "url must begin with http://"),
        ({"a.txt": "Text.", "a.txt.meta.json": "{city: Jinan}"}, "bad sidecar a.txt.meta.json: "),
        ({"a.txt": "Text.", "a.txt.meta.json": '["Jinan"]'}, "write a JSON object such as"),
        ({"a.txt": "Text.", "a.txt.meta.json": r'{"city": "\ud800x"}'},
         "bad sidecar a.txt.meta.json: city holds a control or half a character: write it anew"),
        ({"a.txt": "Text.", "a.txt.meta.json": r'{"city": "A\u001eB"}'}, "city holds a control"),
        ({"a.md": '---\ntitle: "A\\x1fB"\n---\nText.'}, "bad front matter: title holds a control"),
        ({"a.txt": "Text.", "a.meta.json": "[" * 100_000}, "bad sidecar a.meta.json: "),
        ({"a.txt": "Text.", "a.meta.json": b"\xff\xfe{}"}, "bad sidecar a.meta.json: not UTF-8"),
    ],
)  # fmt: skip
def test_refused(tmp_path: Path, files: dict[str, str | bytes], reason: str) -> None:
    root = write(tmp_path, files)
    assert reason in reason_of(root, next(iter(files)))


def test_oversized(tmp_path: Path) -> None:
    root = write(tmp_path, {"a.txt": "x" * 101, "b.txt": "x" * 100})
    assert reason_of(root, "a.txt", max_bytes=100).startswith("too large, 101 bytes of 100 allowed")
    assert isinstance(read(root, "b.txt", max_bytes=100), SourceText)


def test_nothing_outside_the_corpus_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"secret.txt": "secret", "outside.meta.json": '{"city": "Jinan"}'})
    root = write(tmp_path / "corpus", {"a.txt": "Text."})
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    (root / "inner.txt").symlink_to("a.txt")
    (root / "dangling.txt").symlink_to("nowhere.txt")
    (root / "circle.txt").symlink_to("circle.txt")
    (root / "folder").symlink_to(tmp_path)
    (root / "loop").symlink_to(".")
    assert list(iter_corpus(root)) == sorted(path.name for path in root.iterdir())
    for source in ("folder", "loop"):
        assert reason_of(root, source).startswith("a link to a folder, which is not entered")
    for source in ("link.txt", "../secret.txt", str(tmp_path / "secret.txt")):
        assert "outside the corpus folder" in reason_of(root, source)
    assert text_of(root, "inner.txt").text == "Text."
    assert "link to nothing" in reason_of(root, "dangling.txt")
    assert "can't be opened" in reason_of(root, "circle.txt")
    (root / "a.txt.meta.json").symlink_to(tmp_path / "outside.meta.json")
    assert "bad sidecar a.txt.meta.json: outside" in reason_of(root, "a.txt")


def test_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    assert "can't be opened" in reason_of(tmp_path, "folder.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no regular file" in reason_of(tmp_path, "pipe.txt")
    assert "can't be opened" in reason_of(tmp_path, "nul\0.txt")
    write(tmp_path, {"line\nbreak.txt": "A text."})
    found = read(tmp_path, "line\nbreak.txt")
    assert isinstance(found, Skipped)
    assert found.source == "line\N{REPLACEMENT CHARACTER}break.txt"
    assert "rename the file" in found.reason


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xbc\xc3.txt")).write_text("Text.")
    [source] = iter_corpus(tmp_path)
    found = read(tmp_path, source)
    assert isinstance(found, Skipped)
    assert "rename the file" in found.reason
    found.source.encode("utf-8")  # can be printed


@settings(max_examples=150, deadline=None)
@given(
    ending=st.sampled_from(SUPPORTED),
    data=st.binary(max_size=300)
    | st.sampled_from([b"%PDF-1.4\n", b"PK\x03\x04", b"---\na: ", b"<html>", b"\xff\xfe"]).flatmap(
        lambda head: st.binary(max_size=200).map(lambda tail: head + tail)
    ),
)
def test_any_bytes_give_text_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, ending: str, data: bytes
) -> None:
    root = tmp_path_factory.mktemp("corpus")
    (root / f"a{ending}").write_bytes(data)
    found = read(root, f"a{ending}")
    if isinstance(found, Skipped):
        assert found.reason
    else:
        assert found.text.strip()
        assert "\0" not in found.text
