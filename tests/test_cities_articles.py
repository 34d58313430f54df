"""Which places an article is about."""

from __future__ import annotations

import time

import pytest

from qa_service.cities import article_cities

TIANJIN = (
    "The card is replaced at any branch of Bank of Tianjin. In Tianjin the loss is reported by"
    " telephone. Tianjin residents pay 16 yuan. After 10 days the card can be fetched in Tianjin."
)
NATIONAL = (
    "Late payment is fined by the day. The company gets a notice first.\n\n"
    "The fund differs from place to place: for example, Beijing asks for 0.05% and Shanghai too."
    " In Beijing the fine is collected by the tax bureau. Beijing publishes it online."
)
LONG = "The insured person brings the identity card to the service point and waits. " * 12


@pytest.mark.parametrize(
    ("title", "body", "cities", "provinces"),
    [
        ("Where can I apply for Jinan social security card?", TIANJIN, ("Jinan",), ()),
        ("How to transfer Tianjin social security to Beijing?", "", ("Tianjin", "Beijing"), ()),
        ("Flexible employment in Shandong Province", TIANJIN, (), ("Shandong",)),
        ("How to retire in Jinan, Shandong", "", ("Jinan",), ()),
        # a province and a city are called so: the body tells which
        ("Jilin pension", "Jilin City pays. " * 3, ("Jilin City",), ()),
        ("Jilin pension", "Jilin City pays. ", ("Jilin City",), ()),
        ("Jilin pension", "The Jilin Municipal Bureau pays.", ("Jilin City",), ()),
        ("Jilin pension", "Pay in Chuanying District or Jiaohe.", ("Jilin City",), ()),
        ("Jilin pension", "Pay in Chuanying District.", (), ("Jilin",)),
        ("Jilin pension", "Jilin City pays, not Changchun. Go to Longtan.", ("Jilin City",), ()),
        ("Jilin pension", "Changchun, Siping and Jilin City pay.", (), ("Jilin",)),
        ("Jilin pension", "The Jilin Provincial Bureau and Jilin City pay.", (), ("Jilin",)),
        ("Jilin Province: pension", "Jilin City pays. " * 3, (), ("Jilin",)),
        ("Jilin pension", "Jilin City pays as Jilin Province does. " * 3, (), ("Jilin",)),
        ("吉林养老金", "吉林市每月发放。", ("Jilin City",), ()),
        ("吉林养老金", "吉林省每月发放，吉林市也是。", (), ("Jilin",)),
        ("Changyi social security payment time", "", ("Weifang",), ()),
        ("济南社保卡在哪里办理", "", ("Jinan",), ()),
        ("Pension in Suzhou", "Suzhou City of Anhui Province pays", ("Suzhou (Anhui)",), ()),
        ("Pension in Suzhou", "Suzhou pays on the 10th.\nFees in Anhui", ("Suzhou",), ()),
        # the title names no place: a place must dominate the body
        ("How to replace a lost card?", TIANJIN, ("Tianjin",), ()),
        ("A card of Bank of Beijing", TIANJIN, ("Tianjin",), ()),
        ("How to replace a lost card?", LONG + TIANJIN, (), ()),
        ("How to replace a lost card?", LONG + TIANJIN * 2, ("Tianjin",), ()),
        ("What if the company pays late?", NATIONAL, (), ()),
        ("What if the company pays late?", LONG + "I asked in Wuhan once." + LONG, (), ()),
        ("Which base?", "Shanghai, Beijing, Shanghai, Beijing and Wuhan differ.", (), ()),
        ("Five insurances", "Hunan sets the base. Hunan's base rises. Hunan pays.", (), ("Hunan",)),
        ("Five insurances", "Pudong, Minhang and Shanghai share a fund.", ("Shanghai",), ()),
        ("Lost card?", "Go there.\n- Related articles\nWuhan pension\nWuhan card\nWuhan", (), ()),
        ("Lost card?", "", (), ()),
    ],
)
def test_article_cities(
    title: str, body: str, cities: tuple[str, ...], provinces: tuple[str, ...]
) -> None:
    assert article_cities(title, body) == (cities, provinces)


@pytest.mark.parametrize("unit", ["\n", " \n", ".\n", "_"])
def test_a_long_run_of_nothing_takes_linear_time(unit: str) -> None:
    body = f"Go there.{unit * (40_000 // len(unit))}Wait."
    began = time.process_time()
    assert article_cities("How to replace a lost card?", body) == ((), ())
    assert time.process_time() - began < 5  # measured 0.3 s; 39 s when it was quadratic
