"""Unisender's classic API: contacts, letters, campaigns; its quirks are in this README.md."""

from connectors import sdk
from connectors.unisender import contacts, hooks, imports, letters, newcomers
from connectors.unisender.api import LANGUAGES, ORIGIN, ask, rows

LISTS_SHOWN = 3
CAMPAIGN_STATUSES = (
    "waits_censor",
    "censor_hold",
    "declined",
    "waits_schedule",
    "scheduled",
    "in_progress",
    "analysed",
    "completed",
    "stopped",
    "canceled",
)
PERSON: dict[str, sdk.Json] = {
    "id": "88001",
    "email": "olga@example.org",
    "phone": "79990000001",
    "status": "new",
    "tags": ["spring"],
    "subscribed_at": "2024-03-01T09:00:00Z",
    "fields": {"Name": "Olga", "city": "Kazan"},
}


async def check(call: sdk.Call) -> str:
    """Ask for the lists; Unisender tells no account's name to every kind of account."""
    found = [str(one.get("title")) for one in rows(await ask(call, "getLists", reads=True))]
    return ", ".join(found[:LISTS_SHOWN]) + ("…" if len(found) > LISTS_SHOWN else "")


async def metadata(call: sdk.Call) -> sdk.Json:
    """Read what rarely changes: lists, fields and tags."""
    return {
        "lists": await ask(call, "getLists", reads=True),
        "fields": await ask(call, "getFields", reads=True),
        "tags": await ask(call, "getTags", reads=True),
    }


def a_minute(calls: int) -> sdk.Limits:
    """Return the limit of so many calls in a minute."""
    return sdk.Limits(calls=calls, period_s=60.0)


TRIGGERS = (
    sdk.WebhookTrigger(
        "email_status",
        read=hooks.reader("email_status"),
        fields=(sdk.Field("outcome", "choice", choices=letters.OUTCOMES),),
        accepts=hooks.of_status,
        sample={
            "login": "shop",
            "email": "olga@example.org",
            "status": "ok_delivered",
            "status_group": "success_group",
            "email_id": "123456",
            "happened_at": "2024-03-01T10:00:07Z",
            "outcome": "delivered",
        },
    ),
    sdk.WebhookTrigger(
        "unsubscribed",
        read=hooks.reader("unsubscribed"),
        fields=(contacts.ANY_LIST,),
        accepts=hooks.of_list,
        sample={
            "login": "shop",
            "email": "olga@example.org",
            "happened_at": "2024-03-01T11:00:00Z",
            "list_ids": ["501"],
        },
    ),
    sdk.WebhookTrigger(
        "subscribed",
        read=hooks.reader("subscribed"),
        fields=(contacts.ANY_LIST,),
        accepts=hooks.of_list,
        sample={
            "login": "shop",
            "email": "olga@example.org",
            "subscribed_list_ids": ["501"],
            "happened_at": "2024-03-01T09:00:00Z",
            "list_ids": ["501"],
        },
    ),
    sdk.WebhookTrigger(
        "campaign_status",
        read=hooks.reader("campaign_status"),
        fields=(sdk.Field("status", "choice", choices=CAMPAIGN_STATUSES),),
        accepts=hooks.of_status,
        sample={
            "login": "shop",
            "campaign_id": "801",
            "status": "completed",
            "contact_count": 1200,
            "currency": "RUB",
            "happened_at": "2024-03-01T10:30:00Z",
        },
    ),
    sdk.PollTrigger(
        "new_contact",
        poll=newcomers.new_contact,
        fields=(contacts.LIST,),
        can_start_from_date=True,
        sample=PERSON,
    ),
)

CONTACT_ACTIONS = (
    sdk.Action(
        "subscribe",
        fields=contacts.SUBSCRIBE_FIELDS,
        run=contacts.subscribe,
        sample={
            "person_id": "88001",
            "email": "olga@example.org",
            "phone": "",
            "outcome": "created",
        },
    ),
    sdk.Action(
        "import_contacts",
        fields=imports.IMPORT_FIELDS,
        run=imports.import_contacts,
        idempotent=True,
        sample={
            "total": 2,
            "succeeded": 1,
            "failed": 1,
            "inserted": 1,
            "updated": 0,
            "rows": [
                {"index": 0, "ok": True, "id": "olga@example.org", "error": None},
                {"index": 1, "ok": False, "id": None, "error": "Invalid email address"},
            ],
        },
    ),
    sdk.Action(
        "exclude",
        fields=contacts.LEAVE_FIELDS,
        run=contacts.exclude,
        idempotent=True,
        sample={"contact": "olga@example.org", "list_ids": ["501"]},
    ),
    sdk.Action(
        "unsubscribe",
        fields=contacts.LEAVE_FIELDS,
        run=contacts.unsubscribe,
        idempotent=True,
        sample={"contact": "olga@example.org", "list_ids": ["501"]},
    ),
    sdk.Action(
        "get_contact",
        fields=(sdk.Field("email", "email", required=True),),
        run=contacts.get_contact,
        idempotent=True,
        sample={
            "found": True,
            "email": "olga@example.org",
            "status": "active",
            "added_at": "2024-02-03T09:10:11Z",
            "lists": [{"id": "501", "title": "Buyers", "status": "active"}],
            "fields": {"Name": "Olga"},
        },
    ),
    sdk.Action(
        "count_contacts",
        fields=(contacts.LIST,),
        run=contacts.count_contacts,
        idempotent=True,
        sample={"list": "501", "count": 1200},
    ),
)

LETTER_ACTIONS = (
    sdk.Action(
        "create_message",
        fields=letters.MESSAGE_FIELDS,
        run=letters.create_message,
        sample={"message_id": "7001"},
    ),
    sdk.Action(
        "send_campaign",
        fields=letters.SEND_FIELDS,
        run=letters.send_campaign,
        sample={"campaign_id": "801", "status": "scheduled", "count": 1200},
    ),
    sdk.Action(
        "cancel_campaign",
        fields=(letters.CAMPAIGN,),
        run=letters.cancel_campaign,
        sample={"campaign_id": "801"},
    ),
    sdk.Action(
        "campaign_status",
        fields=(letters.CAMPAIGN,),
        run=letters.campaign_status,
        idempotent=True,
        sample={
            "campaign_id": "801",
            "status": "completed",
            "creation_time": "2024-03-01T09:00:00Z",
            "start_time": "2024-03-01T10:00:00Z",
        },
    ),
    sdk.Action(
        "campaign_statistics",
        fields=letters.STATISTICS_FIELDS,
        run=letters.campaign_statistics,
        idempotent=True,
        sample={
            "campaign_id": "801",
            "total": 1200,
            "delivered": 1170,
            "read_unique": 430,
            "letters": [{"email": "olga@example.org", "send_result": "ok_read", "outcome": "read"}],
        },
    ),
    sdk.Action(
        "create_list",
        fields=letters.LIST_FIELDS,
        run=letters.create_list,
        sample={"id": "501", "title": "Buyers", "outcome": "created"},
    ),
    sdk.Action(
        "create_field",
        fields=letters.FIELD_FIELDS,
        run=letters.create_field,
        sample={"id": "31", "name": "city", "type": "string", "outcome": "created"},
    ),
)

connector = sdk.Connector(
    slug="unisender",
    base_url=ORIGIN,
    # The key travels in the body of each call, so that no log of addresses has it.
    auth=(sdk.ApiKey(check=check),),
    settings=(
        sdk.Field("language", "choice", default="ru", choices=LANGUAGES),
        sdk.Field("check_signature", "boolean", default=True),
    ),
    limits=sdk.Limits(
        at_once=8,
        calls=1200,
        period_s=60.0,
        scopes={
            "subscribe": a_minute(300),
            "send_campaign": a_minute(100),
            "new_contact": a_minute(20),
        },
    ),
    metadata=metadata,
    triggers=TRIGGERS,
    actions=CONTACT_ACTIONS + LETTER_ACTIONS,
    subscription=hooks.SUBSCRIPTION,
)
