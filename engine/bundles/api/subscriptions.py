"""The JSON of a connection's subscription: whether its service was told by API where to send."""

from collections.abc import Mapping
from typing import Any, get_args

from rest_framework import serializers

from engine.connections.api.shapes import ConnectionProblem
from engine.connections.models import Connection
from engine.connections.words import words_for
from engine.triggers.subscriptions import Standing, State

STATES = (
    "`manual`: this service has no such API, the address is pasted by hand. `off`: no running "
    "bundle waits for webhooks. `arming`, `disarming`: the service is about to be told. "
    "`armed`: it sends. `failing`: it refused, `error` says why. `needs_login`: the connection is "
    "signed out."
)


class SubscriptionShape(serializers.Serializer[Any]):
    """What the service was asked to send to the connection's address."""

    state = serializers.ChoiceField(get_args(State), help_text=STATES)
    events = serializers.ListField(
        child=serializers.CharField(), help_text="What running bundles wait for."
    )
    since = serializers.DateTimeField(allow_null=True)
    next_at = serializers.DateTimeField(
        allow_null=True, help_text="When the service is asked next, by itself."
    )
    error = ConnectionProblem(allow_null=True)


def shown_subscription(standing: Standing, connection: Connection) -> dict[str, Any]:
    """Return how far a service has been told, as JSON."""
    return {
        "state": standing.state,
        "events": list(standing.events),
        "since": standing.since,
        "next_at": standing.next_at,
        "error": _problem(standing, connection),
    }


def _problem(standing: Standing, connection: Connection) -> dict[str, Any] | None:
    if not standing.error:
        return None
    detail = dict(standing.error)
    params = detail.pop("params", None)
    known = params if isinstance(params, Mapping) else {}
    return {**detail, "message": words_for(connection.connector, str(detail["code"]), known)}
