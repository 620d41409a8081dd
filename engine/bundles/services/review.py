"""Which bundles the system stops for how they fare: silent services, and nothing but errors."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from engine.bundles.models import Bundle
from engine.bundles.services.life import block
from engine.bundles.states import MOVING
from engine.health import services as health
from engine.journal.models import Entry

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rule:
    """Only failures in a while, and more than so many; `runs_for` is how long it must have run."""

    code: str
    within: timedelta
    more_than: int
    runs_for: timedelta


RULES = (
    Rule("only_errors_in_a_day", DAY, more_than=50, runs_for=timedelta()),
    # Two failures may be chance even in a week; the third in a row is not.
    Rule("only_errors_in_a_week", WEEK, more_than=2, runs_for=WEEK),
)

# Slots are coarse: the first one counts whole for the failures and not at all for the successes,
# so nobody who has to be stopped is missed; `_failures` then counts exactly. Of a healthy bundle
# little more than the newest slot is read.
SUSPECTS = """
SELECT b.id, s.since FROM bundles_bundle b
CROSS JOIN LATERAL (
    SELECT greatest(coalesce(b.started_at, b.created_at), %(since)s) AS since) s
WHERE b.status IN ('running', 'migration') AND b.purpose = 'automation'
    AND coalesce(b.started_at, b.created_at) <= %(running_since)s
    AND (SELECT r.slot FROM journal_rollup r
         WHERE r.bundle_id = b.id AND r.slot >= s.since AND r.succeeded + r.filtered > 0
         ORDER BY r.slot DESC LIMIT 1) IS NULL
    AND (SELECT sum(r.failed) FROM journal_rollup r
         WHERE r.bundle_id = b.id AND r.slot > s.since - interval '15 minutes') > %(more_than)s
"""


def review(moment: datetime) -> int:
    """Block whom the rules say to block, and return how many; safe to call twice.

    Whoever is started by a person begins anew: only what happened since then counts.
    """
    blocked = 0
    for rule in RULES:
        for bundle_id, since in _suspects(rule, moment):
            failed = _failures(bundle_id, since, moment)
            if failed > rule.more_than:
                blocked += block(bundle_id, rule.code, {"failed": failed})
    return blocked


def block_silent(moment: datetime) -> int:
    """Block whoever has all penalty points, and return how many; safe to call twice.

    Alerts have to reach people, so the bundles that deliver them go on trying.
    """
    points = health.struck_out(moment)
    theirs = Bundle.objects.automations().filter(pk__in=points, status__in=MOVING)
    return sum(
        block(bundle_id, "too_many_timeouts", {"points": points[bundle_id]})
        for bundle_id in theirs.values_list("pk", flat=True)
    )


def _suspects(rule: Rule, moment: datetime) -> list[tuple[UUID, datetime]]:
    asked: dict[str, Any] = {
        "since": moment - rule.within,
        "running_since": moment - rule.runs_for,
        "more_than": rule.more_than,
    }
    with connection.cursor() as cursor:
        cursor.execute(SUSPECTS, asked)
        return list(cursor.fetchall())


def _failures(bundle_id: UUID, since: datetime, until: datetime) -> int:
    """Count the runs that failed in this time; none if any run did not fail."""
    counted = Entry.objects.filter(
        bundle_id=bundle_id, kind="run", finished_at__gte=since, finished_at__lte=until
    ).aggregate(
        failed=Count("id", filter=Q(status="failed")),
        well=Count("id", filter=Q(status__in=("succeeded", "filtered"))),
    )
    return 0 if counted["well"] else int(counted["failed"])
