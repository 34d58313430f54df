"""Why a file can't be read, on its way to becoming a `Skipped`."""

from __future__ import annotations


class Unreadable(Exception):
    """The message is a plain sentence that names the remedy. Never leaves `readers`."""
