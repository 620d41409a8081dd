"""Actions with letters, campaigns and their figures, and with the account's lists and fields."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from connectors import sdk
from connectors.unisender import choices
from connectors.unisender.api import as_object, ask, joined, rows, text
from connectors.unisender.contacts import LIST, Inputs

MINUTE = "%Y-%m-%d %H:%M"
FIELD_TYPES = ("string", "text", "number", "date", "bool")
RESULTS: Mapping[str, str] = {
    "ok_read": "read",
    "ok_link_visited": "clicked",
    "ok_unsubscribed": "unsubscribed",
    "ok_fbl": "spam",
    "ok_delivered": "delivered",
    "ok_spam_folder": "delivered",
    "err_will_retry": "retrying",
    "err_resend": "retrying",
    "not_sent": "waiting",
}
OUTCOMES = (
    *("waiting", "sent", "delivered", "read", "clicked"),
    *("unsubscribed", "spam", "retrying", "failed"),
)

CAMPAIGN = sdk.Field("campaign", "choice", required=True, choices=choices.campaigns)
MESSAGE_FIELDS = (
    LIST,
    sdk.Field("sender_name", required=True),
    sdk.Field("sender_email", "email", required=True),
    sdk.Field("subject", required=True),
    sdk.Field("body", "text_long"),
    sdk.Field("template", "choice", choices=choices.templates),
    sdk.Field("text_body", "text_long"),
    sdk.Field("tag", "choice", choices=choices.tags),
)
SEND_FIELDS = (
    sdk.Field("message", "choice", required=True, choices=choices.messages),
    sdk.Field("start_at", "datetime"),
    sdk.Field("contacts", "list"),
    sdk.Field("track_read", "boolean", default=True),
    sdk.Field("track_links", "boolean", default=True),
)
STATISTICS_FIELDS = (CAMPAIGN, sdk.Field("details", "boolean", default=False))
LIST_FIELDS = (sdk.Field("title", required=True), *sdk.duplicate_fields("title", default="skip"))
FIELD_FIELDS = (
    sdk.Field("name", required=True),
    sdk.Field("type", "choice", default="string", choices=FIELD_TYPES),
    sdk.Field("public_name"),
    *sdk.duplicate_fields("name", default="skip"),
)


async def create_message(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Make a letter for a list, with a text of its own or that of a template."""
    if not text(inputs, "body") and not text(inputs, "template"):
        raise sdk.InputRejected(
            "A letter needs a body or a template.", code="body_missing", field="body"
        )
    asked: dict[str, sdk.Json] = {
        name: inputs.get(name)
        for name in ("sender_name", "sender_email", "subject", "body", "text_body", "tag")
    }
    places = {"list_id": inputs.get("list"), "template_id": inputs.get("template")}
    return await ask(call, "createEmailMessage", {**asked, **places})


async def send_campaign(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Send a letter to its list, or to some of it, now or later."""
    start_at = text(inputs, "start_at")
    asked: dict[str, sdk.Json] = {
        "message_id": inputs["message"],
        "start_time": utc_minute(start_at) if start_at else None,
        "timezone": "UTC" if start_at else None,
        "contacts": joined(inputs.get("contacts")),
        "track_read": inputs["track_read"],
        "track_links": inputs["track_links"],
    }
    return await ask(call, "createCampaign", asked)


def utc_minute(moment: str) -> str:
    """Write a moment as Unisender reads it; one without a zone is in UTC."""
    found = datetime.fromisoformat(moment)
    return (found.astimezone(UTC) if found.tzinfo else found).strftime(MINUTE)


async def cancel_campaign(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Call a campaign off before it begins."""
    await ask(call, "cancelCampaign", {"campaign_id": inputs["campaign"]})
    return {"campaign_id": text(inputs, "campaign")}


async def campaign_status(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Tell how far a campaign is."""
    asked = {"campaign_id": inputs["campaign"]}
    told = as_object(await ask(call, "getCampaignStatus", asked, reads=True))
    return {"campaign_id": text(inputs, "campaign"), **told}


async def campaign_statistics(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Return the figures of a campaign, and on request what became of each letter."""
    asked = {"campaign_id": inputs["campaign"]}
    told = as_object(await ask(call, "getCampaignCommonStats", asked, reads=True))
    figures = {name: figure(one) for name, one in told.items()}
    found: dict[str, sdk.Json] = {"campaign_id": text(inputs, "campaign"), **figures}
    if inputs["details"]:
        table = as_object(await ask(call, "getCampaignDeliveryStats", asked, reads=True))
        found["letters"] = [letter(one) for one in table_rows(table)]
    return found


def figure(value: sdk.Json) -> sdk.Json:
    """Return a number that may have come as text."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def table_rows(table: Mapping[str, sdk.Json]) -> list[dict[str, sdk.Json]]:
    """Return a table of names and lines of cells as objects."""
    names, lines = table.get("fields"), table.get("data")
    if not isinstance(names, Sequence) or not isinstance(lines, Sequence):
        return []
    heading = [sdk.as_text(one) for one in names]
    return [dict(zip(heading, line, strict=False)) for line in lines if isinstance(line, list)]


def letter(row: Mapping[str, sdk.Json]) -> dict[str, sdk.Json]:
    """Return what became of one letter, in Unisender's word and in plain ones."""
    return {**row, "outcome": outcome(text(row, "send_result"))}


def outcome(status: str) -> str:
    """Sort a status of a letter; ones that are new are told by how they begin."""
    return RESULTS.get(status) or ("failed" if status.startswith("err_") else "sent")


async def create_list(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Make a list; titles are unique in an account."""
    title = text(inputs, "title")

    async def find(_match: Sequence[str]) -> Mapping[str, sdk.Json] | None:
        found = rows(await ask(call, "getLists", reads=True))
        return next((one for one in found if one.get("title") == title), None)

    async def create() -> Mapping[str, sdk.Json]:
        return {**as_object(await ask(call, "createList", {"title": title})), "title": title}

    async def update(found: Mapping[str, sdk.Json]) -> Mapping[str, sdk.Json]:
        return found

    return await sdk.find_or_create(inputs, ("title",), find=find, create=create, update=update)


async def create_field(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Make a field of contacts; names are unique in an account."""
    wanted = {name: inputs.get(name) for name in ("name", "type", "public_name")}

    async def find(_match: Sequence[str]) -> Mapping[str, sdk.Json] | None:
        found = rows(await ask(call, "getFields", reads=True))
        return next((one for one in found if one.get("name") == wanted["name"]), None)

    async def create() -> Mapping[str, sdk.Json]:
        return {**wanted, **as_object(await ask(call, "createField", wanted))}

    async def update(found: Mapping[str, sdk.Json]) -> Mapping[str, sdk.Json]:
        changed = {"id": found["id"], "name": wanted["name"], "public_name": wanted["public_name"]}
        await ask(call, "updateField", changed)
        return {**found, "public_name": wanted["public_name"] or found.get("public_name")}

    return await sdk.find_or_create(inputs, ("name",), find=find, create=create, update=update)
