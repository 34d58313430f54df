"""What a person sees of a long build on a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import textwrap

import pytest

from qa_service.build.progress import progress_bars

SHOWN = textwrap.dedent(
    """
    import time
    from qa_service.build.progress import progress_bars

    with progress_bars(True) as begin:
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


@pytest.mark.parametrize("enabled", [True, False])
def test_nothing_where_nobody_looks(enabled: bool, capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bars(enabled) as begin:
        begin("reading", 3)(3)
    assert capsys.readouterr() == ("", "")
