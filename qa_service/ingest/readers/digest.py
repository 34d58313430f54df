"""What a file holds, as one digest, so that it need not be read again while it is the same."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable


def digest(contents: Iterable[bytes]) -> str:
    """sha256 of several contents, hexadecimal; their lengths keep them apart."""
    found = hashlib.sha256()
    for content in contents:
        found.update(len(content).to_bytes(8, "little"))
        found.update(content)
    return found.hexdigest()


def content(name: str, max_bytes: int) -> bytes | None:
    """What stands for a file in a digest; None for one that is not there."""
    try:
        about = os.stat(name)
        if not stat.S_ISREG(about.st_mode) or about.st_size > max_bytes:
            return f"{about.st_mode} {about.st_size}".encode()
        with open(name, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        return str(error).encode("utf-8", "surrogatepass")
