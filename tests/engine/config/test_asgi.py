"""What the web process lets through to Django."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from engine.config.asgi import LARGEST_BODY, application

CHUNK = 1024 * 1024


@pytest.mark.django_db
def test_an_endless_body_is_cut_off() -> None:
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/bundles",
        "raw_path": b"/api/v1/bundles",
        "root_path": "",
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 1),
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
    }
    taken = 0

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += CHUNK
        return {"type": "http.request", "body": b"x" * CHUNK, "more_body": True}

    async def send(message: Mapping[str, Any]) -> None:
        raise AssertionError(message)

    asyncio.run(application(scope, receive, send))

    assert taken == LARGEST_BODY + CHUNK
