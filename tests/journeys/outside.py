"""What lies around the product in these journeys: one small service that plays every part."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.installation import Installation
from tests.services.amocrm import AmoCRM

Row = dict[str, Any]
Answer = tuple[int, Any]
Play = Callable[[Mapping[str, list[str]], Any], Answer]


class Outside:
    """A service on loopback: each path answers by its own play, and every body is kept."""

    def __init__(self, port: int = 0) -> None:
        self.got: dict[str, list[Any]] = {}
        self._plays: dict[str, Play] = {}
        outside = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None: ...

            def do_GET(self) -> None:
                url = urlsplit(self.path)
                raw = self.rfile.read(int(self.headers.get("content-length") or 0))
                body = json.loads(raw) if raw else None
                outside.got.setdefault(url.path, []).append(body)
                play = outside._plays.get(url.path, accept)
                status, told = play(parse_qs(url.query), body)
                answer = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def do_POST(self) -> None:
                self.do_GET()

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, path: str, play: Play | None = None) -> str:
        """Return the address of a path, which from now on behaves like this."""
        if play is not None:
            self._plays[path] = play
        return f"http://127.0.0.1:{self.port}{path}"

    def of(self, path: str) -> list[Any]:
        """Return the bodies that came to a path, in their order."""
        return list(self.got.get(path, []))

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


def accept(_: Mapping[str, list[str]], __: Any) -> Answer:
    """Do as asked."""
    return 200, {"ok": True}


@contextmanager
def outside() -> Iterator[Outside]:
    """Run the service for as long as the block lasts."""
    service = Outside()
    try:
        yield service
    finally:
        service.close()


def a_patient_amocrm() -> AmoCRM:
    """Return a CRM that waits as long for our answers as a busy machine may take."""
    crm = AmoCRM()
    crm.outbox.timeout_s = 30.0
    return crm


def connect(product: Installation, connector: str, auth: Row | None = None) -> Row:
    """Make a connection."""
    wish = {"connector": connector, "name": connector, "auth": auth or {"kind": "none"}}
    return product.call("POST", "/connections", wish)


def tell(url: str, connection: str | None = None, **more: Any) -> Row:
    """Return a step that posts the event to a path."""
    where = {"connection": connection} if connection else {"connector": "http"}
    fields = {"method": "POST", "url": url, "body": "{{ trigger }}"}
    return {"id": "tell", "kind": "action", "action": "request", **where, "fields": fields, **more}


def start(product: Installation, trigger: Row, *steps: Row, **how: Any) -> str:
    """Publish and start a bundle; `how` is told to the start."""
    return set_going(product, {"trigger": trigger, "steps": list(steps)}, **how)


def set_going(product: Installation, definition: Row, **how: Any) -> str:
    """Publish and start what is defined; `how` is told to the start."""
    wish = {"name": "Under test", "definition": definition}
    bundle = str(product.call("POST", "/bundles", wish)["id"])
    product.call("POST", f"/bundles/{bundle}/publish", {})
    product.call("POST", f"/bundles/{bundle}/start", how)
    return bundle


def send(hook: str, body: Any) -> Row:
    """Send a webhook that has to be accepted."""
    url = urlsplit(hook)
    line = HTTPConnection(url.netloc, timeout=20)
    try:
        line.request("POST", url.path, json.dumps(body), {"Content-Type": "application/json"})
        answer = line.getresponse()
        assert answer.status == 200
        return dict(json.loads(answer.read()))
    finally:
        line.close()


def journal(product: Installation, bundle: str) -> list[Row]:
    """Return a bundle's rows, newest first."""
    return list(product.call("GET", f"/journal?limit=200&bundle={bundle}")["results"])
