"""What amoCRM answers when something is wrong, and how it answers when nothing is."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

Thing = dict[str, Any]

TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
}


class Refused(Exception):
    """The request is answered with a problem."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.body = {
            "title": TITLES[status],
            "type": f"https://httpstatus.es/{status}",
            "status": status,
            "detail": detail,
            **more,
        }

    def answer(self) -> web.Response:
        """Return the problem."""
        return web.json_response(
            self.body, status=self.status, content_type="application/problem+json"
        )


class Faults:
    """What is wrong with the rows of a batch; one bad row refuses them all."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Thing]] = {}

    def add(self, row: str, code: str, path: str, detail: str) -> None:
        """Note a fault of a row."""
        self._rows.setdefault(row, []).append({"code": code, "path": path, "detail": detail})

    def judge(self) -> None:
        """Refuse the batch if any row has a fault."""
        if self._rows:
            told = [{"request_id": row, "errors": found} for row, found in self._rows.items()]
            raise Refused(400, "Request validation failed", **{"validation-errors": told})


def token_refused(hint: str, status: int = 401) -> web.Response:
    """Return the problem of the token endpoint."""
    body = {
        "hint": hint,
        "title": "Authorization failed",
        "type": "https://developers.amocrm.ru/v3/errors/OAuthProblemJson",
        "status": status,
        "detail": "",
    }
    return web.json_response(body, status=status, content_type="application/problem+json")


def hal(body: Mapping[str, Any] | list[Any]) -> web.Response:
    """Return an answer the way amoCRM labels it."""
    return web.json_response(body, content_type="application/hal+json")
