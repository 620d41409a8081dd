"""People whose data is kept everywhere it can be, and those who have it erased."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from engine.accounts.access import Actor
from engine.accounts.models import Role, Workspace
from engine.jobs.erasure import asking
from engine.jobs.erasure.asking import Wish
from engine.jobs.models import Job
from engine.jobs.work import work_off
from engine.journal.models import Entry, Key, Words
from engine.journal.telling.keys import hashed, keys_in
from engine.journal.telling.words import Reading
from engine.kernel.clock import now
from engine.kernel.json_types import Json
from tests.engine.journal.rows import a_run

OLGA = Actor(None, None, Role.OWNER)
ANNA, BORIS = "anna@example.com", "boris@example.org"
PHONE = "+7 (916) 123-45-67"
MOST_TURNS = 50


def a_story(workspace: Workspace, person: str, *, number: int = 0, **columns: Any) -> Entry:
    """Write a run about a person, with all that it is found by."""
    step = {
        "id": "subscribe",
        "kind": "action",
        "status": "succeeded",
        "input": {"to": person},
        "output": {"answer": f"{person} was subscribed"},
        "attempts": [{"n": 1, "outcome": "ok", "ms": 12.5, "http_status": 200}],
    }
    trigger = {"body": {"email": person, "order_id": number}}
    details = orjson.dumps({"trigger": trigger, "steps": [step]}).decode()
    usual = {"ago": timedelta(minutes=5), "subject": person, "details": details}
    entry = a_run(workspace, **{**usual, **columns})
    index(entry)
    return entry


def index(entry: Entry) -> None:
    """Let a row be found, as whoever writes rows does."""
    reading = Reading()
    reading.read(orjson.loads(entry.details))
    text = reading.text().lower()
    for key in keys_in(text, reading.ids):
        number = hashed(entry.workspace_id, key)
        Key.objects.create(key=number, finished_at=entry.finished_at, entry_id=entry.id)
    Words.objects.create(
        entry_id=entry.id,
        finished_at=entry.finished_at,
        workspace_id=entry.workspace_id,
        words=text,
    )


def erase(workspace: Workspace, *subjects: str, bundle: UUID | None = None) -> Job:
    """Have people erased, or a bundle's data, and wait until that is done."""
    job = asking.begin(workspace, Wish(subjects, bundle), OLGA)
    return finish(job)


def finish(job: Job) -> Job:
    """Give the job its turns until it has nothing more to do."""
    for _ in range(MOST_TURNS):
        due = Job.objects.filter(next_at__isnull=False)
        if not due.update(next_at=now() - timedelta(seconds=1)):
            break
        work_off()
    job.refresh_from_db()
    return job


def places_that_hold(*texts: str) -> list[str]:
    """Return the tables of the whole database in which one of these texts stands."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return [table for table in tables if _holds(cursor, table, texts)]


def _holds(cursor: Any, table: str, texts: Sequence[str]) -> bool:
    condition = " OR ".join("strpos(lower(t::text), %s) > 0" for _ in texts)
    cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE {condition}', list(texts))  # noqa: S608
    return bool(cursor.fetchone()[0])


def kept(entry: Entry) -> dict[str, Json]:
    """Return what the journal keeps of a row's data now."""
    details: dict[str, Json] = orjson.loads(Entry.objects.get(id=entry.id).details)
    return details
