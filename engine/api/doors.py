"""What Django itself answers when no view of ours was reached."""

import sys

from django.http import HttpRequest, HttpResponse

from engine.api.problems import bug
from engine.api.rfc9457 import Problem


def not_found(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere (`handler404`)."""
    return Problem(404, "not_found").response()


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request Django refused to read (`handler400`)."""
    return Problem(400, "bad_request").response()


def forbidden(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request Django refused to serve (`handler403`)."""
    return Problem(403, "forbidden").response()


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a bug outside the API views (`handler500`)."""
    return bug(sys.exc_info()[1], request.path).response()


def csrf_failed(_request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a browser request without the right CSRF token (`CSRF_FAILURE_VIEW`)."""
    return Problem(403, "csrf_failed").response()
