"""Sums of groups: of the bundles a group had when they were made, good while it has the same."""

from uuid import UUID

from django.db import connection, transaction

from engine.analytics.columns import DURATIONS, SUMMED
from engine.analytics.folding import COLUMNS
from engine.analytics.models import NOBODY, Fold, GroupFold, Scope, Sum

PRESENT = f"""
SELECT workspace_id, coalesce(group_id, '{NOBODY}') AS group_id,
    array_agg(id ORDER BY id) AS members
FROM bundles_bundle WHERE purpose = 'automation' GROUP BY 1, 2
"""
CHANGED = f"""
SELECT workspace_id, group_id, p.members
FROM ({PRESENT}) p
FULL JOIN analytics_groupfold f USING (workspace_id, group_id)
WHERE p.members IS DISTINCT FROM f.members
    AND coalesce(p.workspace_id, f.workspace_id) IN (SELECT workspace_id FROM analytics_fold)
"""
STALE = f"""
SELECT group_id FROM (SELECT * FROM ({PRESENT}) p WHERE workspace_id = %(workspace)s) p
FULL JOIN (SELECT * FROM analytics_groupfold WHERE workspace_id = %(workspace)s) f USING (group_id)
WHERE p.members IS DISTINCT FROM f.members
"""
GATHER = f"""
INSERT INTO analytics_sum ({COLUMNS})
SELECT workspace_id, grain, {Scope.GROUP:d}, %(group)s, '{NOBODY}', '', day, {SUMMED}, {DURATIONS}
FROM analytics_sum
WHERE workspace_id = %(workspace)s AND grain IN (0, 1) AND scope = {Scope.BUNDLE:d}
    AND subject_id = ANY(%(members)s)
GROUP BY workspace_id, grain, day
"""


def changed() -> list[tuple[UUID, UUID, list[UUID] | None]]:
    """Return the groups whose bundles are others than when they were summed, with those of now."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED)
        return list(cursor.fetchall())


def stale(workspace_id: UUID) -> set[UUID]:
    """Return the groups of a workspace whose sums are not those of the bundles they have now."""
    with connection.cursor() as cursor:
        cursor.execute(STALE, {"workspace": workspace_id})
        return {row[0] for row in cursor.fetchall()}


@transaction.atomic
def gather(workspace_id: UUID, group_id: UUID, members: list[UUID] | None) -> None:
    """Sum a group up for these bundles; without any it is forgotten."""
    Fold.objects.select_for_update().get(pk=workspace_id)
    mine = GroupFold.objects.filter(workspace_id=workspace_id, group_id=group_id)
    before = next((row.members for row in mine), [])
    if _have_sums(workspace_id, {*before} ^ {*(members or ())}):
        _sum_up(workspace_id, group_id, members or [])
    mine.delete()
    if members:
        GroupFold.objects.create(workspace_id=workspace_id, group_id=group_id, members=members)


def _have_sums(workspace_id: UUID, bundles: set[UUID]) -> bool:
    """Say whether it makes a difference that these came or went; new bundles did nothing yet."""
    theirs = Sum.objects.filter(workspace_id=workspace_id, grain=0, scope=Scope.BUNDLE)
    return theirs.filter(subject_id__in=bundles).exists()


def _sum_up(workspace_id: UUID, group_id: UUID, members: list[UUID]) -> None:
    Sum.objects.filter(
        workspace_id=workspace_id, grain__in=(0, 1), scope=Scope.GROUP, subject_id=group_id
    ).delete()
    with connection.cursor() as cursor:
        cursor.execute(GATHER, {"workspace": workspace_id, "group": group_id, "members": members})
