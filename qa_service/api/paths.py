"""The path of a request as the routes know it."""

from __future__ import annotations

from starlette.types import Scope


def path_of(scope: Scope) -> str:
    """Without the root path that a proxy serves the app under."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
