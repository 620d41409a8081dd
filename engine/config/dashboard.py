"""The dashboard's one page: the browser is sent what `frontend/` was built to, the rest is the API.

Its content policy knows no inline script. Styles that libraries add while the page lives carry the
nonce of this very answer, which the build has left a place for.
"""

import secrets
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from engine.api.middleware import POLICY

NONCE = "__NONCE__"
NOT_BUILT = "The dashboard has not been built yet: run `make run`, or `npm run build` in frontend/."


@never_cache
@require_safe
@ensure_csrf_cookie
def dashboard(_: HttpRequest) -> HttpResponse:
    """Send the page that every address of the dashboard begins with."""
    try:
        page = page_of(settings.DASHBOARD)
    except FileNotFoundError:
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    nonce = secrets.token_urlsafe(18)
    response = HttpResponse(page.replace(NONCE, nonce))
    response["Content-Security-Policy"] = f"{POLICY}; style-src 'self' 'nonce-{nonce}'"
    return response


@cache
def page_of(built: Path) -> str:
    """Return the page that was built into the folder; read once in the life of a process."""
    return (built / "index.html").read_text("utf-8")
