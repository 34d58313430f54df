"""A build that is told to end: it leaves nothing half done, and says that it was told."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import typer


class _Told(BaseException):
    """SIGTERM came: no error, so that nothing on the way handles it as one."""


@contextmanager
def until_sigterm(say: Callable[[str], object], code: int) -> Iterator[None]:
    """For a block that SIGTERM ends with a line and this exit code; a second one kills."""

    def tell(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        raise _Told

    before = signal.signal(signal.SIGTERM, tell)
    try:
        yield
    except _Told:
        say("ended by SIGTERM; what is published stays")
        raise typer.Exit(code) from None
    finally:
        signal.signal(signal.SIGTERM, before)
