"""Methods about lists, fields, tags and webhooks."""

import re
from typing import Any

from tests.services.unisender.account import Account, Hook, Refusal
from tests.services.unisender.contacts import SYSTEM, demand_lists
from tests.services.unisender.forms import Params

FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
FIELD_KINDS = {"string", "text", "number", "date", "bool"}
EVENTS = {"email_status", "unsubscribe", "subscribe", "campaign_status", "email_check", "user_info"}


def get_lists(account: Account, _params: Params) -> Any:
    """Return every list."""
    return list(account.lists.values())


def create_list(account: Account, params: Params) -> Any:
    """Add a list."""
    if not params.get("title"):
        raise Refusal("invalid_arg", "&quot;title&quot; is required")
    return {"id": account.add_list(params["title"])}


def update_list(account: Account, params: Params) -> Any:
    """Rename a list."""
    number = demand_lists(account, params.get("list_id"))[0]
    if params.get("title"):
        account.lists[number]["title"] = params["title"]
    return []


def delete_list(account: Account, params: Params) -> Any:
    """Delete a list; its contacts stay."""
    number = demand_lists(account, params.get("list_id"))[0]
    del account.lists[number]
    for one in account.contacts.values():
        one.lists.pop(number, None)
    return []


def get_fields(account: Account, _params: Params) -> Any:
    """Return every field of contacts."""
    return list(account.fields.values())


def create_field(account: Account, params: Params) -> Any:
    """Add a field of contacts."""
    name, kind = str(params.get("name") or ""), str(params.get("type") or "")
    if not FIELD_NAME.fullmatch(name) or name in SYSTEM:
        raise Refusal("invalid_arg", f"Invalid field name &quot;{name}&quot;")
    if kind not in FIELD_KINDS:
        raise Refusal("invalid_arg", "Invalid field type")
    if account.has_field(name):
        raise Refusal("invalid_arg", f"Field &quot;{name}&quot; already exists")
    return {"id": account.add_field(name, kind, str(params.get("public_name") or ""))}


def update_field(account: Account, params: Params) -> Any:
    """Rename a field of contacts."""
    text = str(params.get("id") or "")
    one = account.fields.get(int(text) if text.isdigit() else 0)
    if one is None:
        raise Refusal("invalid_arg", "Field not found")
    one["name"] = params.get("name") or one["name"]
    one["public_name"] = params.get("public_name") or one["public_name"]
    return {"id": text}


def get_tags(account: Account, _params: Params) -> Any:
    """Return every tag; an account without tags answers as PHP does."""
    return list(account.tags.values())


def set_hook(account: Account, params: Params) -> Any:
    """Have an address told of events; the same address again replaces what it wanted."""
    url, events = str(params.get("hook_url") or ""), params.get("events")
    if not url.startswith(("http://", "https://")):
        raise Refusal("invalid_arg", "&quot;hook_url&quot; is invalid")
    if not isinstance(events, dict) or not set(events) <= EVENTS:
        raise Refusal("invalid_arg", "&quot;events&quot; is invalid")
    if params.get("event_format") != "json_post":
        raise Refusal("invalid_arg", "&quot;event_format&quot; is invalid")
    status = str(params.get("status") or "active")
    number = next(account.numbers)
    single = params.get("single_event") == "1"
    account.hooks[url] = Hook(url, events, single, status, number)
    return {"id": number}


def list_hooks(account: Account, _params: Params) -> Any:
    """Return every hook."""
    return [
        {
            "id": one.number,
            "url": one.url,
            "event_format": "json_post",
            "events": one.events,
            "single_event": int(one.single),
            "max_parallel": 10,
            "status": one.status,
        }
        for one in account.hooks.values()
    ]


def remove_hook(account: Account, params: Params) -> Any:
    """Forget an address."""
    if account.hooks.pop(str(params.get("hook_url")), None) is None:
        raise Refusal("invalid_arg", "Hook not found")
    return []
