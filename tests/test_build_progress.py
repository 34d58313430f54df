"""What a person sees of a long build, on a terminal and in a journal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import textwrap

import pytest

from qa_service.build.progress import lines, progress_shown

SHOWN = textwrap.dedent(
    """
    import time
    from qa_service.build.progress import progress_shown

    with progress_shown(True) as begin:
        advance = begin("reading", 3)
        time.sleep(0.3)
        for _ in range(3):
            advance(1)
            time.sleep(0.3)
    """
)


def on_a_terminal(program: str) -> str:
    """What `program` shows on one."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(
        [sys.executable, "-c", program], stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
    os.close(ours)
    assert process.returncode == 0, shown.decode()
    return shown.decode()


def test_bars_with_their_rate_from_the_first_moment_on() -> None:
    shown = on_a_terminal(SHOWN)
    assert "reading" in shown
    assert "0/3" in shown
    assert "3/3" in shown
    assert "/s" in shown


def test_lines_for_a_journal() -> None:
    said: list[str] = []
    seconds = iter([0.0, 4.0, 10.0, 19.0, 21.0, 100.0, 110.0])
    advance = lines(said.append, seconds.__next__)("embedding", 10_000)
    for done in (500, 500, 500, 500, 500, 7_500):
        advance(done)
    assert said == [
        "embedding: 1,000 of 10,000, 100/s, 90 s left",
        "embedding: 2,000 of 10,000, 95/s, 84 s left",
        "embedding: 2,500 of 10,000, 25/s, 5 minutes left",
    ]


@pytest.mark.parametrize("enabled", [True, False])
def test_nothing_of_a_short_build_elsewhere(
    enabled: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress_shown(enabled) as begin:
        begin("reading", 3)(3)
    assert capsys.readouterr() == ("", "")
