"""Alerts open, are seen by somebody, and are over."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from engine.alerts.conditions import Finding
from engine.alerts.models import Alert, Rule
from engine.kernel.clock import now


def open_up(finds: Iterable[Finding], moment: datetime) -> int:
    """Open an alert for each finding; one that is open already stays the only one."""
    wanted = list(finds)
    if not wanted:
        return 0
    rules = Rule.objects.in_bulk({one.rule_id for one in wanted})
    made = [_alert(rules[one.rule_id], one, moment) for one in wanted if one.rule_id in rules]
    Alert.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def close(over: Mapping[UUID, bool], moment: datetime) -> int:
    """Close these alerts; people hear of it where all is well and they knew of the trouble."""
    if not over:
        return 0
    closing = list(Alert.objects.open().filter(pk__in=over).select_related("rule"))
    for alert in closing:
        _close(alert, moment, is_well=over[alert.pk])
    Alert.objects.bulk_update(closing, ["closed_at", "tell_opened", "tell_closed"])
    return len(closing)


def settle(rule: Rule) -> None:
    """Close what the rule has open without a word: it looks for something else from now on."""
    rule.alerts.filter(closed_at=None).update(closed_at=now(), tell_opened=False, tell_closed=False)


def acknowledge(alert: Alert, actor: str) -> Alert:
    """Note who has seen it first; what was not yet told need not be told any more."""
    unseen = Alert.objects.filter(pk=alert.pk, acknowledged_at=None)
    unseen.update(acknowledged_at=now(), acknowledged_by=actor[:254], tell_opened=False)
    alert.refresh_from_db()
    return alert


def _alert(rule: Rule, finding: Finding, moment: datetime) -> Alert:
    return Alert(
        workspace_id=rule.workspace_id,
        rule=rule,
        subject_id=finding.subject_id,
        bundle_id=finding.bundle_id,
        connection_id=finding.connection_id,
        name=finding.name,
        cause=finding.cause,
        count=finding.count,
        since=finding.since,
        opened_at=moment,
        last_seen_at=finding.last,
        tell_opened=rule.event != Rule.Event.BACK_TO_NORMAL,
    )


def _close(alert: Alert, moment: datetime, *, is_well: bool) -> None:
    rule, waits_only = alert.rule, alert.rule.event == Rule.Event.BACK_TO_NORMAL
    alert.closed_at = moment
    if rule.is_muted(moment) and alert.told_at is None:
        alert.tell_opened = alert.tell_closed = False
        return
    knew = alert.told_at is not None or alert.tell_opened or waits_only
    alert.tell_closed = is_well and knew and (rule.tells_recovery or waits_only)
    alert.tell_opened = alert.tell_opened and is_well
