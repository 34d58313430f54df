"""What is found out about a passage is kept with it: the same few answer most questions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

from qa_service.domain import Passage

T = TypeVar("T")
More = TypeVarTuple("More")


def kept(find: Callable[[Passage, *More], T]) -> Callable[[Passage, *More], T]:
    """`find`, asked once for each passage and whatever hashable it is asked with. What it finds is
    forgotten with the passage, and a new version's passages begin anew."""

    @wraps(find)
    def known(passage: Passage, *more: *More) -> T:
        key = (find, *more)
        try:
            found: T = passage.memo[key]
        except KeyError:
            found = passage.memo[key] = find(passage, *more)
        return found

    return known
