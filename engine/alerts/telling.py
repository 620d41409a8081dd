"""Who is told, and when: at once or in a digest, never twice, and not while a rule is muted."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from engine.alerts.messages import Speaker
from engine.alerts.models import Alert, Rule
from engine.alerts.services import send

AT_ONCE = 1_000


def tell(moment: datetime) -> int:
    """Put into the queue what people are to hear now; marked as told in the same transaction."""
    waiting = list(Alert.objects.to_tell(moment)[:AT_ONCE])
    waiting.sort(key=attrgetter("rule_id"))
    told: list[Alert] = []
    for _, group in groupby(waiting, key=attrgetter("rule_id")):
        alerts = list(group)
        if _is_time(alerts[0].rule, alerts, moment):
            _tell(alerts[0].rule, alerts)
            told += alerts
    for alert in told:
        alert.tell_opened = alert.tell_closed = False
        alert.told_at = alert.told_at or moment
    Alert.objects.bulk_update(told, ["tell_opened", "tell_closed", "told_at"])
    return len(told)


def _is_time(rule: Rule, alerts: Sequence[Alert], moment: datetime) -> bool:
    first = min(_waits_since(alert) for alert in alerts)
    return first <= moment - timedelta(minutes=rule.digest_minutes or 0)


def _waits_since(alert: Alert) -> datetime:
    return alert.opened_at if alert.tell_opened else (alert.closed_at or alert.opened_at)


def _tell(rule: Rule, alerts: Sequence[Alert]) -> None:
    message = Speaker(rule.workspace).about(alerts)
    for channel in rule.channels.ready():
        send(channel, message)
