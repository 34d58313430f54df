"""Names in texts: which place, where, how."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_service.cities import Gazetteer
from qa_service.domain import Span

GAZETTEER = Gazetteer.load()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # (matched text, canonical name, how)
        ("the Jinan card", [("Jinan", "Jinan", "exact")]),
        ("lost card tianjin", [("tianjin", "Tianjin", "exact")]),
        ("QINGDAO's offices", [("QINGDAO", "Qingdao", "exact")]),
        ("Qingdao’s offices", [("Qingdao", "Qingdao", "exact")]),
        ("Xi'an", [("Xi'an", "Xi'an", "exact")]),
        ("Xi’an’s fund", [("Xi’an", "Xi'an", "exact")]),
        ("Xian and Xi an", [("Xian", "Xi'an", "variant"), ("Xi an", "Xi'an", "variant")]),
        ("Hsi-an", [("Hsi-an", "Xi'an", "variant")]),
        ("Tai'an or Taian", [("Tai'an", "Tai'an", "exact"), ("Taian", "Tai'an", "variant")]),
        ("Guang Zhou", [("Guang Zhou", "Guangzhou", "variant")]),
        ("Canton", [("Canton", "Guangzhou", "variant")]),
        ("in canton", [("canton", "Guangzhou", "variant")]),
        ("Peking, Nanking", [("Peking", "Beijing", "variant"), ("Nanking", "Nanjing", "variant")]),
        ("Ürümqi", [("Ürümqi", "Urumqi", "exact")]),
        ("Lüliang", [("Lüliang", "Lüliang", "exact")]),
        ("Jinan City", [("Jinan City", "Jinan", "exact")]),
        ("Beijing Municipality", [("Beijing Municipality", "Beijing", "exact")]),
        ("Enshi Prefecture", [("Enshi Prefecture", "Enshi", "exact")]),
        ("Shandong Province", [("Shandong Province", "Shandong", "province")]),
        ("Inner\nMongolia", [("Inner\nMongolia", "Inner Mongolia", "province")]),
        ("Shaanxi, Shanxi", [("Shaanxi", "Shaanxi", "province"), ("Shanxi", "Shanxi", "province")]),
        (
            "Hong Kong to Macao",
            [("Hong Kong", "Hong Kong", "exact"), ("Macao", "Macau", "variant")],
        ),
        ("Beijing-Tianjin", [("Beijing", "Beijing", "exact"), ("Tianjin", "Tianjin", "exact")]),
        ("Laoshan district", [("Laoshan district", "Laoshan", "district")]),
        ("in Pudong", [("Pudong", "Pudong", "district")]),
        ("lost card, Jimo", [("Jimo", "Jimo", "district")]),
        (
            "She County, Handan",
            [("She County", "She County", "district"), ("Handan", "Handan", "exact")],
        ),
        (
            "Suzhou Industrial Park",
            [("Suzhou Industrial Park", "Suzhou Industrial Park", "district")],
        ),
        ("广州社保卡", [("广州", "Guangzhou", "han")]),
        ("西安市医保", [("西安市", "Xi'an", "han")]),
        ("山东省济南市", [("山东省", "Shandong", "province"), ("济南市", "Jinan", "han")]),
        ("恩施州", [("恩施州", "Enshi", "han")]),
        ("广西柳州", [("广西", "Guangxi", "province"), ("柳州", "Liuzhou", "han")]),
        ("青岛市崂山区", [("青岛市", "Qingdao", "han"), ("崂山区", "Laoshan", "district")]),
        ("浦东医保", [("浦东", "Pudong", "district")]),
        ("Jinan 社保卡, 魔都", [("Jinan", "Jinan", "exact"), ("魔都", "Shanghai", "han")]),
        ("廣州", [("廣州", "Guangzhou", "han")]),
        ("塘沽社保局", [("塘沽", "Tanggu", "district")]),
        ("in Zhabei", [("Zhabei", "Zhabei", "district")]),
        ("拉薩和臨沂", [("拉薩", "Lhasa", "han"), ("臨沂", "Linyi", "han")]),
        ("乾安县", [("乾安县", "Qian'an", "district")]),
        ("外地人在沪办卡", [("沪", "Shanghai", "han")]),
        ("沪医保卡", [("沪", "Shanghai", "han")]),
        ("来深务工人员, 我在京", [("深", "Shenzhen", "han"), ("京", "Beijing", "han")]),
        ("我是京籍", [("京", "Beijing", "han")]),
        ("在渝中区", [("渝中区", "Yuzhong", "district")]),
        ("泉城社保卡", [("泉城", "Jinan", "han")]),
        ("建筑城市的京东", []),
        ("Xiangfan card", [("Xiangfan", "Xiangyang", "variant")]),
        ("襄樊社保卡", [("襄樊", "Xiangyang", "han")]),
        ("Zhongdian or Haozhou",
         [("Zhongdian", "Diqing", "variant"), ("Haozhou", "Bozhou", "variant")]),
        ("Da Hinggan Ling, not Hinggan",
         [("Da Hinggan Ling", "Daxing'anling", "variant"), ("Hinggan", "Hinggan", "exact")]),
        ("the Aba card", [("Aba", "Ngawa", "variant")]),
        ("the Alar card", [("Alar", "Aral", "variant")]),
        ("Lvliang", [("Lvliang", "Lüliang", "variant")]),
        ("in Lvshunkou", [("Lvshunkou", "Lushunkou", "district")]),
        ("Hailar card", [("Hailar", "Haila'er", "district")]),
        ("in Kuerle and Korla", [("Kuerle", "Korla", "district"), ("Korla", "Korla", "district")]),
        ("Hsining pensioners", [("Hsining", "Xining", "variant")]),
        ("a card in Daya Bay", [("Daya Bay", "Daya Bay", "district")]),
    ],
)  # fmt: skip
def test_finds(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = GAZETTEER.find(text)
    assert [(m.text, m.place.name, m.how) for m in found] == expected
    assert all(text[m.span.start : m.span.end] == m.text for m in found)


def test_span_counts_characters() -> None:
    (mention,) = GAZETTEER.find("“社保” in Xi’an’s hospitals")
    assert mention.span == Span(8, 13)


@pytest.mark.parametrize(
    "text",
    [
        "she said he can ask an aide for a long bath",
        "same media, men and Wen, Yi, Lu, Long",
        "Putin and Lanky shandy",
        "handanese unxianed",
        "the county medical insurance center and the district agencies of the city",
        "Chapter XI\nAn employer shall pay",
        "Lu Yi Tan Jia came back from treatment in other places",
        "Wang Jianhua and Mr. Longhua called",
        "jian is a given name, as are luan, aba",
        # names of banks, streets, dishes, the time
        "Bank of Beijing",
        "Shanghai Pudong Development Bank, Shanghai Rural Commercial Bank, Shanghai Bank",
        "Nanjing West Road and Zhongshan Road",
        "Hall 3, 12 Shanghai Street, and the Nanjing Street Station",
        "9:00 Beijing time",
        "recipe for Peking duck and Lanzhou beef noodles",
        "上海银行、北京农商银行、上海浦东发展银行",
        "中山路12号、北京东路",
        "北京时间上午九点",
        # 汉字 that belong to other words
        "社保定点医院和医保定期缴费",
        "每人每天津贴，30天津贴",
        "节假日照常办理",
        "承担重大连带责任",
        "办理完成都可以领取",
        "城乡居民合作医疗、公安局、人力资源",
        "长治久安，大同小异",
        "在深夜来京东买的，由来深远",
        "东京籍员工、大厦社保所、领津贴",
        "沪深股市、京沪高铁",
        "歙 涉 莘",
    ],
)
def test_finds_nothing_in(text: str) -> None:
    assert GAZETTEER.find(text) == ()


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        ("山西安全生产", ()),
        ("济南市民在北京办理", ("Jinan", "Beijing")),
        ("在保定办理、在大连工作、去日照旅游", ("Baoding", "Dalian", "Rizhao")),
        ("深圳转广州", ("Shenzhen", "Guangzhou")),
        ("From Kunshan to Shanghai, then Suzhou", ("Suzhou", "Shanghai")),
        ("Bank of Beijing branches in Tianjin", ("Tianjin",)),
        ("No. 3 Nanjing Road, Shanghai", ("Shanghai",)),
        # students, whose university may be any in the city
        ("Wuhan University and Wuhan university new students in Jinan", ("Wuhan", "Jinan")),
        ("Wuhan university freshmen", ("Wuhan",)),
        ("柳州大学新生补助", ("Liuzhou",)),
        ("武汉大学毕业，在济南工作", ("Jinan",)),
        # the offices of a city's streets
        ("Qingdao street center", ("Qingdao",)),
        ("Hangzhou street window for the unemployed", ("Hangzhou",)),
        ("Beijing street social security office", ("Beijing",)),
        ("Jinan street and town halls", ("Jinan",)),
        # persons by where they come from
        ("Hong Kong, Macao and Taiwan residents in Zhuhai", ("Zhuhai",)),
        ("Hong Kong residents in Shenzhen", ("Shenzhen",)),
        ("Hong Kong pension", ("Hong Kong",)),
        ("香港居民在深圳参保", ("Shenzhen",)),
        ("香港社保", ("Hong Kong",)),
        # a blank by the apostrophe
        ("the Xi 'an card, Xi' an, Xi ' an and Xi ’an", ("Xi'an",)),
        ("Pu 'er, then Rui 'an City's hall", ("Pu'er", "Wenzhou")),
        ("Ma 'anshan or Anshan", ("Ma'anshan", "Anshan")),
        ("Jin 'an District", ("Fuzhou",)),
        ("lu 'an newborn card", ("Lu'an",)),
        ("the employees' an hour and 'Lu' and 'an'", ()),
        # an apostrophe is no word's
        ("lu'an newborn card", ("Lu'an",)),
        ("luan card", ()),
        ("Wu'an pension", ("Handan",)),
        ("乌市医保", ("Urumqi",)),
        ("义乌市场", ("Jinhua",)),
    ],
)
def test_cities_in(text: str, cities: tuple[str, ...]) -> None:
    assert GAZETTEER.cities_in(text) == cities


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        ("Jiangyan, Taizhou", ["Taizhou (Jiangsu)"]),
        ("Taizhou City: Jiangyan District", ["Taizhou (Jiangsu)"]),
        ("From Linhai, Taizhou to Jiangyan, Taizhou", ["Taizhou", "Taizhou (Jiangsu)"]),
        ("From Jiangyan, Taizhou to Linhai, Taizhou", ["Taizhou (Jiangsu)", "Taizhou"]),
        # the province says otherwise
        ("I moved from Suzhou, Anhui to Kunshan", ["Suzhou (Anhui)"]),
        ("Suzhou (Anhui) has no Wuzhong District", ["Suzhou (Anhui)"]),
        ("from Suzhou in Anhui to Kunshan", ["Suzhou (Anhui)"]),
        ("Suzhou, Anhui, or Kunshan in Suzhou", ["Suzhou (Anhui)", "Suzhou"]),
        ("Taizhou in Zhejiang, then Jiangyan", ["Taizhou"]),
    ],
)
def test_the_city_of_the_nearest_district(text: str, cities: list[str]) -> None:
    found = GAZETTEER.find(text)
    assert [m.place.name for m in found if m.place.kind == "city"] == cities


def test_provinces_and_a_city_of_the_same_name() -> None:
    text = "Shandong and Jilin Province, not Jilin City, and again Shandong"
    places = [m.place for m in GAZETTEER.find(text)]
    provinces = [place.name for place in places if place.kind == "province"]
    assert provinces == ["Shandong", "Jilin", "Shandong"]
    assert GAZETTEER.cities_in(text) == ("Jilin City",)


COMMON = [
    word
    for line in (Path(__file__).parent / "fixtures" / "common_english_words.txt")
    .read_text("utf-8")
    .splitlines()
    if not line.startswith("#")
    for word in line.split()
]


@pytest.mark.parametrize("fuzzy", [False, True])
@pytest.mark.parametrize("case", [str.lower, str.title, str.upper])
def test_common_english_words_are_no_places(case: object, fuzzy: bool) -> None:
    assert len(COMMON) == 3000
    assert callable(case)
    for text in (" ".join(map(case, COMMON)), "; in ".join(map(case, COMMON))):
        assert GAZETTEER.find(text, fuzzy=fuzzy) == ()


# --- districts in texts about their city --------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "named", "others"),
    [
        ("Lixia: No. 5; Tianqiao: No. 6", True, {"Tianqiao"}),
        ("天桥区、市中区和历城", False, {"Tianqiao", "Shizhong", "Licheng"}),
        ("天桥区 (Tianqiao), not 天桥", False, {"Tianqiao"}),
        ("历下区窗口", True, set()),
        ("The hall of Pudong and that of Jinan", False, set()),
    ],
)
def test_districts_in_a_text(text: str, named: bool, others: set[str]) -> None:
    lixia = GAZETTEER.districts([GAZETTEER.find("Lixia District")[0].place])
    assert lixia.names == ("Lixia",)
    assert lixia.named_in(text) == named
    assert lixia.others_in(text) == others


def test_places_that_are_no_districts() -> None:
    none = GAZETTEER.districts([GAZETTEER.find("Jinan")[0].place])
    assert none.names == ()
    assert not none.named_in("Lixia District, Jinan")
    assert none.others_in("Lixia District, Jinan") == frozenset()
