"""Questions that name places, by authors who did not know the program: whose city they mean."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from qa_service.cities import Gazetteer
from qa_service.domain import Question
from qa_service.search.scope import Coverage, find_scope

PLACES = Path(__file__).parent / "places"
COVERED = (
    "Beijing|Shanghai|Guangzhou|Shenzhen|Tianjin|Chongqing|Chengdu|Hangzhou|Nanjing|Suzhou|Wuxi"
    "|Xi'an|Wuhan|Jinan|Qingdao|Yantai|Weifang|Dalian|Shenyang|Harbin|Changchun|Jilin City|Changsha"
    "|Fuzhou|Xiamen|Quanzhou|Ningbo|Wenzhou|Taizhou|Taizhou (Jiangsu)|Kunming|Nanning|Guilin|Hefei"
    "|Zhengzhou|Luoyang|Foshan|Dongguan|Zhuhai|Lanzhou|Urumqi|Hohhot|Haikou|Lhasa|Xuzhou|Yangzhou"
    "|Kashgar"
).split("|")
COVERAGE = Coverage(frozenset(COVERED), frozenset({"Guangdong", "Hebei"}), {})
OWN_PROVINCES = {"Beijing", "Shanghai", "Tianjin", "Chongqing", "Hong Kong", "Macau"}


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.load().expecting(COVERED)


def is_right(row: dict[str, Any]) -> bool:
    found = find_scope(Question(row["question"]), gazetteer(), COVERAGE)
    provinces = set(found.whole) - OWN_PROVINCES
    return set(found.named) == set(row["cities"]) and provinces == set(row["provinces"])


@pytest.mark.parametrize("name", ["first", "second", "third"])
def test_nearly_all_are_understood(name: str) -> None:
    rows = [json.loads(line) for line in (PLACES / f"{name}.jsonl").read_text("utf-8").splitlines()]
    wrong = [row["question"] for row in rows if not is_right(row)]
    assert len(wrong) <= 0.04 * len(rows), wrong
