"""The last runs of bundles: a few steps down one index for each bundle and result."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from engine.accounts.models import Workspace
from engine.journal.finding.places import places
from engine.journal.finding.spans import DAY, Stretch
from engine.journal.finding.wanted import RUNS, Wanted
from engine.journal.models import Entry
from engine.journal.querysets import EntryQuerySet
from engine.journal.retention import oldest_seen

WORKED_OFF = tuple(one for one in RUNS if one != "duplicate")

LAST_RUNS = """
SELECT bundle.id, max(last.finished_at)
FROM unnest(%(bundles)s::uuid[]) AS bundle (id)
CROSS JOIN unnest(%(runs)s::text[]) AS sort (category)
CROSS JOIN LATERAL (
    SELECT e.finished_at FROM journal_entry AS e
    WHERE e.bundle_id = bundle.id AND e.category = sort.category AND e.kind = 'run'
        AND e.finished_at >= %(since)s
    ORDER BY e.finished_at DESC, e.id DESC LIMIT 1
) AS last
GROUP BY bundle.id
"""


def last_runs(bundle_ids: Sequence[UUID], since: datetime) -> Mapping[UUID, datetime]:
    """Return when each bundle last ended a run, where that was not earlier."""
    given: dict[str, Any] = {"bundles": list(bundle_ids), "runs": list(RUNS), "since": since}
    with connection.cursor() as cursor:
        cursor.execute(LAST_RUNS, given)
        return dict(cursor.fetchall())


def newest_runs(
    workspace: Workspace, bundle_id: UUID, moment: datetime, *, most: int
) -> EntryQuerySet:
    """Return the runs a bundle ended last, repeated events left out, the newest first."""
    seen = Stretch(oldest_seen(workspace.time_zone, moment), moment + DAY)
    wanted = Wanted(workspace.pk, [seen], WORKED_OFF, bundles=[bundle_id])
    runs = Entry.objects.filter(workspace_id=workspace.pk, kind="run")
    return runs.at_places(places(wanted, most)).newest_first()
