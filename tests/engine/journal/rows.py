"""Journal rows as the recorder would have written them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import orjson

from engine.accounts.models import Workspace
from engine.journal.finding.through import keys_through
from engine.journal.models import Entry, Key, Words
from engine.journal.telling.keys import hashed, keys_in, normal
from engine.journal.telling.sums import Place, Share
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.kernel.json_types import Json

A_WEEK = timedelta(days=7)
STEP: dict[str, Json] = {
    "id": "subscribe",
    "kind": "action",
    "status": "succeeded",
    "input": {"email": "anna@example.com"},
    "output": {"id": 7},
    "attempts": [
        {
            "n": 1,
            "outcome": "ok",
            "at": "2026-11-21T20:00:00Z",
            "ms": 12.5,
            "http_status": 200,
            "repeat_possible": False,
        }
    ],
}


def details_of(*steps: Json, trigger: Json = None) -> str:
    """Return the text of the details column."""
    return orjson.dumps({"trigger": trigger, "steps": steps}).decode()


def a_run(
    workspace: Workspace,
    *,
    ago: timedelta = timedelta(),
    at: datetime | None = None,
    bundle_id: UUID | None = None,
    called: Sequence[Place] = (),
    **columns: object,
) -> Entry:
    """Write one run that ended a while ago and called these services, and return its row."""
    assert ago <= A_WEEK, "on a Monday there is no partition for what is older"
    ended = at or now() - ago
    entry = Entry.objects.create(
        **{
            "workspace_id": workspace.id,
            "bundle_id": bundle_id or new_id(),
            "event_id": new_id(),
            "status": "succeeded",
            "received_at": ended - timedelta(seconds=1),
            "finished_at": ended,
            "outline": '[["subscribe","succeeded"]]',
            "details": details_of(STEP, trigger={"body": {"email": "anna@example.com"}}),
        }
        | columns
    )
    make_findable(entry)
    shares = [Share(place, 1, 0, 0) for place in called]
    for key in keys_through(str(workspace.id), entry.mode, entry.status, shares):
        Key.objects.create(key=key, finished_at=entry.finished_at, entry_id=entry.id)
    return entry


def make_findable(entry: Entry, keys: Sequence[str] | None = None) -> None:
    """Write the words and the keys of a row's data, or these keys."""
    words = "\n".join(dict.fromkeys(_values(orjson.loads(entry.details)))).lower()
    if words:
        place = {"finished_at": entry.finished_at, "entry_id": entry.id}
        Words.objects.create(**place, workspace_id=entry.workspace_id, words=words)
    ids = [str(one) for one in (entry.event_id, entry.key, entry.subject) if one]
    found = dict.fromkeys([*map(normal, ids), *keys_in(words)]) if keys is None else keys
    for key in found:
        number = hashed(entry.workspace_id, key)
        Key.objects.create(key=number, finished_at=entry.finished_at, entry_id=entry.id)


def _values(value: Json) -> Iterator[str]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _values(one)
    elif isinstance(value, list):
        for one in value:
            yield from _values(one)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def a_failed_run(workspace: Workspace, **columns: object) -> Entry:
    """Write one run that a service refused."""
    error = {"code": "input_rejected", "remedy": "fix", "message": "The address is not valid"}
    return a_run(workspace, **{"status": "failed", "error": error} | columns)  # type: ignore[arg-type]
