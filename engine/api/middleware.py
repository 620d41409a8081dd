"""Manners that hold for every answer."""

from collections.abc import Callable
from typing import TypeAlias

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer: TypeAlias = Callable[[HttpRequest], HttpResponseBase]

API_PREFIX = "/api/v1/"
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class SlashesDoNotMatter:
    """Lead `/api/v1/bundles/` to where `/api/v1/bundles` leads."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the address without its last slash."""
        path = request.path_info
        if path.startswith(API_PREFIX) and path.endswith("/") and path != API_PREFIX:
            request.path_info = path[:-1]
            request.path = request.path.removesuffix("/")
        return self.answer(request)


class CookiesAreText:
    """Forget cookies with a NUL in them: nobody got one from us, and PostgreSQL takes none."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request without them."""
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return self.answer(request)


class ContentPolicy:
    """Tell the browser to run and load only what this server sends as files."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the policy unless the view has set its own."""
        response = self.answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response
