"""Places that share a name; names given as a whole; the tables by province."""

from __future__ import annotations

import re

import pytest

from qa_service.cities import Gazetteer
from qa_service.errors import UnknownCity

GAZETTEER = Gazetteer.load()


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        # cities of one name: the better known, unless a province in the same breath picks
        ("Suzhou pension", ("Suzhou",)),
        ("Suzhou, Anhui", ("Suzhou (Anhui)",)),
        ("Suzhou (Anhui)", ("Suzhou (Anhui)",)),
        ("the city of Suzhou in Anhui Province", ("Suzhou (Anhui)",)),
        ("moving from Anhui to Suzhou", ("Suzhou",)),
        ("Suzhou: when is it paid, and how much (Anhui)?", ("Suzhou (Anhui)",)),
        ("moving from Suzhou to Hefei (Anhui)", ("Suzhou", "Hefei")),
        ("Suzhou pays\n(Anhui too)", ("Suzhou",)),
        ("苏州", ("Suzhou",)),
        ("宿州", ("Suzhou (Anhui)",)),
        ("Taizhou", ("Taizhou",)),
        ("Taizhou, Jiangsu", ("Taizhou (Jiangsu)",)),
        ("泰州", ("Taizhou (Jiangsu)",)),
        ("Fuzhou", ("Fuzhou",)),
        ("Jiangxi Fuzhou", ("Fuzhou (Jiangxi)",)),
        ("Yichun", ("Yichun",)),
        ("伊春", ("Yichun (Heilongjiang)",)),
        ("Yulin", ()),
        ("Yulin in Shaanxi", ("Yulin (Shaanxi)",)),
        # a city or a province
        ("Jilin", ()),
        ("Jilin City", ("Jilin City",)),
        ("吉林市", ("Jilin City",)),
        ("Hainan", ()),
        ("Hainan Prefecture", ("Hainan (Qinghai)",)),
        # a city or a district
        ("Chaoyang", ("Chaoyang",)),
        ("Chaoyang in Beijing", ("Beijing",)),
        ("Chaoyang, Liaoning", ("Chaoyang",)),
        ("Chaoyang district", ("Beijing",)),
        ("Chaoyang district in Changchun", ("Changchun",)),
        ("长春市朝阳区", ("Changchun",)),
        ("朝阳区", ("Beijing",)),
        ("朝阳市", ("Chaoyang",)),
        ("Wuzhong", ("Wuzhong",)),
        ("in 苏州 if I live in Wuzhong", ("Suzhou",)),
        ("Wuzhong district", ("Suzhou",)),
        ("Wuzhong in Ningxia", ("Wuzhong",)),
        ("Baoshan district", ("Shanghai",)),
        ("Jinan district offices", ("Jinan",)),
        ("Jin'an District", ("Fuzhou",)),
        ("Suzhou District", ("Suzhou",)),
        ("Nanjing County, Zhangzhou", ("Zhangzhou",)),
        ("Wuxi County of Chongqing", ("Chongqing",)),
        ("Longnan City, Ganzhou", ("Ganzhou",)),
        ("Longnan City", ("Longnan",)),
        ("Gu'an County", ("Langfang",)),
        # districts of one name
        ("Gulou district, Fuzhou", ("Fuzhou",)),
        ("Gulou district", ("Nanjing",)),
        ("Heping district", ("Tianjin",)),
        ("Heping district of Shenyang", ("Shenyang",)),
        ("Jiangbei district", ()),
        ("Jiangbei district in Ningbo", ("Ningbo",)),
        ("Nanshan", ("Shenzhen",)),
        ("Xihu", ("Hangzhou",)),
        ("Binjiang district", ("Hangzhou",)),
        ("Wanzhou", ("Chongqing",)),
        ("Beilin and Yanta", ("Xi'an",)),
        ("Changyi social security payment time", ("Weifang",)),
        # a county-level city goes by its bare name
        ("Jinjiang pension", ("Quanzhou",)),
        ("Jinjiang District", ("Chengdu",)),
        ("Rongcheng", ("Weihai",)),
        ("Wuchang", ("Wuhan",)),
        ("义乌社保", ("Jinhua",)),
        ("张家港社保卡", ("Suzhou",)),
        ("Humen town in a hurry", ("Dongguan",)),
    ],
)
def test_chooses(text: str, cities: tuple[str, ...]) -> None:
    assert GAZETTEER.cities_in(text) == cities


@pytest.mark.parametrize(
    ("title", "context", "zh"),
    [
        ("Suzhou card", "", "苏州市"),
        ("Suzhou card", "The bureau of Suzhou, Anhui, issues it.", "宿州市"),
        ("Suzhou card", "宿州市社保局", "宿州市"),
        ("Suzhou card", "How to retire in Anhui", "苏州市"),
        ("Suzhou card", "Suzhou, Anhui and Suzhou in Jiangsu differ", "苏州市"),
        ("Suzhou, Jiangsu", "宿州市社保局", "苏州市"),
        # districts, and a remark about the other city
        ("Fuzhou card", "Pay in Linchuan District or Nancheng.\nFujian's fees differ.", "抚州市"),
        ("Fuzhou card", "Pay in Fuzhou's Linchuan District.\nIn Fujian fees differ.", "抚州市"),
        ("Fuzhou card", "Fuzhou, Jiangxi differs.\nFujian pays. Cangshan District pays.", "福州市"),
        ("Fuzhou: when and how much (Jiangxi)", "Fuzhou in Fujian pays more.", "抚州市"),
        # a telephone number
        ("Fuzhou card", "Dial 0794-8251111.", "抚州市"),
        ("Taizhou card", "Dial (0523) 86399012.", "泰州市"),
        ("Yulin card", "Dial 0775 2812333.", "玉林市"),
        ("Fuzhou card", "Dial 0591-87551111; in Linchuan, dial 0794-8251111.", "抚州市"),
        ("Suzhou card", "Number 205571234567 or 0557-12", "苏州市"),
        # no city is the better known
        ("Yulin card", "Guangxi pays it.", "玉林市"),
        ("Yulin card", "Guangxi and Shaanxi pay it.", None),
    ],
)
def test_another_text_tells_cities_of_a_name_apart(
    title: str, context: str, zh: str | None
) -> None:
    found = GAZETTEER.find(title, context=context)
    assert [m.place.zh for m in found if m.place.kind != "province"] == ([zh] if zh else [])


@pytest.mark.parametrize(
    ("title", "context", "city"),
    [
        ("Gulou District", "Gulou District of Xuzhou pays.", "Xuzhou"),
        ("Gulou District", "", "Nanjing"),
        ("Gulou District, Fuzhou", "Gulou District of Xuzhou pays.", "Fuzhou"),
        ("Jiangbei District", "In Ningbo it takes a day.", "Ningbo"),
        ("Nanshan pension", "Hegang pays, and Hegang posts.", "Hegang"),
        ("Nanshan pension", "Guangzhou pays as well.", "Shenzhen"),
        ("鼓楼区医保", "徐州市，徐州市和南京市", "Xuzhou"),
        ("Chaoyang District", "Changchun and Beijing pay, says Beijing.", "Beijing"),
        # a city's bare name stays the city's
        ("Wuzhong pension", "Suzhou pays too.", "Wuzhong"),
    ],
)
def test_another_text_tells_the_city_of_a_district(title: str, context: str, city: str) -> None:
    assert GAZETTEER.find(title, context=context)[0].place.of_city == city


@pytest.mark.parametrize(
    ("name", "zh"),
    [
        ("Jinan City", "济南市"),
        ("jinan", "济南市"),
        ("JINAN ", "济南市"),
        ("济南市", "济南市"),
        ("济南", "济南市"),
        ("Xian", "西安市"),
        ("Jian", "吉安市"),
        ("Ya 'an", "雅安市"),
        ("aba", "阿坝藏族羌族自治州"),
        ("Suzhou, Anhui", "宿州市"),
        ("Shandong Jinan", "济南市"),
        ("山东省济南市", "济南市"),
        ("Chaoyang, Beijing", "朝阳区"),
        ("Pudong", "浦东新区"),
        ("Bejing", "北京市"),
        ("Xiangfan", "襄阳市"),
        ("Simao", "普洱市"),
        ("Shandong", "山东省"),
        ("Yulin", None),
        ("Beijing or Shanghai", None),
        ("Beijing, Shanghai", None),
        ("Jinan, Hebei", None),
        ("the office in Jinan", None),
        ("Atlantis", None),
        (" ", None),
    ],
)
def test_resolves(name: str, zh: str | None) -> None:
    place = GAZETTEER.resolve(name)
    assert (place and place.zh) == zh


@pytest.mark.parametrize(
    ("name", "cities"),
    [
        ("Yulin", ["Yulin (Guangxi)", "Yulin (Shaanxi)"]),
        ("Jiangbei district", ["Chongqing", "Ningbo"]),
        ("Beijing or Shanghai", ["Beijing", "Shanghai"]),
        ("Chaoyang", ["Chaoyang"]),
        ("Pudong", ["Shanghai"]),
        ("Shandong", []),
        ("Atlantis", []),
        ("", []),
    ],
)
def test_candidates(name: str, cities: list[str]) -> None:
    assert [place.name for place in GAZETTEER.candidates(name)] == cities


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Yulin", """'Yulin' names no one city: write "Yulin, Guangxi" or "Yulin, Shaanxi\""""),
        ("Jiangbei district", 'write "Chongqing" or "Ningbo"'),
        ("Beijing or Shanghai", 'write "Beijing" or "Shanghai"'),
        ("Jinan, Hebei", 'write "Jinan"'),
        ("Atlantis", "'Atlantis' names no city of China"),
    ],
)
def test_what_no_one_city_is_called_names_the_candidates(name: str, said: str) -> None:
    with pytest.raises(UnknownCity, match=re.escape(said)):
        GAZETTEER.meant(name)


@pytest.mark.parametrize("name", ["Yulin", "Dongfeng", "Jinping", "Qi County"])
def test_a_candidate_is_understood_as_it_is_told_to_be_written(name: str) -> None:
    with pytest.raises(UnknownCity) as error:
        GAZETTEER.meant(name)
    written = re.findall('"(.+?)"', str(error.value))
    assert [GAZETTEER.meant(way) for way in written] == list(GAZETTEER.candidates(name))
    assert len(written) > 1


def test_resolve_corrects_only_if_asked() -> None:
    assert GAZETTEER.resolve("Bejing", fuzzy=False) is None


def test_city_by_canonical_name() -> None:
    assert GAZETTEER.city("Xi'an").province == "Shaanxi"
    assert GAZETTEER.city("Shanghai").province == "Shanghai"
    with pytest.raises(UnknownCity, match="Xian"):
        GAZETTEER.city("Xian")


def test_cities_of_a_province() -> None:
    assert GAZETTEER.cities_of("Ningxia") == (
        "Guyuan", "Shizuishan", "Wuzhong", "Yinchuan", "Zhongwei",
    )  # fmt: skip
    assert len(GAZETTEER.cities_of("Shandong")) == 16
    assert GAZETTEER.cities_of("Jinan") == ()
