"""A workspace with a token, and a service on loopback that answers as a test wants."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from engine.accounts.models import Role, Workspace
from tests.factories import a_client, a_workspace
from tests.oauth_provider.provider import Provider, a_provider
from tests.oauth_provider.shelf import shelf_installed

ClientOf = Callable[..., APIClient]


@pytest.fixture
def workspace(db: None) -> Workspace:
    return a_workspace()


@pytest.fixture
def client_of() -> ClientOf:
    def make(workspace: Workspace, role: Role = Role.OWNER) -> APIClient:
        client = a_client(workspace, role=role)
        client.default_format = "json"
        return client

    return make


@pytest.fixture
def api(workspace: Workspace, client_of: ClientOf) -> APIClient:
    return client_of(workspace)


@dataclass
class Service:
    """A loopback HTTP service: what it answers, and what it was asked."""

    url: str = ""
    status: int = 200
    body: bytes = b"{}"
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    meanwhile: Callable[[], object] = field(default=lambda: None)


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            state.meanwhile()
            self.send_response(state.status)
            self.send_header("Content-Length", str(len(state.body)))
            self.end_headers()
            self.wfile.write(state.body)

        def log_message(self, *_: Any) -> None:
            pass

    settings.ALLOWED_NETWORKS = ("127.0.0.0/8",)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        state.url = f"http://127.0.0.1:{server.server_port}"
        yield state
        server.shutdown()


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with a_provider(tmp_path_factory.mktemp("granary")) as running:
        yield running


@pytest.fixture
def granary(provider: Provider, settings: Settings) -> Iterator[Provider]:
    """The service Granary, whose OAuth provider runs as a process of its own."""
    settings.ALLOWED_NETWORKS = ("127.0.0.0/8",)
    settings.SERVICE_URLS = {"granary": provider.url, "silo": provider.url}
    with shelf_installed():
        yield provider
