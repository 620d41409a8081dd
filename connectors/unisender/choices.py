"""What a person may choose from: lists, tags, fields, templates, letters and campaigns."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from connectors import sdk
from connectors.unisender.api import ask, rows, text

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
    return part(named(found, "title"), query)


async def tags(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
    """Offer the tags of the account, each by its name."""
    found = rows(await ask(call, "getTags", reads=True))
    names = [text(one, "name") for one in found]
    return part([sdk.Choice(one, one) for one in names if one], query)


async def fields(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
    """Offer the fields of contacts: names to map values to, by what people see."""
    found = [one for one in rows(await ask(call, "getFields", reads=True)) if text(one, "name")]
    names = [(text(one, "name"), text(one, "public_name")) for one in found]
    return part([sdk.Choice(name, shown or name) for name, shown in names], query)


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
        matching = fitting(named(found, "title", "subject"), query)
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


def named(found: Sequence[Row], *labels: str) -> list[sdk.Choice]:
    """Return rows as choices by their ids, each under the first label it has."""
    return [
        sdk.Choice(text(row, "id"), next((str(row[one]) for one in labels if row.get(one)), "—"))
        for row in found
        if text(row, "id")
    ]
