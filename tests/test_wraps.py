"""Hard-wrapped lines joined at equal offsets."""

from __future__ import annotations

import time

import pytest

from qa_service.ingest.wraps import unwrapped

WRAPPED = """The card is renewed at the bank that
issued it, within one month before it
expires, and the old card is handed in
at the counter. It is free of charge.
1. Bring the identity card and a photo
of yourself.
Legal basis: Social Insurance Law"""


def test_joins_what_the_width_parted_and_nothing_else() -> None:
    flowing = unwrapped(WRAPPED)
    assert len(flowing) == len(WRAPPED)
    assert flowing.split("\n") == [
        "The card is renewed at the bank that issued it, within one month before it expires, and "
        "the old card is handed in at the counter. It is free of charge.",
        "1. Bring the identity card and a photo of yourself.",
        "Legal basis: Social Insurance Law",
    ]


def test_a_line_that_goes_on_with_a_number_is_joined() -> None:
    text = WRAPPED.replace("handed in\nat the counter", "shown under\n0531-86666666")
    assert "is shown under 0531-86666666. It" in unwrapped(text)


@pytest.mark.parametrize("end", ["of", "before the 15th or", "with the"])
def test_a_phrase_is_parted_by_no_line_break(end: str) -> None:
    text = f"The money arrives {end}\nthe next day.\nWhat is it paid for\nIt is paid for rent."
    assert unwrapped(text) == text.replace("\nthe", " the")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One line",
        # steps of about one length: each begins with a number
        "1. Bring the identity card to the hall\n2. Fill in the form at the window\n"
        "3. Take the receipt with you at once\n4. Come back in seven working days",
        # paragraphs of a line each
        f"{'word ' * 60}\n{'word ' * 61}\n{'word ' * 59}\n{'word ' * 60}",
        # what ends in "of", and goes on with nothing
        "What does it consist of\nThe fund pays one half",
        "The money is made up of\n1. the basic pension\n2. the pension of the account",
        # short titles
        "How much is the pension?\nWhere is the card made?\nRetirement age of women\nCard fee",
    ],
)
def test_leaves_alone(text: str) -> None:
    assert unwrapped(text) == text


RATES = """Shares of each
Kind
Unit
Person
Pension
16%
8%
Unemployment
0.7%
0.3%
Work injury
0.14% to 1.14% by industry
0"""


def test_cells_that_stand_below_each_other_are_rows() -> None:
    assert unwrapped(RATES).split("\n") == [
        "Shares of each",
        "Kind\tUnit\tPerson",
        "Pension\t16%\t8%",
        "Unemployment\t0.7%\t0.3%",
        "Work injury\t0.14% to 1.14% by industry\t0",
    ]


def test_a_row_may_lack_a_cell() -> None:
    text = "险种\n下限\n上限\n养老\n2360元\n26421元\n二档医疗\n固定12964元\n工伤\n2360元\n38892元"
    assert unwrapped(text).split("\n")[2] == "二档医疗\t固定12964元"


@pytest.mark.parametrize(
    "text",
    [
        RATES.replace("Unemployment\n", ""),  # no name for a row
        RATES.replace("Unit\nPerson\n", ""),  # no head
        RATES.replace("\nPerson", "\nPerson."),  # a sentence
        RATES.rpartition("\nUnemployment")[0],  # a single row
        "Offices\nNorth District\n0531-86666666\nSouth District\n0531-86666667",
    ],
)
def test_short_lines_alone_are_no_table(text: str) -> None:
    assert unwrapped(text) == text


@pytest.mark.parametrize("unit", ["a\n1\n", "a\nb\n", "1\n"])
def test_a_long_run_of_cells_takes_linear_time(unit: str) -> None:
    started = time.perf_counter()
    unwrapped(unit * 5_000)
    assert time.perf_counter() - started < 2
