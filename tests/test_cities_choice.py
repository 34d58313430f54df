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


def test_another_text_tells_names_apart() -> None:
    title = "Suzhou social security card"
    assert [m.place.zh for m in GAZETTEER.find(title)] == ["苏州市"]
    for context, zh in [
        ("The bureau of Suzhou, Anhui, issues it.", "宿州市"),
        ("宿州市社保局", "宿州市"),
        ("How to retire in Anhui", "苏州市"),
        ("Suzhou, Anhui and Suzhou in Jiangsu differ", "苏州市"),
    ]:
        assert [m.place.zh for m in GAZETTEER.find(title, context=context)] == [zh], context


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
