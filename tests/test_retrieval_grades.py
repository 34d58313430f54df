"""Grades of disability in questions and passages."""

from __future__ import annotations

import time

import pytest

from qa_service.retrieval.grades import grades


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many months of wages for grade 5 in Yueyang?", {5}),
        ("the subsidy for Grade seven", {7}),
        ("11 months (grade 8), 9 months (grade 9), 7 months (grade 10);", {8, 9, 10}),
        ("grades 5 to 7", {5, 6, 7}),
        ("grade 1-4", {1, 2, 3, 4}),
        ("for grades one, two and three", {1, 2, 3}),
        ("grade ten — one-time subsidy of 7 months", {10}),
        ("Work injuries: level 9 9 months, level 10 7", {9, 10}),
        ("disability of level one to four", {1, 2, 3, 4}),
        ("五级伤残补助金", {5}),
        ("一级至四级伤残", {1, 2, 3, 4}),
        ("五、六级", {5, 6}),
        ("三级医院起付线", set()),
        ("a grade 3 hospital", set()),
        ("a mid-tier (level two) hospital", set()),
        ("level 2 medical institutions", set()),
        ("pension insurance, the cheapest level 1 one month", set()),
        ("the 60% grade of the base", set()),
        ("grade 11", set()),
    ],
)
def test_grades(text: str, expected: set[int]) -> None:
    assert grades(text) == expected


@pytest.mark.parametrize("text", ["1," * 10_000, "一、" * 10_000, "grade " + "1," * 10_000])
def test_a_long_run_of_numbers_takes_linear_time(text: str) -> None:
    began = time.process_time()
    grades(text)
    assert time.process_time() - began < 5  # measured 0.2 s; 8 s when it was quadratic
