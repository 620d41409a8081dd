"""The JSON of health: a bundle's penalty points, a connection's breaker."""

from typing import Any

from rest_framework import serializers

from engine.api.words import say
from engine.bundles.models import Bundle
from engine.health.ladder import MOST_POINTS, WELL
from engine.health.models import Breaker
from engine.health.services import Health
from engine.kernel.clock import now
from engine.kernel.json_types import JsonObject


class ReasonShape(serializers.Serializer[Any]):
    """Why the system stopped the bundle, or slowed it down."""

    code = serializers.CharField()
    message = serializers.CharField()
    params = serializers.DictField()
    at = serializers.DateTimeField()


class HealthShape(serializers.Serializer[Any]):
    """How the services a bundle calls have answered lately."""

    points = serializers.IntegerField(help_text=f"Penalty points; {MOST_POINTS} block the bundle.")
    level = serializers.IntegerField(help_text="A success takes one level back.")
    slowed_by_s = serializers.IntegerField(help_text="Added to the time between two polls.")
    reason = ReasonShape(allow_null=True)


class BreakerShape(serializers.Serializer[Any]):
    """Whether calls over a connection may leave; while it is open one call a minute tries."""

    state = serializers.ChoiceField(("closed", "open", "half_open"))
    since = serializers.DateTimeField(allow_null=True, help_text="When it opened.")
    next_probe_at = serializers.DateTimeField(allow_null=True)
    failures = serializers.IntegerField(help_text="Of the last hundred calls.")


class AilingConnection(serializers.Serializer[Any]):
    """A connection whose calls may not leave."""

    connection = serializers.UUIDField()
    health = BreakerShape()


class AilingConnections(serializers.Serializer[Any]):
    """Every connection whose service is left in peace, the newest trouble first."""

    results = AilingConnection(many=True)


def shown_health(bundle: Bundle, health: Health | None) -> dict[str, Any]:
    """Return a bundle's health as JSON; a bundle without points is well."""
    standing = health.standing if health else WELL
    return {
        "points": standing.points,
        "level": standing.level,
        "slowed_by_s": standing.extra_delay_s,
        "reason": _reason(bundle, health),
    }


def shown_breaker(breaker: Breaker | None) -> dict[str, Any]:
    """Return a connection's breaker as JSON; half open means that the next call is the probe."""
    opened_at = breaker.opened_at if breaker else None
    probe_at = breaker.probe_at if breaker else None
    is_due = probe_at is not None and probe_at <= now()
    return {
        "state": "closed" if opened_at is None else "half_open" if is_due else "open",
        "since": opened_at,
        "next_probe_at": probe_at,
        "failures": breaker.recent.count("1") if breaker else 0,
    }


def _reason(bundle: Bundle, health: Health | None) -> dict[str, Any] | None:
    if bundle.status == Bundle.Status.BLOCKED and bundle.status_reason:
        told = bundle.status_reason
        return {**told, "message": say(told["code"], told["params"])}
    if health is None:
        return None
    standing = health.standing
    params: JsonObject = {"points": standing.points}
    if standing.extra_delay_s:
        code, params = "polling_slowed", {**params, "minutes": standing.extra_delay_s // 60}
    else:
        code, params = "has_penalty_points", {**params, "most": MOST_POINTS}
    return {"code": code, "message": say(code, params), "params": params, "at": health.struck_at}
