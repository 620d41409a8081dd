"""Manners that hold for every answer."""

from collections.abc import Callable
from typing import TypeAlias

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from engine.api.parsing import parse_json
from engine.api.problems import handle
from engine.api.words import UTC, keep_time
from engine.kernel.errors import DomainError

Answer: TypeAlias = Callable[[HttpRequest], HttpResponseBase]

API_PREFIX = "/api/v1/"
SIGN_IN_PREFIX = "/_allauth/"
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


class TimeIsOfOneRequest:
    """Keep the time of a request's workspace from the requests after it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer by UTC until a workspace is entered."""
        keep_time(UTC)
        try:
            return self.answer(request)
        finally:
            keep_time(UTC)


class CookiesAreText:
    """Forget cookies with a NUL in them: nobody got one from us, and PostgreSQL takes none."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request without them."""
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return self.answer(request)


class SignInReadsJson:
    """Refuse bodies of the sign-in that the rest of the API refuses; its own parser trusts them."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer what has no body, or one that is JSON with one meaning."""
        if request.path_info.startswith(SIGN_IN_PREFIX) and request.body:
            try:
                parse_json(request.body)
            except DomainError as refusal:
                return handle(refusal, {})
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
