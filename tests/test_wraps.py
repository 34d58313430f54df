"""Hard-wrapped lines joined at equal offsets."""

from __future__ import annotations

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
