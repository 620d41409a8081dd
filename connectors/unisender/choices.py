"""What a person may choose from: lists, fields, tags, templates, letters and campaigns."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from connectors import sdk
from connectors.unisender.api import ask, rows

SHOWN = 100
PAGE = 100
PAGES_SEARCHED = 20
LETTERS_SINCE_DAYS = 365
MINUTE = "%Y-%m-%d %H:%M"

Row = Mapping[str, sdk.Json]
Params = Mapping[str, sdk.Json]


async def lists(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
    """Offer the lists of the account."""
    found = rows(await ask(call, "getLists", reads=True))
    return part([named(one, "title") for one in found], query)


async def tags(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
    """Offer the tags of the account, each by its name."""
    found = rows(await ask(call, "getTags", reads=True))
    return part([sdk.Choice(str(one["name"]), str(one["name"])) for one in found], query)


async def fields(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
    """Offer the fields of contacts by what they are called."""
    found = rows(await ask(call, "getFields", reads=True))
    return part(
        [sdk.Choice(str(one["name"]), str(one.get("public_name") or one["name"])) for one in found],
        query,
    )


async def templates(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
    """Offer the account's own templates."""
    return await paged(call, query, "listTemplates", {"type": "user"})


async def messages(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
    """Offer the letters of the last year."""
    now = call.door.now()
    span = (now - timedelta(days=LETTERS_SINCE_DAYS), now + timedelta(minutes=1))
    begin, end = (one.strftime(MINUTE) for one in span)
    return await paged(call, query, "getMessages", {"date_from": begin, "date_to": end})


async def campaigns(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
    """Offer the campaigns."""
    return await paged(call, query, "getCampaigns", {})


async def paged(
    call: sdk.Call, query: sdk.ChoiceQuery, method: str, params: Params
) -> sdk.Page[sdk.Choice]:
    """Offer one page of a long list; a search reads on until it has found something."""
    offset = int(query.page or 0)
    for _ in range(PAGES_SEARCHED):
        span: Params = {**params, "limit": PAGE, "offset": offset}
        found = rows(await ask(call, method, span, reads=True))
        offset += len(found)
        matching = fitting([named(one, "title", "subject") for one in found], query)
        if len(found) < PAGE:
            return sdk.Page(matching)
        if matching:
            return sdk.Page(matching, str(offset))
    return sdk.Page([], str(offset))


def part(offered: Sequence[sdk.Choice], query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
    """Offer the next few of a list that came whole."""
    found, start = fitting(offered, query), int(query.page or 0)
    end = start + SHOWN
    return sdk.Page(found[start:end], str(end) if end < len(found) else None)


def fitting(offered: Sequence[sdk.Choice], query: sdk.ChoiceQuery) -> list[sdk.Choice]:
    """Return what has the searched text in its label or is that very value."""
    wanted = (query.search or "").strip().casefold()
    return [one for one in offered if wanted in one.label.casefold() or wanted == one.value]


def named(row: Row, *labels: str) -> sdk.Choice:
    """Return a row as a choice by its id, under the first label it has."""
    label = next((str(row[one]) for one in labels if row.get(one)), "")
    return sdk.Choice(str(row["id"]), label or str(row["id"]))
