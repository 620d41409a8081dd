"""The journal's writers for everything but the worker loop, whose recorder copies rows in bulk."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, starmap
from uuid import UUID

import orjson
from django.db import connection, transaction

from engine.accounts.models import Workspace
from engine.journal.finding.through import keys_through
from engine.journal.models import Entry, Key, Words
from engine.journal.modes import ALERT
from engine.journal.telling.story import Facts, Story, story_of
from engine.journal.telling.sums import Counted, Sums
from engine.kernel.json_types import JsonObject

BATCH = 500
IS_CONFIDENTIAL = "SELECT id FROM bundles_bundle WHERE is_confidential AND id = ANY(%s)"


def note(
    workspace_id: UUID,
    *,
    code: str,
    bundle_id: UUID | None = None,
    connection_id: UUID | None = None,
    actor: str | None = None,
    params: JsonObject | None = None,
    kind: str = Entry.Kind.SYSTEM,
) -> Entry:
    """Write one row that tells what the system or a person did, in the current transaction."""
    told = {"code": code, "params": params or {}, "actor": actor}
    return Entry.objects.create(
        workspace_id=workspace_id,
        bundle_id=bundle_id,
        connection_id=connection_id,
        kind=kind,
        status=Entry.Status.SUCCEEDED,
        mode="",
        details=orjson.dumps(told).decode(),
    )


@transaction.atomic
def record_runs(entries: Sequence[Entry]) -> None:
    """Write rows of runs that ended outside the worker loop, as the recorder would, and count them.

    What may not be kept is taken out of the rows given.
    """
    private = _Privacy.of(entries)
    told = [(entry, _keep(entry, private.facts(entry))) for entry in entries]
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    Key.objects.bulk_create(chain.from_iterable(starmap(_keys, told)), batch_size=BATCH)
    words = (_words(entry, story) for entry, story in told if story.words)
    Words.objects.bulk_create(words, batch_size=BATCH)
    sums = Sums()
    for entry, story in told:
        if entry.bundle_id is not None:
            sums.add_run(_counted(entry, entry.bundle_id, story))
    add_up(sums)


def add_up(sums: Sums) -> None:
    """Add to what is known of bundles and their connections, in the current transaction."""
    with connection.cursor() as cursor:
        for statement, columns in sums.statements():
            cursor.execute(statement, columns)


@dataclass(frozen=True, slots=True)
class _Privacy:
    """What the workspaces and bundles of some rows want hidden."""

    rules: Mapping[UUID, tuple[str, ...]]
    confidential: Container[UUID | None]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "_Privacy":
        homes = Workspace.objects.filter(pk__in={entry.workspace_id for entry in entries})
        rules = {pk: tuple(texts) for pk, texts in homes.values_list("pk", "masked_fields")}
        bundles = {entry.bundle_id for entry in entries if entry.bundle_id}
        with connection.cursor() as cursor:
            cursor.execute(IS_CONFIDENTIAL, [list(bundles)])
            return cls(rules, {row[0] for row in cursor.fetchall()})

    def facts(self, entry: Entry) -> Facts:
        event_id = str(entry.event_id) if entry.event_id else None
        place = (str(entry.workspace_id), event_id, entry.key)
        if entry.mode == ALERT:
            return Facts(*place)
        rules = self.rules.get(entry.workspace_id, ())
        return Facts(*place, rules, entry.bundle_id in self.confidential)


def _keep(entry: Entry, facts: Facts) -> Story:
    story = story_of(facts, entry.details.encode(), entry.error)
    entry.key, entry.subject = story.key, story.subject
    entry.error = dict(story.error) if story.error else None
    entry.details = story.details.decode()
    return story


def _keys(entry: Entry, story: Story) -> Iterator[Key]:
    ways = keys_through(str(entry.workspace_id), entry.mode, entry.status, story.shares)
    keys = (*story.keys, *ways)
    return (Key(key=key, finished_at=entry.finished_at, entry_id=entry.id) for key in keys)


def _words(entry: Entry, story: Story) -> Words:
    return Words(
        entry_id=entry.id,
        finished_at=entry.finished_at,
        workspace_id=entry.workspace_id,
        words=story.words,
    )


def _counted(entry: Entry, bundle_id: UUID, story: Story) -> Counted:
    return Counted(
        *(bundle_id, entry.workspace_id, entry.mode, entry.status),
        *(entry.received_at, entry.finished_at),
        *(entry.transactions, entry.bytes_in, entry.bytes_out),
        *(story.shares, story.failed_at),
    )
