"""Bad days of the token endpoint, and a log of what it was asked."""

import threading
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

TOKEN = "/o/token/"

_lock = threading.Lock()
_log: list[dict[str, str | int]] = []
_plan: list[dict[str, str | float]] = []


def under_the_weather(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the next token requests meet what was planned for them, one plan for each."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path != TOKEN:
            return answer(request)
        with _lock:
            today = _plan.pop(0) if _plan else {}
        time.sleep(float(today.get("before_s", 0)))
        told = _bad_answer(today) or answer(request)
        with _lock:
            _log.append({"grant": request.POST.get("grant_type", ""), "status": told.status_code})
        time.sleep(float(today.get("after_s", 0)))
        return told

    return handle


def _bad_answer(today: dict[str, str | float]) -> HttpResponse | None:
    if "status" not in today:
        return None
    return HttpResponse(str(today.get("body", "")), status=int(today["status"]))


def plan(request: HttpRequest) -> HttpResponse:
    """Add a plan for the next token request."""
    with _lock:
        _plan.append({name: str(one) for name, one in request.POST.items()})
    return JsonResponse({})


def log(_request: HttpRequest) -> HttpResponse:
    """Tell what the token endpoint was asked and answered, and how many plans are left."""
    with _lock:
        return JsonResponse({"asked": list(_log), "planned": len(_plan)})
