"""Every call of the API as the URL resolver knows it; nothing is listed by hand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

API = "api/v1/"
_METHODS = ("get", "post", "put", "patch", "delete")
_PLACE = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Call:
    """One method of one address."""

    method: str
    route: str
    view: Any
    handler: str

    def __str__(self) -> str:
        return f"{self.method.upper()} /{self.route}"

    @property
    def noun(self) -> str:
        """Return what the address is about: bundles, connections, …"""
        return self.route.removeprefix(API).split("/")[0]

    @property
    def has_id(self) -> bool:
        """Say whether the address names one thing of a workspace."""
        return any(match["kind"] == "uuid" for match in _PLACE.finditer(self.route))

    def address(self, an_id: object) -> str:
        """Return the address with the id in every place that takes one."""
        values = {"uuid": str(an_id), "int": "1"}
        return "/" + _PLACE.sub(lambda match: values.get(match["kind"], "webhook"), self.route)


def every_call() -> list[Call]:
    """Return every call below `/api/v1/`; where two views share an address the first answers."""
    seen: dict[str, Call] = {}
    for route, callback in _walk(get_resolver().url_patterns, ""):
        if route.startswith(API):
            for call in _calls(route, callback):
                seen.setdefault(str(call), call)
    return list(seen.values())


def _walk(patterns: Sequence[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


def _calls(route: str, callback: Any) -> Iterator[Call]:
    view = getattr(callback, "cls", None)
    actions = getattr(callback, "actions", None) or {
        method: method for method in _METHODS if hasattr(view, method)
    }
    for method, handler in actions.items():
        if method in _METHODS:
            yield Call(method, route, view, handler)
