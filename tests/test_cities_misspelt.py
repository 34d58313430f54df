"""Correcting misspelt cities, and above all what must not be corrected."""

from __future__ import annotations

import pytest

from qa_service.cities import Gazetteer
from qa_service.cities.misspelling import Misspelling

GAZETTEER = Gazetteer.load()


@pytest.mark.parametrize(
    ("misspelt", "city"),
    [
        ("Shangai", "Shanghai"),
        ("Guanzhou", "Guangzhou"),
        ("Tianjing", "Tianjin"),
        ("hangzou", "Hangzhou"),
        ("Quingdao", "Qingdao"),
        ("Whuan", "Wuhan"),
        ("Shenzen", "Shenzhen"),
        ("Jinann", "Jinan"),
        ("Bejing", "Beijing"),
        ("Chonqing", "Chongqing"),
        ("Nanjin", "Nanjing"),
        ("Shangia", "Shanghai"),
        ("Chendu", "Chengdu"),
    ],
)
def test_corrects(misspelt: str, city: str) -> None:
    text = f"how to raport a lost card in {misspelt}, socail security"
    (mention,) = GAZETTEER.find(text, fuzzy=True)
    assert (mention.text, mention.place.name, mention.how) == (misspelt, city, "fuzzy")
    assert GAZETTEER.find(text) == ()


def test_corrects_provinces() -> None:
    (mention,) = GAZETTEER.find("Guandong pension", fuzzy=True)
    assert (mention.place.name, mention.place.kind) == ("Guangdong", "province")


@pytest.mark.parametrize(
    "text",
    [
        "social change, shanty, injury, pension, hospital, human",
        "changing dating landing standing handing shipping banking learning",
        "unemployement insurace reimbursment retirment paymant maternaty",
        "Japan Jordan London Lagos Dallas Hanoi Nairobi",
        "jian",  # four letters
        "Wuha",
        "Shannxi",  # Shanxi and Shaanxi are as near
        "Wuzhoo",  # Wuzhou is short and not well known
    ],
)
def test_corrects_nothing_in(text: str) -> None:
    assert GAZETTEER.find(text, fuzzy=True) == ()


@pytest.mark.parametrize("name", ["Jinan", "Ji'nan", "Jining", "Jincheng", "Jinhua", "Ji'an"])
def test_a_correct_name_stays(name: str) -> None:
    (mention,) = GAZETTEER.find(name, fuzzy=True)
    assert mention.place.name == name.replace("Ji'nan", "Jinan")
    assert mention.how != "fuzzy"


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        ("Jinnan lost card", ("Jinan",)),
        ("card of another province to Jianan card", ("Jinan",)),
        ("Dongguang factory does not pay", ("Dongguan",)),
        ("Jinnan District lost card", ("Tianjin",)),
        ("Jinnan in Tianjin", ("Tianjin",)),
        ("Jian'an pension", ("Xuchang",)),
        ("Dongguang County", ("Cangzhou",)),
        ("Jingan card", ("Shanghai",)),  # a district of a city two tiers better known
        ("Dongtai pension", ("Yancheng",)),  # a county-level city
    ],
)
def test_a_letter_too_many_is_rather_a_slip_than_a_district(
    text: str, cities: tuple[str, ...]
) -> None:
    assert GAZETTEER.cities_in(text, fuzzy=True) == cities


def test_the_cities_with_articles_are_as_good_as_well_known() -> None:
    expecting = GAZETTEER.expecting(["Luzhou", "No such city"])
    assert GAZETTEER.cities_in("subsidy in Luzhuo", fuzzy=True) == ()
    assert expecting.cities_in("subsidy in Luzhuo", fuzzy=True) == ("Luzhou",)
    assert expecting.cities_in("Luzhuo") == ()  # of an article
    assert GAZETTEER.cities_in("subsidy in Luzhuo", fuzzy=True) == ()  # as before


def test_county_level_cities_of_the_cities_with_articles() -> None:
    expecting = GAZETTEER.expecting(["Suzhou"])
    assert GAZETTEER.cities_in("subsidy in Kunshaan", fuzzy=True) == ()
    assert expecting.cities_in("subsidy in Kunshaan", fuzzy=True) == ("Suzhou",)
    assert expecting.cities_in("subsidy in Jiangyinn", fuzzy=True) == ()  # of Wuxi


@pytest.mark.parametrize("text", ["bao tou, lost card", "Bao Tou lost card", "card in bao-tou"])
def test_an_expected_city_in_syllables(text: str) -> None:
    assert GAZETTEER.cities_in(text, fuzzy=True) == ()
    assert GAZETTEER.expecting(["Baotou"]).cities_in(text, fuzzy=True) == ("Baotou",)


def test_two_words_that_only_sound_like_a_city() -> None:
    expecting = GAZETTEER.expecting(["Jian", "Ji'an", "Anyang", "Baishan"])
    assert expecting.cities_in("can an old man pay", fuzzy=True) == ()
    assert expecting.cities_in("bao tou", fuzzy=True) == ()  # of another city


def test_an_expected_city_s_district_in_small_letters() -> None:
    expecting = GAZETTEER.expecting(["Nantong", "Hohhot"])
    assert expecting.cities_in("haimen lost job where apply", fuzzy=True) == ("Nantong",)
    assert expecting.cities_in("haimen lost job where apply") == ()  # of an article
    assert GAZETTEER.cities_in("haimen lost job where apply", fuzzy=True) == ()
    assert expecting.cities_in("what does huimin insurance pay", fuzzy=True) == ()  # 惠民保
    assert expecting.cities_in("haimen or chengdu", fuzzy=True) == ("Chengdu",)


def test_a_district_whose_city_alone_has_articles_is_taken_at_its_word() -> None:
    of_tianjin, of_both = (
        GAZETTEER.expecting(["Tianjin"]),
        GAZETTEER.expecting(["Tianjin", "Jinan"]),
    )
    assert of_tianjin.cities_in("Jinnan lost card", fuzzy=True) == ("Tianjin",)
    assert of_both.cities_in("Jinnan lost card", fuzzy=True) == ("Jinan",)


def test_an_article_s_district_is_taken_at_its_word() -> None:
    assert GAZETTEER.cities_in("Jinnan lost card") == ("Tianjin",)


def test_the_nearest_names_and_none_beyond_reach() -> None:
    tiers = {"hangzhou": 3, "hengyang": 1, "changde": 1, "baise": 1, "jinan": 2}
    misspelling = Misspelling(tiers, {"jingan"}, {"changed", "being"})
    assert misspelling.near("hangzou") == ("hangzhou",)  # one edit
    assert misspelling.near("hngzou") == ("hangzhou",)  # two: the name has eight letters
    assert misspelling.near("engzhou") == ()  # another first letter
    assert misspelling.near("hengang") == ("hengyang",)
    assert misspelling.near("henang") == ()  # two edits to a lesser-known name
    assert misspelling.near("chagde") == ("changde",)
    assert misspelling.near("changdd") == ()  # as near to a common word
    assert misspelling.near("bause") == ()  # a short and lesser-known name
    assert misspelling.near("jingan") == ()  # a real word
    assert misspelling.near("jinan") == ()  # a name
    assert misspelling.near("jinn") == ()  # four letters
