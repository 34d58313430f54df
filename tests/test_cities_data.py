"""The data file as a whole: every place finds itself; loading and finding stay cheap."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.cities import Gazetteer
from qa_service.cities.table import Entry, read_table

TABLE = read_table()
GAZETTEER = Gazetteer(TABLE)
MUNICIPAL = [e for e in TABLE.entries if e.place.kind != "district"]


@pytest.mark.parametrize(
    ("zh", "name", "city", "province"),
    [
        ("重庆市", "Chongqing", None, "Chongqing"),
        ("厦门市", "Xiamen", None, "Fujian"),
        ("六安市", "Lu'an", None, "Anhui"),
        ("亳州市", "Bozhou", None, "Anhui"),
        ("长春市", "Changchun", None, "Jilin"),
        ("乐山市", "Leshan", None, "Sichuan"),
        ("丽水市", "Lishui", None, "Zhejiang"),
        ("台州市", "Taizhou", None, "Zhejiang"),
        ("蚌埠市", "Bengbu", None, "Anhui"),
        ("漯河市", "Luohe", None, "Henan"),
        ("长治市", "Changzhi", None, "Shanxi"),
        ("哈尔滨市", "Harbin", None, "Heilongjiang"),
        ("呼和浩特市", "Hohhot", None, "Inner Mongolia"),
        ("乌鲁木齐市", "Urumqi", None, "Xinjiang"),
        ("拉萨市", "Lhasa", None, "Tibet"),
        ("西安市", "Xi'an", None, "Shaanxi"),
        ("太原市", "Taiyuan", None, "Shanxi"),
        ("香港特别行政区", "Hong Kong", None, "Hong Kong"),
        ("番禺区", "Panyu", "Guangzhou", "Guangdong"),
        ("荥阳市", "Xingyang", "Zhengzhou", "Henan"),
        ("莘县", "Shen County", "Liaocheng", "Shandong"),
        ("六合区", "Luhe", "Nanjing", "Jiangsu"),
        ("闵行区", "Minhang", "Shanghai", "Shanghai"),
        ("万州区", "Wanzhou", "Chongqing", "Chongqing"),
        ("昆山市", "Kunshan", "Suzhou", "Jiangsu"),
        ("乐清市", "Yueqing", "Wenzhou", "Zhejiang"),
        ("长子县", "Zhangzi", "Changzhi", "Shanxi"),
    ],
)
def test_names(zh: str, name: str, city: str | None, province: str) -> None:
    (place,) = (e.place for e in TABLE.entries if e.place.zh == zh)
    assert (place.name, place.city, place.province) == (name, city, province)


@pytest.mark.parametrize(
    ("written", "zh", "city"),
    [
        ("达茂旗", "达尔罕茂明安联合旗", "Baotou"),
        ("科左中旗", "科尔沁左翼中旗", "Tongliao"),
        ("鄂伦春旗", "鄂伦春自治旗", "Hulunbuir"),
        ("Otog Front Banner", "鄂托克前旗", "Ordos"),
        ("阜蒙县", "阜新蒙古族自治县", "Fuxin"),
        ("锡盟", "锡林郭勒盟", None),
    ],
)
def test_what_people_call_banners_for_short(written: str, zh: str, city: str | None) -> None:
    place = GAZETTEER.resolve(written, fuzzy=False)
    assert place is not None
    assert (place.zh, place.city) == (zh, city)


def test_is_complete() -> None:
    kinds = [e.place.kind for e in TABLE.entries]
    # 34 provinces less 4 municipalities, Hong Kong and Macau, which are cities here.
    assert kinds.count("province") == 28
    names = [e.place.name for e in MUNICIPAL if e.place.kind == "city"]
    assert len(set(names)) == len(names)
    # 333 prefectures, those six, 20 of Taiwan, 32 counties governed by their province itself.
    assert len(names) == 333 + 6 + 20 + 32
    assert kinds.count("district") > 2700
    assert all(e.place.city in names for e in TABLE.entries if e.place.kind == "district")


def test_every_free_name_of_a_city_gives_it_and_no_other() -> None:
    shared = (
        "Jilin",
        "Yichun",
        "Taizhou",
        "Suzhou",
        "Fuzhou",
        "Yulin",
        "Hainan",
        "Xinzhu",
        "Jiayi",
    )
    for entry in MUNICIPAL:
        for name in entry.english:
            if name.guard != "suffix" and name.text not in shared:
                found = GAZETTEER.find(f"in {name.text} now")
                assert [m.place for m in found] == [entry.place], name.text


@settings(deadline=None)
@given(st.sampled_from(MUNICIPAL), st.sampled_from(["{}", "in {}.", "({})", "{}'s", "x: {}, y"]))
def test_every_english_name_finds_itself(entry: Entry, frame: str) -> None:
    (mention,) = GAZETTEER.find(frame.format(entry.place.name))
    assert mention.place == entry.place
    assert mention.text == entry.place.name


@pytest.mark.parametrize("kind", ["province", "city", "district"])
def test_every_place_in_han_finds_itself(kind: str) -> None:
    for entry in TABLE.entries:
        if entry.place.kind == kind:
            check_han(entry)


def check_han(entry: Entry) -> None:
    text = f"{entry.place.zh}社保"
    if entry.place.kind == "district":  # many share a name
        mentions = GAZETTEER.find(f"{GAZETTEER.city(entry.place.city or '').zh}，{text}")
        assert [m.place.of_city for m in mentions] == [entry.place.city] * 2
        assert mentions[1].place.zh == entry.place.zh
    else:
        (mention,) = GAZETTEER.find(text)
        assert mention.place == entry.place


@settings(deadline=None)
@given(st.text(alphabet="XianJ' -,()上海市区县西安朝阳ü’ß\n", max_size=60), st.booleans())
def test_any_text_gives_true_spans_in_order(text: str, fuzzy: bool) -> None:
    end = 0
    for mention in GAZETTEER.find(text, fuzzy=fuzzy):
        assert end <= mention.span.start < mention.span.end <= len(text)
        assert text[mention.span.start : mention.span.end] == mention.text
        end = mention.span.end


@pytest.mark.parametrize(
    "text",
    ["Suzhou " * 14_000, "Chaoyang District " * 6_000, "x'" * 50_000, "Bank of" + " " * 100_000,
     "在朝阳区办理，" * 14_000, "香港" + "、台湾" * 10_000],
)  # fmt: skip
def test_long_texts_take_linear_time(text: str) -> None:
    begin = time.process_time()
    GAZETTEER.find(text, fuzzy=True)
    assert time.process_time() - begin < 5  # measured 0.5 s; 57 s when it was quadratic


def test_what_is_here_finds_places_and_generates_no_data() -> None:
    """An index is stale when anything here changes."""
    code = (
        "import sys; from pathlib import Path; from qa_service.cities import Gazetteer, __file__;"
        "Gazetteer.load().find('Jinan', fuzzy=True);"
        "files = Path(__file__).parent.glob('[!_]*.py');"
        "print(sorted({f'qa_service.cities.{file.stem}' for file in files} - set(sys.modules)),"
        " sorted({'pypinyin', 'wordfreq', 'jieba'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] []"
