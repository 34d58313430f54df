"""What is found out about a passage is found out once."""

from __future__ import annotations

from fakes import passage

from qa_service.domain import Passage
from qa_service.retrieval.kept import kept

asked: list[tuple[str, int]] = []


@kept
def _begins(found: Passage, length: int) -> str:
    asked.append((found.text, length))
    return found.text[:length]


def test_each_passage_is_asked_once_for_each_argument() -> None:
    asked.clear()
    one, other = passage("One text."), passage("Another text.")
    for _ in range(2):
        assert (_begins(one, 3), _begins(other, 3), _begins(one, 1)) == ("One", "Ano", "O")
    assert asked == [("One text.", 3), ("Another text.", 3), ("One text.", 1)]


def test_an_equal_passage_of_another_version_begins_anew() -> None:
    asked.clear()
    for _ in range(2):
        assert _begins(passage("One text."), 3) == "One"
    assert len(asked) == 2
