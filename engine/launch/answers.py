"""Answers on the wire that Uvicorn has no words for."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from engine.api.rfc9457 import MEDIA_TYPE, Problem


class OldExchange(RequestResponseCycle):
    """A request of HTTP/1.0, which knows no chunks: an answer of unknown length ends the line."""

    _is_endless = False

    async def send(self, message: Any) -> None:
        """Send a part of the answer."""
        if message["type"] == "http.response.start":
            names = [name.lower() for name, _ in message["headers"]]
            if b"content-length" not in names:
                self.chunked_encoding, self._is_endless = False, True
        elif self._is_endless:
            self.expected_content_length = len(message.get("body", b""))
        await super().send(message)


def refusal(problem: Problem, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the whole last answer on a line."""
    body = orjson.dumps(problem.body())
    head = [f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}".encode()]
    head += [b"%b: %b" % header for header in headers]
    head.append(f"content-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}".encode())
    if "retry_after" in problem.params:
        head.append(f"retry-after: {problem.params['retry_after']}".encode())
    return b"\r\n".join([*head, b"connection: close\r\n\r\n"]) + body
