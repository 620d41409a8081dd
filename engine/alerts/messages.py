"""What an alert says: what happened, the numbers, what to do next, and where to look.

In the workspace's language; names and numbers only, never data or what a service answered.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from engine.accounts.models import Workspace
from engine.alerts.models import Alert, Channel, Rule
from engine.api.words import Voice, say, speaking, texts
from engine.kernel.clock import written
from engine.kernel.json_types import Json, JsonObject

LISTED = 20
PLACE = re.compile(r"\{(\w+)\}")
NAMES = frozenset({"bundle", "connection", "service", "field", "step"})
COUNTED = frozenset({Rule.Event.FIRST_ERROR, Rule.Event.ERRORS, Rule.Event.BACK_TO_NORMAL})


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out: a line, a text below it, and the same for programs."""

    title: str
    text: str
    body: JsonObject


class Speaker:
    """Puts alerts into words for one workspace."""

    def __init__(self, workspace: Workspace, language: str | None = None) -> None:
        self.workspace = workspace
        self.language = language or workspace.language

    def about(self, alerts: Sequence[Alert]) -> Message:
        """Return one message about these alerts; a list when there are several."""
        if len(alerts) == 1:
            (alert,) = alerts
            title, text = self.title(alert), self.paragraph(alert)
        else:
            title = self._say("alert_digest", workspace=self.workspace.name, count=len(alerts))
            text = self._list(alerts)
        return Message(_one_line(title), text, self._body(title, alerts))

    def test(self, channel: Channel) -> Message:
        """Return the message that proves a channel."""
        title = self._say("alert_test", channel=channel.name)
        text = self._say("alert_test_what", workspace=self.workspace.name)
        return Message(_one_line(title), text, {**self._body(title, ()), "test": True})

    def title(self, alert: Alert) -> str:
        """Return one line: what is the matter, or that it no longer is."""
        code = f"alert_{alert.rule.event}"
        return self._say(code if is_bad_news(alert) else f"{code}_over", **self._numbers(alert))

    def paragraph(self, alert: Alert) -> str:
        """Return what happened, why, what to do, and where to look."""
        return f"{self.advice(alert)}\n{self._say('alert_see', link=link_to(alert))}".lstrip()

    def advice(self, alert: Alert) -> str:
        """Return what happened, why, and what to do."""
        numbers, lines = self._numbers(alert), []
        if is_bad_news(alert):
            lines = [self._say(f"alert_{alert.rule.event}_what", **numbers), self._cause(alert)]
        if alert.closed_at is not None:
            kind = "errors" if alert.rule.event in COUNTED else "span"
            lines.append(self._say(f"alert_over_{kind}", **numbers))
        return "\n".join(line for line in lines if line)

    def _list(self, alerts: Sequence[Alert]) -> str:
        lines = [f"• {_one_line(self.title(alert))}\n  {link_to(alert)}" for alert in alerts]
        more = len(lines) - LISTED
        if more > 0:
            lines = [*lines[:LISTED], self._say("alert_more", count=more)]
        return "\n".join(lines)

    def _cause(self, alert: Alert) -> str:
        code, params = str(alert.cause.get("code") or ""), _harmless(alert.cause.get("params"))
        words = texts(self.language).get(code, "")
        if not words or not set(PLACE.findall(words)) <= params.keys():
            return ""
        return self._say("alert_cause", cause=self._say(code, **params))

    def _numbers(self, alert: Alert) -> dict[str, Json]:
        rule = alert.rule
        return {
            "name": alert.name,
            "count": alert.count,
            "minutes": rule.minutes,
            "hours": rule.hours,
            "since": _text(alert.since or alert.opened_at),
            "known_since": _text(alert.since),
            "last": _text(alert.last_seen_at),
            "closed": _text(alert.closed_at),
        }

    def _say(self, code: str, **params: Json) -> str:
        with speaking(Voice(self.language, self.workspace.time_zone)):
            return say(code, params)

    def _body(self, title: str, alerts: Sequence[Alert]) -> JsonObject:
        home = {"id": str(self.workspace.pk), "name": self.workspace.name}
        return {"title": title, "workspace": home, "alerts": [self._row(one) for one in alerts]}

    def _row(self, alert: Alert) -> JsonObject:
        return {
            "id": str(alert.pk),
            "event": alert.rule.event,
            "state": "opened" if is_bad_news(alert) else "closed",
            "bundle": str(alert.bundle_id) if alert.bundle_id else None,
            "connection": str(alert.connection_id) if alert.connection_id else None,
            "name": alert.name,
            "count": alert.count,
            "opened_at": written(alert.opened_at),
            "closed_at": _text(alert.closed_at),
            "message": self.title(alert),
            "link": link_to(alert),
        }


def is_bad_news(alert: Alert) -> bool:
    """Whether there is still to be told that it opened; what is open reads as that too."""
    return alert.closed_at is None or alert.tell_opened


def link_to(alert: Alert) -> str:
    """Return the page of the dashboard where one goes on."""
    if alert.bundle_id is None:
        return f"{settings.BASE_URL}/connections?connection={alert.subject_id}"
    if alert.rule.event in COUNTED:
        return f"{settings.BASE_URL}/journal?bundle={alert.subject_id}&events=errors"
    return f"{settings.BASE_URL}/bundles/{alert.subject_id}"


def _harmless(params: Json) -> JsonObject:
    """Keep numbers and the names people gave; anything else may be somebody's data."""
    if not isinstance(params, dict):
        return {}
    return {
        name: value
        for name, value in params.items()
        if isinstance(value, int | float) or (name in NAMES and isinstance(value, str))
    }


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else written(moment)


def _one_line(text: str) -> str:
    return " ".join(text.split())
