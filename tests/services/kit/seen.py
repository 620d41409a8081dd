"""What a simulator was asked."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived, and the status it was answered with (None: hung up)."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str
    status: int | None

    @classmethod
    def of(cls, request: web.Request, body: bytes, status: int | None) -> "Seen":
        """Take down a request; header names in lower case."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        query = dict(request.query)
        return cls(
            request.method, request.path, query, headers, body.decode("utf-8", "replace"), status
        )

    def shown(self) -> dict[str, Any]:
        """Return the request as JSON."""
        return {
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "body": self.body,
            "status": self.status,
        }
