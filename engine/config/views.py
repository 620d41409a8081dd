"""The page at `/`: signs in, and shows that everything is up."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from engine.accounts.models import Membership, Workspace
from engine.api.words import say, spoken_language, texts
from engine.bundles.models import Bundle
from engine.config.environment import ROOT, environment
from engine.config.health import Health, look
from engine.config.metrics import RESULTS
from engine.connections.models import Connection
from engine.journal.models import Rollup
from engine.kernel.clock import now

STRINGS = ROOT / "frontend" / "src" / "face" / "strings"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever is signed in, and the numbers of the workspace they see."""

    email: str
    workspace: str
    counts: Mapping[str, int]


@never_cache
@require_safe
def face(request: HttpRequest) -> HttpResponse:
    """Show the sign-in form, or what is up and how much there is."""
    health = look()
    language = spoken_language()
    context = {
        "words": words(language),
        "language": language,
        "languages": settings.LANGUAGES,
        "health": health,
        "is_demo": environment().demo,
        "shown_parts": list(_shown(health, words(language))),
        "database_is_up": health.parts["database"] == "up",
        "notice": _notice(request),
        "visitor": _visitor(request) if health.parts["database"] == "up" else None,
    }
    return render(request, "src/face/face.html", context)


@cache
def words(language: str) -> Mapping[str, str]:
    """Return every text of the page in one language."""
    loaded: dict[str, str] = json.loads((STRINGS / f"{language}.json").read_text("utf-8"))
    return loaded


def _notice(request: HttpRequest) -> str:
    """Say how signing a connection in at its service has ended."""
    code = request.GET.get("login", "")
    return say(code) if code in texts(spoken_language()) else ""


def _shown(health: Health, text: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    for name, state in health.parts.items():
        said = {"label": text[name], "help": text[f"{name}_help"], "words": text[f"state_{state}"]}
        yield {"name": name, "state": state, **said}


def _visitor(request: HttpRequest) -> Visitor | None:
    try:
        if not request.user.is_authenticated:
            return None
        member = Membership.objects.of_user(request.user).in_workspace(None).first()
    except DatabaseError:
        return None
    if member is None:
        return Visitor(request.user.email, "", {})
    return Visitor(request.user.email, member.workspace.name, _counts(member.workspace))


def _counts(workspace: Workspace) -> dict[str, int]:
    bundles = Bundle.objects.of(workspace).present()
    return {
        "bundles": bundles.count(),
        "bundles_running": bundles.filter(status=Bundle.Status.RUNNING).count(),
        "connections": Connection.objects.filter(workspace=workspace).count(),
        "runs_today": _runs_today(workspace),
    }


def _runs_today(workspace: Workspace) -> int:
    zone = ZoneInfo(workspace.time_zone)
    midnight = now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    hours = Rollup.objects.filter(workspace_id=workspace.id, hour__gte=midnight)
    sums = hours.aggregate(**{result: Sum(result) for result in RESULTS})
    return sum(value or 0 for value in sums.values())
