"""New contacts of a list by polling: an export is ordered, awaited, and read as a table.

Unisender cannot be asked for contacts since a moment, and shows new ones only after its index
caught up. So each sweep reads the whole list and hands over what joined it since the last one,
less the time the index may lag.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from connectors import sdk
from connectors.unisender.api import as_object, ask, rows, text

LAG_S = 4 * 3600.0  # the index is rebuilt about every three hours
PAUSES_S = (0.2, 1.0, 2.0, 4.0, 6.0)
PAGE = 1000
FILE_BYTES = 64 * 1024 * 1024
OWN = ("id", "email", "phone", "email_status", "tags", "email_add_time")
MEMBERSHIP = ("email_list_ids", "email_subscribe_times")
DELIMITERS = ",;\t"

Row = Mapping[str, str]


async def new_contact(
    call: sdk.Call, query: sdk.PollQuery, *, pauses_s: Sequence[float] = PAUSES_S
) -> sdk.Batch:
    """Return who joined the list, oldest first; a sweep goes on until the export is done."""
    place = as_object(sdk.read_json(query.page.encode())) if query.page else {}
    task = text(place, "task") or await order(call, text(query.fields, "list"))
    try:
        table = await exported(call, task, pauses_s)
    except sdk.InputRejected:
        if not query.page:
            raise
        # Exports are not kept for ever: the one this sweep began with is gone.
        task = await order(call, text(query.fields, "list"))
        table = await exported(call, task, pauses_s)
    if table is None:
        # A page may not name itself as the next one, so the waiting is counted.
        waited = int(text(place, "waited") or 0) + 1
        following = json.dumps({"task": task, "waited": waited})
        return sdk.Batch(next=following, cursor=furthest(query, []))
    found = sorted(newcomers(table, query), key=joined_at)
    start = int(text(place, "from") or 0)
    shown, end = found[start : start + PAGE], start + PAGE
    more = json.dumps({"task": task, "from": end}) if end < len(found) else None
    return sdk.Batch(shown, more, furthest(query, shown))


async def order(call: sdk.Call, list_id: str) -> str:
    """Have the list exported with all of the account's fields, and return the task's id."""
    own = [text(one, "name") for one in rows(await ask(call, "getFields", reads=True))]
    asked: dict[str, sdk.Json] = {"list_id": list_id, "field_names": [*OWN, *MEMBERSHIP, *own]}
    return text(as_object(await ask(call, "async/exportContacts", asked, reads=True)), "task_uuid")


async def exported(call: sdk.Call, task: str, pauses_s: Sequence[float]) -> list[Row] | None:
    """Wait a while for an export and return its rows, None when it is still being made."""
    address = await sdk.until(lambda: file_address(call, task), pauses_s)
    return None if address is None else await download(call, address)


async def file_address(call: sdk.Call, task: str) -> str | None:
    """Return where the export is, None while it is being made."""
    told = await ask(call, "async/getTaskResult", {"task_uuid": task}, reads=True)
    return text(as_object(told), "file_to_download") or None


async def download(call: sdk.Call, address: str) -> list[Row]:
    """Return the rows of an exported file, whichever delimiter it was written with."""
    answer = await call.request("GET", address, max_bytes=FILE_BYTES)
    content = decoded(answer.body)
    heading = content.partition("\n")[0]
    delimiter = max(DELIMITERS, key=heading.count)
    table = csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter)
    try:
        if not {"id", "email"} & set(table.fieldnames or ()):
            raise unreadable(answer)
        return list(table)
    except csv.Error:
        raise unreadable(answer) from None


def unreadable(answer: sdk.Answer) -> sdk.ServiceUnavailable:
    """Say that the file is not the table we ordered."""
    return sdk.ServiceUnavailable(
        "The exported file cannot be read.", code="answer_unreadable", answer=answer.excerpt()
    )


def decoded(content: bytes) -> str:
    """Read a file as UTF-8, or else in the code page of Windows."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", "replace")


def newcomers(found: Sequence[Row], query: sdk.PollQuery) -> Iterator[sdk.Item]:
    """Return as items those who joined since the last sweep, less what the index may lag."""
    reached = sdk.moment(query.cursor) or query.since
    since = reached - timedelta(seconds=LAG_S) if reached else None
    for row in found:
        at = joined_list_at(row, text(query.fields, "list"))
        if since is None or at is None or at >= since:
            key = row.get("id") or row.get("email") or row.get("phone")
            yield sdk.Item(payload(row, at), key, at=at)


def joined_list_at(row: Row, list_id: str) -> datetime | None:
    """Return when a contact joined the list, or else when it was added to the account."""
    lists, times = ((row.get(one) or "").split(",") for one in MEMBERSHIP)
    known = dict(zip(lists, times, strict=False)) if len(lists) == len(times) else {}
    return sdk.moment(known.get(list_id)) or sdk.moment(row.get("email_add_time"))


def payload(row: Row, at: datetime | None) -> dict[str, sdk.Json]:
    """Return a contact as later steps see it."""
    ours = {*OWN, *MEMBERSHIP, None}
    return {
        "id": row.get("id"),
        "email": row.get("email"),
        "phone": row.get("phone"),
        "status": row.get("email_status"),
        "tags": [one for one in (row.get("tags") or "").split(",") if one],
        "subscribed_at": at.isoformat().replace("+00:00", "Z") if at else None,
        "fields": {name: one for name, one in row.items() if name not in ours},
    }


def joined_at(item: sdk.Item) -> datetime:
    """Return the moment that items are sorted by; those without one come last."""
    return item.at or datetime.max.replace(tzinfo=UTC)


def furthest(query: sdk.PollQuery, found: Sequence[sdk.Item]) -> sdk.Json:
    """Return the furthest moment of the sweep so far."""
    moments = [one for one in map(sdk.moment, (query.cursor, query.furthest)) if one]
    moments += [one.at for one in found if one.at]
    return max(moments).isoformat() if moments else None
