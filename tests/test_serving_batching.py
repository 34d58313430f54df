"""The queue before the searching threads."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest

from qa_service.api.batching import Batcher, Waiting, Withdrawn
from qa_service.api.state import Live
from qa_service.domain import Question
from qa_service.errors import BadQuestion, Overloaded, QuestionTimeout

V1, V2 = Live("v1"), Live("v2")  # type: ignore[arg-type]


class Search:
    """Answers "q" with "q by v1"; refuses "bad…"; waits at "slow" until `go_on`."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.began = threading.Event()
        self.go_on = threading.Event()

    def __call__(self, batch: Sequence[Waiting[str]]) -> list[str]:
        texts = [waiting.question.text for waiting in batch]
        if "slow" in texts:
            self.began.set()
            assert self.go_on.wait(10)
        self.batches.append(texts)
        for text in texts:
            if text.startswith("bad"):
                raise BadQuestion(text)
            if text == "bug":
                raise ZeroDivisionError
        return [f"{waiting.question.text} by {waiting.live.searcher}" for waiting in batch]


DEFAULTS = {"capacity": 256, "largest": 32, "window": 0.002, "threads": 1, "timeout": 10.0}


def with_batcher(
    body: Callable[[Batcher[str], Search], Coroutine[Any, Any, None]], **options: Any
) -> Search:
    async def run() -> None:
        batcher = Batcher(search, **(DEFAULTS | options))
        batcher.start()
        try:
            async with asyncio.timeout(10):
                await body(batcher, search)
        finally:
            search.go_on.set()
            await batcher.stop()

    search = Search()
    asyncio.run(run())
    return search


def ask(batcher: Batcher[str], *texts: str, live: Live = V1, **rest: Any) -> Any:
    questions = [Question(text) for text in texts]
    return asyncio.ensure_future(batcher.ask(live, questions, **rest))


async def busy(batcher: Batcher[str], search: Search) -> Any:
    """A question that holds the only thread."""
    slow = ask(batcher, "slow")
    await asyncio.to_thread(search.began.wait, 10)
    return slow


def test_a_question_alone_does_not_wait_for_others() -> None:
    async def body(batcher: Batcher[str], search: Search) -> None:
        began = time.perf_counter()
        assert await ask(batcher, "a") == ["a by v1"]
        assert time.perf_counter() - began < 1

    assert with_batcher(body, window=5.0).batches == [["a"]]


def test_what_waits_together_is_searched_together() -> None:
    async def body(batcher: Batcher[str], search: Search) -> None:
        slow = await busy(batcher, search)
        others = [ask(batcher, text) for text in "abcde"]
        await asyncio.sleep(0)
        assert batcher.depth == 5
        search.go_on.set()
        assert [await one for one in others] == [[f"{text} by v1"] for text in "abcde"]
        assert await slow == ["slow by v1"]
        assert batcher.depth == 0

    assert with_batcher(body, largest=3).batches == [["slow"], ["a", "b", "c"], ["d", "e"]]


def test_sizes_are_reported() -> None:
    sizes: list[int] = []

    async def body(batcher: Batcher[str], search: Search) -> None:
        assert await ask(batcher, "a") == ["a by v1"]
        assert await ask(batcher, "b", "c") == ["b by v1", "c by v1"]

    with_batcher(body, on_batch=sizes.append)
    assert sizes == [1, 2]


async def one_of_two_busy(batcher: Batcher[str], search: Search) -> Any:
    """Six questions, shared by two threads, of which one is held by its three."""
    slow = ask(batcher, "slow", *"uvxyz")
    await asyncio.to_thread(search.began.wait, 10)
    while len(search.batches) < 1:
        await asyncio.sleep(0.01)
    return slow


def test_threads_share_what_waits() -> None:
    async def body(batcher: Batcher[str], search: Search) -> None:
        slow = await one_of_two_busy(batcher, search)
        search.go_on.set()
        await slow

    found = with_batcher(body, threads=2).batches
    assert sorted(map(sorted, found)) == [["slow", "u", "v"], ["x", "y", "z"]]


def test_a_thread_waits_for_its_share_but_not_for_long() -> None:
    async def body(batcher: Batcher[str], search: Search) -> None:
        slow = await one_of_two_busy(batcher, search)
        first = ask(batcher, "a", "b")
        await asyncio.sleep(0.05)
        assert batcher.depth == 2
        assert await ask(batcher, "c") == ["c by v1"]
        assert await first == ["a by v1", "b by v1"]
        assert await ask(batcher, "d", "e") == ["d by v1", "e by v1"]
        search.go_on.set()
        await slow

    found = with_batcher(body, window=0.5, threads=2).batches
    assert found == [["x", "y", "z"], ["a", "b", "c"], ["d", "e"], ["slow", "u", "v"]]


def test_a_thread_goes_on_when_all_whom_it_waited_for_have_left() -> None:
    async def body(batcher: Batcher[str], search: Search) -> None:
        slow = await one_of_two_busy(batcher, search)
        for _ in range(2):
            leaving = ask(batcher, "a", "b", gone=lambda: asyncio.sleep(0))
            with pytest.raises(Withdrawn):
                await leaving
            await asyncio.sleep(0.3)
        assert await ask(batcher, "c") == ["c by v1"]
        search.go_on.set()
        await slow

    found = with_batcher(body, window=0.2, threads=2).batches
    assert found == [["x", "y", "z"], ["c"], ["slow", "u", "v"]]


def test_a_thread_goes_on_when_another_took_what_it_waited_for() -> None:
    async def body(batcher: Batcher[str], search: Search) -> None:
        for _ in range(3):
            slow = await one_of_two_busy(batcher, search)
            early = ask(batcher, "a", "b")
            await asyncio.sleep(0.05)
            search.go_on.set()
            await slow
            assert await early == ["a by v1", "b by v1"]
            await asyncio.sleep(0.2)
            search.began.clear()
            search.go_on.clear()
            search.batches.clear()
        held = ask(batcher, "slow")
        await asyncio.to_thread(search.began.wait, 10)
        assert await ask(batcher, "c") == ["c by v1"]
        search.go_on.set()
        await held

    assert with_batcher(body, window=0.15, threads=2).batches == [["c"], ["slow"]]


def test_a_batch_is_of_one_version() -> None:
    async def body(batcher: Batcher[str], search: Search) -> None:
        slow = await busy(batcher, search)
        asked = [ask(batcher, t, live=v) for t, v in [("a", V1), ("b", V2), ("c", V2), ("d", V1)]]
        await asyncio.sleep(0)
        search.go_on.set()
        await slow
        assert [(await one)[0] for one in asked] == ["a by v1", "b by v2", "c by v2", "d by v1"]

    assert with_batcher(body).batches == [["slow"], ["a"], ["b", "c"], ["d"]]


@pytest.mark.parametrize("wrong", [["bad 1"], ["bad 1", "bad 2"], ["bug"], ["bug", "bad 1"]])
def test_nobody_is_refused_for_somebody_elses_question(wrong: list[str]) -> None:
    good = ["a", "b", "c", "d", "e"]

    async def body(batcher: Batcher[str], search: Search) -> None:
        slow = await busy(batcher, search)
        tasks = {text: ask(batcher, text) for text in [*good[:3], *wrong, *good[3:]]}
        await asyncio.sleep(0)
        search.go_on.set()
        await slow
        for text in good:
            assert await tasks[text] == [f"{text} by v1"]
        for text in wrong:
            with pytest.raises(ZeroDivisionError if text == "bug" else BadQuestion):
                await tasks[text]

    with_batcher(body)


def test_beyond_capacity_a_question_is_refused_at_once() -> None:
    async def body(batcher: Batcher[str], search: Search) -> None:
        slow = await busy(batcher, search)
        waiting = [ask(batcher, "a"), ask(batcher, "b")]
        await asyncio.sleep(0)
        began = time.perf_counter()
        with pytest.raises(Overloaded) as refused:
            await ask(batcher, "c", "d")
        assert time.perf_counter() - began < 0.1
        assert refused.value.retry_after >= 1
        third = ask(batcher, "e")  # there is room for one, if not for two
        await asyncio.sleep(0)
        search.go_on.set()
        assert [(await one)[0] for one in (*waiting, third)] == ["a by v1", "b by v1", "e by v1"]
        await slow

    assert with_batcher(body, capacity=3).batches == [["slow"], ["a", "b", "e"]]


def test_who_is_not_answered_in_time_is_told_and_never_searched() -> None:
    async def body(batcher: Batcher[str], search: Search) -> None:
        slow = await busy(batcher, search)
        late = ask(batcher, "a", "b")
        with pytest.raises(QuestionTimeout):
            await late
        assert batcher.depth == 0
        with pytest.raises(QuestionTimeout):
            await slow
        search.go_on.set()
        assert await ask(batcher, "c") == ["c by v1"]

    assert with_batcher(body, timeout=0.2).batches == [["slow"], ["c"]]


def test_whoever_leaves_is_not_searched_for() -> None:
    async def body(batcher: Batcher[str], search: Search) -> None:
        slow = await busy(batcher, search)
        left = asyncio.Event()

        async def gone() -> None:
            await left.wait()

        leaving, staying = (
            ask(batcher, "a", gone=gone),
            ask(batcher, "b", gone=asyncio.Event().wait),
        )
        cancelled = ask(batcher, "c")
        await asyncio.sleep(0)
        left.set()
        cancelled.cancel()
        with pytest.raises(Withdrawn):
            await leaving
        assert batcher.depth == 1
        search.go_on.set()
        assert await staying == ["b by v1"]
        await slow

    assert with_batcher(body).batches == [["slow"], ["b"]]


def test_stopping_answers_what_has_begun_and_refuses_the_rest() -> None:
    async def body(batcher: Batcher[str], search: Search) -> None:
        slow, waiting = await busy(batcher, search), ask(batcher, "a")
        await asyncio.sleep(0)
        stopping = asyncio.ensure_future(batcher.stop())
        with pytest.raises(Overloaded):
            await waiting
        search.go_on.set()
        assert await slow == ["slow by v1"]
        await stopping
        with pytest.raises(Overloaded):
            await ask(batcher, "b")

    assert with_batcher(body).batches == [["slow"]]
