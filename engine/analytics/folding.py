"""Quarters of an hour folded into days, and days into months; the statements behind `services`.

A day is always folded as a whole, so that doing it twice changes nothing.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from engine.analytics.columns import DURATIONS, NUMBERS, OF_RUNS, OF_USES, SUMMED, named
from engine.analytics.days import next_month
from engine.analytics.models import NOBODY, Grain, Scope

COLUMNS = (
    "workspace_id, grain, scope, subject_id, connection_id, connector, day, "
    f"{', '.join(NUMBERS)}, durations"
)
QUARTERS = "workspace_id = %(workspace)s AND slot >= %(since)s AND slot < %(until)s"
FOLD_RUNS = f"""
INSERT INTO analytics_sum ({COLUMNS})
SELECT %(workspace)s, {Grain.DAY:d},
    CASE grouping(bundle_id) WHEN 1 THEN {Scope.ALL:d} ELSE {Scope.BUNDLE:d} END,
    coalesce(bundle_id, '{NOBODY}'), '{NOBODY}', '', %(day)s, {SUMMED}, {DURATIONS}
FROM (SELECT bundle_id, {named(OF_RUNS)} FROM journal_rollup WHERE {QUARTERS}) AS quarters
GROUP BY GROUPING SETS ((), (bundle_id)) HAVING count(*) > 0
"""
FOLD_USES = f"""
INSERT INTO analytics_sum ({COLUMNS})
SELECT %(workspace)s, {Grain.DAY:d},
    CASE grouping(bundle_id, connection_id) WHEN 0 THEN {Scope.USE:d}
        WHEN 2 THEN {Scope.CONNECTION:d} ELSE {Scope.CONNECTOR:d} END,
    coalesce(bundle_id, '{NOBODY}'), coalesce(connection_id, '{NOBODY}'), connector, %(day)s,
    {SUMMED}, NULL
FROM (SELECT bundle_id, connection_id, connector, {named(OF_USES)} FROM journal_use
      WHERE {QUARTERS}) AS quarters
GROUP BY GROUPING SETS (
    (bundle_id, connection_id, connector), (connection_id, connector), (connector))
"""
FOLD_GROUPS = f"""
INSERT INTO analytics_sum ({COLUMNS})
SELECT %(workspace)s, {Grain.DAY:d}, {Scope.GROUP:d}, g.group_id, '{NOBODY}', '', %(day)s,
    {SUMMED}, {DURATIONS}
FROM analytics_groupfold g JOIN analytics_sum s ON s.subject_id = ANY(g.members)
WHERE g.workspace_id = %(workspace)s AND s.workspace_id = %(workspace)s
    AND s.grain = {Grain.DAY:d} AND s.scope = {Scope.BUNDLE:d} AND s.day = %(day)s
GROUP BY g.group_id
"""
FOLD_MONTH = f"""
INSERT INTO analytics_sum ({COLUMNS})
SELECT %(workspace)s, {Grain.MONTH:d}, scope, subject_id, connection_id, connector, %(month)s,
    {SUMMED}, CASE WHEN scope <= {Scope.GROUP:d} THEN {DURATIONS} END
FROM analytics_sum
WHERE workspace_id = %(workspace)s AND grain = {Grain.DAY:d} AND scope = ANY(%(scopes)s)
    AND day >= %(month)s AND day < %(end)s
GROUP BY scope, subject_id, connection_id, connector
"""
# All scopes are named, so that the index is walked to the day and not past all the others.
FORGET = """
DELETE FROM analytics_sum WHERE workspace_id = %(workspace)s AND grain = %(grain)s
    AND scope = ANY(%(scopes)s) AND day >= %(first)s AND day < %(end)s
"""


def fold_day(workspace_id: UUID, day: date, since: datetime, until: datetime) -> None:
    """Count a day anew from its quarters between these moments."""
    forget(workspace_id, Grain.DAY, day, date.fromordinal(day.toordinal() + 1))
    told = {"workspace": workspace_id, "day": day, "since": since, "until": until}
    for statement in (FOLD_RUNS, FOLD_GROUPS, FOLD_USES):
        _do(statement, told)


def fold_month(workspace_id: UUID, month: date) -> None:
    """Count a month anew from its days."""
    end = next_month(month)
    forget(workspace_id, Grain.MONTH, month, end)
    _do(
        FOLD_MONTH,
        {"workspace": workspace_id, "month": month, "end": end, "scopes": Scope.values},
    )


def forget(workspace_id: UUID, grain: Grain, first: date, end: date) -> None:
    """Remove the sums of these days or months."""
    told = {"workspace": workspace_id, "grain": int(grain), "first": first, "end": end}
    _do(FORGET, {**told, "scopes": Scope.values})


def _do(sql: str, told: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
