"""Our own door is asked as somebody outside would ask, and in a name that it answers to."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from engine.config.environment import Environment
from engine.launch.threshold import asked


class Echo(BaseHTTPRequestHandler):
    """Answers with the name it was called by."""

    def do_GET(self) -> None:
        body = json.dumps({"host": self.headers["Host"]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Echo) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        yield server.server_port
        server.shutdown()
        serving.join()


@pytest.mark.parametrize(
    ("allowed", "called"),
    [("*", "127.0.0.1:{port}"), ("a.example,b.example", "a.example"), (".c.example", "c.example")],
)
def test_it_is_called_by_a_name_that_is_allowed(
    monkeypatch: pytest.MonkeyPatch, port: int, allowed: str, called: str
) -> None:
    monkeypatch.setenv("SVYAZKA_PORT", str(port))
    monkeypatch.setenv("SVYAZKA_ALLOWED_HOSTS", allowed)

    assert asked(Environment(), "/") == (200, {"host": called.format(port=port)})


def test_a_door_that_stays_shut_answers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVYAZKA_PORT", "1")

    assert asked(Environment(), "/") == (0, {})
