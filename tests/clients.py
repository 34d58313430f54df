"""The service over a searcher that is handed in, asked without a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_service import FakeSearcher
from fastapi.testclient import TestClient

from qa_service.api.app import create_app
from qa_service.api.state import Service
from qa_service.settings import Settings


def client_of(
    load: Callable[[], Any] = FakeSearcher,
    *,
    published: Callable[[], str] | None = None,
    asks_as: dict[str, Any] | None = None,
    **settings: Any,
) -> TestClient:
    """`load` and `published` are the service's; `asks_as` are the client's own arguments. Settings
    that are not given are the defaults, whatever the environment says."""
    app = create_app(Service(load, published), Settings(_env_file=None, **settings))
    return TestClient(app, **(asks_as or {}))
