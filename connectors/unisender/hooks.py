"""Webhooks of Unisender: one request carries many events, or one; `auth` proves the sender."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from connectors import sdk
from connectors.unisender.api import as_object, ask, rows, text, tidy
from connectors.unisender.letters import outcome

AUTH = re.compile(rb'("auth"\s*:\s*")([0-9A-Fa-f]{32})(")')
# The word a bundle's trigger goes by, and Unisender's.
EVENTS: Mapping[str, str] = {
    "email_status": "email_status",
    "unsubscribed": "unsubscribe",
    "subscribed": "subscribe",
    "campaign_status": "campaign_status",
}
AROUND = ("auth", "login", "event_name", "event_time", "event_data", "retry_count")
LISTS = "list_ids"

Event = Mapping[str, sdk.Json]


def reader(trigger: str) -> Callable[[sdk.HookRequest], sdk.Received | sdk.Probe]:
    """Return what takes one kind of event out of a request."""

    def read(request: sdk.HookRequest) -> sdk.Received | sdk.Probe:
        if request.method in {"GET", "HEAD"}:
            return sdk.Probe()
        body = sdk.parse_body(request.raw, request.content_type or "application/json")
        if not isinstance(body, Mapping):
            raise sdk.PayloadRejected("This is not a webhook of Unisender.")
        if request.settings.get("check_signature") is not False:
            prove(request)
        found = list(events(body))
        if not found and "events_by_user" not in body:
            raise sdk.PayloadRejected("There are no events of Unisender in the request.")
        wanted = [one for one in found if one.get("event_name") == EVENTS[trigger]]
        return sdk.Received(tuple(items(wanted)))

    return read


def prove(request: sdk.HookRequest) -> None:
    """Let the request in when `auth` is the MD5 of the body with the API key in its place."""
    key, found = request.credentials.get("value", ""), AUTH.search(request.raw)
    given = found[2].decode().lower() if found else None
    signed = AUTH.sub(lambda part: part[1] + key.encode() + part[3], request.raw, count=1)
    digest = hashlib.md5(signed, usedforsecurity=False).hexdigest()
    sdk.check_shared_secret(given, [digest])


def events(body: Mapping[str, sdk.Json]) -> Iterator[Event]:
    """List the events of a request in either form, each with its login."""
    if "event_name" in body:
        yield body
    for user in rows(body.get("events_by_user")):
        for one in rows(user.get("events") or user.get("Events")):
            yield {"login": user.get("login"), **one}


def items(found: list[Event]) -> Iterator[sdk.Item]:
    """Return events as items; a request that is sent again has the same ids in it."""
    seen = Counter[str]()
    for one in found:
        payload = plain(one)
        name = hashlib.sha256(sdk.dump_json(payload)).hexdigest()[:32]
        seen[name] += 1
        yield sdk.Item(payload, name if seen[name] == 1 else f"{name}:{seen[name]}")


def plain(event: Event) -> dict[str, sdk.Json]:
    """Return an event without its envelope: ids as text, lists under one name."""
    own = {name: one for name, one in event.items() if name not in AROUND}
    data = as_object(tidy({**own, **as_object(event.get("event_data"))}))
    payload: dict[str, sdk.Json] = {"login": event.get("login"), **data}
    payload["happened_at"] = tidy(event.get("event_time"))
    for name, value in data.items():
        if name.endswith(LISTS) and isinstance(value, list | str):
            payload[LISTS] = value if isinstance(value, list) else value.split(",")
    if event.get("event_name") == "email_status":
        payload["outcome"] = outcome(text(data, "status"))
    return payload


def of_list(payload: sdk.Json, fields: Mapping[str, sdk.Json]) -> bool:
    """Let events of the bundle's list pass, and those that name no list at all."""
    known = as_object(payload).get(LISTS)
    wanted = text(fields, "list")
    return not wanted or not isinstance(known, list) or wanted in [str(one) for one in known]


def of_status(payload: sdk.Json, fields: Mapping[str, sdk.Json]) -> bool:
    """Let events of the wanted status or outcome pass."""
    event = as_object(payload)
    return all(
        not fields.get(one) or event.get(one) == fields[one] for one in ("status", "outcome")
    )


async def arm(call: sdk.Call, wanted: sdk.Wanted) -> sdk.Armed:
    """Have Unisender send the events; the same address again replaces what it was told before."""
    former = text(wanted.state, "url")
    if former and former != wanted.url:
        await remove(call, former)
    asked: dict[str, sdk.Json] = {
        "hook_url": wanted.url,
        "events": dict.fromkeys((EVENTS[one] for one in wanted.events), "*"),
        "event_format": "json_post",
        "single_event": 0,
        "status": "active",
    }
    await ask(call, "setHook", asked)
    return sdk.Armed({"url": wanted.url, "events": list(wanted.events)})


async def disarm(call: sdk.Call, wanted: sdk.Wanted) -> None:
    """Have Unisender forget the address."""
    await remove(call, text(wanted.state, "url") or wanted.url)


async def remove(call: sdk.Call, url: str) -> None:
    """Remove a hook; one that is gone already is what we want."""
    known = {hook_url(one) for one in rows(await ask(call, "listHooks", reads=True))}
    if url in known:
        await ask(call, "removeHook", {"hook_url": url})


async def stands(call: sdk.Call, wanted: sdk.Wanted) -> bool:
    """Say whether the address still is active, with every event that is wanted."""
    for one in rows(await ask(call, "listHooks", reads=True)):
        if hook_url(one) == wanted.url and one.get("status", "active") == "active":
            sent = one.get("events")
            names = set(sent) if isinstance(sent, Mapping | list) else set()
            return not names or {EVENTS[event] for event in wanted.events} <= names
    return False


def hook_url(hook: Event) -> str:
    """Return the address of a hook, under either name."""
    return text(hook, "url") or text(hook, "hook_url")


SUBSCRIPTION = sdk.Subscription(arm=arm, disarm=disarm, stands=stands)
